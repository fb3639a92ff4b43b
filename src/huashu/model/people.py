"""People who write and approve: their roles, and by what they are recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SSH, GPG = "ssh", "gpg"


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `since` until `until` (half open, aware); None: without beginning or end."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds for a time."""

    role: str
    span: Span = field(default_factory=Span)


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key. id: for ssh the public key, type and base64 without comment; for gpg the full fingerprint.

    revoked: once a key is revoked nothing signed with it counts any more, whatever date the signature claims; the date
    only tells people.
    """

    kind: str
    id: str
    span: Span = field(default_factory=Span)
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """accounts: numeric id by kind of forge. emails: as git writes them, compared without regard to letter case."""

    id: str
    name: str
    held: tuple[Held, ...] = ()
    emails: tuple[str, ...] = ()
    accounts: Mapping[str, int] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()

    def holds(self, role: str, *moments: datetime) -> bool:
        """Whether the person holds a role at each of these moments."""
        return all(any(held.role == role and held.span.holds(moment) for held in self.held) for moment in moments)

    def roles(self, *moments: datetime) -> tuple[str, ...]:
        """Roles held at each of these moments, sorted."""
        return tuple(sorted({held.role for held in self.held if self.holds(held.role, *moments)}))


@dataclass(frozen=True, slots=True)
class People:
    """policy/people.yaml of the base commit: by id, in file order. A key, account or e-mail belongs to one of them."""

    version: int
    people: Mapping[str, Person]

    def by_account(self, forge: str, account: int) -> Person | None:
        return next((person for person in self.people.values() if person.accounts.get(forge) == account), None)

    def by_email(self, email: str) -> Person | None:
        wanted = email.casefold()
        return next(
            (person for person in self.people.values() if any(one.casefold() == wanted for one in person.emails)), None
        )

    def by_key(self, kind: str, id: str) -> tuple[Person, Key] | None:
        return next(
            (
                (person, key)
                for person in self.people.values()
                for key in person.keys
                if (key.kind, key.id) == (kind, id)
            ),
            None,
        )
