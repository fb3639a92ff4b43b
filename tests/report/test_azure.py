"""Logging commands, read back as the agent of Azure Pipelines reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.finding import Finding, Position
from huashu.report import REPORTERS, azure
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]


def report(*findings: Finding) -> str:
    return azure.report(Results(findings, {}, 1), True)


def unescaped(text: str) -> str:
    """In the order of the agent's CommandStringConvertor.Unescape."""
    for escape, char in (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")):
        text = text.replace(escape, char)
    return text


def command(line: str) -> tuple[dict[str, str], str]:
    """Properties and message, as the agent's Command.TryParse finds them."""
    start = line.index("##vso[")
    name, _space, properties = line[start + 6 : line.index("]")].partition(" ")
    assert name == "task.logissue"
    pairs = (part.split("=", 1) for part in properties.split(";") if part)
    return {key: unescaped(value) for key, value in pairs}, unescaped(line[line.index("]") + 1 :])


def test_a_finding_is_one_command(found: Found) -> None:
    one, _source = found("好\nsay: 不行\n", "不行", hint="可以说：好的", severity="error")
    assert report(one) == (
        "##vso[task.logissue type=error;sourcepath=scripts/dialogue/a.yaml;linenumber=2;columnnumber=6;"
        "code=tone/minimise-bu;]少说“不”%0A可以说：好的\n"
    )
    assert report() == ""
    assert REPORTERS["azure"] is azure.report


@pytest.mark.parametrize(("severity", "told"), [("error", "error"), ("warning", "warning"), ("info", "warning")])
def test_azure_knows_two_severities(found: Found, severity: str, told: str) -> None:
    one, _source = found("不", "不", severity=severity)
    assert command(report(one))[0]["type"] == told


def test_what_means_something_to_azure_is_escaped(found: Found) -> None:
    one, _source = found(
        "不", "不", path="a;b]%\r\n.yaml", message="100%]；\n##vso[task.complete result=Failed]", hint="%3B"
    )
    assert report(one) == (
        "##vso[task.logissue type=warning;sourcepath=a%3Bb%5D%AZP25%0D%0A.yaml;linenumber=1;columnnumber=1;"
        "code=tone/minimise-bu;]100%AZP25%5D；%0A##vso[task.complete result=Failed%5D%0A%AZP253B\n"
    )


@given(path=st.text(min_size=1), message=st.text(st.characters(exclude_categories=("C", "Z"))))
def test_the_agent_reads_back_what_was_told(path: str, message: str) -> None:
    told = report(Finding(path, Position(1, 2), Position(1, 3), "tone/x", "error", message))
    assert told.endswith("\n")
    assert "\n" not in told[:-1]
    assert "\r" not in told
    properties, text = command(told[:-1])
    assert properties == {
        "type": "error",
        "sourcepath": path,
        "linenumber": "1",
        "columnnumber": "2",
        "code": "tone/x",
    }
    assert text == message
