"""Libraries with their surroundings, from disk and from commits; the work tree is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import FACTS, HELLO, PICTURE, SETTINGS, Shop, script

from huashu.errors import HuashuError
from huashu.store import library, settings, snapshot
from huashu.store.snapshot import Snapshot

ALT = "images:\n  chart: 尺码表\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "店")


def on_disk(shop: Shop) -> Snapshot:
    return snapshot.on_disk(shop.root, library.load(shop.root, settings.load(shop.root)))


def said(shot: Snapshot) -> dict[str, str]:
    return {script.id: script.replies[0].say.value for script in shot.library.scripts}


def state(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_earlier_commit_as_it_was(shop: Shop) -> None:
    first = shop.commit({"handbook/1-甲.md": "# 甲\n", "assets/chart.png": PICTURE, "assets/alt.yaml": ALT})
    shop.git("tag", "old")
    shop.commit({
        HELLO: None,
        "scripts/dialogue/new.yaml": script("dialogue/new", "新的"),
        "huashu.yaml": SETTINGS.replace("小店话术", "大店话术"),
        "terms/facts.yaml": FACTS.format(days="15天"),
        "handbook/1-甲.md": None,
        "assets/chart.png": PICTURE + b"2",
    })  # fmt: skip
    shop.write({"scripts/greeting/draft.yaml": "[", "huashu.yaml": "["})
    before = state(shop.root)
    for revision in (first, first[:9], "old", "refs/tags/old", "HEAD~1"):
        then = snapshot.at(shop.root, revision)
        assert said(then) == {"greeting/hello": "您好，{称呼}"}
        assert then.library.settings.name == "小店话术"
        assert then.library.facts["退货天数"].value == "7天"
        assert then.library.problems == ()
        assert then.extras.chapters == {"handbook/1-甲.md": "# 甲\n".encode()}
        assert (then.extras.pictures["chart"].alt, then.extras.pictures["chart.png"].data) == ("尺码表", PICTURE)
        assert (then.history.revision, then.history.modified) == (first[: len(then.history.revision)], frozenset())
        assert then.history.changes[HELLO].date == "2026-03-01"
    assert state(shop.root) == before


def test_a_library_inside_a_larger_repository(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "repo" / "teams" / "店", tmp_path / "repo")
    first = shop.commit()
    shop.commit({HELLO: script(say="再改")})
    assert said(snapshot.at(shop.root, first)) == {"greeting/hello": "您好，{称呼}"}
    assert snapshot.at(shop.root, first).history.changes[HELLO].date == "2026-03-01"


def test_what_cannot_be_read_is_a_problem_as_on_disk(shop: Shop) -> None:
    shop.commit({"scripts/greeting/broken.yaml": "[", "scripts/greeting/.hidden.yaml": "[", ".git-like/x": "1"})
    (shop.root / "scripts/greeting/link.yaml").symlink_to("hello.yaml")
    shop.commit()
    then = snapshot.at(shop.root, "HEAD").library
    now = on_disk(shop).library
    assert [file.source.path for file in then.problems] == [
        "scripts/greeting/broken.yaml",
        "scripts/greeting/link.yaml",
    ]
    codes = [[problem.code for file in shot.problems for problem in file.problems] for shot in (then, now)]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("revision", ["nowhere", "", "--all", "HEAD..HEAD", "HEAD:huashu.yaml"])
def test_what_is_no_revision(shop: Shop, revision: str) -> None:
    shop.commit()
    with pytest.raises(HuashuError) as told:
        snapshot.at(shop.root, revision)
    assert told.value.where == "--at"


def test_a_commit_without_a_library(shop: Shop) -> None:
    shop.git("commit", "-q", "--allow-empty", "-m", "empty")
    shop.commit()
    with pytest.raises(HuashuError) as told:
        snapshot.at(shop.root, "HEAD~1")
    assert (told.value.what, told.value.where) == ("HEAD~1 这个版本里还没有话术库", "--at")


def test_outside_git(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "店")
    (shop.root / ".git").rename(tmp_path / "elsewhere")
    shot = on_disk(shop)
    assert (shot.history.revision, shot.released) == ("", None)
    with pytest.raises(HuashuError) as told:
        snapshot.at(shop.root, "HEAD")
    assert told.value.what == "这个话术库没有用 git 管理，没有以前的版本可看"


# --- the last release ----------------------------------------------------------------------------------------------


def test_before_the_first_commit_and_the_first_release(shop: Shop) -> None:
    assert on_disk(shop).released is None
    shop.commit()
    assert on_disk(shop).released is None


def test_whether_anything_has_changed_since(shop: Shop) -> None:
    shop.commit()
    shop.release("1")

    def exact() -> bool:
        released = on_disk(shop).released
        assert released is not None
        assert released.release.name == "1"
        assert released.library is not None
        assert released.library.scripts[0].replies[0].say.value == "您好，{称呼}"
        return released.exact

    assert exact()
    shop.write({"README.md": "别的"})
    assert exact()
    shop.commit()
    assert exact()  # no part of a handbook
    shop.write({"handbook/1.md": "x"})
    assert not exact()
    shop.write({"handbook/1.md": None, HELLO: script(say="改了")})
    assert not exact()
    shop.commit()
    assert not exact()
    shop.commit({HELLO: script()})
    assert exact()  # back again


def test_an_earlier_commit_has_its_own_last_release(shop: Shop) -> None:
    first = shop.commit()
    shop.release("1")
    shop.commit({HELLO: script(say="改了")})
    shop.release("2")
    then, now = snapshot.at(shop.root, first).released, snapshot.at(shop.root, "release/2").released
    assert then is not None
    assert now is not None
    assert [(one.release.name, one.exact) for one in (then, now)] == [("1", True), ("2", True)]


def test_a_release_that_cannot_be_read_any_more_is_still_the_last(shop: Shop) -> None:
    shop.commit({"huashu.yaml": "format: 1\nname: 旧的\n"})
    shop.release("1")
    shop.commit({"huashu.yaml": SETTINGS})
    released = on_disk(shop).released
    assert released is not None
    assert (released.release.name, released.exact, released.library) == ("1", False, None)
