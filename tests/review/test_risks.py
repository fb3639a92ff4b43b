from __future__ import annotations

from pathlib import Path

import pytest
from differing import PRICE, SECRET, SHOP, Files, difference, price
from shop_in_git import FACTS, SLOTS, script

RETURN = "scripts/dialogue/return.yaml"
TITLE = "《题目》"


def told(tmp_path: Path, before: Files, after: Files) -> list[tuple[str, str, str]]:
    return [(risk.code, risk.about, risk.sentence) for risk in difference(tmp_path, before, after).risks]


def both(more: str, say: str = "好") -> Files:
    return {RETURN: script("dialogue/return", say, more)}


@pytest.mark.parametrize(
    ("before", "after", "code", "sentence"),
    [
        (
            price("很值", "减10元"),
            price("很值", "减20元"),
            "concession-amount",
            "《太贵了》让得更多了：原来最多让 10 元，现在最多让 20 元",
        ),
        (
            price("很值", "打95折"),
            price("很值", "打9折"),
            "concession-amount",
            "《太贵了》让得更多了：原来最多打 9.5 折，现在最多打 9 折",
        ),
        (price("很值"), price("减5元"), "concession-amount", "《太贵了》新写了让步：让 5 元，原来没有这样的让步"),
        (
            price("很值", "减20元"),
            price("减15元", "减20元"),
            "concession-amount",
            "《太贵了》让得更早了：到“讲价值”这一级，现在就让 15 元",
        ),
        (
            price("减5元", "减20元"),
            price("减15元", "减20元"),
            "concession-amount",
            "《太贵了》让得更早了：到“讲价值”这一级，原来最多让 5 元，现在就让 15 元",
        ),
        (price("很值"), price("很值", "送您礼物"), "concession-rung", "《太贵了》的阶梯多让了一级，现在让到“送小礼”"),
        (
            price("很值", "送礼", "supervisor"),
            price("很值", "送礼", "leader"),
            "concession-authority",
            "《太贵了》第 2 条的让步，原来主管才能给，现在组长就能给",
        ),
    ],
)
def test_a_concession_is_raised(tmp_path: Path, before: str, after: str, code: str, sentence: str) -> None:
    assert told(tmp_path, {PRICE: before}, {PRICE: after}) == [(code, "bargaining/price", sentence)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (price("减20元"), price("减10元")),
        (price("打9折"), price("打95折")),
        (price("很值", "送礼"), price("很值")),
        (price("很值", "送礼", "leader"), price("很值", "送礼", "supervisor")),
        (price("很值", "减20元"), price("真的很值", "减20元")),
    ],
)
def test_giving_less_is_no_risk(tmp_path: Path, before: str, after: str) -> None:
    assert told(tmp_path, {PRICE: before}, {PRICE: after}) == []


def test_a_rung_that_more_people_may_say(tmp_path: Path) -> None:
    assert told(tmp_path, {}, {"huashu.yaml": SHOP.replace("by: supervisor", "by: leader")}) == [
        ("concession-authority", "bargaining", "议价语的“特批”，原来主管才能说，现在组长也能说"),
    ]


def test_a_fact_names_the_scripts_that_follow_it(tmp_path: Path) -> None:
    changed = {"terms/facts.yaml": FACTS.format(days="15天")}
    assert told(tmp_path, both("", "{退货天数}内可退"), changed) == [
        ("fact-changed", "退货天数", "口径“退货天数”从“7天”改成“15天”，1 条话术跟着改口：《题目》")
    ]
    assert told(tmp_path / "2", {}, changed) == [
        ("fact-changed", "退货天数", "口径“退货天数”从“7天”改成“15天”，目前没有话术用到它")
    ]


def test_a_fact_that_means_something_else_is_no_other_value(tmp_path: Path) -> None:
    after = FACTS.format(days="7天").replace("签收后可以退货的天数", "从签收算起")
    assert told(tmp_path, {}, {"terms/facts.yaml": after}) == []


