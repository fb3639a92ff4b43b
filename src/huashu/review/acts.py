"""Approving, rejecting and taking back: what a person signs, and what keeps him from signing what would not count."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.change import Item
from huashu.model.evidence import APPROVE, REJECT, WITHDRAW
from huashu.model.people import Person
from huashu.model.policy import Policy
from huashu.review.gate import request
from huashu.review.ledger import Ledger, Row
from huashu.review.needs import needs
from huashu.review.records import Record, canonical, parse, record_id
from huashu.review.request import Request, makers
from huashu.store import approvals
from huashu.store.policy_files import APPROVAL, PEOPLE
from huashu.store.repository import Repository, opened
from huashu.store.signing import Pen, sign, whose

Now = Callable[[tzinfo], datetime]
_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say. only: keys of items, () for all that concern his role."""

    kind: str
    role: str
    only: tuple[str, ...] = ()
    reason: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What has been signed and kept. items: that it is about."""

    id: str
    kind: str
    person: Person
    role: str
    items: tuple[Item, ...]


class Desk:
    """A change, the records about it, and the pen of the person who looks at it."""

    def __init__(self, repository: Repository, base: str, head: str, now: Now) -> None:
        self.repository = repository
        self.ledger = Ledger(repository, approvals.tip(repository))
        self.request: Request = request(repository, base, head, (), now, self.ledger)

    def say(self, wish: Wish, pen: Pen) -> Said:
        """Sign an approval or a rejection; HuashuError where it would not count anyway."""
        person = self._person(pen)
        _held(self.request, person, wish.role)
        items = self._items(wish)
        if wish.kind == APPROVE:
            self._may(person)
        id = self._keep(self._record(wish.kind, wish.role, items, reason=wish.reason, urgent=wish.urgent), pen, person)
        return Said(id, wish.kind, person, wish.role, items)

    def take_back(self, ids: Sequence[str], pen: Pen) -> tuple[Said, ...]:
        """Take back what the pen's owner has said about the change; ids: beginnings of ids, () for all of it."""
        person = self._person(pen)
        said = []
        for row in self._own(person, ids):
            assert row.record is not None
            items = tuple(item for item in self._all() if item.key in row.record.items)
            record = self._record(WITHDRAW, row.record.role, items, clears=row.entry.id)
            said.append(Said(self._keep(record, pen, person), WITHDRAW, person, row.record.role, items))
        return tuple(said)

    def _own(self, person: Person, ids: Sequence[str]) -> list[Row]:
        about = self.ledger.about(item.key for item in self._all())
        self.ledger.check(about)
        rows = [self.ledger.rows[id] for id in about]
        taken = {row.record.clears for row in self.ledger.rows.values() if row.record}
        own = [
            row
            for row in rows
            if row.record
            and row.record.kind in (APPROVE, REJECT)
            and row.entry.id not in taken
            and row.voice
            and self._known(row.voice.kind, row.voice.id) == person
            and (not ids or any(row.entry.id.startswith(id) for id in ids if len(id) >= 4))
        ]
        if not own:
            raise HuashuError(
                _("这次改动里没有您说过、还没撤回的意见"),
                where=ids[0] if ids else "",
                todo=_("请用 huashu review log 看看有哪些；编号至少写前 4 位"),
            )
        return own

    def _person(self, pen: Pen) -> Person:
        kind, key = whose(pen)
        person = self._known(kind, key)
        if person is None:
            raise HuashuError(
                _("这把钥匙没有登记：{key}").format(key=key),
                where=PEOPLE,
                todo=_("请把上面这一行交给话术库管理员，写进 policy/people.yaml 您本人的名下；或者用 --key 换一把"),
            )
        return person

    def _known(self, kind: str, key: str) -> Person | None:
        found = self.request.people.by_key(kind, key)
        if found is None:
            return None
        return found[0]

    def _may(self, person: Person) -> None:
        how = makers(self.request).makers.get(person.id)
        if how is not None:
            raise HuashuError(
                _("{name} {how}，不能自己批自己的改动").format(name=person.name, how=how),
                todo=_("请另找一位同岗位的同事来批"),
            )

    def _all(self) -> tuple[Item, ...]:
        return self.request.proposal.change.items

    def _items(self, wish: Wish) -> tuple[Item, ...]:
        change, policy = self.request.proposal.change, self.request.policy
        if change.obstacles and wish.kind == APPROVE:
            raise HuashuError(
                _("这次改动现在还合并不了，批了也不算"),
                where=change.obstacles[0].path,
                todo=_("请先运行 huashu review status，照它说的处理好"),
            )
        urgent = policy.in_order(frozenset(policy.urgent)) if wish.urgent else ()
        concerned = tuple(
            need.item
            for need in needs(change, policy)
            if any(wish.role in stage.roles for stage in (*need.stages, *urgent))
        )
        unknown = sorted(set(wish.only) - {item.key for item in concerned})
        if unknown or not concerned:
            title = policy.roles[wish.role]
            what = _("这次改动里没有要 {role} 看的 {key}") if unknown else _("这次改动里没有要 {role} 看的内容")
            raise HuashuError(
                what.format(role=title, key=unknown[0] if unknown else ""),
                where="--only" if unknown else "--as",
                todo=_("请用 huashu review status 看看每一项要谁批"),
            )
        return tuple(item for item in concerned if not wish.only or item.key in wish.only)

    def _record(
        self, kind: str, role: str, items: Sequence[Item], *, reason: str = "", urgent: bool = False, clears: str = ""
    ) -> Record:
        change, policy = self.request.proposal.change, self.request.policy
        follows = self.ledger.before(change)
        return Record(
            kind=kind,
            role=role,
            items={item.key: item.digest for item in items},
            before={item.key: item.before for item in items},
            base=change.base,
            policy=policy.version,
            nonce=os.urandom(16).hex(),
            repository=_place(policy),
            target=policy.target,
            at=self._at(follows),
            follows=follows,
            urgent=urgent,
            reason=reason,
            clears=clears,
            head=change.head,
        )

    def _at(self, follows: Sequence[str]) -> datetime:
        """Now; but where another clock is a little ahead, right after what is followed."""
        now = self.request.now.astimezone(UTC).replace(microsecond=0)
        times = [row.record.at for id in follows if (row := self.ledger.rows[id]).record]
        latest = max(times, default=now)
        return latest + timedelta(seconds=1) if now <= latest <= now + _SLACK else now

    def _keep(self, record: Record, pen: Pen, person: Person) -> str:
        data = canonical(record)
        assert parse(data) == record, "what is signed must be readable"
        signature = sign(data, pen)
        if self._known(signature.kind, signature.key) != person:
            raise HuashuError(
                _("签名用的不是这把钥匙：{key}").format(key=signature.key),
                where=pen.name,
                todo=_("公钥文件和私钥对不上，请用 --key 写明私钥文件"),
            )
        files = approvals.record_files(data, signature)
        approvals.append(self.repository, files, f"{record.kind} {record.role}\n")
        self.ledger = Ledger(self.repository, approvals.tip(self.repository))
        return record_id(data)


