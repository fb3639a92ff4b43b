"""What takes the edge off a no: a next step, an apology, an if."""

from __future__ import annotations

import pytest

from huashu.lint.excuses import excused


def holds(name: str, marked: str) -> bool:
    """Whether the excuse holds for the match between ⟨ and ⟩."""
    start, end = marked.index("⟨"), marked.index("⟩") - 1
    return excused([name], marked.replace("⟨", "").replace("⟩", ""), start, end)


@pytest.mark.parametrize(
    "said",
    [
        "地址⟨改不了⟩了，等到站以后我请师傅转送",
        "⟨没权限⟩改价，我这就请主管来",
        "⟨没货了⟩，同款白色还有",
        "今天⟨发不出⟩，最晚明天中午发",
        "颜色⟨改不了⟩，您重新拍一单就行",
        "再低⟨做不到⟩，不过能给您备注小礼",
        "⟨退不了⟩差价，我补您一张券",
        "这个我⟨不清楚⟩，{预计时间}前回您",
    ],
)
def test_a_next_step(said: str) -> None:
    assert holds("next-step", said)


@pytest.mark.parametrize(
    "said",
    [
        "⟨退不了⟩的哦，亲",
        "抱歉，目前⟨无法为您解决⟩",
        "我们⟨无法再为您提供退换⟩服务，感谢您的理解",
        "这边给您⟨退不了⟩",
        "您的申请我们⟨不能通过⟩",
        "这个我⟨不清楚⟩，也没人能告诉您",
        "⟨做不到⟩，您再看看吧",
        "⟨不支持⟩，请您谅解",
    ],
)
def test_no_next_step(said: str) -> None:
    assert not holds("next-step", said)


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("前面的同事让您⟨说了三遍⟩", True),
        ("对不起，您⟨说了三遍⟩还没办好", True),
        ("您⟨问了五遍了⟩，辛苦了", True),
        ("我⟨说了三遍⟩了", False),
        ("谁让您⟨没看清⟩，对不起也没用", False),
    ],
)
def test_the_customers_trouble_told_as_ours(said: str, ours: bool) -> None:
    assert holds("sorry", said) is ours


@pytest.mark.parametrize(
    ("said", "supposed"),
    [
        ("如果付款后⟨改不了⟩，您联系我", True),
        ("怕您⟨看错⟩，再核对一次", True),
        ("⟨退不了⟩的话我来赔", True),
        ("⟨拍错⟩也没关系", True),
        ("颜色⟨改不了⟩", False),
        ("如果不合适，颜色⟨改不了⟩", False),
    ],
)
def test_what_might_be(said: str, supposed: bool) -> None:
    assert holds("supposed", said) is supposed
