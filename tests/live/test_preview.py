"""The page and the findings after each change: as if made anew, only quicker."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from datetime import datetime, tzinfo
from gzip import decompress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from shop_in_git import FACTS, HELLO, SETTINGS, Shop, script

from huashu.live.preview import Preview

OTHER = "scripts/dialogue/other.yaml"
RULE = """\
id: tone/never
title: 规则
severity: error
check: existence
with:
  words: [绝对]
message: 不说“{word}”
why: |-
  有道理
valid:
  - say: 好
invalid:
  - say: 绝对
    at: [[0, 2]]
"""


def clock(timezone: tzinfo) -> datetime:
    return datetime(2026, 6, 1, tzinfo=timezone)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "店")
    related = script("dialogue/other", "{退货天数}内可退") + "related:\n  - greeting/hello\n"
    made.commit({OTHER: related, "rules/tone/never.yaml": RULE, "handbook/1-甲.md": "# 甲\n\n[问候](../" + HELLO + ")"})
    made.release("1")
    return made


def data(page: bytes) -> Any:
    found = re.search(r'id="data">([^<]+)</script>', page.decode())
    assert found
    return json.loads(decompress(b64decode(found[1])))


CHANGES: list[dict[str, str | None]] = [
    {HELLO: script(say="改了，{称呼}")},
    {HELLO: script(say="又改了").replace("题目", "新题目")},  # others link to it by its title
    {"terms/facts.yaml": FACTS.format(days="15天")},
    {HELLO: None},
    {"scripts/dialogue/a.yaml": script("dialogue/a")},
    {"huashu.yaml": SETTINGS.replace("title: 对话语", "title: 对话")},
    {OTHER: "["},
    {"handbook/1-甲.md": "# 乙\n"},
]


def test_after_any_changes_it_is_the_page_of_a_fresh_start(shop: Shop) -> None:
    old = Preview(shop.root, clock)
    assert old.page("v") == Preview(shop.root, clock).page("v")
    for changes in CHANGES:
        shop.write(changes)
        assert old.page("v", list(changes)) == Preview(shop.root, clock).page("v"), changes
    shop.commit()
    shop.release("2")
    assert old.page("v") == Preview(shop.root, clock).page("v")
    assert data(old.page("v"))["release"]["name"] == "2"


def test_news_follow_the_files(shop: Shop) -> None:
    preview = Preview(shop.root, clock)
    assert {one["id"]: one.get("news") for one in data(preview.page("1"))["scripts"]} == {
        "greeting/hello": None, "dialogue/other": None,
    }  # fmt: skip
    shop.write({HELLO: script(say="您好呀，{称呼}")})
    changed = next(one for one in data(preview.page("2"))["scripts"] if one["id"] == "greeting/hello")
    assert (changed["news"], changed["diff"]) == ("changed", [[["=", "您好"], ["+", "呀"], ["=", "，{称呼}"]]])


def test_it_is_never_taken_for_the_handbook(shop: Shop) -> None:
    page = Preview(shop.root, clock).page("v1").decode()
    assert '<html lang="zh-CN" data-live="v1">' in page
    assert "预览，随文件变动" in page
    assert "草稿，请勿用于接待顾客" in page


def test_only_its_own_script_runs_and_it_asks_only_its_own_server(shop: Shop) -> None:
    page = Preview(shop.root, clock).page("v1").decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    (code,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(code.encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;;" in policy.replace("'", "&#39;")
    assert "connect-src &#39;self&#39;;" in policy.replace("'", "&#39;")
    assert "EventSource" in code


def found(preview: Preview, changed: tuple[str, ...] = ()) -> list[tuple[str | None, str, str]]:
    values = json.loads(preview.findings(changed))
    assert values["trouble"] is None
    return [(one["script"], one["rule"], one["message"]) for one in values["findings"]]


def test_findings_follow_files_and_rules(shop: Shop) -> None:
    preview = Preview(shop.root, clock)
    assert found(preview) == []
    shop.write({HELLO: script(say="绝对好，{称呼}")})
    assert found(preview, (HELLO,)) == [("greeting/hello", "tone/never", "不说“绝对”")]
    shop.write({"rules/tone/never.yaml": RULE.replace("绝对", "好")})
    assert found(preview, ("rules/tone/never.yaml",)) == [("greeting/hello", "tone/never", "不说“好”")]
    (one,) = json.loads(preview.findings())["findings"]
    assert one["place"] == f"{HELLO}:9:9"
    assert (one["severity"], one["why"]) == ("error", "有道理")
