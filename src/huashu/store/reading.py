"""Reads values out of the tree of a file that has passed its schema: texts, rows, times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

from huashu.model.source import Mapping, Node, Problem, Scalar, Sequence
from huashu.store.scripts import real_date


def text(node: Node | None) -> str:
    """The value as it is written, "" where there is none."""
    return node.value if isinstance(node, Scalar) else ""


def part(root: Mapping, key: str) -> Mapping:
    """The mapping under a key, an empty one where there is none."""
    node = root.get(key)
    return node if isinstance(node, Mapping) else Mapping((), root.start, root.start, True)


def rows(root: Mapping, key: str) -> list[Mapping]:
    """The mappings of the list under a key."""
    node = root.get(key)
    return [row for row in node.items if isinstance(row, Mapping)] if isinstance(node, Sequence) else []


def items(root: Mapping, key: str) -> list[Scalar]:
    """The texts of the list under a key, with their places."""
    node = root.get(key)
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []


def texts(root: Mapping, key: str) -> tuple[str, ...]:
    """The texts of the list under a key."""
    return tuple(item.value for item in items(root, key))


def named(root: Mapping, key: str) -> Iterator[tuple[Scalar, Mapping]]:
    """The mappings of the mapping under a key, with the names that they stand under."""
    for name, value in part(root, key).pairs:
        if isinstance(value, Mapping):
            yield name, value


def moment(written: str, timezone: tzinfo, *, ends: bool) -> datetime:
    """When a time begins, or ends: a bare date counts to the end of that day. Raises ValueError as `real_date` does."""
    at = real_date(written)
    if ends and "T" not in written:
        at = datetime.combine(at.date(), time()) + timedelta(days=1)
    return at.replace(tzinfo=timezone)


def problem_at(row: Mapping, field: str, key: str, message: str, hint: str) -> Problem:
    """What is wrong with the value under a key of a row. field: of the row."""
    node = row.get(key)
    assert node is not None, key
    return Problem("schema", node.start, node.end, message, hint, f"{field}/{key}")
