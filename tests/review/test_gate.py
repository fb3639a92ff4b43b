"""The gate on a real repository: how a script goes from its draft to main, and what each step leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest
from chain import BYE, DEAR, NOW, POLICY, Chain, chain, people, refused
from shop_in_git import FACTS, HELLO, script

from huashu.errors import HuashuError
from huashu.model.verdict import Verdict
from huashu.review.gate import gate


@pytest.fixture
def shop(tmp_path: Path) -> Chain:
    return chain(tmp_path)


def stages(verdict: Verdict, key: str) -> dict[str, str]:
    """Code of each stage of a part."""
    (part,) = [child for child in verdict.children if child.about == key]
    return {node.about: node.code for node in part.children if node.code.startswith("stage")}


def test_a_script_passes_its_stages_in_order(shop: Chain) -> None:
    shop.commit({DEAR: script("dialogue/dear", "料子摸得着", more="consult:\n  - product\n")})
    key = "dialogue/dear"
    waits = dict.fromkeys(("product", "operations", "final"), "stage-waits")
    assert stages(shop.gate(), key) == {"wording": "stage-missing", **waits}
    shop.say("lead")
    assert stages(shop.gate(), key) == {
        "wording": "stage", "product": "stage-missing", "operations": "stage-missing", "final": "stage-waits",
    }  # fmt: skip
    shop.say("product")
    shop.say("ops")
    verdict = shop.gate()
    assert (verdict.status, stages(verdict, key)["final"]) == ("open", "stage-missing")
    shop.say("boss")
    verdict = shop.gate()
    assert (verdict.status, verdict.code) == ("granted", "granted")
    assert set(stages(verdict, key).values()) == {"stage"}


def test_it_is_the_same_from_a_bare_repository(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted
    assert shop.gate(bare=True) == shop.gate()


def test_whoever_speaks_before_his_turn_has_to_speak_again(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    early = shop.say("boss")
    shop.say("lead")
    assert refused(shop.gate(), "early").about == early
    shop.say("boss")
    assert shop.gate().granted


def test_a_correction_voids_only_the_approvals_of_what_now_reads_otherwise(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早"), BYE: script("greeting/bye", "慢走")})
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted
    shop.commit({BYE: script("greeting/bye", "慢走，再来")})
    verdict = shop.gate()
    assert stages(verdict, "greeting/hello") == {"wording": "stage", "final": "stage"}
    assert stages(verdict, "greeting/bye") == {"wording": "stage-missing", "final": "stage-waits"}
    refused(verdict, "stale")
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted


def test_an_unrelated_move_of_the_base_voids_nothing(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("lead")
    shop.say("boss")
    shop.on("main")
    shop.commit({BYE: script("greeting/bye", "慢走")})
    assert shop.gate().granted


def test_a_changed_fact_changes_every_script_that_speaks_it(shop: Chain) -> None:
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    verdict = shop.gate()
    about = [child.about for child in verdict.children]
    assert about == ["greeting/bye", "terms/facts.yaml#退货天数"]
    assert "没有动它" in verdict.children[0].sentence
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted


def test_a_fact_that_changes_in_the_base_voids_what_speaks_it(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早"), BYE: script("greeting/bye", "慢走，{退货天数}内都能退")})
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted
    shop.on("main")
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    verdict = shop.gate()
    assert stages(verdict, "greeting/hello") == {"wording": "stage", "final": "stage"}
    assert stages(verdict, "greeting/bye") == {"wording": "stage-missing", "final": "stage-waits"}


def test_a_rejection_stands_until_the_same_person_takes_it_back(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("lead", "reject")
    shop.say("both")
    assert refused(shop.gate(), "veto").status == "refused"
    shop.commit({HELLO: script(say="早上好")})
    assert "veto" in shop.gate().codes()
    shop.opinions[0]["dismissed"] = True
    assert "veto" in shop.gate().codes(), "others cannot take it back"
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted


def test_a_rejection_by_somebody_whom_it_does_not_concern_weighs_nothing(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("product", "reject")
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted


def test_an_urgent_correction_needs_few_but_says_so(shop: Chain) -> None:
    shop.commit({DEAR: script("dialogue/dear", "抱歉，价格写错了")})
    shop.say("lead", body="/huashu approve supervisor urgent")
    assert not shop.gate().granted
    shop.say("boss", body="/huashu approve manager")
    assert not shop.gate().granted, "the second has not called it urgent"
    shop.say("boss", body="/huashu approve manager urgent")
    verdict = shop.gate()
    assert (verdict.status, verdict.code) == ("granted", "granted-urgent")
    assert "补审" in verdict.todo


def test_rules_are_changed_by_themselves_and_by_their_own_approvers(shop: Chain) -> None:
    shop.commit({"policy/approval.yaml": POLICY.replace("version: 3", "version: 4").replace("count: 2", "count: 1")})
    verdict = shop.gate()
    assert stages(verdict, "policy/approval.yaml") == {"rules": "stage-missing"}
    shop.say("boss")
    assert not shop.gate().granted
    shop.say("keeper")
    assert shop.gate().granted


def test_whoever_has_several_roles_says_in_which_he_speaks(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("both")
    refused(shop.gate(), "unclear-role")
    shop.say("both", body="/huashu approve supervisor")
    shop.say("boss")
    assert shop.gate().granted


def test_other_files_have_a_way_too(shop: Chain) -> None:
    shop.commit({"handbook/10-交接.md": "# 交接\n"})
    assert stages(shop.gate(), "handbook/10-交接.md") == {"final": "stage-missing"}
    shop.say("boss")
    assert shop.gate().granted


def test_comments_are_no_wording_but_somebody_sees_them(shop: Chain) -> None:
    shop.commit({HELLO: "# 备注\n" + script()})
    verdict = shop.gate()
    assert stages(verdict, "greeting/hello") == {"final": "stage-missing"}
    assert "注释" in verdict.children[0].sentence


def test_moving_and_retiring_are_changes(shop: Chain) -> None:
    moved = script("greeting/dear", "这件值这个价", more="formerly:\n  - dialogue/dear\n")
    shop.commit({DEAR: None, "scripts/greeting/dear.yaml": moved, BYE: None})
    verdict = shop.gate()
    assert [(child.about, "挪" in child.sentence) for child in verdict.children] == [
        ("greeting/bye", False),
        ("greeting/dear", True),
    ]
    assert "operations" in stages(verdict, "greeting/dear"), "the scene that it leaves has a say"
    shop.say("lead")
    shop.say("ops")
    shop.say("boss")
    assert shop.gate().granted


def test_nothing_to_approve_is_no_obstacle(shop: Chain) -> None:
    shop.commit({})
    assert (shop.gate().status, shop.gate().code) == ("granted", "empty")


def test_without_rules_nothing_can_be_let_in(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.on("main")
    shop.commit({"policy/people.yaml": None})
    with pytest.raises(HuashuError, match=r"people\.yaml"):
        shop.gate()


def test_reading_leaves_the_repository_as_it_was(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    before = sorted(path.relative_to(shop.shop.top) for path in (shop.shop.top / ".git").rglob("*"))
    shop.gate()
    assert sorted(path.relative_to(shop.shop.top) for path in (shop.shop.top / ".git").rglob("*")) == before


def test_people_and_their_times(shop: Chain) -> None:
    """A role counts when it was held at the click and still is."""
    shop.on("main")
    late = people(3).replace("{role: supervisor}", "{role: supervisor, until: 2026-05-31}", 1)
    shop.commit({"policy/people.yaml": late})
    shop.on("work")
    shop.commit({HELLO: script(say="早")})
    shop.say("lead")
    shop.say("boss")
    assert not shop.gate().granted
    assert shop.gate(now=NOW.replace(month=5, day=31)).granted


def test_a_name_that_is_two_things_is_refused(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.git("tag", "main", "work")
    with pytest.raises(HuashuError, match="既可能是分支"):
        gate(shop.shop.top, "main", "work", [], lambda timezone: NOW.astimezone(timezone))
