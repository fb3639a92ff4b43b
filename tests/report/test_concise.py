"""One line a finding, whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from huashu.model.finding import Finding
from huashu.report import REPORTERS, concise
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]


def report(*findings: Finding, colour: bool = False) -> str:
    return concise.report(Results(findings, {}, 1), colour)


def test_a_finding_is_one_line(found: Found) -> None:
    one, _source = found("好\nsay: 不行\n", "不行", hint="可以说：好的", severity="error")
    two, _source = found("不", "不", severity="info", rule="facts/unused", message="第一行\r\n第二行\x1b[0m")
    assert report(one, two) == (
        "scripts/dialogue/a.yaml:2:6: error tone/minimise-bu 少说“不”\n"
        "scripts/dialogue/a.yaml:1:1: info facts/unused 第一行 第二行\\u001b[0m\n"
    )
    assert report() == ""
    assert REPORTERS["concise"] is concise.report


def test_a_path_cannot_end_its_line(found: Found) -> None:
    one, _source = found("不", "不", path="scripts/a\nb.yaml")
    assert report(one).startswith("scripts/a\\nb.yaml:1:1: ")


def test_colour_only_dresses(found: Found) -> None:
    one, _source = found("不", "不")
    dressed = report(one, colour=True)
    assert "\x1b[33mwarning\x1b[0m" in dressed
    assert re.sub(r"\x1b\[\d*m", "", dressed) == report(one)
