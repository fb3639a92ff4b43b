from __future__ import annotations

import re
from pathlib import Path

from differing import difference
from hypothesis import given
from hypothesis import strategies as st
from shop_in_git import FACTS, script

from huashu.model.diff import diff
from huashu.model.difference import Difference, Point, ReplyChange, Risk, ScriptChange, WordingChange
from huashu.report.difference_text import report
from huashu.text import width

RETURN = "scripts/dialogue/return.yaml"
ENDS = Point("HEAD"), Point("现在的文件")


def said(old: str, new: str) -> Difference:
    reply = ReplyChange(1, 1, "", (WordingChange((), diff(old, new)),))
    return Difference(*ENDS, (ScriptChange("a/b", "changed", "scripts/a/b.yaml", "题目", replies=(reply,)),))


def test_nothing_differs() -> None:
    assert report(Difference(*ENDS), False, None) == "从 HEAD 到 现在的文件：没有改动\n"


def test_the_whole(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        {
            RETURN: script("dialogue/return", "{退货天数}内可以退", channels=("livechat", "phone")),
            "scripts/dialogue/layout.yaml": script("dialogue/layout"),
            "scripts/dialogue/old.yaml": script("dialogue/old", "再见"),
            "scripts/dialogue/gone.yaml": script("dialogue/gone", "拜拜"),
        },
        {
            "terms/facts.yaml": FACTS.format(days="15天"),
            RETURN: script(
                "dialogue/return",
                "{退货天数}内可以退换",
                "    variants:\n      phone: |-\n        {退货天数}里可以退\n    note: |-\n      先听\n",
                ("livechat", "phone"),
            )
            + "expires: 2026-11-12\n",
            "scripts/dialogue/layout.yaml": "# 注\n" + script("dialogue/layout"),
            "scripts/dialogue/old.yaml": None,
            "scripts/dialogue/new.yaml": script("dialogue/new", "再见") + "formerly:\n  - dialogue/old\n",
            "scripts/dialogue/gone.yaml": None,
            "rules/x.yaml": "id: x\n",
        },
    )
    lines = report(found, False, None).splitlines()
    assert re.fullmatch(
        r"从 HEAD \([0-9a-f]{9}\) 到 现在的文件：话术修改 1 条，话术改名 1 条，话术停用 1 条，话术只改排版 1 条，口径 1 项，其他文件 1 个",
        lines[0],
    )
    assert lines[1:] == [
        "",
        "请留心",
        "  ! 话术和规矩（rules/x.yaml）改在一起了，审批不会放行，请分开提交",
        "  ! 口径“退货天数”从“7天”改成“15天”，1 条话术跟着改口：《题目》",
        "",
        "停用  题目  dialogue/gone",
        "  去掉原来的第 1 条",
        "    [-拜拜-]",
        "",
        "改名  题目  dialogue/new",
        "  原来叫 dialogue/old",
        "",
        "修改  题目  dialogue/return",
        "  也因为 退货天数 变了",
        "  截止 {+2026-11-12+}",
        "  第 1 条",
        "    千牛",
        "    [-7-]{+15+}天内可以退{+换+}",
        "    电话",
        "    [-7-]{+15+}天[-内-]{+里+}可以退",
        "    给客服的提示 {+先听+}",
        "",
        "只改排版  dialogue/layout  题目",
        "",
        "修改  口径  退货天数",
        "  值 [-7天-]{+15天+}",
        "  用到它的话术：dialogue/return",
        "",
        "其他文件",
        "  新增  rules/x.yaml  （规矩）",
        "      {+id: x+}",
    ]


def test_colour_is_not_the_only_mark() -> None:
    shown = report(said("可以退", "可以换"), True, None)
    assert "可以\x1b[31;9m退\x1b[0m\x1b[32;4m换\x1b[0m" in shown
    assert "[-" not in shown


def test_lines_that_came_are_seen() -> None:
    assert "    一{+⏎\n    二+}\n" in report(said("一", "一\n二"), False, None)


def test_no_line_is_wider_than_the_terminal() -> None:
    shown = report(said("您好，" * 30, "您好，" * 15 + "欢迎光临，" * 20), False, 40)
    assert max(map(width, shown.splitlines())) <= 42  # a mark that may not begin a line hangs
    assert not any(line.strip()[:1] in "，。" for line in shown.splitlines() if line.strip())


@given(st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_nothing_has_power_over_the_terminal(old: str, new: str, colour: bool) -> None:
    found = said(old, new)
    found = Difference(*ENDS, found.scripts, risks=(Risk("x", "y", old),))
    shown = re.sub(r"\x1b\[[0-9;]+m", "", report(found, colour, 30))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", shown)
