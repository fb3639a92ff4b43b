"""Gathers what a forge says about one request; whatever is missing or does not fit together becomes a doubt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from huashu.review.forges.facts import CommitFact, Doubt, EventFact, Facts, OpinionFact
from huashu.review.forges.replies import Reply, identity, moment, text, truth, written

REQUEST = "request"
LONGEST_BODY = 65_536  # what forges themselves allow; evidence must not grow without end
_BOT = re.compile(r"(?i)\[bot\]\Z")
_DIGITS = re.compile(r"(\d+)")
DECISIONS = ("approve", "reject")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which request of which repository of which forge."""

    forge: str
    host: str
    repository: str
    request: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The request itself, as the forge shows it."""

    repository: str
    target: str
    head: str
    base: str | None
    opened_by: int | None
    opened_at: datetime


@dataclass(slots=True)
class Notebook:
    """One request while it is being read."""

    frame: Frame
    commits: list[CommitFact] = field(default_factory=list)
    _opinions: list[OpinionFact] = field(default_factory=list)
    _events: list[EventFact] = field(default_factory=list)
    _doubts: set[Doubt] = field(default_factory=set)
    _times: dict[str, datetime] = field(default_factory=dict)

    def doubt(self, code: str, about: str = REQUEST) -> None:
        """Something is not clear."""
        self._doubts.add(Doubt(code, about))

    def commit(self, sha: str | None, author: int | None, committer: int | None) -> None:
        """A commit of the request."""
        if sha is None:
            self.doubt("missing-key", "commits")
            return
        self.commits.append(CommitFact(sha, author, committer))
        if author is None or committer is None:
            self.doubt("missing-account", f"commit:{sha}")

    def opinion(
        self,
        id: str,
        kind: str,
        user: Reply,
        *,
        login: str = "login",
        at: datetime | None,
        body: str = "",
        commit: str | None = None,
        edited: bool = False,
        official: bool = True,
        dismissed: bool = False,
        stale: bool | None = None,
        bot: bool | None = None,
    ) -> None:
        """What an account said. user: the forge's account, empty where it is gone. at: None where no time is told."""
        about = f"opinion:{id}"
        if at is None:
            self.doubt("no-time", about)
        else:
            self._times[id] = at
        if len(body) > LONGEST_BODY:
            self.doubt("truncated", about)
            body = body[:LONGEST_BODY]
        account = identity(user)
        if account is None:
            self.doubt("missing-account", about)
        if kind in DECISIONS and commit is None:
            self.doubt("no-commit", about)
        name = text(user, login)
        said = written(at or self.frame.opened_at)
        machine = bot if bot is not None else is_bot(user, name)
        self._opinions.append(
            OpinionFact(id, kind, account, name, machine, commit, said, body, edited, official, dismissed, stale)
        )

    def event(
        self, kind: str, reply: Reply, user: Reply, *, before: str | None = None, after: str | None = None
    ) -> None:
        """Something that happened to the request, at `created_at` of the reply. Without a time it may be of any time."""
        at = moment(reply, "created_at")
        if at is None:
            self.doubt("no-time", REQUEST)
            return
        self._events.append(EventFact(kind, written(at), identity(user), before, after))

    def unknown_event(self, name: str) -> None:
        """An event of a kind that we do not know."""
        self.doubt("unknown-event", f"event:{name[:60]}")

    def facts(self, asked: Asked, clock: tuple[datetime, datetime] | None) -> Facts:
        """All of it, in order. clock: the forge's time at the first and the latest reply."""
        self._check(clock)
        fetched = clock[0] if clock else datetime.now(UTC)
        frame = self.frame
        return Facts(
            forge=asked.forge,
            host=asked.host,
            repository=frame.repository,
            target=frame.target,
            request=str(asked.request),
            head=frame.head,
            base=frame.base,
            fetched_at=written(fetched),
            opened_by=frame.opened_by,
            opened_at=written(frame.opened_at),
            commits=tuple(self.commits),
            opinions=tuple(sorted(self._opinions, key=lambda one: (one.at, _natural(one.id)))),
            events=tuple(sorted(self._events, key=lambda one: (one.at, one.kind, one.before or "", one.after or ""))),
            doubts=tuple(sorted(self._doubts, key=lambda one: (one.about, one.code))),
        )

    def _check(self, clock: tuple[datetime, datetime] | None) -> None:
        frame = self.frame
        if frame.opened_by is None:
            self.doubt("missing-account")
        if clock is None:
            self.doubt("clock")
        for id, at in self._times.items():
            # a minute: the servers of one forge do not agree to the second
            late = clock is not None and (at - clock[1]).total_seconds() > 60
            if late or written(at) < written(frame.opened_at):
                self.doubt("clock", f"opinion:{id}")
        for id, count in Counter(one.id for one in self._opinions).items():
            if count > 1:
                self.doubt("same-id", f"opinion:{id}")
        if self.commits and frame.head not in {one.sha for one in self.commits}:
            self.doubt("head-not-listed", "commits")
        if not self.commits:
            self.doubt("missing-key", "commits")

    def mark_edited(self, id: str) -> None:
        """The body of an opinion is not what was first said."""
        self._opinions = [replace(one, edited=True) if one.id == id else one for one in self._opinions]


def is_bot(user: Reply, login: str) -> bool:
    """Whether an account says of itself that no person is behind it."""
    return text(user, "type").lower() == "bot" or truth(user, "bot") is True or bool(_BOT.search(login))


def _natural(id: str) -> tuple[tuple[int, str], ...]:
    """Order in which review/9 comes before review/10."""
    return tuple((int(part), "") if part.isdigit() and part.isascii() else (-1, part) for part in _DIGITS.split(id))
