"""Gitea and Forgejo, from replies shaped as their swagger description says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from forge_reading import BASE, HEAD, OLD, doubts, evidence, opinion
from forge_server import ForgeServer, Reply

REPO = "/api/v1/repos/shop/scripts"
NINE = "2026-11-20T17:00:00+08:00"
TEN = "2026-11-20T18:00:00+08:00"


def user(id: int, login: str) -> dict[str, Any]:
    return {"id": id, "login": login, "full_name": "", "is_admin": False}


WRITER, BOSS = user(1001, "writer"), user(1002, "boss")


def pull(**more: Any) -> dict[str, Any]:
    return {
        "number": 12,
        "state": "open",
        "user": WRITER,
        "created_at": "2026-11-20T09:00:00+08:00",
        "updated_at": "2026-11-21T09:00:00+08:00",
        "head": {"ref": "draft", "sha": HEAD},
        "base": {"ref": "main", "sha": BASE, "repo": {"full_name": "shop/scripts"}},
        "merge_base": BASE,
        **more,
    }


def review(id: int, state: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "user": BOSS,
        "team": None,
        "state": state,
        "body": "",
        "commit_id": HEAD,
        "stale": False,
        "official": True,
        "dismissed": False,
        "submitted_at": NINE,
        "updated_at": NINE,
        **more,
    }


def entry(type: str, at: str = NINE, **more: Any) -> dict[str, Any]:
    return {"id": 500, "type": type, "user": WRITER, "body": "", "created_at": at, "updated_at": at, **more}


@pytest.fixture
def gitea(forge: ForgeServer) -> ForgeServer:
    """A request of one commit that nobody has reviewed."""
    forge.json(f"GET {REPO}/pulls/12", pull())
    forge.json(f"GET {REPO}/pulls/12/commits", [{"sha": HEAD, "author": WRITER, "committer": WRITER}])
    forge.json(f"GET {REPO}/issues/12/timeline", [])
    forge.json(f"GET {REPO}/pulls/12/reviews", [])
    return forge


def read(forge: ForgeServer) -> dict[str, Any]:
    return evidence(forge, "gitea", path="/api/v1")


def reviewed(forge: ForgeServer, *reviews: dict[str, Any]) -> dict[str, Any]:
    forge.json(f"GET {REPO}/pulls/12/reviews", list(reviews))
    return read(forge)


def test_the_whole_file(gitea: ForgeServer) -> None:
    gitea.routes[f"GET {REPO}/pulls/12/reviews?page=1"] = Reply(
        [review(80, "APPROVED")], headers={"X-Total-Count": "2"}
    )
    gitea.routes[f"GET {REPO}/pulls/12/reviews?page=2"] = Reply(
        [review(81, "REQUEST_CHANGES", user=user(1004, "ops"), stale=True)], headers={"X-Total-Count": "2"}
    )
    push = json.dumps({"is_force_push": True, "commit_ids": [OLD, HEAD]})
    gitea.json(
        f"GET {REPO}/issues/12/timeline",
        [entry("pull_push", TEN, body=push), entry("comment", TEN, id=501, body="看过了", user=BOSS)],
    )
    usual = {"bot": False, "edited": False, "official": True, "dismissed": False}
    assert read(gitea) == {
        "version": 1,
        "forge": "gitea",
        "host": gitea.host,
        "repository": "shop/scripts",
        "target": "main",
        "request": "12",
        "head": HEAD,
        "base": BASE,
        "fetched_at": "2026-11-22T08:00:00Z",
        "opened_by": 1001,
        "opened_at": "2026-11-20T01:00:00Z",
        "commits": [{"sha": HEAD, "author": 1001, "committer": 1001}],
        "opinions": [
            {
                "id": "review/80",
                "kind": "approve",
                "account": 1002,
                "login": "boss",
                "commit": HEAD,
                "at": "2026-11-20T09:00:00Z",
                "body": "",
                "stale": False,
                **usual,
            },
            {
                "id": "review/81",
                "kind": "reject",
                "account": 1004,
                "login": "ops",
                "commit": HEAD,
                "at": "2026-11-20T09:00:00Z",
                "body": "",
                "stale": True,
                **usual,
            },
            {
                "id": "comment/501",
                "kind": "comment",
                "account": 1002,
                "login": "boss",
                "commit": None,
                "at": "2026-11-20T10:00:00Z",
                "body": "看过了",
                "stale": None,
                **usual,
            },
        ],
        "events": [{"kind": "force-push", "at": "2026-11-20T10:00:00Z", "account": 1001, "before": OLD, "after": HEAD}],
        "doubts": [],
    }
    assert {asked.headers["authorization"] for asked in gitea.asked} == {"token secret-token-42"}
    assert gitea.asked[1].query == {"limit": ["100"], "page": ["1"]}


@pytest.mark.parametrize("official", [True, False])
@pytest.mark.parametrize("dismissed", [True, False])
def test_official_and_dismissed_are_told_as_they_are(gitea: ForgeServer, official: bool, dismissed: bool) -> None:
    found = opinion(reviewed(gitea, review(80, "APPROVED", official=official, dismissed=dismissed)), "review/80")
    assert (found["official"], found["dismissed"]) == (official, dismissed)


@pytest.mark.parametrize("key", ["official", "dismissed"])
def test_a_review_that_does_not_say_whether_it_holds_is_in_doubt(gitea: ForgeServer, key: str) -> None:
    found = reviewed(gitea, review(80, "APPROVED", **{key: None}))
    assert doubts(found) == [("missing-key", "opinion:review/80")]
    assert (opinion(found, "review/80")["official"], opinion(found, "review/80")["dismissed"]) == (
        key != "official",
        key == "dismissed",
    )


def test_stale_is_passed_on_and_decides_nothing(gitea: ForgeServer) -> None:
    found = reviewed(gitea, review(80, "APPROVED", stale=True, commit_id=OLD))
    assert (opinion(found, "review/80")["stale"], opinion(found, "review/80")["commit"]) == (True, OLD)
    assert doubts(found) == []


@pytest.mark.parametrize("state", ["PENDING", "REQUEST_REVIEW"])
def test_what_has_not_been_said_is_left_out(gitea: ForgeServer, state: str) -> None:
    found = reviewed(gitea, review(80, state))
    assert (found["opinions"], doubts(found)) == ([], [])


@pytest.mark.parametrize("state", ["", "BLESSED", None])
def test_an_unknown_state_is_a_doubt(gitea: ForgeServer, state: str | None) -> None:
    found = reviewed(gitea, {**review(80, ""), "state": state})
    assert opinion(found, "review/80")["kind"] == "comment"
    assert doubts(found) == [("unknown-state", "opinion:review/80")]


@pytest.mark.parametrize("who", [None, user(-1, "Ghost"), user(0, "")])
def test_a_reviewer_who_is_gone_and_a_team_are_doubts(gitea: ForgeServer, who: Any) -> None:
    found = reviewed(gitea, review(80, "APPROVED", user=who, team={"id": 4, "name": "product"}))
    assert opinion(found, "review/80")["account"] is None
    assert doubts(found) == [("missing-account", "opinion:review/80")]


def test_the_time_of_a_review_is_when_it_was_sent_off(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [entry("review", TEN, review_id=80, user=BOSS)])
    found = reviewed(gitea, review(80, "APPROVED", updated_at=TEN))
    assert (opinion(found, "review/80")["at"], opinion(found, "review/80")["edited"]) == ("2026-11-20T10:00:00Z", False)


def test_a_review_edited_after_it_was_sent_off(gitea: ForgeServer) -> None:
    edited = entry("review", review_id=80, body="运营部同意", updated_at=TEN)
    gitea.json(f"GET {REPO}/issues/12/timeline", [edited])
    found = reviewed(gitea, review(80, "APPROVED", body="产品部同意"))
    assert opinion(found, "review/80")["edited"] is True
    assert doubts(found) == [("two-bodies", "opinion:review/80")]


def test_a_review_without_its_entry_is_edited_if_it_was_touched(gitea: ForgeServer) -> None:
    found = reviewed(gitea, review(80, "APPROVED", updated_at=TEN))
    assert opinion(found, "review/80")["edited"] is True


def test_an_edited_comment(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [entry("comment", id=501, updated_at=TEN)])
    assert opinion(read(gitea), "comment/501")["edited"] is True


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("change_target_branch", "retarget"),
        ("close", "close"),
        ("reopen", "reopen"),
        ("delete_branch", "delete-branch"),
    ],
)
def test_events_that_matter(gitea: ForgeServer, type: str, kind: str) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [entry(type, old_ref="main", new_ref="other")])
    found = read(gitea)
    event = {"kind": kind, "at": "2026-11-20T09:00:00Z", "account": 1001, "before": "main", "after": "other"}
    assert found["events"] == [event]


def test_an_ordinary_push_and_harmless_entries_are_no_events(gitea: ForgeServer) -> None:
    push = json.dumps({"is_force_push": False, "commit_ids": [HEAD]})
    harmless = [entry("pull_push", body=push), entry("label"), entry("dismiss_review"), entry("review_request")]
    gitea.json(f"GET {REPO}/issues/12/timeline", harmless)
    found = read(gitea)
    assert (found["events"], doubts(found)) == ([], [])


@pytest.mark.parametrize("body", ["", "{", "[]", '{"is_force_push": "no"}'])
def test_a_push_that_cannot_be_read_counts_as_forced(gitea: ForgeServer, body: str) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [entry("pull_push", body=body)])
    found = read(gitea)
    assert [(event["kind"], event["before"], event["after"]) for event in found["events"]] == [
        ("force-push", None, None)
    ]
    assert doubts(found) == [("unknown-event", "event:pull_push")]


def test_an_unknown_entry_is_a_doubt(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [entry("bless"), {}])
    assert doubts(read(gitea)) == [("unknown-event", "event:?"), ("unknown-event", "event:bless")]


def test_replies_without_keys_are_doubts_not_crashes(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/issues/12/timeline", [{"type": "comment"}, {"type": "review"}])
    gitea.json(f"GET {REPO}/pulls/12/commits", [{}, {"sha": HEAD, "author": WRITER, "committer": None}])
    found = reviewed(gitea, {}, {"id": 5, "state": "APPROVED"})
    about = "opinion:review/5"
    assert doubts(found) == [
        ("missing-key", "comments"),
        ("missing-account", f"commit:{HEAD}"),
        ("missing-key", "commits"),
        ("missing-account", about),
        ("missing-key", about),
        ("no-commit", about),
        ("no-time", about),
        ("missing-key", "reviews"),
    ]


@pytest.mark.parametrize(
    ("name", "about"),
    [("pulls/12/commits", "commits"), ("issues/12/timeline", "events"), ("pulls/12/reviews", "reviews")],
)
def test_lists_shorter_than_they_say_are_doubts(gitea: ForgeServer, name: str, about: str) -> None:
    held = gitea.routes[f"GET {REPO}/{name}"]
    assert isinstance(held, Reply)
    gitea.routes[f"GET {REPO}/{name}"] = Reply(held.body, headers={"Link": "", "X-Total-Count": "9"})
    assert doubts(read(gitea)) == [("truncated", about)]
