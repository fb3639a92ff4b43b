"""JUnit's XML, as Jenkins wants it: failures are findings, skipped tests are answered for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree

from huashu.model.finding import Finding, Position, Silenced
from huashu.report import REPORTERS, junit
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def report(*findings: Finding, silenced: tuple[Silenced, ...] = ()) -> ElementTree.Element:
    text = junit.report(Results(findings, {}, 1, silenced=silenced), True)
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    read = ElementTree.fromstring(text)
    suites = list(read)
    for count in ("tests", "failures"):
        assert int(read.get(count, "")) == sum(int(suite.get(count, "")) for suite in suites)
    for suite in suites:
        assert int(suite.get("tests", "")) == len(suite)
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
    return read


def test_a_finding_is_a_failed_test(found: Found) -> None:
    one, _source = found("好\nsay: 不行\n", "不行", hint="可以说：好的", severity="error")
    (suite,) = report(one)
    assert suite.get("name") == "scripts/dialogue/a.yaml"
    (case,) = suite
    assert case.attrib == {"name": "tone/minimise-bu 2:6", "classname": "scripts.dialogue.a"}
    (failure,) = case
    assert failure.attrib == {"type": "error", "message": "少说“不”"}
    assert failure.text == "scripts/dialogue/a.yaml:2:6\n少说“不”\n可以说：好的"
    assert REPORTERS["junit"] is junit.report


def test_what_was_answered_for_is_skipped_in_its_place(found: Found) -> None:
    one, _source = found("不", "不")
    early, late = one._replace(path="scripts/a.yaml"), one._replace(start=Position(9, 1))
    read = report(one, silenced=(Silenced(late, "baseline"), Silenced(early, "ignore", "引用顾客原话")))
    assert [(case.get("name"), child.tag) for suite in read for case in suite for child in case] == [
        ("tone/minimise-bu 1:1", "skipped"),
        ("tone/minimise-bu 1:1", "failure"),
        ("tone/minimise-bu 9:1", "skipped"),
    ]
    assert [child.attrib for child in read.iter("skipped")] == [
        {"type": "ignore", "message": "引用顾客原话"},
        {"type": "baseline", "message": "少说“不”"},
    ]


def test_nothing_found_is_a_passed_test() -> None:
    (suite,) = report()
    (case,) = suite
    assert case.attrib == {"name": "huashu lint", "classname": "huashu"}
    assert list(case) == []
