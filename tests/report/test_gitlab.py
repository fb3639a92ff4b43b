"""The Code Quality report: what GitLab asks for, and no two issues taken for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from huashu.model.finding import Finding
from huashu.report import REPORTERS, gitlab
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]


def report(*findings: Finding) -> list[dict[str, Any]]:
    text = gitlab.report(Results(findings, {}, 1), True)
    assert text.isascii()
    assert text.endswith("]\n")
    loaded: list[dict[str, Any]] = json.loads(text)
    return loaded


def test_an_issue_has_what_gitlab_asks_for(found: Found) -> None:
    one, _source = found("say: |-\n  不\n  行\n", "不\n  行", hint="可以说：好的\n请先致歉", severity="error")
    assert report(one) == [
        {
            "description": "少说“不” 可以说：好的 请先致歉",
            "check_name": "tone/minimise-bu",
            "fingerprint": one.fingerprint,
            "severity": "major",
            "location": {"path": "scripts/dialogue/a.yaml", "lines": {"begin": 2, "end": 3}},
        }
    ]
    assert report() == []
    assert REPORTERS["gitlab"] is gitlab.report


@pytest.mark.parametrize(("severity", "told"), [("error", "major"), ("warning", "minor"), ("info", "info")])
def test_severities_are_gitlabs(found: Found, severity: str, told: str) -> None:
    one, _source = found("不", "不", severity=severity)
    assert [issue["severity"] for issue in report(one)] == [told]


def test_fingerprints_are_told_apart_and_stay_the_same(found: Found) -> None:
    one, _source = found("不", "不")
    other = one._replace(path="scripts/dialogue/b.yaml")  # claims the same id
    prints = [issue["fingerprint"] for issue in report(one, other, one._replace(path="c"), one._replace(rule="tone/y"))]
    assert prints[0] == one.fingerprint
    assert len(set(prints)) == 4
    assert prints == [
        issue["fingerprint"] for issue in report(one, other, one._replace(path="c"), one._replace(rule="tone/y"))
    ]
