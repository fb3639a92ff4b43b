"""`--format azure`: logging commands that Azure Pipelines lists as the errors and warnings of a run."""

from __future__ import annotations

from huashu.model.finding import Finding
from huashu.report.results import Results
from huashu.report.wording import paragraph

_TYPES = {"error": "error", "warning": "warning", "info": "warning"}  # Azure knows no third
# What the agent turns back. The percent sign comes first, or what follows would be escaped twice.
_ESCAPES = (("%", "%AZP25"), (";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"))


def report(results: Results, _colour: bool) -> str:
    """One logging command a finding."""
    return "".join(_command(finding) + "\n" for finding in results.findings)


def _command(finding: Finding) -> str:
    properties = {
        "type": _TYPES[finding.severity],
        "sourcepath": finding.path,
        "linenumber": finding.start.line,
        "columnnumber": finding.start.column,
        "code": finding.rule,
    }
    told = "".join(f"{name}={_escaped(str(value))};" for name, value in properties.items())
    return f"##vso[task.logissue {told}]{_escaped(paragraph(finding))}"


def _escaped(text: str) -> str:
    for char, escape in _ESCAPES:
        text = text.replace(char, escape)
    return text
