"""Chapters and pictures: what belongs to a handbook, and the words for those who cannot see."""

from __future__ import annotations

from pathlib import Path

import pytest
from on_disk import put

from huashu.errors import HuashuError
from huashu.store import extras


def test_chapters_lie_right_below_their_folder(tmp_path: Path) -> None:
    names = ["20-b.md", "10-a.md", "README.md", "readme.md", "notes.txt", ".draft.md", "deep/c.md", "d.MD"]
    found = extras.load(put(tmp_path, {f"handbook/{name}": b"x" for name in names}))
    assert list(found.chapters) == ["handbook/10-a.md", "handbook/20-b.md"]


def test_pictures_by_both_their_names(tmp_path: Path) -> None:
    alt = "images:\n  size: 尺码表\n  deep/care.webp: 洗护标\n".encode()
    files = {
        "assets/alt.yaml": alt,
        "assets/size.PNG": b"1",
        "assets/deep/care.webp": b"2",
        "assets/a.svg": b"3",
        "assets/b.jpeg": b"",
    }
    found = extras.load(put(tmp_path, files)).pictures
    assert {name: (one.name, one.alt, one.kind, one.data) for name, one in found.items()} == {
        "size": ("size.PNG", "尺码表", "image/png", b"1"),
        "size.PNG": ("size.PNG", "尺码表", "image/png", b"1"),
        "deep/care": ("deep/care.webp", "洗护标", "image/webp", b"2"),
        "deep/care.webp": ("deep/care.webp", "洗护标", "image/webp", b"2"),
        "b": ("b.jpeg", "", "image/jpeg", b""),
        "b.jpeg": ("b.jpeg", "", "image/jpeg", b""),
    }
    assert len({one.fingerprint for one in found.values()}) == 3


def test_nothing_is_needed(tmp_path: Path) -> None:
    assert extras.load(tmp_path) == extras.Extras()


@pytest.mark.parametrize("path", ["assets/big.png", "handbook/big.md"])
def test_what_a_handbook_cannot_carry(tmp_path: Path, path: str) -> None:
    put(tmp_path, {path: b"x" * extras.LIMIT})
    extras.load(tmp_path)
    put(tmp_path, {path: b"x" * (extras.LIMIT + 1)})
    with pytest.raises(HuashuError) as told:
        extras.load(tmp_path)
    assert (told.value.where, told.value.what) == (path, "这个文件超过 4 MB，手册装不下")


def test_broken_words_for_pictures_are_told_with_their_line(tmp_path: Path) -> None:
    put(tmp_path, {"assets/alt.yaml": b"images:\n  a: [\n", "assets/a.png": b"1"})
    with pytest.raises(HuashuError) as told:
        extras.load(tmp_path)
    assert told.value.where.startswith("assets/alt.yaml:")
