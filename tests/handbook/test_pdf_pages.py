"""The data of the PDF: which words stand where, before any layout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from handbook_values import entry, handbook, reply, wording

from huashu.handbook.chapters import (
    Link,
    ReplyEntry,
    SceneChapter,
    Version,
    Wording,
)
from huashu.handbook.pdf_pages import entry_page, pages, picture_file
from huashu.model.effective import Segment
from huashu.store.extras import Picture


def page(*replies: ReplyEntry, **changes: Any) -> Any:
    return entry_page(entry(*replies, **changes))


def data(*scenes: SceneChapter, **changes: Any) -> Any:
    return pages(handbook(*scenes, **changes))


def test_cover_says_what_and_of_when() -> None:
    book = data(counts={"scenes": 10, "scripts": 64, "replies": 252})
    assert (book["name"], book["year"], book["month"], book["day"]) == ("青禾衣橱", 2026, 11, 21)
    assert book["edition"] == "2026-11-21 版 · 3f2a91c"
    assert book["draft"] is None
    assert book["cover"]["edition"] == "2026-11-21 版"
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
    assert channels == [["微信", "电话"], ["各渠道"]]
    for group in page(replace(varied, stage=""), replace(shared, stage=""))["groups"][1:]:
        assert group["replies"][0]["wordings"][0]["channels"] == ""
    [plain] = page(shared, replace(shared, number=3))["groups"]
    assert [each["wordings"][0]["channels"] for each in plain["replies"]] == ["", ""]


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
        "channels": "电话",
        "text": [("text", "您好"), ("slot", "称呼"), ("fact", "7天")],
    }


def test_marks_of_a_reply() -> None:
    one, two = page(reply(1, fixed=True, image="尺码表"), reply(2, by="组长", by_agent=False, note="先问清"))["groups"]
    assert one["replies"][0]["marks"] == [("fixed", "原话")]
    assert one["replies"][0]["note"] == ""
    assert two["replies"][0]["marks"] == [("who", "由组长来说")]
    assert two["replies"][0]["note"] == "先问清"


def test_a_sole_speaker_is_named_once() -> None:
    only = page(reply(1, by="专员", by_agent=False), reply(2, by="专员", by_agent=False))
    assert only["marks"] == [("who", "只由专员来说"), ("channel", "微信 · 电话")]
    assert [group["replies"][0]["marks"] for group in only["groups"]] == [[], []]
    assert page(reply(1), reply(2))["marks"] == [("channel", "微信 · 电话")]


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
    assert page(**changes)["meta"] == "\u3000".join(expected)


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
    ("text", "script_is_long"),
    [("好" * 45, False), ("好\n" * 8, False), ("好\n" * 9, True), ("好" * 46 * 16, True)],
)
def test_only_what_is_long_may_go_on_over_the_page(text: str, script_is_long: bool) -> None:
    assert page(reply(1, text))["long"] is script_is_long


def test_a_stage_of_many_replies_may_go_on_over_the_page() -> None:
    few, many = (
        page(*(reply(number, "好\n好", stage="安抚", stage_number=1) for number in range(count)))["groups"][0]
        for count in (3, 5)
    )
    assert (few["long"], many["long"]) == (False, True)


PICTURE = Picture("size-chart.png", "尺码表：S 到 XL", "image/png", b"bytes")


def test_pictures_carry_their_words() -> None:
    [shown, unknown] = (
        entry_page(entry(reply(1, image=name)), {"size-chart": PICTURE})["groups"][0]["replies"][0]["picture"]  # type: ignore[index]
        for name in ("size-chart", "gone")
    )
    assert shown == {"name": "配图 size-chart", "alt": "尺码表：S 到 XL", "file": picture_file(PICTURE)}
    assert unknown == {"name": "配图 gone", "alt": "找不到这张图", "file": None}
    silent = entry_page(entry(reply(1, image="x")), {"x": replace(PICTURE, alt="")})
    assert silent["groups"][0]["replies"][0]["picture"]["alt"] == "配图 x，还没有文字说明"  # type: ignore[index]


def test_news_are_marked_and_listed() -> None:
    scene = SceneChapter(
        "a",
        "甲",
        "plain",
        (),
        (entry(news="new"), entry(news="changed", anchor="b", title="乙"), entry(anchor="c", title="丙")),
    )
    book = data(scene)
    assert book["approval"]["news"] == [
        {"kind": "新增", "title": "初次问候", "anchor": "greeting--hello"},
        {"kind": "有改动", "title": "乙", "anchor": "b"},
    ]
    assert [script["news"] for script in book["scenes"][0]["entries"]] == [True, True, False]
    assert [script["marks"][0] for script in book["scenes"][0]["entries"]] == [
        ("news", "新增"),
        ("news", "有改动"),
        ("channel", "微信 · 电话"),
    ]
    assert book["cover"]["legend"][-1] == ["bar", "", "比上次发布新增，或者有改动"]
