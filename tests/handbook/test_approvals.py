from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shop_in_git import FACTS, HELLO, Shop, script

from huashu.handbook.approvals import approvals, together
from huashu.handbook.as_json import data
from huashu.handbook.chapters import Approval
from huashu.handbook.edition import Edition, edition
from huashu.handbook.pdf_front import approval
from huashu.handbook.pdf_pages import pages
from huashu.handbook.web_data import web_data
from huashu.model.approval import FILE, Approved, written
from huashu.model.digest import said_digest
from huashu.store import approvals as chain
from huashu.store import snapshot
from huashu.store.library import load
from huashu.store.repository import opened
from huashu.store.settings import load as settings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def said(shop: Shop, id: str = "greeting/hello") -> str:
    library = load(shop.root, settings(shop.root))
    return said_digest(next(one for one in library.scripts if one.id == id), library.facts)


def approve(digest: str, who: str = "客服主管", day: int = 1, **more: object) -> Approved:
    at = datetime(2026, 5, day, 20, tzinfo=UTC)  # the next day in Shanghai
    made = Approved("greeting/hello", digest, "wording", "主管审核", who, who, at, "signature")
    return replace(made, **more)  # type: ignore[arg-type]


def keep(shop: Shop, *given: Approved) -> None:
    with opened(shop.root) as repository:
        files = chain.archive_files(shop.git("rev-parse", "HEAD"), {FILE: written(given)})
        chain.append(repository, files, "archive")


def made(shop: Shop) -> Edition:
    return edition(snapshot.on_disk(shop.root, load(shop.root, settings(shop.root))), NOW)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    found = Shop(tmp_path / "shop")
    found.commit({HELLO: script(say="{退货天数}内可以退")})
    return found


def shown(shop: Shop) -> tuple[Approval, ...]:
    return made(shop).handbook.scenes[0].entries[0].approvals


def test_an_approval_of_this_wording_is_shown_everywhere(shop: Shop) -> None:
    keep(shop, approve(said(shop)), approve(said(shop), "负责人", 2, stage="final", title="定稿"))
    book = made(shop)
    entry = book.handbook.scenes[0].entries[0]
    assert entry.approvals == (
        Approval("客服主管", "主管审核", "2026-05-02"),
        Approval("负责人", "定稿", "2026-05-03"),
    )
    page = web_data(book.handbook, book.library, NOW)
    assert page["scripts"][0]["approved"] == [  # type: ignore[index]
        ["主管审核", "客服主管", "2026-05-02"],
        ["定稿", "负责人", "2026-05-03"],
    ]
    assert "主管审核：客服主管 2026-05-02 通过" in json.dumps(pages(book.handbook), ensure_ascii=False)
    assert data(book)["scripts"][0]["approved"][1] == {  # type: ignore[index]
        "stage": "定稿", "name": "负责人", "date": "2026-05-03",
    }  # fmt: skip
    (table, _sign) = approval(book.handbook)["tables"]  # type: ignore[misc]
    assert table["rows"] == [  # type: ignore[index]
        ["客服主管", "主管审核", "2026-05-02", "1 篇话术，原文照批"],
        ["负责人", "定稿", "2026-05-03", "1 篇话术，原文照批"],
    ]


@pytest.mark.parametrize(
    "change",
    [{HELLO: script(say="{退货天数}内都可以退")}, {"terms/facts.yaml": FACTS.format(days="9天")}],
    ids=["the words", "a fact in them"],
)
def test_an_approval_of_other_words_is_not_shown(shop: Shop, change: dict[str, str]) -> None:
    keep(shop, approve(said(shop)))
    shop.write(change)
    assert (shown(shop), made(shop).handbook.approvals) == ((), ())
    shop.git("checkout", "-q", ".")
    assert shown(shop) != ()


def test_whoever_approved_twice_is_named_once(shop: Shop) -> None:
    keep(shop, approve(said(shop), day=1), approve(said(shop), day=9), approve(said(shop), "副主管", 3))
    assert [(one.who, one.date) for one in shown(shop)] == [("副主管", "2026-05-04"), ("客服主管", "2026-05-10")]


def test_an_urgent_approval_says_so(shop: Shop) -> None:
    keep(shop, approve(said(shop), urgent=True))
    assert [one.role for one in shown(shop)] == ["主管审核（紧急）"]


def test_an_earlier_commit_shows_the_approvals_of_its_own_words(shop: Shop) -> None:
    keep(shop, approve(said(shop)))
    shop.commit({HELLO: script(say="新的")})
    assert shown(shop) == ()
    assert approvals(snapshot.at(shop.root, "HEAD~1"))["greeting/hello"][0].who == "客服主管"


def test_without_an_archive_nothing_is_claimed(shop: Shop) -> None:
    assert approvals(snapshot.on_disk(shop.root, load(shop.root, settings(shop.root)))) == {}
    assert together({}, ["greeting/hello"]) == ()
    assert not re.search("通过", json.dumps(pages(made(shop).handbook), ensure_ascii=False))