def _held(request: Request, person: Person, role: str) -> None:
    policy = request.policy
    if role not in policy.roles:
        raise HuashuError(
            _("没有 {role} 这个岗位").format(role=role),
            where="--as",
            todo=_("可以写 {names}").format(names=_("、").join(policy.roles)),
        )
    if not person.holds(role, request.now):
        held = [name for name in person.roles(request.now) if name in policy.roles]
        raise HuashuError(
            _("{name} 没有担任 {role}，或者不在任期里").format(name=person.name, role=policy.roles[role]),
            where="--as",
            todo=_("可以写 {names}").format(names=_("、").join(held))
            if held
            else _("请由担任这个岗位的同事来批；刚换岗的，请管理员先改 policy/people.yaml"),
        )


def _place(policy: Policy) -> str:
    if not policy.place:
        raise HuashuError(
            _("审批规定里没有写这是哪个仓库，签了名也分不清是给谁的"),
            where=APPROVAL,
            todo=_("请管理员写上 repository: 仓库的名字，例如 shop/huashu"),
        )
    return policy.place


@contextmanager
def at_desk(place: Path, base: str, head: str, now: Now) -> Iterator[Desk]:
    """The change between two revisions of the repository at `place`. base: "" for the usual one."""
    with opened(place) as repository:
        yield Desk(repository, base or usual_base(repository), head, now)


def usual_base(repository: Repository) -> str:
    """What changes are usually proposed for: the main branch of origin as it was last fetched, else the local one."""
    for ref in ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main"):
        if approvals.tip(repository, ref):
            return ref
    raise HuashuError(
        _("不知道要合并到哪个分支"), where="--base", todo=_("请写明，例如 --base refs/remotes/origin/main")
    )
