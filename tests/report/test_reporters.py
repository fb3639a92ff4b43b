"""What holds for every format: it is registered once, it is valid when empty, and no text breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.cli.lint import Format
from huashu.model.finding import Finding, Position, Silenced
from huashu.model.rule import Rule, Where
from huashu.model.source import Edit, Fix, Source
from huashu.report import REPORTERS
from huashu.report.results import Results


def a_json(told: str) -> None:
    assert told.isascii()
    json.loads(told)


def json_lines(told: str) -> None:
    assert told.isascii()
    for line in told.splitlines():
        json.loads(line)


def an_xml(told: str) -> None:
    assert told.isascii()
    ElementTree.fromstring(told)


def commands(start: str) -> Callable[[str], None]:
    def check(told: str) -> None:
        assert all(line.startswith(start) for line in told.split("\n")[:-1])
        assert "\r" not in told

    return check


def plain(told: str) -> None:
    assert told.endswith("\n") or not told
    assert all(char == "\n" or char.isprintable() or char.isspace() for char in told if char < "\x80")


WELL_FORMED: dict[str, Callable[[str], None]] = {
    "azure": commands("##vso[task.logissue "),
    "checkstyle": an_xml,
    "concise": plain,
    "github": commands("::"),
    "gitlab": a_json,
    "json": a_json,
    "jsonl": json_lines,
    "junit": an_xml,
    "rdjson": a_json,
    "sarif": a_json,
    "text": plain,
}


def test_formats_are_registered_once_in_order_and_offered_on_the_command_line() -> None:
    assert list(REPORTERS) == sorted(REPORTERS) == sorted(WELL_FORMED)
    assert sorted(Format) == sorted(REPORTERS)
    assert all(name == one.value for name, one in Format.__members__.items())


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_nothing_found_is_well_formed(name: str) -> None:
    WELL_FORMED[name](REPORTERS[name](Results([], {}, 0), False))


TEXTS = st.text(max_size=20)
TRICKS = st.text("\x00\x1b\r\n\t\x85\u2028\u202e\ufeff\uffff<>&\"'%;:,]{}[]()`|\\##vso[::", max_size=20)


@given(path=TEXTS | TRICKS, message=TEXTS | TRICKS, hint=TRICKS, why=TRICKS, reason=TRICKS, text=TEXTS | TRICKS)
def test_any_text_gives_a_well_formed_report(
    path: str, message: str, hint: str, why: str, reason: str, text: str
) -> None:
    source = Source(path, f"{text}不")
    fix = Fix("safe", (Edit(0, len(text), message),))
    last = Position(*source.line_column(len(source.text)))
    one = Finding(path, Position(1, 1), last, "tone/x", "error", message, hint, why, None, "say", text, fix=fix)
    rule = Rule("tone/x", message, "info", Where(), "existence", {}, message, hint, {text: message}, why, source)
    silenced = [Silenced(one, "ignore", reason), Silenced(one, "baseline", reason)]
    results = Results([one, one], {path: source}, 1, [rule], silenced)
    for name, report in REPORTERS.items():
        WELL_FORMED[name](report(results, False))


@given(count=st.integers(0, 3))
def test_line_formats_have_a_line_for_each_finding(count: int) -> None:
    one = Finding("a", Position(1, 1), Position(1, 2), "tone/x", "error", "一\n二", "三\n四")
    results = Results([one] * count, {}, 1)
    assert {name: REPORTERS[name](results, False).count("\n") for name in ("azure", "concise", "github", "jsonl")} == {
        "azure": count,
        "concise": count,
        "github": count,
        "jsonl": count + 1,
    }
