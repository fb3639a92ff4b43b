"""Finds values of facts that are typed out where the fact's name belongs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from huashu.lint.numbers import first_units, plain_enough, spellings
from huashu.model.library import Fact
from huashu.patterns import lazy

_SENTENCE_END = lazy(r"[。！？!?；;\n]")
# Words that stand in the meaning of many facts, and syllables that join words, tell nothing of this one.
_COMMON = frozenset(
    re.findall(
        "..",
        "时间金额最长最多最少可以顾客客服人工订单多少一个一单一张什么我们公司之后以后时候使用达到要求默认常用标准期限时限"
        "天数额度门槛限度小时工作作日多久起算一次每单全店店铺次日零点当天",
    )
)
_JOINT = lazy(r"[^\u4e00-\u9fff]+|[的了后前和从到由就把被内外中多最每还能可要无有是不一个]")
_ACTS = "退换赔补修"  # what a fact is about though it be one character


class Typed(NamedTuple):
    """Finds values of facts. hint: quick, hits wherever `pattern` may.

    facts: behind each group of the pattern, the names of the facts and what a sentence that means this fact speaks of.
    """

    hint: re.Pattern[str]
    pattern: re.Pattern[str]
    facts: tuple[tuple[tuple[str, re.Pattern[str]], ...], ...]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, the facts whose value it is) of each value typed in a text."""
        if self.hint.search(text) is None:
            return
        sentences = _Sentences(text)
        for found in self.pattern.finditer(text):
            start, end = found.span()
            facts = self.facts[int(str(found.lastgroup)[1:])]
            names = [name for name, near in facts if sentences.hold(near, start, end)]
            if names:
                yield start, end, "、".join(f"{{{name}}}" for name in names)


def typed(facts: Mapping[str, Fact]) -> Typed | None:
    """What finds the values of facts that hold a number, dated values included."""
    by_spelling: dict[str, set[str]] = defaultdict(set)
    loose: set[str] = set()
    values = [(fact.name, value) for fact in facts.values() for value in (fact.value, *(d.value for d in fact.dated))]
    for name, value in values:
        spelling = spellings(value)
        if spelling:
            by_spelling[spelling].add(name)
            if not plain_enough(value):
                loose.add(name)
    if not by_spelling:
        return None
    ordered = sorted(by_spelling, key=lambda spelling: (-len(spelling), spelling))  # the longer way is tried first
    pattern = "|".join(f"(?P<f{index}>{spelling})" for index, spelling in enumerate(ordered))
    near = {name: _near(facts[name] if name in loose else None) for name, _value in values}
    groups = tuple(tuple((name, near[name]) for name in sorted(by_spelling[spelling])) for spelling in ordered)
    return Typed(lazy(first_units(value for _name, value in values)), lazy(pattern), groups)


def near_words(fact: Fact) -> tuple[str, ...]:
    """Words of which a sentence about this fact holds one: `near`, or else what its name and its meaning are made of."""
    if fact.near:
        return fact.near
    pieces = [piece for piece in _JOINT.split(f"{fact.name} {fact.means}") if piece]
    pairs = {piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)}
    return tuple(sorted(pairs - _COMMON | {act for act in _ACTS if act in fact.name}))


def _near(fact: Fact | None) -> re.Pattern[str]:
    """What must be found around a value; anything, where the value says all by itself or nothing is known of it."""
    words = near_words(fact) if fact is not None else ()
    return lazy("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


class _Sentences:
    """The sentences of a text. Each is searched once, however many values it holds."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text) + 1]
        self._first: dict[tuple[int, int, int], re.Match[str] | None] = {}  # by a pattern's identity: quickly hashed

    def hold(self, near: re.Pattern[str], start: int, end: int) -> bool:
        """Whether the sentence around a value says something of `near` beside it."""
        begin = self._ends[bisect_right(self._ends, start) - 1]
        stop = self._ends[bisect_left(self._ends, end + 1)] - 1
        key = begin, stop, id(near)
        if key not in self._first:
            self._first[key] = near.search(self._text, begin, stop)
        first = self._first[key]
        if first is None or first.end() <= start or first.start() >= end:
            return first is not None
        beside = near.search(self._text, begin, start) or near.search(self._text, end, stop)
        return beside is not None
