"""Finds the words of all rules in one pass: an Aho-Corasick automaton, then exceptions and the longest match."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from huashu.lint.folding import folded, hidden, squeezed
from huashu.model.needles import Way, ways
from huashu.model.rule import Rule

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# What a listed word is for. Exceptions swallow what lies inside them; `unless` words excuse the whole text.
WORD, EXCEPT, UNLESS = 0, 1, 2
_MOST_GUARDS = 16  # words; looking for more takes as long as the pattern
_FEW = 3  # characters that are sooner looked for one by one than by the pattern itself
_PARAMETERS = (("words", WORD), ("any", WORD), ("except", EXCEPT), ("unless", UNLESS))


class Match(NamedTuple):
    """A word or pattern found in a text (code points, half open)."""

    start: int
    end: int
    word: str


_Raw = tuple[list[Match], list[Match], list[Match]]  # words, exceptions, excuses, as numbered above


def listed(rule: Rule) -> Iterable[tuple[str, int]]:
    """Every listed word of a rule with what it is for."""
    for name, kind in _PARAMETERS:
        for word in rule.words(name):
            yield word, kind
    swap = rule.params.get("swap")
    if isinstance(swap, dict):
        for word in swap:
            yield str(word), WORD


class _Pattern:
    """A regular expression of one or more rules, compiled when a text first holds what it needs."""

    __slots__ = ("anchored", "compiled", "guards", "marks", "needles", "owners", "source", "woken")

    def __init__(self, way: Way, owners: tuple[int, ...]) -> None:
        self.source = way.pattern
        self.owners = owners
        self.needles = way.needles[0] if way.needles else frozenset()
        self.guards = tuple(tuple(sorted(words)) for words in way.needles[1:] if len(words) <= _MOST_GUARDS)
        # it has to run only where the automaton has found one of its needles
        self.woken = way.rare
        # single characters are looked for here, and only few of them: the automaton would find them everywhere
        self.marks = () if way.rare else tuple(sorted(self.needles))
        self.anchored = _anchored(way.pattern)
        self.compiled: re.Pattern[str] | None = None

    def find(self, search: _Search, within: Iterable[int] | None) -> Iterator[tuple[int, Match]]:
        """(index of the text, match) in a script's texts. within: the texts that hold what it needs; None: unknown."""
        if (
            within is None
            and self.marks
            and len(self.marks) <= _FEW
            and not any(mark in search.joined for mark in self.marks)
        ):
            return
        pattern = self.compiled
        if pattern is None:
            pattern = self.compiled = re.compile(self.source)
        if within is None:
            within = range(len(search.folded)) if self.anchored or pattern.search(search.joined) is not None else ()
        for at in within:
            for found in pattern.finditer(search.folded[at]):
                if found.end() > found.start():
                    yield at, Match(*found.span(), search.texts[at][found.start() : found.end()])
            if search.squeezed is not None and self.woken and not self.anchored:
                base = search.starts[at]
                for start, end in search.apart(pattern, at):
                    yield at, Match(start - base, end - base, search.texts[at][start - base : end - base])

    def may_match(self, text: str) -> bool:
        """Whether a text holds all else that a match needs, beside the needle that has been found."""
        for words in self.guards:
            for word in words:
                if word in text:
                    break
            else:
                return False
        return True


