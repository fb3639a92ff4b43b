"""The back of the PDF as data: tables, and customers' questions in the order in which they are looked up."""

from __future__ import annotations

from typing import Any

import pytest
from handbook_values import entry, handbook

from huashu.handbook.chapters import LeftOut, SceneChapter, TargetRow, Term
from huashu.handbook.pdf_back import index, sections


def indexed(*scripts: tuple[str, tuple[str, ...]]) -> Any:
    entries = tuple(entry(anchor=anchor, asks=asks) for anchor, asks in scripts)
    return index(handbook(SceneChapter("a", "甲", "plain", (), entries)))


def test_sections_at_the_back() -> None:
    book = handbook(
        facts=(Term("退货天数", "7天", "签收后可退", "客服部", later=("2026-12-01 起：15天",)),),
        slots=(Term("工号", "8016", "您的工号", ""), Term("单号", "按后台", "快递单号", "", sensitive=True)),
        targets=(TargetRow("微信", "首次回复", "1分钟", "超时说明原因"),),
        left_out=(
            LeftOut("a/b", "双11议价", "议价语", "已于 2026-11-12 到期"),
            LeftOut("a/c", "a/c", "议价语", "读不出"),
        ),
    )
    tables: Any = list(sections(book))
    assert [table["title"] for table in tables] == ["公司口径", "要填的空", "服务目标", "未收录的话术"]
    assert all(len(table["widths"]) == len(table["head"]) == len(table["rows"][0]) for table in tables)
    facts, slots, targets, left_out = (table["rows"] for table in tables)
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
    assert list(sections(handbook())) == []


def test_questions_by_sound_under_their_letters() -> None:
    found = indexed(
        ("a", ("退款多久到账", "24小时能到吗", "太贵了")),
        ("b", ("便宜点", "VIP能打折吗", "？？", "退货要多久", "太贵了", "太贵了", "包邮吗")),
    )
    assert found == [
        {"letter": "B", "asks": [("包邮吗", ["b"])]},
        {"letter": "P", "asks": [("便宜点", ["b"])]},
        {"letter": "T", "asks": [("太贵了", ["a", "b"]), ("退货要多久", ["b"]), ("退款多久到账", ["a"])]},
        {"letter": "V", "asks": [("VIP能打折吗", ["b"])]},
        {"letter": "0–9", "asks": [("24小时能到吗", ["a"])]},
        {"letter": "#", "asks": [("？？", ["b"])]},
    ]


@pytest.mark.parametrize(
    ("ask", "letter"),
    [("还没发货吗", "H"), ("重新发一件", "C"), ("银行卡退不了", "Y"), ("长袖有吗", "C"), ("M码偏大吗", "M")],
)
def test_characters_with_several_sounds_stand_where_people_say_them(ask: str, letter: str) -> None:
    assert [group["letter"] for group in indexed(("a", (ask,)))] == [letter]


def test_without_questions_there_is_no_index() -> None:
    assert indexed(("a", ())) == []
