"""Chinese punctuation in one text: what is written otherwise, and how it should be. Slots, links, emoticons stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from huashu.patterns import lazy

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
# Whatever is found below holds one of these: a half-width mark, or two marks side by side.
_SINGLE = r"!\"',.:;?\-…–"
_DOUBLE = r"！？，、；。～~…—・·－―─"
SUSPECT = lazy(rf"[{_SINGLE}{_DOUBLE}](?:(?<=[{_SINGLE}])|(?=[{_DOUBLE}]))")

_PROTECTED = lazy(
    "|".join(
        (
            r"(?P<slot>\{[^{}\s]+\})",
            r"(?P<latin>(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+|[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]+)+)",
            r"(?P<number>[0-9]{1,24}(?:[.,:：][0-9]+)+)",
            r"\[[^\[\]\n]{1,6}\]",
            # (づ￣3￣)づ╭❤～ and the like: brackets without hanzi, with what is waved around them
            rf"[（(](?=[^()（）\n]*[^()（）\nA-Za-z0-9 .,:;?!+=%*/×-])[^()（）{_HAN}\n]{{1,16}}[)）]"
            rf"[^\s{_HAN}0-9A-Za-z，。！？、；：,.!?;:{{\"']{{0,6}}",
            r"(?<![A-Za-z0-9])[:;=8][-'~^o]?[)(\]\[DPp3Oo/\\|*]+(?![A-Za-z0-9])",
            r"[>＞][_.﹏]+[<＜]|\^[_.\-oOvV]?\^[;\"']*|[TQ][_.^﹏]+[TQ][;\"']*|[-=—][_.﹏][-=—][|!#;\"']*|[oO0@][_.][oO0@]|~[_.]~",
        )
    )
)


class Slip(NamedTuple):
    """A span of the text that is written otherwise than Chinese is. better: how to write it, None where that is open."""

    start: int
    end: int
    better: str | None


def half_width(text: str) -> Iterator[Slip]:
    """Half-width marks after or before hanzi."""
    held = _held(text)
    for at in sorted({*_by_context(held), *_by_autocorrect(held)}):
        if text[at - 1] == "}" and (text[at] == "." or text[at + 1 : at + 2].isdigit()):  # {金额},000
            continue
        blanks = _BLANKS.match(text, at + 1)
        yield Slip(at, blanks.end() if blanks else at + 1, _HALF[text[at]])


_BLANKS = lazy(rf" +(?=[{_HAN}{{“])")


def repeated(text: str) -> Iterator[Slip]:
    """One mark typed several times."""
    held = _held(text)
    for found in _REPEATED.finditer(held):
        marks = {_HALF.get(mark, mark).replace("~", "～") for mark in found[0]}
        yield Slip(*found.span(), marks.pop() if len(marks) == 1 else None)


_REPEATED = lazy(r"[！!？?]{3,}|[！!]{2,}|[？?]{2,}|(?!。。)[，,、；;。]{2,}|(?<!。)。。(?!。)[，,、；;]*|[~～]{3,}")


def ellipses(text: str) -> Iterator[Slip]:
    """Full stops in a row, or half an ellipsis."""
    held = _held(text)
    for found in _ELLIPSIS.finditer(held):
        before, after = held[found.start() - 1 : found.start()], held[found.end() : found.end() + 1]
        latin = [side for side in (before, after) if side.isascii() and side.isalnum()]
        if len(latin) < 2 and (found[0] != ".." or _CJK.match(before)):
            yield Slip(*found.span(), "……")


_ELLIPSIS = lazy(r"\.{2,}|。{3,}|[・·]{3,}|(?<!…)(?:…|…{3,})(?!…)")
_CJK = lazy(rf"[{_HAN}，。！？；：、”’）》】～]")


def dashes(text: str) -> Iterator[Slip]:
    """Hyphens and other strokes for a dash."""
    for found in _DASH.finditer(_held(text)):
        yield Slip(found.start(1), found.end(1), "——")


_DASH = lazy(rf"(?<=[{_HAN}”）！？，。])( ?(?:-{{2,3}}|－{{2,}}|―{{2,}}|─{{2,}}|–{{2,}}|—{{3,}}) ?)(?=[{_HAN}“（])")


def quotes(text: str) -> Iterator[Slip]:
    """Straight quotation marks around Chinese."""
    held = _held(text)
    for line in re.finditer(r"[^\n]+", held):
        if line[0].count('"') % 2 == 0:
            for found in _QUOTED.finditer(held, *line.span()):
                outside = held[found.start() - 1 : found.start()], held[found.end() : found.end() + 1]
                if re.search(f"[{_HAN}]", "".join((*outside, found[0]))) and not outside[0].isdigit():
                    yield Slip(*found.span(), f"“{text[found.start() + 1 : found.end() - 1]}”")
        for found in _SINGLY_QUOTED.finditer(held, *line.span()):
            yield Slip(*found.span(), f"“{text[found.start() + 1 : found.end() - 1]}”")


_QUOTED = lazy(r"\"[^\"\n]{1,60}\"")
_SINGLY_QUOTED = lazy(rf"(?<![A-Za-z0-9'])'(?=[{_HAN}])[^'\n]{{1,30}}(?<=[{_HAN}！？。～])'(?![A-Za-z0-9'])")


def spacing(text: str) -> Iterator[Slip]:
    """No blank between hanzi and a Latin word. Numbers keep to their units, slots to what is around them."""
    held = _held(text)
    for at in _inserted(held):
        sides = text[at - 1 : at + 1]
        if sides == held[at - 1 : at + 1] and _WORD_BESIDE_HAN.fullmatch(sides):
            yield Slip(at, at, " ")


_WORD_BESIDE_HAN = lazy(rf"[A-Za-z][{_HAN}]|[{_HAN}][A-Za-z]")


FINDERS: dict[str, Callable[[str], Iterator[Slip]]] = {
    "dashes": dashes,
    "ellipsis": ellipses,
    "half-width": half_width,
    "quotes": quotes,
    "repeated": repeated,
    "spacing": spacing,
}


@lru_cache(maxsize=16)
def _held(text: str) -> str:
    """The text with all that must not be touched covered, as long as before: links as Latin, the rest as hanzi."""
    return _PROTECTED.sub(lambda found: _COVERS.get(found.lastgroup or "", "口") * len(found[0]), text)


_COVERS = {"latin": "a", "number": "0"}

_AFTER_HAN = lazy(rf"(?<=[{_HAN}”’）】》])(?:[,;?!]|:(?=[{_HAN}“（A-Za-z0-9 ])|\.(?=[{_HAN}“”）\s]|$))")
_BEFORE_HAN = lazy(rf"(?<=[A-Za-z0-9%])[,;?!](?= ?[{_HAN}“])")


def _by_context(held: str) -> Iterator[int]:
    """Where a half-width mark stands in Chinese."""
    for pattern in (_AFTER_HAN, _BEFORE_HAN):
        for found in pattern.finditer(held):
            yield found.start()


def _by_autocorrect(held: str) -> Iterator[int]:
    """Where autocorrect would write a full-width mark. It gives whole lines, so places come from comparing."""
    corrected = _autocorrect(held)
    old = [(at, char) for at, char in enumerate(held) if not char.isspace()]
    new = [char for char in corrected if not char.isspace()]
    if len(old) == len(new):
        for (at, before), after in zip(old, new, strict=True):
            if before != after and _HALF.get(before) == after:
                yield at


def _inserted(held: str) -> Iterator[int]:
    """Where autocorrect would put a blank."""
    corrected = _autocorrect(held)
    at = 0
    for char in corrected:
        if at < len(held) and (char == held[at] or _HALF.get(held[at]) == char):
            at += 1
        elif char == " " and 0 < at < len(held):
            yield at
        else:
            return


def _autocorrect(text: str) -> str:
    import autocorrect_py

    return str(autocorrect_py.format(text))
