"""How a change stands: the verdict as it would be now, and for each approver what has changed since he approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.change import Item
from huashu.model.evidence import APPROVE
from huashu.model.verdict import Verdict
from huashu.review import marks
from huashu.review.acts import at_desk
from huashu.review.decide import decide
from huashu.review.ledger import Ledger
from huashu.review.request import Request

_MOST = 10


@dataclass(frozen=True, slots=True)
class Status:
    """more: further lines for people. base, head: full ids of the commits between which the change lies."""

    verdict: Verdict
    more: tuple[str, ...]
    base: str
    head: str


def status(place: Path, base: str, head: str, now: Callable[[tzinfo], datetime], role: str = "") -> Status:
    """How merging `head` into `base` ("" for the usual branch) stands by the records that are at hand.

    role: also the comment by which somebody approves all of it in this role on the forge's page.
    """
    with at_desk(place, base, head, now) as desk:
        more = [*_since(desk.request, desk.ledger), *(_comment(desk.request, role) if role else ())]
        change = desk.request.proposal.change
        return Status(decide(desk.request), tuple(more), change.base, change.head)


def _comment(request: Request, role: str) -> Iterator[str]:
    """What to paste. Raises HuashuError where the policy does not know the role."""
    if role not in request.policy.roles:
        raise HuashuError(
            _("审批规定里没有 {role} 这个岗位").format(role=role),
            where="policy/approval.yaml",
            todo=_("可以写的有：{roles}").format(roles=_("、").join(request.policy.roles)),
        )
    yield ""
    yield _("看过了，同意的话，把下面几行原样贴成合并请求里的一条评论：")
    yield ""
    yield from marks.write(request.proposal.change, APPROVE, role).splitlines()


def _since(request: Request, ledger: Ledger) -> Iterator[str]:
    """Who approved another wording than it is now, and how he sees the difference."""
    items = {item.key: item for item in request.proposal.change.items}
    latest: dict[str, tuple[str, list[Item]]] = {}
    for evidence in request.evidence:
        for opinion in evidence.opinions:
            row = ledger.rows.get(opinion.id)
            voice = opinion.voice
            who = request.people.by_key(voice.kind, voice.id) if voice else None
            if opinion.kind != APPROVE or row is None or row.record is None or who is None:
                continue
            changed = [
                items[key]
                for key, digest in sorted(row.record.items.items())
                if key in items and items[key].digest != digest
            ]
            latest[who[0].name] = (row.record.head, changed)
    for name, (head, changed) in sorted(latest.items()):
        if changed:
            titles = _("、").join(item.title for item in changed[:_MOST])
            yield _("{name} 批过以后，这 {count} 项又变了：{titles}").format(
                name=name, count=len(changed), titles=titles
            )
            yield _("  看变了哪里：huashu diff {old} {new}").format(
                old=head[:12], new=request.proposal.change.head[:12]
            )
