"""GitLab's notes: what people wrote, and what the forge itself wrote down about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from huashu.review.forges.notebook import Notebook
from huashu.review.forges.replies import Reply, child, identity, moment, text, truth

TAKEN_BACK = "dismiss"

_OPINIONS = {
    "approved this merge request": "approve",
    "requested changes": "reject",
    "unapproved this merge request": TAKEN_BACK,
}
_RETARGET = re.compile(r"\Achanged target branch from `(.+?)` to `(.+?)`")
_BRANCHES = {"deleted source branch": "delete-branch", "restored source branch": "restore-branch"}
_STATES = {"closed": "close", "reopened": "reopen"}  # older servers; newer ones have events of their own for it
# Of the many kinds of system notes only those that speak of these can matter; pushes are told by the versions.
_WEIGHTY = re.compile(r"(?i)approv|request(?:ed)? changes|review|target|branch|commit")
_HARMLESS = re.compile(
    r"(?i)\A(?:added|removed|mentioned|requested review|removed review|reset approvals|left review|reviewed|merged"
    r"|created branch|marked|resolved|changed title|changed the description|enabled|canceled|aborted|assigned|unassigned)\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """What an account said, before it is held against versions and approvals."""

    id: str
    kind: str
    user: Reply
    at: datetime | None
    body: str = ""
    edited: bool = False


def voice(note: Reply, book: Notebook) -> Voice | None:
    """The opinion or comment that a note holds. Only the forge itself writes system notes."""
    number, system, body = identity(note), truth(note, "system"), text(note, "body")
    if number is None or system is None:
        book.doubt("missing-key", "notes")
        return None
    user, at = child(note, "author"), moment(note, "created_at")
    if not system:
        updated = moment(note, "updated_at")
        edited = at is None or updated is None or at != updated
        return Voice(f"note/{number}", "comment", user, at, body, edited)
    kind = _OPINIONS.get(body.strip().lower().rstrip("."))
    return Voice(f"note/{number}", kind, user, at) if kind else None


def events(note: Reply, book: Notebook) -> None:
    """What a system note tells of the request itself."""
    body, user = text(note, "body").strip(), child(note, "author")
    if body.lower().rstrip(".") in _OPINIONS:
        return
    moved = _RETARGET.match(body)
    if moved:
        book.event("retarget", note, user, before=moved[1], after=moved[2])
    elif body.startswith("changed target branch"):
        book.event("retarget", note, user)
    elif body in _STATES:
        book.event(_STATES[body], note, user)
    elif any(body.startswith(words) for words in _BRANCHES):
        kind = next(kind for words, kind in _BRANCHES.items() if body.startswith(words))
        book.event(kind, note, user)
    elif _WEIGHTY.search(body) and not _HARMLESS.match(body):
        book.unknown_event(" ".join(body.split()[:4]) or "?")
