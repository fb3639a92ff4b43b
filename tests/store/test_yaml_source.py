"""Any bytes give a tree or problems with a place and advice, never an error."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huashu.model.places import offsets
from huashu.model.source import Mapping, Node, Scalar, Sequence, apply
from huashu.store.yaml_source import LIMIT, Parsed, parse

PATH = "scripts/dialogue/example.yaml"
SCRIPT = """\
# yaml-language-server: $schema=../../schemas/script.schema.json
id: bargaining/price-too-high
title: 顾客觉得贵
channels:
  - livechat
asks:
  - 太贵了
replies:
  - rung: value
    say: |-
      {称呼}，您眼光真好[微笑]

      这款用的是{面料}。
    variants:
      phone: |-
        {称呼}，这款用的是{面料}。
owner: cs
review_by: 2027-02-01
tags: []
"""


def read(text: str) -> Parsed:
    return parse(PATH, text.encode())


def data(text: str) -> object:
    root = read(text).root
    assert root is not None
    return root.data if isinstance(root, Scalar) else root.to_data()


def spans(parsed: Parsed) -> list[tuple[str, str]]:
    """Code and marked text of each problem."""
    return [(problem.code, parsed.source.text[problem.start : problem.end]) for problem in parsed.problems]


def test_a_script_as_it_should_be_has_no_problem() -> None:
    parsed = read(SCRIPT)
    assert parsed.problems == ()
    assert (parsed.source.path, parsed.source.text) == (PATH, SCRIPT)
    assert isinstance(parsed.root, Mapping)
    assert parsed.root.to_data() == {
        "id": "bargaining/price-too-high",
        "title": "顾客觉得贵",
        "channels": ["livechat"],
        "asks": ["太贵了"],
        "replies": [
            {
                "rung": "value",
                "say": "{称呼}，您眼光真好[微笑]\n\n这款用的是{面料}。",
                "variants": {"phone": "{称呼}，这款用的是{面料}。"},
            }
        ],
        "owner": "cs",
        "review_by": "2027-02-01",
        "tags": [],
    }


def test_nodes_know_where_they_stand() -> None:
    text = "a:\n- b: [x, 'y']\n  say: |-\n    您好\nnote: {}\n"
    root = read(text).root
    assert root == Mapping(
        pairs=(
            (
                Scalar("a", "", 0, 1, 0, "a"),
                Sequence(
                    items=(
                        Mapping(
                            pairs=(
                                (
                                    Scalar("b", "", 5, 6, 2, "b"),
                                    Sequence(
                                        (Scalar("x", "", 9, 10, 2, "x"), Scalar("y", "'", 12, 15, 2, "y")), 8, 16, True
                                    ),
                                ),
                                (Scalar("say", "", 19, 22, 2, "say"), Scalar("您好", "|", 24, 34, 2, "您好")),
                            ),
                            start=5,
                            end=34,
                            flow=False,
                        ),
                    ),
                    start=3,
                    end=34,
                    flow=False,
                ),
            ),
            (Scalar("note", "", 34, 38, 0, "note"), Mapping((), 40, 42, True)),
        ),
        start=0,
        end=43,
        flow=False,
    )


def test_crlf_is_as_good_as_lf() -> None:
    parsed = read(SCRIPT.replace("\n", "\r\n"))
    assert parsed.problems == ()
    assert isinstance(parsed.root, Mapping)
    assert parsed.root.to_data() == data(SCRIPT)


@pytest.mark.parametrize(
    ("text", "code", "marked", "field"),
    [
        pytest.param("id: a\nid: b\n", "repeated-key", "id", "id", id="repeated"),
        pytest.param("a: {x: 1, x: 2}\n", "repeated-key", "x", "a/x", id="repeated in braces"),
        pytest.param("- &名 a\n", "inline-colon", "&名 a", "0", id="anchor that is none"),
        pytest.param("id: &x1 a\n", "anchor", "&x1", "id", id="anchor"),
        pytest.param("id: &x\n  b: c\n", "anchor", "&x", "id", id="anchor of a mapping"),
        pytest.param("id: &x\n- c\n", "anchor", "&x", "id", id="anchor of a list"),
        pytest.param("id: *x\n", "anchor", "*x", "id", id="alias"),
        pytest.param("*x : a\n", "anchor", "*x", "*x", id="alias as a key"),
        pytest.param("id: !!str a\n", "tag", "!!str", "id", id="tag"),
        pytest.param("id: !<tag:yaml.org,2002:str> a\n", "tag", "!<tag:yaml.org,2002:str>", "id", id="long tag"),
        pytest.param("id: ! a\n", "tag", "!", "id", id="tag of nothing"),
        pytest.param("%YAML 1.2\n---\nid: a\n", "directive", "%YAML 1.2", "", id="directive"),
        pytest.param("%TAG ! x:\n---\nid: a\n", "directive", "%TAG ! x:", "", id="tag directive"),
        pytest.param("%NAME\n---\nid: a\n", "directive", "%NAME", "", id="unknown directive"),
        pytest.param("%YAML 2.0\n---\nid: a\n", "directive", "%YAML 2.0", "", id="other version"),
        pytest.param("<<: a\n", "merge-key", "<<", "<<", id="merge key"),
        pytest.param("id: a\n---\nid: b\n", "many-documents", "---", "id", id="two documents"),
        pytest.param("id: a\n---\n@\n", "many-documents", "---", "id", id="second document that cannot be read"),
        pytest.param("id: a\n...\nid: b\n", "many-documents", "id: b", "", id="text after the document's end"),
        pytest.param("? [a, b]\n: c\n", "complex-key", "[a, b]", "", id="list as a key"),
        pytest.param("{{a: b}: c}\n", "complex-key", "{a: b}", "", id="mapping as a key"),
        pytest.param("? |\n  a\n: b\n", "complex-key", "|\n  a\n", "", id="block as a key"),
        pytest.param("? a\n  b\n: c\n", "complex-key", "a\n  b", "", id="key on two lines"),
        pytest.param("id: a\n? \n", "complex-key", "", "id", id="no key"),
        pytest.param("id: a\x07b\x01\n", "control-character", "\x07", "id", id="control characters"),
        pytest.param("id: \ufffe\n", "control-character", "\ufffe", "id", id="no character"),
        pytest.param("id: a\u2028b\n", "line-break", "\u2028", "id", id="line separator"),
        pytest.param("id: a\u2029b\n", "line-break", "\u2029", "id", id="paragraph separator"),
        pytest.param("id: a\x85b\n", "line-break", "\x85", "id", id="next line"),
        pytest.param("id: a\rb: c\n", "line-break", "\r", "id", id="bare carriage return"),
        pytest.param("\ufeffid: a\n", "bom", "\ufeff", "", id="byte-order mark"),
        pytest.param("id: a\n\ufeffb: c\n", "bom", "\ufeff", "id", id="mark of a file pasted in"),
        pytest.param("", "empty", "", "", id="empty"),
        pytest.param("# 备注\n\n", "empty", "", "", id="comments alone"),
        pytest.param("---\n", "empty", "", "", id="empty document"),
        pytest.param('id: "\\ud800"\n', "encoding", "\\ud800", "id", id="half a character"),
        pytest.param('id: "a\\U0000DFFF"\n', "encoding", "\\U0000DFFF", "id", id="half a character, long"),
        pytest.param('id: "\\ud83d\\ude00"\n', "encoding", "\\ud83d\\ude00", "id", id="surrogate pair"),
        pytest.param('id: "\\p"\n', "syntax", "\\p", "id", id="unknown escape"),
        pytest.param("id: a\n  b: c\n", "syntax", ": c", "", id="colon in the second line"),
        pytest.param("id: a\nb\nc: d\n", "syntax", "b", "", id="line without a colon"),
        pytest.param("id:\n  b: c\n d: e\n", "syntax", "d: e", "", id="indentation that fits nothing"),
        pytest.param("id:\n  - b\n  c: d\n", "syntax", "c: d", "", id="key in a list"),
        pytest.param("tags: [a, b\nid: c\n", "syntax", "[a, b", "", id="open bracket"),
        pytest.param("tags: {a, b\n", "syntax", "{a, b", "", id="open brace"),
        pytest.param("say: |10\n  a\n", "syntax", "|10", "", id="block header"),
        pytest.param("[[[", "syntax", "[", "", id="open brackets at the end"),
    ],
)
def test_problems_have_code_and_place(text: str, code: str, marked: str, field: str) -> None:
    parsed = read(text)
    assert [(code, marked)] == spans(parsed)[:1]
    problem = parsed.problems[0]
    assert problem.field == field
    assert problem.message
    assert problem.hint


def test_the_first_place_of_a_repeated_key_is_named() -> None:
    assert "“say”写了两次（第一次在第 2 行）" in read("id: a\nsay: b\nnote: c\nsay: d\n").problems[0].message


def test_anchor_and_alias_are_both_reported_and_the_alias_stays_text() -> None:
    parsed = read("id: &x a\nowner: *x\n")
    assert spans(parsed) == [("anchor", "&x"), ("anchor", "*x")]
    assert data("id: &x a\nowner: *x\n") == {"id": "a", "owner": "*x"}


def test_anchored_scalars_begin_behind_their_anchor() -> None:
    text = "id: !t &x |-\n  您\ntitle: &y\n\nowner:\n  &z  # 备注\n  '您'\n"
    root = read(text).root
    assert isinstance(root, Mapping)
    starts = {key.value: node.start for key, node in root.pairs}
    assert text[starts["id"] :].startswith("|-")
    assert text[starts["owner"] :].startswith("'您'")
    for _key, node in root.pairs:
        assert isinstance(node, Scalar)
        assert len(offsets(text, node)) == len(node.value) + 1


def test_all_problems_of_a_file_are_reported_in_order() -> None:
    parsed = read("id: a\nid: &x b\n<<: c\nsay: [微笑]\nnote: 您好: 请问\ntitle: 您\x07好\nasks: [a，b]\n")
    assert spans(parsed) == [
        ("repeated-key", "id"),
        ("anchor", "&x"),
        ("merge-key", "<<"),
        ("inline-brackets", "[微笑]"),
        ("inline-colon", "您好: 请问"),
        ("control-character", "\x07"),
        ("full-width-comma", "，"),
    ]


def test_a_line_that_nobody_understands_does_not_hide_the_traps_of_others() -> None:
    parsed = read("id: a\n什么\nsay: [微笑]\nnote: 您好: 请问\n再来\nwhen: 您好 #1\n")
    assert spans(parsed) == [
        ("syntax", "什么"),
        ("inline-brackets", "[微笑]"),
        ("inline-colon", "您好: 请问"),
        ("inline-comment", "#1"),
    ]
    assert parsed.root is None


@pytest.mark.parametrize(
    ("raw", "message", "start"),
    [
        pytest.param("id: 您好\n".encode("gb18030"), "GBK", 4, id="gbk"),
        pytest.param("id: 您好\n".encode("utf-16"), "UTF-16", 0, id="utf-16"),
        pytest.param("id: 您好\n".encode("utf-16-be"), "UTF-16", 0, id="utf-16 without a mark"),
        pytest.param(b"id: \xed\xa0\x80\xff\n", "不属于 UTF-8", 4, id="surrogate in bytes"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是文本文件", 0, id="picture"),
        pytest.param("id: 您\0好\n".encode(), "NUL", 5, id="nul"),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, message: str, start: int) -> None:
    parsed = parse(PATH, raw)
    (problem,) = parsed.problems
    assert (parsed.root, problem.code, problem.start, problem.end) == (None, "encoding", start, start + 1)
    assert message in problem.message
    assert problem.hint


def test_the_size_limit_counts_bytes() -> None:
    text = "say: |-\n  " + "好" * 87_000
    just = text.encode() + b"a" * (LIMIT - len(text.encode()))
    assert parse(PATH, just).problems == ()
    (problem,) = parse(PATH, just + b"a").problems
    assert (problem.code, problem.start, problem.end) == ("too-large", 0, 0)
    assert "256 KB" in problem.message


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_the_depth_limit(opening: str) -> None:
    fits = opening * 32
    assert "too-deep" not in [problem.code for problem in read(fits).problems]
    (problem,) = read(opening * 33).problems
    assert (problem.code, problem.start) == ("too-deep", 32 * len(opening))


def kilobytes(piece: str, size: int = LIMIT) -> str:
    return piece * (size // len(piece.encode()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 50_000, id="brackets"),
        pytest.param("{a: " * 50_000, id="braces"),
        pytest.param("- " * 50_000, id="dashes"),
        pytest.param("a" * 10_000_000, id="ten megabytes"),
        pytest.param("".join(" " * i + "a:\n" for i in range(700)), id="ever deeper"),
        pytest.param(kilobytes('- "a\n'), id="open quotes"),
        pytest.param(kilobytes("- [a\n"), id="open brackets"),
        pytest.param(kilobytes("\t- say: b: c\n"), id="tabs"),
        pytest.param(kilobytes("say: @x\n"), id="traps"),
        pytest.param(kilobytes("-say: a\n"), id="glued dashes"),
        pytest.param("a: [" + kilobytes("b，c,", LIMIT // 2) + "]", id="commas"),
        pytest.param(kilobytes(" #"), id="comment signs"),
        pytest.param(kilobytes("id: 1\n"), id="repeated keys"),
        pytest.param('a: "' + kilobytes("\\q", LIMIT // 2) + '"', id="escapes"),
        pytest.param(kilobytes("\u2028"), id="separators"),
        pytest.param("a: " + "9" * 200_000, id="digits"),
        pytest.param("a" + " " * 200_000 + "b", id="blanks"),
        pytest.param("tags: [a" + "/ab" * 60_000 + "!]", id="paths in brackets"),
    ],
)
def test_hostile_files_come_to_an_end(text: str) -> None:
    parsed = read(text)
    assert len(parsed.problems) <= 200
    assert parsed.problems or parsed.root is not None


def holds_the_law(parsed: Parsed) -> None:
    """Problems lie in the file, fixes can be applied, and every scalar of the tree can be found in the file."""
    text = parsed.source.text
    assert parsed.root is not None or parsed.problems
    for problem in parsed.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message
        assert problem.hint
        if problem.fix is not None:
            assert apply(text, problem.fix.edits) != text
    if parsed.root is not None:
        for scalar in scalars(parsed.root):
            assert len(offsets(text, scalar)) == len(scalar.value) + 1
            scalar.value.encode()  # no lone surrogates: the matcher refuses them


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Sequence):
        return [scalar for item in node.items for scalar in scalars(item)]
    return [scalar for key, value in node.pairs for scalar in (key, *scalars(value))]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"\xed\xa0\x80")
def test_any_bytes(raw: bytes) -> None:
    holds_the_law(parse(PATH, raw))


PIECES = [
    *"-:：，、#|>[]{}&*!%@`?\"'\\~=,5 \t\n\r", ": ", " #", "- ", "-太贵了", "\n  ", "\n    ", "\n- ", "\n  - ", "\r\n", "　",
    "\ufeff", "\u2028", "\x85", "\x07", "---\n", "...\n", "<<", "''", "\\\n", "\\ud800", "\\x4", "&a ", "*a", "!t ", "|2-",
    "say", "say: ", "note", "asks:", "variants:", "phone", "replies:", "您好", "请问", "😀", "{工号}", "[微笑]", "null",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("'a\n -b: c\nd\n'")
@example("}\x85：\n    note\n    x|\n")
@example("- &a\n\ufeff\ufeff\n  - b\n")
@example('"\u2028\\ud800"')
def test_any_pieces_of_yaml(text: str) -> None:
    holds_the_law(read(text))


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
def test_a_script_with_anything_typed_into_it(dice: random.Random, typed: list[str]) -> None:
    text = SCRIPT
    for piece in typed:
        start = dice.randint(0, len(text))
        text = text[:start] + piece + text[start + dice.choice([0, 0, 1, 3]) :]
    holds_the_law(read(text))
