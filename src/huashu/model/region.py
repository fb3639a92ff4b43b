"""A part of the library: some scenes, channels or paths; and what a rule looks at inside and outside of it."""

from __future__ import annotations

from typing import NamedTuple

from huashu.model.rule import Where
from huashu.text import glob_matches


class Region(NamedTuple):
    """Scenes, channels and globs of paths; an empty tuple means all, and a text must be in all three."""

    scenes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


def split(where: Where, region: Region) -> tuple[Where | None, tuple[Where, ...]]:
    """What `where` looks at inside the region, None where that is nothing, and what it looks at outside.

    Together they look at all that `where` looks at, and no two of them at the same. Only replies are said in a
    channel: all other parts lie outside a region of channels.
    """
    outside: list[Where] = []
    inside: Where | None = where
    for cut in (_by_scenes, _by_channels, _by_paths):
        if inside is not None:
            inside, rest = cut(inside, region)
            outside += [] if rest is None else [rest]
    return inside, tuple(outside)


def at_path(where: Where, path: str) -> bool:
    """Whether a rule looks at the script with this path."""
    return all(_matches(group, path) for group in where.paths) and not _matches(where.not_paths, path)


def _matches(globs: tuple[str, ...], path: str) -> bool:
    return any(glob_matches(glob, path) for glob in globs)


_Parts = tuple[Where | None, Where | None]  # inside, outside


def _by_scenes(where: Where, region: Region) -> _Parts:
    if not region.scenes:
        return where, None
    here, there = _divided(where.scenes, where.not_scenes, region.scenes)
    inside = where._replace(scenes=here) if here else None
    if where.scenes:
        return inside, where._replace(scenes=there) if there else None
    return inside, where._replace(not_scenes=_joined(where.not_scenes, region.scenes)) if here else where


def _by_channels(where: Where, region: Region) -> _Parts:
    if not region.channels:
        return where, None
    here, there = _divided(where.channels, where.not_channels, region.channels)
    if not here or "replies" not in where.parts:
        return None, where
    inside = where._replace(channels=here, parts=("replies",))
    if not where.channels:
        return inside, where._replace(not_channels=_joined(where.not_channels, region.channels))
    if there:
        return inside, where._replace(channels=there)
    others = tuple(part for part in where.parts if part != "replies")
    return inside, where._replace(parts=others) if others else None


def _by_paths(where: Where, region: Region) -> _Parts:
    if not region.paths:
        return where, None
    inside = where._replace(paths=(*where.paths, region.paths))
    return inside, where._replace(not_paths=_joined(where.not_paths, region.paths))


def _divided(wanted: tuple[str, ...], unwanted: tuple[str, ...], names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The names that are looked at, and those beside them that a list of wanted ones still has."""
    here = tuple(name for name in (wanted or names) if name in names and name not in unwanted)
    return here, tuple(name for name in wanted if name not in names and name not in unwanted)


def _joined(names: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))
