"""libyaml's complaints in Chinese, at the place where an editor should look."""

from __future__ import annotations

import pytest
from yaml import YAMLError

from huashu.store.syntax.errors import explain
from huashu.store.syntax.tree import build


@pytest.mark.parametrize(
    ("text", "code", "marked", "words"),
    [
        ("a: b: c\n", "syntax", ": c", "多了一个冒号"),
        ("a: b\nc\nd: e\n", "syntax", "c", "没有“键: ”"),
        ("a: b\nc", "syntax", "c", "没有“键: ”"),
        ("a:\n  - b\n  c: d\n", "syntax", "c: d", "清单的下一项"),
        ("a: - b\n", "syntax", "- b", "“- ”不能跟在键后面"),
        ("a: ? b\n", "syntax", "? b", "“? ”放在开头"),
        ('a: "b\n', "syntax", '"b', '引号 " 没有另一半'),
        ("a: 'b\n---\nc'\n", "syntax", "'b", "引号 ' 没有另一半"),
        ("a: [b\nc: d\n", "syntax", "[b", "这个 [ 没有配对的 ]"),
        ("a: {b\nc: d\n", "syntax", "{b", "这个 { 没有配对的 }"),
        ("[", "syntax", "[", "括号没有写完整"),
        ("a: @b\n", "syntax", "@b", "“@”不能放在一行文字的开头"),
        ('a: "\\q"\n', "syntax", '"\\q"', "反斜杠 \\ 有特殊意思"),
        ('a: "\\x4"\n', "syntax", '"\\x4"', "\\x 或 \\u 后面要跟编码"),
        ("a: |0\n b\n", "syntax", "|0", "| 后面要直接换行"),
        ("a: ]b\n", "syntax", "]b", "缺少内容"),
        ("a:\n  b: c\n d: e\n", "syntax", "d: e", "与上面的内容接不上"),
        ("[a]\nb\n", "syntax", "b", "与上面的内容接不上"),
        ("\ta: b\n", "tab", "\t", "制表符"),
        ("a: |\n\tb\n", "tab", "\t", "制表符"),
        ("%A\n---\nb\n", "directive", "%A", "不用 % 开头"),
        ("%YAML 3.0\n---\nb\n", "directive", "%YAML 3.0", "不用 % 开头"),
        ("a: b\n...\nc: d\n", "many-documents", "c: d", "只能放一条"),
        ("a: !x! b\n", "tag", "!x! b", "类型标记"),
        ("a: *\n", "anchor", "*", "锚点或引用"),
        ("a: &\n", "anchor", "&", "锚点或引用"),
    ],
)
def test_explanations(text: str, code: str, marked: str, words: str) -> None:
    with pytest.raises(YAMLError) as caught:
        build(text)
    problem = explain(caught.value, text)
    assert (problem.code, text[problem.start : problem.end]) == (code, marked)
    assert words in problem.message
    assert problem.hint


def test_an_unknown_complaint_is_still_a_problem() -> None:
    problem = explain(YAMLError("something new"), "id: a\n")
    assert (problem.code, problem.start, problem.end) == ("syntax", 0, 5)
    assert "读不懂" in problem.message


def test_a_complaint_about_nothing_fits_an_empty_file() -> None:
    problem = explain(YAMLError(), "")
    assert (problem.start, problem.end) == (0, 0)
