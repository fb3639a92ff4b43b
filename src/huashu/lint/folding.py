"""Sees through ways of hiding a word: 绝對, １００％, 第 一, 第·一. Whatever is found stands at a place of the original."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from huashu.lint.traditional import SIMPLIFIED, TRADITIONAL
from huashu.patterns import lazy

# Full-width letters, digits and the signs that words and patterns are written with. Other marks stay: that they are
# half or full width is what the rules of typography are about.
_WIDE = "＂＃＄％＆＊＋－／＝＠＿" + "".join(
    map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)])
)
_FROM_WIDE = 0xFEE0  # the distance to ASCII

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# What is put between the characters of a word to hide it, or to stretch it. Commas, stops and slashes part words.
_BETWEEN = r" \t\u00a0\u3000.·•・‧∙⋅*_^\-\u200b-\u200d\u2060\ufeff\u00ad"
_LATIN = "0-9A-Za-z"
GAP = lazy(
    rf"[{_BETWEEN}](?:(?<=[{_HAN}].)[{_BETWEEN}]{{0,2}}(?=[{_HAN}{_LATIN}])|(?<=[{_LATIN}].)[{_BETWEEN}]{{0,2}}(?=[{_HAN}]))"
)
_BLANK = lazy(r"[ \t\u00a0\u3000]*")
SUSPECTS = lazy(f"[{re.escape(_WIDE)}{TRADITIONAL}]")  # the characters that `folded` changes


class Squeezed(NamedTuple):
    """A text without what may hide words in it. `places[i]`: where its character i stands in the original."""

    text: str
    places: tuple[int, ...]

    def gaps(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans of the original that were taken out inside `start:end` of the squeezed text."""
        inside = self.places[start:end]
        return [(a + 1, b) for a, b in pairwise(inside) if b > a + 1]


def folded(text: str) -> str:
    """Simplified characters, half-width letters and digits; as long as the text, character for character."""
    return text.translate(_everything()) if SUSPECTS.search(text) else text


def simplified(text: str) -> str:
    """Simplified characters for traditional ones, character for character."""
    return text.translate(_traditional())


def squeezed(text: str) -> Squeezed | None:
    """The text without blanks and marks between hanzi; None where there are none."""
    gaps = list(GAP.finditer(text))
    if not gaps:
        return None
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for gap in gaps:
        pieces.append(text[done : gap.start()])
        places.extend(range(done, gap.start()))
        done = gap.end()
    pieces.append(text[done:])
    places.extend(range(done, len(text)))
    return Squeezed("".join(pieces), tuple(places))


def hidden(text: str, gaps: list[tuple[int, int]], length: int) -> bool:
    """Whether a word of `length` characters with these gaps in it was pulled apart, and not formed by chance.

    Agents type blanks for commas, so a blank may part two words that happen to make a third: 行不 行. A mark in a word is
    there to hide it; blanks are where they part every character of the word, or where the word is long. A blank beside
    Latin letters or digits is how many people write.
    """
    if not gaps:
        return False
    within = [gap for gap in gaps if not (text[gap[0] - 1].isascii() or text[gap[1]].isascii())]
    marks = any(_BLANK.fullmatch(text, *gap) is None for gap in gaps)
    return marks or len(within) in (0, length - 1) or length > 3


@cache
def _traditional() -> dict[int, int]:
    return str.maketrans(TRADITIONAL, SIMPLIFIED)


@cache
def _everything() -> dict[int, int | str]:
    return {**_traditional(), **{ord(char): chr(ord(char) - _FROM_WIDE) for char in _WIDE}}
