"""What changed between two texts, word by word, as people read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

SAME, GONE, NEW = "=", "-", "+"
_MOST = 4_000_000  # comparisons; what would take more is told as one change
_Item = TypeVar("_Item")

# Slots, emoji with all that belongs to them, marks such as [微笑], words of letters, numbers; else one character, with
# what combines with it.
_WORD = re.compile(
    r"""
    \{[^{}\s]+\}
    | \[[^\[\]\s]{1,8}\]
    | [\U0001f1e6-\U0001f1ff]{2}
    | [0-9#*]\ufe0f?\u20e3
    | (?:[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u0300-\u036f'’]*)+
    | \d+(?:[.,:]\d+)*%?
    | \r\n
    | (?:.|\n)(?:[\u0300-\u036f\ufe00-\ufe0f\u20d0-\u20ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d.)*
    """,
    re.VERBOSE,
)


class Run(NamedTuple):
    """A piece of text. kind: "=" in both, "-" only in the old one, "+" only in the new one."""

    kind: str
    text: str


def words(text: str) -> list[str]:
    """The text in pieces that no change splits; joined they are the text."""
    return _WORD.findall(text)


def diff(old: str, new: str) -> tuple[Run, ...]:
    """The change from one text to another. "=" and "-" joined are the old text, "=" and "+" the new one."""
    before, after = words(old), words(new)
    runs: list[Run] = []
    for same, gone, come in _readable(list(_blocks(before, after))):
        pieces = ((SAME, "".join(same)), (GONE, "".join(gone)), (NEW, "".join(come)))
        runs += [Run(kind, text) for kind, text in pieces if text]
    return tuple(runs)


def aligned(old: Sequence[_Item], new: Sequence[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Pairs of what differs between two lists: (old, new), None where the other list has nothing in its place."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind != "equal":
            for at in range(max(a2 - a1, b2 - b1)):
                yield (old[a1 + at] if at < a2 - a1 else None), (new[b1 + at] if at < b2 - b1 else None)


_Block = tuple[list[str], list[str], list[str]]  # what stays, then what goes after it, and what comes for that


def _blocks(before: list[str], after: list[str]) -> Iterator[_Block]:
    """What stays and the change that follows it, again and again."""
    start = _common(zip(before, after, strict=False))
    end = _common(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    tail = before[len(before) - end :]
    same = before[:start]
    if len(old) * len(new) > _MOST:
        yield same, old, new
        same = []
    else:
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                same = same + old[a1:a2]
            else:
                yield same, old[a1:a2], new[b1:b2]
                same = []
    yield [*same, *tail], [], []


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _readable(blocks: list[_Block]) -> list[_Block]:
    """A stray character that two changes leave between them reads worse than one change over all of it."""
    found: list[_Block] = []
    for same, gone, come in blocks:
        if found and (gone or come) and _stray(same, found[-1], (gone, come)):
            kept, old, new = found[-1]
            found[-1] = (kept, [*old, *same, *gone], [*new, *same, *come])
        else:
            found.append((same, gone, come))
    return found


def _stray(same: list[str], before: _Block, after: tuple[list[str], list[str]]) -> bool:
    """Whether so little stays between two changes that it says nothing by itself."""
    _kept, gone, come = before
    if not (gone or come) or len(same) > 2 or any(len(word) > 1 for word in same):
        return False
    return len(same) < max(len(gone), len(come)) and len(same) < max(map(len, after))
