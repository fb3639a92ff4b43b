"""A library: its settings, its terms and its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from huashu.model.script import Script, Text
from huashu.model.source import Problem, Source


class Stage(NamedTuple):
    """A step of a step scene or a rung of a ladder scene; `by`: the least role that may say it."""

    id: str
    title: str
    by: str = "agent"


class Scene(NamedTuple):
    """A folder of scripts. kind: "plain", "steps" (replies name steps) or "ladder" (replies name rungs)."""

    id: str
    title: str
    kind: str = "plain"
    stages: tuple[Stage, ...] = ()

    def stage(self, stage_id: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)


class LocalOverrides(NamedTuple):
    """What holds for some rules in a part of the library: in these scenes, channels and paths, () meaning all."""

    scenes: tuple[str, ...]
    channels: tuple[str, ...]
    paths: tuple[str, ...]
    rules: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Settings:
    """huashu.yaml. Dictionaries keep the file's order, which is the handbook's order."""

    source: Source
    name: str
    language: str
    timezone: tzinfo
    timezone_name: str
    scenes: Mapping[str, Scene]
    channels: Mapping[str, str]  # id → title
    departments: Mapping[str, str]  # id → title
    extends: tuple[str, ...]
    overrides: Mapping[str, Mapping[str, object]]  # rule id → {severity, with, with+, with-}
    local: tuple[LocalOverrides, ...] = ()


class DatedValue(NamedTuple):
    """A fact's value from `start` until `end` (None: no end), aware datetimes."""

    value: str
    start: datetime
    end: datetime | None


class Fact(NamedTuple):
    """Company policy that replies quote by name. near: words that a sentence about it holds; () where none are given."""

    name: str
    value: str
    means: str
    owner: str
    dated: tuple[DatedValue, ...]
    place: Text
    near: tuple[str, ...] = ()

    def at(self, now: datetime) -> str:
        """The value that holds at `now`: the latest dated value in force, else the standing one."""
        current = [d for d in self.dated if d.start <= now and (d.end is None or now < d.end)]
        return max(current, key=lambda d: d.start).value if current else self.value


class Slot(NamedTuple):
    """A blank that the agent fills in; `sensitive` ones hold a customer's data.

    spoken: how much of it replies may say: whole, masked, never; "" where the library does not say.
    remember: the agent's own data, the same for every customer: a browser may keep it.
    """

    name: str
    means: str
    example: str
    sensitive: bool
    place: Text
    spoken: str = ""
    remember: bool = False


class Name(NamedTuple):
    """What a thing is called, and the words that are then no longer used for it; `apart`: words that hold one of
    those and mean something else."""

    name: str
    instead_of: tuple[Text, ...]
    apart: tuple[str, ...]
    place: Text


class Target(NamedTuple):
    """A figure the company aims at, for one channel or post; never merged over channels."""

    area: str
    name: str
    value: str
    note: str


class FileProblems(NamedTuple):
    """A file and what is wrong with it before rules can judge it."""

    source: Source
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All that was read. Scripts and problems are sorted by path; an unreadable script is in `problems` alone.

    term_sources: the files of terms/ and their like, by path, so that findings in facts and slots show their line.
    files: every path below the library that a script may name (assets).
    """

    settings: Settings
    facts: Mapping[str, Fact]
    slots: Mapping[str, Slot]
    targets: tuple[Target, ...]
    scripts: tuple[Script, ...]
    problems: tuple[FileProblems, ...] = ()
    term_sources: Mapping[str, Source] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    names: Mapping[str, Name] = field(default_factory=dict)
    alts: Mapping[str, str] = field(default_factory=dict)  # picture, with its ending or without → what it shows