class _Search:
    """The texts of a script as they are searched: joined by line breaks, seen through what hides words in them."""

    __slots__ = ("folded", "joined", "plain", "squeezed", "starts", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        starts = [0]
        for value in texts:
            starts.append(starts[-1] + len(value) + 1)
        self.starts = starts
        self.plain = "\n".join(texts)
        self.joined = folded(self.plain)
        self.folded = (
            texts
            if self.joined is self.plain
            else [self.joined[start : start + len(value)] for start, value in zip(starts, texts, strict=False)]
        )
        self.squeezed = squeezed(self.joined)

    def text_at(self, start: int) -> tuple[int, int]:
        """Index and start of the text that holds an offset."""
        at = bisect_right(self.starts, start) - 1
        return at, self.starts[at]

    def matches(
        self, automaton: AhoCorasick, literal: Set[int], words: Sequence[str]
    ) -> Iterator[tuple[int, int, int]]:
        """(number of the word, start, end) of all words found. literal: those that mean their very characters."""
        yield from automaton.find_matches_as_indexes(self.joined, overlapping=True)
        if self.joined is not self.plain and literal:
            for match in automaton.find_matches_as_indexes(self.plain, overlapping=True):
                if match[0] in literal:
                    yield match
        if self.squeezed is not None:
            places = self.squeezed.places
            for number, start, end in automaton.find_matches_as_indexes(self.squeezed.text, overlapping=True):
                if end - start > 1 and hidden(self.joined, self.squeezed.gaps(start, end), end - start):
                    yield number, places[start], places[end - 1] + 1

    def apart(self, pattern: re.Pattern[str], at: int) -> Iterator[tuple[int, int]]:
        """Where a pattern matches in a text only when what was put between characters is taken out."""
        assert self.squeezed is not None
        places, first, length = self.squeezed.places, self.starts[at], len(self.folded[at])
        low, high = bisect_left(places, first), bisect_left(places, first + length)
        if high - low == length:  # nothing was taken out here
            return
        for found in pattern.finditer(self.squeezed.text, low, high):
            start, end = found.span()
            if end > start and self.squeezed.gaps(start, end):
                span = places[start], places[end - 1] + 1
                if pattern.search(self.joined, *span) is None:
                    yield span


class Matcher:
    """One automaton for the words of all rules; patterns run only where some text of the script can match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        self._rules = frozenset(range(len(rules)))
        owners: dict[str, list[tuple[int, int]]] = defaultdict(list)
        patterns: dict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(rules):
            for word, kind in listed(rule):
                owners[word].append((index, kind))
            for pattern in rule.words("patterns"):
                patterns[pattern].append(index)
        known = {pattern: found for rule in rules for pattern, found in rule.ways.items()}
        self._patterns = [
            _Pattern(way, tuple(indexes))
            for source, indexes in patterns.items()
            for way in known.get(source) or ways(source)
        ]
        wakes: dict[str, list[_Pattern]] = defaultdict(list)
        for found in self._patterns:
            for needle in found.needles if found.woken else ():
                wakes[needle].append(found)
        self._words = list({**owners, **wakes})
        self._literal = frozenset(number for number, word in enumerate(self._words) if folded(word) != word)
        self._owners = [owners.get(word, []) for word in self._words]
        self._wakes = [wakes.get(word, []) for word in self._words]
        self._words_of: dict[int, list[int]] = defaultdict(list)
        for number, (owned, woken) in enumerate(zip(self._owners, self._wakes, strict=True)):
            for rule_index in {owner[0] for owner in owned} | {owner for found in woken for owner in found.owners}:
                self._words_of[rule_index].append(number)
        self._sleepless = [found for found in self._patterns if not found.woken]
        self._automaton = (
            AhoCorasick(self._words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            if self._words
            else None
        )

    def within(self, rules: Set[int]) -> Matcher:
        """The same matcher for some of the rules, by their indexes."""
        other = copy(self)
        other._rules = frozenset(rules)
        other._owners, other._wakes = list(self._owners), list(self._wakes)
        # few words are of rules that are left out; the others keep their lists
        for number in {number for rule in self._rules - rules for number in self._words_of[rule]}:
            other._owners[number] = [owner for owner in self._owners[number] if owner[0] in rules]
            other._wakes[number] = [found for found in self._wakes[number] if not rules.isdisjoint(found.owners)]
        other._sleepless = [found for found in self._sleepless if not rules.isdisjoint(found.owners)]
        return other

    def find(self, texts: Sequence[str]) -> dict[int, dict[int, list[Match]]]:
        """Matches as rule index → text index → matches in order, exceptions and excuses already heeded.

        The texts are searched as one, joined by line breaks, which no listed word holds.
        """
        search = _Search(texts)
        raw: dict[tuple[int, int], _Raw] = {}
        awake = self._words_in(search, raw)
        runs: list[tuple[_Pattern, list[int] | None]] = [(pattern, None) for pattern in self._sleepless]
        folded_texts = search.folded
        for pattern, texts_at in awake.items():
            if search.squeezed is None and pattern.guards:
                texts_at = [at for at in texts_at if pattern.may_match(folded_texts[at])]
            if texts_at:
                runs.append((pattern, texts_at))
        for pattern, within in runs:
            for at, match in pattern.find(search, within):
                for rule in pattern.owners:
                    if rule in self._rules:
                        raw.setdefault((rule, at), ([], [], []))[WORD].append(match)
        result: dict[int, dict[int, list[Match]]] = {}
        for (rule, at), (matches, exceptions, excuses) in raw.items():
            if matches and not excuses:
                settled = _settle(matches, exceptions)
                if settled:
                    result.setdefault(rule, {})[at] = settled
        return result

    def _words_in(self, search: _Search, raw: dict[tuple[int, int], _Raw]) -> dict[_Pattern, list[int]]:
        """Put the listed words that are found into `raw`; the patterns that they wake, with the texts to run them on."""
        awake: dict[_Pattern, list[int]] = {}
        if self._automaton is None:
            return awake
        all_owners, all_wakes, words = self._owners, self._wakes, self._words
        for number, start, end in search.matches(self._automaton, self._literal, words):
            owners, wakes = all_owners[number], all_wakes[number]
            if not (owners or wakes):
                continue
            at, base = search.text_at(start)
            if owners:
                match = Match(start - base, end - base, words[number])
                for rule, kind in owners:
                    found = raw.get((rule, at))
                    if found is None:
                        found = raw[rule, at] = ([], [], [])
                    found[kind].append(match)
            for pattern in wakes:
                places = awake.get(pattern)
                if places is None:
                    awake[pattern] = [at]
                elif at not in places:
                    places.append(at)
        return awake


def _anchored(pattern: str) -> bool:
    """Patterns that speak of a text's edges mean nothing on the joined text."""
    plain = pattern.replace("[^", "[")  # says which characters, not where
    return any(mark in plain for mark in ("^", "$", "\\A", "\\Z"))


def _settle(words: list[Match], exceptions: list[Match]) -> list[Match]:
    """Drop what lies inside an exception or overlaps an earlier or longer match, in order of place."""
    if len(words) == 1 and not exceptions:
        return words
    kept: list[Match] = []
    skips = sorted(exceptions, reverse=True)
    reach = 0  # the furthest end of the exceptions that begin no later than the match
    for match in sorted(words, key=lambda found: (found.start, -found.end)):
        while skips and skips[-1].start <= match.start:
            reach = max(reach, skips.pop().end)
        if match.end > reach and not (kept and match.start < kept[-1].end):
            kept.append(match)
    return kept
