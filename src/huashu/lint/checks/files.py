"""The check `schema`: what is wrong with a file before rules can judge it. The store finds it; rules name and rate it."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.lint.checks.hit import Hit
from huashu.model.library import FileProblems
from huashu.model.rule import Rule
from huashu.model.source import Problem


def schema(rule: Rule, found: FileProblems) -> Iterator[Hit]:
    """Problems whose code the rule claims; each brings its own message, hint and fix."""
    claimed = rule.words("problems")
    for problem in found.problems:
        if problem.code in claimed:
            yield as_hit(found, problem)


def as_hit(found: FileProblems, problem: Problem) -> Hit:
    """A problem as a hit."""
    return Hit(
        found.source,
        None,
        problem.start,
        problem.end,
        {"problem": problem.message, "hint": problem.hint},
        field=problem.field,
        fix=problem.fix,
    )
