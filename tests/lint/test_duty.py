"""Who may say a script, to whom it is handed over, which class it carries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]

BY = "id: structure/by\ncheck: by\nwith:\n  roles:\n    - specialist\n    - supervisor\nmessage: '{name}不行，要{names}'\n"
MISSING = "id: structure/out\ncheck: escalation\nwith:\n  problem: missing\n"
ABOVE = "id: structure/up\ncheck: escalation\nwith:\n  problem: not-above\nmessage: '{stage}转给{name}'\n"
TAGS = (
    "id: structure/class\ncheck: tags\nwith:\n  one_of:\n    - 甲\n    - 乙\n    - 丙\n  max: 1\nmessage: '{count}'\n"
)


def script(*roles: str, escalate: str = "", tags: str = "") -> tuple[str, bytes]:
    lines = [
        "id: dialogue/a",
        "title: 标题",
        "owner: cs",
        "review_by: 2027-01-01",
        "channels:",
        "  - livechat",
        "replies:",
    ]
    for role in roles or ("",):
        lines += ["  - say: |-", "      您好"] + ([f"    by: {role}"] if role else [])
    if escalate:
        lines += ["escalate:", f"  to: {escalate}", "  when: |-", "    顾客着急"]
    if tags:
        lines += ["tags:", *(f"  - {tag}" for tag in tags)]
    return "scripts/dialogue/a.yaml", "\n".join(lines).encode()


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(finding.field, finding.matched, finding.message) for finding in findings]


def test_only_the_named_roles_may_speak(rule: Make, judge: Judge) -> None:
    found = judge([rule(BY)], script("specialist", "leader", "", "supervisor"))
    assert shown(found) == [
        ("replies/1/by", "leader", "组长不行，要专员、主管"),
        ("replies/2/say", "您好", "客服不行，要专员、主管"),
    ]


def test_by_heeds_the_tags_of_the_rule(rule: Make, judge: Judge) -> None:
    tagged = rule(BY + "where:\n  tags:\n    - 差\n")
    assert shown(judge([tagged], script("agent", tags="好"))) == []
    assert [field for field, _matched, _message in shown(judge([tagged], script("agent", tags="差")))] == [
        "replies/0/by"
    ]


@pytest.mark.parametrize(
    ("escalate", "missing"), [("", [("title", "标题", "不对")]), ("leader", [])], ids=["none", "named"]
)
def test_a_script_names_to_whom_it_is_handed_over(
    rule: Make, judge: Judge, escalate: str, missing: list[tuple[str, str, str]]
) -> None:
    assert shown(judge([rule(MISSING)], script(escalate=escalate))) == missing


@pytest.mark.parametrize(
    ("first", "to", "above"),
    [
        ("agent", "leader", True), ("agent", "specialist", True), ("leader", "supervisor", True),
        ("specialist", "supervisor", True), ("leader", "leader", False), ("specialist", "leader", False),
        ("leader", "specialist", False), ("supervisor", "supervisor", False),
    ],
)  # fmt: skip
def test_it_is_handed_over_to_one_who_may_decide_more(
    rule: Make, judge: Judge, first: str, to: str, above: bool
) -> None:
    found = shown(judge([rule(ABOVE)], script(first, "supervisor", escalate=to)))
    assert [field for field, _matched, _message in found] == ([] if above else ["escalate/to"])


def test_who_speaks_first_and_who_takes_over_are_named(rule: Make, judge: Judge) -> None:
    found = shown(judge([rule(ABOVE)], script("specialist", escalate="leader")))
    assert found == [("escalate/to", "leader", "专员转给组长")]
    assert shown(judge([rule(ABOVE)], script("specialist"))) == []


def test_a_script_carries_one_tag_of_a_group(rule: Make, judge: Judge) -> None:
    assert shown(judge([rule(TAGS)], script(tags="丁"))) == [("title", "标题", "0")]
    assert shown(judge([rule(TAGS)], script(tags="丁乙"))) == []
    assert shown(judge([rule(TAGS)], script(tags="乙丁甲丙"))) == [("tags/2", "甲", "3"), ("tags/3", "丙", "3")]


def test_without_a_limit_any_number_of_the_tags_will_do(rule: Make, judge: Judge) -> None:
    assert shown(judge([rule(TAGS.replace("  max: 1\n", ""))], script(tags="甲乙丙"))) == []
