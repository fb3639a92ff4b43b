"""Times that scripts promise: how long for what, said in figures or by the name of a fact."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from huashu.patterns import lazy

Amount = tuple[str, float, float]  # kind of unit, least and most of it

_HAN = "零一二两三四五六七八九十百"
# Begins with one class of characters: so it is quickly searched for. Bounded, as what follows: so it never takes long.
_DIGIT = f"0-9０-９{_HAN}"
_FIGURE = rf"[{_DIGIT}]{{1,9}}(?:\.[0-9]{{1,4}})?"
_UNITS = {"分钟": 1, "小时": 60, "天": 1440, "周": 10080, "星期": 10080}
_TIME = lazy(
    # what follows the first character is looked at first: 一下, 一件 and 三楼 are much more frequent than times
    rf"(?P<least>[{_DIGIT}](?=[{_DIGIT}.\s\-~～—－至到个工小分天周星年])[{_DIGIT}]{{0,8}}(?:\.[0-9]{{1,4}})?)"
    rf"\s{{0,3}}(?:[-~～—－至到]\s{{0,3}}(?P<most>{_FIGURE}))?\s{{0,3}}"
    r"(?P<unit>个?工作日|个?小时|分钟|天|周|个?星期|个月|年)"
)
# A number that goes on to the left, and times that are nobody's promise: 第3天, 这两天, 等了3天, 前几天.
_NO_PROMISE = lazy(rf"[0-9０-９.．{_HAN}几第这那前后头过每隔近了第满]$|已经?$")
_PAST = lazy(r"\s*(?:前|之前|以前|没|都没)")
_WITHIN = lazy(r"\s*(?:内|之内|以内|无理由|到账|左右)")
_TOGETHER = 1000  # texts
_CLAUSE, _SENTENCE = lazy("[，。！？；!?;\n]"), lazy("[。！？；!?;\n]")


class Promise(NamedTuple):
    """`start:end` of text number `text` promises `amount`; fact: the name that says it, "" where it is typed."""

    text: int
    start: int
    end: int
    amount: Amount
    fact: str


def promises(texts: Sequence[str]) -> Iterator[Promise]:
    """All times that are typed in many texts, in order."""
    for index, offset, match in _found(_TIME, texts):
        amount = _promised(match)
        if amount is not None:
            yield Promise(index, match.start() - offset, match.end() - offset, amount, "")


def promised_by_name(texts: Sequence[str], facts: Mapping[str, str]) -> Iterator[Promise]:
    """All times that the texts promise by the name of a fact, in order. facts: name → value."""
    timed = {name: amount for name, amount in ((name, _whole(value)) for name, value in facts.items()) if amount}
    if timed:
        pattern = re.compile(r"\{(" + "|".join(map(re.escape, sorted(timed))) + r")\}")
        for index, offset, match in _found(pattern, texts):
            yield Promise(index, match.start() - offset, match.end() - offset, timed[match[1]], match[1])


def _found(pattern: re.Pattern[str], texts: Sequence[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
    """(number of the text, where it begins, match). Many texts are searched as one, which is much quicker, but not all
    of them at once, which would take much memory."""
    for first in range(0, len(texts), _TOGETHER):
        starts = [0]
        some = texts[first : first + _TOGETHER]
        for text in some:
            starts.append(starts[-1] + len(text) + 1)
        for match in pattern.finditer("\n".join(some)):
            index = bisect_right(starts, match.start()) - 1
            yield first + index, starts[index], match


def _whole(value: str) -> Amount | None:
    match = _TIME.fullmatch(value)
    return _amount(match) if match else None


def _promised(match: re.Match[str]) -> Amount | None:
    text, (start, end) = match.string, match.span()
    if _NO_PROMISE.search(text, max(start - 2, 0), start) or _PAST.match(text, end):
        return None
    amount = _amount(match)
    # 一天, 两天 are said of any short time
    vague = amount is not None and match["least"][0] in _HAN and match["unit"] == "天" and amount[2] <= 2 * _UNITS["天"]
    return None if vague and not _WITHIN.match(text, end) else amount


def _amount(match: re.Match[str]) -> Amount | None:
    unit = match["unit"].removeprefix("个")
    least = _number(match["least"])
    most = _number(match["most"]) if match["most"] else least
    if least is None or most is None:
        return None
    factor = _UNITS.get(unit)
    return (unit, least, most) if factor is None else ("", least * factor, most * factor)


def _number(written: str) -> float | None:
    if written[0] not in _HAN:
        return float(written) if not any(char in _HAN for char in written) else None
    if not all(char in _HAN for char in written):
        return None
    total, digit = 0, 0
    for char in written:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = "零一二三四五六七八九".find("二" if char == "两" else char)
    return float(total + digit)


class Topics:
    """What a time may be about. words: word → topic."""

    def __init__(self, words: Mapping[str, str]) -> None:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(map(re.escape, ordered)))
        self._words = words
        self._named = lru_cache(maxsize=4)(self._names)

    def about(self, text: str, start: int, end: int) -> str:
        """The topic that a time at `start:end` speaks of: what its clause names, else the next clauses of the
        sentence, else those before; "" for none."""
        ends = _ends(text)
        names = self._named(text, *_around(ends.sentences, len(text), start, end))
        if not names:
            return ""
        first, last = _around(ends.clauses, len(text), start, end)
        behind = bisect_left(names, (end,))
        # the nearest on each side is enough: those of the clause first, then what comes, then what was said
        near = [name for name in names[max(behind - 1, 0) : behind + 1] if first <= name.start < last]
        if not near:
            later = bisect_left(names, (last,))
            near = [names[later] if later < len(names) else names[bisect_left(names, (first,)) - 1]]
        return min((name.start - end if name.start >= end else start - name.end, name.topic) for name in near)[1]

    def _names(self, text: str, begin: int, stop: int) -> list[_Name]:
        found = self._pattern.finditer(text, begin, stop)
        return [_Name(*match.span(), self._words[match[0]]) for match in found]


class _Name(NamedTuple):
    """A word that names a topic."""

    start: int
    end: int
    topic: str


class _Ends(NamedTuple):
    """Where the sentences and the clauses of a text end."""

    sentences: list[int]
    clauses: list[int]


@lru_cache(maxsize=4)
def _ends(text: str) -> _Ends:
    """Times come text by text, and a text may hold thousands."""
    return _Ends(*([mark.start() for mark in marks.finditer(text)] for marks in (_SENTENCE, _CLAUSE)))


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place."""
    begin, stop = _around(_ends(text).sentences, len(text), start, end)
    return text[begin:stop]


def _around(ends: list[int], length: int, start: int, end: int) -> tuple[int, int]:
    before, after = bisect_left(ends, start), bisect_left(ends, end)
    return ends[before - 1] + 1 if before else 0, ends[after] if after < len(ends) else length
