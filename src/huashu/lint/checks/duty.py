"""Checks of a script as one thing: who may say it, to whom it is handed over, which class it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.i18n import _
from huashu.lint.checks.hit import Hit, at_node, at_text
from huashu.lint.context import Context
from huashu.lint.view import ScriptView, tagged
from huashu.model.rule import Rule
from huashu.model.script import AUTHORITY
from huashu.titles import role_title


def by(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """Every reply is said by one of `roles`; where `by` is written the finding stands there, else at the words."""
    if not tagged(rule.where, view.script):
        return
    roles = rule.words("roles")
    names = _("、").join(map(role_title, roles))
    written = view.script.root.get("replies")
    for reply in view.script.replies:
        if reply.by in roles:
            continue
        node = written.items[reply.index].get("by") if written is not None else None  # type: ignore[union-attr]
        values = {"names": names, "name": role_title(reply.by)}
        if node is not None:
            yield at_node(view.script.source, node, f"replies/{reply.index}/by", view.script.id, **values)
        else:
            yield at_text(view.script.source, reply.say, view.script.id, **values)


def escalation(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """The script says to whom it is handed over (`missing`), and that one may decide more than who speaks first
    (`not-above`)."""
    script = view.script
    if script.escalate is None:
        if rule.text("problem") == "missing":
            yield at_text(script.source, script.title, script.id)
    elif rule.text("problem") == "not-above":
        target, speaker = script.escalate.to, script.replies[0].by
        if AUTHORITY[target.value] <= AUTHORITY[speaker]:
            yield at_text(script.source, target, script.id, name=role_title(target.value), stage=role_title(speaker))


def tags(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """The script carries one of the tags `one_of`, and no more than `max` of them."""
    wanted, most = rule.words("one_of"), rule.number("max", 0)
    carried = [tag for tag in view.script.tags if tag.value in wanted]
    names = _("、").join(wanted)
    if not carried:
        yield at_text(view.script.source, view.script.title, view.script.id, names=names, count=0, max=most)
    for tag in carried[most:] if most else ():
        yield at_text(
            view.script.source, tag, view.script.id, names=names, word=tag.value, count=len(carried), max=most
        )
