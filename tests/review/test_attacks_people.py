"""Attacks by who says something, and where: each refused with what to do next."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from chain import ACCOUNTS, NOW, POLICY, Chain, chain, people, refused
from shop_in_git import HELLO, script

from huashu.errors import HuashuError
from huashu.review import evidence_file


@pytest.fixture
def shop(tmp_path: Path) -> Chain:
    return chain(tmp_path)


def approved(shop: Chain, **more: Any) -> Chain:
    shop.say("lead", **more)
    shop.say("boss")
    return shop


def new_words(shop: Chain, **who: str) -> Chain:
    shop.commit({HELLO: script(say="早")}, **who)
    return shop


@pytest.mark.parametrize(
    "who", [{"by": "lead"}, {"committer": "lead"}, {"message": "改\n\nCo-authored-by: 主管 <LEAD@example.com>"}]
)
def test_self_approval_as_author_committer_or_co_author(shop: Chain, who: dict[str, str]) -> None:
    refused(approved(new_words(shop, **who)).gate(), "self-approval")


def test_self_approval_as_opener(shop: Chain) -> None:
    shop.opened_by = ACCOUNTS["lead"]
    refused(approved(new_words(shop)).gate(), "self-approval")


def test_self_approval_as_the_account_behind_a_commit(shop: Chain) -> None:
    new_words(shop)
    shop.told["commits"] = [{"sha": shop.head(), "author": ACCOUNTS["lead"], "committer": None}]
    refused(approved(shop).gate(), "self-approval")


def test_self_approval_as_pusher(shop: Chain) -> None:
    new_words(shop).happen("force-push", "lead")
    refused(approved(shop).gate(), "self-approval")


def test_nobody_knows_who_opened(shop: Chain) -> None:
    shop.opened_by = None
    refused(approved(new_words(shop)).gate(), "unknown-account")


def test_an_account_that_is_nobody_may_be_anybody(shop: Chain) -> None:
    shop.opened_by = 4242
    assert refused(approved(new_words(shop)).gate(), "unknown-account").about == "github 4242"


def test_a_mailmap_gives_nobody_another_face(shop: Chain) -> None:
    shop.on("main")
    shop.commit({".mailmap": "writer <writer@example.com> <lead@example.com>\n"})
    shop.git("config", "log.mailmap", "true")
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    refused(approved(new_words(shop, by="lead")).gate(), "self-approval")


@pytest.mark.parametrize("by", ["stranger", "", "lead@example.com> <writer"])
def test_an_address_that_is_nobody_may_be_anybody(shop: Chain, by: str) -> None:
    refused(approved(new_words(shop, by=by)).gate(), "unknown-email")


def test_the_forge_as_committer_is_nobody(shop: Chain) -> None:
    new_words(shop)
    tree, parent = shop.git("rev-parse", "work^{tree}"), shop.git("rev-parse", "main")
    made = shop.shop.git(
        "commit-tree", tree, "-p", parent, "-m", "网页", email="writer@example.com", committer="noreply@github.com"
    )
    shop.git("update-ref", "refs/heads/work", made)
    shop.told["commits"] = [{"sha": made, "author": ACCOUNTS["writer"], "committer": 19864447}]
    assert approved(shop).gate().granted


def test_signed_commits_where_the_policy_asks_for_them(shop: Chain) -> None:
    shop.on("main")
    shop.commit({"policy/approval.yaml": POLICY.replace("target: main", "target: main\ncommits: signed")})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    refused(approved(new_words(shop)).gate(), "unsigned-commit")


def test_a_person_who_is_not_on_the_list(shop: Chain) -> None:
    new_words(shop)
    shop.say("路人", account=31337)
    assert "路人" in refused(shop.gate(), "unknown-person").sentence


def test_an_account_that_is_gone(shop: Chain) -> None:
    refused(approved(new_words(shop), account=None).gate(), "unknown-person")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"edited": True}, "edited"),
        ({"dismissed": True}, "dismissed"),
        ({"bot": True}, "bot"),
        ({"official": False}, "not-official"),
        ({"commit": ""}, "no-commit"),
        ({"commit": "0" * 40}, "unknown-commit"),
        ({"body": "/huashu approve manager"}, "role-not-held"),
        ({"body": "/huashu approve king"}, "role-not-held"),
        ({"body": "/huashu reject supervisor"}, "doubt"),
        ({"at": (NOW + timedelta(hours=1)).isoformat()}, "future"),
    ],
)
def test_approvals_that_do_not_count(shop: Chain, more: dict[str, Any], code: str) -> None:
    refused(approved(new_words(shop), **more).gate(), code)


def test_a_dismissal_revives_nothing_older(shop: Chain) -> None:
    new_words(shop)
    shop.say("lead")
    shop.say("lead", "dismiss", dismissed=True)
    shop.say("boss")
    assert "withdrawn" in shop.gate().codes()
    assert not shop.gate().granted


def test_a_role_that_has_ended_or_not_begun(shop: Chain) -> None:
    for span in ("until: 2026-05-01", "from: 2026-07-01"):
        shop.on("main")
        shop.commit({"policy/people.yaml": people().replace("{role: supervisor}", f"{{role: supervisor, {span}}}", 1)})
        shop.git("branch", "-q", "-f", "work", "main")
        shop.on("work")
        shop.opinions.clear()
        verdict = approved(new_words(shop)).gate()
        assert refused(verdict, "stage-missing").about == "wording"


def test_one_person_for_two_roles_where_two_people_are_asked(shop: Chain) -> None:
    new_words(shop)
    shop.say("both", body="/huashu approve supervisor")
    shop.say("both", body="/huashu approve manager")
    refused(shop.gate(), "same-person")
    shop.say("boss")
    assert shop.gate().granted


def test_one_person_twice_is_one_person(shop: Chain) -> None:
    new_words(shop)
    shop.say("both", body="/huashu approve supervisor urgent")
    shop.say("both", body="/huashu approve manager urgent")
    assert not shop.gate().granted


def test_clicks_where_the_policy_asks_for_marks(shop: Chain) -> None:
    shop.on("main")
    shop.commit({"policy/approval.yaml": POLICY.replace("target: main", "target: main\nevidence: marked")})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    refused(approved(new_words(shop)).gate(), "not-marked")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"repository": "other/words"}, "evidence-repository"),
        ({"host": "git.example.com"}, "evidence-repository"),
        ({"forge": "gitlab"}, "evidence-repository"),
        ({"target": "dev"}, "evidence-target"),
        ({"head": "1" * 40}, "evidence-head"),
    ],
)
def test_evidence_of_something_else(shop: Chain, told: dict[str, Any], code: str) -> None:
    approved(new_words(shop))
    assert shop.gate().granted
    shop.told |= told
    refused(shop.gate(), code)


@pytest.mark.parametrize(
    "doubt",
    [
        ("truncated", "events"),
        ("rules-overwritten", "request"),
        ("unknown-event", "event:x"),
        ("clock", "opinion:review/1"),
    ],
)
def test_each_doubt_ends_in_refusal(shop: Chain, doubt: tuple[str, str]) -> None:
    approved(new_words(shop))
    assert shop.gate().granted
    shop.doubts.append(dict(zip(("code", "about"), doubt, strict=True)))
    refused(shop.gate(), "doubt")


def test_a_doubt_about_another_opinion_hurts_nobody(shop: Chain) -> None:
    approved(new_words(shop))
    shop.doubts.append({"code": "clock", "about": "opinion:review/99"})
    assert shop.gate().granted


def test_ten_megabytes_of_evidence(shop: Chain) -> None:
    data = new_words(shop).evidence()
    with pytest.raises(HuashuError, match="10 MB"):
        evidence_file.read(data + b" " * evidence_file.LIMIT, "e.json")


def spoiled(data: bytes) -> list[bytes]:
    whole = json.loads(data)
    rows = [
        b"", b"[", b"\xff", b"null", b"[]", b"{}", b"[" * 100_000, data[:-1],
        data.replace(b'"version": 1', b'"version": 2'), data.replace(b'"version": 1', b'"version": true'),
        data.replace(b'"version": 1', b'"version": 1, "version": 1'), data.replace(b'"version": 1', b'"version": NaN'),
    ]  # fmt: skip
    for change in (
        {"more": 1}, {"forge": "sourceforge"}, {"head": "main"}, {"opened_by": "1001"}, {"opened_by": -1},
        {"opinions": {}}, {"opinions": [{}]}, {"fetched_at": "yesterday"}, {"fetched_at": "2026-01-01T00:00:00"},
        {"events": [{"kind": "magic", "at": "2026-01-01T00:00:00Z", "account": 1, "before": None, "after": None}]},
    ):  # fmt: skip
        rows.append(json.dumps({**whole, **change}).encode())
    for key in whole:
        rows.append(json.dumps({name: value for name, value in whole.items() if name != key}).encode())
    return rows


def test_evidence_that_is_not_as_it_must_be(shop: Chain) -> None:
    data = approved(new_words(shop)).evidence()
    assert len(evidence_file.read(data, "e.json").opinions) == 2
    for bad in spoiled(data):
        with pytest.raises(HuashuError) as caught:
            evidence_file.read(bad, "e.json")
        assert caught.value.where == "e.json"
        assert caught.value.todo
