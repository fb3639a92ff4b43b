"""Tests of rules that the rules bring themselves: every example holds, every parameter and every word is needed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import cast

from huashu.errors import HuashuError
from huashu.lint import examples
from huashu.lint.matcher import EXCEPT, UNLESS, WORD, listed
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.model.rule_test import Coverage
from huashu.model.source import Mapping as MappingNode
from huashu.store import rule_file, yaml_source

Data = dict[str, object]
# Lists whose items are tried one by one in sentences of their own, or that stand for themselves.
WORD_LISTS = frozenset({"any", "forbid", "problems", "swap", "words"})


def failures(rule: Rule, settings: Settings) -> tuple[examples.Outcome, ...]:
    """The examples of a rule that do not hold."""
    return tuple(outcome for outcome in examples.run(rule, settings) if not outcome.holds)


def coverage(rule: Rule, settings: Settings) -> Coverage:
    """What no example and no plain sentence needs. Only a rule whose examples all hold can be asked."""
    return Coverage(rule.id, rule.source.path, idle(rule, settings), silent(rule, settings), dead(rule))


def idle(rule: Rule, settings: Settings) -> tuple[str, ...]:
    """Each line of `with` and `where` is taken away in turn; those whose loss no example notices."""
    return tuple(line for line, data in _mutations(data_of(rule)) if not _noticed(data, settings))


def silent(rule: Rule, settings: Settings) -> tuple[str, ...]:
    """Listed words that are not found where they stand in a plain sentence."""
    words = sorted({word for word, kind in listed(rule) if kind == WORD})
    return tuple(word for word in words if not _heard(rule, word, settings))


def dead(rule: Rule) -> tuple[str, ...]:
    """An exception that holds no listed word swallows nothing; one that is a listed word silences it."""
    by_kind = {kind: {word for word, its in listed(rule) if its == kind} for kind in (WORD, EXCEPT, UNLESS)}
    words = by_kind[WORD]
    empty: set[str] = set()
    if not rule.words("patterns"):  # what a pattern finds cannot be told from the exception alone
        empty = {skip for skip in by_kind[EXCEPT] if not any(word in skip for word in words)}
    return tuple(sorted(empty | (words & (by_kind[EXCEPT] | by_kind[UNLESS]))))


def data_of(rule: Rule) -> Data:
    """A rule's file as plain values."""
    root = yaml_source.parse(rule.source.path, rule.source.text.encode()).root
    assert isinstance(root, MappingNode), rule.id
    return root.to_data()


def _mutations(data: Data) -> Iterator[tuple[str, Data]]:
    """The rule with one line of `with` or `where` less, each in turn."""
    for part in ("with", "where"):
        lines = cast("Mapping[str, object]", data.get(part) or {})
        for key, value in lines.items():
            yield f"{part}.{key}", _without(data, part, key)
            if isinstance(value, list) and key not in WORD_LISTS:
                for index, item in enumerate(value):
                    yield f"{part}.{key}: {item}", _without(data, part, key, index)


def _without(data: Data, part: str, key: str, index: int | None = None) -> Data:
    rest = copy.deepcopy(data)
    lines = cast("dict[str, object]", rest[part])
    if index is None:
        del lines[key]
    else:
        del cast("list[object]", lines[key])[index]
    return rest


def _noticed(data: Data, settings: Settings) -> bool:
    """Whether some example tells this rule from the one that it was; one that no longer loads is noticed too."""
    try:
        rule = rule_file.parse(f"rules/{data['id']}.yaml", json.dumps(data, ensure_ascii=False).encode())
    except HuashuError:
        return True
    return any(not outcome.holds for outcome in examples.run(rule, settings))


def _heard(rule: Rule, word: str, settings: Settings) -> bool:
    example, asked = _carrier(rule, word)
    data = {**data_of(rule), "valid": [example] if asked else [], "invalid": [] if asked else [example]}
    parsed = yaml_source.parse(f"rules/{rule.id}.yaml", json.dumps(data, ensure_ascii=False).encode())
    assert isinstance(parsed.root, MappingNode)
    alone = rule_file.build(parsed.source, parsed.root.to_data())  # its schema would miss examples of the other kind
    return all(outcome.holds for outcome in examples.run(alone, settings))


def _carrier(rule: Rule, word: str) -> tuple[Data, bool]:
    """A plain sentence with the word, as often as it takes; whether the word is asked for instead of forbidden."""
    times = rule.number("max", 0) + 1 if rule.check == "occurrence" else 1
    say = "甲" + "乙".join([word] * times) + "丙"
    last = say.rindex(word)
    say += "".join(rule.words("when")[:1])  # without it the word would be left alone
    asked = rule.check == "required"
    example: Data = {"say": say} if asked else {"say": say, "at": [[last, last + len(word)]]}
    part = rule.where.parts[0]
    if "replies" not in rule.where.parts:
        if part == "asks":
            example = {"script": {"asks": [say]}, "at": [["asks/0", last, last + len(word)]]}
        elif part == "title":
            example = {"script": {"title": say}, "at": [["title", last, last + len(word)]]}
        elif part == "notes":
            example = {"replies": [{"say": "您好", "note": say}], "at": [["replies/0/note", last, last + len(word)]]}
        elif part == "escalate":
            example = {
                "script": {"escalate": {"to": "leader", "when": say}},
                "at": [["escalate/when", last, last + len(word)]],
            }
    if rule.where.tags:
        script = cast("Data", example.setdefault("script", {}))
        script["tags"] = list(rule.where.tags[:1])
    return example, asked
