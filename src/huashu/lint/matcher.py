"""Finds the words of all rules in one pass: an Aho-Corasick automaton, then exceptions and the longest match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from huashu.model.rule import Rule

# What a listed word is for. Exceptions swallow what lies inside them; `unless` words excuse the whole text.
WORD, EXCEPT, UNLESS = 0, 1, 2
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


class Matcher:
    """One automaton for the words of all rules; patterns run only where some text of the script can match."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        owners: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._patterns: list[tuple[int, tuple[tuple[re.Pattern[str], bool], ...]]] = []
        for index, rule in enumerate(rules):
            for word, kind in listed(rule):
                owners[word].append((index, kind))
            patterns = tuple((re.compile(pattern), _anchored(pattern)) for pattern in rule.words("patterns"))
            if patterns:
                self._patterns.append((index, patterns))
        self._words = list(owners)
        self._owners = [owners[word] for word in self._words]
        self._automaton = (
            AhoCorasick(self._words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            if self._words
            else None
        )

    def find(self, texts: Sequence[str]) -> dict[int, dict[int, list[Match]]]:
        """Matches as rule index → text index → matches in order, exceptions and excuses already heeded.

        The texts are searched as one, joined by line breaks, which no listed word holds.
        """
        starts = [0]
        for value in texts:
            starts.append(starts[-1] + len(value) + 1)
        joined = "\n".join(texts)
        raw: dict[tuple[int, int], _Raw] = {}
        if self._automaton is not None:
            owners, words = self._owners, self._words
            for number, start, end in self._automaton.find_matches_as_indexes(joined, overlapping=True):
                at = bisect_right(starts, start) - 1
                base = starts[at]
                match = Match(start - base, end - base, words[number])
                for rule, kind in owners[number]:
                    found = raw.get((rule, at))
                    if found is None:
                        found = raw[rule, at] = ([], [], [])
                    found[kind].append(match)
        self._find_patterns(texts, joined, raw)
        result: dict[int, dict[int, list[Match]]] = {}
        for (rule, at), (matches, exceptions, excuses) in raw.items():
            if matches and not excuses:
                settled = _settle(matches, exceptions)
                if settled:
                    result.setdefault(rule, {})[at] = settled
        return result

    def _find_patterns(self, texts: Sequence[str], joined: str, raw: dict[tuple[int, int], _Raw]) -> None:
        for rule, patterns in self._patterns:
            for pattern, anchored in patterns:
                if not anchored and pattern.search(joined) is None:
                    continue
                for at, value in enumerate(texts):
                    for found in pattern.finditer(value):
                        if found.end() > found.start():
                            entry = raw.setdefault((rule, at), ([], [], []))
                            entry[WORD].append(Match(found.start(), found.end(), found[0]))


def _anchored(pattern: str) -> bool:
    """Patterns that speak of a text's edges mean nothing on the joined text."""
    return any(mark in pattern for mark in ("^", "$", "\\A", "\\Z"))


def _settle(words: list[Match], exceptions: list[Match]) -> list[Match]:
    """Drop what lies inside an exception or overlaps an earlier or longer match, in order of place."""
    if len(words) == 1 and not exceptions:
        return words
    kept: list[Match] = []
    for match in sorted(words, key=lambda found: (found.start, -found.end)):
        if kept and match.start < kept[-1].end:
            continue
        if exceptions and any(skip.start <= match.start and match.end <= skip.end for skip in exceptions):
            continue
        kept.append(match)
    return kept
