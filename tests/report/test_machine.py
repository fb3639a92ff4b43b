"""The JSON that programs read: exactly the fields that the design fixes, in ASCII, with true positions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from huashu.model.finding import Finding, Position, Silenced
from huashu.model.source import Edit, Fix, Source
from huashu.report import REPORTERS, machine
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, Source]]


def exactly(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


COUNT = {"type": "integer", "minimum": 0}
PLACE = exactly(line={"type": "integer", "minimum": 1}, column={"type": "integer", "minimum": 1})
TEXT = {"type": "string"}
EDIT = exactly(start=PLACE, end=PLACE, text=TEXT)
FIX = exactly(safety={"enum": ["safe", "unsafe"]}, edits={"type": "array", "items": EDIT, "minItems": 1})
FINDING = exactly(
    rule={"type": "string", "pattern": "^[a-z-]+/[a-z-]+$"},
    severity={"enum": ["error", "warning", "info"]},
    path=TEXT,
    start=PLACE,
    end=PLACE,
    message=TEXT,
    hint=TEXT,
    script={"type": ["string", "null"]},
    fingerprint={"type": "string", "pattern": "^[0-9a-f]{16}$"},
    fix={"anyOf": [{"type": "null"}, FIX]},
)
SUMMARY = exactly(error=COUNT, warning=COUNT, info=COUNT, files=COUNT, suppressed=COUNT, baselined=COUNT)
SCHEMA = exactly(
    version={"const": 1},
    findings={"type": "array", "items": FINDING},
    summary=SUMMARY,
)


LINE = {
    "oneOf": [
        exactly(type={"const": "finding"}, version={"const": 1}, **FINDING["properties"]),  # type: ignore[dict-item]
        exactly(type={"const": "summary"}, version={"const": 1}, **SUMMARY["properties"]),  # type: ignore[dict-item]
    ]
}


def results(*findings: tuple[Finding, Source], silenced: tuple[Silenced, ...] = ()) -> Results:
    sources = {source.path: source for _one, source in findings}
    return Results([finding for finding, _source in findings], sources, 70, silenced=silenced)


def report(*findings: tuple[Finding, Source]) -> dict[str, Any]:
    text = machine.report(results(*findings), True)
    assert text.isascii()
    assert text.endswith("}\n")
    loaded: dict[str, Any] = json.loads(text)
    Draft202012Validator(SCHEMA).validate(loaded)
    return loaded


def test_every_field_is_there_and_no_other(found: Found) -> None:
    one = found("id: a\r\nsay: 😊不行😊\r\n", "不行", hint="可以说：好的", why="有道理", replacement="好")
    assert report(one) == {
        "version": 1,
        "findings": [
            {
                "rule": "tone/minimise-bu",
                "severity": "warning",
                "path": "scripts/dialogue/a.yaml",
                "start": {"line": 2, "column": 7},
                "end": {"line": 2, "column": 9},
                "message": "少说“不”",
                "hint": "可以说：好的",
                "script": "dialogue/a",
                "fingerprint": one[0].fingerprint,
                "fix": {
                    "safety": "safe",
                    "edits": [{"start": {"line": 2, "column": 7}, "end": {"line": 2, "column": 9}, "text": "好"}],
                },
            }
        ],
        "summary": {"error": 0, "warning": 1, "info": 0, "files": 70, "suppressed": 0, "baselined": 0},
    }
    assert REPORTERS["json"] is machine.report


def test_what_is_not_there_is_null_or_empty(found: Found) -> None:
    (told,) = report(found("不", "不", script=None))["findings"]
    assert (told["script"], told["hint"], told["fix"]) == (None, "", None)


def test_nothing_found_is_still_a_whole_answer() -> None:
    assert report() == {
        "version": 1,
        "findings": [],
        "summary": {"error": 0, "warning": 0, "info": 0, "files": 70, "suppressed": 0, "baselined": 0},
    }


def test_what_was_answered_for_is_counted_and_not_told(found: Found) -> None:
    one, _source = found("不", "不")
    silenced = (Silenced(one, "ignore", "有理由"), Silenced(one, "baseline"), Silenced(one, "baseline"))
    told = json.loads(machine.report(results(silenced=silenced), False))
    assert told["findings"] == []
    assert told["summary"] == {"error": 0, "warning": 0, "info": 0, "files": 70, "suppressed": 1, "baselined": 2}


def test_lines_are_findings_and_then_the_counts(found: Found) -> None:
    findings = [found("不一\u2028不二", part, replacement="好") for part in ("不一", "不二")]
    text = machine.report_lines(results(*findings), True)
    assert text.isascii()
    *told, summary = [json.loads(line) for line in text.splitlines()]
    for line in (*told, summary):
        Draft202012Validator(LINE).validate(line)
    whole = report(*findings)
    assert told == [{"type": "finding", "version": 1, **finding} for finding in whole["findings"]]
    assert summary == {"type": "summary", "version": 1, **whole["summary"]}
    assert REPORTERS["jsonl"] is machine.report_lines
    (only,) = machine.report_lines(results(), False).splitlines()
    assert json.loads(only)["files"] == 70


def test_findings_keep_their_order(found: Found) -> None:
    text = "不一不二"
    findings = [found(text, part) for part in ("不二", "不一", "二")]
    assert [told["start"]["column"] for told in report(*findings)["findings"]] == [3, 1, 4]


TEXTS = st.text("不😊a \n\t\u2028{", max_size=30)


@given(TEXTS, TEXTS, st.data())
def test_an_editor_that_makes_the_edits_gets_the_fixed_file(before: str, inserted: str, data: st.DataObject) -> None:
    text = "".join((before, "不", inserted))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = Source("a", text)
    fix = Fix("unsafe", (Edit(0, 0, "甲\n"), Edit(start, end, inserted)))
    finding = Finding("a", Position(1, 1), Position(1, 1), "tone/x", "error", "不对", fix=fix)
    (told,) = report((finding, source))["findings"]
    lines = text.split("\n")

    def offset(place: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1

    edits = [(offset(edit["start"]), offset(edit["end"]), edit["text"]) for edit in told["fix"]["edits"]]
    assert edits == [(0, 0, "甲\n"), (start, end, inserted)]


@pytest.mark.parametrize("odd", ["\ud800", "\x1b[31m", "\x7f", "\u202e", '"\\', "😊", "\0"])
def test_odd_characters_come_through_as_ascii(found: Found, odd: str) -> None:
    (told,) = report(found("不", "不", message=f"坏{odd}"))["findings"]
    assert told["message"] == f"坏{odd}"
    text = machine.report(results(found("不", "不", message=f"坏{odd}")), False)
    assert all(char == "\n" or " " <= char <= "~" for char in text)
