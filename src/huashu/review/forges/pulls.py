"""What Gitea, Forgejo and Gitee tell of a request in the same words."""

from __future__ import annotations

from huashu.review.forges.client import Client
from huashu.review.forges.notebook import Asked, Frame, Notebook
from huashu.review.forges.paging import Listed
from huashu.review.forges.replies import Reply, child, identity, mapping, moment, sha, text


def request(client: Client, asked: Asked) -> Reply:
    """The request as the forge shows it now."""
    return client.get(f"/repos/{asked.repository}/pulls/{asked.request}")


def frame(reply: Reply) -> Frame | None:
    """What the request is, None where the reply lacks something."""
    opened_at, head = moment(reply, "created_at"), sha(child(reply, "head"), "sha")
    target, repository = text(child(reply, "base"), "ref"), text(child(reply, "base", "repo"), "full_name")
    if opened_at is None or head is None or not target or not repository:
        return None
    base = sha(child(reply, "base"), "sha")
    return Frame(repository, target, head, base, identity(child(reply, "user")), opened_at)


def commits(pages: Listed, book: Notebook, most: int | None = None) -> None:
    """The request's commits with their authors. most: the length at which the forge cuts its list, where it does."""
    if not pages.complete or (most is not None and len(pages.items) >= most):
        book.doubt("truncated", "commits")
    for each in map(mapping, pages.items):
        book.commit(sha(each, "sha"), identity(child(each, "author")), identity(child(each, "committer")))
