"""Globs name files and folders, and take no longer for being strange."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.text import glob_matches


@pytest.mark.parametrize(
    ("glob", "path", "named"),
    [
        ("scripts/a", "scripts/a/one.yaml", True),
        ("scripts/a/", "scripts/a/one.yaml", True),
        ("scripts/a", "scripts/ab/one.yaml", False),
        ("scripts/*/one.yaml", "scripts/a/one.yaml", True),
        ("scripts/*/one.yaml", "scripts/a/b/one.yaml", False),
        ("scripts/**/one.yaml", "scripts/a/b/one.yaml", True),
        ("scripts/**/one.yaml", "scripts/one.yaml", True),
        ("**/o?e.yaml", "scripts/a/one.yaml", True),
        ("scripts/a?b", "scripts/a/b", False),
        ("**", "scripts/a/one.yaml", True),
        ("", "scripts/a/one.yaml", False),
        ("a.c", "abc", False),
    ],
)
def test_globs(glob: str, path: str, named: bool) -> None:
    assert glob_matches(glob, path) is named


@given(st.text("a/*?", max_size=8), st.text("ab/", max_size=8))
def test_a_glob_means_what_a_regular_expression_would(glob: str, path: str) -> None:
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob.rstrip("/"))
    pattern = "".join(pieces.get(part) or re.escape(part) for part in parts) + "(?:/.*)?"
    assert glob_matches(glob, path) == (re.fullmatch(pattern, path) is not None)


@pytest.mark.parametrize("glob", ["*a" * 30 + "b", "**/a*" * 30 + "b", "**a" * 30 + "b"])
def test_no_glob_takes_long(glob: str) -> None:
    start = time.perf_counter()
    assert glob_matches(glob, "a" * 60 + "/a" * 60) is False
    assert time.perf_counter() - start < 1
