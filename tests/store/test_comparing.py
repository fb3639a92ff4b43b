from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import HELLO, Shop, script

from huashu.errors import HuashuError
from huashu.store.comparing import compared

OTHER = "scripts/dialogue/other.yaml"


def began(root: Path, base: str | None = None, head: str | None = None) -> tuple[str, str]:
    found = compared(root, base, head)
    return found.before.point.name, found.before.point.commit


def cloned(tmp_path: Path, shop: Shop) -> Shop:
    """A clone with a branch of its own."""
    copy = Shop.__new__(Shop)
    copy.root = copy.top = tmp_path / "clone"
    copy.day = 20
    shop.git("clone", "-q", str(shop.root), str(copy.root))
    copy.git("checkout", "-q", "-b", "draft")
    return copy


def test_without_a_remote_or_a_release_the_last_commit_is_the_base(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    commit = shop.commit()
    assert began(shop.root) == ("HEAD", commit)


def test_the_last_release_is_the_base(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    commit = shop.commit()
    shop.release("春")
    shop.commit({OTHER: script("dialogue/other")})
    assert began(shop.root) == ("上次发布 春", commit)


def test_a_branch_begins_where_it_parted_from_the_remote_one(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.commit()
    shop.release("春")
    parted = shop.commit({OTHER: script("dialogue/other")})
    copy = cloned(tmp_path, shop)
    assert began(copy.root)[0] == "上次发布 春"  # nothing of its own yet
    copy.commit({HELLO: script(say="新的")})
    assert began(copy.root) == ("origin/HEAD", parted)


def test_what_others_do_meanwhile_is_no_change_of_ours(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    parted = shop.commit()
    copy = cloned(tmp_path, shop)
    copy.commit({HELLO: script(say="新的")})
    shop.commit({OTHER: script("dialogue/other")})
    copy.git("fetch", "-q")
    found = compared(copy.root, "origin/main", None)
    assert (found.before.point.name, found.before.point.commit) == ("从 origin/main 分出来的地方", parted)
    assert found.touched == {HELLO}


def test_what_lies_on_disk_counts_untracked_files_too_but_no_ignored_ones(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.commit({".gitignore": "build/\n"})
    shop.write({"build/x": "x", "新 文件.txt": "x", HELLO: script(say="新的"), "terms/slots.yaml": None})
    found = compared(shop.root, None, None)
    assert found.touched == {HELLO, "terms/slots.yaml", "新 文件.txt"}
    assert [(file.path, file.was, file.there, file.new) for file in found.files] == [("新 文件.txt", False, True, None)]


def test_a_library_inside_a_larger_repository(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "top" / "shop", tmp_path / "top")
    (tmp_path / "top" / ".git").exists() or shop.git("init", "-q", "-b", "main")
    first = shop.commit()
    (tmp_path / "top" / "readme.txt").write_text("x")
    second = shop.commit({HELLO: script(say="新的")})
    assert compared(shop.root, first, second).touched == {HELLO}


def test_a_link_is_there_and_not_read(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.commit()
    (shop.root / "handbook").mkdir()
    (shop.root / "notes.md").symlink_to("/etc/passwd")
    (file,) = compared(shop.root, None, None).files
    assert (file.path, file.there, file.new) == ("notes.md", True, None)


def test_the_policy_is_that_of_the_older_side(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.commit()
    assert compared(shop.root, None, None).policy is None
    shop.commit({"policy/approval.yaml": "version: ["})
    assert compared(shop.root, None, None).policy is None


@pytest.mark.parametrize(
    ("base", "head", "where"), [("no-such", None, "BASE"), ("HEAD", "no-such", "HEAD"), ("--all", None, "BASE")]
)
def test_what_is_no_revision_is_refused(tmp_path: Path, base: str, head: str | None, where: str) -> None:
    shop = Shop(tmp_path / "shop")
    shop.commit()
    with pytest.raises(HuashuError) as caught:
        compared(shop.root, base, head)
    assert caught.value.where == where


def test_a_commit_without_a_library_is_refused(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    first = shop.commit({"huashu.yaml": None})
    (shop.root / "huashu.yaml").write_text("x")
    with pytest.raises(HuashuError, match="这个版本里还没有话术库"):
        compared(shop.root, first, first)


def test_without_git_or_without_a_commit(tmp_path: Path) -> None:
    with pytest.raises(HuashuError, match="没有用 git 管理"):
        compared(tmp_path, None, None)
    shop = Shop(tmp_path / "shop")
    with pytest.raises(HuashuError, match="还没有提交过"):
        compared(shop.root, None, None)
