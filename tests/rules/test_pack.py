"""The packaged rules: every example holds, every parameter is needed, every listed word is found."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from huashu.lint import examples, rule_tests
from huashu.lint.checks import CHECKS
from huashu.lint.matcher import WORD, listed
from huashu.model.rule import Rule
from huashu.store import rule_file, settings

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "parameters.golden.json"


@cache
def library() -> Any:
    return settings.load(ROOT)


@cache
def pack() -> dict[str, Rule]:
    return rule_file.read_folder(ROOT, "rules")


RULES = sorted(pack())


@pytest.mark.parametrize("rule_id", RULES)
def test_examples_hold(rule_id: str) -> None:
    rule = pack()[rule_id]
    assert rule_tests.failures(rule, library()) == ()
    data = rule_tests.data_of(rule)
    assert data["valid"]
    assert data["invalid"]


@pytest.mark.parametrize("rule_id", RULES)
def test_turning_the_rule_around_is_noticed(rule_id: str) -> None:
    """Examples must tell the rule from one that finds nothing."""
    outcomes = list(examples.run(pack()[rule_id], library()))
    assert any(outcome.kind == "invalid" and outcome.found for outcome in outcomes)


@pytest.mark.parametrize("rule_id", RULES)
def test_every_parameter_is_needed(rule_id: str) -> None:
    assert rule_tests.idle(pack()[rule_id], library()) == ()


@pytest.mark.parametrize(
    "rule_id", [rule_id for rule_id in RULES if any(kind == WORD for _w, kind in listed(pack()[rule_id]))]
)
def test_every_word_is_found(rule_id: str) -> None:
    """Each listed word in a plain sentence: none is shadowed by another word or by an exception."""
    assert rule_tests.silent(pack()[rule_id], library()) == ()


@pytest.mark.parametrize("rule_id", RULES)
def test_every_exception_swallows_something(rule_id: str) -> None:
    """An exception that holds no listed word is dead; one that holds nothing but the word would silence it."""
    assert rule_tests.dead(pack()[rule_id]) == ()


def test_parameters_are_locked() -> None:
    """What the pack looks for is what companies' checks go by: a change is made on purpose (`make golden`) and noted
    in CHANGELOG.md."""
    now = {
        rule_id: {key: rule_tests.data_of(rule).get(key) for key in ("severity", "check", "where", "with")}
        for rule_id, rule in sorted(pack().items())
    }
    if os.environ.get("HUASHU_GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    assert now == json.loads(GOLDEN.read_text("utf-8"))


def test_checks_and_families_are_all_used() -> None:
    assert {rule.check for rule in pack().values()} == set(CHECKS)
    assert {rule_id.split("/")[0] for rule_id in pack()} == {
        "structure", "tone", "law", "privacy", "facts", "lifecycle", "typography", "hygiene", "library",
    }  # fmt: skip


def test_every_problem_code_is_claimed_once() -> None:
    schema = json.loads((ROOT / "schemas" / "rule.schema.json").read_text("utf-8"))
    codes = sorted(find_codes(schema))
    claimed = sorted(code for rule in pack().values() if rule.check == "schema" for code in rule.words("problems"))
    assert claimed == codes


def find_codes(node: Any) -> set[str]:
    """The enum that lists `bom`, wherever the schema keeps it."""
    if isinstance(node, dict):
        if "bom" in node.get("enum", ()):
            return set(node["enum"])
        return set().union(*map(find_codes, node.values()), set())
    if isinstance(node, list):
        return set().union(*map(find_codes, node), set())
    return set()
