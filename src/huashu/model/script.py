"""A script: what an agent says in one situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from huashu.model.source import LazyTree, Scalar, Source
from huashu.model.source import Mapping as MappingNode

ROLES = ("agent", "leader", "supervisor", "specialist")
# Authority to concede rises along this ladder; the specialist stands beside it with the leader's (BUSINESS 1.4, 1.5).
AUTHORITY = {"agent": 0, "leader": 1, "specialist": 1, "supervisor": 2}


class Text(NamedTuple):
    """Words of a script and the scalar they were written in; `huashu.model.places` maps each character to the file.

    A named tuple for the same reason as nodes: there are very many of them.
    """

    value: str
    place: Scalar | LazyTree  # the scalar, or the tree in which it stands at `field`
    field: str  # path in the file's tree: replies/0/variants/phone

    @property
    def node(self) -> Scalar:
        """The scalar."""
        return self.place if isinstance(self.place, Scalar) else self.place.scalar(self.field)

    def __str__(self) -> str:
        return self.value


class Reply(NamedTuple):
    """One thing the agent says. `say` is the wording wherever a channel has no variant of its own."""

    index: int  # type: ignore[assignment]  # nobody looks for the place of a value in a reply
    say: Text
    variants: Mapping[str, Text]  # channel → wording
    rung: Text | None
    step: Text | None
    fixed: bool
    by: str
    image: Text | None
    note: Text | None

    def written(self, channel: str) -> Text:
        """The wording for a channel, facts and slots still open."""
        return self.variants.get(channel, self.say)


@dataclass(frozen=True, slots=True)
class Escalation:
    """To whom the agent hands over, and when."""

    to: Text
    when: Text


class Script(NamedTuple):
    """One file below scripts/. `moment`s are aware datetimes in the library's time zone."""

    source: Source
    tree: LazyTree
    id: str
    scene: str
    title: Text
    channels: tuple[Text, ...]
    asks: tuple[Text, ...]
    replies: tuple[Reply, ...]
    escalate: Escalation | None
    owner: Text
    consult: tuple[Text, ...]
    effective: Moment | None
    expires: Moment | None
    review_by: Moment | None
    tags: tuple[Text, ...]
    formerly: tuple[Text, ...]
    related: tuple[Text, ...]

    @property
    def root(self) -> MappingNode:
        """The file's tree."""
        return self.tree.root

    def texts(self) -> tuple[Text, ...]:
        """All wordings that agents say, each once."""
        return tuple(text for reply in self.replies for text in (reply.say, *reply.variants.values()))


class Moment(NamedTuple):
    """A date or a time as written. `at` is when it begins to hold: a bare date in `expires` and `review_by` counts to
    the end of that day, because that is what people mean by 截止到 11 月 12 日."""

    written: Text
    at: datetime
