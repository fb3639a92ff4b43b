"""Values of facts, where the sentence means the fact."""

from __future__ import annotations

import pytest

from huashu.lint.typed import near_words, typed
from huashu.model.library import DatedValue, Fact
from huashu.model.script import Text
from huashu.model.source import Scalar

PLACE = Text("", Scalar("", "", 0, 0, -1, ""), "")


def fact(
    name: str, value: str, means: str = "", near: tuple[str, ...] = (), dated: tuple[DatedValue, ...] = ()
) -> Fact:
    return Fact(name, value, means, "cs", dated, PLACE, near)


def found(facts: list[Fact], text: str) -> list[tuple[str, str]]:
    finder = typed({one.name: one for one in facts})
    return [(text[start:end], names) for start, end, names in finder.find(text)] if finder else []


RETURN = fact("退货天数", "7天", "签收后可以无理由退换的天数，从签收次日零点起算")
POST = fact("包邮门槛", "99元", "一个订单满多少元包邮")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("签收7天内都行", [("7天", "{退货天数}")]),
        ("七日内退货", [("七日", "{退货天数}")]),
        ("洗了7天。可以退货", []),
        ("洗了7天，可以退货", [("7天", "{退货天数}")]),
        ("6月7日退货", []),
        ("满99包邮，99块钱包邮", [("满99", "{包邮门槛}"), ("99块钱", "{包邮门槛}")]),
        ("满99减10", []),
        ("这条99元", []),
    ],
)
def test_only_where_the_sentence_means_it(text: str, result: list[tuple[str, str]]) -> None:
    assert found([RETURN, POST], text) == result


def test_near_goes_before_the_name() -> None:
    one = fact("退货天数", "7天", "退货", near=("无理由",))
    assert near_words(one) == ("无理由",)
    assert found([one], "退货7天") == []
    assert found([one], "7天无理由") == [("7天", "{退货天数}")]


def test_of_two_facts_with_one_value_the_one_that_is_meant() -> None:
    facts = [fact("发货时限", "48小时", near=("发货",)), fact("破损反馈时限", "48小时", near=("破损",))]
    assert found(facts, "48小时内发货") == [("48小时", "{发货时限}")]
    assert found(facts, "发货后48小时内反馈破损") == [("48小时", "{发货时限}、{破损反馈时限}")]


def test_values_that_can_mean_nothing_else() -> None:
    facts = [fact("满减优惠", "满300元减30元", "全店"), fact("新客券", "10元新客券", "首单")]
    assert [word for word, _names in found(facts, "满300块减30块，送10块新客券")] == ["满300块减30块", "10块新客券"]


def test_a_fact_of_which_nothing_is_known_is_found_anywhere() -> None:
    assert found([fact("甲", "5件")], "有5件") == [("5件", "{甲}")]


def test_no_numbers_no_finder() -> None:
    assert typed({"店铺名": fact("店铺名", "青禾衣橱")}) is None
