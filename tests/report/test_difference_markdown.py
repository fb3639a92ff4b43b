from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from differing import PRICE, difference, price
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from huashu.model.diff import Run
from huashu.model.difference import Difference, Point, ReplyChange, Risk, ScriptChange, WordingChange
from huashu.report.difference_markdown import MARK, escaped, report

ENDS = Point("HEAD"), Point("现在的文件")


def said(text: str, count: int = 1) -> Difference:
    reply = ReplyChange(1, 1, "", (WordingChange((), (Run("=", text),)),))
    return Difference(
        *ENDS,
        tuple(
            ScriptChange(f"a/b{at}", "changed", f"scripts/a/b{at}.yaml", f"题{at}", replies=(reply,))
            for at in range(count)
        ),
    )


def test_the_whole(tmp_path: Path) -> None:
    found = difference(tmp_path, {PRICE: price("很值", "减10元")}, {PRICE: price("很值", "减20元")})
    shown = re.sub("[0-9a-f]{9}", "COMMIT", report(found, False, None))
    assert shown == (
        f"{MARK}\n### 话术改动\n\n从 HEAD (COMMIT) 到 现在的文件：话术修改 1 条\n\n"
        "#### ⚠️ 请留心\n\n- 《太贵了》让得更多了：原来最多让 10 元，现在最多让 20 元\n\n"
        "#### 修改 · 太贵了\n\nbargaining/price\n\n**第 2 条 · 送小礼**\n\n"
        "> 减<del>10</del><ins>20</ins>元\n"
    )


@given(st.text(max_size=80))
def test_every_character_is_seen_as_it_is(text: str) -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(f"> {escaped(text)}")
    assert "<a " not in html
    shown = unescape(re.sub("<[^>]*>", "\n", html))
    plain = re.sub(r"\\u[0-9a-f]{4}|\s|\u200b", "", shown)
    assert plain == re.sub(
        r"\\u[0-9a-f]{4}|\s|[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", "", text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@boss 看", "&#64;&#8203;boss 看"),
        ("#12", "&#35;&#8203;12"),
        ("</del><script>", "&#60;/del&#62;&#60;script&#62;"),
        ("https://x.cn", "https&#58;&#8203;//x.&#8203;cn"),
        ("- 一\n12. 二", "&#45; 一<br>12&#46; 二"),
        ("7.5元", "7.5元"),
        ("{称呼}", "&#123;称呼&#125;"),
    ],
)
def test_what_forges_would_take_for_something_else(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_long_comment_is_cut_between_scripts_and_says_so() -> None:
    shown = report(said("您好" * 100, 400), False, None)
    assert len(shown) <= 60_000
    told = re.search(r"\*\*还有 (\d+) 处没有列出来", shown)
    assert told is not None
    assert int(told[1]) + shown.count("#### 修改") == 400


def test_many_risks_are_counted() -> None:
    found = Difference(*ENDS, risks=tuple(Risk("x", str(at), f"第{at}件") for at in range(60)))
    shown = report(found, False, None)
    assert shown.count("\n- 第") == 50
    assert "- 还有 10 处" in shown
