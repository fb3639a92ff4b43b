"""Pictures in scripts, and the words for those who cannot see them, on real libraries."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from on_disk import put
from shop_in_git import SETTINGS, SLOTS, script

from huashu.lint.workspace import open_library

NOW = datetime.fromisoformat("2026-06-01T00:00+08:00")
RULES = "extends:\n  - huashu/recommended\n"


def found(root: Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    """(rule, path, line) of what is found about pictures and their words."""
    work = open_library(put(root, files), lambda _timezone: NOW)
    rules = (
        "library/image-alt",
        "library/image-exists",
        "structure/fields",
        "structure/file-place",
        "structure/inline-text",
        "structure/unreadable",
        "structure/yaml",
    )
    return [
        (finding.rule, finding.path, finding.start.line)
        for finding in work.check().findings
        if finding.rule.startswith(rules)
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found(tmp_path, {
        "huashu.yaml": SETTINGS + RULES,
        "terms/slots.yaml": SLOTS,
        "assets/chart.png": "图",
        "scripts/greeting/hello.yaml": script(say="您好，{称呼}😊", more="    image: chart\n"),
    })  # fmt: skip
    return tmp_path


MISSING = ("library/image-alt", "scripts/greeting/hello.yaml", 10)


def test_what_is_found_follows_the_words(root: Path) -> None:
    """Also with the memory of earlier runs: the script itself does not change."""
    assert found(root, {}) == [MISSING]
    assert found(root, {"assets/alt.yaml": "images:\n  chart: 尺码表\n"}) == []
    assert found(root, {"assets/alt.yaml": "images:\n  chart.png: 尺码表\n"}) == []
    assert found(root, {"assets/alt.yaml": "images:\n  other: 尺码表\n"}) == [MISSING]


def test_words_that_cannot_be_read_are_one_finding(root: Path) -> None:
    (first,) = found(root, {"assets/alt.yaml": "images:\n  chart: [\n"})
    assert first[0].startswith("structure/")
    assert first[1] == "assets/alt.yaml"
    (second,) = found(root, {"assets/alt.yaml": "pictures:\n  chart: 尺码表\n"})
    assert second[1] == "assets/alt.yaml"


def test_the_words_are_no_picture(root: Path) -> None:
    named = script(say="您好，{称呼}😊", more="    image: alt\n")
    files = {"assets/alt.yaml": "images:\n  chart: 表\n", "scripts/greeting/hello.yaml": named}
    assert found(root, files) == [("library/image-exists", "scripts/greeting/hello.yaml", 10)]


def test_a_file_under_a_wrong_name_is_told(root: Path) -> None:
    assert ("structure/file-place", "assets/alt.yml") in [
        (rule, path) for rule, path, _line in found(root, {"assets/alt.yml": "images:\n  chart: 表\n"})
    ]
