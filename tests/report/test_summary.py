"""Counts of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from huashu.report.summary import Summary, summarise


def test_findings_are_counted_by_severity(found: Callable) -> None:  # type: ignore[type-arg]
    one, _source = found("不", "不")
    severities = ["error", "warning", "info", "warning", "info", "info"]
    findings = [replace(one, severity=severity) for severity in severities]
    assert summarise(findings, 7) == Summary(error=1, warning=2, info=3, files=7, suppressed=0, baselined=0)
    assert summarise([], 0) == Summary(0, 0, 0, 0)
