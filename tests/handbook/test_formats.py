"""Editions in Markdown and JSON, and what every format shows: the same words, the same bytes."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import datetime
from gzip import decompress
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from shop_in_git import HELLO, PICTURE, SETTINGS, Shop, script

from huashu.errors import HuashuError
from huashu.handbook.choose import Choice
from huashu.handbook.edition import Edition, edition
from huashu.handbook.formats import FORMATS
from huashu.store import library, settings, snapshot

NOW = datetime.fromisoformat("2026-06-01T08:00+08:00")
HOSTILE = "# $ @ / * _ < > \\ [x](y) // `a` ~~b~~ | &lt; <script>alert(1)</script> 1. 甲\n- 乙\n    丙"
ALT = "images:\n  chart: 尺码表 | *S* 到 XL\n"
STEPS = """\
id: after-sales/return
title: 退货
channels:
  - phone
  - livechat
asks:
  - 可以退吗
replies:
  - step: calm
    say: |-
      {称呼}，{退货天数}内可退
    variants:
      phone: |-
        请讲，{工号}为您服务
    fixed: true
    by: specialist
    image: chart
    note: |-
      先看{退货天数}过了没有
escalate:
  to: leader
  when: |-
    顾客着急
owner: cs
consult:
  - cs
effective: 2026-05-01T20:00
expires: 2026-12-31
review_by: 2026-05-31
tags:
  - 退换
related:
  - greeting/hello
  - greeting/gone
"""
FILES: dict[str, str | bytes | None] = {
    "huashu.yaml": SETTINGS + "  - id: after-sales\n    title: 售后语\n    steps:\n      - {id: calm, title: 安抚}\n",
    "scripts/after-sales/return.yaml": STEPS,
    "scripts/dialogue/odd.yaml": script("dialogue/odd", HOSTILE),
    "scripts/dialogue/over.yaml": script("dialogue/over", "过期的话") + "expires: 2026-05-01\n",
    "handbook/10-交接.md": "# 交接\n\n看[问候](../scripts/greeting/hello.yaml)，*别忘*。[没有](x.md)",
    "assets/chart.png": PICTURE,
    "assets/unused.png": b"never shown",
    "assets/alt.yaml": ALT,
    "policy/targets.yaml": "targets:\n  - area: 电话\n    name: 接听\n    value: 3声\n    note: 铃响|三声\n",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(tmp_path_factory.mktemp("shop") / "店")
    made.commit(FILES)
    made.release("2026-春")
    made.commit({HELLO: script(say="您好呀，{称呼}"), "scripts/greeting/new.yaml": script("greeting/new", "新来的")})
    return made


def edited(shop: Shop, choice: Choice | None = None) -> Edition:
    shot = snapshot.on_disk(shop.root, library.load(shop.root, settings.load(shop.root)))
    assert shot.library.problems == ()
    return edition(shot, NOW, choice)


def as_json(made: Edition) -> Any:
    return json.loads(FORMATS["json"](made))


def page_data(made: Edition) -> Any:
    """What the page's own script reads."""
    page = FORMATS["html"](made).decode()
    found = re.search(r'id="data">([^<]+)</script>', page)
    assert found
    return json.loads(decompress(b64decode(found[1])))


