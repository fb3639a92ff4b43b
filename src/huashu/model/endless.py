"""Regular expressions that may take forever: a repeat within a repeat, with nothing to say where one turn ends.

`(a+)+` can part `aaaa` in eight ways, and forty of them in more ways than anybody can wait for; `(a+，)+` in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

FEW = 4  # so many turns cost nothing
_MANY = 40  # ways through a body, and items of one, beyond which nobody looks: the search itself must not be endless
_Item = tuple[object, object]
_REPEAT = re.compile("[*+{]")
_CATEGORIES = {name: re.compile(mark) for name, mark in (("DIGIT", r"\d"), ("SPACE", r"\s"), ("WORD", r"\w"))}


@lru_cache(maxsize=4096)
def endless(pattern: str) -> bool:
    """Whether a pattern, which must be a valid one, repeats what itself repeats in an open way."""
    if "(" not in pattern or len(_REPEAT.findall(pattern)) < 2:
        return False
    # CPython's own parser, as in `needles`: what is not known below is taken for harmless
    return any(_open(_ways(body)) for body in _loops(re._parser.parse(pattern)))  # type: ignore[attr-defined]


def depth(pattern: str) -> int:
    """How many groups lie within one another, at most; what reads patterns calls itself for each."""
    count = pattern.count("(")
    return count if count < _MANY else _depth(re._parser.parse(pattern))  # type: ignore[attr-defined]


def _depth(items: Iterable[_Item]) -> int:
    return max([1 + _depth(inner) for item in items for inner in _inside(item)], default=0)


def _loops(items: Iterable[_Item]) -> Iterator[Iterable[_Item]]:
    """The bodies of all repeats that may take many turns and can be gone back into."""
    for item in items:
        kind, value = str(item[0]), item[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT") and isinstance(value, tuple) and value[1] > FEW:
            yield value[2]
        for inner in _inside(item):
            yield from _loops(inner)


def _inside(item: _Item) -> list[Iterable[_Item]]:
    """The parts of an item."""
    kind, value = str(item[0]), item[1]
    if kind == "ATOMIC_GROUP":
        return [value]  # type: ignore[list-item]
    if not isinstance(value, tuple):
        return []
    if kind == "BRANCH":
        return list(value[1])
    if kind == "GROUPREF_EXISTS":
        return [part for part in value[1:] if part is not None]
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [value[2]]
    return [value[-1]] if kind in ("SUBPATTERN", "ASSERT", "ASSERT_NOT") else []


def _ways(items: Iterable[_Item]) -> list[list[_Item]]:
    """The ways through a body, groups opened: one for each alternative, though not for each mixture of them."""
    ways: list[list[_Item]] = [[]]
    for item in items:
        kind = str(item[0])
        if kind in ("BRANCH", "SUBPATTERN"):
            more = [way for inner in _inside(item) for way in _ways(inner)]
            ways = [[*way, *more[0]] for way in ways] + [[*ways[0], *other] for other in more[1 : _MANY - len(ways)]]
        else:
            ways = [[*way, item] for way in ways]
    return ways


def _open(ways: Sequence[Sequence[_Item]]) -> bool:
    return any(
        not any(_parts(other, item) for place, other in enumerate(way) if place != at)
        for way in ways
        if len(way) <= _MANY
        for at, item in enumerate(way)
        if _varies(item)
    )


def _varies(item: _Item) -> bool:
    """Whether an item may be longer or shorter, by more than being there or not."""
    kind, value = str(item[0]), item[1]
    return kind in ("MAX_REPEAT", "MIN_REPEAT") and isinstance(value, tuple) and value[1] > max(value[0], 1)


def _parts(item: _Item, run: _Item) -> bool:
    """Whether an item stands in every turn and holds a character that the run cannot go on with."""
    kind, value = str(item[0]), item[1]
    if kind in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
        return not any(_may_hold(item, char) and _may_hold(run, char) for char in _samples(item, run))
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and isinstance(value, tuple) and value[0] > 0:
        return any(_parts(inner, run) for inner in value[2])
    return False


def _samples(*items: _Item) -> set[str]:
    """Characters that two sets of them share, if they share any: those at the edges of both, and some of each kind."""
    codes = {ord(char) for char in "0a_A不 ，!\n\u3000٣é😀"}
    waiting = list(items)
    while waiting:
        kind, value = str(waiting[-1][0]), waiting.pop()[1]
        if kind in ("LITERAL", "NOT_LITERAL") and isinstance(value, int):
            codes.update((value - 1, value, value + 1))
        elif kind == "RANGE" and isinstance(value, tuple):
            codes.update((value[0] - 1, value[0], value[1], value[1] + 1))
        elif kind == "IN" and isinstance(value, list):
            waiting += value
        else:
            waiting += [inner for part in _inside((kind, value)) for inner in part]
    return {chr(code) for code in codes if 0 <= code <= 0x10FFFF}


def _may_hold(item: _Item, char: str) -> bool:
    """Whether something in an item can match a character."""
    kind, value = str(item[0]), item[1]
    if kind == "LITERAL":
        return value == ord(char)
    if kind == "NOT_LITERAL":
        return value != ord(char)
    if kind == "ANY":
        return char != "\n"
    if kind == "IN" and isinstance(value, list):
        negated = str(value[0][0]) == "NEGATE"
        return negated != any(_is_one(member, char) for member in value[negated:])
    return any(_may_hold(inner, char) for part in _inside(item) for inner in part)


def _is_one(member: _Item, char: str) -> bool:
    kind, value = str(member[0]), member[1]
    if kind == "RANGE" and isinstance(value, tuple):
        return bool(value[0] <= ord(char) <= value[1])
    if kind == "CATEGORY":
        name = str(value).removeprefix("CATEGORY_")
        found = _CATEGORIES[name.removeprefix("NOT_")].match(char) is not None
        return found != name.startswith("NOT_")
    return kind == "LITERAL" and value == ord(char)
