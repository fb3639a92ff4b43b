"""What signed records say about a change: those that are about it, still unused, with all that speaks against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from huashu.model.change import Change, Item
from huashu.model.evidence import APPROVE, REJECT, WITHDRAW, Doubt, Evidence, Voice
from huashu.model.people import Key, People, Person
from huashu.review.records import Flaw, Record, opinion, parse
from huashu.store import approvals
from huashu.store.approvals import Entry, Kept
from huashu.store.mainline import Asked, Mainline
from huashu.store.repository import Repository
from huashu.store.signing import verify

_SLACK = timedelta(minutes=5)  # by which clocks may differ


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the chain, read. record: None where the bytes are none; then doubts says why. holds: None as long as
    nobody has asked whether the signature holds."""

    entry: Entry
    record: Record | None
    doubts: tuple[str, ...]
    holds: bool | None = None

    @property
    def voice(self) -> Voice | None:
        """By what its author is recognised; None where the signature does not hold."""
        signature = self.entry.signature
        return Voice(signature.kind, signature.key) if signature and self.holds is not False else None


class Ledger:
    """All records up to a commit of the chain. Signatures are checked when they matter, each once."""

    def __init__(self, repository: Repository, tip: str) -> None:
        self.repository = repository
        self.kept: Kept = approvals.read(repository, tip)
        self.rows = {row.entry.id: row for row in _rows(self.kept)}
        self._by_key: dict[str, list[str]] = {}
        for id, row in self.rows.items():
            for key in row.record.items if row.record else ():
                self._by_key.setdefault(key, []).append(id)
        self._takes = [id for id, row in self.rows.items() if row.record and row.record.kind == WITHDRAW]

    def about(self, keys: Iterable[str]) -> list[str]:
        """Ids of the records that name one of these parts, in the order of the chain."""
        found = {id for key in keys for id in self._by_key.get(key, ())}
        return [id for id in self.rows if id in found] if found else []

    def check(self, ids: Iterable[str]) -> None:
        """Have the signatures of these records checked."""
        asked = [(id, self.rows[id].entry) for id in ids if self.rows[id].holds is None]
        signed = [(entry.data, entry.signature) for _id, entry in asked if entry.signature]
        answers = iter(verify(signed, _everybody(signed)))
        for id, entry in asked:
            holds = next(answers) if entry.signature else False
            row = self.rows[id]
            self.rows[id] = replace(row, holds=holds, doubts=row.doubts if holds else (*row.doubts, "bad-signature"))

    def evidence(self, change: Change, people: People, mainline: Mainline | None = None) -> Evidence:
        """The opinions on a change. people: of its base; mainline: of its base too, if that is at hand."""
        items = _by_any_name(change)
        ids = self.about(items)
        named = set(ids)
        ids += [
            id for id in self._takes if id not in named and (record := self.rows[id].record) and _takes(record, named)
        ]
        self.check(ids)
        line = mainline or Mainline(self.repository, change.base)
        live = _Live(self, [_placed(self.rows[id], line) for id in ids], items, people, line)
        found = [
            replace(opinion(row.record, row.entry.id, row.voice, (*row.doubts, *more)), items=kept)
            for row in live.rows
            if row.record
            for kept, more in [live.items(row)]
            if kept is not None
        ]
        broken = [row for row in self.rows.values() if row.record is None]
        doubts = [Doubt(code, f"opinion:{row.entry.id}") for row in broken for code in row.doubts]
        return Evidence(
            opinions=tuple(sorted(found, key=lambda one: (one.at, one.id))),
            doubts=tuple(sorted(doubts, key=lambda one: (one.about, one.code))),
        )

    def before(self, change: Change) -> tuple[str, ...]:
        """What a new record follows: all that is known about these parts, and what was added to the chain last. So a
        chain that is cut off somewhere lacks what later records name."""
        return tuple(sorted({*self.about(_by_any_name(change)), *self.kept.newest}))


