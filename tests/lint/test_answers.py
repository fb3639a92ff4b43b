"""What comments and baseline answer for together, and what nobody can answer for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from huashu.lint import baseline
from huashu.lint.answers import Answered, Looked, answer, doubts_alone, firm
from huashu.lint.engine import Engine, lint
from huashu.model.finding import Finding
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.store import recommended
from huashu.store.library import assemble

PATH = "scripts/dialogue/x.yaml"
SCRIPT = """\
id: dialogue/x
title: 示例
channels:
  - livechat
replies:
  - say: |-
      不行
  # huashu: ignore[tone/bad] 主管看过
  - say: |-
      不行
  - say: |-
      不行
owner: cs
review_by: 2099-01-01
"""


@pytest.fixture
def bad(rule: Callable[[str], Rule]) -> Rule:
    return rule("id: tone/bad\ncheck: existence\nwith:\n  words: [不行]\n")


Heard = Callable[..., Answered]


@pytest.fixture
def heard(shop: Settings) -> Heard:
    """What is left of the findings of some rules over one script."""

    def run(text: str, rules: list[Rule], known: baseline.Baseline | None = None, *, whole: bool = True) -> Answered:
        now = datetime(2026, 6, 1, tzinfo=shop.timezone)
        library = assemble(shop, [(PATH, text.encode())])
        read = {one.source.path for one in library.scripts}
        looked = Looked(rules, {PATH: text.encode()}, read, whole, now)
        return answer(lint(library, rules, now), looked, Engine(rules), known)

    return run


def fields(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.field for finding in findings]


def test_what_is_left_keeps_its_mark(heard: Heard, bad: Rule) -> None:
    twice = SCRIPT.replace("      不行\n  # huashu: ignore[tone/bad] 主管看过\n", "      不行，不行\n", 1)
    assert [one.occurrence for one in heard(twice, [bad]).findings] == [0, 1, 0, 0]
    first = baseline.of(heard(twice, [bad]).findings[:1])
    known = baseline.parse(baseline.dump(first).encode())
    assert [one.occurrence for one in heard(twice, [bad], known).findings] == [1, 0, 0]


def test_comments_are_heard_first(heard: Heard, bad: Rule) -> None:
    every = baseline.of(heard(SCRIPT.replace("ignore", "ignored"), [bad]).findings)
    known = baseline.parse(baseline.dump(every[:2]).encode())
    found = heard(SCRIPT, [bad], known)
    assert fields(found.findings) == ["replies/2/say"]
    assert [(one.by, one.finding.field) for one in found.silenced] == [
        ("baseline", "replies/0/say"),
        ("ignore", "replies/1/say"),
    ]
    assert [(doubt.code, doubt.values["names"]) for doubt in found.doubts] == [
        ("stale", "tone/bad（dialogue/x replies/1/say）")
    ]
    assert heard(SCRIPT, [bad], known, whole=False).doubts == ()


def test_doubts_are_findings_only_where_a_rule_claims_them(
    heard: Heard, bad: Rule, rule: Callable[[str], Rule]
) -> None:
    text = SCRIPT.replace(" 主管看过", "")
    assert len(heard(text, [bad]).findings) == 3
    claims = rule("id: hygiene/r\ncheck: suppression\nwith:\n  problems: [no-reason]\n")
    assert [one.rule for one in heard(text, [bad, claims]).findings] == [
        "tone/bad",
        "hygiene/r",
        "tone/bad",
        "tone/bad",
    ]
    others = rule("id: hygiene/r\ncheck: suppression\nwith:\n  problems: [unused, expired]\n")
    assert len(heard(text, [bad, others]).findings) == 3


def test_what_cannot_be_read_and_the_answers_themselves_are_firm() -> None:
    held = firm(list(recommended.rules().values()))
    assert "structure/unreadable" in held
    assert "structure/yaml-syntax" in held
    assert "hygiene/unused-ignore" in held
    assert "structure/folded-text" not in held
    assert "law/absolute-terms" not in held


def test_a_firm_finding_stays_whatever_the_baseline_says(heard: Heard, bad: Rule) -> None:
    broken = heard("id: [\n", [bad])
    known = baseline.parse(baseline.dump(baseline.of(broken.findings)).encode())
    assert len(known.entries) == 1
    assert heard("id: [\n", [bad], known).findings == broken.findings


def test_a_rule_of_answers_is_tried_beside_the_packaged_rules(shop: Settings) -> None:
    rules = recommended.rules()
    now = datetime(2026, 6, 1, tzinfo=shop.timezone)
    text = SCRIPT.replace("tone/bad", "tone/no-coarse")
    library = assemble(shop, [(PATH, text.encode())])
    found = doubts_alone(rules["hygiene/unused-ignore"], library, {PATH: text.encode()}, now)
    assert [(one.rule, one.start.line) for one in found] == [("hygiene/unused-ignore", 8)]
    assert doubts_alone(rules["hygiene/unknown-ignore"], library, {PATH: text.encode()}, now) == ()
