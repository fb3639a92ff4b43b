"""Dates against today, to the minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]


def file(dates: str) -> tuple[str, bytes]:
    head = "id: dialogue/a\ntitle: 标题\nowner: cs\nchannels:\n  - livechat\nreplies:\n  - say: |-\n      您好\n"
    if "review_by" not in dates:
        head += "review_by: 2099-01-01\n"
    return "scripts/dialogue/a.yaml", (head + dates).encode()


@pytest.mark.parametrize(
    ("problem", "dates", "today", "wrong"),
    [
        ("expired", "expires: 2026-06-10\n", "2026-06-10T23:59", False),  # a date counts to the end of its day
        ("expired", "expires: 2026-06-10\n", "2026-06-11T00:00", True),
        ("expired", "expires: 2026-06-10T20:00\n", "2026-06-10T19:59", False),
        ("expired", "expires: 2026-06-10T20:00\n", "2026-06-10T20:00", True),
        ("overdue", "review_by: 2026-06-10\n", "2026-06-10T23:59", False),
        ("overdue", "review_by: 2026-06-10\n", "2026-06-11", True),
        ("reversed", "effective: 2026-06-11\nexpires: 2026-06-10\n", "2026-06-01", True),
        ("reversed", "effective: 2026-06-10\nexpires: 2026-06-10\n", "2026-06-01", False),  # one whole day
        ("reversed", "effective: 2026-06-10T20:00\nexpires: 2026-06-10T20:00\n", "2026-06-01", True),
        ("soon", "expires: 2026-06-10\n", "2026-06-03T23:59", False),
        ("soon", "expires: 2026-06-10\n", "2026-06-04T00:00", True),
        ("soon", "expires: 2026-06-10\n", "2026-06-11T00:00", False),  # then it is expired
    ],
)
def test_dates(rule: Make, judge: Judge, problem: str, dates: str, today: str, wrong: bool) -> None:
    days = "  days: 7\n" if problem == "soon" else ""
    dated = rule(f"id: lifecycle/x\ncheck: lifecycle\nwith:\n  problem: {problem}\n{days}")
    assert bool(judge([dated], file(dates), today=today)) is wrong


def test_impossible_dates_are_problems_of_the_file(judge: Judge) -> None:
    found = judge([], file("expires: 2026-02-30\n"))
    assert [(f.field, f.matched) for f in found] == [("expires", "2026-02-30")]
