"""Sentences as formats tell them: lines where they are meant, no character with power."""

from __future__ import annotations

import pytest

from huashu.model.finding import Finding, Position
from huashu.report import wording

ONE = Finding("scripts/a.yaml", Position(1, 1), Position(1, 2), "tone/x", "error", "不对")


def test_a_paragraph_is_what_is_wrong_and_what_to_do() -> None:
    assert wording.paragraph(ONE) == "不对"
    assert wording.paragraph(ONE._replace(hint="改\r\n再改\n")) == "不对\n改\n再改"
    assert wording.paragraph(ONE._replace(message="坏\x1b人", hint="好\u202e人")) == "坏\\u001b人\n好\\u202e人"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("一", "一"),
        ("一\n二\r三\r\n四\u2028五", "一 二 三 四 五"),
        ("一\x00\n", "一\\u0000"),
        ("一\t二", "一 二"),
    ],
)
def test_one_line_is_one_line(text: str, line: str) -> None:
    assert wording.one_line(text) == line


def test_a_path_stays_on_its_line() -> None:
    assert wording.path(ONE._replace(path="a\nb\x1b")) == "a\\nb\\u001b"
