"""Which reply of an old script has become which one of the new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from huashu.model.diff import words

_MOST = 900  # pairs whose likeness is measured; more than that are paired as they stand
_LIKE = 0.3  # less alike than this, one is gone and another has come
_SAME_STAGE = 0.25


class Texts(NamedTuple):
    """A reply as it is recognised: its stage, and the different things said."""

    stage: str
    said: tuple[str, ...]


_Pair = tuple[int | None, int | None]


def paired(old: Sequence[Texts], new: Sequence[Texts]) -> Iterator[_Pair]:
    """Indexes of replies that belong together, None where one side has nothing; in the order of the new script."""
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((a1 + at, b1 + at) for at in range(a2 - a1))
        elif (a2 - a1) * (b2 - b1) > _MOST:
            yield from _as_they_stand(range(a1, a2), range(b1, b2))
        else:
            yield from _alike(old, new, range(a1, a2), range(b1, b2))


def _as_they_stand(old: range, new: range) -> Iterator[_Pair]:
    for at in range(max(len(old), len(new))):
        yield (old[at] if at < len(old) else None), (new[at] if at < len(new) else None)


def _alike(old: Sequence[Texts], new: Sequence[Texts], first: range, second: range) -> Iterator[_Pair]:
    """The pairs, in order, that are most alike in all."""
    rows, columns = len(first), len(second)
    likeness = [[_likeness(old[a], new[b]) for b in second] for a in first]
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for a in reversed(range(rows)):
        for b in reversed(range(columns)):
            together = likeness[a][b] + best[a + 1][b + 1] if likeness[a][b] >= _LIKE else 0.0
            best[a][b] = max(together, best[a + 1][b], best[a][b + 1])
    a = b = 0
    while a < rows or b < columns:
        if a < rows and b < columns and likeness[a][b] >= _LIKE and _taken(best, likeness, a, b):
            yield first[a], second[b]
            a, b = a + 1, b + 1
        elif b == columns or (a < rows and best[a + 1][b] >= best[a][b + 1]):
            yield first[a], None
            a += 1
        else:
            yield None, second[b]
            b += 1


def _taken(best: list[list[float]], likeness: list[list[float]], a: int, b: int) -> bool:
    return likeness[a][b] + best[a + 1][b + 1] >= max(best[a + 1][b], best[a][b + 1])


def _likeness(one: Texts, other: Texts) -> float:
    """From 0 to a little above 1."""
    most = max((_ratio(text, like) for text in one.said for like in other.said), default=0.0)
    return most + (_SAME_STAGE if one.stage and one.stage == other.stage else 0.0)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, words(one), words(other), autojunk=False).ratio()
