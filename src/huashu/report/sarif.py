"""`--format sarif`: SARIF 2.1.0, which code scanning of forges and many viewers read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ — section numbers below are the standard's.
"""

from __future__ import annotations

import json
from urllib.parse import quote

from huashu import __version__, i18n
from huashu.i18n import _
from huashu.model.finding import Finding, Position, Silenced
from huashu.model.source import Edit, Source
from huashu.report.results import Results
from huashu.report.sarif_rules import LEVELS, descriptors, message

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"  # the name that consumers know for the folder that paths are relative to
_FINGERPRINT = "huashuFinding/v1"
_LANGUAGES = {i18n.CHINESE: "zh-CN", i18n.ENGLISH: "en-US"}
_BOM = "\ufeff"

Json = dict[str, object]


def report(results: Results, _colour: bool) -> str:
    """One log with one run."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(results)]}
    return json.dumps(log, indent=2) + "\n"


def _run(results: Results) -> Json:
    found = results.everything
    rules = descriptors(results.rules, {finding.rule for finding, _silenced in found})
    indexes = {str(rule["id"]): index for index, rule in enumerate(rules)}
    compared = any(one.by == "baseline" for one in results.silenced)
    return {
        "tool": {"driver": {"name": "huashu", "version": __version__, "rules": rules}},
        "invocations": [{"executionSuccessful": True}],
        "language": _LANGUAGES[i18n.language()],
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "utf-8",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_BASE: {"description": message(_("话术库所在的文件夹"))}},
        "results": [
            {
                "ruleId": finding.rule,
                "ruleIndex": indexes[finding.rule],
                **_result(finding, results.sources.get(finding.path)),
                "suppressions": _suppressions(silenced),  # an empty list says that it was looked into (3.27.23)
                **({"baselineState": _baseline_state(silenced)} if compared else {}),
            }
            for finding, silenced in found
        ],
    }


def _result(finding: Finding, source: Source | None) -> Json:
    region = _region(finding.start, finding.end, source)
    fix = _fix(finding, source)
    return {
        "level": LEVELS[finding.severity],
        "message": message(f"{finding.message}\n{finding.hint}".strip()),
        "locations": [{"physicalLocation": {"artifactLocation": _location(finding.path), "region": region}}],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        **({"fixes": [fix]} if fix else {}),
    }


def _baseline_state(silenced: Silenced | None) -> str:
    """Where there is a baseline, each result has to say how it stands to it (3.27.24)."""
    return "unchanged" if silenced and silenced.by == "baseline" else "new"


def _suppressions(silenced: Silenced | None) -> list[Json]:
    if silenced is None or silenced.by != "ignore":
        return []
    reason: Json = {"justification": silenced.reason} if silenced.reason else {}
    return [{"kind": "inSource", "status": "accepted", **reason}]


def _fix(finding: Finding, source: Source | None) -> Json | None:
    """The fix; None where SARIF has no words for it: a byte-order mark is no part of a text region (3.30.2)."""
    if finding.fix is None or source is None:
        return None
    if source.text.startswith(_BOM) and any(edit.start == 0 < edit.end for edit in finding.fix.edits):
        return None
    safe = finding.fix.safety == "safe"
    replacements = [_replacement(edit, source) for edit in finding.fix.edits]
    return {
        "description": message(_("意思不变，可以放心改") if safe else _("意思可能有变，改之前请您过目")),
        "artifactChanges": [{"artifactLocation": _location(finding.path), "replacements": replacements}],
    }


def _replacement(edit: Edit, source: Source) -> Json:
    start, end = (Position(*source.line_column(offset)) for offset in (edit.start, edit.end))
    return {"deletedRegion": _region(start, end, source), "insertedContent": {"text": edit.text}}


def _location(path: str) -> Json:
    return {"uri": quote(path, errors="replace"), "uriBaseId": _BASE}


def _region(start: Position, end: Position, source: Source | None) -> Json:
    return {
        "startLine": start.line,
        "startColumn": _column(start, source),
        "endLine": end.line,
        "endColumn": _column(end, source),
    }


def _column(position: Position, source: Source | None) -> int:
    """Columns as everywhere, in code points from 1, but a byte-order mark counts for nothing (3.30.2)."""
    marked = source is not None and position.line == 1 and source.text.startswith(_BOM)
    return max(1, position.column - 1) if marked else position.column
