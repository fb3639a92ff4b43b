"""The chain of approvals: only ever added to, and read as it was first whatever came later."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from keys import public, ssh_key
from shop_in_git import Shop

from huashu.errors import HuashuError
from huashu.model.people import SSH
from huashu.store import approvals
from huashu.store.approvals import REF, Kept, append, archive_files, commit, read, record_files, swap, tip
from huashu.store.repository import opened
from huashu.store.signing import Pen, sign


@pytest.fixture(scope="module")
def pen(tmp_path_factory: pytest.TempPathFactory) -> Pen:
    return Pen(SSH, str(ssh_key(tmp_path_factory.mktemp("keys"), "lead")))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "shop")
    made.commit()
    return made


def kept(shop: Shop) -> Kept:
    with opened(shop.root) as repository:
        return read(repository, tip(repository))


def now(shop: Shop) -> str:
    with opened(shop.root) as repository:
        return tip(repository)


def put(shop: Shop, files: dict[str, bytes]) -> None:
    with opened(shop.root) as repository:
        append(repository, files, "审批")


def add(shop: Shop, pen: Pen, *texts: str) -> list[str]:
    ids = []
    for text in texts:
        data = text.encode()
        put(shop, record_files(data, sign(data, pen)))
        ids.append(hashlib.sha256(data).hexdigest())
    return ids


def folder(id: str) -> str:
    return f"records/{id[:2]}/{id[2:]}"


def tamper(shop: Shop, files: dict[str, bytes | None]) -> None:
    """A commit on the chain made by hand: None takes a file away."""
    shop.git("checkout", "-q", "--detach", REF)
    shop.write({path: data for path, data in files.items() if data is not None})
    gone = [path for path, data in files.items() if data is None]
    if gone:
        shop.git("rm", "-q", "--", *gone)
    shop.git("add", "-A")
    shop.git("commit", "-q", "-m", "x")
    shop.git("update-ref", REF, "HEAD")
    shop.git("checkout", "-q", "main")


def test_there_is_nothing_at_first(shop: Shop) -> None:
    assert now(shop) == ""
    assert kept(shop) == Kept()


def test_records_are_read_in_the_order_in_which_they_came(shop: Shop, pen: Pen) -> None:
    ids = add(shop, pen, "二", "一", "三")
    found = kept(shop)
    assert [entry.id for entry in found.entries] == ids
    assert [entry.data.decode() for entry in found.entries] == ["二", "一", "三"]
    assert {entry.signature.key for entry in found.entries if entry.signature} == {public(Path(pen.name))}
    assert [entry.doubts for entry in found.entries] == [(), (), ()]
    assert found.newest == (ids[2],)
    assert found.strange == ()


def test_the_work_tree_and_its_index_are_left_alone(shop: Shop, pen: Pen) -> None:
    (shop.root / "new.md").write_text("新", encoding="utf-8")
    shop.git("add", "new.md")
    add(shop, pen, "一")
    assert shop.git("status", "--porcelain") == "A  new.md"


def test_a_record_is_added_once(shop: Shop, pen: Pen) -> None:
    add(shop, pen, "一")
    before = now(shop)
    add(shop, pen, "一")
    assert now(shop) == before


def test_nobody_overwrites_what_another_has_added_meanwhile(shop: Shop, pen: Pen) -> None:
    add(shop, pen, "一")
    old = now(shop)
    add(shop, pen, "二")
    with opened(shop.root) as repository:
        new = commit(repository, old, {"records/x": b"x"}, "迟到")
        assert swap(repository, REF, new, old) is False
    assert len(kept(shop).entries) == 2


def test_a_record_that_is_taken_away_is_still_read(shop: Shop, pen: Pen) -> None:
    one, two = add(shop, pen, "一", "二")
    tamper(shop, {f"{folder(one)}/record.json": None})
    found = kept(shop)
    assert [(entry.id, entry.data.decode(), entry.doubts) for entry in found.entries] == [
        (one, "一", ("rewritten",)),
        (two, "二", ()),
    ]


def test_a_record_that_is_changed_is_read_as_it_was(shop: Shop, pen: Pen) -> None:
    (one,) = add(shop, pen, "一")
    tamper(shop, {f"{folder(one)}/record.json": "二".encode()})
    assert [(entry.data.decode(), entry.doubts) for entry in kept(shop).entries] == [("一", ("rewritten",))]


def test_a_record_under_another_name_is_doubted(shop: Shop, pen: Pen) -> None:
    data = "一".encode()
    made = sign(data, pen)
    other = "f" * 64
    files = {f"{folder(other)}/record.json": data, f"{folder(other)}/signature": made.armour}
    put(shop, files)
    (entry,) = kept(shop).entries
    assert entry.id == hashlib.sha256(data).hexdigest()
    assert entry.doubts == ("renamed",)


def test_a_record_without_its_signature_is_doubted(shop: Shop) -> None:
    data = "一".encode()
    id = hashlib.sha256(data).hexdigest()
    put(shop, {f"{folder(id)}/record.json": data})
    put(shop, {f"{folder(id)}/signature": b"late"})
    (entry,) = kept(shop).entries
    assert (entry.signature, entry.doubts) == (None, ("no-signature", "rewritten"))


def test_a_huge_record_is_not_read(shop: Shop, pen: Pen) -> None:
    data = b"x" * (10 * 1024 * 1024)
    put(shop, record_files(data, sign(b"x", pen)))
    (entry,) = kept(shop).entries
    assert (entry.data, entry.signature, entry.doubts) == (b"", None, ("size",))


@pytest.mark.parametrize("path", ["readme.md", "records/ab/short/record.json", "records/../x", "archive/main/a.json"])
def test_what_has_no_place_is_told(shop: Shop, pen: Pen, path: str) -> None:
    add(shop, pen, "一")
    if ".." in path:
        return
    put(shop, {path: b"x"})
    found = kept(shop)
    assert found.strange == (path,)
    assert len(found.entries) == 1


def test_a_link_is_no_record(shop: Shop, pen: Pen) -> None:
    (one,) = add(shop, pen, "一")
    shop.git("checkout", "-q", "--detach", REF)
    target = shop.root / "records/ab" / ("c" * 62)
    target.mkdir(parents=True)
    (target / "record.json").symlink_to(shop.root / folder(one) / "record.json")
    shop.git("add", "-A")
    shop.git("commit", "-q", "-m", "x")
    shop.git("update-ref", REF, "HEAD")
    shop.git("checkout", "-q", "main")
    found = kept(shop)
    assert [entry.id for entry in found.entries] == [one]
    assert found.strange == (f"records/ab/{'c' * 62}/record.json",)


def test_what_was_merged_is_kept_beside(shop: Shop, pen: Pen) -> None:
    add(shop, pen, "一")
    put(shop, archive_files("a" * 40, {"verdict.json": b"{}", "evidence.json": b"[]"}))
    found = kept(shop)
    with opened(shop.root) as repository:
        assert approvals.contents(repository, found) == {"a" * 40: {"evidence.json": b"[]", "verdict.json": b"{}"}}
    assert len(found.newest) == 1


@pytest.mark.parametrize("side_first", [False, True])
def test_a_merge_in_the_chain_hides_nothing(shop: Shop, pen: Pen, side_first: bool) -> None:
    (one,) = add(shop, pen, "一")
    first = now(shop)
    (two,) = add(shop, pen, "二")
    with opened(shop.root) as repository:
        side = commit(repository, first, {"archive/" + "a" * 40 + "/x.json": b"x"}, "旁支")
    tree = shop.git("rev-parse", f"{first}^{{tree}}")
    parents = [side, now(shop)] if side_first else [now(shop), side]
    merged = shop.git("commit-tree", tree, "-p", parents[0], "-p", parents[1], "-m", "合并")
    shop.git("update-ref", REF, merged)
    assert [(entry.id, entry.doubts) for entry in kept(shop).entries] == [(one, ()), (two, ())]


def test_a_bare_repository_keeps_records_too(shop: Shop, pen: Pen, tmp_path: Path) -> None:
    shop.git("clone", "-q", "--bare", str(shop.root), str(tmp_path / "bare.git"))
    data = b"1"
    with opened(tmp_path / "bare.git") as repository:
        append(repository, record_files(data, sign(data, pen)), "审批")
        assert [entry.data for entry in read(repository, tip(repository)).entries] == [data]


def test_a_ref_that_is_no_commit_is_no_empty_chain(shop: Shop) -> None:
    shop.git("update-ref", REF, shop.git("rev-parse", "HEAD^{tree}"))
    with pytest.raises(HuashuError) as found:
        now(shop)
    assert REF in found.value.what
