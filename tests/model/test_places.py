"""Each character of a scalar is found at its place in the file, whatever the style."""

from __future__ import annotations

import re
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from huashu.model.places import offsets
from huashu.model.source import Mapping, Scalar, Sequence, Style
from huashu.store.yaml_source import parse

ESCAPES = dict(zip("0abtnvfreN_LP", "\0\a\b\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))


def scalar_in(text: str) -> Scalar:
    """The value of the file's last key, or its last item."""
    parsed = parse("scripts/dialogue/example.yaml", text.encode())
    node = parsed.root
    while not isinstance(node, Scalar):
        assert node is not None, parsed.problems
        node = node.pairs[-1][1] if isinstance(node, Mapping) else node.items[-1]
    return node


def places(text: str) -> tuple[str, list[int]]:
    scalar = scalar_in(text)
    return scalar.value, list(offsets(text, scalar))


@pytest.mark.parametrize(
    ("text", "value", "where"),
    [
        pytest.param("say: 您好😀呀\n", "您好😀呀", [5, 6, 7, 8, 9], id="plain"),
        pytest.param("say: 您 好  # 备注\n", "您 好", [5, 6, 7, 8], id="plain with a comment behind"),
        pytest.param("say: 您\n  好\n", "您 好", [5, 6, 9, 10], id="plain on two lines"),
        pytest.param("say: 您  \n\n\n   好\n", "您\n\n好", [5, 9, 10, 14, 15], id="plain with blank lines"),
        pytest.param("say: 您\r\n\r\n  好\r\n", "您\n好", [5, 8, 12, 13], id="plain with CRLF"),
        pytest.param("a:\n- 您\n", "您", [5, 6], id="plain item"),
        pytest.param("say: '您好'\n", "您好", [6, 7, 8], id="single quotes"),
        pytest.param("say: '您''好'''\n", "您'好'", [6, 7, 9, 10, 12], id="doubled single quotes"),
        pytest.param("say: '您 \n  好'\n", "您 好", [6, 8, 11, 12], id="single quotes on two lines"),
        pytest.param("say: ' 您\n\n  好 '\n", " 您\n好 ", [6, 7, 9, 12, 13, 14], id="single quotes with a blank line"),
        pytest.param('say: "您好"\n', "您好", [6, 7, 8], id="double quotes"),
        pytest.param('say: "\\x41\\u60a8\\U0001f600\\n好"\n', "A您😀\n好", [6, 10, 16, 26, 28, 29], id="escapes"),
        pytest.param('say: "\\"\\\\\\/\\ \\t"\n', '"\\/ \t', [6, 8, 10, 12, 14, 16], id="short escapes"),
        pytest.param('say: "您\\\n   好"\n', "您好", [6, 12, 13], id="escaped line break"),
        pytest.param('say: "您 \\\n\n   \\ 好"\n', "您 \n 好", [6, 7, 10, 14, 16, 17], id="escaped break, blank line"),
        pytest.param('say: "您\n  好"\n', "您 好", [6, 7, 10, 11], id="double quotes on two lines"),
        pytest.param("say: |-\n  您\n  好\n", "您\n好", [10, 11, 14, 15], id="literal, stripped"),
        pytest.param("say: |\n  您\n\n", "您\n", [9, 10, 11], id="literal, clipped"),
        pytest.param("say: |+\n  您\n\n", "您\n\n", [10, 11, 12, 13], id="literal, kept"),
        pytest.param(
            "say: |-\n\n  您\n \n    好\n", "\n您\n\n  好", [8, 11, 12, 14, 17, 18, 19, 20], id="literal, blank"
        ),
        pytest.param("say: |2-\n   您\n", " 您", [11, 12, 13], id="literal, indentation indicator"),
        pytest.param(
            "a:\n  - say: |-1 # 备注\n      您\n", " 您", [26, 27, 28], id="literal, indicator behind chomping"
        ),
        pytest.param("a:\n- |1-\n  您\n", " 您", [10, 11, 12], id="literal in a list without indentation"),
        pytest.param("say: |\r\n  您\r\n  好\r\n", "您\n好\n", [10, 11, 15, 16, 18], id="literal with CRLF"),
        pytest.param("say: |-\n  您\n    \n", "您\n  ", [10, 11, 14, 15, 16], id="literal with blanks at the end"),
        pytest.param("say: |-\n", "", [8], id="literal, empty"),
        pytest.param("say: |+\n\n\nnote: x\nsay2: |+\n\n", "\n", [27, 28], id="literal of breaks alone"),
        pytest.param("say: >-\n  您\n  好\n", "您 好", [10, 11, 14, 15], id="folded"),
        pytest.param("say: >\n  您\n\n  好\n", "您\n好\n", [9, 11, 14, 15, 16], id="folded with a blank line"),
        pytest.param(
            "say: >-\n  a\n    b\n  c\n  d\n",
            "a\n  b\nc d",
            [10, 11, 14, 15, 16, 17, 20, 21, 24, 25],
            id="folded, indented",
        ),
        pytest.param(
            "say: >+1\n  a\n  b\n\n", " a\n b\n\n", [10, 11, 12, 14, 15, 16, 17, 18], id="folded, indicator, kept"
        ),
        pytest.param("say: >\r\n  a\r\n  b\r\n", "a b\n", [10, 11, 15, 16, 18], id="folded with CRLF"),
        pytest.param("say: ''\n", "", [6], id="empty quotes"),
        pytest.param("say:\n", "", [4], id="nothing"),
        pytest.param("\ufeffsay: 您\n", "您", [6, 7], id="behind a byte-order mark"),
        pytest.param("😀: |-\n  😀a\n", "😀a", [8, 9, 10], id="astral characters"),
    ],
)
def test_places_by_hand(text: str, value: str, where: list[int]) -> None:
    assert places(text) == (value, where)


def test_one_line_of_plain_text_needs_no_list() -> None:
    text = "title: 顾客觉得贵\n"
    assert offsets(text, scalar_in(text)) == range(7, 13)


@pytest.mark.parametrize("style", [Style.PLAIN, Style.SINGLE, Style.DOUBLE, Style.LITERAL, Style.FOLDED])
def test_a_scalar_of_another_text_is_refused(style: str) -> None:
    with pytest.raises(ValueError, match="5:9"):
        offsets("say: 您好吗呀\n", Scalar("再见", style, 5, 9, 0, "再见"))


def test_a_literal_block_with_more_text_than_the_value_is_refused() -> None:
    text = "say: |-\n  您\n  好\n"
    with pytest.raises(ValueError, match="does not read as its value"):
        offsets(text, scalar_in(text)._replace(value="您"))


def stands_for(text: str, at: int) -> str:
    """The character that the source at an offset stands for, read by rules of its own."""
    if text[at] in "\r\n":
        return " \n"  # folded or kept
    if text.startswith("''", at):
        return "'"
    if text[at] != "\\":
        return text[at]
    found = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))").match(text, at)
    assert found is not None
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else ESCAPES.get(found[4], found[4])


