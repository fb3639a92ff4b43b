"""What the page is told: texts as written, moments as milliseconds, nothing that is empty."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from gzip import decompress
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from huashu.handbook.chapters import Version
from huashu.handbook.compose import compose
from huashu.handbook.news import News
from huashu.handbook.packing import packed
from huashu.handbook.web_data import web_data
from huashu.model.library import Fact, Library, Target
from huashu.model.script import Script
from huashu.store.extras import Picture

MakeScript = Callable[..., Script]
MakeLibrary = Callable[..., Library]
MakeFact = Callable[..., Fact]
NOW = datetime(2026, 11, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def milliseconds(written: str) -> int:
    return round(datetime.fromisoformat(written).replace(tzinfo=NOW.tzinfo).timestamp() * 1000)


def data(library: Library, **more: Any) -> dict[str, Any]:
    versions = {"scripts/greeting/hello.yaml": Version("a1b2c3d", "2026-10-12")}
    book = compose(library, now=NOW, versions=versions, revision="4c1d9e2", modified=True, draft_reason="因")
    found: dict[str, Any] = json.loads(decompress(b64decode(packed(web_data(book, library, NOW, **more)))))
    return found


def test_a_script_with_everything(make_library: MakeLibrary, make_script: MakeScript, make_fact: MakeFact) -> None:
    script = make_script(
        title="问{天数}",
        channels=["phone", "livechat"],
        asks=["能退吗"],
        replies=[
            {"say": "{天数}内可退", "variants": {"phone": "可退"}, "note": "先看", "image": "size", "fixed": True},
            {"say": "好", "by": "leader"},
        ],
        escalate=("leader", "着急"),
        consult=["product"],
        tags=["退换"],
        effective="2026-11-11T20:00",
        expires="2026-11-12",
        review_by="2027-02-01",
        related=["greeting/late", "greeting/nowhere"],
    )
    facts = [make_fact("天数", "7天")]
    found = data(make_library(script, make_script("greeting/late"), facts=facts))["scripts"][0]
    assert found == {
        "id": "greeting/hello",
        "anchor": "greeting--hello",
        "title": "问{天数}",
        "scene": 0,
        "channels": ["livechat", "phone"],
        "asks": ["能退吗"],
        "tags": ["退换"],
        "replies": [
            {"say": "{天数}内可退", "variants": {"phone": "可退"}, "fixed": True, "note": "先看", "image": "size"},
            {"say": "好", "by": "leader"},
        ],
        "escalate": ["组长", "着急"],
        "owner": "客服部",
        "consult": ["产品部"],
        "effective": milliseconds("2026-11-11T20:00"),
        "expires": milliseconds("2026-11-13T00:00"),
        "review": "2027-02-01",
        "reviewMs": milliseconds("2027-02-02T00:00"),
        "related": ["greeting/late"],
        "version": ["a1b2c3d", "2026-10-12", False],
        "py": ["wen tian shu", "neng tui ma"],
    }


def test_what_is_empty_is_left_away(make_library: MakeLibrary, make_script: MakeScript) -> None:
    found = data(make_library(make_script("greeting/late")))["scripts"][0]
    assert set(found) == {
        *("id", "anchor", "title", "scene", "channels", "replies", "owner", "review", "reviewMs", "version", "py"),
    }
    assert found["replies"] == [{"say": "您好"}]


def test_facts_with_their_days_the_latest_start_first(
    make_library: MakeLibrary, make_script: MakeScript, make_fact: MakeFact
) -> None:
    fact = make_fact(
        "时限", "48小时", ("2026-11-11", "2026-11-13", "72小时"), ("2026-12-01", "", "24小时"), means="多久"
    )
    facts = data(make_library(make_script(), facts=[fact]))["facts"]
    assert facts == {
        "时限": {
            "value": "48小时",
            "means": "多久",
            "owner": "客服部",
            "dated": [
                [milliseconds("2026-12-01"), None, "24小时"],
                [milliseconds("2026-11-11"), milliseconds("2026-11-14"), "72小时"],
            ],
        }
    }


def test_slots_say_what_may_be_kept(make_library: MakeLibrary, make_script: MakeScript) -> None:
    library = make_library(make_script(), slots=[("工号", "您的工号", "8016", False), ("单号", "快递单号", "", True)])
    slots = {**library.slots, "工号": library.slots["工号"]._replace(remember=True)}
    assert data(replace(library, slots=slots))["slots"] == {
        "工号": {"means": "您的工号", "example": "8016", "remember": True},
        "单号": {"means": "快递单号", "sensitive": True},
    }


def test_the_rest_of_the_book(make_library: MakeLibrary, make_script: MakeScript) -> None:
    old = make_script("greeting/old", title="中秋", expires="2026-10-03")
    dear = make_script("bargaining/dear", replies=[{"rung": "coupon", "say": "券"}])
    found = data(
        make_library(make_script(), old, dear, targets=[Target("微信", "解决率", "90%", "月底")]),
        news={"greeting/hello": News("changed", ((("=", "您"), ("-", "好"), ("+", "早")),))},
        pictures={"size": Picture("size", "尺码表", "image/png", b"\x89PNG")},
    )
    assert {key: found[key] for key in ("v", "name", "date", "made", "revision", "modified", "draft", "reason")} == {
        "v": 1,
        "name": "青禾衣橱客服话术手册",
        "date": "2026-11-01",
        "made": milliseconds("2026-11-01T12:00"),
        "revision": "4c1d9e2",
        "modified": True,
        "draft": True,
        "reason": "因",
    }
    assert found["channels"] == [["livechat", "旺旺/千牛"], ["wechat", "微信"], ["phone", "电话"]]
    assert [scene["id"] for scene in found["scenes"]] == ["greeting", "bargaining"]
    assert found["scenes"][1]["stages"][1:] == [["gift", "送贴心小礼", ""], ["coupon", "申请专属券", "组长"]]
    assert found["targets"] == [["微信", "解决率", "90%", "月底"]]
    assert found["leftOut"] == [["greeting/old", "中秋", "欢迎语", "已于 2026-10-03 到期"]]
    assert found["images"] == {"size": {"alt": "尺码表", "src": "data:image/png;base64,iVBORw=="}}
    hello = found["scripts"][0]
    assert (hello["news"], hello["diff"]) == ("changed", [[["=", "您"], ["-", "好"], ["+", "早"]]])


def test_sounds_of_replies_and_facts_and_of_nothing_else(
    make_library: MakeLibrary, make_script: MakeScript, make_fact: MakeFact
) -> None:
    script = make_script(
        title="题", asks=["问"], replies=[{"say": "退{甲}", "variants": {"phone": "款"}, "note": "记"}]
    )
    table = data(make_library(script, facts=[make_fact("甲", "快", ("2026-12-01", "", "慢"))]))["sounds"]
    assert set("".join(chars for row in table for chars in row[1:])) >= set("退款快慢")
    assert not set("".join(chars for row in table for chars in row[1:])) & set("题问记")


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4))
def test_packed_is_unpacked_and_is_no_markup(values: dict[str, str]) -> None:
    text = packed(values)
    assert json.loads(decompress(b64decode(text)).decode("utf-8", "surrogatepass")) == values
    assert text == packed(dict(values))
    assert not set(text) & set("<>&\"'")


def test_moments_are_those_of_the_librarys_time_zone(make_library: MakeLibrary, make_script: MakeScript) -> None:
    script = make_script(effective="2026-11-11T20:00")
    found = data(make_library(script))["scripts"][0]
    at = datetime.fromtimestamp(found["effective"] / 1000, tz=ZoneInfo("UTC"))
    assert at == datetime(2026, 11, 11, 12, tzinfo=ZoneInfo("UTC"))
    assert at.utcoffset() == timedelta(0)
