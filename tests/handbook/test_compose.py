"""What the handbook shows of a library, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from huashu.handbook.chapters import Handbook, LeftOut, Link, TargetRow, Term, Version
from huashu.handbook.compose import anchors, compose
from huashu.model.library import Fact, Library, Target
from huashu.model.script import Script

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 1, 12, tzinfo=SHANGHAI)
MakeScript = Callable[..., Script]
MakeLibrary = Callable[..., Library]
MakeFact = Callable[..., Fact]


def composed(library: Library, now: datetime = NOON, **more: object) -> Handbook:
    versions = more.pop("versions", {})
    return compose(library, now=now, versions=versions, revision="4c1d9e2", modified=False, **more)  # type: ignore[arg-type]


def said(book: Handbook) -> list[str]:
    """Every wording of the book in order, channels in front where it belongs to some only."""
    return [
        "/".join(wording.channels) + ":" + "".join(segment.text for segment in wording.segments)
        for scene in book.scenes
        for entry in scene.entries
        for reply in entry.replies
        for wording in reply.wordings
    ]


def test_front(make_library: MakeLibrary, make_script: MakeScript) -> None:
    late = datetime(2026, 11, 1, 18, tzinfo=ZoneInfo("UTC"))
    library = make_library(make_script(replies=["您好", "在的"]), make_script("bargaining/dear"))
    book = compose(library, now=late, versions={}, revision="4c1d9e2", modified=True)
    assert (book.name, book.date) == ("青禾衣橱客服话术手册", "2026-11-02")
    assert (book.revision, book.modified) == ("4c1d9e2", True)
    assert book.counts == {"scripts": 2, "replies": 3, "scenes": 2}
    assert (book.draft, book.draft_reason) == (False, "")


def test_a_reason_makes_it_a_draft(make_library: MakeLibrary) -> None:
    book = composed(make_library(), draft_reason="有 3 处错误")
    assert (book.draft, book.draft_reason) == (True, "有 3 处错误")


def test_scenes_stand_in_the_order_of_the_settings_and_empty_ones_stay_out(
    make_library: MakeLibrary, make_script: MakeScript
) -> None:
    book = composed(make_library(make_script("after-sales/b"), make_script("after-sales/a"), make_script("greeting/z")))
    assert [(scene.id, scene.title, scene.kind) for scene in book.scenes] == [
        ("greeting", "欢迎语", "plain"),
        ("after-sales", "售后语", "steps"),
    ]
    assert [entry.id for entry in book.scenes[1].entries] == ["after-sales/a", "after-sales/b"]
    assert book.scenes[1].anchor == "scene-after-sales"


def test_a_scene_that_the_settings_do_not_know_is_last(make_library: MakeLibrary, make_script: MakeScript) -> None:
    book = composed(make_library(make_script("elsewhere/a"), make_script("after-sales/a")))
    assert [(scene.id, scene.title) for scene in book.scenes] == [("after-sales", "售后语"), ("elsewhere", "elsewhere")]


def test_channels_that_share_a_wording_stand_together(make_library: MakeLibrary, make_script: MakeScript) -> None:
    script = make_script(
        channels=["phone", "wechat", "livechat"],
        replies=[{"say": "您好😊", "variants": {"phone": "您好"}}, "请讲", {"say": "甲", "variants": {"phone": "甲"}}],
    )
    book = composed(make_library(script))
    assert said(book) == ["旺旺/千牛/微信:您好😊", "电话:您好", ":请讲", ":甲"]
    assert book.scenes[0].entries[0].channels == ("旺旺/千牛", "微信", "电话")


def test_a_wording_that_no_channel_uses_is_not_shown(make_library: MakeLibrary, make_script: MakeScript) -> None:
    script = make_script(
        channels=["phone"], replies=[{"say": "原文", "variants": {"phone": "电话里说", "wechat": "微信里说"}}]
    )
    assert said(composed(make_library(script))) == [":电话里说"]


def test_a_script_without_channels_still_shows_its_words(make_library: MakeLibrary, make_script: MakeScript) -> None:
    assert said(composed(make_library(make_script(channels=[])))) == [":您好"]


def test_unknown_channels_come_last_by_their_id(make_library: MakeLibrary, make_script: MakeScript) -> None:
    script = make_script(channels=["fax", "phone"], replies=[{"say": "您好", "variants": {"fax": "敬启"}}])
    assert said(composed(make_library(script))) == ["电话:您好", "fax:敬启"]


def test_facts_are_filled_in_everywhere_and_slots_stay(
    make_library: MakeLibrary, make_script: MakeScript, make_fact: MakeFact
) -> None:
    script = make_script(
        title="{天数}内退货",
        asks=["{天数}能退吗"],
        replies=[{"say": "签收{天数}内，{称呼}", "note": "{天数}，看{单号}"}],
        escalate=("leader", "过了{天数}"),
    )
    entry = composed(make_library(script, facts=[make_fact("天数", "7天")])).scenes[0].entries[0]
    assert [(part.kind, part.text, part.name) for part in entry.replies[0].wordings[0].segments] == [
        ("text", "签收", ""),
        ("fact", "7天", "天数"),
        ("text", "内，", ""),
        ("slot", "{称呼}", "称呼"),
    ]
    assert (entry.title, entry.asks, entry.replies[0].note) == ("7天内退货", ("7天能退吗",), "7天，看{单号}")
    assert (entry.escalate_to, entry.escalate_when) == ("组长", "过了7天")


def test_steps_and_rungs_carry_titles_and_places(make_library: MakeLibrary, make_script: MakeScript) -> None:
    ladder = make_script(
        "bargaining/dear",
        replies=[
            {"rung": "value", "say": "好"},
            {"rung": "coupon", "say": "券", "by": "leader"},
            {"rung": "x", "say": "?"},
        ],
    )
    steps = make_script("after-sales/torn", replies=[{"step": "stance", "say": "运费我们出"}])
    book = composed(make_library(ladder, steps))
    rungs = book.scenes[0].entries[0].replies
    assert [(r.number, r.stage, r.stage_number) for r in rungs] == [
        (1, "先讲价值", 1),
        (2, "申请专属券", 3),
        (3, "x", 0),
    ]
    assert [(r.by, r.by_agent) for r in rungs] == [("客服", True), ("组长", False), ("客服", True)]
    assert book.scenes[0].stages == ("先讲价值", "送贴心小礼", "申请专属券")
    assert book.scenes[0].authority == ("", "", "组长")
    assert [(r.stage, r.stage_number) for r in book.scenes[1].entries[0].replies] == [("表明立场", 3)]


def test_what_belongs_to_a_reply(make_library: MakeLibrary, make_script: MakeScript) -> None:
    script = make_script(replies=[{"say": "看图", "fixed": True, "image": "size-chart", "note": "先看库存"}, "好"])
    first, second = composed(make_library(script)).scenes[0].entries[0].replies
    assert (first.fixed, first.image, first.note, first.stage) == (True, "size-chart", "先看库存", "")
    assert (second.fixed, second.image, second.note) == (False, "", "")


def test_owners_and_version(make_library: MakeLibrary, make_script: MakeScript) -> None:
    library = make_library(
        make_script("greeting/a", consult=["product", "legal"], tags=["会员"], escalate=("product", "问材质")),
        make_script("greeting/b"),
    )
    version = Version("a1b2c3d", "2026-10-12", True)
    first, second = composed(library, versions={"scripts/greeting/a.yaml": version}).scenes[0].entries
    assert (first.owner, first.consult, first.tags) == ("客服部", ("产品部", "legal"), ("会员",))
    assert (first.version, second.version) == (version, Version())
    assert (first.escalate_to, second.escalate_to, second.escalate_when) == ("产品部", "", "")


def test_an_expired_script_is_left_out_and_listed(make_library: MakeLibrary, make_script: MakeScript) -> None:
    library = make_library(
        make_script("greeting/moon", title="中秋问候", expires="2026-11-01"),
        make_script("greeting/now", expires="2026-11-02T08:30"),
    )
    before = composed(library, datetime(2026, 11, 1, 23, 59, tzinfo=SHANGHAI))
    assert [entry.expires for entry in before.scenes[0].entries] == ["2026-11-01", "2026-11-02 08:30"]
    assert before.left_out == ()
    midnight = datetime(2026, 11, 2, tzinfo=SHANGHAI)
    after = composed(library, midnight)
    assert [entry.id for entry in after.scenes[0].entries] == ["greeting/now"]
    assert after.left_out == (LeftOut("greeting/moon", "中秋问候", "欢迎语", "已于 2026-11-01 到期"),)
    assert after.counts["scripts"] == 1
    assert composed(library, midnight + timedelta(days=1)).scenes == ()


def test_an_unreadable_script_is_listed(make_library: MakeLibrary, make_script: MakeScript) -> None:
    paths = ["scripts/greeting/torn.yaml", "scripts/zoo/x.yaml", "scripts/greeting/hello.yaml", "terms/facts.yaml"]
    book = composed(make_library(make_script("greeting/hello"), unreadable=paths))
    reason = "文件有错，暂时读不出来"
    assert book.left_out == (
        LeftOut("greeting/torn", "greeting/torn", "欢迎语", reason),
        LeftOut("zoo/x", "zoo/x", "zoo", reason),
    )


def test_a_script_that_waits_is_shown_with_the_facts_of_its_day(
    make_library: MakeLibrary, make_script: MakeScript, make_fact: MakeFact
) -> None:
    shipping = make_fact("发货时限", "48小时", ("2026-11-11", "2026-11-13", "72小时"))
    library = make_library(
        make_script("greeting/sale", effective="2026-11-11T20:00", replies=["{发货时限}"]),
        make_script("greeting/today", effective="2026-11-01T12:00", replies=["{发货时限}"]),
        facts=[shipping],
    )
    book = composed(library)
    sale, today = book.scenes[0].entries
    assert (sale.pending, sale.effective) == (True, "2026-11-11 20:00")
    assert (today.pending, today.effective) == (False, "2026-11-01 12:00")
    assert said(book) == [":72小时", ":48小时"]
    begun = composed(library, datetime(2026, 11, 14, tzinfo=SHANGHAI))
    assert [entry.pending for entry in begun.scenes[0].entries] == [False, False]
    assert said(begun) == [":48小时", ":48小时"]


def test_a_review_day_that_has_passed(make_library: MakeLibrary, make_script: MakeScript) -> None:
    library = make_library(make_script(review_by="2026-11-01"))
    today, tomorrow = composed(library), composed(library, NOON + timedelta(hours=12))
    assert [book.scenes[0].entries[0].overdue for book in (today, tomorrow)] == [False, True]
    assert today.scenes[0].entries[0].review_by == "2026-11-01"


def test_related_scripts_that_are_shown(make_library: MakeLibrary, make_script: MakeScript) -> None:
    wanted = ["bargaining/dear", "greeting/old", "nowhere/x", "scene-greeting", "bargaining/dear", "after-sales/torn"]
    library = make_library(
        make_script(related=wanted),
        make_script("bargaining/dear", title="顾客觉得贵"),
        make_script("after-sales/torn", title="破了"),
        make_script("greeting/old", expires="2026-01-01"),
    )
    assert composed(library).scenes[0].entries[0].related == (
        Link("bargaining/dear", "顾客觉得贵", "bargaining--dear"),
        Link("after-sales/torn", "破了", "after-sales--torn"),
    )


def test_glossary(make_library: MakeLibrary, make_fact: MakeFact) -> None:
    shipping = make_fact(
        "发货时限",
        "48小时",
        ("2026-12-12T20:00", "2026-12-13T08:00", "60小时"),
        ("2026-11-11", "2026-11-13", "72小时"),
        ("2026-10-30", "2026-11-02", "50小时"),
        ("2027-01-01", "", "24小时"),
        means="从付款到出库",
        owner="product",
    )
    library = make_library(
        facts=[shipping, make_fact("店铺名", "青禾衣橱", owner="legal")],
        slots=[("工号", "您自己的工号", "8016", False), ("单号", "快递单号", "", True)],
    )
    book = composed(library)
    later = (
        "2026-11-11 至 2026-11-13：72小时",
        "2026-12-12 20:00 至 2026-12-13 08:00：60小时",
        "2027-01-01 起：24小时",
    )
    assert book.facts == (
        Term("发货时限", "50小时", "从付款到出库", "产品部", later=later),
        Term("店铺名", "青禾衣橱", "说明", "legal"),
    )
    begun = composed(library, datetime(2026, 11, 11, tzinfo=SHANGHAI)).facts[0]
    assert (begun.value, begun.later) == ("72小时", later[1:])
    assert book.slots == (Term("工号", "8016", "您自己的工号", ""), Term("单号", "", "快递单号", "", sensitive=True))


def test_targets_of_one_area_stand_together(make_library: MakeLibrary) -> None:
    rows = [("微信", "解决率"), ("电话", "接起"), ("微信", "首次响应")]
    library = make_library(targets=[Target(area, name, "90%", "每月修订") for area, name in rows])
    assert composed(library).targets == (
        TargetRow("微信", "解决率", "90%", "每月修订"),
        TargetRow("微信", "首次响应", "90%", "每月修订"),
        TargetRow("电话", "接起", "90%", "每月修订"),
    )


def test_anchors_say_what_they_name() -> None:
    assert anchors(["bargaining/price-too-high", "问候/早", "scene-a"]) == {
        "bargaining/price-too-high": "bargaining--price-too-high",
        "问候/早": "u95eeu5019--u65e9",
        "scene-a": "scene-a",
    }


@given(st.lists(st.text(alphabet="ab-/早_ 5", min_size=1), max_size=8))
def test_anchors_are_safe_and_differ(ids: list[str]) -> None:
    found = anchors(ids)
    assert set(found) == set(ids)
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", anchor) for anchor in found.values())
    assert found == anchors(reversed(ids))
