"""Gitee: who of those asked to review or test has accepted, and the comments.

Endpoints and fields as in Gitee's published API v5. It tells neither when nor of which commit somebody accepted, so
that each acceptance is in doubt and only a comment that names role and digest can count. Its lists of files are cut
and never read; its list of commits ends at 250.
"""

from __future__ import annotations

from collections.abc import Mapping

from huashu.review.forges import pulls
from huashu.review.forges.address import Address
from huashu.review.forges.client import Client
from huashu.review.forges.notebook import Asked, Notebook
from huashu.review.forges.replies import Reply, child, identity, items, mapping, moment, text, truth

URL = "https://gitee.com/api/v5"
PATH = "/api/v5"
TOKEN = "GITEE_TOKEN"
MOST_COMMITS = 250
_SEATS = {"assignees": "assignee", "testers": "tester"}


def headers(token: str) -> Mapping[str, str]:
    """What each question carries. The token goes into a header: an address ends up in logs."""
    basic = {"Accept": "application/json"}
    return {**basic, "Authorization": f"Bearer {token}"} if token else basic


request, frame = pulls.request, pulls.frame


def read(client: Client, address: Address, asked: Asked, reply: Reply, book: Notebook) -> None:
    """Commits, acceptances and comments."""
    path = f"/repos/{asked.repository}/pulls/{asked.request}"
    pulls.commits(client.pages(f"{path}/commits"), book, MOST_COMMITS)
    for key, seat in _SEATS.items():
        _accepted(reply, key, seat, book)
    comments = client.pages(f"{path}/comments")
    if not comments.complete:
        book.doubt("truncated", "comments")
    for each in map(mapping, comments.items):
        _comment(each, book)


def _accepted(reply: Reply, key: str, seat: str, book: Notebook) -> None:
    """Those asked who have accepted. How many are needed is Gitee's own business: none needed is no approval."""
    if not isinstance(reply.get(key), list):
        book.doubt("missing-key", key)
    for place, user in enumerate(map(mapping, items(reply.get(key)))):
        accept, account = truth(user, "accept"), identity(user)
        id = f"{seat}/{account if account is not None else f'gone-{place}'}"
        if accept is None:
            book.doubt("unknown-state", f"opinion:{id}")
            book.opinion(id, "comment", user, at=None)
        elif accept:
            book.opinion(id, "approve", user, at=None)


def _comment(reply: Reply, book: Notebook) -> None:
    number, at = identity(reply), moment(reply, "created_at")
    if number is None:
        book.doubt("missing-key", "comments")
        return
    updated = moment(reply, "updated_at")
    edited = at is None or updated is None or at != updated
    book.opinion(f"comment/{number}", "comment", child(reply, "user"), at=at, body=text(reply, "body"), edited=edited)
