"""GitLab: approvals, notes, versions of the diff, events of state.

Endpoints and fields as published at docs.gitlab.com (REST v4). An approval names no commit: it is held against the
versions, and belongs to the one that was in force when it was given. System notes are always in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from urllib.parse import quote

from huashu.review.forges.address import Address
from huashu.review.forges.client import Client
from huashu.review.forges.gitlab_notes import TAKEN_BACK, Voice, events, voice
from huashu.review.forges.notebook import Asked, Frame, Notebook
from huashu.review.forges.replies import Reply, child, identity, items, mapping, moment, sha, text, truth

URL = "https://gitlab.com/api/v4"
PATH = "/api/v4"
TOKEN = "GITLAB_TOKEN"
# Who approves so soon after a push may have had the page open since before it.
FRESH = 120.0
AGREEING = 60.0  # how far note and approval may lie apart and still be one
MOST_VERSIONS = 200

_STATES = {"closed": "close", "reopened": "reopen"}


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the source branch, since when the forge shows it."""

    head: str
    since: datetime


def headers(token: str) -> Mapping[str, str]:
    """What each question carries."""
    basic = {"Accept": "application/json"}
    return {**basic, "Authorization": f"Bearer {token}"} if token else basic


def _path(asked: Asked) -> str:
    return f"/projects/{quote(asked.repository, safe='')}/merge_requests/{asked.request}"


def request(client: Client, asked: Asked) -> Reply:
    """The request as the forge shows it now."""
    return client.get(_path(asked))


def frame(reply: Reply) -> Frame | None:
    """What the request is, None where the reply lacks something."""
    opened_at, head, target = moment(reply, "created_at"), sha(reply, "sha"), text(reply, "target_branch")
    repository = text(child(reply, "references"), "full").rpartition("!")[0]
    if opened_at is None or head is None or not target or not repository:
        return None
    base = sha(child(reply, "diff_refs"), "start_sha")
    return Frame(repository, target, head, base, identity(child(reply, "author")), opened_at)


def read(client: Client, address: Address, asked: Asked, reply: Reply, book: Notebook) -> None:
    """Commits, approvals, notes and events."""
    path = _path(asked)
    commits = client.pages(f"{path}/commits")
    if not commits.complete:
        book.doubt("truncated", "commits")
    for each in commits.items:  # names and e-mails only: GitLab tells no account here
        book.commit(sha(mapping(each), "id"), None, None)
    _rules(client, path, book)
    versions = _versions(client, path, book)
    _pushes(client, asked, versions, book)
    states = client.pages(f"{path}/resource_state_events")
    if not states.complete:
        book.doubt("truncated", "events")
    for each in map(mapping, states.items):
        name = text(each, "state")
        if name in _STATES:
            book.event(_STATES[name], each, child(each, "user"))
        elif name not in ("merged", "opened", "locked"):
            book.unknown_event(name or "?")
    _opinions(client, path, versions, book)


def _rules(client: Client, path: str, book: Notebook) -> None:
    """Rules that somebody has changed for this request alone are refused. Editions without rules say 404."""
    status, state = client.probe(f"{path}/approval_state")
    overwritten = truth(state, "approval_rules_overwritten")
    if overwritten:
        book.doubt("rules-overwritten")
    elif status == 403 or (status == 200 and overwritten is None and items(state.get("rules"))):
        book.doubt("rules-unknown")


def _versions(client: Client, path: str, book: Notebook) -> tuple[Version, ...]:
    """All versions, oldest first; none at all where one of them cannot be read."""
    listed = client.pages(f"{path}/versions")
    found: list[Version] = []
    for each in map(mapping, listed.items):
        head, since = sha(each, "head_commit_sha"), moment(each, "created_at")
        if head is None or since is None:
            book.doubt("missing-key", "versions")
            return ()
        found.append(Version(head, since))
    if not listed.complete or len(found) > MOST_VERSIONS:
        book.doubt("truncated", "versions")
        return ()
    found.sort(key=lambda one: one.since)
    if not found or found[-1].head != book.frame.head:
        book.doubt("head-not-listed", "versions")
    return tuple(found)


