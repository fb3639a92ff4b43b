"""Finds the words of all rules in one pass: an Aho-Corasick automaton, then exceptions and the longest match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from huashu.lint.folding import GAP, Squeezed, folded, hidden, squeezed, suspects
from huashu.model.needles import Way, ways
from huashu.model.rule import Rule

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

# What a listed word is for. Exceptions swallow what lies inside them; `unless` words excuse the whole text.
WORD, EXCEPT, UNLESS = 0, 1, 2
_FEW = 8  # words that are sooner looked for one by one than by the pattern itself,
_OFTEN = 4  # unless one text of so many holds them
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
        self.guards = tuple(tuple(sorted(words)) for words in way.needles[1:])
        # it has to run only where the automaton has found one of its needles
        self.woken = way.rare
        # single characters are looked for here, and only few of them: the automaton would find them everywhere
        self.marks = () if way.rare or len(self.needles) > _FEW else tuple(sorted(self.needles))
        self.anchored = _anchored(way.pattern)
        self.compiled: re.Pattern[str] | None = None

    def find(self, search: _Search, within: Iterable[int] | None) -> Iterator[tuple[int, Match]]:
        """(index of the text, match). within: the texts that hold what it needs; None: unknown."""
        if within is None:
            within = search.holding(self.marks) if self.marks else None
            if within is not None and not within:
                return
        pattern = self.compiled
        if pattern is None:
            pattern = self.compiled = re.compile(self.source)
        if within is None:
            within = range(len(search.texts)) if self.anchored else search.touched(pattern)
        for at in within:
            for found in pattern.finditer(search.folded[at]):
                if found.end() > found.start():
                    yield at, Match(*found.span(), search.texts[at][found.start() : found.end()])
            squeezed = search.squeezed.get(at)
            if squeezed is not None and self.woken and not self.anchored:
                for start, end in _apart(pattern, search.folded[at], squeezed):
                    yield at, Match(start, end, search.texts[at][start:end])

    def may_match(self, text: str) -> bool:
        """Whether a text holds all else that a match needs, beside the needle that has been found."""
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


class _Search:
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
        self.altered = self.touched(suspects())
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
        while (match := search(joined, place)) is not None:
            at = bisect_right(starts, match.start()) - 1
            if at >= len(self.texts):
                break
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

    def matches(self, automaton: AhoCorasick, literal: Set[int]) -> Iterator[tuple[int, int, int, int]]:
        """(index of the text, number of the word, start, end) of all words found. literal: those that mean their very
        characters."""
        at, first, after = 0, 0, self.starts[1]
        # in order of their ends, and no word holds a line break
        for number, start, end in automaton.find_matches_as_indexes(self.joined, overlapping=True):
            while end >= after:
                at += 1
                first, after = after, self.starts[at + 1]
            yield at, number, start - first, end - first
        if literal:
            for at in self.altered:
                for number, start, end in automaton.find_matches_as_indexes(self.texts[at], overlapping=True):
                    if number in literal:
                        yield at, number, start, end
        for at, apart in self.squeezed.items():
            places, text = apart.places, self.folded[at]
            for number, start, end in automaton.find_matches_as_indexes(apart.text, overlapping=True):
                if end - start > 1 and hidden(text, apart.gaps(start, end), end - start):
                    yield at, number, places[start], places[end - 1] + 1


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

        The texts are searched as one, joined by line breaks, which no listed word holds: those of many scripts take
        little longer than those of one.
        """
        if not texts:
            return {}
        search = _Search(texts)
        raw: dict[tuple[int, int], _Raw] = {}
        awake = self._words_in(search, raw)
        runs: list[tuple[_Pattern, list[int] | None]] = [(pattern, None) for pattern in self._sleepless]
        folded_texts, apart = search.folded, search.squeezed
        for pattern, texts_at in awake.items():
            if pattern.guards:
                texts_at = [at for at in texts_at if at in apart or pattern.may_match(folded_texts[at])]
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
        for at, number, start, end in search.matches(self._automaton, self._literal):
            owners = all_owners[number]
            if owners:
                match = Match(start, end, words[number])
                for rule, kind in owners:
                    found = raw.get((rule, at))
                    if found is None:
                        found = raw[rule, at] = ([], [], [])
                    found[kind].append(match)
            for pattern in all_wakes[number]:
                places = awake.get(pattern)
                if places is None:
                    awake[pattern] = [at]
                elif places[-1] != at:
                    places.append(at)
        return {pattern: sorted(set(places)) for pattern, places in awake.items()}


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
