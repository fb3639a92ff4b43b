"""How findings are told: to people, to programs, to forges. Results as values in, text out."""

from __future__ import annotations

from collections.abc import Callable

from huashu.report import azure, checkstyle, concise, github, gitlab, junit, machine, people, rdjson, sarif, statistics
from huashu.report.results import Results

Reporter = Callable[[Results, bool], str]  # results, whether colour is wanted

REPORTERS: dict[str, Reporter] = {
    "azure": azure.report,
    "checkstyle": checkstyle.report,
    "concise": concise.report,
    "github": github.report,
    "gitlab": gitlab.report,
    "json": machine.report,
    "jsonl": machine.report_lines,
    "junit": junit.report,
    "rdjson": rdjson.report,
    "sarif": sarif.report,
    "text": people.report,
}
STATISTICS: dict[str, Reporter] = {
    "json": statistics.machine,
    "text": statistics.text,
}
