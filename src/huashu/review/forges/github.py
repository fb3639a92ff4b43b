"""GitHub: reviews, comments, timeline; edits of reviews are told by GraphQL only.

Endpoints and fields as published at docs.github.com (REST version 2022-11-28; GraphQL PullRequestReview).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from huashu.review.forges.address import Address
from huashu.review.forges.client import Client, failed
from huashu.review.forges.notebook import Asked, Frame, Notebook
from huashu.review.forges.replies import Json, Reply, child, identity, items, mapping, moment, sha, text, truth

URL = "https://api.github.com"
PATH = "/api/v3"  # of GitHub Enterprise Server
TOKEN = "GITHUB_TOKEN"
MOST_COMMITS = 250  # the list of commits ends here, and says nothing

_KINDS = {"APPROVED": "approve", "CHANGES_REQUESTED": "reject", "COMMENTED": "comment"}
_EVENTS = {
    "automatic_base_change_succeeded": "retarget",
    "base_ref_changed": "retarget",
    "base_ref_force_pushed": "retarget",
    "closed": "close",
    "head_ref_deleted": "delete-branch",
    "head_ref_force_pushed": "force-push",
    "head_ref_restored": "restore-branch",
    "reopened": "reopen",
}
_HARMLESS = """
added_to_merge_queue added_to_project added_to_project_v2 assigned auto_merge_disabled auto_merge_enabled
auto_rebase_enabled auto_squash_enabled automatic_base_change_failed base_ref_deleted comment_deleted commented
commit-commented committed connected convert_to_draft converted_from_draft converted_note_to_issue
converted_to_discussion copilot_work_finished copilot_work_started cross-referenced demilestoned deployed
deployment_environment_changed disconnected issue_type_added issue_type_changed issue_type_removed labeled
line-commented locked marked_as_duplicate mentioned merged milestoned moved_columns_in_project parent_issue_added
parent_issue_removed pinned project_v2_item_status_changed ready_for_review referenced removed_from_merge_queue
removed_from_project removed_from_project_v2 renamed review_dismissed review_request_removed review_requested
reviewed sub_issue_added sub_issue_removed subscribed unassigned unlabeled unlocked unmarked_as_duplicate unpinned
unsubscribed user_blocked
"""
_EDITS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviews(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id url lastEditedAt includesCreatedEdit }
      }
    }
  }
}
"""


def headers(token: str) -> Mapping[str, str]:
    """What each question carries."""
    basic = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return {**basic, "Authorization": f"Bearer {token}"} if token else basic


def request(client: Client, asked: Asked) -> Reply:
    """The request as the forge shows it now."""
    return client.get(f"/repos/{asked.repository}/pulls/{asked.request}")


def frame(reply: Reply) -> Frame | None:
    """What the request is, None where the reply lacks something."""
    opened_at, head, target = moment(reply, "created_at"), sha(child(reply, "head"), "sha"), _ref(reply)
    repository = text(child(reply, "base", "repo"), "full_name")
    if opened_at is None or head is None or not target or not repository:
        return None
    base = sha(child(reply, "base"), "sha")
    return Frame(repository, target, head, base, identity(child(reply, "user")), opened_at)


def _ref(reply: Reply) -> str:
    return text(child(reply, "base"), "ref")


def read(client: Client, address: Address, asked: Asked, reply: Reply, book: Notebook) -> None:
    """Commits, reviews, comments and events."""
    repository, number = f"/repos/{asked.repository}", asked.request
    _commits(client, f"{repository}/pulls/{number}/commits", reply, book)
    timeline = _timeline(client, f"{repository}/issues/{number}/timeline", book)
    reviews = client.pages(f"{repository}/pulls/{number}/reviews")
    if not reviews.complete:
        book.doubt("truncated", "reviews")
    edited = _edited(client, address, asked)
    for each in reviews.items:
        _review(mapping(each), timeline, edited, book)
    comments = client.pages(f"{repository}/issues/{number}/comments")
    if not comments.complete:
        book.doubt("truncated", "comments")
    for each in comments.items:
        _comment(mapping(each), book)


