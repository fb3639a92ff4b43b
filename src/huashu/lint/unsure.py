"""Whether a match reads like a mere mention: quoted, denied, asked about, or a word in another sense.

An error must be right, so a rule with `unsure` reports such a match as less. What the words around a match say is
weighed: `huashu/unsure.json` holds a weight for each short run of characters that tells, learnt from the labelled sentences of
tests/corpus by benchmarks/unsure.py (a logistic regression). A weight above zero speaks for a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import sqrt

from huashu.lint.folding import folded
from huashu.patterns import lazy
from huashu.store import recommended

AROUND = 40  # characters on either side: what stands further off tells nothing of this match
LONGEST = 3  # characters of a run
_CLAUSE, _SENTENCE = lazy(r"[，。！？；,!?;\n]"), lazy(r"[。！？；!?;\n]")


def unsure(rule: str, text: str, start: int, end: int) -> bool:
    """Whether the match of a rule at `start:end` of a text is more likely a mention than an offence."""
    weights, enough = _weights()
    seen = evidence(rule, text, start, end)
    return sum(weights.get(one, 0) for one in seen) >= enough * sqrt(len(seen))


def evidence(rule: str, text: str, start: int, end: int) -> frozenset[str]:
    """What is weighed: the rule, and the runs of characters in the match, before and after it in its clause, and near it
    in its sentence: however kindly an agent speaks before and after, a claim is a claim."""
    first = max(0, start - AROUND)
    near = folded(text[first : end + AROUND])
    before, match, after = near[: start - first], near[start - first : end - first], near[end - first :]
    places = {
        "match": match,
        "before": _behind(_CLAUSE, before),
        "after": _in_front(_CLAUSE, after),
        "near": _behind(_SENTENCE, before) + match + _in_front(_SENTENCE, after),
    }
    runs = {f"{place} {run}" for place, part in places.items() for run in _runs(part)}
    return frozenset(runs | {f"rule {rule}"})


def _behind(marks: re.Pattern[str], text: str) -> str:
    """What stands behind the last of these marks."""
    return text[max((mark.end() for mark in marks.finditer(text)), default=0) :]


def _in_front(marks: re.Pattern[str], text: str) -> str:
    """What stands in front of the first of these marks."""
    mark = marks.search(text)
    return text[: mark.start()] if mark else text


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1))


_weights = cache(recommended.weights)  # asked for only where a match is to be weighed
