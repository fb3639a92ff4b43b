"""`--format concise`: one line a finding, as compilers tell theirs: editors and grep know what to do with it."""

from __future__ import annotations

from huashu.model.finding import Finding
from huashu.report.paint import BOLD, DIM, SEVERITY_COLOURS, Paint
from huashu.report.results import Results
from huashu.report.wording import one_line, path


def report(results: Results, colour: bool) -> str:
    """`path:line:column: severity rule message`; nothing at all where nothing was found."""
    paint = Paint(colour)
    return "".join(_line(finding, paint) + "\n" for finding in results.findings)


def _line(finding: Finding, paint: Paint) -> str:
    place = f"{path(finding)}:{finding.start.line}:{finding.start.column}:"
    severity = paint(finding.severity, SEVERITY_COLOURS[finding.severity])
    return f"{paint(place, BOLD)} {severity} {paint(finding.rule, DIM)} {one_line(finding.message)}"