def _pushes(client: Client, asked: Asked, versions: Sequence[Version], book: Notebook) -> None:
    """A version that does not build on the one before was forced; one that the forge cannot compare counts as such."""
    project = quote(asked.repository, safe="")
    for old, new in pairwise(versions):
        if old.head == new.head:
            continue
        query = f"refs%5B%5D={old.head}&refs%5B%5D={new.head}"
        _status, common = client.probe(f"/projects/{project}/repository/merge_base?{query}")
        if sha(common, "id") != old.head:
            book.event("force-push", {"created_at": new.since.isoformat()}, {}, before=old.head, after=new.head)


def _opinions(client: Client, path: str, versions: Sequence[Version], book: Notebook) -> None:
    listed = client.pages(f"{path}/notes", {"sort": "asc", "order_by": "created_at"})
    if not listed.complete:
        book.doubt("truncated", "notes")
    voices: list[Voice] = []
    for each in map(mapping, listed.items):
        if truth(each, "system") is True:
            events(each, book)
        if (found := voice(each, book)) is not None:
            voices.append(found)
    voices.sort(key=lambda one: (one.at is not None, one.at))
    approved = client.get(f"{path}/approvals").get("approved_by")
    if not isinstance(approved, list):
        book.doubt("missing-key", "approvals")
    standing = {identity(child(each, "user")): each for each in map(mapping, items(approved))}
    desk = _Desk(client, versions, book)
    last = {identity(one.user): one for one in voices if one.kind != "comment"}
    for one in voices:
        if one.kind == TAKEN_BACK:  # told by the approval before it, which no longer stands; a veto stays one
            continue
        account = identity(one.user)
        holds = one.kind != "approve" or (account in standing and last.get(account) is one)
        desk.write(one, dismissed=not holds)
        told = moment(standing[account], "approved_at") if one.kind == "approve" and holds else None
        if told is not None and one.at is not None and abs((told - one.at).total_seconds()) > AGREEING:
            book.doubt("clock", f"opinion:{one.id}")
    for account, each in standing.items():
        final = last.get(account)
        if account is None or final is None or final.kind != "approve":
            _without_note(each, final, desk, book)


def _without_note(reply: Reply, final: Voice | None, desk: _Desk, book: Notebook) -> None:
    """An approval that no note tells of, or that the last note takes back."""
    user = child(reply, "user")
    id = f"approval/{identity(user) or 'gone'}"
    if final is not None:
        book.doubt("contradiction", f"opinion:{id}")
    desk.write(Voice(id, "approve", user, moment(reply, "approved_at")), dismissed=False)


class _Desk:
    """Writes opinions down, with the commit that was shown and whether the account is a machine's."""

    def __init__(self, client: Client, versions: Sequence[Version], book: Notebook) -> None:
        self._client = client
        self._versions = versions
        self._book = book
        self._bots: dict[int, bool | None] = {}

    def write(self, one: Voice, *, dismissed: bool) -> None:
        commit = self._commit(one) if one.kind in ("approve", "reject") else None
        self._book.opinion(
            one.id,
            one.kind,
            one.user,
            login="username",
            at=one.at,
            body=one.body,
            commit=commit,
            edited=one.edited,
            dismissed=dismissed,
            bot=self._bot(one),
        )

    def _commit(self, one: Voice) -> str | None:
        """Head of the version in force at the time; in doubt where that was new."""
        if one.at is None:
            return None
        before = [version for version in self._versions if version.since <= one.at]
        if not before:
            return None
        if len(before) > 1 and (one.at - before[-1].since).total_seconds() < FRESH:
            self._book.doubt("fresh-version", f"opinion:{one.id}")
        return before[-1].head

    def _bot(self, one: Voice) -> bool:
        account = identity(one.user)
        if account is None:
            return False
        if account not in self._bots:
            _status, user = self._client.probe(f"/users/{account}")
            self._bots[account] = truth(user, "bot")
        told = self._bots[account]
        if told is None:
            self._book.doubt("bot-unknown", f"opinion:{one.id}")
        return told is True
