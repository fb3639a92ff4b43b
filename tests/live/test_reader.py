"""A library read again: what has not changed is the very same value, what has changed is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import HELLO, SETTINGS, Shop, script

from huashu.errors import HuashuError
from huashu.live.reader import Reader
from huashu.store import library, settings

OTHER = "scripts/dialogue/other.yaml"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "店")
    made.write({OTHER: script("dialogue/other")})
    return made


def test_only_what_changed_is_read_anew(shop: Shop) -> None:
    reader = Reader(shop.root)
    before = reader.library()
    shop.write({HELLO: script(say="改了")})
    after = reader.library()
    assert after.scripts[0] is before.scripts[0]
    assert after.settings is before.settings
    assert [one.replies[0].say.value for one in after.scripts] == ["您好，{称呼}", "改了"]


@pytest.mark.parametrize(
    "changes",
    [
        {HELLO: "["},
        {HELLO: None},
        {HELLO: script(say="改了")},
        {HELLO: script(say="改了"), OTHER: "["},
        {"scripts/greeting/more.yaml": script("greeting/more")},
        {"terms/facts.yaml": "["},
        {"assets/alt.yaml": "images:\n  a: 图\n"},
        {"huashu.yaml": SETTINGS.replace("小店", "大店")},
        {
            "huashu.yaml": SETTINGS.replace(
                "    title: 欢迎语\n", "    title: 欢迎语\n    steps: [{id: calm, title: 安抚}]\n"
            )
        },
    ],
)
def test_it_is_what_a_first_reading_gives(shop: Shop, changes: dict[str, str | None]) -> None:
    reader, told = Reader(shop.root), Reader(shop.root)
    reader.library()
    told.library(())
    shop.write(changes)
    now = library.load(shop.root, settings.load(shop.root))
    assert told.library(list(changes)) == now
    assert told.library(()) == now
    assert reader.library() == now
    assert reader.library() == now
    assert len(now.problems) + len(now.scripts) > 0


def test_broken_settings_are_told_until_they_are_mended(shop: Shop) -> None:
    reader = Reader(shop.root)
    good = reader.library()
    shop.write({"huashu.yaml": "["})
    for _time in range(2):
        with pytest.raises(HuashuError):
            reader.library()
    shop.write({"huashu.yaml": SETTINGS})
    assert reader.library() == good


def test_what_is_said_to_be_as_it_was_is_not_looked_at(shop: Shop) -> None:
    reader = Reader(shop.root)
    before = reader.library()
    shop.write({HELLO: script(say="改了"), OTHER: script("dialogue/other", say="也改了")})
    after = reader.library([HELLO])
    assert after.scripts[0] is before.scripts[0]
    assert after.scripts[1].replies[0].say.value == "改了"
    assert [one.replies[0].say.value for one in reader.library().scripts] == ["也改了", "改了"]


def test_after_a_failed_reading_all_is_read(shop: Shop) -> None:
    reader = Reader(shop.root)
    reader.library()
    shop.write({HELLO: script(say="改了"), "scripts/greeting/more.yaml": script("greeting/more")})
    (shop.root / "terms").rename(shop.root / "kept")
    shop.write({"terms": ""})
    with pytest.raises(HuashuError):
        reader.library([HELLO, "scripts/greeting/more.yaml", "terms/facts.yaml"])
    (shop.root / "terms").unlink()
    (shop.root / "kept").rename(shop.root / "terms")
    assert reader.library(()) == library.load(shop.root, settings.load(shop.root))
