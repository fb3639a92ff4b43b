"""What checks know beside the script at hand: the library, the moment, the names that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from huashu.lint.naming import Naming, naming
from huashu.lint.outline import Outline, outline
from huashu.lint.typed import Typed, typed
from huashu.model.library import FileProblems, Library, Scene
from huashu.model.script import Script, Text
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Scalar, Source, at_path, walk
from huashu.patterns import lazy
from huashu.store.library import READABLE_ANYWAY, readable_anyway
from huashu.store.terms import ALT

Tree = tuple[Source, MappingNode]
_PLAIN = Scene("", "")
_SAID = lazy("replies/[0-9]+/(?:say|variants/[^/]+)")
TERMS = "terms/"
_NO_FACTS: Mapping[str, str] = {}
NAMES = "terms/names.yaml"  # nothing refers to what stands in there


class Context(NamedTuple):
    """One run of lint. ids: every script that exists, read or not. assets: names that `image` may give; worded: those of
    them of which somebody has written down what they show, all where that file cannot be read.

    names: all slots and facts. typed: finds the values of facts that are typed out.
    outlines: every script that could be read. tree: the file of one of them by its path, as read.
    naming: finds words that names.yaml replaces. manners: how much of a slot may be said, as far as it was asked.
    terms_readable: False when facts or slots could not be read; what refers to them is then left unjudged, since
    the broken file is a finding itself.
    """

    library: Library
    now: datetime
    manners: dict[str, str]
    facts: Mapping[str, str] = _NO_FACTS
    ids: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    worded: frozenset[str] = frozenset()
    terms_readable: bool = True
    names: frozenset[str] = frozenset()
    typed: Typed | None = None
    outlines: tuple[Outline, ...] = ()
    tree: Callable[[str], Tree] = dict[str, Tree]().__getitem__
    naming: Naming | None = None

    @property
    def all_read(self) -> bool:
        """Whether every script could be read; what none of the others says may be said in one that could not."""
        return len(self.outlines) == len(self.ids)

    def locate(self, path: str, field: str) -> tuple[Source, Text]:
        """Where a field of a script stands. Only findings across scripts ask, so files are read again as needed."""
        source, root = self.tree(path)
        node = at_path(root, tuple(int(part) if part.isdigit() else part for part in field.split("/")))
        assert isinstance(node, Scalar), field
        return source, Text(node.value, node, field)

    def said(self, path: str, value: str) -> tuple[Source, Text]:
        """Where a script says a text."""
        source, root = self.tree(path)
        replies = root.get("replies")
        assert replies is not None, path
        return source, next(
            Text(value, node, field)
            for field, node in walk(replies, "replies")
            if isinstance(node, Scalar) and node.value == value and _SAID.fullmatch(field)
        )

    def scene(self, script: Script) -> Scene:
        """The script's scene; a plain nameless one where settings do not know it."""
        return self.library.settings.scenes.get(script.scene, _PLAIN)


def context(
    library: Library,
    now: datetime,
    outlines: Iterable[Outline] | None = None,
    tree: Callable[[str], Tree] | None = None,
) -> Context:
    """What checks need to know of a library at a moment (aware datetime).

    outlines, tree: where the library's scripts are not all at hand, their outlines and a way to read one by path.
    """
    ids = {path.removeprefix("scripts/").removesuffix(".yaml") for path in library.files if path.startswith("scripts/")}
    files = {path.removeprefix("assets/") for path in library.files if path.startswith("assets/") and path != ALT}
    # both size-chart and size-chart.png name the picture
    images = {name: {name, name.rsplit(".", 1)[0]} for name in files}
    unread = any(found.source.path == ALT and not readable_anyway(found) for found in library.problems)
    return Context(
        library=library,
        now=now,
        manners={},
        facts={fact.name: fact.at(now) for fact in library.facts.values()},
        ids=frozenset(ids),
        assets=frozenset().union(*images.values()),
        worded=frozenset().union(*(both for both in images.values() if unread or both & library.alts.keys())),
        terms_readable=not any(_unread(found) for found in library.problems),
        names=frozenset((*library.facts, *library.slots)),
        typed=typed(library.facts),
        outlines=tuple(sorted(map(outline, library.scripts) if outlines is None else outlines)),
        tree=tree or {script.source.path: (script.source, script.root) for script in library.scripts}.__getitem__,
        naming=naming(library.names.values()),
    )


def _unread(found: FileProblems) -> bool:
    """Whether names are missing because a file of terms could not be read."""
    codes = {problem.code for problem in found.problems}
    return found.source.path.startswith(TERMS) and found.source.path != NAMES and not codes <= READABLE_ANYWAY