def _commits(client: Client, path: str, reply: Reply, book: Notebook) -> None:
    found = client.pages(path)
    for each in map(mapping, found.items):
        book.commit(sha(each, "sha"), identity(child(each, "author")), identity(child(each, "committer")))
    told = reply.get("commits")
    if not found.complete or len(found.items) >= MOST_COMMITS or (isinstance(told, int) and told != len(found.items)):
        book.doubt("truncated", "commits")


def _timeline(client: Client, path: str, book: Notebook) -> dict[int, str]:
    """Notes the events; what dismissed reviews had said, by their id."""
    found = client.pages(path)
    if not found.complete:
        book.doubt("truncated", "events")
    said: dict[int, str] = {}
    for each in map(mapping, found.items):
        name = text(each, "event")
        if name in _EVENTS:
            after = sha(each, "commit_id") if name == "head_ref_force_pushed" else None
            book.event(_EVENTS[name], each, child(each, "actor"), after=after)
        elif name == "review_dismissed":
            dismissed = child(each, "dismissed_review")
            review = identity(dismissed, "review_id")
            if review is not None:
                said[review] = text(dismissed, "state").upper()
        elif name not in _HARMLESS.split():
            book.unknown_event(name or "?")
    return said


def _review(reply: Reply, dismissed: Mapping[int, str], edited: Mapping[str, bool] | None, book: Notebook) -> None:
    number, state = identity(reply), text(reply, "state").upper()
    if number is None:
        book.doubt("missing-key", "reviews")
        return
    if state == "PENDING":  # not said yet: only its writer is shown it
        return
    id = f"review/{number}"
    said = dismissed.get(number, "") if state == "DISMISSED" else state
    if said not in _KINDS:
        book.doubt("unknown-state", f"opinion:{id}")
    # what was dismissed and by nobody's telling was what is taken for a veto: only its writer may take that back
    kind = _KINDS.get(said, "reject" if state == "DISMISSED" else "comment")
    known = None if edited is None else edited.get(text(reply, "node_id"), edited.get(text(reply, "html_url")))
    if known is None:
        book.doubt("edits-unknown", f"opinion:{id}")
    book.opinion(
        id,
        kind,
        child(reply, "user"),
        at=moment(reply, "submitted_at"),
        body=text(reply, "body"),
        commit=sha(reply, "commit_id"),
        edited=known is True,
        dismissed=state == "DISMISSED",
    )


def _comment(reply: Reply, book: Notebook) -> None:
    number, at, updated = identity(reply), moment(reply, "created_at"), moment(reply, "updated_at")
    if number is None:
        book.doubt("missing-key", "comments")
        return
    body, edited = text(reply, "body"), _differ(at, updated)
    book.opinion(f"comment/{number}", "comment", child(reply, "user"), at=at, body=body, edited=edited)


def _differ(at: datetime | None, updated: datetime | None) -> bool:
    return at is None or updated is None or at != updated


def _edited(client: Client, address: Address, asked: Asked) -> Mapping[str, bool] | None:
    """Whether each review was edited, by node id and by URL; None where GraphQL does not tell."""
    from huashu.errors import HuashuError

    owner, name = asked.repository.split("/")
    url = address.root("/api/graphql") if address.path.endswith("/api/v3") else address.url("/graphql")
    found: dict[str, bool] = {}
    after: Json = None
    for _page in range(100):
        variables = {"owner": owner, "name": name, "number": asked.request, "after": after}
        try:
            reply = client.post(url, {"query": _EDITS, "variables": variables})
        except HuashuError:  # without a token, or with one that may not: the reviews are then in doubt
            return None
        reviews = child(reply, "data", "repository", "pullRequest", "reviews")
        if failed(reply) or not isinstance(reviews.get("nodes"), list):
            return None
        for node in map(mapping, items(reviews.get("nodes"))):
            edited = bool(text(node, "lastEditedAt")) or truth(node, "includesCreatedEdit") is not False
            found |= {key: edited for key in (text(node, "id"), text(node, "url")) if key}
        page = child(reviews, "pageInfo")
        after = text(page, "endCursor")
        if truth(page, "hasNextPage") is not True:
            return found
        if not after:
            return None
    return None
