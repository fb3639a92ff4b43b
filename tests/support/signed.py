"""A shop whose people sign, in one repository, for tests that call no command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from chain import DEAR
from keys import public, ssh_key
from office import start
from shop_in_git import Shop, script

from huashu.model.people import SSH
from huashu.model.verdict import Verdict
from huashu.review.acts import Desk, Said, Wish, at_desk
from huashu.review.gate import gate
from huashu.review.records import Record, canonical, record_id
from huashu.store import approvals
from huashu.store.repository import opened
from huashu.store.signing import Pen, sign

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MAIN, WORK = "refs/heads/main", "refs/heads/work"
NAMES = ("writer", "lead", "product", "ops", "boss", "keeper", "both")
ROLES = {"lead": "supervisor", "product": "product", "ops": "operations", "boss": "manager", "keeper": "maintainer"}
CHAIN = ("lead", "ops", "boss")  # who a change of a dialogue needs, in order


@dataclass
class Signed:
    """main is protected, work is proposed; every act has its own minute."""

    shop: Shop
    keys: Mapping[str, Path]
    clock: datetime = NOW - timedelta(days=2)
    pens: dict[str, Pen] = field(default_factory=dict)  # of those who sign otherwise than with their SSH key

    @property
    def root(self) -> Path:
        return self.shop.root

    def git(self, *arguments: str, by: str = "writer", committer: str = "") -> str:
        return self.shop.git(*arguments, email=f"{by}@example.com", committer=f"{committer or by}@example.com")

    def commit(
        self, files: Mapping[str, str | None], *, by: str = "writer", committer: str = "", message: str = "改"
    ) -> str:
        self.shop.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, by=by, committer=committer)
        return self.git("rev-parse", "HEAD")

    def say(self, text: str, **more: Any) -> str:
        """Another wording of the script about prices, on the branch that is checked out."""
        return self.commit({DEAR: script("dialogue/dear", text)}, **more)

    def tick(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def pen(self, who: str) -> Pen:
        return self.pens.get(who) or Pen(SSH, str(self.keys[who]))

    def act(self, who: str, kind: str = "approve", role: str = "", **more: Any) -> Said:
        with at_desk(self.root, MAIN, WORK, self._at(self.tick())) as desk:
            return desk.say(Wish(kind, role or ROLES[who], **more), self.pen(who))

    def take_back(self, who: str, *ids: str) -> tuple[Said, ...]:
        with at_desk(self.root, MAIN, WORK, self._at(self.tick())) as desk:
            return desk.take_back(ids, self.pen(who))

    def record(self, who: str, kind: str = "approve", role: str = "", **changes: Any) -> Record:
        """The record that this person would sign now, and then something else in it."""
        with at_desk(self.root, MAIN, WORK, self._at(self.tick())) as desk:
            return replace(self.drafted(desk, role or ROLES[who], kind), **changes)

    @staticmethod
    def drafted(desk: Desk, role: str, kind: str) -> Record:
        items = desk.request.proposal.change.items
        return desk._record(kind, role, items)

    def keep(self, record: Record | bytes, who: str, *, at: str = "", armour: bytes = b"") -> str:
        """Put a record into the chain by hand. at: under this name; armour: with this signature."""
        data = record if isinstance(record, bytes) else canonical(record)
        signature = sign(data, self.pen(who))
        files = approvals.record_files(data, replace(signature, armour=armour or signature.armour))
        id = record_id(data)
        if at:
            files = {path.replace(f"{id[:2]}/{id[2:]}", f"{at[:2]}/{at[2:]}"): text for path, text in files.items()}
        with opened(self.root) as repository:
            approvals.append(repository, files, "by hand\n")
        return id

    def forge(self, who: str, **changes: Any) -> str:
        return self.keep(self.record(who, **changes), who)

    def all(self, *who: str) -> None:
        for one in who or CHAIN:
            self.act(one)

    def gate(self, now: datetime = NOW) -> Verdict:
        return gate(self.root, MAIN, WORK, [], self._at(now))

    def merge(self) -> str:
        """What a server would do once the gate has granted it."""
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", "合并", "work")
        self.git("branch", "-q", "-D", "work")
        self.git("checkout", "-q", "-b", "work")
        return self.git("rev-parse", "main")

    @staticmethod
    def _at(moment: datetime) -> Any:
        def now(timezone: tzinfo) -> datetime:
            return moment.astimezone(timezone)

        return now


def signed(root: Path, keys: Mapping[str, Path], files: Mapping[str, str] | None = None) -> Signed:
    """The shop on its branch `work`, with another wording of one script proposed."""
    shop = Signed(Shop(root), keys)
    first = start({name: public(key) for name, key in keys.items()})
    shop.commit({**first, **(files or {})})
    shop.git("checkout", "-q", "-b", "work")
    shop.say("这件料子好，值这个价")
    return shop


def everybodys_keys(folder: Path) -> dict[str, Path]:
    return {name: ssh_key(folder, name) for name in NAMES}
