"""Looks through many texts at once: for the words of all rules, and for patterns where they can match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from huashu.lint.folding import GAP, SUSPECTS, Squeezed, folded, hidden, squeezed
from huashu.model.needles import Way
from huashu.patterns import compiled

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_FEW = 8  # words that are sooner looked for one by one than by the pattern itself,
_OFTEN = 4  # unless one text of so many holds them
_WORTH_AN_AUTOMATON = 10_000  # characters
_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long


class Match(NamedTuple):
    """A word or pattern found in a text (code points, half open)."""

    start: int
    end: int
    word: str


class Pattern:
    """A regular expression of one or more rules, compiled when a text first holds what it needs."""

    __slots__ = (
        "anchored",
        "compiled",
        "guards",
        "longest",
        "marks",
        "most",
        "needles",
        "owners",
        "source",
        "woken",
    )

    def __init__(self, way: Way, owners: tuple[int, ...]) -> None:
        self.source = way.pattern
        self.owners = owners
        self.needles: Collection[str] = way.needles[0] if way.needles else ()
        self.guards = tuple(sorted(way.needles[1:], key=len))
        self.longest = way.longest
        # it has to run only where the automaton has found one of its needles
        self.woken = way.rare
        # single characters are looked for here, and only few of them: the automaton would find them everywhere
        self.marks = () if self.woken or len(self.needles) > _FEW else tuple(sorted(self.needles))
        self.anchored = False  # known when it is compiled
        self.most = way.longest + 1 if way.longest and way.whole else 0
        self.compiled: re.Pattern[str] | None = None

    def find(self, search: Search, within: Iterable[int] | None) -> Iterator[tuple[int, Match]]:
        """(index of the text, match). within: the texts that hold what it needs; None: unknown."""
        if self.most:  # a short text as a whole
            within = [at for at in within or range(len(search.texts)) if len(search.folded[at]) <= self.most]
            if not within:
                return
        if within is None:
            within = search.holding(self.marks) if self.marks else None
            if within is not None and not within:
                return
        pattern = self.compiled
        if pattern is None:
            pattern = self.compiled = compiled(self.source)
            self.anchored = _anchored(self.source)
        if within is None:
            within = range(len(search.texts)) if self.anchored else search.touched(pattern)
        for at in within:
            for found in pattern.finditer(search.folded[at]):
                if found[0]:
                    start, end = found.span()
                    yield at, _make(Match, (start, end, search.texts[at][start:end]))
            squeezed = search.squeezed.get(at)
            if squeezed is not None and self.woken and not self.anchored:
                for start, end in _apart(pattern, search.folded[at], squeezed):
                    yield at, Match(start, end, search.texts[at][start:end])

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Whether a text holds all else that a match needs, near enough to the needle that was found at `start:end`."""
        if self.longest:
            text = text[max(0, end - self.longest) : start + self.longest]
        for words in self.guards:
            for word in words:
                if word in text:
                    break
            else:
                return False
        return True


def _apart(pattern: re.Pattern[str], text: str, squeezed: Squeezed) -> Iterator[tuple[int, int]]:
    """Where a pattern matches in a text only when what was put between characters is taken out."""
    for found in pattern.finditer(squeezed.text):
        start, end = found.span()
        if end > start and squeezed.gaps(start, end):
            span = squeezed.places[start], squeezed.places[end - 1] + 1
            if pattern.search(text, *span) is None:
                yield span


class Finder:
    """Finds words. The automaton takes longer to make than it takes to look for each word by itself in a script or two,
    so it is made when more is to be read."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._read = 0  # characters
        self._automaton: AhoCorasick | None = None

    def find(self, text: str) -> Sequence[tuple[int, int, int]]:
        """(number of the word, start, end) of all words, those within others too, in order of their ends."""
        self._read += len(text)
        if self._automaton is None and self._read > _WORTH_AN_AUTOMATON and self._words:
            from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

            self._automaton = AhoCorasick(
                self._words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
            )
        if self._automaton is not None:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        found = []
        for number, word in enumerate(self._words):
            start = text.find(word)
            while start >= 0:
                found.append((number, start, start + len(word)))
                start = text.find(word, start + 1)
        return sorted(found, key=itemgetter(2))


class Search:
    """Texts as they are searched: joined by line breaks, seen through what hides words in them.

    altered: the texts that hold traditional or full-width characters. squeezed: the texts in which words may be pulled
    apart, by their indexes.
    """

    __slots__ = ("altered", "folded", "joined", "squeezed", "starts", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.starts = starts = [0]
        start = 0
        for value in texts:
            start += len(value) + 1
            starts.append(start)
        self.joined = "\n".join(texts)
        self.altered = self.touched(SUSPECTS)
        self.folded = texts
        if self.altered:
            self.folded = list(texts)
            for at in self.altered:
                self.folded[at] = folded(texts[at])
            self.joined = "\n".join(self.folded)
        self.squeezed: dict[int, Squeezed] = {}
        for at in self.touched(GAP):
            found = squeezed(self.folded[at])
            if found is not None:
                self.squeezed[at] = found

    def touched(self, pattern: re.Pattern[str]) -> list[int]:
        """The texts in which a pattern that is not about their edges may match."""
        found, place = [], 0
        joined, starts, search = self.joined, self.starts, pattern.search
        # some patterns match nothing at all, even behind the last character
        while place <= len(joined) and (match := search(joined, place)) is not None:
            at = bisect_right(starts, match.start()) - 1
            found.append(at)
            place = starts[at + 1]
        return found

    def holding(self, marks: Sequence[str]) -> list[int] | None:
        """The texts that hold one of a few words; None where these are so many that looking them up does not pay."""
        joined, starts = self.joined, self.starts
        found: set[int] = set()
        for mark in marks:
            place = joined.find(mark)
            while place >= 0:
                at = bisect_right(starts, place) - 1
                found.add(at)
                if len(found) * _OFTEN > len(self.texts) + _OFTEN:
                    return None
                place = joined.find(mark, starts[at + 1])
        return sorted(found)

    def matches(self, finder: Finder, literal: Set[int]) -> Iterator[tuple[int, int, int, int]]:
        """(index of the text, number of the word, start, end) of all words found. literal: those that mean their very
        characters."""
        at, first, after = 0, 0, self.starts[1]
        # in order of their ends, and no word holds a line break
        for number, start, end in finder.find(self.joined):
            while end >= after:
                at += 1
                first, after = after, self.starts[at + 1]
            yield at, number, start - first, end - first
        if literal:
            for at in self.altered:
                for number, start, end in finder.find(self.texts[at]):
                    if number in literal:
                        yield at, number, start, end
        for at, apart in self.squeezed.items():
            places, text = apart.places, self.folded[at]
            for number, start, end in finder.find(apart.text):
                if end - start > 1 and hidden(text, apart.gaps(start, end), end - start):
                    yield at, number, places[start], places[end - 1] + 1


def _anchored(pattern: str) -> bool:
    """Patterns that speak of a text's edges mean nothing on the joined text."""
    plain = pattern.replace("[^", "[")  # says which characters, not where
    return any(mark in plain for mark in ("^", "$", "\\A", "\\Z"))
