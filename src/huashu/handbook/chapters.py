"""The handbook as values: what every format shows, independent of how it looks.

`compose` turns a library into a `Handbook`; `html` and `pdf` only lay it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huashu.model.effective import Segment


@dataclass(frozen=True, slots=True)
class Version:
    """The commit that last touched a script. Empty strings where the library is not in git or not committed yet."""

    commit: str = ""  # short hash
    date: str = ""  # YYYY-MM-DD
    modified: bool = False  # the work tree differs from that commit


@dataclass(frozen=True, slots=True)
class Wording:
    """One effective text and the channels that share it. `channels` are titles; empty when all channels share it."""

    channels: tuple[str, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """A reply. `stage` is the title of its step or rung, "" in plain scenes; `by` the title of who may say it."""

    number: int
    stage: str
    by: str
    by_agent: bool
    fixed: bool
    wordings: tuple[Wording, ...]
    image: str
    note: str
    stage_number: int = 0  # place of the stage among its scene's stages, from 1; 0 where it is not one of them


@dataclass(frozen=True, slots=True)
class Link:
    """Another script in this handbook."""

    id: str
    title: str
    anchor: str = ""  # the other entry's


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a script, or scripts of this handbook, as the approval chain knows it. role: the title of a stage;
    about: what was approved, "" where that is clear."""

    who: str
    role: str
    date: str  # YYYY-MM-DD, "" where it is not known
    about: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A script as the handbook shows it. Dates are as people read them: 2026-11-11 20:00.

    pending: its window has not begun yet, and its facts are those of the day it begins. overdue: review_by has passed.
    """

    id: str
    anchor: str  # safe for HTML ids and PDF labels: letters, digits, hyphens
    title: str
    channels: tuple[str, ...]
    asks: tuple[str, ...]
    replies: tuple[ReplyEntry, ...]
    escalate_to: str
    escalate_when: str
    owner: str
    consult: tuple[str, ...]
    effective: str
    expires: str
    review_by: str
    tags: tuple[str, ...]
    related: tuple[Link, ...]
    version: Version
    pending: bool = False
    overdue: bool = False
    news: str = ""  # "new" or "changed" since the last release, "" where it is as it was
    approvals: tuple[Approval, ...] = ()  # of exactly what it says; () where none are known


@dataclass(frozen=True, slots=True)
class SceneChapter:
    """All scripts of a scene. kind: plain, steps, ladder.

    authority: for each stage the title of the least role that may say it, "" where any agent may.
    """

    id: str
    title: str
    kind: str
    stages: tuple[str, ...]
    entries: tuple[Entry, ...]
    anchor: str = ""  # safe like an entry's, and never equal to one
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A script that the handbook leaves out. reason: a phrase such as 已于 2026-11-12 到期."""

    id: str
    title: str
    scene: str
    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the glossary."""

    name: str
    value: str  # a fact's value in force; a slot's example
    means: str
    owner: str  # a fact's department; "" for a slot
    sensitive: bool = False
    later: tuple[str, ...] = ()  # dated values yet to come, as phrases: 2026-11-11 至 2026-11-13：72小时


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A figure of policy/targets.yaml."""

    area: str
    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """The last release before this handbook. exact: the handbook shows it as it was, without any change since."""

    name: str
    date: str  # YYYY-MM-DD, in the library's time zone
    by: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole handbook of one library at one moment."""

    name: str
    date: str  # YYYY-MM-DD
    revision: str  # short commit of the library, "" outside git
    modified: bool
    draft: bool
    draft_reason: str
    scenes: tuple[SceneChapter, ...]
    left_out: tuple[LeftOut, ...]
    facts: tuple[Term, ...]
    slots: tuple[Term, ...]
    targets: tuple[TargetRow, ...]
    counts: Mapping[str, int] = field(default_factory=dict)  # scripts, replies, scenes
    release: ReleaseNote | None = None  # None where there is none yet
    approvals: tuple[Approval, ...] = ()  # () where none are known
