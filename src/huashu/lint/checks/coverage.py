"""The check `coverage`: chapters, channels and scripts that leave customers without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.checks.outside import unstaffed
from huashu.lint.context import Context
from huashu.lint.outline import in_scene, of_rule
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Mapping, Scalar, Sequence
from huashu.store.yaml_source import parse


def unasked(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """`asks`: a script that says nothing of how customers ask for it."""
    if rule.text("problem") == "asks" and not view.script.asks:
        yield at_text(view.script.source, view.script.title, view.script.id, value=view.script.title.value)


def coverage(rule: Rule, context: Context) -> Iterator[Hit]:
    """`scenes`: a scene of huashu.yaml without a script. `channels`: a channel that no script speaks.
    `stages`: a stage of the approval policy without enough people."""
    problem, settings = rule.text("problem"), context.library.settings
    if problem == "stages":
        yield from unstaffed(context)
    if problem == "scenes":
        wanted = {name: scene.title for name, scene in settings.scenes.items() if in_scene(rule.where, name)}
        # a script that cannot be read is there all the same
        covered = {name.partition("/")[0] for name in context.ids}
    elif problem == "channels" and context.all_read:
        wanted = dict(settings.channels)
        covered = {channel for found in of_rule(rule.where, context.outlines) for channel in found.channels}
    else:
        return
    for name, title in wanted.items():
        if name not in covered:
            yield at_text(settings.source, _place(context, problem, name), None, value=name, name=title)


def _place(context: Context, kind: str, name: str) -> Text:
    """Where huashu.yaml names a scene or channel."""
    source = context.library.settings.source
    root = parse(source.path, source.text.encode()).root
    rows = root.get(kind) if isinstance(root, Mapping) else None
    for index, row in enumerate(rows.items if isinstance(rows, Sequence) else ()):
        node = row.get("id") if isinstance(row, Mapping) else None
        if isinstance(node, Scalar) and node.value == name:
            return Text(name, node, f"{kind}/{index}/id")
    raise AssertionError(name)
