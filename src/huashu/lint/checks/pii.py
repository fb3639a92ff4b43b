"""The check `pii`: personal data written out in a text, where a slot belongs."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.lint.checks.hit import Hit
from huashu.lint.context import Context
from huashu.lint.personal import SUSPECT, find
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule


def may(view: ScriptView, _context: Context) -> bool:
    """Whether a script holds anything like personal data."""
    return SUSPECT.search(view.written) is not None


def pii(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """Each number, address or account of the kinds that the rule names. What facts bring in is the company's own."""
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        if SUSPECT.search(written.value) is not None:
            for kind in rule.words("kinds"):
                for start, end in find(kind, written.value):
                    values = {"word": written.value[start:end]}
                    yield Hit(view.script.source, written, start, end, values, script=view.script.id)
