"""A finding: one place where a rule is broken."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from huashu.model.source import Fix

SEVERITIES = ("error", "warning", "info")  # gravest first; "off" silences a rule and makes no finding


class Position(NamedTuple):
    """Line and column from 1; columns in code points."""

    line: int
    column: int


class Finding(NamedTuple):
    """One place where a rule is broken; `start:end` half open."""

    path: str
    start: Position
    end: Position
    rule: str
    severity: str
    message: str
    hint: str = ""
    why: str = ""
    script: str | None = None
    field: str = ""
    matched: str = ""
    occurrence: int = 0  # which one among findings of equal rule, path, field and matched text
    fix: Fix | None = None
    mentions: tuple[str, ...] = ()  # ids of the scripts that a finding across scripts speaks of

    @property
    def fingerprint(self) -> str:
        """Stable under edits elsewhere in the file: rule, place in the tree and matched text, no line numbers."""
        parts = (self.rule, self.script or self.path, self.field, self.matched, str(self.occurrence))
        return sha256("\0".join(parts).encode()).hexdigest()[:16]

    def order(self) -> tuple[object, ...]:
        """The order of every report: by path, place, rule; of one place and rule the gravest comes first."""
        gravity = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        place = (self.start.line, self.start.column)
        return (self.path, *place, self.rule, self.end.line, self.end.column, gravity, self.message)


class Silenced(NamedTuple):
    """A finding that somebody has answered for. by: "ignore" (a comment in the file) or "baseline" (there before)."""

    finding: Finding
    by: str
    reason: str = ""
