"""Checkstyle's XML, as its schema wants it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree

from huashu.model.finding import Finding
from huashu.report import REPORTERS, checkstyle
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, object]]
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "checkstyle.xsd"))


def report(*findings: Finding) -> str:
    text = checkstyle.report(Results(findings, {}, 1), True)
    SCHEMA.assertValid(etree.fromstring(text.encode()))
    return text


def test_findings_lie_in_their_files(found: Found) -> None:
    one, _source = found("好\nsay: 不行\n", "不行", hint="可以说：好的", severity="error")
    two, _source = found("不", "不", severity="info", rule="facts/unused")
    three, _source = found("不", "不", path='scripts/对话 "b".yaml')
    read = ElementTree.fromstring(report(one, two, three))
    assert read.attrib == {"version": "4.3"}
    assert [(file.get("name"), len(file)) for file in read] == [
        ("scripts/dialogue/a.yaml", 2),
        ('scripts/对话 "b".yaml', 1),
    ]
    assert [error.attrib for error in read[0]] == [
        {
            "line": "2",
            "column": "6",
            "severity": "error",
            "message": "少说“不”\n可以说：好的",
            "source": "tone/minimise-bu",
        },
        {"line": "1", "column": "1", "severity": "info", "message": "少说“不”", "source": "facts/unused"},
    ]
    assert REPORTERS["checkstyle"] is checkstyle.report


def test_nothing_found_is_an_empty_report() -> None:
    assert report() == '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3" />\n'
