"""A comparison of two states of a library, down to the words: what people read before they approve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huashu.model.diff import Run

# How a part differs, beside those of `change`.
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing about a script, a reply or a term that is otherwise now.

    name: `title`, `asks`, `by`, …; several changes of one name where it is a list. before, after: as programs know them,
    "" where there was nothing. runs: the same for people, word by word.
    """

    name: str
    before: str
    after: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class WordingChange:
    """What is said otherwise, in these channels alike. written: the words said are the same, only facts and slots are
    written otherwise, so `runs` show the text as written."""

    channels: tuple[str, ...]
    runs: tuple[Run, ...]
    written: bool = False


@dataclass(frozen=True, slots=True)
class ReplyChange:
    """A reply that differs. before, after: its number on each side, from 1; 0 where there is none. stage: a title."""

    before: int
    after: int
    stage: str = ""
    wordings: tuple[WordingChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptChange:
    """A script that differs. how: as of `change.Item`, or UNREADABLE on the newer side. formerly: its id before a move.

    because: facts and pictures that have changed what is said of it; whether its own file differs too is `touched`.
    before, after: said-digests, "" where there is nothing on that side.
    """

    id: str
    how: str
    path: str
    title: str = ""
    scene: str = ""
    formerly: str = ""
    touched: bool = True
    because: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    fields: tuple[FieldChange, ...] = ()
    replies: tuple[ReplyChange, ...] = ()


@dataclass(frozen=True, slots=True)
class TermChange:
    """A fact or a slot that differs. speaks: ids of the scripts whose words it changes."""

    name: str
    how: str
    fields: tuple[FieldChange, ...] = ()
    speaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """Any other file. governs: it decides who checks and approves. lines: of a text that people read."""

    path: str
    how: str
    governs: bool = False
    lines: tuple[tuple[Run, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """What whoever approves should look at twice. code: stable; about: id of a script, name of a term, or a path."""

    code: str
    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Point:
    """One of the two states. name: as people call it; commit: its full id, "" for files as they lie on disk."""

    name: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, each part sorted. channels: id → title, of both sides."""

    base: Point
    head: Point
    scripts: tuple[ScriptChange, ...] = ()
    facts: tuple[TermChange, ...] = ()
    slots: tuple[TermChange, ...] = ()
    files: tuple[FileChange, ...] = ()
    risks: tuple[Risk, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.scripts or self.facts or self.slots or self.files)

    @property
    def unreadable(self) -> bool:
        """Whether something could not be compared, so that not all is known."""
        return any(script.how == UNREADABLE for script in self.scripts) or any(
            file.how == UNREADABLE for file in self.files
        )
