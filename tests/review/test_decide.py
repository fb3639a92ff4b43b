"""The decision as a pure function: its laws, and what single opinions do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from request_drawn import DIGESTS, NOW, PATHS, PEOPLE, asked, governance, item, items, opinions, signed

from huashu.model.change import Contribution, Item, Obstacle
from huashu.model.evidence import APPROVE, REJECT, WITHDRAW, Opinion, Voice
from huashu.model.people import People, Span
from huashu.model.policy import ANY, SIGNED
from huashu.model.verdict import GRANTED, Verdict
from huashu.review.decide import decide
from huashu.review.request import Request

A, B = PATHS[:2]
BOTH = {A: DIGESTS[0]}


def granted_parts(verdict: Verdict) -> set[str]:
    return {child.about for child in verdict.children if child.code.startswith("part") and child.status == GRANTED}


@given(items(), opinions(), st.booleans(), st.data())
def test_removing_an_approval_never_grants(
    parts: list[Item], said: list[Opinion], apart: bool, data: st.DataObject
) -> None:
    approvals = [one for one in said if one.kind == APPROVE]
    gone = data.draw(st.sets(st.sampled_from(approvals).map(lambda one: one.id))) if approvals else set()
    fewer = [one for one in said if one.id not in gone]
    before, after = (decide(asked(parts, some, apart=apart)) for some in (said, fewer))
    cleared = {one.id for one in said if one.kind == REJECT}  # an approval may take its author's own veto back
    if not cleared:
        assert granted_parts(after) <= granted_parts(before)
        assert before.granted or not after.granted


@given(items(), opinions(), st.data())
def test_another_veto_never_grants(parts: list[Item], said: list[Opinion], data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(["p1", "p2", "p3", "p4"]))
    veto = signed("veto", who, {A: DIGESTS[0]}, kind=REJECT, minutes=data.draw(st.integers(0, 5)))
    assert granted_parts(decide(asked(parts, [*said, veto]))) <= granted_parts(decide(asked(parts, said)))


@given(items(), opinions(), st.sampled_from(PATHS), st.sampled_from(DIGESTS))
def test_a_change_of_another_part_takes_no_approval_away(
    parts: list[Item], said: list[Opinion], path: str, digest: str
) -> None:
    others = [part for part in parts if part.key != path]
    before = granted_parts(decide(asked(others, said)))
    assert granted_parts(decide(asked([*others, item(path, digest)], said))) - {path} == before


@given(items(), opinions())
def test_a_wording_that_nobody_has_seen_is_granted_by_nobody(parts: list[Item], said: list[Opinion]) -> None:
    new = [replace(parts[0], digest="100644:" + "c" * 40), *parts[1:]]
    before, after = granted_parts(decide(asked(parts, said))), granted_parts(decide(asked(new, said)))
    assert after == before - {parts[0].key}


@given(items(), opinions())
def test_the_order_in_which_evidence_comes_says_nothing(parts: list[Item], said: list[Opinion]) -> None:
    mixed = sorted(said, key=lambda one: one.id, reverse=True)
    assert decide(asked(parts, mixed)) == decide(asked(parts, said))


@given(items(), opinions())
def test_nobody_approves_what_he_has_written(parts: list[Item], said: list[Opinion]) -> None:
    for author in ("p1", "p2"):
        own = [one for one in said if one.voice and one.voice.id == author and one.kind == APPROVE]
        others = [one for one in said if one not in own]
        mine, theirs = (granted_parts(decide(asked(parts, some, author=author))) for some in (said, others))
        if not any(one.kind == REJECT for one in said):
            assert mine == theirs


@given(items(), opinions())
def test_every_refusal_says_what_to_do(parts: list[Item], said: list[Opinion]) -> None:
    verdict = decide(asked(parts, said))
    assert verdict.granted or verdict.todo
    for node in verdict.walk():
        assert node.sentence
        if node.status == "refused" and not node.children:
            assert node.todo, node


@given(items(), opinions())
def test_two_people_are_two_people(parts: list[Item], said: list[Opinion]) -> None:
    """Whatever p3 says in both his roles, alone he passes nothing."""
    alone = [one for one in said if one.voice and one.voice.id == "p3"]
    assert granted_parts(decide(asked(parts, alone))) == set()


def enough(**more: object) -> list[Opinion]:
    return [signed("1", "p1", BOTH), replace(signed("2", "p2", BOTH, minutes=1), **more)]  # type: ignore[arg-type]


def verdict_of(said: Sequence[Opinion], *, people: People = PEOPLE) -> Verdict:
    return decide(replace(asked([item(A)], said), people=people))


@pytest.mark.parametrize(("commits", "granted"), [(ANY, True), (SIGNED, False)])
@pytest.mark.parametrize("email", ["p1@example.com", "bot@example.com"])
def test_who_only_merges_may_approve_but_signs_where_all_do(email: str, commits: str, granted: bool) -> None:
    request = asked([item(A)], enough())
    made = replace(request.proposal.commits[0], signature=("ssh", "writer"))
    merge = Contribution("3" * 40, email, merges=True)
    proposal = replace(request.proposal, commits=(made, merge))
    verdict = decide(replace(request, proposal=proposal, policy=replace(request.policy, commits=commits)))
    assert verdict.granted is granted
    assert ("unsigned-commit" in verdict.codes()) is not granted
    assert not {"self-approval", "unknown-email"} & verdict.codes()


def test_two_signatures_are_enough() -> None:
    assert verdict_of(enough()).granted


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"repository": "shop/other"}, "other-repository"),
        ({"target": "refs/heads/dev"}, "other-target"),
        ({"policy": 4}, "policy-rolled-back"),
        ({"policy": None}, "policy-rolled-back"),
        ({"items": {A: DIGESTS[1]}}, "stale"),
        ({"items": None}, "not-marked"),
        ({"items": {B: DIGESTS[0]}}, "stage-missing"),
        ({"voice": None}, "unknown-person"),
        ({"voice": Voice("gpg", "p2")}, "unknown-person"),
        ({"voice": Voice("github", "1")}, "unknown-person"),
        ({"role": "supervisor"}, "role-not-held"),
        ({"at": NOW + timedelta(minutes=6)}, "future"),
        ({"follows": frozenset()}, "early"),
        ({"doubts": ("unclear",)}, "doubt"),
    ],
)
def test_signed_records_that_do_not_count(more: dict[str, object], code: str) -> None:
    verdict = verdict_of(enough(**more))
    assert not verdict.granted
    assert code in verdict.codes()


def test_a_record_that_names_what_came_before_needs_no_clock() -> None:
    said = [signed("1", "p1", BOTH, minutes=9), signed("2", "p2", BOTH, follows=frozenset({"1"}))]
    assert verdict_of(said).granted
    assert not verdict_of([said[0], replace(said[1], follows=None)]).granted


@pytest.mark.parametrize(
    ("span", "revoked", "code"),
    [
        (Span(until=NOW - timedelta(days=3)), None, "key-not-valid"),  # expired, whatever the signature claims
        (Span(until=NOW - timedelta(hours=1)), None, "key-not-valid"),  # a backdated signature
        (Span(since=NOW - timedelta(hours=1)), None, "key-not-valid"),  # not valid yet when it was made
        (Span(), NOW - timedelta(minutes=1), "key-revoked"),
        (Span(), NOW + timedelta(days=1), "key-revoked"),
    ],
)
def test_keys_and_their_times(span: Span, revoked: object, code: str) -> None:
    boss = PEOPLE.people["p2"]
    keys = (replace(boss.keys[0], span=span, revoked=revoked),)  # type: ignore[arg-type]
    people = replace(PEOPLE, people={**PEOPLE.people, "p2": replace(boss, keys=keys)})
    verdict = verdict_of(enough(), people=people)
    assert not verdict.granted
    assert code in verdict.codes()


def test_a_veto_is_cleared_by_its_author_alone() -> None:
    veto = signed("3", "p1", BOTH, kind=REJECT, minutes=2)
    said = [*enough(), veto]
    assert "veto" in verdict_of(said).codes()
    other = signed("4", "p3", BOTH, role="supervisor", minutes=3)
    assert "veto" in verdict_of([*said, other]).codes()
    back = signed("5", "p1", BOTH, kind=WITHDRAW, minutes=4)
    assert "veto" not in verdict_of([*said, back]).codes()
    assert not verdict_of([*said, back]).granted, "what he had approved before is gone with it"
    again = [signed("6", "p1", BOTH, minutes=5), signed("7", "p2", BOTH, minutes=6)]
    assert verdict_of([*said, *again]).granted


@pytest.mark.parametrize(("changes", "holds"), [({"span": Span(until=NOW)}, True), ({"revoked": NOW}, False)])
def test_a_veto_does_not_pass_with_the_time_of_its_key(changes: dict[str, object], holds: bool) -> None:
    lead = PEOPLE.people["p1"]
    old = replace(lead.keys[0], **changes)  # type: ignore[arg-type]
    new = replace(lead.keys[0], id="ssh-ed25519 AAAAnew")
    people = replace(PEOPLE, people={**PEOPLE.people, "p1": replace(lead, keys=(old, new))})
    verdict = verdict_of([signed("3", "p1", BOTH, kind=REJECT, minutes=2)], people=people)
    assert ("veto" in verdict.codes()) is holds


def test_a_withdrawal_of_one_opinion_leaves_the_others() -> None:
    twice = [*enough(), signed("3", "p1", BOTH, minutes=0)]
    back = replace(signed("4", "p1", {}, kind=WITHDRAW, minutes=4), clears="3")
    assert verdict_of([*twice, back]).granted
    assert not verdict_of([*twice, replace(back, clears="")]).granted


def test_small_shops_may_let_one_person_pass_two_stages() -> None:
    said = [signed("1", "p3", BOTH, role="supervisor"), signed("2", "p3", BOTH, role="manager", minutes=1)]
    assert "same-person" in decide(asked([item(A)], said)).codes()
    assert decide(asked([item(A)], said, apart=False)).granted


@pytest.mark.parametrize("other", ["p1", "p9"])
def test_the_right_people_are_found_where_several_would_do(other: str) -> None:
    said = [
        signed("1", "p3", BOTH, role="supervisor"),
        signed("2", other, BOTH, minutes=1),
        signed("3", "p3", BOTH, role="manager", minutes=2),
    ]
    assert decide(asked([item(A)], said)).granted


def test_one_person_twice_is_one_person_in_small_shops_too() -> None:
    said = [signed(str(minute), "p1", BOTH, urgent=True, minutes=minute) for minute in range(3)]
    assert not decide(asked([item(A)], said, apart=False)).granted
    said.append(signed("9", "p2", BOTH, urgent=True, minutes=-1))
    assert decide(asked([item(A)], said, apart=False)).code == "granted-urgent"


def test_obstacles_refuse_whatever_people_say() -> None:
    request = asked([item(A)], enough())
    for code in ("conflict", "symlink", "something-new"):
        change = replace(request.proposal.change, obstacles=(Obstacle(code, A, "x"),))
        verdict = decide(replace(request, proposal=replace(request.proposal, change=change)))
        assert (verdict.status, code in verdict.codes()) == ("refused", True)


def test_governance_has_no_urgent_way_and_no_company() -> None:
    said = [signed(name, name, {"rules/x.yaml": DIGESTS[0]}, urgent=True) for name in ("p1", "p2")]
    assert not decide(asked([governance()], said)).granted
    keeper = signed("k", "p4", {"rules/x.yaml": DIGESTS[0]})
    assert decide(asked([governance()], [keeper])).granted
    mixed = decide(asked([governance(), item(A)], [keeper, *enough()]))
    assert (mixed.granted, "mixed" in mixed.codes()) == (False, True)


def test_pushers_are_makers() -> None:
    request: Request = asked([item(A)], enough())
    pushed = replace(request, proposal=replace(request.proposal, pushers=("p2",)))
    assert "self-approval" in decide(pushed).codes()


def nobody_left(part: Item, author: str, *, gone: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    request = asked([part], [], author=author)
    people = {name: one for name, one in request.people.people.items() if name not in gone}
    verdict = decide(replace(request, people=People(2, people)))
    assert verdict.status == "open"
    return [(node.about, node.sentence, node.todo) for node in verdict.children if node.code == "nobody-left"]


def test_it_is_told_when_nobody_is_left_who_may_approve() -> None:
    todo = "请换一位不在这一关的同事来提交，或者先在 policy/people.yaml 里给这一关添人"
    keeper = governance()
    assert nobody_left(keeper, "writer") == nobody_left(item(A), "p1") == []
    own = "规矩：要 1 个人批，现在能批的只有 0 个；p4 自己参与了这次改动，不能批"
    assert nobody_left(keeper, "p4") == [("rules", own, todo)]
    assert nobody_left(keeper, "writer", gone=("p4",)) == [("rules", "规矩：要 1 个人批，现在能批的只有 0 个", todo)]
    others = ("p2", "p3")
    assert nobody_left(item(A), "writer", gone=others) == [("final", "定稿：要 1 个人批，现在能批的只有 0 个", todo)]


def test_whoever_is_left_may_still_approve() -> None:
    verdict = decide(asked([item(A)], enough(), author="p3"))
    assert verdict.granted
    assert "nobody-left" not in verdict.codes()
