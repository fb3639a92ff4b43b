"""What terms and policy name: departments, roles, people for every stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from huashu.lint.engine import lint
from huashu.model.finding import Finding
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.store.library import assemble

FACTS = "facts:\n  退货天数:\n    value: 7天\n    means: 天数\n    owner: {owner}\n"
APPROVAL = """\
version: 1
target: main
repository: qinghe/huashu
roles:
  - id: supervisor
    title: 客服主管
  - id: manager
    title: 负责人
stages:
  - id: wording
    title: 主管审核
    roles:
      - supervisor
      - manager
    count: {count}
departments:
  - id: cs
    stage: wording
rules:
  - title: 客服部的
    where:
      owners:
        - {owner}
      consults:
        - {consult}
    stages:
      - wording
fallback:
  - wording
governance:
  stages:
    - wording
"""
PEOPLE = """\
version: 1
people:
  - id: lead
    name: 主管
    roles:
      - role: {role}
    emails:
      - lead@example.com
  - id: boss
    name: 负责人
    roles:
      - role: manager
        until: 2020-01-01
    emails:
      - boss@example.com
"""
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
Make = Callable[[str], Rule]


@pytest.fixture
def told(shop: Settings, rule: Make) -> Callable[..., list[tuple[str, str, str]]]:
    def tell(check: str, **files: str) -> list[tuple[str, str, str]]:
        names = {"facts": "terms/facts.yaml", "approval": "policy/approval.yaml", "people": "policy/people.yaml"}
        library = assemble(shop, [(names[name], text.encode()) for name, text in files.items()])
        found = lint(library, [rule(f"id: library/x\nmessage: '{{value}} {{count}}'\n{check}")], NOON)
        return [(one.field, one.matched, _mended(one)) for one in found if one.rule == "library/x"]

    return tell


def _mended(finding: Finding) -> str:
    return finding.fix.edits[0].text if finding.fix else ""


OWNER = "check: references\nwith:\n  field: owner\n  problem: outside\n"
ROLE = "check: references\nwith:\n  field: role\n  problem: outside\n"
STAGES = "check: coverage\nwith:\n  problem: stages\n"


def approval(owner: str = "cs", consult: str = "cs", count: int = 1) -> str:
    return APPROVAL.format(owner=owner, consult=consult, count=count)


def test_departments_are_looked_for_wherever_they_are_named(told: Callable[..., object]) -> None:
    assert told(OWNER, facts=FACTS.format(owner="cs"), approval=approval()) == []
    assert told(OWNER, facts=FACTS.format(owner="客服部"), approval=approval("csx", "gone")) == [
        ("rules/0/where/owners/0", "csx", ""),
        ("rules/0/where/consults/0", "gone", ""),
        ("facts/退货天数/owner", "客服部", "cs"),
    ]


def test_roles_that_the_policy_does_not_know(told: Callable[..., object]) -> None:
    assert told(ROLE, approval=approval(), people=PEOPLE.format(role="supervisor")) == []
    found = told(ROLE, approval=approval(), people=PEOPLE.format(role="superviser"))
    assert found == [("people/0/roles/0/role", "superviser", "")]
    assert told(ROLE, people=PEOPLE.format(role="superviser")) == []


def test_stages_need_their_people_whenever_these_hold_their_roles(told: Callable[..., object]) -> None:
    people = PEOPLE.format(role="supervisor")
    assert told(STAGES, approval=approval(count=2), people=people) == []
    assert told(STAGES, approval=approval(count=3), people=people) == [("stages/0/id", "wording", "")]
    assert told(STAGES, approval=approval(count=2), people=people.replace("role: supervisor", "role: manager")) == []
    assert told(STAGES, approval=approval(count=3)) == []


def test_what_is_wrong_with_a_file_itself_is_told_by_itself(told: Callable[..., object]) -> None:
    broken = approval(owner="gone", count=9).replace("fallback:\n  - wording", "fallback:\n  - nowhere")
    assert told(OWNER, approval=broken) == told(STAGES, approval=broken, people=PEOPLE.format(role="x")) == []
