"""`--format rdjson`: Reviewdog Diagnostic Format, which reviewdog turns into comments on many forges.

Its columns count bytes of UTF-8 from 1, ends exclusive (reviewdog's proto/rdf/reviewdog.proto).
"""

from __future__ import annotations

import json

from huashu.model.finding import Finding, Position
from huashu.model.source import Edit, Source, apply
from huashu.report.results import Results
from huashu.report.wording import paragraph


def report(results: Results, _colour: bool) -> str:
    """One DiagnosticResult."""
    diagnostics = [_diagnostic(finding, results.sources.get(finding.path)) for finding in results.findings]
    return json.dumps({"source": {"name": "huashu"}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(finding: Finding, source: Source | None) -> dict[str, object]:
    told: dict[str, object] = {
        "message": paragraph(finding),
        "location": {"path": finding.path, "range": _range(finding.start, finding.end, source)},
        "severity": finding.severity.upper(),
        "code": {"value": finding.rule},
    }
    if finding.fix is not None and source is not None:
        told["suggestions"] = [_suggestion(finding.fix.edits, source)]
    return told


def _suggestion(edits: tuple[Edit, ...], source: Source) -> dict[str, object]:
    """One suggestion for all the edits: reviewdog lets people take suggestions singly, and edits belong together."""
    start, end = min(edit.start for edit in edits), max(edit.end for edit in edits)
    within = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
    first, last = Position(*source.line_column(start)), Position(*source.line_column(end))
    return {"range": _range(first, last, source), "text": apply(source.text[start:end], within)}


def _range(start: Position, end: Position, source: Source | None) -> dict[str, object]:
    return {"start": _position(start, source), "end": _position(end, source)}


def _position(position: Position, source: Source | None) -> dict[str, int]:
    """Without the file nobody knows its bytes: then whole lines are meant."""
    if source is None:
        return {"line": position.line}
    before = source.line(position.line)[: position.column - 1]
    return {"line": position.line, "column": len(before.encode("utf-8", "replace")) + 1}
