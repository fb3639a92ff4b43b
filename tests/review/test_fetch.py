"""Which forge, repository and token a fetch uses; that a request standing still is read; that no reply makes it crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from forge_reading import BASE, HEAD, OLD, TOKEN, doubts, evidence
from forge_server import ForgeServer, Reply
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huashu.errors import HuashuError
from huashu.review.fetch import FORGES, fetch

REPO = "/api/v1/repos/shop/scripts"
AT = "2026-11-20T09:00:00Z"


def pull(**more: Any) -> dict[str, Any]:
    return {
        "number": 12,
        "state": "open",
        "user": {"id": 1001, "login": "writer"},
        "created_at": "2026-11-20T01:00:00Z",
        "updated_at": "2026-11-21T01:00:00Z",
        "head": {"ref": "draft", "sha": HEAD},
        "base": {"ref": "main", "sha": BASE, "repo": {"full_name": "shop/scripts"}},
        **more,
    }


def replies() -> dict[str, Any]:
    """A server of Gitea's with a bit of everything."""
    person = {"id": 1002, "login": "boss"}
    review = {"id": 80, "user": person, "state": "APPROVED", "body": "", "commit_id": HEAD, "stale": False}
    times = {"submitted_at": AT, "updated_at": AT}
    push = {"id": 5, "type": "pull_push", "user": person, "body": "{}", "created_at": AT, "updated_at": AT}
    comment = {**push, "type": "comment", "body": "看过了"}
    return {
        f"GET {REPO}/pulls/12": pull(),
        f"GET {REPO}/pulls/12/commits": [{"sha": HEAD, "author": person, "committer": person}],
        f"GET {REPO}/pulls/12/reviews": [{**review, **times, "official": True, "dismissed": False}],
        f"GET {REPO}/issues/12/timeline": [comment, push],
    }


@pytest.fixture
def gitea(forge: ForgeServer) -> ForgeServer:
    for route, body in replies().items():
        forge.json(route, body)
    return forge


def asked(forge: ForgeServer, environment: dict[str, str], **more: Any) -> dict[str, Any]:
    given = {"repository": "shop/scripts", "url": forge.url, **more}
    return json.loads(fetch("gitea", 12, environment=environment, **given).text)  # type: ignore[no-any-return]


def refused(environment: dict[str, str], kind: str = "gitea", **more: Any) -> HuashuError:
    given = {"repository": "shop/scripts", "url": "https://git.example.com", **more}
    with pytest.raises(HuashuError) as error:
        fetch(kind, 12, environment=environment, **given)
    return error.value


def test_the_forges_are_registered_in_order() -> None:
    assert list(FORGES) == sorted(FORGES) == ["gitea", "gitee", "github", "gitlab"]


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({"HUASHU_TOKEN": "own", "GITEA_TOKEN": "theirs"}, "token own"),
        ({"GITEA_TOKEN": "theirs", "GITHUB_TOKEN": "another"}, "token theirs"),
        ({"HUASHU_TOKEN": " own\n"}, "token own"),
        ({"GITHUB_TOKEN": "another", "HUASHU_TOKEN": ""}, None),
    ],
)
def test_which_token_is_used(gitea: ForgeServer, environment: dict[str, str], header: str | None) -> None:
    asked(gitea, environment)
    assert {one.headers.get("authorization") for one in gitea.asked} == {header}


@pytest.mark.parametrize("token", ["a b", "a\nb", "令牌", "a'b", "a\x00b"])
def test_a_token_with_odd_characters_is_refused_and_not_shown(token: str) -> None:
    error = refused({"GITEA_TOKEN": token})
    assert (error.what, error.where) == ("令牌里有不该有的字符，可能复制的时候多带了东西", "GITEA_TOKEN")


def test_a_token_that_stands_in_a_comment_is_never_written(gitea: ForgeServer) -> None:
    comment = {"id": 7, "type": "comment", "body": f"用 {TOKEN} 试试", "created_at": AT, "updated_at": AT}
    gitea.json(f"GET {REPO}/issues/12/timeline", [comment])
    error = refused({"HUASHU_TOKEN": TOKEN}, url=gitea.url)
    assert "作废这个令牌" in error.todo
    assert TOKEN not in error.what + error.where + error.todo


@pytest.mark.parametrize(
    "sign",
    [{"GITEA_ACTIONS": "true"}, {"FORGEJO_ACTIONS": "true"}, {"GITEA_ACTIONS": "true", "GITHUB_ACTIONS": "true"}],
)
def test_pipelines_say_where_they_are(gitea: ForgeServer, sign: dict[str, str]) -> None:
    around = {"GITHUB_REPOSITORY": "shop/scripts", "GITHUB_API_URL": gitea.url + "/api/v1", **sign}
    assert asked(gitea, around, repository="", url="")["repository"] == "shop/scripts"


