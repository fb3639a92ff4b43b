"""The data of the PDF: which words stand where, before any layout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huashu.handbook.chapters import (
    Entry,
    Handbook,
    LeftOut,
    Link,
    ReplyEntry,
    SceneChapter,
    TargetRow,
    Term,
    Version,
    Wording,
)
from huashu.handbook.pdf_pages import entry_page, pages
from huashu.model.effective import Segment


def wording(text: str, *channels: str) -> Wording:
    return Wording(channels, (Segment("text", text, "", 0, len(text)),))


def reply(number: int, text: str = "您好", **changes: Any) -> ReplyEntry:
    plain = ReplyEntry(number, "", "客服", True, False, (wording(text),), "", "")
    return replace(plain, **changes)


def entry(*replies: ReplyEntry, **changes: Any) -> Entry:
    plain = Entry(
        id="greeting/hello",
        anchor="greeting--hello",
        title="初次问候",
        channels=("微信", "电话"),
        asks=("在吗",),
        replies=replies or (reply(1),),
        escalate_to="",
        escalate_when="",
        owner="客服部",
        consult=(),
        effective="",
        expires="",
        review_by="2027-02-01",
        tags=(),
        related=(),
        version=Version("3f2a91c", "2026-11-02"),
    )
    return replace(plain, **changes)


def handbook(*scenes: SceneChapter, **changes: Any) -> Handbook:
    plain = Handbook("青禾衣橱", "2026-11-21", "3f2a91c", False, False, "", scenes, (), (), (), ())
    return replace(plain, **changes)


def page(*replies: ReplyEntry, **changes: Any) -> Any:
    return entry_page(entry(*replies, **changes))


def data(*scenes: SceneChapter, **changes: Any) -> Any:
    return pages(handbook(*scenes, **changes))


def test_cover_says_what_and_of_when() -> None:
    book = data(counts={"scenes": 10, "scripts": 64, "replies": 252})
    assert (book["name"], book["year"], book["month"], book["day"]) == ("青禾衣橱", 2026, 11, 21)
    assert book["edition"] == "2026-11-21 版 · 3f2a91c"
    assert book["draft"] is None
    assert book["cover"]["date"] == "2026-11-21 版"
    assert book["cover"]["counts"] == [["10", "个场景"], ["64", "篇话术"], ["252", "条回复"]]
    assert book["cover"]["version"] == "版本 3f2a91c"
    assert [kind for kind, _sample, _meaning in book["cover"]["legend"]] == ["slot", "fact", "fixed", "who", "channel"]


def test_cover_outside_git_and_with_changes() -> None:
    assert data(modified=True)["cover"]["version"] == "版本 3f2a91c · 有未提交的修改"
    outside = data(revision="")
    assert outside["cover"]["version"] == ""
    assert outside["edition"] == "2026-11-21 版"


def test_draft_says_why() -> None:
    assert data(draft=True, draft_reason="还有 3 处错误")["draft"] == "草稿，请勿用于接待顾客 · 还有 3 处错误"
    assert data(draft=True)["draft"] == "草稿，请勿用于接待顾客"


def test_ladder_names_the_least_role_of_each_rung() -> None:
    ladder = SceneChapter(
        "bargaining", "议价语", "ladder", ("先讲价值", "申请专属券"), (entry(),), authority=("", "组长")
    )
    scene = data(ladder)["scenes"][0]
    assert scene["stages"] == [{"title": "先讲价值", "by": ""}, {"title": "申请专属券", "by": "组长起"}]
    assert scene["alt"] == "阶梯，从低到高：先讲价值、申请专属券 组长起"
    assert scene["count"] == "1 篇话术"


def test_steps_without_authority() -> None:
    book = data(SceneChapter("after-sales", "售后语", "steps", ("安抚", "查明"), (entry(), entry())))
    assert book["scenes"][0]["alt"] == "步骤，依次是：安抚、查明"
    assert [stage["by"] for stage in book["scenes"][0]["stages"]] == ["", ""]
    assert book["entries"] == 3


def test_replies_of_one_stage_stand_together() -> None:
    groups = page(
        reply(1, stage="安抚", stage_number=1),
        reply(2, "a", stage="全力解决", stage_number=4),
        reply(3, "b", stage="全力解决", stage_number=4),
        reply(4, stage="自创", stage_number=0),
    )["groups"]
    assert [(group["number"], group["stage"], len(group["replies"])) for group in groups] == [
        (1, "安抚", 1),
        (4, "全力解决", 2),
        (0, "自创", 1),
    ]
    said = [reply["wordings"][0]["text"] for reply in groups[1]["replies"]]
    assert said == [[("text", "a")], [("text", "b")]]


def test_a_reply_for_all_channels_says_so_beside_one_that_varies() -> None:
    varied = reply(1, stage="安抚", wordings=(wording("写", "微信"), wording("说", "电话")))
    shared = reply(2, stage="安抚")
    [together] = page(varied, shared)["groups"]
    channels = [[said["channels"] for said in each["wordings"]] for each in together["replies"]]
    assert channels == [[("微信",), ("电话",)], [("各渠道",)]]
    for group in page(replace(varied, stage=""), replace(shared, stage=""))["groups"][1:]:
        assert group["replies"][0]["wordings"][0]["channels"] == ()
    [plain] = page(shared, replace(shared, number=3))["groups"]
    assert [each["wordings"][0]["channels"] for each in plain["replies"]] == [(), ()]


def test_replies_without_stages_are_numbered() -> None:
    groups = page(reply(1), reply(2))["groups"]
    assert [(group["number"], group["stage"]) for group in groups] == [(1, ""), (2, "")]


def test_slots_facts_and_text_are_told_apart() -> None:
    segments = (
        Segment("text", "您好", "", 0, 2),
        Segment("slot", "{称呼}", "称呼", 2, 6),
        Segment("fact", "7天", "退货天数", 6, 12),
    )
    said = page(reply(1, wordings=(Wording(("电话",), segments),)))["groups"][0]["replies"][0]["wordings"][0]
    assert said == {
        "channels": ("电话",),
        "text": [("text", "您好"), ("slot", "称呼"), ("fact", "7天")],
        "long": False,
    }


def test_marks_of_a_reply() -> None:
    one, two = page(reply(1, fixed=True, image="尺码表"), reply(2, by="组长", by_agent=False, note="先问清"))["groups"]
    assert one["replies"][0]["marks"] == [("fixed", "原话"), ("plain", "配图 尺码表")]
    assert one["replies"][0]["note"] is None
    assert two["replies"][0]["marks"] == [("who", "由组长来说")]
    assert two["replies"][0]["note"] == {"text": "先问清", "long": False}


def test_a_sole_speaker_is_named_once() -> None:
    only = page(reply(1, by="专员", by_agent=False), reply(2, by="专员", by_agent=False))
    assert only["marks"] == [("who", "只由专员来说"), ("channel", "微信"), ("channel", "电话")]
    assert [group["replies"][0]["marks"] for group in only["groups"]] == [[], []]
    assert page(reply(1), reply(2))["marks"] == [("channel", "微信"), ("channel", "电话")]


def test_marks_of_a_script() -> None:
    marks = page(channels=(), effective="2026-12-01 20:00", expires="2026-12-12", pending=True, tags=("大促",))["marks"]
    assert marks == [
        ("when", "未生效，将于 2026-12-01 20:00 生效"),
        ("when", "用到 2026-12-12 为止"),
        ("plain", "#大促"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["客服部负责", "2027-02-01 前复核", "版本 3f2a91c", "2026-11-02 修改"]),
        (
            {"consult": ("产品部", "运营部"), "effective": "2026-11-01", "overdue": True},
            [
                *("客服部负责", "会签 产品部、运营部", "2026-11-01 起生效", "复核日 2027-02-01 已过"),
                *("版本 3f2a91c", "2026-11-02 修改"),
            ],
        ),
        (
            {"effective": "2026-12-01", "pending": True, "review_by": "", "version": Version()},
            ["客服部负责", "尚未提交"],
        ),
        (
            {"version": Version("3f2a91c", "2026-11-02", True)},
            ["客服部负责", "2027-02-01 前复核", "版本 3f2a91c", "2026-11-02 修改", "有未提交的修改"],
        ),
        ({"version": Version(modified=True)}, ["客服部负责", "2027-02-01 前复核", "尚未提交"]),
    ],
)
def test_who_answers_for_a_script(changes: dict[str, Any], expected: list[str]) -> None:
    assert page(**changes)["meta"] == expected


def test_escalation_and_related() -> None:
    assert page()["escalate"] is None
    done = page(
        escalate_to="主管", escalate_when="顾客要投诉", related=(Link("order/check", "核对订单", "order--check"),)
    )
    assert done["escalate"] == {"to": "转给主管", "when": "顾客要投诉"}
    assert done["related"] == [{"anchor": "order--check", "title": "核对订单"}]


def test_a_script_without_a_title_shows_its_id() -> None:
    assert page(title="")["title"] == "greeting/hello"


@pytest.mark.parametrize(
    ("text", "reply_is_long", "script_is_long"),
    [
        ("好" * 45, False, False),
        ("好\n" * 8, False, False),
        ("好\n" * 9, False, True),
        ("好\n" * 15, False, True),
        ("好\n" * 16, True, True),
        ("好" * 46 * 16, True, True),
    ],
)
def test_only_what_is_long_may_go_on_over_the_page(text: str, reply_is_long: bool, script_is_long: bool) -> None:
    script = page(reply(1, text))
    assert script["groups"][0]["replies"][0]["wordings"][0]["long"] is reply_is_long
    assert script["long"] is script_is_long


def test_a_stage_of_many_replies_may_go_on_over_the_page() -> None:
    few, many = (
        page(*(reply(number, "好\n好", stage="安抚", stage_number=1) for number in range(count)))["groups"][0]
        for count in (3, 5)
    )
    assert (few["long"], many["long"]) == (False, True)


def test_sections_at_the_back() -> None:
    sections = data(
        facts=(Term("退货天数", "7天", "签收后可退", "客服部", later=("2026-12-01 起：15天",)),),
        slots=(Term("工号", "8016", "您的工号", ""), Term("单号", "按后台", "快递单号", "", sensitive=True)),
        targets=(TargetRow("微信", "首次回复", "1分钟", "超时说明原因"),),
        left_out=(
            LeftOut("a/b", "双11议价", "议价语", "已于 2026-11-12 到期"),
            LeftOut("a/c", "a/c", "议价语", "读不出"),
        ),
    )["sections"]
    assert [section["title"] for section in sections] == ["公司口径", "要填的空", "服务目标", "未收录的话术"]
    assert all(len(section["widths"]) == len(section["head"]) == len(section["rows"][0]) for section in sections)
    facts, slots, targets, left_out = (section["rows"] for section in sections)
    assert facts == [
        [
            [("text", "退货天数")],
            [("strong", "7天"), ("quiet", "2026-12-01 起：15天")],
            [("text", "签收后可退")],
            [("text", "客服部")],
        ]
    ]
    assert slots[0] == [[("slot", "工号")], [("text", "您的工号")], [("text", "8016")]]
    assert slots[1][1] == [("text", "快递单号"), ("alarm", "顾客信息")]
    assert targets == [[[("text", "微信")], [("text", "首次回复")], [("strong", "1分钟")], [("text", "超时说明原因")]]]
    assert left_out[0] == [
        [("text", "双11议价"), ("quiet", "a/b")],
        [("text", "议价语")],
        [("text", "已于 2026-11-12 到期")],
    ]
    assert left_out[1][0] == [("text", "a/c")]


def test_no_section_without_rows() -> None:
    assert data()["sections"] == []
