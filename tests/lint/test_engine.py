"""The engine: what it reports once, in which order, and what it never lets pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.errors import HuashuError
from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]

GOOD = "id: dialogue/{name}\ntitle: 标题{name}\nowner: cs\nreview_by: 2027-01-01\nchannels:\n  - livechat\n"


def file(name: str, body: str) -> tuple[str, bytes]:
    return f"scripts/dialogue/{name}.yaml", (GOOD.format(name=name) + body).encode()


SAY = "replies:\n  - say: |-\n      {}\n"


def test_what_no_rule_claims_is_an_error_all_the_same(judge: Judge) -> None:
    found = judge([], file("a", "replies: {"))
    assert [(f.rule, f.severity) for f in found] == [("structure/unreadable", "error")]


def test_rules_that_are_off_are_silent(rule: Make, judge: Judge) -> None:
    off = rule("id: tone/bad\nseverity: off\ncheck: existence\nwith:\n  words:\n    - 不\n")
    assert judge([off], file("a", SAY.format("不"))) == ()


def test_findings_are_sorted_and_equal_ones_numbered(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不\n")
    found = judge([bad], file("b", SAY.format("不")), file("a", SAY.format("不不")))
    assert [(f.path, f.start.column, f.occurrence) for f in found] == [
        ("scripts/dialogue/a.yaml", 7, 0),
        ("scripts/dialogue/a.yaml", 8, 1),
        ("scripts/dialogue/b.yaml", 7, 0),
    ]
    assert len({f.fingerprint for f in found}) == 3


def test_a_fingerprint_survives_edits_elsewhere(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不\n")
    before = judge([bad], file("a", SAY.format("不")))
    after = judge([bad], file("a", "# 新的一行\n" + SAY.format("好，不")))
    assert before[0].fingerprint == after[0].fingerprint
    assert before[0].start != after[0].start


def test_unreadable_terms_do_not_make_every_name_unknown(rule: Make, judge: Judge) -> None:
    names = rule("id: facts/names\ncheck: facts\nwith:\n  problem: undeclared\n")
    body = SAY.format("我是{工号}，{没有的}")
    assert [f.matched for f in judge([names], file("a", body))] == ["{没有的}"]
    broken = ("terms/slots.yaml", b"slots: [")
    assert [f.path for f in judge([names], broken, file("a", body))] == ["terms/slots.yaml"]
    # what is only badly written has been read all the same, and nothing passes unjudged because of it
    folded = ("terms/slots.yaml", "slots:\n  工号:\n    means: >-\n      客服\n      工号\n".encode())
    assert [f.path for f in judge([names], folded, file("a", body))] == ["scripts/dialogue/a.yaml", "terms/slots.yaml"]


def test_a_word_inside_a_fact_is_reported_at_its_name(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 7天内\nmessage: '{word}'\n")
    found = judge([bad], file("a", SAY.format("签收{退货天数}内")))
    assert [(f.matched, f.message) for f in found] == [("{退货天数}内", "7天内")]


def test_messages_fill_only_what_the_check_offers(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不\nmessage: '{word} {max} {工号}'\n")
    assert judge([bad], file("a", SAY.format("不")))[0].message == "不 {max} {工号}"
    with pytest.raises(HuashuError, match="message"):
        rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不\nmessage: '{__class__}'\n")


def test_checks_across_scripts_are_left_out_of_a_part(rule: Make, judge: Judge) -> None:
    same = rule("id: library/same\ncheck: unique\nwith:\n  field: asks\n")
    two = [file(name, "asks:\n  - 太贵了！\n" + SAY.format("好")) for name in ("a", "b")]
    assert [(f.path, f.matched) for f in judge([same], *two)] == [("scripts/dialogue/b.yaml", "太贵了！")]
    assert judge([same], *two, whole=False) == ()


def test_hints_name_what_to_say_instead_of_this_word(rule: Make, judge: Judge) -> None:
    bad = rule(
        "id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不行\n    - 不\nhint: 换个说法\ninstead:\n  不行: 可以这样\n"
    )
    found = judge([bad], file("a", SAY.format("不行，不")))
    assert [f.hint for f in found] == ["可以说：可以这样\n换个说法", "换个说法"]
