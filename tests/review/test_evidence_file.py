"""The evidence file as `review fetch` writes it, read as the gate reads it. What is refused: test_attacks_people.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huashu.model.evidence import Doubt, Event, Evidence, ForgeCommit, Opinion, Voice
from huashu.review import evidence_file
from huashu.review.forges.facts import CommitFact, EventFact, Facts, OpinionFact, as_json
from huashu.review.forges.facts import Doubt as DoubtFact

HEAD, OLD, BASE = "a" * 40, "b" * 40, "c" * 40
AT, LATER = "2026-05-01T08:00:00+00:00", "2026-05-01T09:00:00Z"
EIGHT, NINE = (datetime(2026, 5, 1, hour, tzinfo=UTC) for hour in (8, 9))
DIGEST = "d" * 64


def facts(*opinions: OpinionFact) -> Facts:
    return Facts(
        "gitlab", "git.example.com", "shop/words", "main", "12", HEAD, None, LATER, None, AT,
        (CommitFact(HEAD, 7, None),), opinions, (EventFact("force-push", LATER, 7, OLD, None),),
        (DoubtFact("truncated", "commits"),),
    )  # fmt: skip


def read(*opinions: OpinionFact) -> Evidence:
    return evidence_file.read(as_json(facts(*opinions)).encode(), "e.json")


def said(kind: str, body: str = "", **more: object) -> Opinion:
    row = {"commit": HEAD, "edited": False, **more}
    found = read(OpinionFact("r/1", kind, 7, "lead", False, at=AT, body=body, **row))  # type: ignore[arg-type]
    return found.opinions[0]


def test_the_whole_file() -> None:
    body = f"/huashu approve supervisor urgent\ngreeting/hello {DIGEST}"
    one = OpinionFact("r/2", "approve", None, "gone", True, None, LATER, body, True, False, True, True)
    found = read(one, OpinionFact("r/1", "reject", 7, "lead", False, HEAD, AT, "不行", False))
    assert found == Evidence(
        forge="gitlab", host="git.example.com", repository="shop/words", target="refs/heads/main", request="12",
        head=HEAD, base="", fetched_at=NINE, opened_by=None, opened_at=EIGHT, commits=(ForgeCommit(HEAD, 7, None),),
        opinions=(
            Opinion("r/1", "reject", "forge", Voice("gitlab", "7"), EIGHT, commit=HEAD, login="lead", body="不行"),
            Opinion(
                "r/2", "approve", "forge", None, NINE, "supervisor", True, items={"greeting/hello": DIGEST},
                login="gone", body=body, bot=True, edited=True, official=False, dismissed=True,
            ),
        ),
        events=(Event("force-push", NINE, 7, OLD, ""),),
        doubts=(Doubt("truncated", "commits"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body", "meant", "doubts"),
    [
        ("approve", "", "approve", ()),
        ("approve", "/huashu approve supervisor", "approve", ()),
        ("approve", "/huashu reject supervisor", "approve", ("contradiction",)),
        ("reject", "/huashu approve supervisor", "reject", ("contradiction",)),
        ("dismiss", "", "withdraw", ()),
        ("comment", "同意", "comment", ()),
        ("comment", "/huashu approve supervisor", "comment", ()),
        ("comment", f"/huashu approve supervisor\nx/y {DIGEST}", "approve", ()),
        ("comment", "/huashu reject", "reject", ()),
        ("comment", "/huashu withdraw", "withdraw", ()),
    ],
)
def test_what_buttons_and_words_mean(kind: str, body: str, meant: str, doubts: tuple[str, ...]) -> None:
    found = said(kind, body)
    assert (found.kind, found.doubts) == (meant, doubts)
