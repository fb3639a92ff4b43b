from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from differing import PRICE, difference, price

from huashu.model.diff import Run
from huashu.model.difference import Difference, FileChange, Point, ReplyChange, ScriptChange, TermChange, WordingChange
from huashu.report.difference_html import report

EVIL = "</style><script>alert(1)</script>&\"'\u202e"


def test_the_page_shows_what_differs(tmp_path: Path) -> None:
    found = difference(tmp_path, {PRICE: price("很值", "减10元")}, {PRICE: price("很值", "减20元")})
    page = report(found, False, None)
    assert "<p>减<del>10</del><ins>20</ins>元</p>" in page
    assert "<li>《太贵了》让得更多了：原来最多让 10 元，现在最多让 20 元</li>" in page
    assert '<span class="how changed">修改</span> 太贵了' in page


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = report(Difference(Point("a"), Point("b")), False, None)
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", page)
    style = re.search("<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"'.replace("'", "&#39;") in page


def test_everything_is_escaped() -> None:
    reply = ReplyChange(1, 1, EVIL, (WordingChange((EVIL,), (Run("+", EVIL),)),))
    found = Difference(
        Point(EVIL),
        Point("b"),
        (ScriptChange(EVIL, "changed", EVIL, EVIL, EVIL, EVIL, replies=(reply,)),),
        (TermChange(EVIL, "added", (), (EVIL,)),),
        (),
        (FileChange(EVIL, "added", True, ((Run("-", EVIL),),)),),
    )
    page = report(found, False, None)
    assert page.count("<script") == 0
    assert page.count("</style>") == 1
    assert "\u202e" not in page
    assert "\\u202e" in page
