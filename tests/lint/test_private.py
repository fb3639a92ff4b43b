"""The checks of personal data and of characters in whole libraries: what facts, slots and the language say of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from huashu.lint.checks.spoken import manner
from huashu.lint.engine import lint
from huashu.model.finding import Finding
from huashu.model.library import Settings, Slot
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Scalar
from huashu.store.library import assemble

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]
PLACE = Text("", Scalar("", "", 0, 0, -1, ""), "")


def script(*texts: str) -> tuple[str, bytes]:
    body = "".join(f"  - say: |-\n      {text}\n" for text in texts)
    head = "id: dialogue/a\ntitle: 标题\nowner: cs\nreview_by: 2027-01-01\nchannels:\n  - livechat\n"
    return "scripts/dialogue/a.yaml", f"{head}replies:\n{body}".encode()


def test_a_number_that_a_fact_brings_in_is_the_companys(rule: Make, judge: Judge) -> None:
    phone = rule("id: privacy/phone\ncheck: pii\nwith:\n  kinds:\n    - phone\nmessage: '{word}'\n")
    facts = "facts:\n  热线:\n    value: 010-62345678\n    means: 热线\n    owner: cs\n"
    found = judge([phone], ("terms/facts.yaml", facts.encode()), script("请打{热线}", "请打010-62345678"))
    assert [(f.field, f.matched, f.message) for f in found] == [("replies/1/say", "010-62345678", "010-62345678")]


@pytest.mark.parametrize(
    ("name", "slot", "way"),
    [
        ("手机号", None, "masked"),
        ("收货电话", None, "masked"),
        ("客服电话", None, "whole"),
        ("会员卡号", None, "whole"),
        ("手机尾号", None, "whole"),
        ("单号", None, "whole"),
        ("生日", ("生日", "", True, ""), "masked"),
        ("单号", ("单号", "", True, "whole"), "whole"),
        ("生日", ("生日", "", False, "never"), "never"),
        ("电话", ("只说后四位", "", True, ""), "whole"),
        ("电话", ("电话", "138****8000", True, ""), "whole"),
        ("生日", ("生日", "", False, ""), "whole"),
        ("身份证号", ("证件", "", False, ""), "masked"),
    ],
)
def test_how_much_of_a_slot_may_be_said(name: str, slot: tuple[str, str, bool, str] | None, way: str) -> None:
    means, example, sensitive, spoken = slot or ("", "", False, "")
    assert manner(name, Slot(name, means, example, sensitive, PLACE, spoken) if slot else None) == way


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("尾号{手机号}", []),
        ("{手机号}的后四位", []),
        ("138****{手机号}", []),
        ("尾号对吗？手机{手机号}", ["{手机号}"]),
        ("手机{手机号}，尾号不用说", ["{手机号}"]),
        ("手机{手机号}和{手机号}", ["{手机号}", "{手机号}"]),
    ],
)
def test_beside_a_slot_the_sentence_may_say_that_it_is_a_part(
    rule: Make, judge: Judge, text: str, found: list[str]
) -> None:
    back = rule("id: privacy/back\ncheck: slots\nwith:\n  problem: spoken\nmessage: '{name}'\n")
    assert [f.matched for f in judge([back], script(text))] == found


def test_traditional_characters_are_at_home_in_a_traditional_library(rule: Make, shop: Settings) -> None:
    mixed = rule("id: hygiene/mixed\ncheck: characters\nwith:\n  forbid:\n    - traditional\nmessage: '{suggestion}'\n")
    for language, messages in (("zh-CN", ["谢谢"]), ("", ["谢谢"]), ("zh-TW", []), ("zh-Hant-HK", [])):
        library = assemble(replace(shop, language=language), [script("謝謝您")])
        now = datetime(2026, 6, 1, tzinfo=shop.timezone)
        assert [f.message for f in lint(library, [mixed], now)] == messages, language


@pytest.mark.parametrize(
    ("forbid", "text", "edits"),
    [
        ("zero-width", "您\u200b好", [""]),
        ("kangxi", "\u2f24码", ["大"]),
        ("kangxi", "\u2e80码", [None]),
        ("private-use", "\ue000", [None]),
        ("full-width-ascii", "Ｍ１码", ["M1"]),
        ("compatibility", "福\uf9dd", ["利"]),
        ("unassigned", "\u0378好", [None]),
        ("homoglyph", "\u041c码", ["M"]),
    ],
)
def test_what_is_meant_is_written_where_it_is_known(
    rule: Make, judge: Judge, forbid: str, text: str, edits: list[str | None]
) -> None:
    one = rule(f"id: hygiene/one\ncheck: characters\nwith:\n  forbid:\n    - {forbid}\n")
    found = judge([one], script(text))
    assert [f.fix.edits[0].text if f.fix else None for f in found] == edits
