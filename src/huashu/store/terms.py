"""terms/ and policy/targets.yaml: the names that replies use, and the figures the company aims at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

from huashu.i18n import _
from huashu.model.library import DatedValue, Fact, Slot, Target
from huashu.model.script import Text
from huashu.model.source import Mapping, Node, Problem, Scalar, Sequence

FACTS, SLOTS, TARGETS = "terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"


def facts(root: Mapping, timezone: tzinfo) -> tuple[dict[str, Fact], tuple[Problem, ...]]:
    """Facts by name, in file order, and the problems of their dates."""
    found: dict[str, Fact] = {}
    problems: list[Problem] = []
    for key, node in _named(root, "facts"):
        dated: list[DatedValue] = []
        values = node.get("dated")
        for item in values.items if isinstance(values, Sequence) else ():
            try:
                dated.append(_dated(item, timezone))
            except ValueError:
                message = _("“{name}”的日期不是真实的日期").format(name=key.value)
                hint = _("请按 2026-11-11 或 2026-11-11T20:00 的样子写")
                problems.append(Problem("schema", item.start, item.end, message, hint, f"facts/{key.value}/dated"))
        found[key.value] = Fact(
            name=key.value,
            value=_string(node.get("value")),
            means=_string(node.get("means")),
            owner=_string(node.get("owner")),
            dated=tuple(dated),
            place=Text(key.value, key, f"facts/{key.value}"),
        )
    return found, tuple(problems)


def slots(root: Mapping) -> dict[str, Slot]:
    """Slots by name, in file order."""
    found: dict[str, Slot] = {}
    for key, node in _named(root, "slots"):
        sensitive = node.get("sensitive")
        found[key.value] = Slot(
            name=key.value,
            means=_string(node.get("means")),
            example=_string(node.get("example")),
            sensitive=isinstance(sensitive, Scalar) and sensitive.data is True,
            place=Text(key.value, key, f"slots/{key.value}"),
        )
    return found


def targets(root: Mapping) -> tuple[Target, ...]:
    """Figures in file order."""
    rows = root.get("targets")
    return tuple(
        Target(*(_string(row.get(key)) for key in ("area", "name", "value", "note")))
        for row in (rows.items if isinstance(rows, Sequence) else ())
        if isinstance(row, Mapping)
    )


def _named(root: Mapping, key: str) -> Iterator[tuple[Scalar, Mapping]]:
    node = root.get(key)
    for name, value in node.pairs if isinstance(node, Mapping) else ():
        if isinstance(value, Mapping):
            yield name, value


def _dated(node: Node, timezone: tzinfo) -> DatedValue:
    """A dated value; a bare `until` date counts to the end of that day."""
    assert isinstance(node, Mapping)
    start = datetime.fromisoformat(_string(node.get("from")))
    until = _string(node.get("until"))
    end = datetime.fromisoformat(until) if until else None
    if end is not None and "T" not in until:
        end = datetime.combine(end.date(), time()) + timedelta(days=1)
    return DatedValue(
        _string(node.get("value")),
        start.replace(tzinfo=timezone),
        end.replace(tzinfo=timezone) if end else None,
    )


def _string(node: Node | None) -> str:
    return node.value if isinstance(node, Scalar) else ""
