"""What people call things that files name by id: whoever writes 议价语 where a scene's id belongs means bargaining."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Node, Scalar, Sequence

Titles = Mapping[str, Mapping[str, str]]  # key that names things → their titles → their ids
# Keys that name what a list of huashu.yaml holds.
_NAMING = {
    "channels": ("channels", "not_channels"),
    "scenes": ("scenes", "not_scenes"),
    "rungs": ("stages", "steps"),
    "steps": ("stages", "steps"),
}


def titles_in(settings: Node) -> Titles:
    """The titles that a huashu.yaml gives. A title of two ids is left out: nobody knows which is meant."""
    found: dict[str, dict[str, set[str]]] = {}
    for listed, name, title in _items(settings):
        for key in _NAMING[listed]:
            found.setdefault(key, {}).setdefault(title, set()).add(name)
    return {
        key: {title: next(iter(ids)) for title, ids in titles.items() if len(ids) == 1} for key, titles in found.items()
    }


def _items(node: Node | None) -> Iterator[tuple[str, str, str]]:
    """(list, id, title) of each item that has both, stages below their scenes included."""
    for key, child in node.pairs if isinstance(node, MappingNode) else ():
        for item in child.items if isinstance(child, Sequence) and key.value in _NAMING else ():
            name, title = (item.get("id"), item.get("title")) if isinstance(item, MappingNode) else (None, None)
            if isinstance(name, Scalar) and isinstance(title, Scalar):
                yield key.value, name.value, title.value
            yield from _items(item)
