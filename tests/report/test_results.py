"""Counts of a run, and all that it found."""

from __future__ import annotations

from collections.abc import Callable

from huashu.model.finding import Position, Silenced
from huashu.report.results import Results, Summary


def test_findings_are_counted_by_severity_and_answers_by_who_gave_them(found: Callable) -> None:  # type: ignore[type-arg]
    one, _source = found("不", "不")
    severities = ["error", "warning", "info", "warning", "info", "info"]
    findings = [one._replace(severity=severity) for severity in severities]
    silenced = [Silenced(one, "ignore"), Silenced(one, "baseline"), Silenced(one, "ignore")]
    assert Results(findings, {}, 7).summary == Summary(error=1, warning=2, info=3, files=7, suppressed=0, baselined=0)
    assert Results(findings, {}, 7, silenced=silenced).summary == Summary(1, 2, 3, 7, suppressed=2, baselined=1)
    assert Results([], {}, 0).summary == Summary(0, 0, 0, 0)


def test_everything_is_in_order_with_its_answers(found: Callable) -> None:  # type: ignore[type-arg]
    first, _source = found("不", "不")
    second, third = (first._replace(start=Position(line, 1)) for line in (2, 3))
    answer = Silenced(second, "ignore", "有理由")
    told = Results([first, third], {}, 1, silenced=[answer]).everything
    assert told == [(first, None), (second, answer), (third, None)]
