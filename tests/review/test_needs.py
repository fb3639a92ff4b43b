"""Which stages a part needs, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from chain import POLICY
from shop_in_git import SETTINGS, script

from huashu.model.change import (
    ADDED,
    CHANGED,
    FACT,
    FILE,
    GONE,
    GOVERNANCE,
    LAYOUT,
    MOVED,
    RETIRED,
    SCRIPT,
    Change,
    Item,
)
from huashu.model.library import Fact
from huashu.model.policy import NeedRule, Policy, Scope
from huashu.model.script import Script, Text
from huashu.model.source import Scalar
from huashu.review.needs import need, needs
from huashu.store import policy_files, settings
from huashu.store.library import read_script

RULES = policy_files.parse_policy(POLICY.encode())


def read(id: str, more: str = "") -> Script:
    found, problems = read_script(
        settings.parse(SETTINGS.encode()), f"scripts/{id}.yaml", script(id, more=more).encode()
    )
    assert problems is None
    assert found is not None
    return found


def script_item(old: Script | None, new: Script | None, how: str = CHANGED) -> Item:
    one = new or old
    assert one is not None
    paths = tuple(dict.fromkeys(side.source.path for side in (new, old) if side))
    return Item(one.id, SCRIPT, how, "x", "y", paths, old=old, new=new)


def fact(owner: str) -> Fact:
    return Fact("天数", "7天", "", owner, (), Text("天数", Scalar("天数", "", 0, 0, -1, "天数"), ""))


def asked(item: Item, policy: Policy = RULES) -> list[str]:
    return [stage.id for stage in need(item, policy).stages]


@pytest.mark.parametrize(
    ("item", "stages"),
    [
        (script_item(None, read("greeting/hi"), ADDED), ["wording", "final"]),
        (script_item(None, read("greeting/hi", "consult:\n  - product\n"), ADDED), ["wording", "product", "final"]),
        (script_item(read("greeting/hi", "consult:\n  - product\n"), read("greeting/hi")), ["wording", "product", "final"]),
        (script_item(read("dialogue/hi"), read("greeting/hi"), MOVED), ["wording", "operations", "final"]),
        (script_item(read("greeting/hi"), read("dialogue/hi"), MOVED), ["wording", "operations", "final"]),
        (script_item(read("dialogue/hi"), None, RETIRED), ["wording", "operations", "final"]),
        (script_item(read("dialogue/hi"), read("dialogue/hi"), LAYOUT), ["final"]),
        (Item("f#天数", FACT, CHANGED, "x", "y", ("terms/facts.yaml",), old_fact=fact("cs"), new_fact=fact("product")),
         ["wording", "product"]),
        (Item("f#天数", FACT, RETIRED, GONE, "y", ("terms/facts.yaml",), old_fact=fact("product")), ["product"]),
        (Item("f#天数", FACT, ADDED, "x", "", ("terms/facts.yaml",), new_fact=fact("nobody")), ["final"]),
        (Item("handbook/a.md", FILE, ADDED, "x", "", ("handbook/a.md",)), ["final"]),
        (Item("rules/a.yaml", GOVERNANCE, ADDED, "x", "", ("rules/a.yaml",)), ["rules"]),
        (Item("dialogue/odd", SCRIPT, RETIRED, GONE, "", ("scripts/dialogue/odd.yaml",)), ["wording", "operations", "final"]),
    ],
)  # fmt: skip
def test_stages(item: Item, stages: list[str]) -> None:
    assert asked(item) == stages


def test_reasons_are_told_once_each() -> None:
    found = need(script_item(read("dialogue/hi"), read("dialogue/hi", "consult:\n  - product\n")), RULES)
    assert found.reasons == {
        "wording": ("话术要定稿", "写着由这个部门负责"),
        "product": ("写着要请这个部门会签",),
        "operations": ("对话要运营看",),
        "final": ("话术要定稿",),
    }


def test_a_department_without_a_stage_falls_back_and_says_so() -> None:
    found = need(script_item(None, read("greeting/hi", "consult:\n  - moon\n"), ADDED), RULES)
    assert "审批规定里没有 moon 这个部门" in found.reasons["final"]


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        (Scope(), True),
        (Scope(kinds=("script",), scenes=("greeting",), tags=("大促",), owners=("cs",), consults=("product",)), True),
        (Scope(tags=("大促", "别的")), True),
        (Scope(tags=("别的",)), False),
        (Scope(owners=("product",)), False),
        (Scope(consults=("cs",)), False),
        (Scope(scenes=("dialogue",)), False),
        (Scope(kinds=("file",)), False),
        (Scope(paths=("scripts/greeting/**",)), True),
        (Scope(paths=("scripts/*/bye.yaml",)), False),
    ],
)
def test_scopes(scope: Scope, fits: bool) -> None:
    one = script_item(None, read("greeting/hi", "consult:\n  - product\ntags:\n  - 大促\n"), ADDED)
    policy = replace(RULES, rules=(NeedRule("试", scope, ("rules",)),))
    assert ("rules" in asked(one, policy)) is fits


def test_nothing_is_ever_without_a_stage() -> None:
    bare = replace(RULES, rules=(), departments={})
    change = Change(
        "0", "1", "2", (script_item(None, read("greeting/hi"), ADDED), Item("x", FILE, ADDED, "x", "", ("x",)))
    )
    assert [[stage.id for stage in one.stages] for one in needs(change, bare)] == [["final"], ["final"]]


@pytest.mark.parametrize(
    ("path", "governs"),
    [
        ("huashu.yaml", True), ("policy/targets.yaml", True), ("rules/tone/x.yaml", True), ("schemas/a.json", True),
        (".github/workflows/x.yml", True), ("a/b/.gitattributes", True), (".GitAttributes", True), ("src/x.py", False),
        ("Policy/approval.yaml", True), ("scripts/greeting/hello.yaml", False), ("docs/policy/x.md", False),
        ("huashu.yaml.md", False), ("deep/CODEOWNERS", True), ("codeowners", True), (".gitmodules", True),
    ],
)  # fmt: skip
def test_governance_paths(path: str, governs: bool) -> None:
    assert RULES.governs(path) is governs
    assert replace(RULES, governance_paths=("src/**",)).governs("src/x.py")


def test_the_model_policy_follows_the_departments() -> None:
    """Supervisor, then product and operations where they are concerned, then final (BUSINESS 2.3)."""
    own = policy_files.parse_policy((Path(__file__).parents[2] / policy_files.APPROVAL).read_bytes())
    policy_files.parse_people((Path(__file__).parents[2] / policy_files.PEOPLE).read_bytes(), ZoneInfo("Asia/Shanghai"))
    assert asked(script_item(None, read("greeting/hi"), ADDED), own) == ["wording", "final"]
    more = "consult:\n  - product\n  - operations\n"
    assert asked(script_item(None, read("greeting/hi", more), ADDED), own) == [
        "wording",
        "product",
        "operations",
        "final",
    ]
    assert own.stages["final"].after == ("wording", "product", "operations", "warehouse")
