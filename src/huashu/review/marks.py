"""What a comment on a page says by itself: in which role, whether urgent, and of which wordings.

    /huashu approve supervisor urgent
    bargaining/price-too-high 0123…(64 hex digits)

`approve` may be `reject` or `withdraw`. Lines with digests bind the comment to these wordings, whatever the page shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from huashu.model.change import Change
from huashu.model.evidence import APPROVE, REJECT, WITHDRAW

_COMMAND = re.compile(r"^/huashu[ \t]+(approve|reject|withdraw)(?:[ \t]+([a-z0-9-]+))?(?:[ \t]+(urgent))?[ \t]*$")
_DIGEST = re.compile(r"^(\S.*?)[ \t]+([0-9a-f]{64}|1[0-9]{5}:[0-9a-f]{40,64}|retired)[ \t]*$")
KINDS = {"approve": APPROVE, "reject": REJECT, "withdraw": WITHDRAW}


@dataclass(frozen=True, slots=True)
class Mark:
    """kind: of the evidence's kinds. role: "" where none is named. items: key → digest, None where none are named."""

    kind: str
    role: str = ""
    urgent: bool = False
    items: Mapping[str, str] | None = None


def read(body: str) -> Mark | None:
    """The mark in a comment. None where there is none, or more than one: then nobody knows which is meant."""
    lines = [line.rstrip("\r") for line in body.split("\n")]
    commands = [(at, found) for at, line in enumerate(lines) if (found := _COMMAND.match(line))]
    if len(commands) != 1:
        return None
    at, found = commands[0]
    items: dict[str, str] = {}
    for line in lines[at + 1 :]:
        row = _DIGEST.match(line)
        if row is None:
            break
        if items.setdefault(row[1], row[2]) != row[2]:
            return None
    role = found[2] or ""
    urgent = found[3] is not None
    if role == "urgent" and not urgent:
        role, urgent = "", True
    return Mark(KINDS[found[1]], role, urgent, items or None)


def write(change: Change, kind: str, role: str, *, urgent: bool = False) -> str:
    """The comment that says all of a change in a role."""
    first = f"/huashu {kind} {role}{' urgent' if urgent else ''}"
    return "\n".join([first, *(f"{item.key} {item.digest}" for item in change.items)]) + "\n"
