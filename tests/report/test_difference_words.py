from __future__ import annotations

import re
from pathlib import Path

import pytest

from huashu.model.difference import ReplyChange, ScriptChange
from huashu.report.difference_words import field_title, in_order, reply_title
from huashu.report.differences import DIFFERENCES
from huashu.review import fields


def test_every_field_has_a_title() -> None:
    source = Path(fields.__file__).read_text("utf-8")
    names = set(re.findall(r'yield from (?:text|named|listed)\(\s*"([a-z-]+)"', source))
    assert len(names) >= 20
    assert all(field_title(name) for name in names)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ReplyChange(2, 2), "第 2 条"),
        (ReplyChange(2, 3, "安抚"), "第 3 条（原来第 2 条） · 安抚"),
        (ReplyChange(0, 3), "新的第 3 条"),
        (ReplyChange(3, 0), "去掉原来的第 3 条"),
    ],
)
def test_which_reply(reply: ReplyChange, expected: str) -> None:
    assert reply_title(reply) == expected


def test_what_cannot_be_read_comes_first_and_layout_last() -> None:
    hows = ["layout", "changed", "unreadable", "added"]
    scripts = [ScriptChange(f"a/{at}", how, "") for at, how in enumerate(hows)]
    assert [script.how for script in in_order(scripts)] == ["unreadable", "changed", "added", "layout"]


def test_formats() -> None:
    assert sorted(DIFFERENCES) == list(DIFFERENCES) == ["html", "json", "markdown", "text"]
