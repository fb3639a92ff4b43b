"""The baseline: what was there before is left out, what is new or more is told, what is gone is noticed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.lint import baseline
from huashu.lint.baseline import Entry
from huashu.lint.engine import in_order
from huashu.model.finding import Finding, Position

SCRIPT = "dialogue/x"


def finding(matched: str = "不", line: int = 8, **changes: object) -> Finding:
    place = {"path": f"scripts/{SCRIPT}.yaml", "start": Position(line, 1), "end": Position(line, 2)}
    what = {"rule": "tone/a", "severity": "error", "message": "不对", "script": SCRIPT, "field": "replies/0/say"}
    return Finding(**{**place, **what, "matched": matched, **changes})  # type: ignore[arg-type]


def known(*findings: Finding) -> baseline.Baseline:
    return baseline.parse(baseline.dump(baseline.of(in_order(findings))).encode())


def new(before: baseline.Baseline, *findings: Finding) -> tuple[Finding, ...]:
    return baseline.apply(in_order(findings), before)[0]


def test_what_was_there_is_left_out_wherever_it_stands_now() -> None:
    before = known(finding())
    left, silenced = baseline.apply([finding(line=30)], before)
    assert left == ()
    assert [(one.finding, one.by, one.reason) for one in silenced] == [(finding(line=30), "baseline", "")]


@pytest.mark.parametrize(
    "other",
    [
        finding("没"),
        finding(rule="tone/b"),
        finding(field="replies/1/say"),
        finding(script="dialogue/y", path="scripts/dialogue/y.yaml"),
        finding(script=None),
    ],
)
def test_whatever_differs_is_new(other: Finding) -> None:
    assert new(known(finding()), other) == (other,)


def test_more_than_there_were_are_new() -> None:
    before = known(finding(line=8), finding(line=9))
    assert before.entries[0].count == 2
    three = in_order([finding(line=8), finding(line=9), finding(line=10)])
    assert baseline.apply(three, before)[0] == (three[2],)
    assert three[2].occurrence == 2
    assert baseline.apply(three[:2], before)[0] == ()


def test_the_file_is_sorted_has_one_entry_a_line_and_no_text_of_scripts() -> None:
    found = [
        finding("13800000000"),
        finding(rule="law/z"),
        finding(script=None, path="terms/facts.yaml", field="facts/运费"),
    ]
    text = baseline.dump(baseline.of(in_order(found)))
    assert text == baseline.dump(baseline.of(in_order(found[::-1])))
    lines = text.splitlines()
    assert lines[:2] == ["{", '  "version": 1,']
    assert lines[2] == '  "findings": ['
    assert lines[-2:] == ["  ]", "}"]
    told = [json.loads(line.strip().rstrip(",")) for line in lines[3:-2]]
    assert [(one["script"], one["rule"], one["field"], one["count"]) for one in told] == [
        ("dialogue/x", "law/z", "replies/0/say", 1),
        ("dialogue/x", "tone/a", "replies/0/say", 1),
        ("terms/facts.yaml", "tone/a", "facts/运费", 1),
    ]
    assert "13800000000" not in text
    assert baseline.parse(text.encode()).entries == baseline.of(in_order(found))
    assert baseline.dump(()) == '{\n  "version": 1,\n  "findings": []\n}\n'


def test_an_entry_is_stale_when_there_is_less_than_it_says() -> None:
    before = known(finding(line=8), finding(line=9), finding("没"))
    _left, silenced = baseline.apply(in_order([finding(line=9), finding("没")]), before)
    (doubt,) = baseline.stale(before, silenced, ())
    assert (doubt.code, doubt.source.path, doubt.start, doubt.end) == ("stale", "huashu.baseline.json", 0, 0)
    assert doubt.values == {"count": 1, "names": "tone/a（dialogue/x replies/0/say）"}
    assert baseline.stale(before, silenced, ["tone/a"]) == ()
    _left, silenced = baseline.apply(in_order([finding(line=8), finding(line=9), finding("没")]), before)
    assert baseline.stale(before, silenced, ()) == ()


def test_many_stale_entries_are_one_line() -> None:
    before = known(*(finding(line=number + 1, field=f"replies/{number}/say") for number in range(30)))
    (doubt,) = baseline.stale(before, (), ())
    assert doubt.values["count"] == 30
    assert str(doubt.values["names"]).endswith("、……")
    assert str(doubt.values["names"]).count("、") == 10


def test_of_doubles_after_a_merge_the_greater_count_holds() -> None:
    entries = [Entry("a/b", "title", "tone/a", "0" * 16, count) for count in (1, 3, 2)]
    assert baseline.parse(baseline.dump(entries).encode()).entries == (replace(entries[0], count=3),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"<<<<<<< HEAD\n{}",
        b'{"version": 1}',
        b'{"version": true, "findings": 1}',
        b'{"version": 0, "findings": []}',
        b'{"version": 2, "findings": []}',
        b'{"version": 1, "findings": [1]}',
        b'{"version": 1, "findings": [{}]}',
        b'{"version": 1, "findings": [{"script": "a", "rule": "b", "field": "c", "fingerprint": "d", "count": 0}]}',
        b'{"version": 1, "findings": [{"script": "a", "rule": "b", "field": "c", "fingerprint": "d", "count": true}]}',
        b'{"version": 1, "findings": [{"script": "a", "rule": "b", "field": 1, "fingerprint": "d", "count": 1}]}',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_understood_stops_the_command(data: bytes) -> None:
    with pytest.raises(HuashuError) as caught:
        baseline.parse(data)
    assert caught.value.where == "huashu.baseline.json"
    assert caught.value.todo


def test_a_mark_at_the_beginning_does_no_harm() -> None:
    assert baseline.parse(b"\xef\xbb\xbf" + baseline.dump(()).encode()).entries == ()


def test_it_is_written_and_read(tmp_path: Path) -> None:
    assert baseline.load(tmp_path) is None
    entries = baseline.of([finding()])
    baseline.write(tmp_path, entries)
    assert [path.name for path in tmp_path.iterdir()] == ["huashu.baseline.json"]
    loaded = baseline.load(tmp_path)
    assert loaded is not None
    assert loaded.entries == entries


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text(baseline.dump(()), encoding="utf-8")
    (tmp_path / "huashu.baseline.json").symlink_to("other.json")
    with pytest.raises(HuashuError):
        baseline.load(tmp_path)
