"""The check `references` across scripts: relations that go one way, lead to an old id, or to the script itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from huashu.i18n import _
from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.checks.outside import unknown
from huashu.lint.context import Context
from huashu.lint.outline import Outline, of_rule
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Edit, Fix, Mapping, Scalar, Sequence

RELATED = "related"


def relations(rule: Rule, context: Context) -> Iterator[Hit]:
    """`one-way`: a script that others relate to, and that does not relate to them. `renamed`: an id that a script
    had before. `self`: a script related to itself. `outside`: what terms and policy name, see there."""
    problem = rule.text("problem")
    looked_at = of_rule(rule.where, context.outlines)
    if problem == "one-way":
        yield from _one_way(looked_at, context)
    elif problem == "renamed":
        now = {old: found.id for found in context.outlines for old in found.formerly}
        for found in looked_at:
            for index, old in enumerate(found.related):
                if old in now and old not in context.ids:
                    source, text = context.locate(found.path, f"{RELATED}/{index}")
                    values = {"value": old, "name": now[old]}
                    yield Hit(source, text, 0, len(old), values, replacement=now[old], script=found.id)
    elif problem == "outside":
        yield from unknown(rule, context)
    elif problem == "self":
        for found in looked_at:
            if found.id in found.related:
                source, text = context.locate(found.path, f"{RELATED}/{found.related.index(found.id)}")
                yield at_text(source, text, found.id, value=found.id)


def _one_way(looked_at: list[Outline], context: Context) -> Iterator[Hit]:
    by_id = {found.id: found for found in looked_at}
    missing: dict[str, list[str]] = defaultdict(list)
    for found in looked_at:
        for other in found.related:
            if other in by_id and found.id not in by_id[other].related and other != found.id:
                missing[other].append(found.id)
    for name, others in sorted(missing.items()):
        source, root = context.tree(by_id[name].path)
        place = root.key(RELATED) or root.get("title")
        assert isinstance(place, Scalar), name
        shown = _("、").join(others)
        yield Hit(
            source, Text(place.value, place, RELATED), 0, len(place.value), {"names": shown},
            field=RELATED, script=name, fix=_added(source.text, root, others),
        )  # fmt: skip


def _added(text: str, root: Mapping, names: list[str]) -> Fix | None:
    """The names as further lines of `related`; None where it is not written one a line."""
    node = root.get(RELATED)
    newline = "\r\n" if "\r\n" in text else "\n"
    if node is None:
        if root.flow:
            return None
        before = "" if text.endswith(("\n", "\r")) else newline
        lines = "".join(f"  - {name}{newline}" for name in names)
        return Fix("safe", (Edit(len(text), len(text), f"{before}{RELATED}:{newline}{lines}"),))
    if not isinstance(node, Sequence) or node.flow or not node.items:
        return None
    last = node.items[-1]
    head = text[text.rfind("\n", 0, last.start) + 1 : last.start]
    if head.strip() != "-" or not isinstance(last, Scalar):
        return None
    end = text.find("\n", last.end)
    end = len(text) if end < 0 else end - (text[end - 1] == "\r")
    return Fix("safe", (Edit(end, end, "".join(f"{newline}{head}{name}" for name in names)),))