class _Live:
    """Which parts the records about a change still speak for."""

    def __init__(
        self, ledger: Ledger, rows: Sequence[Row], items: Mapping[str, Item], people: People, line: Mainline
    ) -> None:
        self.rows, self.known, self.people, self.line = rows, items, people, line
        asked = [
            Asked(row.record.base, key, row.record.items[key])
            for row in rows
            if row.record and row.record.kind == APPROVE
            for key in row.record.items
            if key in items and self._matters(row, key)
        ]
        self.spent = line.held(asked, {one.key: items[one.key] for one in asked})
        self.order = {id: number for number, id in enumerate(ledger.rows)}

    def items(self, row: Row) -> tuple[dict[str, str] | None, tuple[str, ...]]:
        """Key → digest of what the record says about this change, None where it says nothing; and doubts."""
        record = row.record
        assert record is not None
        if record.kind == WITHDRAW:
            return dict(record.items), ()
        own = {key: digest for key, digest in record.items.items() if key in self.known}
        if record.kind == REJECT:
            return {key: digest for key, digest in own.items() if not self._settled(row, key)} or None, ()
        serving = {key: digest for key, digest in own.items() if self._serves(record, key)}
        if serving:
            return serving, ()
        used = {key: digest for key, digest in own.items() if digest == self.known[key].digest}
        spent = any(self._spent(record, key) for key in used)
        return used or None, ("spent" if spent else "base-moved",)

    def _matters(self, row: Row, key: str) -> bool:
        """Whether it is worth to look if it is spent: most old records say something else than this change."""
        assert row.record is not None
        item = self.known[key]
        return row.record.items[key] == item.digest or any(
            other.record and other.record.kind == REJECT and key in other.record.items for other in self.rows
        )

    def _serves(self, record: Record, key: str) -> bool:
        """Whether an approval is for the step that is proposed, in whatever wording, and nobody has made that step since."""
        return record.before[key] == self.known[key].before and not self._spent(record, key)

    def _spent(self, record: Record, key: str) -> bool:
        return Asked(record.base, key, record.items[key]) in self.spent

    def _settled(self, row: Row, key: str) -> bool:
        """Whether its author later approved a wording of the part that has since been let in: the matter is closed."""
        who = self._person(row)
        return who is not None and any(
            other.record is not None
            and other.record.kind == APPROVE
            and not other.doubts
            and key in other.record.items
            and self.order[other.entry.id] > self.order[row.entry.id]
            and self._person(other) == who
            and self._spent(other.record, key)
            for other in self.rows
        )

    def _person(self, row: Row) -> str | None:
        found = self.people.by_key(row.voice.kind, row.voice.id) if row.voice else None
        return found[0].id if found else None


def _rows(kept: Kept) -> Iterator[Row]:
    """The records with what is odd about them among the others."""
    best: dict[str, Entry] = {}  # of the same bytes under several names, those under their own
    for entry in kept.entries:
        if entry.id not in best or len(entry.doubts) < len(best[entry.id].doubts):
            best[entry.id] = entry
    read = [(entry, parse(entry.data)) for entry in best.values()]
    times = {entry.id: record.at for entry, record in read if isinstance(record, Record)}
    nonces: set[tuple[str, str]] = set()
    for entry, record in read:
        doubts = list(entry.doubts)
        if isinstance(record, Flaw):
            yield Row(entry, None, tuple(sorted({*doubts, f"record-{record.code}"})))
            continue
        once = (entry.signature.key if entry.signature else "", record.nonce)
        if once in nonces:
            doubts.append("replayed")
        nonces.add(once)
        if any(id not in times for id in record.follows):
            doubts.append("gone")
        if any(record.at + _SLACK < times[id] for id in record.follows if id in times):
            doubts.append("backdated")
        yield Row(entry, record, tuple(sorted(set(doubts))))


def _placed(row: Row, line: Mainline) -> Row:
    """What was compared with a state that the branch never had cannot be known to be unused."""
    lost = row.record is not None and row.record.kind == APPROVE and line.place(row.record.base) is None
    return replace(row, doubts=(*row.doubts, "unknown-base")) if lost else row


def _everybody(signed: Iterable[tuple[bytes, object]]) -> People:
    """Every key that a signature names, as a person of its own: here it is only asked whether the signature holds.
    Whose key it is, if anybody's, is looked up in policy/people.yaml by whoever weighs the opinion."""
    keys = sorted({(one.kind, one.key) for _data, one in signed})  # type: ignore[attr-defined]
    people = {f"key-{number}": Key(kind, id) for number, (kind, id) in enumerate(keys)}
    return People(1, {name: Person(name, name, keys=(key,)) for name, key in people.items()})


def _takes(record: Record, ids: set[str]) -> bool:
    return record.clears in ids or record.clears == ""


def _by_any_name(change: Change) -> dict[str, Item]:
    """Items by their keys, and scripts that have moved also by what they were called."""
    found = {item.key: item for item in change.items}
    for item in change.items:
        if item.old is not None:
            found.setdefault(item.old.id, item)
    return found
