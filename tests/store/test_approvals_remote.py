"""Sharing records: everybody ends with all of them, whoever was quicker; what was lost comes back and is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from keys import ssh_key
from shop_in_git import Shop

from huashu.errors import HuashuError
from huashu.model.people import SSH
from huashu.store.approvals import REF, append, archive_files, read, record_files, tip
from huashu.store.approvals_remote import Synced, sync
from huashu.store.repository import opened
from huashu.store.signing import Pen, sign


@pytest.fixture(scope="module")
def pen(tmp_path_factory: pytest.TempPathFactory) -> Pen:
    return Pen(SSH, str(ssh_key(tmp_path_factory.mktemp("keys"), "lead")))


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Shop, Shop, Path]:
    """Two clones and the server between them."""
    server = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", str(server)], check=True)
    made = []
    for name in ("one", "two"):
        shop = Shop(tmp_path / name)
        shop.commit()
        shop.git("remote", "add", "origin", str(server))
        made.append(shop)
    return made[0], made[1], server


def add(shop: Shop, pen: Pen, text: str) -> None:
    data = text.encode()
    with opened(shop.root) as repository:
        append(repository, record_files(data, sign(data, pen)), "审批")


def texts(place: Path) -> list[str]:
    with opened(place) as repository:
        return [entry.data.decode() for entry in read(repository, tip(repository)).entries]


def test_nothing_to_share_is_no_error(desks: tuple[Shop, Shop, Path]) -> None:
    assert sync(desks[0].root, "origin") == Synced(0, 0)


def test_two_who_added_at_the_same_time_both_have_all(desks: tuple[Shop, Shop, Path], pen: Pen) -> None:
    one, two, server = desks
    add(one, pen, "一")
    add(two, pen, "二")
    assert sync(one.root, "origin") == Synced(0, 1)
    assert sync(two.root, "origin") == Synced(1, 1)
    assert sync(one.root, "origin") == Synced(1, 0)
    assert texts(one.root) == texts(two.root) == texts(server) == ["一", "二"]
    assert one.git("rev-parse", REF) == two.git("rev-parse", REF)
    assert one.git("rev-list", "--merges", REF) == ""


def test_what_was_archived_is_shared_too(desks: tuple[Shop, Shop, Path], pen: Pen) -> None:
    one, two, server = desks
    add(one, pen, "一")
    sync(one.root, "origin")
    with opened(two.root) as repository:
        append(repository, archive_files("a" * 40, {"verdict.json": b"{}"}), "归档")
    sync(two.root, "origin")
    with opened(server) as repository:
        found = read(repository, tip(repository))
    assert (len(found.entries), list(found.archives)) == (1, ["a" * 40])


def test_records_that_a_server_has_lost_come_back_and_are_told(desks: tuple[Shop, Shop, Path], pen: Pen) -> None:
    one, two, server = desks
    add(one, pen, "一")
    sync(one.root, "origin")
    before = one.git("rev-parse", REF)
    add(one, pen, "反对")
    sync(one.root, "origin")
    subprocess.run(["git", "-C", str(server), "update-ref", REF, before], check=True)
    add(two, pen, "二")
    assert sync(two.root, "origin") == Synced(1, 1)  # who never saw it cannot know
    found = sync(one.root, "origin")
    assert (found.fetched, found.sent, len(found.rewound)) == (1, 1, 1)
    assert sorted(texts(server)) == sorted(["一", "二", "反对"])


def test_a_deleted_ref_is_told_too(desks: tuple[Shop, Shop, Path], pen: Pen) -> None:
    one, _two, server = desks
    add(one, pen, "一")
    sync(one.root, "origin")
    subprocess.run(["git", "-C", str(server), "update-ref", "-d", REF], check=True)
    assert len(sync(one.root, "origin").rewound) == 1
    assert texts(server) == ["一"]


@pytest.mark.parametrize("remote", ["", "--upload-pack=touch x", "nowhere"])
def test_a_remote_that_is_none_is_told(desks: tuple[Shop, Shop, Path], remote: str) -> None:
    with pytest.raises(HuashuError) as found:
        sync(desks[0].root, remote)
    assert found.value.todo
