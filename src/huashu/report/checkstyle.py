"""`--format checkstyle`: the XML of the Java tool Checkstyle, which many build servers and review tools read."""

from __future__ import annotations

from itertools import groupby

from huashu.model.finding import Finding
from huashu.report.markup import document, element
from huashu.report.results import Results
from huashu.report.wording import paragraph

_VERSION = "4.3"  # of Checkstyle, whose format this has been ever since


def report(results: Results, _colour: bool) -> str:
    """One `file` a path, one `error` a finding. Columns from 1, in code points."""
    root = element("checkstyle", {"version": _VERSION})
    for path, findings in groupby(results.findings, key=_path):
        file = element("file", {"name": path}, root)
        for finding in findings:
            place = {"line": finding.start.line, "column": finding.start.column}
            rest = {"severity": finding.severity, "message": paragraph(finding), "source": finding.rule}
            element("error", {**place, **rest}, file)
    return document(root)


def _path(finding: Finding) -> str:
    return finding.path
