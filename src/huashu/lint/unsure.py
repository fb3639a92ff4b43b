"""Whether a match reads like a mere mention: quoted, denied, asked about, or a word in another sense.

An error must be right, so a rule with `unsure` reports such a match as less. What the words around a match say is
weighed: `huashu/unsure.json` holds a weight for each short run of characters that tells, learnt from the labelled sentences of
tests/corpus by benchmarks/unsure.py (a logistic regression). A weight above zero speaks for a mention.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import sqrt

from huashu.lint.folding import folded
from huashu.patterns import lazy
from huashu.store import recommended

AROUND = 40  # characters on either side: what stands further off tells nothing of this match
LONGEST = 3  # characters of a run
_CLAUSE = lazy(r"[，。！？；,!?;\n]")


def unsure(rule: str, text: str, start: int, end: int) -> bool:
    """Whether the match of a rule at `start:end` of a text is more likely a mention than an offence."""
    weights, enough = _weights()
    seen = evidence(rule, text, start, end)
    return sum(weights.get(one, 0) for one in seen) >= enough * sqrt(len(seen))


def evidence(rule: str, text: str, start: int, end: int) -> frozenset[str]:
    """What is weighed: the rule, and the runs of characters in the match, before and after it in its clause, and near it."""
    first = max(0, start - AROUND)
    near = folded(text[first : end + AROUND])
    before, match, after = near[: start - first], near[start - first : end - first], near[end - first :]
    opening = max((mark.end() for mark in _CLAUSE.finditer(before)), default=0)
    closing = _CLAUSE.search(after)
    places = {
        "match": match,
        "before": before[opening:],
        "after": after[: closing.start()] if closing else after,
        "near": near,
    }
    runs = {f"{place} {run}" for place, part in places.items() for run in _runs(part)}
    return frozenset(runs | {f"rule {rule}"})


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1))


_weights = cache(recommended.weights)  # asked for only where a match is to be weighed
