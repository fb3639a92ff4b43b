"""What is promised in figures that nobody at the company has settled: `facts` with `problem: promise`."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.lint.checks.hit import Hit, at_span
from huashu.lint.checks.words import Matches
from huashu.lint.view import ScriptView, looks_at
from huashu.model.rule import Rule


def promise(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[Hit]:
    """Each match of the patterns whose figures are typed; those that a fact brings in are settled."""
    for index, found in matches.items():
        said = view.utterances[index]
        if looks_at(rule.where, said):
            for match in found:
                hit = at_span(view.script.source, said.said, match.start, match.end, view.script.id, word=match.word)
                if hit.text is not None and hit.text.value[hit.start : hit.end] == match.word:
                    yield hit
