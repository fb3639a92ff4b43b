"""A shop with an approval chain in a real git repository, and people who write and click."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from shop_in_git import FACTS, SETTINGS, Shop, script

from huashu.model.verdict import Verdict
from huashu.review import evidence_file
from huashu.review.gate import gate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACCOUNTS = {"writer": 1001, "lead": 1002, "product": 1003, "ops": 1004, "boss": 1005, "keeper": 1006, "both": 1007}
DEPARTMENTS = "departments:\n  - {id: cs, title: 客服部}\n  - {id: product, title: 产品部}\n"
POLICY = """\
version: 3
target: main
forge: {kind: github, host: api.github.com, repository: shop/words, platform: [noreply@github.com]}
roles:
  - {id: supervisor, title: 主管}
  - {id: product, title: 产品部}
  - {id: operations, title: 运营部}
  - {id: manager, title: 负责人}
  - {id: maintainer, title: 管理员}
stages:
  - {id: wording, title: 主管审核, roles: [supervisor]}
  - {id: product, title: 产品会审, roles: [product], after: [wording]}
  - {id: operations, title: 运营会审, roles: [operations], after: [wording]}
  - {id: final, title: 定稿, roles: [manager], after: [wording, product, operations]}
  - {id: rules, title: 改规矩, roles: [maintainer]}
  - {id: urgent, title: 紧急放行, roles: [supervisor, manager], count: 2}
departments:
  - {id: cs, stage: wording}
  - {id: product, stage: product}
rules:
  - {title: 话术要定稿, where: {kinds: [script]}, stages: [wording, final]}
  - {title: 对话要运营看, where: {scenes: [dialogue]}, stages: [operations]}
fallback: [final]
governance: {stages: [rules]}
urgent: [urgent]
"""
HOLDS = {
    "lead": ["supervisor"],
    "product": ["product"],
    "ops": ["operations"],
    "boss": ["manager"],
    "keeper": ["maintainer"],
    "both": ["supervisor", "manager"],
}


def people(version: int = 2, more: str = "") -> str:
    """The file of all the people here; more: further people."""
    rows = []
    for name, account in ACCOUNTS.items():
        roles = ", ".join(f"{{role: {role}}}" for role in HOLDS.get(name, []))
        rows.append(
            f"  - id: {name}\n    name: {name}\n    roles: [{roles}]\n"
            f"    emails: [{name}@example.com]\n    accounts: {{github: {account}}}\n"
        )
    return f"version: {version}\npeople:\n{''.join(rows)}{more}"


DEAR = "scripts/dialogue/dear.yaml"
BYE = "scripts/greeting/bye.yaml"
START: dict[str, str | bytes | None] = {
    "huashu.yaml": SETTINGS.replace("departments:\n  - id: cs\n    title: 客服部\n", DEPARTMENTS),
    "terms/facts.yaml": FACTS.format(days="7天"),
    "policy/approval.yaml": POLICY,
    "policy/people.yaml": people(),
    BYE: script("greeting/bye", "再见，{退货天数}内都能退"),
    DEAR: script("dialogue/dear", "这件值这个价"),
}


@dataclass
class Chain:
    """The shop's repository; `main` is protected, the branch `work` is what somebody proposes."""

    shop: Shop
    opinions: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    opened_by: int | None = ACCOUNTS["writer"]
    told: dict[str, Any] = field(default_factory=dict)
    clock: datetime = NOW - timedelta(days=2)

    def tick(self) -> str:
        self.clock += timedelta(minutes=1)
        return self.clock.isoformat()

    def git(self, *arguments: str, by: str = "writer", committer: str = "") -> str:
        return self.shop.git(
            "-c",
            "user.useConfigOnly=true",
            *arguments,
            email=f"{by}@example.com",
            committer=f"{committer or by}@example.com",
        )

    def commit(
        self, files: Mapping[str, str | bytes | None], *, by: str = "writer", committer: str = "", message: str = "改"
    ) -> str:
        self.shop.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, by=by, committer=committer)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str = "work") -> None:
        self.git("checkout", "-q", "-b", name, "main")

    def on(self, name: str) -> None:
        self.git("checkout", "-q", name)

    def head(self, name: str = "work") -> str:
        return self.git("rev-parse", f"refs/heads/{name}")

    def say(self, who: str, kind: str = "approve", *, commit: str | None = None, body: str = "", **more: Any) -> str:
        """An opinion on the page; the id that it gets."""
        id = f"review/{len(self.opinions) + 1}"
        at = more.pop("at", None) or self.tick()
        row = {
            "id": id, "kind": kind, "account": ACCOUNTS.get(who), "login": who, "bot": False,
            "commit": self.head() if commit is None else commit or None, "at": at, "body": body,
            "edited": False, "official": True, "dismissed": False, "stale": None,
        }  # fmt: skip
        self.opinions.append({**row, **more})
        return id

    def happen(self, kind: str, who: str = "writer") -> None:
        self.events.append({"kind": kind, "at": self.tick(), "account": ACCOUNTS[who], "before": None, "after": None})

    def evidence(self) -> bytes:
        shas = self.git("rev-list", "main..work").split()
        rows = {
            "version": 1, "forge": "github", "host": "api.github.com", "repository": "shop/words", "target": "main",
            "request": "12", "head": self.head(), "base": None, "fetched_at": self.tick(),
            "opened_by": self.opened_by, "opened_at": (NOW - timedelta(days=3)).isoformat(),
            "commits": [{"sha": sha, "author": None, "committer": None} for sha in shas],
            "opinions": self.opinions, "events": self.events, "doubts": self.doubts,
        }  # fmt: skip
        return json.dumps({**rows, **self.told}).encode()

    def gate(self, *, now: datetime = NOW, bare: bool = False) -> Verdict:
        def moment(timezone: tzinfo) -> datetime:
            return now.astimezone(timezone)

        read = evidence_file.read(self.evidence(), "evidence.json")
        place = self.shop.top / ".git" if bare else self.shop.top
        return gate(place, "refs/heads/main", "refs/heads/work", [read], moment)


def chain(root: Path) -> Chain:
    """The shop, on its branch `work`, with nothing proposed yet."""
    made = Chain(Shop(root))
    made.commit(START)
    made.branch()
    return made


def refused(verdict: Verdict, code: str) -> Verdict:
    """The node of this code in a verdict that does not grant; it says what to do."""
    assert not verdict.granted
    node = next((node for node in verdict.walk() if node.code == code), None)
    assert node is not None, sorted(verdict.codes())
    assert node.sentence
    assert node.todo
    return node
