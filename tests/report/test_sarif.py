"""SARIF 2.1.0: valid by the official schema, and true."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu import __version__, i18n
from huashu.model.finding import Finding, Position, Silenced
from huashu.model.rule import Rule, Where
from huashu.model.source import Edit, Fix, Source, apply
from huashu.report import REPORTERS, sarif
from huashu.report.results import Results

Found = Callable[..., tuple[Finding, Source]]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
# The schema is of draft 4, which has no such format: a validator of draft 4 alone would pass over it.
REFERENCE = jsonschema_rs.Draft7Validator({"format": "uri-reference"}, validate_formats=True)
VALIDATOR = jsonschema_rs.Draft4Validator(SCHEMA, validate_formats=True, formats={"uri-reference": REFERENCE.is_valid})


def rule(name: str) -> Rule:
    return Rule(name, "标题", "warning", Where(), "existence", {}, "不对", "", {}, "有道理", Source("rules/x.yaml", ""))


def report(
    *findings: tuple[Finding, Source], silenced: tuple[Silenced, ...] = (), rules: tuple[Rule, ...] = ()
) -> dict[str, Any]:
    sources = {source.path: source for _one, source in findings}
    only = [finding for finding, _source in findings]
    text = sarif.report(Results(only, sources, 1, rules, silenced), True)
    assert text.isascii()
    loaded = json.loads(text)
    VALIDATOR.validate(loaded)
    (run,) = loaded["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    told: dict[str, Any] = run
    return told


def region(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(result["locations"][0]["physicalLocation"]["region"].values())  # type: ignore[return-value]


def test_the_schema_is_not_blind(found: Found) -> None:
    log = json.loads(sarif.report(Results([found("不", "不")[0]], {}, 1), True))
    assert VALIDATOR.is_valid(log)
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    location["uri"] = "a b"
    assert not VALIDATOR.is_valid(log)
    location["uri"] = "a"
    log["runs"][0]["results"][0]["level"] = "info"
    assert not VALIDATOR.is_valid(log)


def test_a_run_tells_the_tool_and_how_to_read_it(found: Found) -> None:
    run = report(found("不", "不"), rules=(rule("tone/minimise-bu"), rule("law/best")))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("huashu", __version__)
    assert [told["id"] for told in driver["rules"]] == ["law/best", "tone/minimise-bu"]
    del run["tool"], run["results"]
    assert run == {
        "invocations": [{"executionSuccessful": True}],
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "utf-8",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "话术库所在的文件夹"}}},
    }
    assert REPORTERS["sarif"] is sarif.report


def test_a_result_has_all_that_is_known(found: Found) -> None:
    one = found(
        "id: a\r\nsay: 😊不行😊\r\n",
        "不行",
        path="scripts/对话/a b%.yaml",
        hint="可以说：{称呼}，好的",
        replacement="好",
        severity="info",
    )
    location = {"uri": "scripts/%E5%AF%B9%E8%AF%9D/a%20b%25.yaml", "uriBaseId": "%SRCROOT%"}
    place = {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 9}
    assert report(one)["results"] == [
        {
            "ruleId": "tone/minimise-bu",
            "ruleIndex": 0,
            "level": "note",
            "message": {"text": "少说“不”\n可以说：{{称呼}}，好的"},
            "locations": [{"physicalLocation": {"artifactLocation": location, "region": place}}],
            "partialFingerprints": {"huashuFinding/v1": one[0].fingerprint},
            "fixes": [
                {
                    "description": {"text": "意思不变，可以放心改"},
                    "artifactChanges": [
                        {
                            "artifactLocation": location,
                            "replacements": [{"deletedRegion": place, "insertedContent": {"text": "好"}}],
                        }
                    ],
                }
            ],
            "suppressions": [],
        }
    ]


def test_nothing_found_is_a_run_without_results() -> None:
    run = report()
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_unsafe_fixes_are_told_as_such(found: Found) -> None:
    (result,) = report(found("不", "不", replacement="好", safety="unsafe"))["results"]
    assert result["fixes"][0]["description"] == {"text": "意思可能有变，改之前请您过目"}


def test_without_the_file_there_is_no_fix(found: Found) -> None:
    one, _source = found("不", "不", replacement="好")
    (result,) = report((one, Source("another", "不")))["results"]
    assert "fixes" not in result


def test_the_language_is_the_one_in_force(found: Found) -> None:
    i18n.use("en")
    try:
        assert report()["language"] == "en-US"
    finally:
        i18n.use("zh")


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")])
def test_levels_are_sarifs(found: Found, severity: str, level: str) -> None:
    (result,) = report(found("不", "不", severity=severity))["results"]
    assert result["level"] == level


# --- what somebody has answered for ---------------------------------------------------------------------------------


def test_ignored_findings_are_suppressed_in_their_place(found: Found) -> None:
    text = "不一不二"
    one, two = found(text, "不一"), found(text, "不二")
    run = report(two, silenced=(Silenced(one[0], "ignore", "引用顾客原话"),))
    assert [(region(result)[1], result["suppressions"]) for result in run["results"]] == [
        (1, [{"kind": "inSource", "status": "accepted", "justification": "引用顾客原话"}]),
        (3, []),
    ]
    assert all("baselineState" not in result for result in run["results"])
    (result,) = report(silenced=(Silenced(one[0], "ignore"),))["results"]
    assert result["suppressions"] == [{"kind": "inSource", "status": "accepted"}]


def test_with_a_baseline_every_result_says_how_it_stands_to_it(found: Found) -> None:
    text = "不一不二不三"
    old, new, ignored = (found(text, part) for part in ("不一", "不二", "不三"))
    run = report(new, silenced=(Silenced(old[0], "baseline"), Silenced(ignored[0], "ignore", "有理由")))
    assert [(result["baselineState"], len(result["suppressions"])) for result in run["results"]] == [
        ("unchanged", 0),
        ("new", 0),
        ("new", 1),
    ]


# --- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("a\n😊不行", "不行", (2, 2, 2, 4)),
        ("a\n不\r\n行", "不\r\n行", (2, 1, 3, 2)),
        ("好", "", (1, 1, 1, 1)),
        ("\ufeff不行", "不", (1, 1, 1, 2)),  # a byte-order mark counts for nothing
        ("\ufeff不行", "\ufeff", (1, 1, 1, 1)),
        ("\ufeff好\n不行", "不", (2, 1, 2, 2)),
    ],
)
def test_regions_count_code_points_and_end_behind(
    found: Found, text: str, part: str, place: tuple[int, int, int, int]
) -> None:
    (result,) = report(found(text, part))["results"]
    assert region(result) == place


def test_taking_away_a_byte_order_mark_cannot_be_told(found: Found) -> None:
    (result,) = report(found("\ufeff不行", "\ufeff", replacement=""))["results"]
    assert "fixes" not in result


@given(st.text(st.characters(), min_size=1))
def test_a_path_is_a_relative_reference(path: str) -> None:
    one = Finding(path, Position(1, 1), Position(1, 1), "tone/x", "error", "不对", script="a")
    (result,) = report((one, Source(path, "")))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == path.encode("utf-8", "replace").decode("utf-8")


TEXTS = st.text("不😊a \n\u2028", max_size=20)


@given(st.booleans(), TEXTS, TEXTS, st.lists(st.integers(0, 20), min_size=2, max_size=6, unique=True))
def test_who_makes_the_replacements_gets_the_fixed_file(
    marked: bool, text: str, inserted: str, places: list[int]
) -> None:
    text = text.ljust(21, "好")
    places.sort()
    mark = "\ufeff" if marked else ""
    spans = [(start, end) for start, end in zip(places[::2], places[1::2], strict=False)]
    edits = tuple(Edit(start + len(mark), end + len(mark), inserted) for start, end in spans)
    one = Finding("a", Position(1, 1), Position(1, 1), "tone/x", "error", "不对", fix=Fix("safe", edits))
    (result,) = report((one, Source("a", mark + text)))["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    lines = text.split("\n")

    def offset(line: int, column: int) -> int:
        return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1

    made = []
    for replacement in change["replacements"]:
        start_line, start_column, end_line, end_column = replacement["deletedRegion"].values()
        start, end = offset(start_line, start_column), offset(end_line, end_column)
        made.append(Edit(start, end, replacement["insertedContent"]["text"]))
    assert apply(text, made) == apply(text, [Edit(start, end, inserted) for start, end in spans])


def test_equal_findings_keep_their_own_answers(found: Found) -> None:
    one, source = found("不", "不")
    run = report((one, source), silenced=(Silenced(one, "ignore", "有理由"),))
    assert [len(result["suppressions"]) for result in run["results"]] == [0, 1]
