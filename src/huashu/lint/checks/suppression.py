"""The check `suppression`: what is wrong with the answers that people gave to findings, in comments or the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from huashu.lint.checks.hit import Hit
from huashu.model.rule import Rule
from huashu.model.source import Fix, Source


class Doubt(NamedTuple):
    """What is wrong with one answer, at `start:end` of the file. code: one of the check's `problems`."""

    code: str
    source: Source
    start: int
    end: int
    values: Mapping[str, object]
    fix: Fix | None = None


def suppression(rule: Rule, doubt: Doubt) -> Iterator[Hit]:
    """The doubt, where the rule claims its kind."""
    if doubt.code in rule.words("problems"):
        yield Hit(doubt.source, None, doubt.start, doubt.end, doubt.values, fix=doubt.fix)
