"""A rule: one file that says what effective texts or scripts must or must not be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from huashu.model.needles import Way
from huashu.model.source import Source

_NONE: Mapping[str, tuple[Way, ...]] = {}


class Where(NamedTuple):
    """What a rule looks at; an empty tuple means all. `place` holds among the replies of one script."""

    scenes: tuple[str, ...] = ()
    not_scenes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    not_channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("replies",)  # `in`: replies, title, asks, notes, escalate
    place: str = "any"  # any, first, last
    stages: tuple[str, ...] = ()  # only replies of these steps or rungs
    by: tuple[str, ...] = ()  # only replies said by these roles
    paths: tuple[tuple[str, ...], ...] = ()  # globs; of each group one must match the script's path
    not_paths: tuple[str, ...] = ()


class Rule(NamedTuple):
    """A rule as loaded, overrides of huashu.yaml applied. Where these hold in some scenes, channels or paths only, a
    rule comes in several variants of one id, and no text is looked at by two of them."""

    id: str
    title: str
    severity: str
    where: Where
    check: str
    params: Mapping[str, object]
    message: str
    hint: str
    instead: Mapping[str, str]  # matched word → what to say instead
    why: str
    source: Source
    ways: Mapping[str, tuple[Way, ...]] = _NONE  # pattern → how to look for it, where known

    def words(self, name: str) -> tuple[str, ...]:
        """A list parameter, () where it is not given."""
        value = self.params.get(name, ())
        return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        value = self.params.get(name, default)
        return value if isinstance(value, int) else default


def distinct(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """One rule an id, in order: of several variants the first, which holds where nothing else is said."""
    found: dict[str, Rule] = {}
    for rule in rules:
        found.setdefault(rule.id, rule)
    return tuple(found.values())
