"""`--statistics`: how often each rule is broken, instead of where."""

from __future__ import annotations

import json
from collections import Counter
from typing import NamedTuple

from huashu.model.finding import SEVERITIES
from huashu.report.machine import VERSION
from huashu.report.paint import DIM, SEVERITY_COLOURS, Paint
from huashu.report.people import closing, severity_title
from huashu.report.results import Results
from huashu.text import visible, width


class Row(NamedTuple):
    """A rule as often as it is broken with one severity; fixable: how many of those a fix can mend."""

    rule: str
    severity: str
    times: int
    fixable: int
    title: str


def rows(results: Results) -> list[Row]:
    """The gravest first, then the most frequent."""
    titles = {rule.id: rule.title for rule in results.rules}
    counts = Counter((finding.rule, finding.severity) for finding in results.findings)
    fixable = Counter((finding.rule, finding.severity) for finding in results.findings if finding.fix is not None)
    found = [Row(*key, count, fixable[key], titles.get(key[0], "")) for key, count in counts.items()]
    return sorted(found, key=lambda row: (SEVERITIES.index(row.severity), -row.times, row.rule))


def text(results: Results, colour: bool) -> str:
    """One line a rule, then the counts of all."""
    paint, found = Paint(colour), rows(results)
    digits = max((len(str(row.times)) for row in found), default=0)
    columns = max((len(row.rule) for row in found), default=0)
    words = max((width(severity_title(row.severity)) for row in found), default=0)
    lines = []
    for row in found:
        title = severity_title(row.severity)
        gap = " " * (words - width(title))
        severity = paint(title, SEVERITY_COLOURS[row.severity]) + gap
        lines.append(
            f"{row.times:>{digits}}  {severity}  {row.rule:<{columns}}  {paint(visible(row.title), DIM)}".rstrip()
        )
    lines += [""] if lines else []
    return "\n".join(lines) + ("\n" if lines else "") + closing(results.findings, results.summary, paint)


def machine(results: Results, _colour: bool) -> str:
    """One JSON object, in ASCII for the same reason as `--format json`."""
    table = [
        {"rule": row.rule, "severity": row.severity, "count": row.times, "fixable": row.fixable, "title": row.title}
        for row in rows(results)
    ]
    return json.dumps({"version": VERSION, "statistics": table, "summary": results.summary._asdict()}, indent=2) + "\n"
