"""What the rungs of a ladder give, and where a later one gives less."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]
SHRINKING = (
    "id: structure/shrinking\ncheck: ladder\nwith:\n  problem: shrinking\nmessage: '{stage}的{word}少于{name}'\n"
)


def ladder(*replies: tuple[str, str], phone: str = "") -> tuple[str, bytes]:
    lines = ["id: bargaining/a", "title: 标题", "owner: cs", "review_by: 2027-01-01", "channels:", "  - livechat"]
    lines += ["  - phone"] if phone else []
    lines.append("replies:")
    for rung, say in replies:
        lines += [f"  - rung: {rung}", "    say: |-", f"      {say}"]
    lines += ["    variants:", "      phone: |-", f"        {phone}"] if phone else []
    return "scripts/bargaining/a.yaml", "\n".join(lines).encode()


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.field, finding.matched) for finding in findings]


@pytest.mark.parametrize(
    ("first", "second", "less"),
    [
        ("满300元减30元", "申请了一张20元的券", "20元的券"),
        ("满300元减30元", "申请了一张30元的券", None),
        ("先给您9折", "这单9.5折", "9.5折"),
        ("先给您9折", "这单8.8折", None),
        ("减30元", "给您9.5折", None),  # money and tenths are not weighed against each other
        ("减30元", "再减5元", None),
        ("减30元", "给您20元的券，和满减一起用", None),
        ("满300元", "减5元", None),  # a threshold is no gift
        ("减 30 元", "便宜20块", "便宜20块"),
        ("给您50元红包", "优惠40元", "优惠40元"),
        ("减30元", "减20元，再送袜子", None),
    ],
)
def test_a_later_rung_gives_no_less(rule: Make, judge: Judge, first: str, second: str, less: str | None) -> None:
    found = judge([rule(SHRINKING)], ladder(("value", first), ("coupon", second)))
    assert shown(found) == ([("replies/1/say", less)] if less else [])


def test_the_rung_that_gave_more_is_named(rule: Make, judge: Judge) -> None:
    found = judge([rule(SHRINKING)], ladder(("value", "减10元"), ("coupon", "减30元"), ("special", "减20元")))
    assert [(finding.field, finding.message) for finding in found] == [("replies/2/say", "特批的减20元少于申请券")]


def test_replies_of_one_rung_are_not_weighed_against_each_other(rule: Make, judge: Judge) -> None:
    assert shown(judge([rule(SHRINKING)], ladder(("coupon", "减30元"), ("coupon", "减20元")))) == []


def test_each_channel_is_weighed_by_itself(rule: Make, judge: Judge) -> None:
    written = ladder(("value", "减30元"), ("special", "减40元"), phone="减20元")
    assert shown(judge([rule(SHRINKING)], written)) == [("replies/1/variants/phone", "减20元")]
