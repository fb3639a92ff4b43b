"""The packaged rules: every example holds, every parameter is needed, every listed word is found."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from huashu.errors import HuashuError
from huashu.lint import examples
from huashu.lint.checks import CHECKS
from huashu.lint.matcher import EXCEPT, UNLESS, WORD, listed
from huashu.model.rule import Rule
from huashu.model.source import Mapping
from huashu.store import rule_file, settings, yaml_source

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "parameters.golden.json"
WORD_LISTS = {
    "words",
    "any",
    "swap",
    "problems",
    "forbid",
}  # their items are tried one by one in sentences of their own


@cache
def library() -> Any:
    return settings.load(ROOT)


@cache
def pack() -> dict[str, Rule]:
    return rule_file.read_folder(ROOT, "rules")


RULES = sorted(pack())


def data_of(rule: Rule) -> dict[str, Any]:
    root = yaml_source.parse(rule.source.path, rule.source.text.encode()).root
    assert isinstance(root, Mapping)
    return root.to_data()


def made(data: dict[str, Any]) -> Rule:
    return rule_file.parse(f"rules/{data['id']}.yaml", json.dumps(data, ensure_ascii=False).encode())


def failures(rule: Rule) -> list[examples.Outcome]:
    return [outcome for outcome in examples.run(rule, library()) if not outcome.holds]


@pytest.mark.parametrize("rule_id", RULES)
def test_examples_hold(rule_id: str) -> None:
    rule = pack()[rule_id]
    assert failures(rule) == []
    data = data_of(rule)
    assert data["valid"]
    assert data["invalid"]


@pytest.mark.parametrize("rule_id", RULES)
def test_turning_the_rule_around_is_noticed(rule_id: str) -> None:
    """Examples must tell the rule from one that finds nothing."""
    outcomes = list(examples.run(pack()[rule_id], library()))
    assert any(outcome.kind == "invalid" and outcome.found for outcome in outcomes)


def mutations(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rule with one line of `with` or `where` less, each in turn."""
    for part in ("with", "where"):
        for key, value in data.get(part, {}).items():
            without = copy.deepcopy(data)
            del without[part][key]
            yield f"{part}.{key}", without
            if isinstance(value, list) and key not in WORD_LISTS:
                for index, item in enumerate(value):
                    without = copy.deepcopy(data)
                    del without[part][key][index]
                    yield f"{part}.{key}: {item}", without


@pytest.mark.parametrize("rule_id", RULES)
def test_every_parameter_is_needed(rule_id: str) -> None:
    idle = []
    for line, data in mutations(data_of(pack()[rule_id])):
        try:
            if not failures(made(data)):
                idle.append(line)
        except HuashuError:
            pass  # a rule that no longer loads is noticed too
    assert idle == []


@pytest.mark.parametrize(
    "rule_id", [rule_id for rule_id in RULES if any(kind == WORD for _w, kind in listed(pack()[rule_id]))]
)
def test_every_word_is_found(rule_id: str) -> None:
    """Each listed word in a plain sentence: none is shadowed by another word or by an exception."""
    rule = pack()[rule_id]
    base = data_of(rule)
    silent = []
    for word in sorted(word for word, kind in listed(rule) if kind == WORD):
        times = rule.number("max", 0) + 1 if rule.check == "occurrence" else 1
        say = "甲" + "乙".join([word] * times) + "丙"
        last = say.rindex(word)
        asked = rule.check == "required"
        example: dict[str, Any] = {"say": say} if asked else {"say": say, "at": [[last, last + len(word)]]}
        where = rule.where
        if where.parts != ("replies",) and "replies" not in where.parts:
            part = where.parts[0]
            if part == "asks":
                example = {"script": {"asks": [say]}, "at": [["asks/0", last, last + len(word)]]}
            elif part == "title":
                example = {"script": {"title": say}, "at": [["title", last, last + len(word)]]}
            elif part == "notes":
                example = {
                    "replies": [{"say": "您好", "note": say}],
                    "at": [["replies/0/note", last, last + len(word)]],
                }
        if where.tags:
            example.setdefault("script", {})["tags"] = list(where.tags[:1])
        data = {**base, "valid": [example] if asked else [], "invalid": [] if asked else [example]}
        outcomes = list(examples.run(rule_without_schema(data), library()))
        if not all(outcome.holds for outcome in outcomes):
            silent.append((word, [(outcome.expected, outcome.found) for outcome in outcomes]))
    assert silent == []


def rule_without_schema(data: dict[str, Any]) -> Rule:
    """A rule for a generated sentence; the schema asks for examples of both kinds, which this one lacks by intent."""
    parsed = yaml_source.parse(f"rules/{data['id']}.yaml", json.dumps(data, ensure_ascii=False).encode())
    assert isinstance(parsed.root, Mapping)
    return rule_file.build(parsed.source, parsed.root.to_data())


@pytest.mark.parametrize("rule_id", RULES)
def test_every_exception_swallows_something(rule_id: str) -> None:
    """An exception that holds no listed word is dead; one that holds nothing but the word would silence it."""
    rule = pack()[rule_id]
    words = {word for word, kind in listed(rule) if kind == WORD}
    skips = {word for word, kind in listed(rule) if kind == EXCEPT}
    if not rule.words("patterns"):
        assert [skip for skip in skips if not any(word in skip for word in words)] == []
    assert words & skips == set()
    assert words & {word for word, kind in listed(rule) if kind == UNLESS} == set()


def test_parameters_are_locked() -> None:
    """What the pack looks for is what companies' checks go by: a change is made on purpose (`make golden`) and noted
    in CHANGELOG.md."""
    now = {
        rule_id: {key: data_of(rule).get(key) for key in ("severity", "check", "where", "with")}
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