def test_many_scripts_are_counted(tmp_path: Path) -> None:
    before = {
        f"scripts/dialogue/s{at}.yaml": script(f"dialogue/s{at}", "{退货天数}内").replace("题目", f"题{at}")
        for at in range(7)
    }
    ((_code, _about, sentence),) = told(tmp_path, before, {"terms/facts.yaml": FACTS.format(days="9天")})
    assert sentence == "口径“退货天数”从“7天”改成“9天”，7 条话术跟着改口：《题0》《题1》《题2》《题3》《题4》等"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (both("    fixed: true\n"), both("    fixed: true\n", "好的"), "《题目》第 1 条是一字不改的原话，这次改了字"),
        (both("    fixed: true\n"), both(""), "《题目》第 1 条原来要一字不改，现在可以自己改着说了"),
        (
            both("    fixed: true\n  - say: |-\n      再见\n"),
            {RETURN: script("dialogue/return", "再见")},
            "《题目》删掉了一条一字不改的原话（原来的第 1 条）",
        ),
    ],
)
def test_fixed_wording(tmp_path: Path, before: Files, after: Files, sentence: str) -> None:
    assert told(tmp_path, before, after) == [("fixed-wording", "dialogue/return", sentence)]


@pytest.mark.parametrize(
    ("before", "after", "code", "sentence"),
    [
        ("    by: specialist\n", "", "said-by-more", "《题目》第 1 条原来专员才能说，现在客服也能说"),
        ("    by: leader\n", "    by: specialist\n", "said-by-more", "《题目》第 1 条原来组长才能说，现在专员也能说"),
        (
            "escalate:\n  to: leader\n  when: |-\n    生气\n",
            "",
            "escalation-removed",
            "《题目》原来说明什么时候转给组长，现在不再转了",
        ),
        ("expires: 2026-11-12\n", "", "expiry-removed", "《题目》原来到 2026-11-12 为止，现在一直有效"),
        (
            "expires: 2026-11-12\n",
            "expires: 2026-12-12\n",
            "expiry-later",
            "《题目》的截止时间推后了：从 2026-11-12 推到 2026-12-12",
        ),
    ],
)
def test_what_is_loosened(tmp_path: Path, before: str, after: str, code: str, sentence: str) -> None:
    assert told(tmp_path, both(before), both(after)) == [(code, "dialogue/return", sentence)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "    by: leader\n"),
        ("    by: specialist\n", "    by: supervisor\n"),
        ("", "    fixed: true\n"),
        ("", "expires: 2026-11-12\n"),
        ("expires: 2026-12-12\n", "expires: 2026-11-12\n"),
        ("", "escalate:\n  to: leader\n  when: |-\n    生气\n"),
    ],
)
def test_what_is_tightened_is_no_risk(tmp_path: Path, before: str, after: str) -> None:
    assert told(tmp_path, both(before), both(after)) == []


def test_a_customers_data_newly_spoken(tmp_path: Path) -> None:
    slots: Files = {"terms/slots.yaml": SLOTS + SECRET}
    expected = [("sensitive-slot", "dialogue/return", "《题目》里新说出了顾客信息：手机号")]
    assert told(tmp_path, {**slots, **both("")}, both("", "尾号{手机号}对吗")) == expected
    assert told(tmp_path / "2", slots, both("", "尾号{手机号}对吗")) == expected
    assert told(tmp_path / "3", {**slots, **both("", "{手机号}")}, both("", "是{手机号}")) == []


def test_a_slot_is_loosened(tmp_path: Path) -> None:
    loose = SECRET.replace("    sensitive: true\n", "").replace("masked", "whole")
    assert told(tmp_path, {"terms/slots.yaml": SLOTS + SECRET}, {"terms/slots.yaml": SLOTS + loose}) == [
        ("slot-loosened", "手机号", "“手机号”不再算顾客信息"),
        ("slot-loosened", "手机号", "“手机号”原来不能整个说出来，现在放宽了"),
    ]


def test_rules_and_words_in_one_change(tmp_path: Path) -> None:
    assert told(tmp_path, both(""), {**both("", "好的"), "rules/a.yaml": "id: a\n"}) == [
        ("governance-mixed", "rules/a.yaml", "话术和规矩（rules/a.yaml）改在一起了，审批不会放行，请分开提交")
    ]
