"""GitLab, from replies shaped as docs.gitlab.com describes them."""

from __future__ import annotations

from typing import Any

import pytest
from forge_reading import BASE, HEAD, OLD, doubts, evidence, opinion
from forge_server import ForgeServer, Reply

PROJECT = "/api/v4/projects/shop%2Fcs%2Fscripts"
MR = f"{PROJECT}/merge_requests/12"


def user(id: int, name: str) -> dict[str, Any]:
    return {"id": id, "username": name, "name": name, "state": "active"}


WRITER, BOSS, OPS = user(1001, "writer"), user(1002, "boss"), user(1004, "ops")


def request(**more: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "iid": 12,
        "project_id": 3,
        "state": "opened",
        "created_at": "2026-11-20T01:00:00.123Z",
        "updated_at": "2026-11-21T01:00:00.000Z",
        "target_branch": "main",
        "sha": HEAD,
        "diff_refs": {"base_sha": OLD, "head_sha": HEAD, "start_sha": BASE},
        "author": WRITER,
        "references": {"short": "!12", "relative": "!12", "full": "shop/cs/scripts!12"},
        **more,
    }


def note(id: int, body: str, by: dict[str, Any], at: str, *, system: bool = True, **more: Any) -> dict[str, Any]:
    return {"id": id, "body": body, "author": by, "created_at": at, "updated_at": at, "system": system, **more}


def version(id: int, head: str, at: str) -> dict[str, Any]:
    return {"id": id, "head_commit_sha": head, "base_commit_sha": BASE, "start_commit_sha": BASE, "created_at": at}


