"""Reads a YAML file of the library: any bytes give a tree or problems that say what to type instead, never an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from huashu.model.source import LazyTree, Node, Problem, Source
from huashu.store.syntax.tidy import tidy_tree, tidy_values

if TYPE_CHECKING:
    from huashu.store.syntax.tree import Tree

LIMIT = 256 * 1024  # bytes


class Parsed(NamedTuple):
    """A file as read. root: None when there is nothing to read or it cannot be read; then `problems` says why.

    Where text could not be read as YAML but its meaning is plain (`say: 您好: 请问`), the tree holds it as meant, so that
    the rest of the file can be judged too; there is always a problem beside it.
    """

    source: Source
    root: Node | None
    problems: tuple[Problem, ...]


def parse(path: str, data: bytes) -> Parsed:
    """Read one file. `path` is relative to the library, with `/`. Problems are sorted by place."""
    text = _text(data)
    if text is None:
        return _undecodable(path, data)
    tree = tidy_tree(text)
    return by_events(path, text, data) if tree is None else Parsed(Source(path, text), tree, ())


def values(path: str, data: bytes) -> tuple[Source, dict[str, object], LazyTree] | None:
    """Source, values and tree of a file that holds a table and is laid out in the tidy way, as nearly all are; None for
    any other, which `parse` reads. The tree is read when it is asked for."""
    text = _text(data)
    found = None if text is None else tidy_values(text)
    if text is None or found is None:
        return None
    return Source(path, text), found, LazyTree(partial(tidy_tree, text))


def _text(data: bytes) -> str | None:
    """The text, unless it is too long or not UTF-8."""
    if len(data) > LIMIT:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _undecodable(path: str, data: bytes) -> Parsed:
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
