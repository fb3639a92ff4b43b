"""Checks of what comes in which order and size: sequence, ladder, length."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.i18n import _
from huashu.lint.checks.concessions import shrinking
from huashu.lint.checks.hit import Hit, at_node, at_span, at_text
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.library import Scene
from huashu.model.rule import Rule
from huashu.model.script import AUTHORITY, Reply, Text
from huashu.model.source import Node
from huashu.patterns import lazy
from huashu.titles import role_title

_BREAK = lazy(r"[。！？!?；\n]")
_SENTENCE = lazy(r"[^。！？!?；\n]+[。！？!?；]*")


def sequence(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """Steps come in the order of `steps`; with `complete`, all of them are there (BUSINESS 1.5)."""
    steps = rule.words("steps")
    scene = context.scene(view.script)
    named = [reply.step for reply in view.script.replies if reply.step is not None]
    done = 0
    for step in named:
        if step.value not in steps:
            continue
        place = steps.index(step.value)
        if place < done:
            before = _title(scene, steps[done])
            yield at_text(
                view.script.source, step, view.script.id,
                stage=_title(scene, step.value), names=before,
            )  # fmt: skip
        done = max(done, place)
    missing = [step for step in steps if step not in {name.value for name in named}]
    if rule.params.get("complete") is True and missing:
        names = _("、").join(_title(scene, step) for step in missing)
        yield at_node(view.script.source, _replies(view), "replies", view.script.id, names=names, stage=names)


def ladder(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """A ladder has enough rungs, climbs, and nobody concedes beyond his authority (BUSINESS 1.4)."""
    scene = context.scene(view.script)
    order = [stage.id for stage in scene.stages]
    climbed = [
        (reply, reply.rung) for reply in view.script.replies if reply.rung is not None and reply.rung.value in order
    ]
    problem = rule.text("problem")
    if problem == "too-few":
        count, least = len({rung.value for _reply, rung in climbed}), rule.number("min", 3)
        if count < least:
            yield at_node(view.script.source, _replies(view), "replies", view.script.id, count=count, min=least)
    elif problem == "order":
        highest = 0
        for _reply, rung in climbed:
            place = order.index(rung.value)
            if place < highest:
                yield at_text(
                    view.script.source, rung, view.script.id,
                    stage=_title(scene, rung.value), name=_title(scene, order[highest]),
                )  # fmt: skip
            highest = max(highest, place)
    elif problem == "authority":
        for reply, rung in climbed:
            stage = scene.stage(rung.value)
            if stage is not None and AUTHORITY[reply.by] < AUTHORITY[stage.by]:
                yield _said_by(view, reply, rung, name=role_title(stage.by), stage=stage.title)
    elif problem == "shrinking":
        yield from shrinking(rule, view, scene)


def length(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """A reply, or one sentence of it, is no longer than `max` and no shorter than `min` code points, slots counted
    by their names."""
    longest, shortest = rule.number("max", 0), rule.number("min", 0)
    if view.longest <= (longest or view.longest) and shortest <= view.shortest:
        return
    by_sentence = rule.text("per", "reply") == "sentence"
    for _index, said in view.looked_at(rule.where):
        value = said.said.value
        # most are short enough at a glance; a sentence has no more marks at its end than the text has breaks
        if not shortest and (len(value) <= longest or (by_sentence and _glance(value) <= longest)):
            continue
        parts = [found.span() for found in _SENTENCE.finditer(value)] if by_sentence else [(0, len(value))]
        for start, end in parts:
            count = end - start
            if (longest and count > longest) or count < shortest:
                yield at_span(
                    view.script.source, said.said, start, end, view.script.id, count=count, max=longest, min=shortest
                )


def _glance(value: str) -> int:
    """No sentence of the text is longer than this."""
    parts = _BREAK.split(value)
    return max(map(len, parts)) + len(parts) - 1


def _said_by(view: ScriptView, reply: Reply, rung: Text, **values: object) -> Hit:
    """At the reply's `by` where it is written, else at its rung."""
    node = view.script.root.get("replies")
    written = node.items[reply.index].get("by") if node is not None else None  # type: ignore[union-attr]
    if written is not None:
        return at_node(view.script.source, written, f"replies/{reply.index}/by", view.script.id, **values)
    return at_text(view.script.source, rung, view.script.id, **values)


def _replies(view: ScriptView) -> Node:
    """The key `replies`: the findings about all replies stand there, not over the whole list."""
    key = view.script.root.key("replies")
    assert key is not None
    return key


def _title(scene: Scene, stage_id: str) -> str:
    stage = scene.stage(stage_id)
    return stage.title if stage else stage_id
