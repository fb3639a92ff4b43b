"""Finds the words of all rules in one pass: an Aho-Corasick automaton, then exceptions and the longest match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from copy import copy

from huashu.lint.folding import SUSPECTS
from huashu.lint.searching import Finder, Match, Pattern, Search
from huashu.model.needles import ways
from huashu.model.rule import Rule

# What a listed word is for. Exceptions swallow what lies inside them; `unless` words excuse the whole text.
WORD, EXCEPT, UNLESS = 0, 1, 2
_PARAMETERS = (("words", WORD), ("any", WORD), ("except", EXCEPT), ("unless", UNLESS))


_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long
_Raw = tuple[list[Match], list[Match], list[Match]]  # words, exceptions, excuses, as numbered above
_Wanted = tuple[str, list[tuple[int, int]], list[Pattern]]


def listed(rule: Rule) -> Iterable[tuple[str, int]]:
    """Every listed word of a rule with what it is for."""
    for name, kind in _PARAMETERS:
        for word in rule.words(name):
            yield word, kind
    swap = rule.params.get("swap")
    if isinstance(swap, dict):
        for word in swap:
            yield str(word), WORD


class Matcher:
    """One automaton for the words of all rules; patterns run only where some text of the script can match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        owners: dict[str, list[tuple[int, int]]] = defaultdict(list)
        patterns: dict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(rules):
            for word, kind in listed(rule):
                owners[word].append((index, kind))
            for pattern in rule.words("patterns"):
                patterns[pattern].append(index)
        by_word = {index for found in owners.values() for index, _kind in found}
        self.rules = by_word.union(*patterns.values())  # those that look for anything
        known = {pattern: found for rule in rules for pattern, found in rule.ways.items()}
        self._patterns = [
            Pattern(way, tuple(indexes))
            for source, indexes in patterns.items()
            for way in known.get(source) or ways(source)
        ]
        wakes: dict[str, list[Pattern]] = defaultdict(list)
        for found in self._patterns:
            for needle in found.needles if found.woken else ():
                wakes[needle].append(found)
        self._words = list({**owners, **wakes})
        unlike = set(SUSPECTS.findall("\n".join(self._words)))
        words = enumerate(self._words if unlike else ())
        self._literal = frozenset(number for number, word in words if not unlike.isdisjoint(word))
        self._owners, self._wakes = owners, wakes
        self._wanted: dict[int, _Wanted] = {}
        self._sleepless = [found for found in self._patterns if not found.woken]
        self._finder = Finder(self._words)

    def within(self, rules: Set[int]) -> Matcher:
        """The same matcher for some of the rules, by their indexes."""
        other = copy(self)
        other.rules = self.rules.intersection(rules)
        other._wanted = {}
        other._sleepless = [found for found in self._sleepless if not rules.isdisjoint(found.owners)]
        return other

    def find(self, texts: Sequence[str]) -> dict[int, dict[int, list[Match]]]:
        """Matches as rule index → text index → matches in order, exceptions and excuses already heeded.

        The texts are searched as one, joined by line breaks, which no listed word holds: those of many scripts take
        little longer than those of one.
        """
        if not texts:
            return {}
        search = Search(texts)
        raw: dict[tuple[int, int], _Raw] = {}
        runs: list[tuple[Pattern, list[int] | None]] = [(pattern, None) for pattern in self._sleepless]
        runs.extend(self._words_in(search, raw).items())
        for pattern, within in runs:
            for at, match in pattern.find(search, within):
                for rule in pattern.owners:
                    if rule in self.rules:
                        raw.setdefault((rule, at), ([], [], []))[WORD].append(match)
        result: dict[int, dict[int, list[Match]]] = {}
        for (rule, at), (matches, exceptions, excuses) in raw.items():
            if matches and not excuses:
                settled = _settle(matches, exceptions)
                if settled:
                    result.setdefault(rule, {})[at] = settled
        return result

    def _words_in(self, search: Search, raw: dict[tuple[int, int], _Raw]) -> dict[Pattern, list[int]]:
        """Put the listed words that are found into `raw`; the patterns that they wake, with the texts to run them on."""
        awake: dict[Pattern, list[int]] = {}
        asleep: dict[Pattern, int] = {}
        known, texts, apart = self._wanted, search.folded, search.squeezed
        for at, number, start, end in search.matches(self._finder, self._literal):
            wanted = known.get(number)
            if wanted is None:
                wanted = known[number] = self._want(number)
            word, owners, wakes = wanted
            if owners:
                match = _make(Match, (start, end, word))
                for rule, kind in owners:
                    found = raw.get((rule, at))
                    if found is None:
                        found = raw[rule, at] = ([], [], [])
                    found[kind].append(match)
            for pattern in wakes:
                places = awake.get(pattern)
                if places is not None and places[-1] == at:
                    continue
                # in a text in which words may be pulled apart, nobody knows how far it is from one to the next
                if pattern.guards and at not in apart:
                    if asleep.get(pattern) == at:
                        continue
                    if not pattern.may_match(texts[at], start, end):
                        if not pattern.longest:  # the text as a whole has been asked
                            asleep[pattern] = at
                        continue
                if places is not None:
                    places.append(at)
                else:
                    awake[pattern] = [at]
        return {pattern: sorted(set(places)) for pattern, places in awake.items()}

    def _want(self, number: int) -> _Wanted:
        """A word, which of the rules list it and what for, and the patterns of these rules that it wakes."""
        word, rules = self._words[number], self.rules
        return (
            word,
            [(rule, kind) for rule, kind in self._owners.get(word, ()) if rule in rules],
            [pattern for pattern in self._wakes.get(word, ()) if not rules.isdisjoint(pattern.owners)],
        )


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
