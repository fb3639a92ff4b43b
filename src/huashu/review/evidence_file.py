"""The evidence file: what `huashu review fetch` wrote, read again without trusting any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NoReturn, TypeVar

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.evidence import APPROVE, COMMENT, FORGE, WITHDRAW, Doubt, Event, Evidence, ForgeCommit, Opinion, Voice
from huashu.review import marks

VERSION = 1
LIMIT = 10 * 1024 * 1024  # bytes
_FORGES = ("github", "gitlab", "gitea", "gitee")
_KINDS = ("approve", "reject", "dismiss", "comment")
_EVENTS = ("force-push", "retarget", "reopen", "close", "delete-branch", "restore-branch", "edit")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_Value = TypeVar("_Value")
_TOP = frozenset(
    {
        *("version", "forge", "host", "repository", "target", "request", "head", "base", "fetched_at", "opened_by"),
        *("opened_at", "commits", "opinions", "events", "doubts"),
    }
)
_OPINION = frozenset(
    {
        *("id", "kind", "account", "login", "bot", "commit", "at", "body", "edited", "official", "dismissed"),
        "stale",  # as some forges say; what is said now is compared instead, which tells more
    }
)


def read(data: bytes, where: str) -> Evidence:
    """The evidence in a file's bytes (at most LIMIT + 1 of them). HuashuError for whatever is not as it must be."""
    if len(data) > LIMIT:
        raise HuashuError(
            _("证据文件超过 {size} MB").format(size=LIMIT // 1024**2),
            where=where,
            todo=_("请重新运行 huashu review fetch"),
        )
    try:
        loaded = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise _broken(where, str(error) if isinstance(error, ValueError) else "nesting") from error
    return _Reader(where).evidence(loaded)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated key")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _broken(where: str, about: str) -> HuashuError:
    return HuashuError(
        _("证据文件读不懂：{about}").format(about=about),
        where=where,
        todo=_("请重新运行 huashu review fetch，不要手改这个文件"),
    )


class _Reader:
    """Takes one value after another, each of exactly its kind."""

    def __init__(self, where: str) -> None:
        self.where = where

    def evidence(self, loaded: object) -> Evidence:
        row = self.row(loaded, _TOP)
        version = row["version"]
        if type(version) is int and version > VERSION:
            raise HuashuError(_("证据文件是更新的 huashu 写的"), where=self.where, todo=_("请把 huashu 升级到一样新"))
        if type(version) is not int or version != VERSION:
            raise _broken(self.where, "version")
        forge = self.text(row, "forge")
        if forge not in _FORGES:
            raise _broken(self.where, "forge")
        opinions = [self.opinion(one, forge) for one in self.rows(row, "opinions")]
        return Evidence(
            forge=forge,
            host=self.text(row, "host"),
            repository=self.text(row, "repository"),
            target="refs/heads/" + self.text(row, "target"),
            request=self.text(row, "request"),
            head=self.sha(row, "head"),
            base=self.maybe(row, "base", self.sha) or "",
            fetched_at=self.moment(row, "fetched_at"),
            opened_by=self.maybe(row, "opened_by", self.number),
            opened_at=self.moment(row, "opened_at"),
            commits=tuple(self.commit(one) for one in self.rows(row, "commits")),
            opinions=tuple(sorted(opinions, key=lambda one: (one.at, one.id))),
            events=tuple(self.event(one) for one in self.rows(row, "events")),
            doubts=tuple(self.doubt(one) for one in self.rows(row, "doubts")),
        )

    def opinion(self, loaded: object, forge: str) -> Opinion:
        row = self.row(loaded, _OPINION)
        kind = self.text(row, "kind")
        if kind not in _KINDS:
            raise _broken(self.where, "kind")
        account = self.maybe(row, "account", self.number)
        self.maybe(row, "stale", self.flag)
        body = self.text(row, "body")
        mark = marks.read(body)
        kind, doubts = _meant(kind, mark)
        return Opinion(
            id=self.text(row, "id"),
            kind=kind,
            attested_by=FORGE,
            voice=Voice(forge, str(account)) if account is not None else None,
            at=self.moment(row, "at"),
            role=mark.role if mark else "",
            urgent=mark.urgent if mark else False,
            commit=self.maybe(row, "commit", self.sha) or "",
            items=mark.items if mark else None,
            login=self.text(row, "login"),
            body=body,
            bot=self.flag(row, "bot"),
            edited=self.flag(row, "edited"),
            official=self.flag(row, "official"),
            dismissed=self.flag(row, "dismissed"),
            doubts=doubts,
        )

    def commit(self, loaded: object) -> ForgeCommit:
        row = self.row(loaded, frozenset({"sha", "author", "committer"}))
        author, committer = (self.maybe(row, key, self.number) for key in ("author", "committer"))
        return ForgeCommit(self.sha(row, "sha"), author, committer)

    def event(self, loaded: object) -> Event:
        row = self.row(loaded, frozenset({"kind", "at", "account", "before", "after"}))
        kind = self.text(row, "kind")
        if kind not in _EVENTS:
            raise _broken(self.where, "kind")
        account = self.maybe(row, "account", self.number)
        before, after = (self.maybe(row, key, self.text) or "" for key in ("before", "after"))
        return Event(kind, self.moment(row, "at"), account, before, after)

    def doubt(self, loaded: object) -> Doubt:
        row = self.row(loaded, frozenset({"code", "about"}))
        return Doubt(self.text(row, "code"), self.text(row, "about"))

    def row(self, loaded: object, keys: frozenset[str]) -> Mapping[str, object]:
        if not isinstance(loaded, dict):
            raise _broken(self.where, "{}")
        if loaded.keys() != keys:
            raise _broken(self.where, ", ".join(sorted(str(key) for key in loaded.keys() ^ keys)[:5]))
        return loaded

    def rows(self, row: Mapping[str, object], key: str) -> list[object]:
        value = row[key]
        if not isinstance(value, list):
            raise _broken(self.where, key)
        return value

    def text(self, row: Mapping[str, object], key: str) -> str:
        value = row[key]
        if not isinstance(value, str) or any("\ud800" <= char <= "\udfff" for char in value):
            raise _broken(self.where, key)
        return value

    def sha(self, row: Mapping[str, object], key: str) -> str:
        value = self.text(row, key)
        if not _SHA.fullmatch(value):
            raise _broken(self.where, key)
        return value

    def number(self, row: Mapping[str, object], key: str) -> int:
        value = row[key]
        if type(value) is not int or value < 0:
            raise _broken(self.where, key)
        return value

    def flag(self, row: Mapping[str, object], key: str) -> bool:
        value = row[key]
        if not isinstance(value, bool):
            raise _broken(self.where, key)
        return value

    def moment(self, row: Mapping[str, object], key: str) -> datetime:
        try:
            at = datetime.fromisoformat(self.text(row, key))
        except ValueError as error:
            raise _broken(self.where, key) from error
        if at.tzinfo is None:
            raise _broken(self.where, key)
        return at

    def maybe(
        self, row: Mapping[str, object], key: str, of: Callable[[Mapping[str, object], str], _Value]
    ) -> _Value | None:
        return None if row[key] is None else of(row, key)


def _meant(kind: str, mark: marks.Mark | None) -> tuple[str, tuple[str, ...]]:
    """What an opinion is, by its button and its words. Where these differ, nobody knows what was meant.

    A comment is an approval only where it names wordings: other words on a page are no decision.
    """
    if kind == "dismiss":
        return WITHDRAW, ()
    if kind == "comment":
        if mark is None or (mark.kind == APPROVE and mark.items is None):
            return COMMENT, ()
        return mark.kind, ()
    return kind, ("contradiction",) if mark is not None and mark.kind != kind else ()
