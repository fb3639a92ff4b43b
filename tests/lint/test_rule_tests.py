"""What a rule's own tests would miss: lines, words and exceptions that nothing needs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huashu.lint import rule_tests
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.store import rule_file

SAY, OTHER = {"say": "您自己看", "at": [[1, 4]]}, {"say": "自己看着喜欢最好"}
BASE: dict[str, Any] = {
    "id": "tone/no-cold",
    "title": "不说自己看",
    "severity": "off",
    "check": "existence",
    "with": {"words": ["自己看"], "except": ["自己看着喜欢"]},
    "message": "冷",
    "why": "有道理",
    "valid": [OTHER],
    "invalid": [SAY],
}


def made(**changes: Any) -> Rule:
    return rule_file.parse("rules/tone/no-cold.yaml", json.dumps({**BASE, **changes}, ensure_ascii=False).encode())


def test_a_complete_rule_has_no_gaps_even_while_it_is_off(shop: Settings) -> None:
    rule = made()
    assert rule_tests.failures(rule, shop) == ()
    found = rule_tests.coverage(rule, shop)
    assert (found.rule, found.path) == ("tone/no-cold", "rules/tone/no-cold.yaml")
    assert (found.idle, found.silent, found.dead, found.complete) == ((), (), (), True)


def test_failures_are_the_examples_that_do_not_hold(shop: Settings) -> None:
    rule = made(valid=[OTHER, {"say": "自己看"}], invalid=[SAY, {"say": "好", "at": [[0, 1]]}])
    assert [(outcome.kind, outcome.number) for outcome in rule_tests.failures(rule, shop)] == [
        ("valid", 2),
        ("invalid", 2),
    ]


@pytest.mark.parametrize(
    ("changes", "idle"),
    [
        ({"valid": [{"say": "好"}]}, ("with.except",)),
        ({"with": {**BASE["with"], "patterns": ["看不[到见]"]}}, ("with.patterns",)),
        (
            {"with": {**BASE["with"], "unless": ["我发您", "我帮您"]}},
            ("with.unless", "with.unless: 我发您", "with.unless: 我帮您"),
        ),
        ({"where": {"in": "replies"}}, ("where.in",)),
        ({"where": {"scenes": ["dialogue"]}}, ("where.scenes",)),
    ],
)
def test_lines_that_no_example_needs(shop: Settings, changes: dict[str, Any], idle: tuple[str, ...]) -> None:
    assert rule_tests.idle(made(**changes), shop) == idle


def test_what_would_not_load_without_a_line_needs_it(shop: Settings) -> None:
    assert not any(line.startswith("with.words") for line in rule_tests.idle(made(), shop))


def test_words_in_each_others_way_are_silent(shop: Settings) -> None:
    given = {"words": ["自己看", "您自己看", "看看"], "except": ["自己看着喜欢"]}
    rule = made(**{"with": given, "invalid": [{"say": "您自己看", "at": [[0, 4]]}]})
    assert rule_tests.silent(rule, shop) == ()
    shadowed = made(
        **{"with": {"words": ["自己看", "看"], "except": ["自己看"]}, "invalid": [{"say": "看", "at": [[0, 1]]}]}
    )
    assert rule_tests.silent(shadowed, shop) == ("自己看",)
    assert rule_tests.dead(shadowed) == ("自己看",)


def test_exceptions_without_a_word_inside_are_dead_unless_a_pattern_may_need_them() -> None:
    given = {"words": ["自己看"], "except": ["自己看着喜欢", "随便"], "unless": ["自己看"]}
    assert rule_tests.dead(made(**{"with": given})) == ("自己看", "随便")
    assert rule_tests.dead(made(**{"with": {**given, "patterns": ["随."]}})) == ("自己看",)


@pytest.mark.parametrize("part", ["asks", "title", "notes", "escalate"])
def test_a_word_is_carried_to_where_the_rule_looks(shop: Settings, part: str) -> None:
    rule = made(where={"in": part, "tags": ["新人必学"]}, invalid=[SAY])
    assert rule_tests.silent(rule, shop) == ()


def test_a_word_that_is_asked_for_is_carried_too(shop: Settings) -> None:
    rule = made(
        **{"check": "required", "with": {"any": ["抱歉", "对不起"]}, "invalid": [{"say": "好", "at": [[0, 1]]}]},
        valid=[{"say": "抱歉"}],
    )
    assert rule_tests.silent(rule, shop) == ()
    assert rule_tests.idle(rule, shop) == ()


def test_a_word_that_may_stand_once_is_said_twice(shop: Settings) -> None:
    rule = made(
        **{"check": "occurrence", "with": {"words": ["不"], "max": 1}},
        valid=[{"say": "不"}],
        invalid=[{"say": "不不", "at": [[1, 2]]}],
    )
    assert rule_tests.coverage(rule, shop).complete
