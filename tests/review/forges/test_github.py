"""GitHub, from replies shaped as docs.github.com describes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from forge_reading import BASE, HEAD, OLD, doubts, evidence, opinion
from forge_server import ForgeServer, Reply

REPO = "/api/v3/repos/shop/scripts"
GRAPHQL = "POST /api/graphql"


def user(id: int, login: str, type: str = "User") -> dict[str, Any]:
    return {"login": login, "id": id, "node_id": f"U_{id}", "type": type, "site_admin": False}


def pull(**more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "number": 12,
        "state": "open",
        "user": user(1001, "writer"),
        "created_at": "2026-11-20T01:00:00Z",
        "updated_at": "2026-11-21T01:00:00Z",
        "head": {"ref": "draft", "sha": HEAD, "repo": {"full_name": "shop/scripts"}},
        "base": {"ref": "main", "sha": BASE, "repo": {"full_name": "shop/scripts"}},
        "commits": 2,
        **more,
    }


def commit(sha: str, author: int | None, committer: int | None) -> dict[str, Any]:
    return {
        "sha": sha,
        "commit": {"author": {"name": "x", "email": "x@example.com", "date": "2020-01-01T00:00:00Z"}},
        "author": None if author is None else user(author, "a"),
        "committer": None if committer is None else user(committer, "c"),
    }


def review(id: int, state: str, at: str | None, by: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "node_id": f"PRR_{id}",
        "html_url": f"https://github.example/shop/scripts/pull/12#pullrequestreview-{id}",
        "user": by or user(1002, "boss"),
        "body": "",
        "state": state,
        "commit_id": HEAD,
        "submitted_at": at,
        "author_association": "MEMBER",
        **more,
    }


def event(name: str, at: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "event": name, "created_at": at, "actor": user(1001, "writer"), **more}


def edits(*nodes: dict[str, Any], after: str | None = None) -> Reply:
    page = {"hasNextPage": after is not None, "endCursor": after}
    return Reply({"data": {"repository": {"pullRequest": {"reviews": {"pageInfo": page, "nodes": list(nodes)}}}}})


def unedited(*ids: int) -> Reply:
    return edits(*({"id": f"PRR_{id}", "url": "", "lastEditedAt": None, "includesCreatedEdit": False} for id in ids))


@pytest.fixture
def github(forge: ForgeServer) -> ForgeServer:
    """A request of two commits that nobody has reviewed."""
    forge.json(f"GET {REPO}/pulls/12", pull())
    forge.json(f"GET {REPO}/pulls/12/commits", [commit(OLD, 1001, 1001), commit(HEAD, 1001, 1003)])
    forge.json(f"GET {REPO}/pulls/12/reviews", [])
    forge.json(f"GET {REPO}/issues/12/timeline", [])
    forge.json(f"GET {REPO}/issues/12/comments", [])
    forge.routes[GRAPHQL] = unedited()
    return forge


def read(forge: ForgeServer) -> dict[str, Any]:
    return evidence(forge, "github", path="/api/v3")


def reviewed(forge: ForgeServer, *reviews: dict[str, Any]) -> dict[str, Any]:
    forge.json(f"GET {REPO}/pulls/12/reviews", list(reviews))
    forge.routes[GRAPHQL] = unedited(*(one["id"] for one in reviews if isinstance(one.get("id"), int)))
    return read(forge)


def test_the_whole_file(github: ForgeServer) -> None:
    github.routes[f"GET {REPO}/pulls/12/reviews?page=1"] = Reply(
        [review(81, "APPROVED", "2026-11-20T09:00:00Z", body="产品部同意")],
        headers={"Link": f'<{github.url}/api/v3/repositories/5/pulls/12/reviews?page=2>; rel="next"'},
    )
    github.routes["GET /api/v3/repositories/5/pulls/12/reviews?page=2"] = Reply(
        [review(80, "CHANGES_REQUESTED", "2026-11-20T08:00:00Z", user(1004, "ops"))], headers={"Link": ""}
    )
    github.json(
        f"GET {REPO}/issues/12/timeline",
        [
            event("committed", "2026-11-20T01:00:00Z"),
            event("head_ref_force_pushed", "2026-11-20T10:00:00Z", commit_id=HEAD),
            event("base_ref_changed", "2026-11-20T09:30:00Z"),
        ],
    )
    comment = {"id": 7, "body": "看过了", "user": user(1002, "boss")}
    times = {"created_at": "2026-11-20T09:00:00Z", "updated_at": "2026-11-20T09:00:00Z"}
    github.json(f"GET {REPO}/issues/12/comments", [{**comment, **times}])
    github.routes[GRAPHQL] = unedited(80, 81)
    usual = {"bot": False, "edited": False, "official": True, "dismissed": False, "stale": None}
    assert read(github) == {
        "version": 1,
        "forge": "github",
        "host": github.host,
        "repository": "shop/scripts",
        "target": "main",
        "request": "12",
        "head": HEAD,
        "base": BASE,
        "fetched_at": "2026-11-22T08:00:00Z",
        "opened_by": 1001,
        "opened_at": "2026-11-20T01:00:00Z",
        "commits": [
            {"sha": OLD, "author": 1001, "committer": 1001},
            {"sha": HEAD, "author": 1001, "committer": 1003},
        ],
        "opinions": [
            {
                "id": "review/80",
                "kind": "reject",
                "account": 1004,
                "login": "ops",
                "commit": HEAD,
                "at": "2026-11-20T08:00:00Z",
                "body": "",
                **usual,
            },
            {
                "id": "comment/7",
                "kind": "comment",
                "account": 1002,
                "login": "boss",
                "commit": None,
                "at": "2026-11-20T09:00:00Z",
                "body": "看过了",
                **usual,
            },
            {
                "id": "review/81",
                "kind": "approve",
                "account": 1002,
                "login": "boss",
                "commit": HEAD,
                "at": "2026-11-20T09:00:00Z",
                "body": "产品部同意",
                **usual,
            },
        ],
        "events": [
            {"kind": "retarget", "at": "2026-11-20T09:30:00Z", "account": 1001, "before": None, "after": None},
            {"kind": "force-push", "at": "2026-11-20T10:00:00Z", "account": 1001, "before": None, "after": HEAD},
        ],
        "doubts": [],
    }


def test_what_is_asked(github: ForgeServer) -> None:
    read(github)
    assert github.paths() == [
        f"GET {REPO}/pulls/12",
        f"GET {REPO}/pulls/12/commits",
        f"GET {REPO}/issues/12/timeline",
        f"GET {REPO}/pulls/12/reviews",
        GRAPHQL,
        f"GET {REPO}/issues/12/comments",
        f"GET {REPO}/pulls/12",
    ]
    assert {asked.headers["authorization"] for asked in github.asked} == {"Bearer secret-token-42"}
    assert {asked.headers["x-github-api-version"] for asked in github.asked} == {"2022-11-28"}
    question = json.loads(github.asked[4].body)
    assert question["variables"] == {"owner": "shop", "name": "scripts", "number": 12, "after": None}


def test_a_review_that_was_repointed_stands_beside_the_forced_push_that_came_after_it(github: ForgeServer) -> None:
    forced = event("head_ref_force_pushed", "2026-11-20T10:00:00Z", commit_id=HEAD)
    github.json(f"GET {REPO}/issues/12/timeline", [forced])
    found = reviewed(github, review(80, "APPROVED", "2026-11-20T09:00:00Z", commit_id=HEAD))
    assert opinion(found, "review/80")["at"] < found["events"][0]["at"]
    assert found["events"][0]["kind"] == "force-push"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("automatic_base_change_succeeded", "retarget"),
        ("base_ref_changed", "retarget"),
        ("base_ref_force_pushed", "retarget"),
        ("closed", "close"),
        ("head_ref_deleted", "delete-branch"),
        ("head_ref_force_pushed", "force-push"),
        ("head_ref_restored", "restore-branch"),
        ("reopened", "reopen"),
    ],
)
def test_events_that_matter(github: ForgeServer, name: str, kind: str) -> None:
    github.json(f"GET {REPO}/issues/12/timeline", [event(name, "2026-11-20T10:00:00Z", actor=None)])
    found = read(github)
    expected = {"kind": kind, "at": "2026-11-20T10:00:00Z", "account": None, "before": None, "after": None}
    assert found["events"] == [expected]
    assert doubts(found) == []


@pytest.mark.parametrize("name", ["labeled", "reviewed", "commented", "cross-referenced", "renamed"])
def test_events_that_do_not_matter(github: ForgeServer, name: str) -> None:
    github.json(f"GET {REPO}/issues/12/timeline", [event(name, "2026-11-20T10:00:00Z")])
    found = read(github)
    assert (found["events"], doubts(found)) == ([], [])


def test_an_unknown_event_and_one_without_time_are_doubts(github: ForgeServer) -> None:
    strange = [event("teleported", "2026-11-20T10:00:00Z"), event("head_ref_force_pushed", "soon"), {}]
    github.json(f"GET {REPO}/issues/12/timeline", strange)
    found = read(github)
    assert found["events"] == []
    assert doubts(found) == [
        ("unknown-event", "event:?"),
        ("unknown-event", "event:teleported"),
        ("no-time", "request"),
    ]


@pytest.mark.parametrize(
    ("state", "kind"), [("APPROVED", "approve"), ("CHANGES_REQUESTED", "reject"), ("COMMENTED", "comment")]
)
def test_states(github: ForgeServer, state: str, kind: str) -> None:
    found = reviewed(github, review(80, state, "2026-11-20T09:00:00Z"))
    assert opinion(found, "review/80")["kind"] == kind
    assert doubts(found) == []


def test_a_pending_review_has_not_been_said(github: ForgeServer) -> None:
    found = reviewed(github, review(80, "PENDING", None))
    assert (found["opinions"], doubts(found)) == ([], [])


def test_an_unknown_state_is_a_doubt(github: ForgeServer) -> None:
    found = reviewed(github, review(80, "BLESSED", "2026-11-20T09:00:00Z"))
    assert opinion(found, "review/80")["kind"] == "comment"
    assert doubts(found) == [("unknown-state", "opinion:review/80")]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("approved", "approve"),
        ("changes_requested", "reject"),
        ("commented", "comment"),
        (None, "reject"),
        ("blessed", "reject"),
    ],
)
def test_a_dismissed_review_is_told_with_what_it_had_said(github: ForgeServer, said: str | None, kind: str) -> None:
    if said:
        about = {"state": said, "review_id": 80, "dismissal_message": "x"}
        github.json(
            f"GET {REPO}/issues/12/timeline",
            [event("review_dismissed", "2026-11-20T10:00:00Z", dismissed_review=about)],
        )
    older = review(79, "APPROVED", "2026-11-20T08:00:00Z")
    found = reviewed(github, older, review(80, "DISMISSED", "2026-11-20T09:00:00Z"))
    dismissed = opinion(found, "review/80")
    assert (dismissed["kind"], dismissed["dismissed"]) == (kind, True)
    unclear = [] if said and said != "blessed" else [("unknown-state", "opinion:review/80")]
    assert doubts(found) == unclear
    assert found["opinions"][-1] == dismissed, "it stands after the older one, which it must not revive"


def test_a_reviewer_who_is_gone_is_a_doubt(github: ForgeServer) -> None:
    found = reviewed(github, {**review(80, "APPROVED", "2026-11-20T09:00:00Z"), "user": None})
    assert (opinion(found, "review/80")["account"], opinion(found, "review/80")["login"]) == (None, "")
    assert doubts(found) == [("missing-account", "opinion:review/80")]


@pytest.mark.parametrize(
    "robot", [user(41898282, "github-actions[bot]", "Bot"), user(5, "helper", "Bot"), user(6, "odd[bot]")]
)
def test_a_bot_is_told_as_one(github: ForgeServer, robot: dict[str, Any]) -> None:
    found = reviewed(github, review(80, "APPROVED", "2026-11-20T09:00:00Z", robot))
    assert opinion(found, "review/80")["bot"] is True


def test_a_review_without_commit_or_time_is_in_doubt(github: ForgeServer) -> None:
    found = reviewed(github, review(80, "APPROVED", None, commit_id=None))
    assert opinion(found, "review/80")["at"] == found["opened_at"]
    assert doubts(found) == [("no-commit", "opinion:review/80"), ("no-time", "opinion:review/80")]


def test_a_rejection_without_commit_is_in_doubt_a_comment_is_not(github: ForgeServer) -> None:
    at = "2026-11-20T09:00:00Z"
    rejection = review(80, "CHANGES_REQUESTED", at, commit_id=None)
    found = reviewed(github, rejection, review(81, "COMMENTED", at, commit_id=None))
    assert doubts(found) == [("no-commit", "opinion:review/80")]


def test_what_was_said_in_one_second_stands_in_the_order_of_its_numbers(github: ForgeServer) -> None:
    at = "2026-11-20T09:00:00Z"
    found = reviewed(github, review(100, "APPROVED", at), review(99, "CHANGES_REQUESTED", at))
    assert [one["id"] for one in found["opinions"]] == ["review/99", "review/100"]


def test_a_short_commit_is_none(github: ForgeServer) -> None:
    found = reviewed(github, review(80, "APPROVED", "2026-11-20T09:00:00Z", commit_id=HEAD[:10]))
    assert opinion(found, "review/80")["commit"] is None
    assert doubts(found) == [("no-commit", "opinion:review/80")]


@pytest.mark.parametrize("at", ["2026-11-22T08:05:00Z", "2026-11-20T00:59:59Z"])
def test_times_that_cannot_be_are_a_doubt(github: ForgeServer, at: str) -> None:
    found = reviewed(github, review(80, "APPROVED", at))
    assert doubts(found) == [("clock", "opinion:review/80")]


def test_a_review_that_was_edited(github: ForgeServer) -> None:
    github.json(
        f"GET {REPO}/pulls/12/reviews",
        [review(id, "APPROVED", "2026-11-20T09:00:00Z") for id in (80, 81, 82)],
    )
    first = {"id": "other form", "url": review(80, "", "")["html_url"], "lastEditedAt": "2026-11-21T00:00:00Z"}
    second = {"id": "PRR_81", "url": "", "lastEditedAt": None, "includesCreatedEdit": True}
    third = {"id": "PRR_82", "url": "", "lastEditedAt": None, "includesCreatedEdit": False}
    github.routes[GRAPHQL] = [edits(first, second, after="X1"), edits(third)]
    found = read(github)
    assert [opinion(found, f"review/{id}")["edited"] for id in (80, 81, 82)] == [True, True, False]
    assert doubts(found) == []
    cursors = [json.loads(asked.body)["variables"]["after"] for asked in github.asked if asked.method == "POST"]
    assert cursors == [None, "X1"]


@pytest.mark.parametrize(
    "answer",
    [
        Reply({"message": "Bad credentials"}, 401),
        Reply({"errors": [{"message": "no"}], "data": None}),
        Reply({"data": {"repository": None}}),
        Reply(unedited(80).body | {"errors": [{"type": "FORBIDDEN"}]}),
        Reply(b"<html>"),
        edits(after=""),
        edits(),
    ],
)
def test_reviews_whose_edits_nobody_tells_are_in_doubt(github: ForgeServer, answer: Reply) -> None:
    github.json(f"GET {REPO}/pulls/12/reviews", [review(80, "APPROVED", "2026-11-20T09:00:00Z")])
    github.routes[GRAPHQL] = answer
    assert doubts(read(github)) == [("edits-unknown", "opinion:review/80")]


@pytest.mark.parametrize("updated", ["2026-11-20T09:00:01Z", None])
def test_an_edited_comment(github: ForgeServer, updated: str | None) -> None:
    comment = {"id": 7, "body": "x", "user": user(1002, "boss"), "created_at": "2026-11-20T09:00:00Z"}
    github.json(f"GET {REPO}/issues/12/comments", [{**comment, "updated_at": updated}])
    assert opinion(read(github), "comment/7")["edited"] is True


@pytest.mark.parametrize(("told", "listed"), [(3, 2), (250, 250), (300, 250)])
def test_a_list_of_commits_that_was_cut_is_a_doubt(github: ForgeServer, told: int, listed: int) -> None:
    github.json(f"GET {REPO}/pulls/12", pull(commits=told))
    shas = [f"{number:040x}" for number in range(listed - 1)]
    commits = [commit(sha, 1001, 1001) for sha in shas] + [commit(HEAD, 1001, 1001)]
    github.json(f"GET {REPO}/pulls/12/commits", commits)
    assert doubts(read(github)) == [("truncated", "commits")]


def test_a_head_that_is_not_among_the_commits_is_a_doubt(github: ForgeServer) -> None:
    github.json(f"GET {REPO}/pulls/12/commits", [commit(OLD, 1001, 1001), commit(BASE, 1001, 1001)])
    assert doubts(read(github)) == [("head-not-listed", "commits")]


def test_commits_whose_accounts_github_does_not_know(github: ForgeServer) -> None:
    github.json(f"GET {REPO}/pulls/12/commits", [commit(OLD, 1001, 1001), commit(HEAD, None, 1003)])
    found = read(github)
    assert found["commits"][1] == {"sha": HEAD, "author": None, "committer": 1003}
    assert doubts(found) == [("missing-account", f"commit:{HEAD}")]


def test_an_opener_who_is_gone_is_a_doubt(github: ForgeServer) -> None:
    github.json(f"GET {REPO}/pulls/12", pull(user=None))
    found = read(github)
    assert found["opened_by"] is None
    assert doubts(found) == [("missing-account", "request")]


def test_replies_without_keys_are_doubts_not_crashes(github: ForgeServer) -> None:
    github.json(f"GET {REPO}/pulls/12/reviews", [{}, None, "x", {"id": True}])
    github.json(f"GET {REPO}/issues/12/comments", [{}, []])
    github.json(f"GET {REPO}/pulls/12/commits", [{}, commit(HEAD, 1001, 1001)])
    found = read(github)
    assert found["opinions"] == []
    assert doubts(found) == [("missing-key", "comments"), ("missing-key", "commits"), ("missing-key", "reviews")]


def test_one_id_twice_is_a_doubt(github: ForgeServer) -> None:
    twice = review(80, "APPROVED", "2026-11-20T09:00:00Z")
    assert doubts(reviewed(github, twice, twice)) == [("same-id", "opinion:review/80")]


def test_a_body_without_end_is_cut_and_in_doubt(github: ForgeServer) -> None:
    found = reviewed(github, review(80, "APPROVED", "2026-11-20T09:00:00Z", body="好" * 70_000))
    assert len(opinion(found, "review/80")["body"]) == 65_536
    assert doubts(found) == [("truncated", "opinion:review/80")]


@pytest.mark.parametrize("name", ["pulls/12/reviews", "issues/12/timeline", "issues/12/comments", "pulls/12/commits"])
def test_lists_shorter_than_they_say_are_doubts(github: ForgeServer, name: str) -> None:
    route = f"GET {REPO}/{name}"
    held = github.routes[route]
    assert isinstance(held, Reply)
    github.routes[route] = Reply(held.body, headers={"Link": "", "X-Total-Count": "9"})
    what = {"timeline": "events"}.get(name.rpartition("/")[2], name.rpartition("/")[2])
    assert doubts(read(github)) == [("truncated", what)]
