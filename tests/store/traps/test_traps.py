"""Each trap of inline text: found, named, and mended so that the file says what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huashu.model.source import Edit, Problem, Scalar, apply, at_path
from huashu.store.yaml_source import Parsed, parse

PATH = "scripts/dialogue/example.yaml"


def read(text: str) -> Parsed:
    return parse(PATH, text.encode())


def data(text: str) -> Any:
    parsed = read(text)
    assert parsed.root is not None
    assert not isinstance(parsed.root, Scalar)
    return parsed.root.to_data()


def spans(text: str) -> list[tuple[str, str]]:
    return [(problem.code, text[problem.start : problem.end]) for problem in read(text).problems]


def mended(text: str) -> str:
    """The file after all fixes at once; each must remove its own problem, on its own, and bring no other."""
    problems = read(text).problems
    edits: list[Edit] = []
    for problem in problems:
        assert problem.fix is not None, problem
        assert len(read(apply(text, problem.fix.edits)).problems) < len(problems), problem
        edits += problem.fix.edits
    return apply(text, edits)


TRAPS = [
    # text that YAML reads as a list or a mapping
    pytest.param("say: [微笑]\n", "inline-brackets", "[微笑]", "say: |-\n  [微笑]\n", id="brackets"),
    pytest.param("say: [微笑]您好\n", "inline-brackets", "[微笑]您好", "say: |-\n  [微笑]您好\n", id="brackets, text"),
    pytest.param("say: [微笑 您好\n", "inline-brackets", "[微笑 您好", "say: |-\n  [微笑 您好\n", id="open bracket"),
    pytest.param("say:\n  [微笑]\n", "inline-brackets", "[微笑]", "say: |-\n  [微笑]\n", id="brackets below"),
    pytest.param(
        "say: [a, b] # 备注\n", "inline-brackets", "[a, b]", "say: |- # 备注\n  [a, b]\n", id="brackets, comment"
    ),
    pytest.param(
        "asks:\n  - [微笑]\n", "inline-brackets", "[微笑]", "asks:\n  - |-\n    [微笑]\n", id="brackets in a list"
    ),
    pytest.param(
        "words:\n- [0-9]天\n", "inline-brackets", "[0-9]天", "words:\n- |-\n  [0-9]天\n", id="pattern in a list"
    ),
    pytest.param("say: {工号}\n", "inline-braces", "{工号}", "say: |-\n  {工号}\n", id="braces"),
    pytest.param("say: {工号}您好\n", "inline-braces", "{工号}您好", "say: |-\n  {工号}您好\n", id="braces, text"),
    pytest.param("say: {{工号}}\n", "inline-braces", "{{工号}}", "say: |-\n  {{工号}}\n", id="braces twice"),
    pytest.param(
        "asks:\n- {商品}呢\n", "inline-braces", "{商品}呢", "asks:\n- |-\n  {商品}呢\n", id="braces in a list"
    ),
    pytest.param(
        "variants:\n  phone: {a}b\n",
        "inline-braces",
        "{a}b",
        "variants:\n  phone: |-\n    {a}b\n",
        id="braces in a variant",
    ),
    pytest.param(
        "instead:\n  不能: {a}\n", "inline-braces", "{a}", "instead:\n  不能: |-\n    {a}\n", id="braces instead"
    ),
    # text that YAML cannot read in one line
    pytest.param("say: 您好: 请问\n", "inline-colon", "您好: 请问", "say: |-\n  您好: 请问\n", id="colon"),
    pytest.param(
        "say: 您好:\nnote: 亲\n", "inline-colon", "您好:", "say: |-\n  您好:\nnote: 亲\n", id="colon at the end"
    ),
    pytest.param("id: a: b\n", "inline-colon", "a: b", "id: |-\n  a: b\n", id="colon, any key"),
    pytest.param(
        "asks:\n  - 亲: 在吗\n", "inline-colon", "亲: 在吗", "asks:\n  - |-\n    亲: 在吗\n", id="colon in a list"
    ),
    pytest.param(
        "asks:\n  - 亲:\n", "inline-colon", "亲:", "asks:\n  - |-\n    亲:\n", id="colon at the end in a list"
    ),
    pytest.param(
        "asks:\n  - 亲: 在吗: 呢\n",
        "inline-colon",
        "亲: 在吗: 呢",
        "asks:\n  - |-\n    亲: 在吗: 呢\n",
        id="colons in a list",
    ),
    *(
        pytest.param(f"say: {text}\n", "inline-colon", text, f"say: |-\n  {text}\n", id=f"begins with {text[0]}")
        for text in (
            "@您好",
            "`您好`",
            "%您好",
            "*您好*",
            "*abc",
            "&您好",
            "&a b",
            "!您好",
            "!ok 您好",
            "|您好",
            ">您好",
            "- 您好",
        )
    ),
    *(
        pytest.param(f"say: {text}\n", "inline-colon", text, f"say: |-\n  {text}\n", id=f"begins with {text[0]} too")
        for text in ("? 您好", ",您好", "]您好", "}您好", ": 您好", '"您好"请问', "'您好'请问", "-")
    ),
    pytest.param('say: "您好\nnote: 亲\n', "inline-colon", '"您好', "say: |-\n  您好\nnote: 亲\n", id="open quote"),
    pytest.param("- 'a\n- b\n", "inline-colon", "'a", "- |-\n  a\n- b\n", id="open single quote"),
    pytest.param(
        "say: 您好\n  请问: 要什么\n  好\nid: a\n",
        "inline-colon",
        "您好\n  请问: 要什么\n  好",
        "say: |-\n  您好\n  请问: 要什么\n  好\nid: a\n",
        id="colon in the second line",
    ),
    # text that is lost behind a comment sign
    pytest.param("say: 您好 #1 号\n", "inline-comment", "#1 号", "say: |-\n  您好 #1 号\n", id="comment"),
    pytest.param("say: #微笑 您好\n", "inline-comment", "#微笑 您好", "say: |-\n  #微笑 您好\n", id="comment alone"),
    pytest.param("asks:\n  - 亲 #1\n", "inline-comment", "#1", "asks:\n  - |-\n    亲 #1\n", id="comment in a list"),
    # full-width signs
    pytest.param("asks: [太贵，便宜点]\n", "full-width-comma", "，", "asks:\n  - 太贵\n  - 便宜点\n", id="comma"),
    pytest.param(
        "asks: [a、b、c] # 备注\n", "full-width-comma", "、", "asks:  # 备注\n  - a\n  - b\n  - c\n", id="commas"
    ),
    pytest.param("asks:\n  [a，b]\n", "full-width-comma", "，", "asks:\n  - a\n  - b\n", id="comma below"),
    pytest.param("a:\n- [a，b]\n", "full-width-comma", "，", "a:\n- - a\n  - b\n", id="comma in a list in a list"),
    pytest.param(
        'a: [a，@b, "c，d"]\n', "full-width-comma", "，", 'a:\n  - a\n  - |-\n    @b\n  - "c，d"\n', id="odd items"
    ),
    pytest.param(
        "with: {words: [不，没]}\n", "full-width-comma", "，", "with: {words: [不, 没]}\n", id="comma in braces"
    ),
    pytest.param("say：您好\n", "full-width-colon", "：", "say: 您好\n", id="wide colon"),
    pytest.param("id: a\nsay：您好\n", "full-width-colon", "：", "id: a\nsay: 您好\n", id="wide colon at the end"),
    pytest.param(
        "say：您好\nid: a\n", "full-width-colon", "：", "say: 您好\nid: a\n", id="wide colon at the beginning"
    ),
    pytest.param("say ： 您好\nid: a\n", "full-width-colon", " ： ", "say: 您好\nid: a\n", id="wide colon, blanks"),
    pytest.param("say:您好\nid: a\n", "full-width-colon", ":", "say: 您好\nid: a\n", id="no blank"),
    pytest.param("say:　您好\nid: a\n", "full-width-colon", ":　", "say: 您好\nid: a\n", id="wide blank"),
    pytest.param(
        "replies:\n- say：您好\n", "full-width-colon", "：", "replies:\n- say: 您好\n", id="wide colon in a list"
    ),
    pytest.param(
        "replies：\n  - say: a\n", "full-width-colon", "：", "replies:\n  - say: a\n", id="wide colon over a list"
    ),
    pytest.param(
        "say：|-\n  您好\nid: a\n", "full-width-colon", "：", "say: |-\n  您好\nid: a\n", id="wide colon, block"
    ),
    pytest.param("say：a: b\n", "full-width-colon", "：", "say: |-\n  a: b\n", id="wide colon, then a colon"),
    pytest.param("say：{a}b\nid: a\n", "full-width-colon", "：", "say: |-\n  {a}b\nid: a\n", id="wide colon, braces"),
    pytest.param(
        "tags：[a, b]\nid: a\n", "full-width-colon", "：", "tags: [a, b]\nid: a\n", id="wide colon, real list"
    ),
    pytest.param(
        "variants:\n  shop：您好\n", "full-width-colon", "：", "variants:\n  shop: 您好\n", id="wide colon, variant"
    ),
    pytest.param(
        "facts:\n  天数：\n    value: 7\n", "full-width-colon", "：", "facts:\n  天数:\n    value: 7\n", id="name"
    ),
    # lists and indentation
    pytest.param("asks:\n  -太贵了\n", "missing-dash-space", "-", "asks:\n  - 太贵了\n", id="dash"),
    pytest.param("asks:\n  -a\n  -b\n  - c\n", "missing-dash-space", "-", "asks:\n  - a\n  - b\n  - c\n", id="dashes"),
    pytest.param("asks:\n  - a\n  -b\n", "missing-dash-space", "-", "asks:\n  - a\n  - b\n", id="second dash"),
    pytest.param("asks:\n- a\n-b\n- c\n", "missing-dash-space", "-", "asks:\n- a\n- b\n- c\n", id="dash in between"),
    pytest.param("asks:\n  -　太贵了\n", "missing-dash-space", "-", "asks:\n  - 太贵了\n", id="dash, wide blank"),
    pytest.param("asks:\n-[微笑]您好\n", "missing-dash-space", "-", "asks:\n- |-\n  [微笑]您好\n", id="dash, brackets"),
    pytest.param("replies:\n  -say: 您好\n", "missing-dash-space", "-", "replies:\n  - say: 您好\n", id="dash, key"),
    pytest.param(
        "replies:\n  -say：您好\n", "missing-dash-space", "-", "replies:\n  - say: 您好\n", id="dash, wide colon"
    ),
    pytest.param(
        "replies:\n  -say: a\n    by: b\n",
        "missing-dash-space",
        "-",
        "replies:\n  - say: a\n    by: b\n",
        id="dash, keys",
    ),
    pytest.param(
        "replies:\n  -say: a: b\n",
        "missing-dash-space",
        "-",
        "replies:\n  - say: |-\n      a: b\n",
        id="dash, key, colon",
    ),
    pytest.param("asks:\n\t- a\n\t- b\n", "tab", "\t", "asks:\n  - a\n  - b\n", id="tab"),
    pytest.param("say: |-\n\t您好\n", "tab", "\t", "say: |-\n  您好\n", id="tab in a block"),
    pytest.param("say: |-\n  \t您好\n", "tab", "\t", "say: |-\n  您好\n", id="tab behind blanks in a block"),
    pytest.param("a:\n    - b: c\n\t  d: e\n", "tab", "\t", "a:\n    - b: c\n      d: e\n", id="tab four wide"),
    pytest.param("asks:\n　- a\n　- b\n", "full-width-indent", "　", "asks:\n  - a\n  - b\n", id="wide blanks"),
    pytest.param(
        "say: |-\n　　您好\nid: a\n", "full-width-indent", "　", "say: |-\n  您好\nid: a\n", id="wide in a block"
    ),
    pytest.param("asks:\n  - a\n　- b\n", "full-width-indent", "　", "asks:\n  - a\n  - b\n", id="wide beside narrow"),
    # folded text
    pytest.param("say: >\n  您好\n  请问\n", "folded", ">\n  您好\n  请问", "say: |-\n  您好\n  请问\n", id="folded"),
    pytest.param(
        "say: >+ # b\n  您\n  好\n", "folded", ">+ # b\n  您\n  好", "say: |+ # b\n  您\n  好\n", id="folded, kept"
    ),
    pytest.param(
        "say: >2-\n  您\n  好\n", "folded", ">2-\n  您\n  好", "say: |2-\n  您\n  好\n", id="folded, indicator"
    ),
    pytest.param("say: 您好\n  请问\n", "folded", "您好\n  请问", "say: |-\n  您好\n  请问\n", id="plain on two lines"),
    pytest.param(
        "say:\n  您好\n  请问\n", "folded", "您好\n  请问", "say: |-\n  您好\n  请问\n", id="plain below its key"
    ),
    pytest.param('say: "a\n  好"\n', "folded", '"a\n  好"', "say: |-\n  a\n  好\n", id="quotes on two lines"),
    pytest.param(
        "asks:\n  - 太\n    贵\n", "folded", "太\n    贵", "asks:\n  - |-\n    太\n    贵\n", id="item on two lines"
    ),
    pytest.param("say: 您好\n  -亲\n", "folded", "您好\n  -亲", "say: |-\n  您好\n  -亲\n", id="dash in a text"),
]


@pytest.mark.parametrize(("text", "code", "marked", "after"), TRAPS)
def test_a_trap_is_found_and_mended(text: str, code: str, marked: str, after: str) -> None:
    assert spans(text) == [(code, marked)]
    assert mended(text) == after
    assert read(after).problems == ()


@pytest.mark.parametrize(("text", "code", "marked", "after"), TRAPS)
def test_mending_keeps_the_line_breaks_of_the_file(text: str, code: str, marked: str, after: str) -> None:
    windows = text.replace("\n", "\r\n")
    assert spans(windows) == [(code, marked.replace("\n", "\r\n"))]
    assert mended(windows) == after.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "safety"),
    [
        ("say: [微笑]\n", "safe"),
        ("say: {工号}\n", "safe"),
        ("say: 您好: 请问\n", "safe"),
        ("say: 您好: 请问 #1\n", "unsafe"),  # the comment may be one
        ("say: 您好\n  请问: 呢\n", "unsafe"),  # where lines end changes
        ('say: "您好\nid: a\n', "unsafe"),  # the quote goes
        ("say: 您好 #1\n", "unsafe"),
        ("asks: [a，b]\n", "safe"),
        ("asks: [a，b, c]\n", "unsafe"),  # somebody who knows the comma may mean a text
        ("with: {words: [a，b]}\n", "unsafe"),
        ("say：您好\n", "safe"),
        ("asks:\n  -a\n", "safe"),
        ("asks:\n\t- a\n", "safe"),
        ("asks:\n　- a\n", "safe"),
        ("say: >\n  您好\n  请问\n", "unsafe"),
    ],
)
def test_fixes_that_may_change_what_is_said_are_unsafe(text: str, safety: str) -> None:
    (problem,) = read(text).problems
    assert problem.fix is not None
    assert problem.fix.safety == safety


UNTOUCHED = [
    "say: 您好：请问，好吗、[微笑]{工号}#1\n",
    "title: 您好 '在吗' \"亲\"\n",
    "say: -5元\n",
    "max:\n  -5\n",
    "at: [[2, 3], [4, 5]]\nwhere: {scenes: [bargaining], in: replies}\n",
    "owner: cs  # 客服部\nasks:  # 顾客怎么说\n  - 太贵了\n",
    "asks:\n  - 您好：请问\n  - http://a.b/c\n  - 12:30\n  - a-b\n",
    "say: |-\n  a: b # c\n  - d\n  -e\n  [f]\n  \tg\n  　h\nnote: >-\n  hello\n  world\n",
    "say: 'a: b #c'\nnote: \"[a]\"\n",
    "asks: ['a，b', \"c、d\"]\n",
    "say: hello\n  world\n",
    "tags: []\nwith: {}\nsay: ''\n",
    "title: 顾客觉得贵\n\n# 备注：\n",
    "channels: [livechat, phone]\n",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_trap_is_left_alone(text: str) -> None:
    assert read(text).problems == ()


def test_several_traps_are_all_found_and_mended_at_once() -> None:
    text = """\
