"""Examples on a terminal: marks stand below what they mark, long lines are folded, nothing has power over it."""

from __future__ import annotations

import pytest

from huashu.model.rule_test import FOUND, MISSING, SURPLUS, Mark, Shown, Trial
from huashu.report.paint import Paint
from huashu.report.rule_examples import laid_out
from huashu.text import width

PLAIN = Paint(False)


def trial(*shown: Shown) -> Trial:
    return Trial("a/b", "rules/a/b.yaml", "invalid", 1, 9, "", "", (), "", shown, True)


def said(text: str, *marks: Mark, compare: bool = False, name: str = "replies/0/say") -> list[str]:
    return laid_out(trial(Shown(name, text, marks)), PLAIN, compare=compare)


def test_marks_stand_below_what_they_mark_whatever_its_width() -> None:
    assert said("ok不行😊吗", Mark(2, 4, FOUND, "一"), Mark(4, 5, FOUND, "二")) == [
        "    │ ok不行😊吗",
        "    │   ^^^^^^",
        "    │ └ 一",
        "    │ └ 二",
    ]


def test_each_line_has_its_own_marks_and_an_empty_place_one_sign() -> None:
    assert said("好\n坏\n", Mark(2, 3, FOUND, "不对")) == ["    │ 好", "    │ 坏", "    │ ^^", "    │ └ 不对"]
    assert said("", Mark(0, 0, FOUND, "空的")) == ["    │ ", "    │ ^", "    │ └ 空的"]
    assert said("好", Mark(1, 1, FOUND, "末尾")) == ["    │ 好", "    │   ^", "    │ └ 末尾"]


def test_what_was_expected_and_what_was_not() -> None:
    marks = (Mark(0, 1, FOUND, "甲"), Mark(1, 2, MISSING), Mark(2, 3, SURPLUS, "乙"))
    assert said("一二三", *marks, compare=True) == [
        "    │ 一二三",
        "    │ ^^~~^^",
        "    │ └ [0, 1] 报对了",
        "    │ └ [1, 2] 应该报，没有报",
        "    │ └ [2, 3] 不该报，却报了：乙",
    ]


@pytest.mark.parametrize("char", ["好", "a", "😊", "\u200b"])
def test_long_lines_are_folded_with_their_marks(char: str) -> None:
    lines = said(char * 200, Mark(0, 200, FOUND, "长"))
    assert lines[-1] == "    │ └ 长"
    texts, unders = lines[:-1:2], lines[1:-1:2]
    assert all(width(line) <= 80 for line in lines)
    assert [width(text) for text in texts] == [width(under) for under in unders]
    assert "".join(text.removeprefix("    │ ") for text in texts).count(char.replace("\u200b", "\\u200b")) == 200


def test_controls_are_named_and_fields_are_told_where_there_are_several() -> None:
    assert said("好\x1b[31m") == ["    │ 好\\u001b[31m"]
    shown = (Shown("title", "一", ()), Shown("asks/0", "二", ()))
    assert laid_out(trial(*shown), PLAIN) == ["    title", "    │ 一", "    asks/0", "    │ 二"]
