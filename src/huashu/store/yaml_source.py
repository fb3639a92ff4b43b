"""Reads a YAML file of the library: any bytes give a tree or problems that say what to type instead, never an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from huashu.model.source import Node, Problem, Source
from huashu.store.syntax.tidy import tidy_tree

if TYPE_CHECKING:
    from huashu.store.syntax.tree import Tree

LIMIT = 256 * 1024  # bytes


class Parsed(NamedTuple):
    """A file as read. root: None when there is nothing to read or it cannot be read; then `problems` says why.
    data: what `to_data(root)` gives, where it came along with the tree.

    Where text could not be read as YAML but its meaning is plain (`say: 您好: 请问`), the tree holds it as meant, so that
    the rest of the file can be judged too; there is always a problem beside it.
    """

    source: Source
    root: Node | None
    problems: tuple[Problem, ...]
    data: dict[str, object] | None = None


def parse(path: str, data: bytes) -> Parsed:
    """Read one file. `path` is relative to the library, with `/`. Problems are sorted by place."""
    if len(data) <= LIMIT:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            found = tidy_tree(text)
            return by_events(path, text, data) if found is None else Parsed(Source(path, text), found[0], (), found[1])
    from huashu.store.syntax.chars import undecodable

    text, problem = undecodable(data, LIMIT)
    return Parsed(Source(path, text), None, (problem,))


def by_events(path: str, text: str, data: bytes) -> Parsed:
    """Read a text, `data` in UTF-8, by libyaml's events: any text, where `tidy_tree` knows one layout."""
    tree, clean = _quick_tree()(text, data)
    if clean and tree is not None:
        return Parsed(Source(path, text), tree.root, ())
    return _examined(path, text, tree)


@cache
def _quick_tree() -> Callable[[str, bytes], tuple[Tree | None, bool]]:
    """PyYAML is imported when the first file calls for it."""
    from huashu.store.syntax.tree import quick_tree

    return quick_tree


def _examined(path: str, text: str, tree: Tree | None) -> Parsed:
    """The slow way, for what `quick_tree` does not vouch for."""
    from huashu.store.syntax.diagnosis import examine

    root, problems = examine(text, tree)
    return Parsed(Source(path, text), root, problems)
