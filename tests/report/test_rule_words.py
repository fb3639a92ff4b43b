"""Rules in plain words: where they look, and their parameters in the words of the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huashu.model.rule import Rule, Where
from huashu.model.source import Source
from huashu.report.rule_words import Parameter, check_words, looks_at, parameters
from huashu.store import settings

SHOP = settings.load(Path(__file__).parents[2])


def made(check: str = "existence", where: Where = Where(), **params: Any) -> Rule:  # noqa: B008
    return Rule("tone/a", "标题", "error", where, check, params, "不对", "", {}, "", Source("rules/tone/a.yaml", ""))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (Where(), "各场景里客服说的话"),
        (Where(scenes=("bargaining", "payment")), "议价语、支付用语里客服说的话"),
        (Where(not_scenes=("farewell",), parts=("title", "asks")), "除欢送语以外，各场景里标题、顾客问法"),
        (Where(channels=("phone",), place="first"), "各场景里客服说的话；只看电话的说法；只看第一句"),
        (
            Where(not_channels=("phone", "wechat"), place="last"),
            "各场景里客服说的话；不看电话、微信的说法；只看最后一句",
        ),
        (Where(stages=("calm",), by=("leader",)), "各场景里客服说的话；只看“安抚”这一步；只看由组长说的"),
        (Where(tags=("大促",), not_tags=("旧",)), "各场景里客服说的话；只看带“大促”标签的话术；不看带“旧”标签的话术"),
    ],
)
def test_where_a_rule_looks(where: Where, told: str) -> None:
    assert looks_at(made(where=where), SHOP) == told


def test_some_checks_judge_more_than_texts() -> None:
    assert looks_at(made("schema"), SHOP) == "每个文件本身的写法"
    assert looks_at(made("unique", field="asks"), SHOP) == "整个话术库，所有话术放在一起看"
    assert looks_at(made("facts", problem="unused"), SHOP) == "整个话术库，所有话术放在一起看"
    assert looks_at(made("facts", problem="typed"), SHOP) == "各场景里客服说的话"
    assert looks_at(made("ladder", Where(scenes=("bargaining",))), SHOP) == "议价语里每条话术"
    assert looks_at(made("references", field="owner"), SHOP) == "每条话术"


def test_parameters_come_in_the_order_and_words_of_the_schema() -> None:
    assert parameters(made("occurrence", max=1, words=["不", "没"], per="reply")) == (
        Parameter("words", "词语", ("不", "没"), True),
        Parameter("max", "上限", ("1",), False),
        Parameter("per", "按什么算", ("每句",), False),
    )
    assert parameters(made("substitution", swap={"你": "您"})) == (Parameter("swap", "替换表", ("你 → 您",), True),)
    assert parameters(made("sequence", steps=["calm"], complete=True))[1].items == ("是",)
    assert parameters(made("characters", forbid=["kangxi"]))[0].items == ("康熙部首，看着像汉字其实不是",)


def test_a_check_is_explained() -> None:
    assert check_words("existence") == ("出现就报", "文字里出现了不该出现的词。每出现一次报一处。")
