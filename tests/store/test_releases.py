"""Which tags are releases, and which of them is the last."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from shop_in_git import Shop

from huashu.store.releases import Release, releases


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "店")


def names(shop: Shop, commit: str = "HEAD") -> list[str]:
    return [release.name for release in releases(shop.root, commit)]


def test_an_annotated_tag_tells_who_and_when(shop: Shop) -> None:
    commit = shop.commit()
    assert releases(shop.root) == ()
    shop.release("2026-春")
    assert releases(shop.root) == (Release("2026-春", commit, datetime(2026, 3, 2, 20, tzinfo=UTC), "乙"),)


def test_only_annotated_tags_of_commits_below_release_count(shop: Shop) -> None:
    shop.commit()
    shop.git("tag", "release/light")
    shop.git("tag", "-a", "-m", "x", "v1")
    shop.git("tag", "-a", "-m", "x", "release/tree", "HEAD^{tree}")
    shop.git("branch", "release/branch")
    assert names(shop) == []


def test_the_newest_comes_first_by_its_own_date(shop: Shop) -> None:
    first = shop.commit()
    shop.release("b")
    shop.commit()
    shop.release("c")
    shop.day += 1
    shop.git("tag", "-a", "-m", "again", "release/a", first)  # made later, of an older commit
    assert names(shop) == ["a", "c", "b"]


def test_only_what_the_commit_holds(shop: Shop) -> None:
    first = shop.commit()
    shop.release("one")
    second = shop.commit()
    shop.release("two")
    shop.git("checkout", "-q", first)
    assert names(shop) == ["one"]
    assert names(shop, second) == ["two", "one"]