LETTERS = st.text(
    st.one_of(
        st.sampled_from("您好请问在吗呀亲，。：！？😀👍🏻ab1:#-'\"\\{}[]&*!|>%@`,? "),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"),
    ),
    max_size=12,
)
TEXTS = st.lists(LETTERS, min_size=1, max_size=5).map("\n".join)
LONG = st.lists(st.text("您好请问abcd，😀'\"\\", min_size=1, max_size=8), min_size=3, max_size=12).map(" ".join)
QUOTED = st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
ENDED = st.tuples(TEXTS | LONG, st.sampled_from(["", "\n", "\n\n"])).map("".join)
SCALARS = st.one_of(
    TEXTS,
    LONG,
    (TEXTS | LONG).map(SingleQuotedScalarString),
    (QUOTED | LONG).map(DoubleQuotedScalarString),
    ENDED.map(LiteralScalarString),
    ENDED.map(FoldedScalarString),
)
FLOW = st.sampled_from([False, False, False, True])


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The values in a list or below keys, some in brackets and braces."""
    keys = st.lists(st.sampled_from(["say", "note", "title", "退货天数", "a b"]), unique=True, min_size=1, max_size=3)

    def mapping(names: list[str], value: object, other: str, flow: bool) -> CommentedMap:
        made = CommentedMap((name, other) for name in names)
        made[names[-1]] = value
        if flow:
            made.fa.set_flow_style()
        return made

    def sequence(value: object, other: str, flow: bool) -> CommentedSeq:
        made = CommentedSeq([other, value, other])
        if flow:
            made.fa.set_flow_style()
        return made

    return st.one_of(st.builds(mapping, keys, inner, LETTERS, FLOW), st.builds(sequence, inner, LETTERS, FLOW))


@st.composite
def written(draw: st.DrawFn) -> str:
    """A file as ruamel.yaml writes it, in some style."""
    yaml = YAML()
    yaml.width = draw(st.sampled_from([10, 20, 80, 4096]))
    yaml.indent(mapping=draw(st.integers(2, 4)), sequence=draw(st.integers(4, 6)), offset=draw(st.integers(0, 2)))
    yaml.line_break = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    yaml.allow_unicode = draw(st.booleans())
    out = StringIO(newline="")
    yaml.dump(draw(nested(st.recursive(SCALARS, nested, max_leaves=3))), out)
    return out.getvalue()


def scalars(node: Mapping | Sequence | Scalar | None) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [scalar for key, value in node.pairs for scalar in (key, *scalars(value))]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in scalars(item)]
    return [node] if node is not None else []


# what stands before a block scalar, and the column that its indentation indicator counts from
LEADS = {"say: ": 0, "- ": 0, "- - ": 2, "a:\n- ": 0, "a:\n  - say: ": 4, "a:\n   b:\n     c: ": 5}


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """A block scalar with any header below a key, in a list or in both, as a person might write it."""
    lead = draw(st.sampled_from(sorted(LEADS)))
    parent = LEADS[lead]
    indicator = draw(st.sampled_from(["", "", "1", "2", "3", "9"]))
    chomping = draw(st.sampled_from(["", "-", "+"]))
    header = draw(st.sampled_from("|>")) + draw(st.sampled_from([indicator + chomping, chomping + indicator]))
    indent = parent + (int(indicator) if indicator else draw(st.integers(1, 4)))
    lines = draw(st.lists(st.text("您好a  #", max_size=6), max_size=6))
    if not indicator:
        lines = ["您" if not any(line.strip() for line in lines[:i]) else line for i, line in enumerate(lines)]
    body = [" " * (indent if line else draw(st.integers(0, indent))) + line for line in lines]
    end = draw(st.sampled_from(["", "\n", "\n# 备注\n"]))
    return draw(st.sampled_from(["\n", "\r\n"])).join(f"{lead}{header}\n{chr(10).join(body)}{end}".split("\n"))


def check(text: str) -> list[Scalar]:
    """The law of places, for every scalar of a file."""
    found = scalars(parse("scripts/dialogue/example.yaml", text.encode()).root)
    for scalar in found:
        where = offsets(text, scalar)
        assert len(where) == len(scalar.value) + 1
        assert all(before < after for before, after in pairwise(where))
        assert scalar.start <= where[0] <= where[-1] <= scalar.end
        for char, at in zip(scalar.value, where, strict=False):
            assert char == text[at] or char in stands_for(text, at)
    return found


@settings(max_examples=250, deadline=None)
@given(written())
def test_every_character_is_found_where_it_stands(text: str) -> None:
    check(text)


@settings(max_examples=300, deadline=None)
@given(blocks())
def test_every_block_header_is_understood(text: str) -> None:
    assert any(scalar.style in (Style.LITERAL, Style.FOLDED) for scalar in check(text))
