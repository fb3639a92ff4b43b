"""`--format junit`: each finding as a failed test, for build servers that know tests and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from huashu.model.finding import Finding, Silenced
from huashu.report.markup import document, element, harmless
from huashu.report.results import Results
from huashu.report.wording import paragraph, path

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAME = "huashu lint"
_Found = Sequence[tuple[Finding, Silenced | None]]


def report(results: Results, _colour: bool) -> str:
    """One suite a file. What somebody has answered for is a skipped test; a run that found nothing is a passed one."""
    found = results.everything
    root = element("testsuites", {"name": _NAME, **_counts(found)})
    for name, ones in groupby(found, key=lambda pair: path(pair[0])):
        _suite(name, list(ones), root)
    if not found:
        suite = element("testsuite", {"name": _NAME, **_counts(found), "skipped": 0}, root)
        element("testcase", {"name": _NAME, "classname": "huashu"}, suite)
    return document(root)


def _counts(found: _Found) -> dict[str, object]:
    failures = sum(silenced is None for _finding, silenced in found)
    return {"tests": len(found) or 1, "failures": failures, "errors": 0}


def _suite(name: str, found: _Found, root: Element) -> None:
    skipped = sum(silenced is not None for _finding, silenced in found)
    suite = element("testsuite", {"name": name, **_counts(found), "skipped": skipped}, root)
    classname = name.removesuffix(".yaml").replace("/", ".")  # Jenkins takes what is before the last dot for a package
    for finding, silenced in found:
        place = f"{finding.start.line}:{finding.start.column}"
        case = element("testcase", {"name": f"{finding.rule} {place}", "classname": classname}, suite)
        if silenced is not None:
            element("skipped", {"type": silenced.by, "message": silenced.reason or finding.message}, case)
        else:
            failure = element("failure", {"type": finding.severity, "message": finding.message}, case)
            failure.text = harmless(f"{name}:{place}\n{paragraph(finding)}")
