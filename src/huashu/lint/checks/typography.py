"""The check `typography`: Chinese punctuation, with its fix."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.lint.checks.hit import Hit
from huashu.lint.context import Context
from huashu.lint.marks import FINDERS, SUSPECT
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule

ANYWHERE = "spacing"  # the one problem that shows in texts without any mark


def may(view: ScriptView, _context: Context) -> bool:
    """Whether a script holds any mark that may be written otherwise."""
    return view.has(SUSPECT)


def typography(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """Each place that is written otherwise than Chinese is; {suggestion} says how to write it."""
    problem = rule.text("problem")
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        if problem != ANYWHERE and SUSPECT.search(written.value) is None:
            continue
        for slip in FINDERS[problem](written.value):
            values = {"word": written.value[slip.start : slip.end], "suggestion": slip.better or ""}
            yield Hit(
                view.script.source, written, slip.start, slip.end, values,
                replacement=slip.better, script=view.script.id,
            )  # fmt: skip
