"""How often each rule is broken, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from huashu.model.finding import Finding
from huashu.model.rule import Rule, Where
from huashu.model.source import Source
from huashu.report import statistics
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, Source]]


@pytest.fixture
def results(found: Found) -> Results:
    plain, source = found("不行", "不")
    fixable, _source = found("不行", "不", replacement="可以")
    findings = [
        *(plain._replace(rule="tone/minimise-bu") for _time in range(9)),
        fixable._replace(rule="tone/minimise-bu"),
        plain._replace(rule="law/absolute-terms", severity="error"),
        plain._replace(rule="tone/a", severity="error"),
        plain._replace(rule="tone/a", severity="info"),
        fixable._replace(rule="tone/b", severity="error"),
        fixable._replace(rule="tone/b", severity="error"),
    ]
    rules = [
        Rule(name, title, "error", Where(), "existence", {}, "", "", {}, "", source)
        for name, title in (("law/absolute-terms", "绝对化用语"), ("tone/minimise-bu", "少说“不”\u202e"))
    ]
    return Results(findings, {source.path: source}, 3, rules)


def test_the_gravest_come_first_then_the_most_frequent(results: Results) -> None:
    assert statistics.text(results, False) == (
        " 2  错误  tone/b\n"
        " 1  错误  law/absolute-terms  绝对化用语\n"
        " 1  错误  tone/a\n"
        "10  提醒  tone/minimise-bu    少说“不”\\u202e\n"
        " 1  参考  tone/a\n"
        "\n"
        "看过 3 个文件：错误 4，提醒 10，参考 1\n"
    )


def test_colour_is_only_where_it_is_wanted(results: Results) -> None:
    assert "\x1b[31m错误\x1b[0m  tone/b" in statistics.text(results, True)
    assert "\x1b" not in statistics.text(results, False)


def test_nothing_found() -> None:
    assert statistics.text(Results([], {}, 3), False) == "✓ 看过 3 个文件，没有发现问题\n"


def test_the_same_for_programs(results: Results) -> None:
    told = statistics.machine(results, False)
    assert told.isascii()
    table = json.loads(told)
    assert (table["version"], table["summary"]["warning"]) == (1, 10)
    assert [list(row.values()) for row in table["statistics"]] == [
        ["tone/b", "error", 2, 2, ""],
        ["law/absolute-terms", "error", 1, 0, "绝对化用语"],
        ["tone/a", "error", 1, 0, ""],
        ["tone/minimise-bu", "warning", 10, 1, "少说“不”\u202e"],
        ["tone/a", "info", 1, 0, ""],
    ]
    assert list(table["statistics"][0]) == ["rule", "severity", "count", "fixable", "title"]