def test_the_pipeline_of_another_forge_says_nothing() -> None:
    around = {"GITHUB_REPOSITORY": "shop/scripts", "GITHUB_API_URL": "https://api.github.com", "GITHUB_ACTIONS": "true"}
    assert refused(around, repository="").where == "--repository"
    assert refused(around, url="").where == "--url"


def test_a_gitea_pipeline_is_none_of_githubs() -> None:
    around = {"GITEA_ACTIONS": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "shop/scripts"}
    assert refused(around, "github", repository="").where == "--repository"


@pytest.mark.parametrize(
    "repository", ["", "scripts", "a/b/c", "../scripts", "shop/..", "shop/scr ipts", "shop/", "/x", "shop/a?b", "a/-x"]
)
def test_repositories_that_cannot_be(repository: str) -> None:
    assert refused({}, repository=repository).where == "--repository"


def test_a_repository_that_has_been_renamed_is_refused(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/pulls/12", pull(base={"ref": "main", "repo": {"full_name": "new/scripts"}}))
    error = refused({}, url=gitea.url)
    assert error.what == f"{gitea.host} 上这个合并请求属于 new/scripts，不是 shop/scripts"


def test_upper_case_does_not_matter_and_the_forges_spelling_counts(gitea: ForgeServer) -> None:
    gitea.json(f"GET {REPO}/pulls/12", pull(base={"ref": "main", "repo": {"full_name": "Shop/Scripts"}}))
    assert evidence(gitea, "gitea", path="")["repository"] == "Shop/Scripts"


def test_what_changes_while_it_is_read_is_read_again(gitea: ForgeServer) -> None:
    earlier = pull(head={"sha": OLD}, updated_at="2026-11-20T02:00:00Z")
    gitea.routes[f"GET {REPO}/pulls/12"] = [Reply(earlier), Reply(pull())]
    found = evidence(gitea, "gitea", path="")
    assert (found["head"], len(found["opinions"])) == (HEAD, 2)
    assert gitea.paths().count(f"GET {REPO}/pulls/12") == 3


def test_what_never_stands_still_is_refused(gitea: ForgeServer) -> None:
    gitea.routes[f"GET {REPO}/pulls/12"] = [Reply(pull(updated_at=f"2026-11-20T02:00:0{n}Z")) for n in range(9)]
    assert refused({}, url=gitea.url).what == "读的时候合并请求一直在变，读了 3 次都对不上"


@pytest.mark.parametrize("missing", ["created_at", "head", "base"])
def test_a_request_without_its_frame_is_refused(gitea: ForgeServer, missing: str) -> None:
    gitea.json(f"GET {REPO}/pulls/12", pull(**{missing: None}))
    assert "不能拿来作证" in refused({}, url=gitea.url).what


def test_a_forge_without_a_clock_is_in_doubt(gitea: ForgeServer) -> None:
    for route, body in replies().items():
        gitea.routes[route] = Reply(body, headers={"Link": ""}, date="")
    assert ("clock", "request") in doubts(evidence(gitea, "gitea", path=""))


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [spot for key, one in inside for spot in spots(one, (*path, key))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value[path[0]] = put(value[path[0]], path[1:], new)
    return value


SPOTS = [(route, path) for route, body in replies().items() for path in spots(body)]
ODD = st.sampled_from(
    [None, True, 0, -1, 10**30, 1.5, "", "x", "\ud800", "\x00", [], [[]], {}, {"id": {}}, "2026-13-01T00:00:00Z", HEAD]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spot=st.sampled_from(SPOTS), odd=ODD)
def test_whatever_a_reply_holds_there_is_evidence_or_a_refusal(
    gitea: ForgeServer, spot: tuple[str, tuple[Any, ...]], odd: Any
) -> None:
    for route, body in replies().items():
        gitea.json(route, put(body, spot[1], odd) if route == spot[0] else body)
    said = outcome(gitea)
    said.encode("utf-8")
    assert said.startswith('{\n  "version": 1,') or "请" in said.splitlines()[0]


def outcome(forge: ForgeServer) -> str:
    """The evidence file, or what a refusal asks for."""
    try:
        return fetch("gitea", 12, repository="shop/scripts", url=forge.url, environment={}, pause=print).text
    except HuashuError as error:
        return error.todo
