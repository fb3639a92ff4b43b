"""What changes in a library on disk is seen, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from on_disk import put

from huashu.errors import HuashuError
from huashu.store.watching import differing, settled, stamps


def write(root: Path, path: str, text: str = "x") -> None:
    put(root, {path: text})


def test_every_file_that_a_command_may_read_is_watched(tmp_path: Path) -> None:
    for path in ("huashu.yaml", "scripts/a/b.yaml", "terms/facts.yaml", "rules/a/b.yaml", "policy/x.yaml"):
        write(tmp_path, path)
    for path in ("build/index.html", ".git/HEAD", "scripts/a/.swp", "src/x.py"):
        write(tmp_path, path)
    assert sorted(stamps(tmp_path)) == [
        "huashu.yaml", "policy/x.yaml", "rules/a/b.yaml", "scripts/a/b.yaml", "terms/facts.yaml",
    ]  # fmt: skip


def test_new_other_and_lost_files_differ(tmp_path: Path) -> None:
    for name in "abcd":
        write(tmp_path, f"scripts/{name}.yaml")
    before = stamps(tmp_path)
    assert differing(before, stamps(tmp_path)) == ()
    (tmp_path / "scripts/a.yaml").unlink()
    write(tmp_path, "scripts/b.yaml", "longer")
    os.utime(tmp_path / "scripts/c.yaml", ns=(1, 1))
    write(tmp_path, "scripts/e.yaml")
    assert differing(before, stamps(tmp_path)) == tuple(f"scripts/{name}.yaml" for name in "abce")


def test_a_file_that_replaces_another_differs(tmp_path: Path) -> None:
    write(tmp_path, "scripts/a.yaml", "1")
    before = stamps(tmp_path)
    write(tmp_path, "scripts/.new", "2")
    os.utime(tmp_path / "scripts/.new", ns=(before["scripts/a.yaml"][0],) * 2)
    os.replace(tmp_path / "scripts/.new", tmp_path / "scripts/a.yaml")
    assert differing(before, stamps(tmp_path)) == ("scripts/a.yaml",)


def test_a_library_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(HuashuError) as caught:
        stamps(tmp_path / "none")
    assert caught.value.where == str(tmp_path / "none")


def test_a_file_that_is_still_being_written_has_not_settled(tmp_path: Path) -> None:
    write(tmp_path, "scripts/a.yaml")
    write(tmp_path, "scripts/b.yaml")
    before = stamps(tmp_path)
    assert settled(tmp_path, before, ["scripts/a.yaml", "scripts/b.yaml", "scripts/none.yaml"])
    write(tmp_path, "scripts/b.yaml", "more")
    assert settled(tmp_path, before, ["scripts/a.yaml"])
    assert not settled(tmp_path, before, ["scripts/a.yaml", "scripts/b.yaml"])
    (tmp_path / "scripts/a.yaml").unlink()
    assert not settled(tmp_path, before, ["scripts/a.yaml"])
