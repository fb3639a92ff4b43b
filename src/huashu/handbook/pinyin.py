"""Pinyin of titles and questions, for those who type tuikuan or tk instead of 退款."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

_SYLLABLE = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


class Pinyin:
    """Remembers the words it has spelled: the same questions come again and again."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Syllables without tones, joined by blanks; letters and digits stay, marks part: 退款 多久 → `tui kuan duo jiu`."""
        known = self._known.get(text)
        if known is None:
            spelled = _HAN.sub(lambda found: f" {_spelled(found[0])} ", text)
            known = self._known[text] = " ".join(re.findall(r"[a-z0-9]+", spelled.lower()))
        return known


def sounds(characters: Iterable[str]) -> list[list[str]]:
    """Syllable, the characters that usually sound so, and those that may sound so too; sorted, each in order.

    A character by itself: for a whole library of replies this is quick, where spelling every sentence would take minutes.
    """
    usual: dict[str, list[str]] = {}
    other: dict[str, list[str]] = {}
    for char in sorted(set(characters)):
        if _HAN.fullmatch(char):
            for place, syllable in enumerate(_sounds_of(char)):
                (other if place else usual).setdefault(syllable, []).append(char)
    return [
        ["".join(part) for part in (name, usual.get(name, []), other.get(name, []))]
        for name in sorted(usual.keys() | other.keys())
    ]


@cache
def _sounds_of(char: str) -> tuple[str, ...]:
    """How a character usually sounds, and how else, if any word has it so: dictionaries know more than people say."""
    from pypinyin import Style, pinyin

    known = [
        one for one in dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]) if _SYLLABLE.fullmatch(one)
    ]
    return (*known[:1], *[one for one in known[1:] if one in _in_words().get(char, known)][:1])


@cache
def _in_words() -> dict[str, set[str]]:
    """Character → its sounds in the words of pypinyin's dictionary."""
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.contrib.tone_convert import to_normal

    found: dict[str, set[str]] = {}
    for word, syllables in PHRASES_DICT.items():
        for char, (syllable, *_more) in zip(word, syllables, strict=False):
            found.setdefault(char, set()).add(syllable)
    plain = {syllable: to_normal(syllable) for syllable in set().union(*found.values())}
    return {char: {plain[syllable] for syllable in said} for char, said in found.items()}


@cache
def _spelled(hanzi: str) -> str:
    return " ".join(_speller()(hanzi))


@cache
def _speller() -> Callable[[str], list[str]]:
    """pypinyin takes a fifth of a second to import: only when the first word is spelled."""
    from pypinyin import lazy_pinyin

    return lambda text: lazy_pinyin(text, v_to_u=False)


def sort_key(text: str) -> tuple[str, str]:
    """By sound, as an index of questions is read; what sounds alike by its characters."""
    return Pinyin().of(text), text
