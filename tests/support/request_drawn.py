"""Requests as values, for laws about decisions: a small policy, few people, and opinions in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from huashu.model.change import ADDED, CHANGED, FILE, GOVERNANCE, Change, Contribution, Item, Proposal
from huashu.model.evidence import APPROVE, REJECT, SIGNATURE, WITHDRAW, Evidence, Opinion, Voice
from huashu.model.people import SSH, Held, Key, People, Person
from huashu.model.policy import ApprovalStage, NeedRule, Policy, Scope
from huashu.review.request import Request

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ROLES = {
    "p1": ("supervisor",),
    "p2": ("manager",),
    "p3": ("supervisor", "manager"),
    "p4": ("keeper",),
    "p9": ("supervisor",),
    "writer": (),
}
PATHS = ("handbook/a.md", "handbook/b.md", "handbook/c.md")
DIGESTS = ("100644:" + "a" * 40, "100644:" + "b" * 40)
POLICY = Policy(
    version=3,
    target="refs/heads/main",
    roles={"supervisor": "主管", "manager": "负责人", "keeper": "管理员"},
    stages={
        "wording": ApprovalStage("wording", "主管审核", ("supervisor",)),
        "final": ApprovalStage("final", "定稿", ("manager",), 1, ("wording",)),
        "rules": ApprovalStage("rules", "规矩", ("keeper",)),
        "urgent": ApprovalStage("urgent", "紧急", ("supervisor", "manager"), 2),
    },
    departments={},
    rules=(NeedRule("正文", Scope(paths=("handbook/**",)), ("wording", "final")),),
    fallback=("final",),
    governance=("rules",),
    urgent=("urgent",),
    repository="shop/words",
)
PEOPLE = People(
    2,
    {
        name: Person(name, name, tuple(Held(role) for role in roles), (f"{name}@example.com",), {}, (Key(SSH, name),))
        for name, roles in ROLES.items()
    },
)


def item(path: str, digest: str = DIGESTS[0], kind: str = FILE) -> Item:
    return Item(path, kind, CHANGED if kind == FILE else ADDED, digest, "", (path,))


def signed(
    id: str,
    who: str,
    items: Mapping[str, str],
    *,
    kind: str = APPROVE,
    role: str = "",
    minutes: int = 0,
    urgent: bool = False,
    follows: frozenset[str] | None = None,
) -> Opinion:
    """A verified record of somebody."""
    return Opinion(
        id, kind, SIGNATURE, Voice(SSH, who), NOW - timedelta(days=1) + timedelta(minutes=minutes), role, urgent,
        items=items, follows=follows, policy=3, repository="shop/words", target="refs/heads/main",
    )  # fmt: skip


def asked(items: Sequence[Item], opinions: Sequence[Opinion], *, apart: bool = True, author: str = "writer") -> Request:
    """What the gate is asked about these parts."""
    from dataclasses import replace

    change = Change("0" * 40, "1" * 40, "2" * 40, tuple(sorted(items, key=lambda one: one.key)))
    proposal = Proposal(change, (Contribution("1" * 40, f"{author}@example.com"),))
    return Request(replace(POLICY, apart=apart), PEOPLE, proposal, (Evidence(opinions=tuple(opinions)),), NOW)


@st.composite
def opinions(draw: st.DrawFn) -> list[Opinion]:
    """Opinions of all kinds, with every role named, on some of the parts in one of two wordings."""
    found = []
    for index in range(draw(st.integers(0, 8))):
        who = draw(st.sampled_from(sorted(ROLES)))
        role = draw(st.sampled_from(["", *ROLES[who]]))
        kind = draw(st.sampled_from([APPROVE] * 6 + [REJECT, WITHDRAW]))
        items = draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(DIGESTS), min_size=1))
        minutes, urgent = draw(st.integers(0, 5)), draw(st.booleans())
        found.append(signed(f"o{index}", who, items, kind=kind, role=role, minutes=minutes, urgent=urgent))
    return found


def items() -> st.SearchStrategy[list[Item]]:
    return st.dictionaries(st.sampled_from(PATHS), st.sampled_from(DIGESTS), min_size=1).map(
        lambda rows: [item(path, digest) for path, digest in rows.items()]
    )


def governance() -> Item:
    return item("rules/x.yaml", kind=GOVERNANCE)
