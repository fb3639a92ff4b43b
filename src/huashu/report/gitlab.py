"""`--format gitlab`: a Code Quality report, which GitLab shows in the merge request and beside its lines."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from huashu.model.finding import Finding
from huashu.report.results import Results
from huashu.report.wording import one_line, paragraph

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(results: Results, _colour: bool) -> str:
    """A JSON list, also where nothing was found: GitLab then sees that everything is mended."""
    seen: Counter[str] = Counter()
    return json.dumps([_issue(finding, seen) for finding in results.findings], indent=2) + "\n"


def _issue(finding: Finding, seen: Counter[str]) -> dict[str, object]:
    return {
        "description": one_line(paragraph(finding)),
        "check_name": finding.rule,
        "fingerprint": _unique(finding.fingerprint, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.start.line, "end": finding.end.line}},
    }


def _unique(fingerprint: str, seen: Counter[str]) -> str:
    """GitLab shows one of several issues with equal fingerprints: two files that claim one id would give such."""
    number = seen[fingerprint]
    seen[fingerprint] += 1
    return sha256(f"{fingerprint}\0{number}".encode()).hexdigest()[:16] if number else fingerprint
