"""The diff of fixes: what `git apply` makes of it is what the fixes would write."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.report import patch

PATH = "scripts/dialogue/a.yaml"


def test_a_change_is_told_line_by_line() -> None:
    before = "id: a\ntitle: 你好\n你\n"
    told = patch.report({PATH: (before, before.replace("你好", "您好"))}, terminal=False)
    assert told == (
        "--- a/scripts/dialogue/a.yaml\n+++ b/scripts/dialogue/a.yaml\n@@ -1,3 +1,3 @@\n"
        " id: a\n-title: 你好\n+title: 您好\n 你\n"
    )


def test_nothing_changed_is_nothing_told() -> None:
    assert patch.report({}, terminal=False) == ""
    assert patch.report({PATH: ("你", "你")}, terminal=True) == ""


def test_files_come_in_order() -> None:
    told = patch.report({"b": ("你\n", "您\n"), "a": ("你\n", "您\n")}, terminal=False)
    assert [line for line in told.splitlines() if line.startswith("---")] == ["--- a/a", "--- a/b"]


def test_on_a_terminal_no_character_has_power() -> None:
    told = patch.report({PATH: ("你\x1b[31m\u202e\r\n", "您\x1b[31m\u202e\r\n")}, terminal=True)
    assert told.splitlines()[-2:] == ["-你\\u001b[31m\\u202e", "+您\\u001b[31m\\u202e"]


LINES = st.lists(st.text("你a \t\u2028\x0b\x0c\x85😊\r", max_size=6), max_size=8)
CHANGES = [
    ("你\n", "您\n"),
    ("你", "您"),
    ("你", "您\n"),
    ("你\n", "您"),
    ("a\r\n你\r\nb\r\n", "a\r\n您\r\nb\r\n"),
    ("\ufeff你\n", "你\n"),
    ("a\u2028你\x0b\x0c\n\x85b\n你", "a\u2028您\x0b\x0c\n\x85b\n您"),
]


def applied(folder: Path, before: str, told: str) -> bytes:
    target = folder / PATH
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(before.encode())
    if told:
        command = ["git", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(command, input=told.encode(), cwd=folder, check=True, capture_output=True)
    return target.read_bytes()


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_git_applies_it(tmp_path: Path, before: str, after: str) -> None:
    assert applied(tmp_path, before, patch.report({PATH: (before, after)}, terminal=False)) == after.encode()


@settings(max_examples=25, deadline=None)
@given(LINES, st.booleans(), st.integers(0, 7))
def test_git_applies_whatever_it_is(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], finished: bool, at: int
) -> None:
    before = "\n".join(lines) + ("\n" if finished else "")
    changed = "\n".join(line + "您" if index == at else line for index, line in enumerate(lines)) + (
        "\n" if finished else ""
    )
    told = patch.report({PATH: (before, changed)}, terminal=False)
    assert applied(tmp_path_factory.mktemp("patched"), before, told) == changed.encode()
