"""What people have said about a change, wherever they said it: signed records and forges give the same types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

APPROVE, REJECT, WITHDRAW, COMMENT = "approve", "reject", "withdraw", "comment"
SIGNATURE, FORGE = "signature", "forge"


@dataclass(frozen=True, slots=True)
class Voice:
    """By what somebody is recognised. kind: ssh or gpg with the id of the key as in `people.Key`; or a forge's kind with
    the numeric account id as text."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """One act of one person.

    id: of the record, or the forge's own. kind: APPROVE, REJECT, WITHDRAW (also a dismissal) or COMMENT.
    attested_by: SIGNATURE (of the person; it has been verified) or FORGE (it says who clicked).
    voice: None where nobody is known (an account that is gone): it never counts as approval.
    at: aware. Of a signature it is what the signer claims.
    role: "" where the person named none. urgent: said to be for the urgent way.
    items: key → digest, what it binds to by its own words; None: it binds to `commit`.
    follows: ids of the opinions that the person had before him, None where that is not known and `at` decides.
    repository, target, request: what it was said about; "" where the source as a whole says so.
    clears: id of the opinion that a withdrawal takes back, "" for all of this person's.
    bot, edited, official, dismissed: as the forge says. doubts: codes; an approval with any does not count.
    """

    id: str
    kind: str
    attested_by: str
    voice: Voice | None
    at: datetime
    role: str = ""
    urgent: bool = False
    commit: str = ""
    items: Mapping[str, str] | None = None
    follows: frozenset[str] | None = None
    policy: int | None = None
    repository: str = ""
    target: str = ""
    request: str = ""
    clears: str = ""
    login: str = ""
    body: str = ""
    bot: bool = False
    edited: bool = False
    official: bool = True
    dismissed: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What else happened to a request.

    kind: force-push | retarget | reopen | close | delete-branch | restore-branch | edit.
    """

    kind: str
    at: datetime
    account: int | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the source itself is not sure of. about: `opinion:` and its id, `commit:` and its id; anything else: all."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ForgeCommit:
    """Accounts that a forge names for a commit, None where it knows nobody."""

    sha: str
    author: int | None = None
    committer: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that one source says. forge: its kind, "" for records in the repository itself; then only opinions and doubts.

    repository: owner/name. target: full name of the branch. Opinions sorted by time, then id.
    """

    forge: str = ""
    host: str = ""
    repository: str = ""
    target: str = ""
    request: str = ""
    head: str = ""
    base: str = ""
    fetched_at: datetime | None = None
    opened_by: int | None = None
    opened_at: datetime | None = None
    commits: tuple[ForgeCommit, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    events: tuple[Event, ...] = ()
    doubts: tuple[Doubt, ...] = field(default_factory=tuple)
