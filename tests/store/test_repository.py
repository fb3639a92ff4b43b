"""A repository read from a room of its own: nothing that lies in it has a say, and nothing changes in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from shop_in_git import HELLO, Shop, script

from huashu.errors import HuashuError
from huashu.store.repository import opened


def test_a_work_tree_a_bare_one_and_a_linked_one_are_the_same(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    commit = shop.commit()
    subprocess.run(["git", "clone", "-q", "--bare", shop.root, tmp_path / "bare"], check=True, capture_output=True)
    shop.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    for place in (shop.root, shop.root / "scripts", shop.root / ".git", tmp_path / "bare", tmp_path / "linked"):
        with opened(place) as repository:
            assert repository.commit("HEAD", "--base") == commit
            paths = [entry.path for entry in repository.listing(commit) if entry.kind == "blob"]
            assert paths == ["huashu.yaml", HELLO, "terms/facts.yaml", "terms/slots.yaml"]
            assert not repository.shallow
            room = repository.room
        assert not room.exists()


def test_names_that_quote_and_ids_of_sha256(tmp_path: Path) -> None:
    root = tmp_path / '"#a\\b'
    root.mkdir()
    subprocess.run(["git", "init", "-q", "--object-format=sha256", "-b", "main", root], check=True)
    shop = Shop(root)
    commit = shop.commit()
    assert len(commit) == 64
    with opened(root) as repository:
        entry = next(entry for entry in repository.listing(commit) if entry.path == HELLO)
        assert repository.contents([entry.blob.id]) == {entry.blob.id: script().encode()}
        assert repository.sizes([entry.blob.id, "0" * 64]) == {entry.blob.id: len(script().encode())}


def test_replacements_grafts_and_settings_have_no_say(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    first = shop.commit()
    second = shop.commit({HELLO: script(say="早")})
    other = shop.git("commit-tree", f"{first}^{{tree}}", "-m", "别的")
    shop.git("replace", second, other)
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / "info" / "grafts").write_text(f"{second}\n")
    shop.git("config", "core.commitGraph", "true")
    with opened(tmp_path) as repository:
        assert repository.bases(first, second) == (first,)
        assert repository.bases(first, other) == ()
        assert repository.holds(second, first)
        assert not repository.holds(first, second)
        blob = next(entry.blob.id for entry in repository.listing(second) if entry.path == HELLO)
        assert repository.contents([blob])[blob] == script(say="早").encode()


def test_objects_of_a_push_can_be_lent(tmp_path: Path) -> None:
    shop, other = Shop(tmp_path / "a"), Shop(tmp_path / "b")
    shop.commit()
    commit = other.commit({HELLO: script(say="早")})
    with opened(shop.root) as repository:
        assert not repository.has(commit)
    with opened(shop.root, [other.root / ".git" / "objects"]) as repository:
        assert repository.has(commit)


def test_where_there_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(HuashuError) as caught, opened(tmp_path):
        pass
    assert caught.value.where == str(tmp_path)
    assert caught.value.todo
