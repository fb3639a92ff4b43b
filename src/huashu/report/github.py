"""`--format github`: workflow commands that GitHub shows beside the changed lines."""

from __future__ import annotations

from huashu.model.finding import Finding
from huashu.report.results import Results
from huashu.report.wording import paragraph

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def report(results: Results, _colour: bool) -> str:
    """One workflow command a finding."""
    return "".join(_command(finding) + "\n" for finding in results.findings)


def _command(finding: Finding) -> str:
    places = {"file": finding.path, "line": finding.start.line, "endLine": finding.end.line}
    if finding.start.line == finding.end.line:  # GitHub heeds columns only within one line; its end is inclusive
        places["col"] = finding.start.column
        places["endColumn"] = max(finding.end.column - 1, finding.start.column)
    places["title"] = finding.rule
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(paragraph(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
