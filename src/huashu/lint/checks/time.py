"""Checks against today: lifecycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule


def lifecycle(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """`expired`, `soon` (within `days`), `overdue` (review date passed), `reversed` (ends before it begins)."""
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
    elif expires is not None:
        end = now + ahead(rule)
        wrong = expires.at <= now if problem == "expired" else now < expires.at <= end
        if wrong:
            yield at_text(script.source, expires.written, script.id, value=expires.written.value)


def ahead(rule: Rule) -> timedelta:
    """How long before the end it is `soon`; a century is longer than any script lives, and dates can bear it."""
    return timedelta(days=min(rule.number("days", 7), 36_500))