def approvals(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": 5, "approvals_required": 0, "approved": True, "approved_by": list(given), **more}


APPROVED = "approved this merge request"
NINE = "2026-11-20T09:00:00.500Z"


@pytest.fixture
def gitlab(forge: ForgeServer) -> ForgeServer:
    """A request of one version that nobody has approved."""
    forge.json(f"GET {MR}", request())
    forge.json(f"GET {MR}/commits", [{"id": HEAD, "short_id": HEAD[:8], "author_email": "x@example.com"}])
    forge.json(f"GET {MR}/approval_state", {"approval_rules_overwritten": False, "rules": []})
    forge.json(f"GET {MR}/versions", [version(1, HEAD, "2026-11-20T01:00:01.000Z")])
    forge.json(f"GET {MR}/resource_state_events", [])
    forge.json(f"GET {MR}/notes", [])
    forge.json(f"GET {MR}/approvals", approvals())
    for person in (WRITER, BOSS, OPS):
        forge.json(f"GET /api/v4/users/{person['id']}", {**person, "bot": False})
    return forge


def read(forge: ForgeServer) -> dict[str, Any]:
    return evidence(forge, "gitlab", repository="shop/cs/scripts", path="/api/v4")


def unclear(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Doubts but for the commits: GitLab never tells their accounts."""
    return [one for one in doubts(found) if not one[1].startswith("commit:")]


def approved(forge: ForgeServer, at: str = NINE, **more: Any) -> dict[str, Any]:
    forge.json(f"GET {MR}/notes", [note(20, APPROVED, BOSS, at)])
    forge.json(f"GET {MR}/approvals", approvals({"user": BOSS, **more}))
    return read(forge)


def test_the_whole_file(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/versions",
        [version(2, HEAD, "2026-11-20T08:00:00.000Z"), version(1, OLD, "2026-11-20T01:00:01.000Z")],
    )
    gitlab.json(f"GET {PROJECT}/repository/merge_base", {"id": OLD})
    gitlab.routes[f"GET {MR}/notes?page=1"] = Reply(
        [note(20, APPROVED, BOSS, NINE), note(21, "added 1 commit\n\n<ul></ul>", WRITER, NINE)],
        headers={"Link": f'<{gitlab.url}{MR}/notes?page=2>; rel="next"', "X-Next-Page": "2"},
    )
    said = note(22, "产品部看过", OPS, "2026-11-20T09:30:00.000Z", system=False)
    gitlab.routes[f"GET {MR}/notes?page=2"] = Reply([said], headers={"Link": "", "X-Next-Page": ""})
    gitlab.json(f"GET {MR}/approvals", approvals({"user": BOSS, "approved_at": "2026-11-20T09:00:00.400Z"}))
    closed = {"id": 1, "user": WRITER, "created_at": "2026-11-20T07:00:00.000Z", "state": "closed"}
    gitlab.json(f"GET {MR}/resource_state_events", [closed])
    usual = {"bot": False, "edited": False, "official": True, "dismissed": False, "stale": None}
    assert read(gitlab) == {
        "version": 1,
        "forge": "gitlab",
        "host": gitlab.host,
        "repository": "shop/cs/scripts",
        "target": "main",
        "request": "12",
        "head": HEAD,
        "base": BASE,
        "fetched_at": "2026-11-22T08:00:00Z",
        "opened_by": 1001,
        "opened_at": "2026-11-20T01:00:00Z",
        "commits": [{"sha": HEAD, "author": None, "committer": None}],
        "opinions": [
            {
                "id": "note/20",
                "kind": "approve",
                "account": 1002,
                "login": "boss",
                "commit": HEAD,
                "at": "2026-11-20T09:00:00Z",
                "body": "",
                **usual,
            },
            {
                "id": "note/22",
                "kind": "comment",
                "account": 1004,
                "login": "ops",
                "commit": None,
                "at": "2026-11-20T09:30:00Z",
                "body": "产品部看过",
                **usual,
            },
        ],
        "events": [{"kind": "close", "at": "2026-11-20T07:00:00Z", "account": 1001, "before": None, "after": None}],
        "doubts": [{"code": "missing-account", "about": f"commit:{HEAD}"}],
    }
    (compared,) = [asked for asked in gitlab.asked if asked.path.endswith("/merge_base")]
    assert compared.query == {"refs[]": [OLD, HEAD]}
    assert {asked.headers["authorization"] for asked in gitlab.asked} == {"Bearer secret-token-42"}


def test_an_approval_belongs_to_the_version_in_force(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/versions",
        [version(2, HEAD, "2026-11-20T10:00:00.000Z"), version(1, OLD, "2026-11-20T01:00:01.000Z")],
    )
    gitlab.json(f"GET {PROJECT}/repository/merge_base", {"id": OLD})
    found = approved(gitlab)
    assert opinion(found, "note/20")["commit"] == OLD
    assert (found["events"], unclear(found)) == ([], [])


def test_an_approval_right_after_a_push_may_have_meant_what_was_before(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/versions",
        [version(2, HEAD, "2026-11-20T08:59:00.000Z"), version(1, OLD, "2026-11-20T01:00:01.000Z")],
    )
    gitlab.json(f"GET {PROJECT}/repository/merge_base", {"id": OLD})
    assert unclear(approved(gitlab)) == [("fresh-version", "opinion:note/20")]


def test_an_approval_right_after_opening_has_nothing_before_it(gitlab: ForgeServer) -> None:
    assert unclear(approved(gitlab, "2026-11-20T01:00:05.000Z")) == []


def test_an_approval_before_any_version_has_no_commit(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/versions", [version(1, HEAD, "2026-11-20T10:00:00.000Z")])
    assert unclear(approved(gitlab)) == [("no-commit", "opinion:note/20")]


@pytest.mark.parametrize("answer", [Reply({"id": BASE}), Reply({"message": "404 Not found"}, 404), Reply({}, 400)])
def test_a_version_that_does_not_build_on_the_one_before_was_forced(gitlab: ForgeServer, answer: Reply) -> None:
    gitlab.json(
        f"GET {MR}/versions",
        [version(2, HEAD, "2026-11-20T10:00:00.000Z"), version(1, OLD, "2026-11-20T01:00:01.000Z")],
    )
    gitlab.routes[f"GET {PROJECT}/repository/merge_base"] = answer
    found = read(gitlab)
    event = {"kind": "force-push", "at": "2026-11-20T10:00:00Z", "account": None, "before": OLD, "after": HEAD}
    assert found["events"] == [event]


def test_versions_of_one_head_are_no_pushes(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/versions",
        [version(2, HEAD, "2026-11-20T10:00:00.000Z"), version(1, HEAD, "2026-11-20T01:00:01.000Z")],
    )
    assert read(gitlab)["events"] == []
    assert not any(asked.path.endswith("/merge_base") for asked in gitlab.asked)


@pytest.mark.parametrize(("count", "told"), [(201, 201), (2, 9)])
def test_versions_that_are_too_many_or_cut_leave_no_commit(gitlab: ForgeServer, count: int, told: int) -> None:
    versions = [version(number, HEAD, "2026-11-20T01:00:01.000Z") for number in range(count)]
    gitlab.routes[f"GET {MR}/versions"] = Reply(versions, headers={"Link": "", "X-Total": str(told)})
    assert unclear(approved(gitlab)) == [("no-commit", "opinion:note/20"), ("truncated", "versions")]


def test_rules_changed_for_this_request_alone_are_a_doubt(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/approval_state", {"approval_rules_overwritten": True, "rules": [{"id": 1}]})
    assert unclear(approved(gitlab)) == [("rules-overwritten", "request")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Reply({"message": "404 Not Found"}, 404), []),
        (Reply({"message": "403 Forbidden"}, 403), [("rules-unknown", "request")]),
        (Reply({"rules": [{"id": 1}]}), [("rules-unknown", "request")]),
        (Reply({"rules": []}), []),
    ],
)
def test_rules_that_are_not_told(gitlab: ForgeServer, answer: Reply, expected: list[tuple[str, str]]) -> None:
    gitlab.routes[f"GET {MR}/approval_state"] = answer
    assert unclear(read(gitlab)) == expected


def test_an_approval_that_was_taken_back(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/notes",
        [note(20, APPROVED, BOSS, NINE), note(21, "unapproved this merge request", BOSS, "2026-11-20T10:00:00.000Z")],
    )
    found = read(gitlab)
    assert [(one["kind"], one["dismissed"]) for one in found["opinions"]] == [("approve", True)]
    assert unclear(found) == []


def test_taking_back_an_approval_takes_back_no_veto(gitlab: ForgeServer) -> None:
    gitlab.json(
        f"GET {MR}/notes",
        [
            note(20, APPROVED, BOSS, NINE),
            note(21, "requested changes", BOSS, "2026-11-20T10:00:00.000Z"),
            note(22, "unapproved this merge request", BOSS, "2026-11-20T10:00:00.000Z"),
        ],
    )
    said = [(one["kind"], one["dismissed"]) for one in read(gitlab)["opinions"]]
    assert said == [("approve", True), ("reject", False)]


def test_an_approval_that_the_forge_has_reset(gitlab: ForgeServer) -> None:
    reset = "reset approvals from @boss by pushing to the branch"
    gitlab.json(f"GET {MR}/notes", [note(20, APPROVED, BOSS, NINE), note(21, reset, WRITER, NINE)])
    found = read(gitlab)
    assert opinion(found, "note/20")["dismissed"] is True
    assert unclear(found) == []


def test_only_the_last_of_several_approvals_holds(gitlab: ForgeServer) -> None:
    later = "2026-11-20T11:00:00.000Z"
    gitlab.json(f"GET {MR}/notes", [note(20, APPROVED, BOSS, NINE), note(30, APPROVED, BOSS, later)])
    gitlab.json(f"GET {MR}/approvals", approvals({"user": BOSS}))
    assert [one["dismissed"] for one in read(gitlab)["opinions"]] == [True, False]


def test_requested_changes_are_a_rejection(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/notes", [note(20, "requested changes", OPS, NINE)])
    found = read(gitlab)
    assert (opinion(found, "note/20")["kind"], opinion(found, "note/20")["commit"]) == ("reject", HEAD)


def test_a_person_who_writes_like_the_forge_approves_nothing(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/notes", [note(20, APPROVED, BOSS, NINE, system=False)])
    found = read(gitlab)
    assert (opinion(found, "note/20")["kind"], opinion(found, "note/20")["body"]) == ("comment", APPROVED)


def test_an_approval_and_its_note_that_do_not_agree_on_the_time(gitlab: ForgeServer) -> None:
    assert unclear(approved(gitlab, approved_at="2026-11-20T09:02:00.000Z")) == [("clock", "opinion:note/20")]


def test_an_approval_without_a_note(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/approvals", approvals({"user": BOSS, "approved_at": NINE}, {"user": OPS}))
    found = read(gitlab)
    assert opinion(found, "approval/1002")["commit"] == HEAD
    about = "opinion:approval/1004"
    assert unclear(found) == [("no-commit", about), ("no-time", about)]


def test_an_approval_that_contradicts_the_last_note(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/notes", [note(21, "unapproved this merge request", BOSS, NINE)])
    gitlab.json(f"GET {MR}/approvals", approvals({"user": BOSS, "approved_at": "2026-11-20T08:00:00.000Z"}))
    assert unclear(read(gitlab)) == [("contradiction", "opinion:approval/1002")]


@pytest.mark.parametrize("approver", [{"user": None}, {}, {"user": {"id": 0, "username": "ghost"}}])
def test_an_approver_who_is_gone_is_a_doubt(gitlab: ForgeServer, approver: dict[str, Any]) -> None:
    gitlab.json(f"GET {MR}/approvals", approvals(approver))
    about = "opinion:approval/gone"
    assert unclear(read(gitlab)) == [("missing-account", about), ("no-commit", about), ("no-time", about)]


def test_no_list_of_approvals_is_a_doubt(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/approvals", {"approved": True})
    assert unclear(read(gitlab)) == [("missing-key", "approvals")]


def test_a_machine_is_told_as_one(gitlab: ForgeServer) -> None:
    gitlab.json("GET /api/v4/users/1002", {**BOSS, "bot": True})
    assert opinion(approved(gitlab), "note/20")["bot"] is True


@pytest.mark.parametrize("answer", [Reply({"message": "404"}, 404), Reply(BOSS)])
def test_an_account_that_may_be_a_machine_is_a_doubt(gitlab: ForgeServer, answer: Reply) -> None:
    gitlab.routes["GET /api/v4/users/1002"] = answer
    assert unclear(approved(gitlab)) == [("bot-unknown", "opinion:note/20")]


def test_an_edited_note(gitlab: ForgeServer) -> None:
    edited = note(22, "x", OPS, NINE, system=False) | {"updated_at": "2026-11-20T09:00:01.000Z"}
    gitlab.json(f"GET {MR}/notes", [edited])
    assert opinion(read(gitlab), "note/22")["edited"] is True


@pytest.mark.parametrize(
    ("body", "kind", "before", "after"),
    [
        ("changed target branch from `main` to `other`", "retarget", "main", "other"),
        ("changed target branch in a new way", "retarget", None, None),
        ("deleted source branch `draft`", "delete-branch", None, None),
        ("restored source branch `draft`", "restore-branch", None, None),
        ("closed", "close", None, None),
        ("reopened", "reopen", None, None),
    ],
)
def test_notes_that_are_events(
    gitlab: ForgeServer, body: str, kind: str, before: str | None, after: str | None
) -> None:
    gitlab.json(f"GET {MR}/notes", [note(20, body, WRITER, NINE)])
    found = read(gitlab)
    event = {"kind": kind, "at": "2026-11-20T09:00:00Z", "account": 1001, "before": before, "after": after}
    assert found["events"] == [event]
    assert (found["opinions"], unclear(found)) == ([], [])


@pytest.mark.parametrize(("state", "kinds"), [("closed", ["close"]), ("reopened", ["reopen"]), ("merged", [])])
def test_events_of_state(gitlab: ForgeServer, state: str, kinds: list[str]) -> None:
    gitlab.json(f"GET {MR}/resource_state_events", [{"id": 1, "user": None, "created_at": NINE, "state": state}])
    found = read(gitlab)
    assert [event["kind"] for event in found["events"]] == kinds
    assert unclear(found) == []


def test_unknown_notes_and_states_are_doubts(gitlab: ForgeServer) -> None:
    weighty, idle = "blessed all approvals of this", "painted this merge request blue"
    gitlab.json(f"GET {MR}/notes", [note(20, weighty, BOSS, NINE), note(21, idle, BOSS, NINE)])
    gitlab.json(f"GET {MR}/resource_state_events", [{"id": 1, "created_at": NINE, "state": "melted"}])
    assert unclear(read(gitlab)) == [
        ("unknown-event", "event:blessed all approvals of"),
        ("unknown-event", "event:melted"),
    ]


@pytest.mark.parametrize(
    "versions",
    [[], [version(1, OLD, "2026-11-20T01:00:01.000Z")]],
)
def test_versions_that_do_not_reach_the_head_are_a_doubt(gitlab: ForgeServer, versions: list[Any]) -> None:
    gitlab.json(f"GET {MR}/versions", versions)
    assert unclear(read(gitlab)) == [("head-not-listed", "versions")]


@pytest.mark.parametrize("broken", [{}, version(1, HEAD[:9], NINE), version(1, HEAD, "yesterday"), None])
def test_versions_that_cannot_be_read_leave_no_commit(gitlab: ForgeServer, broken: Any) -> None:
    gitlab.json(f"GET {MR}/versions", [version(2, HEAD, "2026-11-20T02:00:00.000Z"), broken])
    assert unclear(approved(gitlab)) == [("no-commit", "opinion:note/20"), ("missing-key", "versions")]


def test_notes_without_keys_are_doubts_not_crashes(gitlab: ForgeServer) -> None:
    gitlab.json(f"GET {MR}/notes", [{}, None, {"id": 5, "body": APPROVED}, note(6, APPROVED, BOSS, "soon")])
    found = read(gitlab)
    assert [one["id"] for one in found["opinions"]] == ["note/6"]
    assert unclear(found) == [
        ("missing-key", "notes"),
        ("no-commit", "opinion:note/6"),
        ("no-time", "opinion:note/6"),
    ]


@pytest.mark.parametrize(
    ("name", "about"), [("notes", "notes"), ("commits", "commits"), ("resource_state_events", "events")]
)
def test_lists_shorter_than_they_say_are_doubts(gitlab: ForgeServer, name: str, about: str) -> None:
    held = gitlab.routes[f"GET {MR}/{name}"]
    assert isinstance(held, Reply)
    gitlab.routes[f"GET {MR}/{name}"] = Reply(held.body, headers={"Link": "", "X-Total": "9"})
    assert unclear(read(gitlab)) == [("truncated", about)]
