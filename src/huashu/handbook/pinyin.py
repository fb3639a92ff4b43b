"""Pinyin of titles and questions, for those who type tuikuan or tk instead of 退款."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


class Pinyin:
    """Remembers the words it has spelled: the same questions come again and again."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Syllables without tones, joined by blanks; letters and digits stay, marks part: 退款 多久 → `tui kuan duo jiu`."""
        known = self._known.get(text)
        if known is None:
            spelled = _HAN.sub(lambda found: " " + " ".join(_speller()(found[0])) + " ", text)
            known = self._known[text] = " ".join(re.findall(r"[a-z0-9]+", spelled.lower()))
        return known


@cache
def _speller() -> Callable[[str], list[str]]:
    """pypinyin takes a fifth of a second to import: only when the first word is spelled."""
    from pypinyin import lazy_pinyin

    return lambda text: lazy_pinyin(text, v_to_u=False)


def sort_key(text: str) -> tuple[str, str]:
    """By sound, as an index of questions is read; what sounds alike by its characters."""
    return Pinyin().of(text), text
