"""Times that scripts promise."""

from __future__ import annotations

import pytest

from huashu.lint.promises import Topics, promised_by_name, promises, sentence

DAY = 1440


@pytest.mark.parametrize(
    ("text", "said", "amount"),
    [
        ("退款3天到账", "3天", ("", 3 * DAY, 3 * DAY)),
        ("退款 3 天内到账", "3 天", ("", 3 * DAY, 3 * DAY)),
        ("退款72小时到账", "72小时", ("", 3 * DAY, 3 * DAY)),
        ("退款三天到账", "三天", ("", 3 * DAY, 3 * DAY)),
        ("二十七天内", "二十七天", ("", 27 * DAY, 27 * DAY)),
        ("１５天内", "１５天", ("", 15 * DAY, 15 * DAY)),
        ("一周内", "一周", ("", 7 * DAY, 7 * DAY)),
        ("两天内到账", "两天", ("", 2 * DAY, 2 * DAY)),
        ("1到3天到账", "1到3天", ("", DAY, 3 * DAY)),
        ("1-3个工作日", "1-3个工作日", ("工作日", 1, 3)),
        ("3工作日", "3工作日", ("工作日", 3, 3)),
        ("30分钟内", "30分钟", ("", 30, 30)),
        ("1.5小时", "1.5小时", ("", 90, 90)),
        ("保修一年", "一年", ("年", 1, 1)),
        ("3个月", "3个月", ("月", 3, 3)),
    ],
)
def test_a_time_is_read(text: str, said: str, amount: tuple[str, float, float]) -> None:
    (found,) = promises([text])
    assert (text[found.start : found.end], found.amount, found.text, found.fact) == (said, amount, 0, "")


@pytest.mark.parametrize(
    "text",
    [
        "第3天",
        "这两天",
        "前三天",
        "等了3天",
        "已经3天",
        "3天前",
        "一天比一天好",
        "过两天",
        "今天",
        "7天没更新",
        "十几天",
    ],
)
def test_what_nobody_promises(text: str) -> None:
    assert list(promises([text])) == []


def test_texts_are_told_apart() -> None:
    found = list(promises(["3天内", "好", "5天内，7天内"]))
    assert [(one.text, one.start, one.end) for one in found] == [(0, 0, 2), (2, 0, 2), (2, 4, 6)]


def test_facts_promise_by_their_names() -> None:
    facts = {"到账": "3个工作日", "店名": "青禾", "满减": "满300元减30元"}
    found = list(promised_by_name(["{到账}内退款", "{店名}{满减}", "好{到账}"], facts))
    assert [(one.text, one.start, one.end, one.fact) for one in found] == [(0, 0, 4, "到账"), (2, 1, 5, "到账")]
    assert found[0].amount == ("工作日", 3, 3)
    assert list(promised_by_name(["{店名}"], {"店名": "青禾"})) == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("退款3天到账", "退款"),
        ("3天内给您退货，退款另说", "退货"),
        ("发货要2天，退款3天", "退款"),
        ("签收3天内，可以退货", "退货"),
        ("关于退货，3天内都行，发货另说", "发货"),  # what follows is nearer to what is promised
        ("关于退货，3天内都行", "退货"),
        ("可以退货。3天内联系我", ""),
        ("3天内联系我", ""),
    ],
)
def test_what_a_time_is_about(text: str, topic: str) -> None:
    topics = Topics({"退款": "退款", "退货": "退货", "发货": "发货"})
    found = next(one for one in promises([text]) if text[one.start] == "3")
    assert topics.about(text, found.start, found.end) == topic


def test_the_sentence_around_a_place() -> None:
    assert sentence("您好。预售款，3天内发。谢谢", 8, 10) == "预售款，3天内发"
