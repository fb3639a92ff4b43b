"""Indentation with tabs and full-width blanks becomes what it looks like, and offsets find their way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.model.source import Edit, Fix, Problem, apply
from huashu.store.syntax.indent import Way, straightened, wide_items


@pytest.mark.parametrize(
    ("text", "tab", "after"),
    [
        pytest.param("a:\n\t- b\n\t\tc: d\n", 2, "a:\n  - b\n    c: d\n", id="tabs"),
        pytest.param("a:\n\tb: c\n", 8, "a:\n        b: c\n", id="wide tabs"),
        pytest.param("a:\n　b: c\n", 2, "a:\n  b: c\n", id="full-width blank"),
        pytest.param("a:\n \tb: c\n", 2, "a:\n   b: c\n", id="blank and tab"),
        pytest.param(
            "a:\n\tsay: |-\n\t\tb\n\t\t\tc\n\td: e\n", 2, "a:\n  say: |-\n    b\n    c\n  d: e\n", id="tabs in a block"
        ),
        pytest.param("say: |-\n  a\n\tb\n", 2, "say: |-\n  a\n  b\n", id="tab in the second line of a block"),
        pytest.param("say: |-\n  a\n  \tb\n  　c\n", 2, "say: |-\n  a\n  \tb\n  　c\n", id="text of a block"),
        pytest.param("say: |-\n  \ta\n  b\n", 2, "say: |-\n  a\n  b\n", id="tab where a block begins"),
        pytest.param(
            "    say: |-\n　a\n    b: c\n", 2, "    say: |-\n      a\n    b: c\n", id="block text too far out"
        ),
        pytest.param("a: b\n\t\n\t# c\n", 2, "a: b\n\t\n\t# c\n", id="blank lines and comments"),
    ],
)
def test_straightened(text: str, tab: int, after: str) -> None:
    assert apply(text, straightened(text, tab)) == after


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("　- a\n", True),
        ("　a: b\n", True),
        ("a: b\n　c\n", False),
        ("a: |\n  　b: c\n", False),
    ],
)
def test_wide_items(text: str, found: bool) -> None:
    assert wide_items(text) is found


def test_a_problem_finds_its_way_back() -> None:
    text = "\ta\n　　b\n"
    edits = [Edit(0, 1, "    "), Edit(3, 5, "  ")]
    straight = apply(text, edits)
    assert straight == "    a\n  b\n"
    problem = Problem("x", straight.index("a"), straight.index("b"), "", "", fix=Fix("safe", (Edit(8, 9, "c"),)))
    back = Way(edits).problem(problem)
    assert (back.start, back.end) == (text.index("a"), text.index("b"))
    assert back.fix == Fix("safe", (Edit(text.index("b"), text.index("b") + 1, "c"),))


LINES = st.lists(
    st.tuples(st.text(" \t　", max_size=4), st.sampled_from(["a: b", "- c", "d", "", "say: |-"])), max_size=6
)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from([2, 4]))
def test_all_that_is_no_indentation_keeps_its_place(parts: list[tuple[str, str]], tab: int) -> None:
    text = "".join(f"{indent}{line}\n" for indent, line in parts)
    edits = straightened(text, tab)
    straight, way = apply(text, edits), Way(edits)
    for offset, char in enumerate(straight):
        if char not in " \t　":
            assert text[way.back(offset)] == char
    assert way.back(len(straight)) == len(text)
