"""Gitea and Forgejo: reviews and the timeline, which also holds the comments.

Endpoints and fields as in the swagger description that each server publishes (/api/swagger); kinds of the timeline as
in Gitea's list of comment types. `stale` is passed on, not used: it is not kept up to date in every case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from huashu.review.forges import pulls
from huashu.review.forges.address import Address
from huashu.review.forges.client import Client
from huashu.review.forges.notebook import Asked, Notebook
from huashu.review.forges.replies import Json, Reply, child, identity, items, mapping, moment, parsed, sha, text, truth

URL = ""
PATH = "/api/v1"
TOKEN = "GITEA_TOKEN"

_KINDS = {"APPROVED": "approve", "REQUEST_CHANGES": "reject", "COMMENT": "comment"}
_SILENT = ("PENDING", "REQUEST_REVIEW")  # not said yet; asked of somebody, said by nobody
_EVENTS = {"change_target_branch": "retarget", "close": "close", "delete_branch": "delete-branch", "reopen": "reopen"}
_HARMLESS = """
add_dependency add_time_manual added_deadline assignees cancel_tracking change_flow_type change_issue_ref
change_time_estimate change_title code comment_ref commit_ref delete_time_manual dismiss_review issue_ref label lock
merge_pull milestone modified_deadline pin project project_board pull_cancel_scheduled_merge pull_ref
pull_scheduled_merge remove_dependency removed_deadline review_request start_tracking stop_tracking unlock unpin
"""


def headers(token: str) -> Mapping[str, str]:
    """What each question carries."""
    basic = {"Accept": "application/json"}
    return {**basic, "Authorization": f"token {token}"} if token else basic


request, frame = pulls.request, pulls.frame


def read(client: Client, address: Address, asked: Asked, reply: Reply, book: Notebook) -> None:
    """Commits, reviews, comments and events."""
    repository, number = f"/repos/{asked.repository}", asked.request
    pulls.commits(client.pages(f"{repository}/pulls/{number}/commits", size="limit"), book)
    timeline = client.pages(f"{repository}/issues/{number}/timeline", size="limit")
    if not timeline.complete:
        book.doubt("truncated", "events")
    said: dict[int, Reply] = {}
    for each in map(mapping, timeline.items):
        _note(each, said, book)
    reviews = client.pages(f"{repository}/pulls/{number}/reviews", size="limit")
    if not reviews.complete:
        book.doubt("truncated", "reviews")
    for each in map(mapping, reviews.items):
        _review(each, said, book)


def _note(reply: Reply, said: dict[int, Reply], book: Notebook) -> None:
    """One entry of the timeline. said: gathers the entries of reviews, by the review's id."""
    kind, user = text(reply, "type"), child(reply, "user")
    if kind == "comment":
        _comment(reply, user, book)
    elif kind == "review":
        review = identity(reply, "review_id")
        if review is not None:
            said[review] = reply
    elif kind == "pull_push":
        _push(reply, user, book)
    elif kind in _EVENTS:
        before, after = text(reply, "old_ref") or None, text(reply, "new_ref") or None
        book.event(_EVENTS[kind], reply, user, before=before, after=after)
    elif kind not in _HARMLESS.split():
        book.unknown_event(kind or "?")


def _push(reply: Reply, user: Reply, book: Notebook) -> None:
    """A push writes its commits as JSON into the body; where that cannot be read it counts as a force-push."""
    try:
        push = mapping(parsed(text(reply, "body").encode()))
    except ValueError:
        push = {}
    forced = truth(push, "is_force_push")
    if forced is None:
        book.unknown_event("pull_push")
    if forced is not False:
        ids: list[Json] = list(items(push.get("commit_ids")))
        shas = [sha({"id": each}, "id") for each in ids] if len(ids) == 2 else [None, None]
        book.event("force-push", reply, user, before=shas[0], after=shas[1])


def _comment(reply: Reply, user: Reply, book: Notebook) -> None:
    number, at = identity(reply), moment(reply, "created_at")
    if number is None:
        book.doubt("missing-key", "comments")
        return
    edited = _differ(at, moment(reply, "updated_at"))
    book.opinion(f"comment/{number}", "comment", user, at=at, body=text(reply, "body"), edited=edited)


def _review(reply: Reply, said: Mapping[int, Reply], book: Notebook) -> None:
    """A review. Its own time is when it was begun; when it was sent off is told by its entry in the timeline."""
    number, state = identity(reply), text(reply, "state").upper()
    if number is None:
        book.doubt("missing-key", "reviews")
        return
    if state in _SILENT:
        return
    id, entry = f"review/{number}", said.get(number)
    about = f"opinion:{id}"
    if state not in _KINDS:
        book.doubt("unknown-state", about)
    dismissed, official = truth(reply, "dismissed"), truth(reply, "official")
    if dismissed is None or official is None:
        book.doubt("missing-key", about)
    if entry is None:
        at, updated = moment(reply, "submitted_at"), moment(reply, "updated_at")
    else:
        at, updated = moment(entry, "created_at"), moment(entry, "updated_at")
        if text(entry, "body") != text(reply, "body"):
            book.doubt("two-bodies", about)
    book.opinion(
        id,
        _KINDS.get(state, "comment"),
        child(reply, "user"),
        at=at,
        body=text(reply, "body"),
        commit=sha(reply, "commit_id"),
        edited=_differ(at, updated),
        official=official is True,
        dismissed=dismissed is not False,
        stale=truth(reply, "stale"),
    )


def _differ(at: datetime | None, updated: datetime | None) -> bool:
    return at is None or updated is None or at != updated
