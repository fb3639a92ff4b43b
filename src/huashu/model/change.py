"""What lies between two states of a library, part by part: what people are asked to approve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huashu.model.library import Fact
from huashu.model.people import People
from huashu.model.policy import Policy
from huashu.model.script import Script

SCRIPT, FACT, FILE, GOVERNANCE = "script", "fact", "file", "governance"  # kinds
ADDED, CHANGED, MOVED, RETIRED, LAYOUT = "added", "changed", "moved", "retired", "layout"
GONE = "retired"  # the digest of what is no longer there


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as git keeps it: its mode and object id."""

    mode: str
    id: str

    def __str__(self) -> str:
        return f"{self.mode}:{self.id}"


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a change, which is approved or not as one.

    key: names it in opinions: the id of a script, terms/facts.yaml#名称 for a fact, else the path.
    kind: SCRIPT, FACT, FILE or GOVERNANCE. how: ADDED, CHANGED, MOVED, RETIRED, or LAYOUT where a script's file changed
    but nothing that is said.
    digest: what an approval binds to: the said-digest of a script, a hash of a fact, mode and blob of another file, GONE
    for what is no longer there.
    before: the digest on the other side, "" where there was nothing (or nothing readable).
    paths: of the files on both sides, the new one first. touched: one of them differs; if not, facts, pictures or
    settings have changed what is said. because: those facts, pictures and settings, as keys of their items.
    """

    key: str
    kind: str
    how: str
    digest: str
    before: str = ""
    paths: tuple[str, ...] = ()
    touched: bool = True
    because: tuple[str, ...] = ()
    old: Script | None = None
    new: Script | None = None
    old_fact: Fact | None = None
    new_fact: Fact | None = None
    old_blob: Blob | None = None
    new_blob: Blob | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        script = self.new or self.old
        fact = self.new_fact or self.old_fact
        return script.title.value if script else fact.name if fact else self.key


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a change cannot be judged, or must not be made whatever people say.

    code: conflict | unrelated | shallow | symlink | submodule | odd-tree | collision | name | unreadable | formerly.
    """

    code: str
    path: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """base, head: full ids of commits. tree: of the computed merge, "" where there is none. Items sorted by key."""

    base: str
    head: str
    tree: str = ""
    items: tuple[Item, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def digests(self) -> dict[str, str]:
        """What an approval of everything binds to."""
        return {item.key: item.digest for item in self.items}


@dataclass(frozen=True, slots=True)
class Contribution:
    """Who had a hand in a commit, as the commit itself says: never mapped by .mailmap.

    committer: "" where it is the author. signature: kind of key and its id ("ssh", …) where the commit is signed and the
    signature holds; "bad" as its kind where it does not hold. merges: it only merges what is proposed into the base, and
    adds nothing of its own.
    """

    commit: str
    author: str
    committer: str = ""
    co_authors: tuple[str, ...] = ()
    signature: tuple[str, str] | None = None
    merges: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change with its making: commits that base does not have, oldest first, and what each of those commits that
    opinions name had changed where it parted from base (commit → key of item → digest)."""

    change: Change
    commits: tuple[Contribution, ...] = ()
    seen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    policy_after: Policy | None = None  # what would be in force after the merge, None where it stays or cannot be read
    people_after: People | None = None
    pushers: tuple[str, ...] = ()  # ids of people who are known to have pushed
