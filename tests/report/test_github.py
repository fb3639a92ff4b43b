"""Workflow commands: one line a finding, nothing in it can end the line or become a command of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.finding import Finding, Position
from huashu.report import REPORTERS, github
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]


def report(*findings: Finding) -> str:
    return github.report(Results(findings, {}, 1), True)


def test_a_finding_is_one_command(found: Found) -> None:
    one, _source = found("好\nsay: 不行\n", "不行", hint="可以说：好的", severity="error")
    two, _source = found("不", "不", severity="info", rule="facts/unused")
    assert report(one, two) == (
        "::error file=scripts/dialogue/a.yaml,line=2,endLine=2,col=6,endColumn=7,title=tone/minimise-bu"
        "::少说“不”%0A可以说：好的\n"
        "::notice file=scripts/dialogue/a.yaml,line=1,endLine=1,col=1,endColumn=1,title=facts/unused::少说“不”\n"
    )
    assert REPORTERS["github"] is github.report


def test_nothing_found_is_nothing_told() -> None:
    assert report() == ""


def test_columns_are_told_only_within_one_line(found: Found) -> None:
    one, _source = found("say: |-\n  不\n  行\n", "不\n  行")
    assert report(one) == "::warning file=scripts/dialogue/a.yaml,line=2,endLine=3,title=tone/minimise-bu::少说“不”\n"


def test_a_place_without_extent_is_one_column_wide(found: Found) -> None:
    one, _source = found("好", "")
    assert ",col=1,endColumn=1," in report(one)


def test_what_means_something_to_github_is_escaped(found: Found) -> None:
    one, _source = found(
        "不",
        "不",
        path="scripts/对话,a:b%\r\n::x.yaml",
        message="100%，第一行\n::error::第二行",
        hint="%0A\r\n::stop::",
    )
    assert report(one) == (
        "::warning file=scripts/对话%2Ca%3Ab%25%0D%0A%3A%3Ax.yaml,line=1,endLine=1,col=1,endColumn=1,"
        "title=tone/minimise-bu::100%25，第一行%0A::error::第二行%0A%250A%0A::stop::\n"
    )


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\u202e", "\u2066", "\u061c", "\u200b"])
def test_no_character_plays_tricks_on_who_reads_the_log(found: Found, char: str) -> None:
    one, _source = found("不", "不", message=f"坏{char}人", hint=f"好{char}人")
    assert report(one).endswith(f"::坏\\u{ord(char):04x}人%0A好\\u{ord(char):04x}人\n")


@given(path=st.text(min_size=1), message=st.text(), hint=st.text())
def test_whatever_is_told_is_one_line_that_reads_back(path: str, message: str, hint: str) -> None:
    one = Finding(path, Position(1, 1), Position(1, 2), "tone/x", "error", message, hint)
    told = report(one)
    assert told.endswith("\n")
    assert "\n" not in told[:-1]
    assert "\r" not in told
    properties, _colons, _data = told.removeprefix("::error ").partition("::")
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    assert list(pairs) == ["file", "line", "endLine", "col", "endColumn", "title"]
    decoded = pairs["file"]
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        decoded = decoded.replace(code, char)
    assert decoded == path
