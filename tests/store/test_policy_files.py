"""policy/approval.yaml and policy/people.yaml: what is read, and what only their values show to be wrong."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huashu.errors import HuashuError
from huashu.model.people import Held, Key, Span
from huashu.model.policy import ApprovalStage, Forge, NeedRule, Scope
from huashu.store import policy_files

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
POLICY = """\
version: 3
target: main
forge: {kind: gitea, host: git.example.com, repository: shop/words, platform: [web@example.com]}
roles:
  - {id: lead, title: 主管}
  - {id: boss, title: 负责人}
stages:
  - {id: wording, title: 主管审核, roles: [lead]}
  - {id: final, title: 定稿, roles: [boss, lead], count: 2, after: [wording]}
departments:
  - {id: cs, stage: wording}
rules:
  - {title: 大促, where: {tags: [大促], owners: [cs]}, stages: [wording, final]}
fallback: [final]
governance: {stages: [final], paths: ["src/**"]}
urgent: [final]
"""
PEOPLE = """\
version: 2
people:
  - id: lead-one
    name: 主管
    roles:
      - {role: lead, from: 2026-01-01, until: 2026-01-31}
    emails: [One@example.com]
    accounts: {github: 7, gitee: 9}
    keys:
      - {kind: ssh, public: ssh-ed25519 AAAA lead@desk, from: 2026-01-01T08:00}
      - {kind: gpg, public: 0123456789abcdef0123456789abcdef01234567, revoked: 2026-02-01}
  - id: writer
    name: 撰稿
    roles: []
"""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type, misc]


def test_a_policy_is_read_whole() -> None:
    policy = policy_files.parse_policy(POLICY.encode())
    assert (policy.version, policy.target, policy.evidence, policy.commits) == (3, "refs/heads/main", "click", "any")
    assert policy.roles == {"lead": "主管", "boss": "负责人"}
    assert policy.stages == {
        "wording": ApprovalStage("wording", "主管审核", ("lead",)),
        "final": ApprovalStage("final", "定稿", ("boss", "lead"), 2, ("wording",)),
    }
    assert policy.departments == {"cs": "wording"}
    assert policy.rules == (NeedRule("大促", Scope(tags=("大促",), owners=("cs",)), ("wording", "final")),)
    assert (policy.fallback, policy.governance, policy.urgent) == (("final",), ("final",), ("final",))
    assert policy.governance_paths == ("src/**",)
    assert policy.apart is True
    assert policy.forge == Forge("gitea", "git.example.com", "shop/words", ("web@example.com",))


def test_people_are_read_whole() -> None:
    people = policy_files.parse_people(PEOPLE.encode(), ZONE)
    assert people.version == 2
    lead = people.people["lead-one"]
    assert lead.held == (Held("lead", Span(at(2026, 1, 1), at(2026, 2, 1))),)
    assert lead.accounts == {"github": 7, "gitee": 9}
    assert lead.keys == (
        Key("ssh", "ssh-ed25519 AAAA", Span(at(2026, 1, 1, 8))),
        Key("gpg", "0123456789ABCDEF0123456789ABCDEF01234567", Span(), at(2026, 2, 1)),
    )
    assert people.by_email("one@EXAMPLE.com") == lead
    assert people.by_account("gitee", 9) == lead
    assert people.by_account("gitlab", 9) is None
    assert people.by_key("ssh", "ssh-ed25519 AAAA") == (lead, lead.keys[0])
    assert people.people["writer"].held == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("roles: [lead]}", "roles: [leader]}", 8, "leader"),
        ("after: [wording]", "after: [final]", 9, "final"),
        ("{id: cs, stage: wording}", "{id: cs, stage: words}", 11, "words"),
        ("stages: [wording, final]", "stages: [wording, last]", 13, "last"),
        ("fallback: [final]", "fallback: [end]", 14, "end"),
        ("governance: {stages: [final]", "governance: {stages: [rules]", 15, "rules"),
        ("urgent: [final]", "urgent: [quick]", 16, "quick"),
        ("{id: boss, title", "{id: lead, title", 6, "lead"),
        ("target: main", "target: -x", 2, "分支"),
        ("count: 2", "count: 0", 9, "count"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(old: str, new: str, line: int, word: str) -> None:
    with pytest.raises(HuashuError) as caught:
        policy_files.parse_policy(POLICY.replace(old, new).encode())
    assert caught.value.where.startswith(f"policy/approval.yaml:{line}:")
    assert word in caught.value.what + caught.value.todo


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("    emails: [ONE@example.com]\n", "ONE@example.com"),
        ("    accounts: {github: 7}\n", "7"),
        ("    keys: [{kind: ssh, public: ssh-ed25519 AAAA other}]\n", "ssh-ed25519 AAAA"),
        ("    keys: [{kind: gpg, public: 0123456789ABCDEF0123456789ABCDEF01234567}]\n", "0123456789ABCDEF"),
        ("  - {id: lead-one, name: 又一个, roles: []}\n", "lead-one"),
    ],
)
def test_what_belongs_to_one_person_belongs_to_no_other(more: str, word: str) -> None:
    with pytest.raises(HuashuError) as caught:
        policy_files.parse_people((PEOPLE + more).encode(), ZONE)
    assert word in caught.value.what
    assert "lead-one" in caught.value.what
    assert "只能属于一个人" in caught.value.todo


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("until: 2026-01-31", "until: 2025-12-30", "until"),
        ("until: 2026-01-31", "until: 2026-02-30", "2026-02-30"),
        ("kind: gpg", "kind: ssh", "gpg"),
        ("github: 7", "github: seven", "数字"),
    ],
)
def test_people_with_impossible_values_are_refused(old: str, new: str, word: str) -> None:
    with pytest.raises(HuashuError) as caught:
        policy_files.parse_people(PEOPLE.replace(old, new).encode(), ZONE)
    assert word in caught.value.what + caught.value.todo


def test_the_model_library_has_both_and_they_fit() -> None:
    policy = policy_files.parse_policy((ROOT / policy_files.APPROVAL).read_bytes())
    people = policy_files.parse_people((ROOT / policy_files.PEOPLE).read_bytes(), ZONE)
    held = {one.role for person in people.people.values() for one in person.held}
    assert held == set(policy.roles)
    assert not any(person.keys or person.accounts for person in people.people.values())
