"""`--format json` and `jsonl`: stable and versioned; the fields are fixed in docs/formats.md."""

from __future__ import annotations

import json

from huashu.model.finding import Finding, Position
from huashu.model.source import Source
from huashu.report.results import Results

VERSION = 1


def report(results: Results, _colour: bool) -> str:
    """One JSON object. Lines and columns from 1, columns in code points, end exclusive."""
    result = {"version": VERSION, "findings": _findings(results), "summary": results.summary._asdict()}
    # ASCII alone: no terminal, pipe or shell can spoil it, whatever its encoding
    return json.dumps(result, indent=2) + "\n"


def report_lines(results: Results, _colour: bool) -> str:
    """One JSON object a line: each finding with the fields of `json`, then the counts, so one knows it is all."""
    lines: list[dict[str, object]] = [
        *({"type": "finding", "version": VERSION, **finding} for finding in _findings(results)),
        {"type": "summary", "version": VERSION, **results.summary._asdict()},
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def _findings(results: Results) -> list[dict[str, object]]:
    return [_finding(finding, results.sources.get(finding.path)) for finding in results.findings]


def _finding(finding: Finding, source: Source | None) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "path": finding.path,
        "start": _position(finding.start),
        "end": _position(finding.end),
        "message": finding.message,
        "hint": finding.hint,
        "script": finding.script,
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding, source),
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _fix(finding: Finding, source: Source | None) -> dict[str, object] | None:
    if finding.fix is None or source is None:
        return None
    edits = [
        {
            "start": _position(Position(*source.line_column(edit.start))),
            "end": _position(Position(*source.line_column(edit.end))),
            "text": edit.text,
        }
        for edit in finding.fix.edits
    ]
    return {"safety": finding.fix.safety, "edits": edits}
