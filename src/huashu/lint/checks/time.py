"""Checks against today: lifecycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.context import Context
from huashu.lint.outline import of_rule
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule

# What can be told of a script alone.
ENDLESS = "endless"
ALONE = (ENDLESS, "expired", "overdue", "reversed", "soon")


def may(view: ScriptView, context: Context) -> bool:
    """Whether a script has a date that anything can be wrong with."""
    script = view.script
    return script.expires is not None or (script.review_by is not None and script.review_by.at <= context.now)


def lifecycle(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """`expired`, `soon` (within `days`), `overdue` (review date passed), `reversed` (ends before it begins),
    `endless` (a campaign, by the tags that the rule asks for, that never expires)."""
    script, now = view.script, context.now
    problem = rule.text("problem")
    expires, review_by = script.expires, script.review_by
    if problem == "overdue":
        if review_by is not None and review_by.at <= now:
            yield at_text(script.source, review_by.written, script.id, value=review_by.written.value)
    elif problem == "reversed":
        if expires is not None and script.effective is not None and expires.at <= script.effective.at:
            yield at_text(
                script.source, expires.written, script.id,
                value=expires.written.value, name=script.effective.written.value,
            )  # fmt: skip
    elif problem == ENDLESS:
        if expires is None:
            named = next((tag for tag in script.tags if tag.value in rule.where.tags), script.title)
            yield at_text(script.source, named, script.id, value=named.value)
    elif expires is not None and problem in ("expired", "soon"):
        end = now + ahead(rule)
        wrong = expires.at <= now if problem == "expired" else now < expires.at <= end
        if wrong:
            yield at_text(script.source, expires.written, script.id, value=expires.written.value)


def bygone(rule: Rule, context: Context) -> Iterator[Hit]:
    """`refers`: a script that leads to one which has expired."""
    if rule.text("problem") != "refers":
        return
    now = context.now.replace(tzinfo=None)
    over = {
        found.id: found for found in context.outlines if found.expires and datetime.fromisoformat(found.expires) <= now
    }
    for found in of_rule(rule.where, context.outlines) if over else ():
        for index, other in enumerate(found.related):
            if other in over and found.id not in over:  # one that is itself over is told so elsewhere
                source, text = context.locate(found.path, f"related/{index}")
                yield at_text(source, text, found.id, value=other, name=over[other].title)


def ahead(rule: Rule) -> timedelta:
    """How long before the end it is `soon`; a century is longer than any script lives, and dates can bear it."""
    return timedelta(days=min(rule.number("days", 7), 36_500))
