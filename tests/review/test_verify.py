"""Checking the history of the protected branch from the repository alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import script
from signed import MAIN, NOW, Signed, everybodys_keys, signed

from huashu.model.approval import parsed
from huashu.review.archive import archive
from huashu.review.verify import Verified, lines, verify
from huashu.store.approvals import REF


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return everybodys_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def shop(tmp_path: Path, keys: dict[str, Path]) -> Signed:
    return signed(tmp_path / "shop", keys)


def checked(shop: Signed) -> Verified:
    return verify(shop.root, MAIN)


def told(shop: Signed) -> list[str]:
    return list(lines(checked(shop)))


def test_what_everybody_approved_is_sound_and_says_by_whom(shop: Signed) -> None:
    shop.all()
    merged = shop.merge()
    found = checked(shop)
    assert (found.sound, found.signatures, len(found.steps)) == (True, 3, 2)
    assert told(shop) == [
        f"✓ dialogue/dear：主管审核：lead 已批；运营会审：ops 已批；定稿：boss 已批（本人签名，{merged[:10]}）",
        "· greeting/bye：在有审批规定以前就是这样写的",
        "· greeting/hello：在有审批规定以前就是这样写的",
        "共 2 步，0 步有问题；核对了 3 个签名",
    ]


def test_what_went_in_without_approval_is_told(shop: Signed) -> None:
    shop.all("lead")
    merged = shop.merge()
    assert checked(shop).sound is False
    assert told(shop)[0].startswith(f"✗ {merged[:10]} 没有批全就进来了：")
    assert any(line.startswith("✗ dialogue/dear：主管审核：lead 已批（本人签名") for line in told(shop))


def test_a_merge_that_smuggles_is_told(shop: Signed) -> None:
    shop.all()
    shop.git("checkout", "-q", "main")
    shop.git("merge", "-q", "--no-ff", "--no-commit", "work")
    shop.commit({"scripts/greeting/bye.yaml": script("greeting/bye", "滚")}, message="合并")
    assert checked(shop).sound is False


def test_what_is_said_later_changes_nothing_about_what_went_in(shop: Signed) -> None:
    shop.all()
    shop.merge()
    shop.say("这件真好")
    shop.act("ops", "reject", reason="不行")
    shop.take_back("ops")
    shop.act("lead", "reject", reason="不行")
    assert checked(shop).sound is True


def test_records_that_are_gone_are_missed(shop: Signed) -> None:
    shop.all()
    shop.merge()
    shop.git("update-ref", "-d", REF)
    assert checked(shop).sound is False


def test_people_who_have_left_since_do_not_make_the_past_unsound(shop: Signed, keys: dict[str, Path]) -> None:
    shop.all()
    shop.merge()
    text = (shop.root / "policy/people.yaml").read_text(encoding="utf-8")
    shop.commit(
        {"policy/people.yaml": text.replace("version: 2", "version: 3").replace("role: supervisor", "role: product")}
    )
    shop.act("keeper")
    shop.merge()
    assert checked(shop).sound is True


def test_a_verdict_is_kept_with_what_let_it_in(shop: Signed) -> None:
    shop.all()
    merged = shop.merge()
    assert archive(shop.root, "refs/heads/main", None, lambda zone: NOW.astimezone(zone)) == merged
    kept = shop.git("show", f"{REF}:archive/{merged}/verdict.json")
    assert '"granted": true' in kept
    rows = parsed(shop.git("show", f"{REF}:archive/{merged}/approved.json").encode())
    assert [(row.key, row.stage, row.name, row.attested_by) for row in rows] == [
        ("dialogue/dear", "wording", "lead", "signature"),
        ("dialogue/dear", "operations", "ops", "signature"),
        ("dialogue/dear", "final", "boss", "signature"),
    ]
    assert checked(shop).sound is True