def seen(made: Edition) -> str:
    """What a reader of the Markdown sees."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    lines = []
    for token in parser.parse(FORMATS["md"](made).decode()):
        if token.type == "inline":
            kinds = {"softbreak": "\n", "hardbreak": "\n"}
            lines.append("".join(kinds.get(child.type, child.content) for child in token.children or ()))
    return "\n".join(lines)


# --- editions ------------------------------------------------------------------------------------------------------


def test_what_an_edition_gathers(shop: Shop) -> None:
    made = edited(shop)
    book = made.handbook
    assert [scene.id for scene in book.scenes] == ["greeting", "dialogue", "after-sales"]
    assert {entry.id: entry.news for scene in book.scenes for entry in scene.entries} == {
        "greeting/hello": "changed",
        "greeting/new": "new",
        "dialogue/odd": "",
        "after-sales/return": "",
    }
    assert book.release is not None
    assert (book.release.name, book.release.date, book.release.by, book.release.exact) == (
        "2026-春",
        "2026-03-03",  # eight in the evening in London is the next day in Shanghai
        "乙",
        False,
    )
    assert [chapter.dead for chapter in made.chapters] == [("x.md",)]
    assert list(made.pictures) == ["chart"]


def test_the_release_itself_has_no_news(shop: Shop) -> None:
    made = edition(snapshot.at(shop.root, "release/2026-春"), NOW)
    assert made.handbook.release is not None
    assert made.handbook.release.exact
    assert made.news == {}
    assert {entry.news for scene in made.handbook.scenes for entry in scene.entries} == {""}


def test_news_are_of_what_was_chosen(shop: Shop) -> None:
    assert edited(shop, Choice(channels=("phone",))).news == {}
    assert sorted(edited(shop, Choice(channels=("livechat",))).news) == ["greeting/hello", "greeting/new"]


def test_a_choice_that_leaves_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(HuashuError) as told:
        edited(shop, Choice(channels=("phone",), scenes=("greeting",)))
    assert told.value.what == "照这样选，一篇话术也没有"


@pytest.mark.parametrize("name", ["html", "json", "md"])
def test_the_same_edition_gives_the_same_bytes(shop: Shop, name: str) -> None:
    then = snapshot.at(shop.root, "HEAD")
    assert FORMATS[name](edited(shop)) == FORMATS[name](edited(shop))
    assert FORMATS[name](edited(shop)) == FORMATS[name](edition(then, NOW))


# --- JSON ----------------------------------------------------------------------------------------------------------


def test_json_of_a_script(shop: Shop) -> None:
    data = as_json(edited(shop))
    script = next(one for one in data["scripts"] if one["id"] == "after-sales/return")
    digest, version = script.pop("digest"), script.pop("version")
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert (version["date"], version["modified"]) == ("2026-03-01", False)
    assert script == {
        "id": "after-sales/return",
        "scene": "after-sales",
        "title": "退货",
        "channels": ["livechat", "phone"],
        "asks": ["可以退吗"],
        "replies": [
            {
                "stage": "calm",
                "by": "specialist",
                "fixed": True,
                "texts": {"livechat": "{称呼}，7天内可退", "phone": "请讲，{工号}为您服务"},
                "slots": ["称呼", "工号"],
                "facts": {"退货天数": "7天"},
                "image": "chart",
                "note": "先看7天过了没有",
            }
        ],
        "escalate": {"to": "leader", "when": "顾客着急"},
        "owner": "cs",
        "consult": ["cs"],
        "effective": "2026-05-01T20:00:00+08:00",
        "expires": "2027-01-01T00:00:00+08:00",
        "review_by": "2026-05-31",
        "pending": False,
        "overdue": True,
        "tags": ["退换"],
        "related": ["greeting/hello"],
        "news": None,
        "approved": [],
    }


def test_json_around_the_scripts(shop: Shop) -> None:
    data = as_json(edited(shop))
    assert list(data) == [
        "version", "name", "date", "made", "revision", "modified", "draft", "reason", "release", "channels",
        "departments", "scenes", "scripts", "facts", "slots", "targets", "chapters", "images", "left_out",
    ]  # fmt: skip
    assert (data["version"], data["name"], data["made"]) == (1, "小店话术", "2026-06-01T08:00:00+08:00")
    assert data["release"] == {"name": "2026-春", "date": "2026-03-03", "by": "乙", "exact": False}
    assert data["scenes"][2] == {
        "id": "after-sales", "title": "售后语", "kind": "steps", "stages": [{"id": "calm", "title": "安抚", "by": "agent"}],
    }  # fmt: skip
    assert [(one["name"], one["alt"], one["kind"]) for one in data["images"]] == [
        ("chart", "尺码表 | *S* 到 XL", "image/png")
    ]
    assert [one["id"] for one in data["left_out"]] == ["dialogue/over"]
    assert data["chapters"][0]["markdown"] == "看[问候](<#greeting--hello>)，*别忘*。没有"
    assert {one["id"]: one["news"] for one in data["scripts"]}["greeting/new"] == "new"


def test_a_digest_is_of_the_whole_script(shop: Shop) -> None:
    def digest(choice: Choice | None) -> str:
        return next(
            one["digest"] for one in as_json(edited(shop, choice))["scripts"] if one["id"] == "after-sales/return"
        )

    assert digest(Choice(channels=("phone",))) == digest(None)


# --- Markdown ------------------------------------------------------------------------------------------------------


def test_markdown_shows_every_text_as_written(shop: Shop) -> None:
    text = seen(edited(shop))
    assert HOSTILE in text
    for words in (
        "{称呼}，7天内可退",
        "请讲，{工号}为您服务",
        "尺码表 | *S* 到 XL",
        "铃响|三声",
        "顾客着急",
        "先看7天过了没有",
    ):
        assert words in text
    assert "过期的话" not in text


def test_markdown_from_top_to_bottom(shop: Shop) -> None:
    lines = FORMATS["md"](edited(shop, Choice(scenes=("after-sales",)))).decode().split("\n")
    assert lines[0] == "# 小店话术"
    headings = [line for line in lines if line.startswith("#")]
    assert headings == [
        "# 小店话术", "## 售后语", "### 退货", "#### 1 安抚", "## 交接", "## 公司口径", "## 要填的空", "## 服务目标",
    ]  # fmt: skip
    assert "**原话** · **由专员来说**" in lines
    assert "> {称呼}，7天内可退" in lines
    assert "配图 chart：尺码表 \\| \\*S\\* 到 XL" in lines
    assert "| 电话 | 接听 | 3声 | 铃响\\|三声 |" in lines
    assert any(line.startswith("发布 2026-春 · 2026-03-03 · 乙 · 发布之后又有改动") for line in lines)


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_page_carries_pictures_chapters_and_news(shop: Shop) -> None:
    made = edited(shop)
    data, page = page_data(made), FORMATS["html"](made).decode()
    (image,) = data["images"].values()
    assert image["alt"] == "尺码表 | *S* 到 XL"
    assert b64decode(image["src"].removeprefix("data:image/png;base64,")) == PICTURE
    (chapter,) = data["chapters"]
    assert chapter["title"] == "交接"
    assert f'<template id="fixed-{chapter["anchor"]}">' in page
    assert f'<a href="#{chapter["anchor"]}" data-kind="fixed"' in page
    assert '看<a href="#greeting--hello">问候</a>，<em>别忘</em>。<span>没有</span>' in page
    hello = next(one for one in data["scripts"] if one["id"] == "greeting/hello")
    assert (hello["news"], hello["diff"]) == ("changed", [[["=", "您好"], ["+", "呀"], ["=", "，{称呼}"]]])
    assert data["release"] == {"name": "2026-春", "date": "2026-03-03", "by": "乙", "exact": False}
    assert "2026-03-03 由乙发布" in page
    assert "发布之后又有改动" in page


def test_a_page_before_the_first_release_says_so(tmp_path: Path) -> None:
    made = Shop(tmp_path / "店")
    made.commit()
    page = FORMATS["html"](edited(made)).decode()
    assert "还没有发布过" in page
    assert page_data(edited(made))["release"] is None
