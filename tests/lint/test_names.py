"""The checks of what replies refer to, where the rules' own examples do not reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.lint.checks import names
from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]


def file(body: str, name: str = "a") -> tuple[str, bytes]:
    head = f"id: dialogue/{name}\ntitle: 标题{name}\nowner: cs\nreview_by: 2027-01-01\nchannels:\n  - livechat\n"
    return f"scripts/dialogue/{name}.yaml", (head + body).encode()


def said(*texts: str) -> str:
    return "replies:\n" + "".join(f"  - say: |-\n      {text}\n" for text in texts)


def columns(findings: tuple[Finding, ...]) -> list[tuple[int, str]]:
    return [(finding.start.column - 7, finding.matched) for finding in findings]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("{工号}好{坏", [(5, "{")]),
        ("坏}{工号}好", [(1, "}")]),
        ("{{工号}}", [(0, "{"), (5, "}")]),
        ("}{", [(0, "}"), (1, "{")]),
        ("｛工号｝", [(0, "｛"), (3, "｝")]),
        ("{}{ 工号}", [(0, "{"), (1, "}"), (2, "{"), (6, "}")]),
        ("{工号}和{退货天数}", []),
    ],
)
def test_braces_that_are_no_names(rule: Make, judge: Judge, text: str, places: list[tuple[int, str]]) -> None:
    odd = rule("id: structure/odd\ncheck: slots\nwith:\n  problem: malformed\n")
    assert columns(judge([odd], file(said(text)))) == places


def test_only_the_unknown_name_among_known_ones(rule: Make, judge: Judge) -> None:
    unknown = rule("id: facts/unknown\ncheck: facts\nwith:\n  problem: undeclared\nmessage: '{name} {suggestion}'\n")
    found = judge([unknown], file(said("{工号}{退货天}")))
    assert [(f.matched, f.message) for f in found] == [("{退货天}", "退货天 {退货天数}")]
    assert judge([unknown], file(said("{工号}"))) == ()


def test_each_problem_of_facts_is_its_own_rule(rule: Make, judge: Judge) -> None:
    typed = rule("id: facts/typed\ncheck: facts\nwith:\n  problem: typed\nmessage: '{word} {name}'\n")
    found = judge([typed], file(said("{没有的}，退货七天内")))
    assert [f.message for f in found] == ["七天 {退货天数}"]


def test_an_old_id_is_neither_somebodys_nor_its_own(rule: Make, judge: Judge) -> None:
    old = rule("id: library/old\ncheck: unique\nwith:\n  field: formerly\nmessage: '{value} {name}'\n")
    files = [
        file(said("好") + "formerly:\n  - dialogue/b\n  - dialogue/x\n", "a"),
        file(said("好") + "formerly:\n  - dialogue/x\n", "b"),
        file(said("好") + "formerly:\n  - dialogue/c\n", "c"),
    ]
    assert [(f.path[-6:], f.message) for f in judge([old], *files)] == [
        ("a.yaml", "dialogue/b dialogue/b"),
        ("b.yaml", "dialogue/x dialogue/a"),
        ("c.yaml", "dialogue/c dialogue/c"),
    ]


def test_a_question_that_reads_like_the_id_is_no_clash(rule: Make, judge: Judge) -> None:
    same = rule("id: library/same\ncheck: unique\nwith:\n  field: asks\n")
    assert judge([same], file("asks:\n  - dialogue/a\n" + said("好"))) == ()


def test_a_variant_of_a_channel_that_does_not_exist(rule: Make, judge: Judge) -> None:
    known = rule("id: library/known\ncheck: references\nwith:\n  field: channels\nmessage: '{value} {suggestion}'\n")
    body = said("好") + "    variants:\n      phon: |-\n        好\n      livechat: |-\n        好\n"
    found = judge([known], file(body))
    assert [(f.field, f.message) for f in found] == [("replies/0/variants/phon", "phon phone（电话）")]


def test_nothing_is_called_unused_while_a_script_cannot_be_read(rule: Make, judge: Judge) -> None:
    unused = [
        rule("id: facts/idle\ncheck: facts\nwith:\n  problem: unused\n"),
        rule("id: facts/idle-slot\ncheck: slots\nwith:\n  problem: unused\n"),
    ]
    idle = [f.matched for f in judge(unused, file(said("好")))]
    assert idle == ["退货天数", "工号"]
    broken = ("scripts/dialogue/b.yaml", b"replies: {")
    assert [f.rule for f in judge(unused, file(said("好")), broken)] == ["structure/unreadable"]


@pytest.mark.parametrize(
    ("value", "told", "certain"),
    [
        ("客服部", "cs（客服部）", "cs"),
        ("客服", "cs（客服部）", ""),
        ("c", "cs（客服部）", ""),
        ("同名", "one（同名）", ""),
        ("毫不相干", "", ""),
    ],
)
def test_a_title_stands_for_its_id(value: str, told: str, certain: str) -> None:
    titles = {"cs": "客服部", "one": "同名", "other": "同名", "untitled": ""}
    assert names.meant(value, titles) == (told, certain)
