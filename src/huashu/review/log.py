"""All records of a repository, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from huashu.i18n import _
from huashu.model.people import People
from huashu.review.doubts import told
from huashu.review.ledger import Ledger, Row
from huashu.store import approvals
from huashu.store.merging import tree
from huashu.store.proposals import rules
from huashu.store.repository import opened
from huashu.store.states import Shelf, State
from huashu.text import visible

_MOST = 5


def lines(place: Path, base: str, only: Sequence[str] = ()) -> list[str]:
    """A block of lines for each record, oldest first. base: whose people are told; only: keys of parts."""
    from huashu.review.acts import usual_base

    with opened(place) as repository:
        commit = repository.commit(base or usual_base(repository), "--base")
        shelf = Shelf(repository)
        found = rules(shelf, State(shelf, tree(repository, commit)))
        ledger = Ledger(repository, approvals.tip(repository))
        ids = ledger.about(only) if only else list(ledger.rows)
        ledger.check(ids)
        rows = [ledger.rows[id] for id in ids]
    if not rows:
        return [_("还没有审批记录")]
    return [visible(line) for row in rows for line in _block(row, found.people, found.policy.roles)]


def _block(row: Row, people: People, roles: object) -> Iterator[str]:
    record = row.record
    if record is None:
        yield _("{id} 读不出来").format(id=row.entry.id[:12])
    else:
        who = people.by_key(row.voice.kind, row.voice.id) if row.voice else None
        title = roles.get(record.role, record.role) if isinstance(roles, dict) else record.role
        kind = {"approve": _("批准"), "reject": _("不同意"), "withdraw": _("撤回")}[record.kind]
        yield _("{id} {at} {who}（{role}）{kind}{urgent}").format(
            id=row.entry.id[:12],
            at=record.at.strftime("%Y-%m-%d %H:%M UTC"),
            who=who[0].name if who else _("不认识的钥匙"),
            role=title,
            kind=kind,
            urgent=_("，紧急") if record.urgent else "",
        )
        keys = sorted(record.items)
        more = _(" 等 {count} 项").format(count=len(keys)) if len(keys) > _MOST else ""
        if keys:
            yield "  " + _("、").join(keys[:_MOST]) + more
        if record.clears:
            yield "  " + _("撤回的是 {id}").format(id=record.clears[:12])
        if record.reason:
            yield "  " + _("说：{reason}").format(reason=record.reason)
    for doubt in row.doubts:
        yield "  " + _("不算：{why}").format(why=told(doubt) or doubt)