id: dialogue/example
title：示例
asks: [太贵了，便宜点]
replies:
  - rung: value
    say: {称呼}您好: 在吗
    variants:
      phone: [微笑]
    note: 先问好 #再报价
  - say: >-
      您好
      请问
escalate:
  to:leader
  when: @主管
"""
    assert spans(text) == [
        ("full-width-colon", "："),
        ("full-width-comma", "，"),
        ("inline-braces", "{称呼}您好: 在吗"),
        ("inline-brackets", "[微笑]"),
        ("inline-comment", "#再报价"),
        ("folded", ">-\n      您好\n      请问"),
        ("full-width-colon", ":"),
        ("inline-colon", "@主管"),
    ]
    assert [problem.field for problem in read(text).problems] == [
        "title",
        "asks",
        "replies/0/say",
        "replies/0/variants/phone",
        "replies/0/note",
        "replies/1/say",
        "escalate/to",
        "escalate/when",
    ]
    after = mended(text)
    assert read(after).problems == ()
    assert data(after) == {
        "id": "dialogue/example",
        "title": "示例",
        "asks": ["太贵了", "便宜点"],
        "replies": [
            {
                "rung": "value",
                "say": "{称呼}您好: 在吗",
                "variants": {"phone": "[微笑]"},
                "note": "先问好 #再报价",
            },
            {"say": "您好\n请问"},
        ],
        "escalate": {"to": "leader", "when": "@主管"},
    }


def test_the_tree_holds_what_was_meant() -> None:
    text = "id: a\nsay: {工号}您好\nnote：亲\nasks:\n  - a\n  -b\nwhen: [微笑]\n"
    assert data(text) == {"id": "a", "say": "{工号}您好", "note": "亲", "asks": ["a", "b"], "when": "[微笑]"}


def test_lines_below_a_glued_dash_move_with_it() -> None:
    text = "replies:\n  -say: 您好\n   note: |-\n     好\n  -say: 再见\n   rung: a\n"
    fixes = [problem.fix for problem in read(text).problems if problem.code == "missing-dash-space"]
    after = apply(text, [edit for fix in fixes if fix is not None for edit in fix.edits])
    assert after == "replies:\n  - say: 您好\n    note: |-\n      好\n  - say: 再见\n    rung: a\n"
    assert read(after).problems == ()


def test_traps_in_a_file_with_tabs_are_found_at_their_own_places() -> None:
    text = "replies:\n\t- say: 您好: 请问\n\t  note: a\n\t- say: |-\n\t\t好\n"
    assert spans(text) == [("tab", "\t"), ("inline-colon", "您好: 请问")]
    edits = [edit for problem in read(text).problems if problem.fix for edit in problem.fix.edits]
    after = apply(text, edits)
    assert after == "replies:\n  - say: |-\n      您好: 请问\n    note: a\n  - say: |-\n      好\n"
    assert read(after).problems == ()


def test_in_braces_a_block_cannot_stand_so_there_is_only_advice() -> None:
    (problem,) = read("valid: [{say: 'a\n  好'}]\n").problems
    assert (problem.code, problem.fix) == ("folded", None)


def test_text_that_no_block_can_hold_gets_advice_only() -> None:
    (problem,) = read('say: "您\\0\n  好"\n').problems
    assert (problem.code, problem.fix) == ("folded", None)


def test_a_list_with_comments_inside_gets_advice_only() -> None:
    (problem,) = read("asks: [a，b, # 一\n  c]\n").problems
    assert (problem.code, problem.fix) == ("full-width-comma", None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("say: 您好: 请问\n", ["冒号加空格", "“say:”后面改成 |-", "您好: 请问"]),
        ("say: 您好:\nid: a\n", ["以冒号结尾"]),
        ("say: @您好\n", ["以“@”开头"]),
        ('say: "您好"吗\n', ["引号外面又有文字"]),
        ('say: "您好\nid: a\n', ["没有另一半", "再写：您好"]),
        ("asks:\n  - [微笑]\n", ["这一条改成“- |-”"]),
        ("say: 您好 #1\n", ["“#1”", "丢掉", "单独写在上一行"]),
        ("asks: [a，b，c]\n", ["共 2 处"]),
        ("say：您好\n", ["全角冒号", "请写成“say: ”"]),
        ("say:您好\nid: a\n", ["后面没有空格"]),
        ("asks:\n  -太贵了\n", ["- 太贵了"]),
        ("a:\n\t- b\n\t- c\n", ["共 2 行", "Tab"]),
        ("say: " + "很长" * 20 + ": 吗\n", ["很长" * 11 + "很…"]),
    ],
)
def test_messages_name_the_text(text: str, words: list[str]) -> None:
    problem: Problem = read(text).problems[0]
    for word in words:
        assert word in problem.message + problem.hint


INLINE = st.text("您好请问ab12，：、:#-[]{}()!@%&*|>?'\"`~=\\/. 　😀", min_size=1, max_size=12).map(
    lambda text: text.strip(" ")
)


@settings(max_examples=400, deadline=None)
@given(INLINE, st.sampled_from(["say", "note", "when"]))
def test_whatever_is_said_inline_is_said_or_reported(text: str, key: str) -> None:
    """No text on the line of its key is lost or twisted in silence, and mending brings it back."""
    assume(text)
    source = f"id: a\nreplies:\n  - {key}: {text}\n    by: leader\nowner: cs\n"
    parsed = read(source)
    if parsed.problems and all(problem.fix for problem in parsed.problems):
        source = mended(source)
        parsed = read(source)
        assert parsed.problems == ()
    if not parsed.problems:
        assert parsed.root is not None
        node = at_path(parsed.root, ("replies", 0, key))
        if text[0] in "[{" and not isinstance(node, Scalar):
            assert node[0] == ()  # an empty list is no text; the schema says so
            return
        assert isinstance(node, Scalar)
        quoted = text[0] in "\"'"  # quotes are no part of what is said
        header = text[0] in "|>" and node.value == ""
        assert node.value == text or quoted or header
