"""What is remembered of a script, and how it is packed: for the next run, and for the way from one process to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from huashu.lint.outline import Outline, unpacked
from huashu.model.finding import Finding, Position
from huashu.model.source import Edit, Fix
from huashu.store import cache


class Entry(NamedTuple):
    """What is remembered of a script. judged, stale: from when on it holds, and when no longer, by the clock."""

    digest: str
    judged: float
    stale: float | None
    outline: Outline | None
    findings: tuple[Finding, ...]


class Judged(NamedTuple):
    """What was found in a script, and the same as it is remembered. As that it travels between processes, too: it is
    packed already, and read more quickly than so many objects."""

    entry: Entry
    line: bytes

    def __reduce__(self) -> tuple[Callable[[bytes], Judged], tuple[bytes]]:
        return _travelled, (self.line,)


def _travelled(line: bytes) -> Judged:
    return Judged(entry_of(cache.opened(line)[1]), line)


def entry_of(kept: object) -> Entry:
    """A script's entry as it was written."""
    digest, judged, stale, seen, findings = cast("tuple[str, float, float | None, object, list[list[object]]]", kept)
    return Entry(digest, judged, stale, None if seen is None else unpacked(seen), tuple(map(finding_of, findings)))


def packed(finding: Finding) -> list[object]:
    """A finding as a list; the reason is left with its rule."""
    fix = finding.fix
    edits = None if fix is None else [fix.safety, [[edit.start, edit.end, edit.text] for edit in fix.edits]]
    start, end = finding.start, finding.end
    return [
        finding.path, start.line, start.column, end.line, end.column, finding.rule, finding.severity,
        finding.message, finding.hint, finding.script, finding.field, finding.matched, edits,
        finding.mentions,
    ]  # fmt: skip


def finding_of(kept: list[object]) -> Finding:
    (
        path, line, column, end_line, end_column, rule, severity, message, hint, script, field, matched, edits, mentions,
    ) = kept  # fmt: skip
    fix = None
    if edits is not None:
        safety, changes = cast("list[object]", edits)
        fix = Fix(
            str(safety), tuple(Edit(*cast("tuple[int, int, str]", change)) for change in cast("list[object]", changes))
        )
    return Finding(
        path=str(path),
        start=Position(cast("int", line), cast("int", column)),
        end=Position(cast("int", end_line), cast("int", end_column)),
        rule=str(rule),
        severity=str(severity),
        message=str(message),
        hint=str(hint),
        script=None if script is None else str(script),
        field=str(field),
        matched=str(matched),
        fix=fix,
        mentions=tuple(map(str, cast("list[object]", mentions))),
    )
