"""Finds the words that terms/names.yaml replaces, all in one pass."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from huashu.model.library import Name
from huashu.text import SLOT

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick


class Misnamed(NamedTuple):
    """A word at `start:end` of a text that `name` should stand for."""

    start: int
    end: int
    word: str
    name: str


class Naming(NamedTuple):
    """words: all words of the automaton by number, each with the name that replaces it, "" where it may stay."""

    automaton: AhoCorasick
    words: tuple[tuple[str, str], ...]

    def any(self, text: str) -> bool:
        """Whether there may be anything to find."""
        return any(self.words[found[0]][1] for found in self.automaton.find_matches_as_indexes(text))

    def find(self, text: str) -> Iterator[Misnamed]:
        """Words to replace, in order; names and exceptions swallow what lies inside them, and `{名称}` is no word."""
        named = [found.span() for found in SLOT.finditer(text)] if "{" in text else []
        ends = [stop for _begin, stop in named]
        for number, start, end in self.automaton.find_matches_as_indexes(text):
            word, name = self.words[number]
            after = bisect_right(ends, start)  # the first slot that ends behind where the word begins
            if name and not (after < len(named) and named[after][0] < end):
                yield Misnamed(start, end, word, name)


def naming(names: Iterable[Name]) -> Naming | None:
    """What finds the words of these names; None where there are none."""
    words: dict[str, str] = {}
    for name in names:
        words.update({word.value: name.name for word in name.instead_of})
        words.update(dict.fromkeys((name.name, *name.apart), ""))
    if not words:
        return None
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    ordered = sorted(words)
    automaton = AhoCorasick(ordered, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    return Naming(automaton, tuple((word, words[word]) for word in ordered))
