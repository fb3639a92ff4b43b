"""What a forge says about one request, as the evidence file holds it (version 1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class CommitFact:
    """A commit of the request and the accounts that the forge knows for it, None where it knows none."""

    sha: str
    author: int | None
    committer: int | None


@dataclass(frozen=True, slots=True)
class OpinionFact:
    """What one account said. account: the forge's numeric id, None when the account is gone.

    commit: what the forge shows beside the opinion, None where it records none. dismissed: it no longer holds, and
    nothing older holds in its stead. stale: as the forge says, which is not to be relied on.
    """

    id: str
    kind: str  # approve | reject | dismiss | comment
    account: int | None
    login: str
    bot: bool
    commit: str | None
    at: str
    body: str
    edited: bool
    official: bool = True
    dismissed: bool = False
    stale: bool | None = None


@dataclass(frozen=True, slots=True)
class EventFact:
    """Something that happened to the request. before and after: commits or branches, where the forge names them."""

    kind: str  # force-push | retarget | reopen | close | delete-branch | restore-branch
    at: str
    account: int | None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the forge does not say clearly.

    about: `opinion:ID` makes that opinion worthless; `commit:SHA` is a commit whose accounts are unknown; everything
    else concerns the whole request, `event:NAME` too: an event of a kind that we do not know.
    """

    code: str
    about: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it. Times are UTC, ISO, whole seconds, by the forge's clock."""

    forge: str
    host: str
    repository: str
    target: str
    request: str
    head: str
    base: str | None
    fetched_at: str
    opened_by: int | None
    opened_at: str
    commits: tuple[CommitFact, ...]
    opinions: tuple[OpinionFact, ...]
    events: tuple[EventFact, ...]
    doubts: tuple[Doubt, ...]


def as_json(facts: Facts) -> str:
    """The evidence file."""
    return json.dumps({"version": VERSION, **asdict(facts)}, ensure_ascii=False, indent=2) + "\n"


def texts(facts: Facts) -> Iterator[str]:
    """Every text that the forge had a hand in."""
    yield from (facts.repository, facts.target)
    for opinion in facts.opinions:
        yield from (opinion.id, opinion.login, opinion.body)
    for event in facts.events:
        yield from (event.before or "", event.after or "")
    yield from (doubt.about for doubt in facts.doubts)
