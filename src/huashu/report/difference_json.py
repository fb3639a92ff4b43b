"""A difference for programs: stable JSON, documented in docs/formats.md."""

from __future__ import annotations

import json
from collections.abc import Sequence

from huashu.model.diff import Run
from huashu.model.difference import Difference, FieldChange, FileChange, Point, ReplyChange, ScriptChange, TermChange

VERSION = 1


def report(difference: Difference, _colour: bool, _columns: int | None) -> str:
    """ASCII alone, on one line."""
    return json.dumps(data(difference), ensure_ascii=True) + "\n"


def data(difference: Difference) -> dict[str, object]:
    """The whole difference as JSON values."""
    return {
        "version": VERSION,
        "base": _point(difference.base),
        "head": _point(difference.head),
        "complete": not difference.unreadable,
        "scripts": [_script(script) for script in difference.scripts],
        "facts": [_term(change) for change in difference.facts],
        "slots": [_term(change) for change in difference.slots],
        "files": [_file(file) for file in difference.files],
        "risks": [{"code": risk.code, "about": risk.about, "sentence": risk.sentence} for risk in difference.risks],
    }


def _point(point: Point) -> dict[str, str | None]:
    return {"name": point.name, "commit": point.commit or None}


def _script(script: ScriptChange) -> dict[str, object]:
    return {
        "id": script.id,
        "how": script.how,
        "path": script.path,
        "title": script.title,
        "formerly": script.formerly or None,
        "touched": script.touched,
        "because": list(script.because),
        "digest": {"before": script.before or None, "after": script.after or None},
        "fields": _fields(script.fields),
        "replies": [_reply(reply) for reply in script.replies],
    }


def _reply(reply: ReplyChange) -> dict[str, object]:
    return {
        "before": reply.before or None,
        "after": reply.after or None,
        "stage": reply.stage or None,
        "wordings": [
            {"channels": list(wording.channels), "written": wording.written, "runs": _runs(wording.runs)}
            for wording in reply.wordings
        ],
        "fields": _fields(reply.fields),
    }


def _term(change: TermChange) -> dict[str, object]:
    return {"name": change.name, "how": change.how, "fields": _fields(change.fields), "scripts": list(change.speaks)}


def _file(file: FileChange) -> dict[str, object]:
    return {
        "path": file.path,
        "how": file.how,
        "governance": file.governs,
        "lines": [_runs(runs) for runs in file.lines],
    }


def _fields(fields: Sequence[FieldChange]) -> list[dict[str, object]]:
    return [
        {"name": field.name, "before": field.before, "after": field.after, "runs": _runs(field.runs)}
        for field in fields
    ]


def _runs(runs: Sequence[Run]) -> list[list[str]]:
    return [[run.kind, run.text] for run in runs]
