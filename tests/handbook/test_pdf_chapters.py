"""Chapters of handbook/*.md as blocks of spans: nothing of Markdown or HTML is left to be run."""

from __future__ import annotations

from typing import Any

from huashu.handbook.markdown import chapters
from huashu.handbook.pdf_chapters import chapter_page


def blocks(text: str) -> Any:
    [chapter] = chapters({"handbook/10-交接.md": text.encode()}, {"a/b": "a--b"}, frozenset({"a/b"}))
    page: Any = chapter_page(chapter)
    assert page["title"] == "交接"
    return page["blocks"]


def spans(text: str) -> Any:
    [block] = blocks(text)
    return block["parts"]


def test_words_and_what_is_said_of_them() -> None:
    assert spans("甲**乙**_丙_~~丁~~`#戊`") == [
        ([], "甲", ""),
        (["strong"], "乙", ""),
        (["em"], "丙", ""),
        (["strike"], "丁", ""),
        (["code"], "#戊", ""),
    ]


def test_links_lead_to_scripts_and_abroad_and_nowhere_else() -> None:
    assert spans(
        "[甲](../scripts/a/b.yaml)、[乙](https://example.com/a)、[丙](gone.md)、[丁](javascript:alert(1))"
    ) == [
        ([], "甲", "#a--b"),
        ([], "、", ""),
        ([], "乙", "https://example.com/a"),
        ([], "、丙、[丁](javascript:alert(1))", ""),
    ]


def test_headings_lists_quotes_code_and_rules() -> None:
    made = blocks("# 交接\n\n## 早\n\n- 甲\n  - 乙\n\n3. 丙\n\n> 丁\n\n```\n#let x\n```\n\n---\n")
    assert [block["kind"] for block in made] == ["heading", "bullets", "numbers", "quote", "code", "rule"]
    heading, bullets, numbers, quote, code, _rule = made
    assert (heading["level"], heading["parts"]) == (3, [([], "早", "")])
    assert [block["kind"] for block in bullets["items"][0]] == ["par", "bullets"]
    assert (numbers["start"], numbers["items"][0][0]["parts"]) == (3, [([], "丙", "")])
    assert quote["items"][0][0]["parts"] == [([], "丁", "")]
    assert code["text"] == "#let x"


def test_tables_keep_their_columns() -> None:
    [table] = blocks("| 甲 | 乙 |\n|---|--:|\n| 1 | **2** |\n")
    assert table["aligns"] == ["left", "right"]
    assert table["head"] == [[([], "甲", "")], [([], "乙", "")]]
    assert table["rows"] == [[[([], "1", "")], [(["strong"], "2", "")]]]


def test_html_is_text() -> None:
    assert spans("<script>alert(1)</script> &lt;") == [([], "<script>alert(1)</script> <", "")]
