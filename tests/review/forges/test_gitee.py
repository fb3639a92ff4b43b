"""Gitee, from replies shaped as its published API v5 says."""

from __future__ import annotations

from typing import Any

import pytest
from forge_reading import BASE, HEAD, doubts, evidence, opinion
from forge_server import ForgeServer, Reply

PR = "/api/v5/repos/shop/scripts/pulls/12"
NINE = "2026-11-20T17:00:00+08:00"


def user(id: int, login: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "login": login, "name": login, "type": "User", **more}


def pull(**more: Any) -> dict[str, Any]:
    return {
        "id": 9,
        "number": 12,
        "state": "open",
        "user": user(1001, "writer"),
        "created_at": "2026-11-20T09:00:00+08:00",
        "updated_at": "2026-11-21T09:00:00+08:00",
        "assignees_number": 1,
        "testers_number": 0,
        "assignees": [],
        "testers": [],
        "head": {"label": "draft", "ref": "draft", "sha": HEAD, "repo": {"full_name": "shop/scripts"}},
        "base": {"label": "main", "ref": "main", "sha": BASE, "repo": {"full_name": "shop/scripts"}},
        **more,
    }


@pytest.fixture
def gitee(forge: ForgeServer) -> ForgeServer:
    """A request of one commit that nobody has accepted."""
    forge.json(f"GET {PR}", pull())
    writer = user(1001, "writer")
    forge.json(f"GET {PR}/commits", [{"sha": HEAD, "author": writer, "committer": writer}])
    forge.json(f"GET {PR}/comments", [])
    return forge


def read(forge: ForgeServer) -> dict[str, Any]:
    return evidence(forge, "gitee", path="/api/v5")


def comment(id: int, **more: Any) -> dict[str, Any]:
    times = {"created_at": NINE, "updated_at": NINE}
    return {"id": id, "body": "同意", "user": user(1002, "boss"), "comment_type": "pr_comment", **times, **more}


def test_the_whole_file(gitee: ForgeServer) -> None:
    asked = [user(1002, "boss", accept=True), user(1003, "other", accept=False)]
    gitee.json(f"GET {PR}", pull(assignees=asked, testers=[user(1004, "ops", accept=True)]))
    gitee.routes[f"GET {PR}/comments?page=1"] = Reply([comment(5)], headers={"total_page": "2", "total_count": "2"})
    gitee.routes[f"GET {PR}/comments?page=2"] = Reply([comment(6)], headers={"total_page": "2", "total_count": "2"})
    usual = {"bot": False, "commit": None, "edited": False, "official": True, "dismissed": False, "stale": None}
    accepted = {"kind": "approve", "at": "2026-11-20T01:00:00Z", "body": "", **usual}
    said = {"kind": "comment", "at": "2026-11-20T09:00:00Z", "body": "同意", "account": 1002, "login": "boss", **usual}
    assert read(gitee) == {
        "version": 1,
        "forge": "gitee",
        "host": gitee.host,
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
            {"id": "assignee/1002", "account": 1002, "login": "boss", **accepted},
            {"id": "tester/1004", "account": 1004, "login": "ops", **accepted},
            {"id": "comment/5", **said},
            {"id": "comment/6", **said},
        ],
        "events": [],
        "doubts": [
            {"code": "no-commit", "about": "opinion:assignee/1002"},
            {"code": "no-time", "about": "opinion:assignee/1002"},
            {"code": "no-commit", "about": "opinion:tester/1004"},
            {"code": "no-time", "about": "opinion:tester/1004"},
        ],
    }
    assert {one.headers["authorization"] for one in gitee.asked} == {"Bearer secret-token-42"}


def test_none_needed_and_none_accepted_is_no_approval(gitee: ForgeServer) -> None:
    gitee.json(f"GET {PR}", pull(assignees_number=0, assignees=[user(1002, "boss", accept=False)]))
    assert read(gitee)["opinions"] == []


def test_file_lists_are_never_read(gitee: ForgeServer) -> None:
    read(gitee)
    assert gitee.paths() == [f"GET {PR}", f"GET {PR}/commits", f"GET {PR}/comments", f"GET {PR}"]


@pytest.mark.parametrize("accept", [None, "yes", 1])
def test_an_acceptance_that_says_neither_yes_nor_no_is_a_doubt(gitee: ForgeServer, accept: Any) -> None:
    gitee.json(f"GET {PR}", pull(assignees=[user(1002, "boss", accept=accept)]))
    found = read(gitee)
    assert opinion(found, "assignee/1002")["kind"] == "comment"
    assert ("unknown-state", "opinion:assignee/1002") in doubts(found)


def test_an_account_that_is_gone_is_a_doubt(gitee: ForgeServer) -> None:
    gitee.json(f"GET {PR}", pull(testers=[{"accept": True}]))
    found = read(gitee)
    assert opinion(found, "tester/gone-0")["account"] is None
    assert ("missing-account", "opinion:tester/gone-0") in doubts(found)


def test_no_list_of_those_asked_is_a_doubt(gitee: ForgeServer) -> None:
    gitee.json(f"GET {PR}", pull(assignees=None))
    assert doubts(read(gitee)) == [("missing-key", "assignees")]


@pytest.mark.parametrize("updated", ["2026-11-20T17:00:01+08:00", None])
def test_an_edited_comment(gitee: ForgeServer, updated: str | None) -> None:
    gitee.json(f"GET {PR}/comments", [comment(5, updated_at=updated)])
    assert opinion(read(gitee), "comment/5")["edited"] is True


def test_250_commits_may_be_more(gitee: ForgeServer) -> None:
    writer = user(1001, "writer")
    shas = [f"{number:040x}" for number in range(249)] + [HEAD]
    gitee.json(f"GET {PR}/commits", [{"sha": sha, "author": writer, "committer": writer} for sha in shas])
    assert doubts(read(gitee)) == [("truncated", "commits")]


def test_replies_without_keys_are_doubts_not_crashes(gitee: ForgeServer) -> None:
    gitee.json(f"GET {PR}/comments", [{}, None, {"id": 5}])
    gitee.json(f"GET {PR}/commits", [None])
    found = read(gitee)
    assert doubts(found) == [
        ("missing-key", "comments"),
        ("missing-key", "commits"),
        ("missing-account", "opinion:comment/5"),
        ("no-time", "opinion:comment/5"),
    ]
    assert opinion(found, "comment/5")["edited"] is True
