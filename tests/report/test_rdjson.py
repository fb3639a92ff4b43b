"""Reviewdog Diagnostic Format: columns in bytes, and a suggestion that gives the fixed file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from huashu.model.finding import Finding, Position
from huashu.model.source import Edit, Fix, Source, apply
from huashu.report import REPORTERS, rdjson
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, Source]]


def exactly(optional: tuple[str, ...] = (), **properties: object) -> dict[str, object]:
    required = sorted(set(properties) - set(optional))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1}
POSITION = exactly(("column",), line=NUMBER, column=NUMBER)
RANGE = exactly(start=POSITION, end=POSITION)
DIAGNOSTIC = exactly(  # the messages of reviewdog's proto/rdf/reviewdog.proto, with what we always tell required
    ("suggestions",),
    message=TEXT,
    location=exactly(path=TEXT, range=RANGE),
    severity={"enum": ["ERROR", "WARNING", "INFO"]},
    code=exactly(value=TEXT),
    suggestions={"type": "array", "items": exactly(range=RANGE, text=TEXT)},
)
SCHEMA = exactly(source=exactly(name=TEXT), diagnostics={"type": "array", "items": DIAGNOSTIC})


def report(*findings: tuple[Finding, Source]) -> list[dict[str, Any]]:
    sources = {source.path: source for _one, source in findings}
    text = rdjson.report(Results([finding for finding, _source in findings], sources, 1), True)
    assert text.isascii()
    loaded = json.loads(text)
    Draft202012Validator(SCHEMA).validate(loaded)
    assert loaded["source"] == {"name": "huashu"}
    diagnostics: list[dict[str, Any]] = loaded["diagnostics"]
    return diagnostics


def test_columns_count_bytes(found: Found) -> None:
    one = found("id: a\r\nsay: 😊不行é不好\r\n", "行é", hint="可以说：好的", replacement="好", severity="info")
    assert report(one) == [
        {
            "message": "少说“不”\n可以说：好的",
            "location": {
                "path": "scripts/dialogue/a.yaml",
                "range": {"start": {"line": 2, "column": 13}, "end": {"line": 2, "column": 18}},
            },
            "severity": "INFO",
            "code": {"value": "tone/minimise-bu"},
            "suggestions": [
                {"range": {"start": {"line": 2, "column": 13}, "end": {"line": 2, "column": 18}}, "text": "好"}
            ],
        }
    ]
    assert report() == []
    assert REPORTERS["rdjson"] is rdjson.report


def test_a_byte_order_mark_is_three_bytes(found: Found) -> None:
    (told,) = report(found("\ufeff不", "不"))
    assert told["location"]["range"] == {"start": {"line": 1, "column": 4}, "end": {"line": 1, "column": 7}}


def test_without_the_file_whole_lines_are_meant(found: Found) -> None:
    one, _source = found("好\n不", "不", replacement="好")
    (told,) = report((one, Source("another", "")))
    assert told["location"]["range"] == {"start": {"line": 2}, "end": {"line": 2}}
    assert "suggestions" not in told


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_severities_are_reviewdogs(found: Found, severity: str) -> None:
    (told,) = report(found("不", "不", severity=severity))
    assert told["severity"] == severity.upper()


TEXTS = st.text("不😊a \n\u2028é", max_size=20)


@given(TEXTS, TEXTS, st.lists(st.integers(0, 20), min_size=2, max_size=6, unique=True))
def test_who_takes_the_suggestion_gets_the_fixed_file(text: str, inserted: str, places: list[int]) -> None:
    text = text.ljust(21, "好")
    places.sort()
    edits = tuple(Edit(start, end, inserted) for start, end in zip(places[::2], places[1::2], strict=False))
    finding = Finding("a", Position(1, 1), Position(1, 1), "tone/x", "error", "不对", fix=Fix("unsafe", edits))
    (told,) = report((finding, Source("a", text)))
    (suggestion,) = told["suggestions"]
    lines = [line.encode() for line in text.split("\n")]

    def offset(place: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: place["line"] - 1]) + place["column"] - 1

    start, end = (offset(suggestion["range"][side]) for side in ("start", "end"))
    whole = text.encode()
    assert (whole[:start] + suggestion["text"].encode() + whole[end:]).decode() == apply(text, edits)
