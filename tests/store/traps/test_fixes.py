"""Blocks hold any text that YAML can hold, as it is."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huashu.model.source import Mapping, Scalar, Sequence
from huashu.store.syntax.tree import build
from huashu.store.traps.fixes import behind_colon, behind_dash, block, stands_alone


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("您好", "|-\n  您好"),
        ("您好\n\n请问", "|-\n  您好\n\n  请问"),
        ("您好\n", "|\n  您好"),
        ("您好\n\n", "|+\n  您好\n"),
        (" 您好", "|2-\n   您好"),
        ("\n您好", "|2-\n\n  您好"),
        ("", None),
        (" \n", None),
        ("a\x07", None),
        ("a\u2028", None),
        ("a\rb", None),
    ],
)
def test_block(value: str, written: str | None) -> None:
    assert block(value, 2, "\n") == written


def test_a_comment_goes_behind_the_header() -> None:
    assert block("a", 4, "\r\n", "# b") == "|- # b\r\n    a"


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff")
    | st.sampled_from("\n\t -:#"),
    min_size=1,
    max_size=20,
)


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_a_block_reads_as_its_text(value: str) -> None:
    written = block(value, 4, "\n")
    assume(written is not None)
    root = build(f"a:\n  say: {written}\n  b: c\n").root
    assert isinstance(root, Mapping)
    inner = root.get("a")
    assert isinstance(inner, Mapping)
    node = inner.get("say")
    assert isinstance(node, Scalar)
    assert node.value == value


@pytest.mark.parametrize(
    ("value", "alone"),
    [
        ("您好", True),
        ("a: b", False),
        ("[a]", False),
        ("'a'", False),
        ("a #b", False),
        ("a#b", True),
        ("- a", False),
        ("8", True),
    ],
)
def test_stands_alone(value: str, alone: bool) -> None:
    assert stands_alone(value) is alone


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("say", "", ":"),
        ("say", "您好", ": 您好"),
        ("say", "a: b", ": |-\n    a: b"),
        ("say", "[a]", ": |-\n    [a]"),
        ("tags", "[a]", ": [a]"),
        ("say", '"a"', ': "a"'),
        ("say", "|-", ": |-"),
        ("say", "\x07", None),
    ],
)
def test_behind_colon(name: str, value: str, written: str | None) -> None:
    assert behind_colon(name, value, 2, "\n") == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("太贵了", " 太贵了"),
        ("[微笑]", " |-\n    [微笑]"),
        ("say: a", " say: a"),
        ("say:", " say:"),
        ("say: a: b", " say: |-\n      a: b"),
        ("say：a", " say: a"),
        ("tags: [a]", " tags: [a]"),
        ("\x07", None),
    ],
)
def test_behind_dash(value: str, written: str | None) -> None:
    assert behind_dash(value, 2, "\n") == written
    if written is not None:
        assert isinstance(build(f"a:\n  -{written}\n").root, Mapping | Sequence)
