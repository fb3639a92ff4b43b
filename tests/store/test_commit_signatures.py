"""Who signed a commit, by its own bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from keys import public, ssh_key
from shop_in_git import HELLO, Shop, script

from huashu.store.commit_signatures import BAD, signers
from huashu.store.repository import opened


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "shop")
    made.commit()
    return made


def commit(shop: Shop, key: Path | None, say: str) -> str:
    shop.write({HELLO: script(say=say)})
    signing = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"] if key else []
    shop.git(*signing, "commit", "-q", "-a", "-m", f"说：{say}\n\n正文", *(["-S"] if key else []))
    return shop.git("rev-parse", "HEAD")


def found(shop: Shop, *ids: str) -> dict[str, tuple[str, str]]:
    with opened(shop.root) as repository:
        return signers(repository.contents(ids, "commit"))


def test_signed_commits_name_their_keys_and_others_nothing(shop: Shop, tmp_path: Path) -> None:
    one, two = ssh_key(tmp_path, "one"), ssh_key(tmp_path, "two", "rsa")
    ids = [commit(shop, one, "甲"), commit(shop, None, "乙"), commit(shop, two, "丙")]
    assert found(shop, *ids) == {ids[0]: ("ssh", public(one)), ids[2]: ("ssh", public(two))}


def test_a_signature_of_another_commit_does_not_hold(shop: Shop, tmp_path: Path) -> None:
    id = commit(shop, ssh_key(tmp_path, "one"), "甲")
    text = shop.git("cat-file", "commit", id).replace("说：甲", "说：乙")
    (shop.root / "raw").write_text(text, encoding="utf-8", newline="\n")
    forged = shop.git("hash-object", "-w", "-t", "commit", "raw")
    assert found(shop, forged) == {forged: (BAD, "")}


def test_what_cannot_be_checked_does_not_hold(shop: Shop) -> None:
    text = shop.git("cat-file", "commit", "HEAD").replace("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1)
    (shop.root / "raw").write_text(text + "\n", encoding="utf-8", newline="\n")
    odd = shop.git("hash-object", "-w", "-t", "commit", "raw")
    assert found(shop, odd) == {odd: (BAD, "")}
