"""Markdown that shows what was written: read again by a parser, it says the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from huashu.handbook.markdown_text import escaped, line, quoted, table, written

HOSTILE = "\\`*_{}[]<>()#+-.!|~&$@/:=0123456789 \t\n"
TEXTS = st.one_of(
    st.text(alphabet=HOSTILE + "您a", max_size=20),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), max_size=20),
)
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """What a reader of the text sees."""
    paragraphs = []
    for token in READER.parse(markdown):
        assert token.type in ("paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "inline"), (
            token
        )
        if token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {"text", "hardbreak", "text_special"}, markdown
            paragraphs.append("".join("\n" if child.type == "hardbreak" else child.content for child in children))
    return "\n\n".join(paragraphs)


@given(TEXTS)
@example("<script>alert(1)</script>")
@example("1. 甲\n- 乙\n# 丙\n> 丁\n    戊\n---\n===\n[x]: y")
@example("&lt; &#35; ![a](b) **c** _d_ ~~e~~ `f` $g$ http://h.example <i@j.example> a|b")
@example("甲\\\n乙  \n丙")
def test_a_quotation_says_what_was_written(text: str) -> None:
    expected = re.sub(r"\n{2,}", "\n\n", text.strip("\n"))
    assert shown(quoted(text)) == expected


@given(TEXTS)
def test_a_line_in_a_list_or_a_table_stays_one(text: str) -> None:
    words = " ".join(text.split())
    assert shown(line(text)) == words
    cells = [token for token in READER.parse(table([text or "x", "乙"], [["甲", text]])) if token.type == "inline"]
    assert len(cells) == 4
    assert "".join(child.content for child in cells[3].children or ()) == words


def test_headings() -> None:
    (_open, inline, _close) = READER.parse("### " + line("# 甲 #"))
    assert "".join(child.content for child in inline.children or ()) == "# 甲 #"


@pytest.mark.parametrize(
    "text",
    [
        "### 题目\n\n一段话，**要紧**、*轻一点*、~~不要~~、`x < y`。",
        "- 甲\n- 乙\n\n  还是乙\n\n  - 丙",
        "3. 三\n4. 四",
        "> 引用\n>\n> - 一条",
        "| 甲 | 乙 |\n| --- | --- |\n| 1 \\| 2 | `三` |",
        "```yaml\na: <b>\n```",
        "---",
        "第一行\\\n第二行\n第三行",
        "[链接](<https://example.com/a b>)",
        "\\<script\\> \\*不是强调\\* \\_",
    ],
)
def test_what_was_parsed_is_written_again(text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    again = written(parser.parse(text))
    assert (
        parser.render(again).replace("<p>", "").replace("</p>", "").split()
        == parser.render(text).replace("<p>", "").replace("</p>", "").split()
    )
    assert written(parser.parse(again)) == again


def test_blanks_at_the_ends_are_kept() -> None:
    assert escaped("  甲 \r\n\t乙") == "&#32;&#32;甲&#32;\n&#9;乙"
