"""A source knows its lines, a tree its nodes, and edits are made all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.source import Edit, Mapping, Scalar, Sequence, Source, apply, at_path, walk


def scalar(value: str, start: int = 0) -> Scalar:
    return Scalar(value, "", start, start + len(value), 0, value)


TREE = Mapping(((scalar("a"), Sequence((scalar("b", 3), scalar("c", 6)), 2, 8, True)),), 0, 8, False)


def test_lines_and_columns_count_code_points() -> None:
    source = Source("a.yaml", "😀a\r\nb\rc\n")
    assert [source.line_column(offset) for offset in (0, 1, 4, 6, 8)] == [(1, 1), (1, 2), (2, 1), (3, 1), (4, 1)]
    assert [source.line(number) for number in (1, 2, 3, 4)] == ["😀a", "b", "c", ""]


def test_nodes_are_found_by_key_and_path() -> None:
    assert TREE.get("b") is None
    assert TREE.key("a") == scalar("a")
    assert TREE.key("b") is None
    assert at_path(TREE, ("a", 1)) == scalar("c", 6)
    assert at_path(TREE, ("a", 2)) == TREE.get("a")
    assert at_path(TREE, ("a", 0, "x")) == scalar("b", 3)
    assert TREE.to_data() == {"a": ["b", "c"]}


def test_walk_names_every_node() -> None:
    assert [field for field, _node in walk(TREE)] == ["", "a", "a/0", "a/1"]


def test_edits_are_made_at_once() -> None:
    assert apply("abcdef", [Edit(4, 5, "E"), Edit(0, 2, ""), Edit(2, 2, "-"), Edit(6, 6, "!")]) == "-cdEf!"
    assert apply("abc", []) == "abc"


@pytest.mark.parametrize(
    "edits",
    [[Edit(0, 2, "x"), Edit(1, 3, "y")], [Edit(0, 4, "x")], [Edit(2, 1, "x")], [Edit(1, 2, ""), Edit(1, 2, "")]],
)
def test_edits_that_clash_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        apply("abc", edits)


@given(st.text(max_size=20), st.lists(st.integers(0, 20), max_size=8), st.text(max_size=3))
def test_what_no_edit_covers_stays(text: str, cuts: list[int], new: str) -> None:
    bounds = sorted({min(cut, len(text)) for cut in cuts})
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    expected = list(text)
    for start, end in reversed(pairs):
        expected[start:end] = list(new)
    assert apply(text, [Edit(start, end, new) for start, end in reversed(pairs)]) == "".join(expected)
