"""Reads a YAML file of the library: any bytes give a tree or problems that say what to type instead, never an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from huashu.model.source import Node, Problem, Source

LIMIT = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as read. root: None when there is nothing to read or it cannot be read; then `problems` says why.

    Where text could not be read as YAML but its meaning is plain (`say: 您好: 请问`), the tree holds it as meant, so that
    the rest of the file can be judged too; there is always a problem beside it.
    """

    source: Source
    root: Node | None
    problems: tuple[Problem, ...]


def parse(path: str, data: bytes) -> Parsed:
    """Read one file. `path` is relative to the library, with `/`. Problems are sorted by place."""
    if len(data) <= LIMIT:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            root = _clean_tree()(text, data)
            if root is not None:
                return Parsed(Source(path, text), root, ())
            return _examined(path, text)
    from huashu.store.yaml_chars import undecodable

    text, problem = undecodable(data, LIMIT)
    return Parsed(Source(path, text), None, (problem,))


@cache
def _clean_tree() -> Callable[[str, bytes], Node | None]:
    """PyYAML is imported when the first file is read."""
    from huashu.store.yaml_tree import clean_tree

    return clean_tree


def _examined(path: str, text: str) -> Parsed:
    """The slow way, for what `clean_tree` does not vouch for."""
    from huashu.store.yaml_diagnosis import examine

    root, problems = examine(text)
    return Parsed(Source(path, text), root, problems)
