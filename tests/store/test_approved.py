from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shop_in_git import Shop

from huashu.model.approval import FILE, Approved, written
from huashu.store import approvals
from huashu.store.approved import Archive, read
from huashu.store.repository import opened

ONE = Approved(
    "dialogue/a", "0" * 64, "wording", "主管审核", "lead", "客服主管", datetime(2026, 5, 1, tzinfo=UTC), "forge"
)


def keep(shop: Shop, commit: str, files: dict[str, bytes]) -> None:
    with opened(shop.root) as repository:
        approvals.append(repository, approvals.archive_files(commit, files), "archive")


def test_nothing_was_archived(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.commit()
    assert read(shop.root) == Archive()


def test_what_was_archived_is_read_once(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    first, second = shop.commit(), shop.commit()
    keep(shop, first, {FILE: written([ONE]), "verdict.json": b"{}"})
    found = read(shop.root)
    assert found.approved == (ONE,)
    assert read(shop.root, found) is found
    keep(shop, second, {FILE: b"["})
    again = read(shop.root, found)
    assert (again.approved, again.tip == found.tip) == ((ONE,), False)


def test_an_archive_cannot_be_written_over(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    commit = shop.commit()
    keep(shop, commit, {FILE: written([])})
    keep(shop, commit, {FILE: written([ONE])})
    assert read(shop.root).approved == ()
