"""Chapters: safe HTML, links that lead somewhere, and those that do not are told."""

from __future__ import annotations

import re

import pytest

from huashu.handbook.markdown import Chapter, chapters

ANCHORS = {"greeting/hello": "greeting--hello", "dialogue/太贵": "dialogue--u592au8d35"}


def one(text: str, **others: str) -> Chapter:
    files = {"handbook/10-交接.md": text, **{f"handbook/{name}.md": words for name, words in others.items()}}
    found = chapters({path: words.encode() for path, words in files.items()}, ANCHORS, {"farewell/bye"})
    return next(chapter for chapter in found if chapter.name == "10-交接")


def test_a_chapter_has_its_heading_as_title() -> None:
    chapter = one("# 怎么 `交` **接**\n\n## 一\n\n### 二\n\n###### 三\n\n# 四")
    assert (chapter.path, chapter.title) == ("handbook/10-交接.md", "怎么 交 接")
    assert chapter.html == "<h3>一</h3>\n<h4>二</h4>\n<h6>三</h6>\n<h3>四</h3>\n"
    assert chapter.markdown == "### 一\n\n#### 二\n\n###### 三\n\n### 四"
    assert re.fullmatch(r"chapter_[A-Za-z0-9-]+", chapter.anchor)


def test_without_one_the_file_gives_the_title() -> None:
    assert one("话").title == "交接"
    assert one("## 二级").html == "<h3>二级</h3>\n"
    found = chapters({"handbook/20-.md": b"", "handbook/3. a.md": b"\xef\xbb\xbf# b"}, {})
    assert [chapter.title for chapter in found] == ["20-", "b"]


@pytest.mark.parametrize(
    ("target", "html"),
    [
        ("../scripts/greeting/hello.yaml", '<a href="#greeting--hello">词</a>'),
        ("../scripts/greeting/hello.yaml#L3", '<a href="#greeting--hello">词</a>'),
        ("../scripts/dialogue/太贵.yaml", '<a href="#dialogue--u592au8d35">词</a>'),
        ("20-b.md", '<a href="#chapter_20-b">词</a>'),
        ("./20-b.md#什么", '<a href="#chapter_20-b">词</a>'),
        ("https://example.com/?a=1&b=2", '<a href="https://example.com/?a=1&amp;b=2" rel="noreferrer" target="_blank">词</a>'),
        ("mailto:a@example.com", '<a href="mailto:a@example.com" rel="noreferrer" target="_blank">词</a>'),
        ("../scripts/farewell/bye.yaml", "<span>词</span>"),  # it is there, this handbook just does not show it
    ],
)  # fmt: skip
def test_links(target: str, html: str) -> None:
    chapter = one(f"[词]({target})", **{"20-b": "# b"})
    assert chapter.html == f"<p>{html}</p>\n"
    assert chapter.dead == ()


@pytest.mark.parametrize(
    "target", ["../scripts/greeting/gone.yaml", "30-c.md", "../policy/people.yaml", "/etc/passwd", "../../x", "图.png"]
)
def test_links_that_lead_nowhere_are_words_and_told(target: str) -> None:
    chapter = one(f"[词]({target})和[好](../scripts/greeting/hello.yaml)")
    assert chapter.html == '<p><span>词</span>和<a href="#greeting--hello">好</a></p>\n'
    assert chapter.dead == (target,)
    assert chapter.markdown == "词和[好](<#greeting--hello>)"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](data:text/html,1)",
        "![x](https://example.com/a.png)",
        "<javascript:alert(1)>",
        "`</script>`",
        '```"><script>\nx\n```',
        '[x](https://example.com/"onclick=alert(1))',
        "| a |\n|--:|\n| <b> |",
    ],
)
def test_nothing_in_a_chapter_is_markup(text: str) -> None:
    html = one(text).html
    tags = set(re.findall(r"<(/?[a-z]+)", html))
    assert tags <= {"p", "/p", "a", "/a", "code", "/code", "pre", "/pre", "table", "thead", "tbody", "tr", "th", "td",
                    "/table", "/thead", "/tbody", "/tr", "/th", "/td"}  # fmt: skip
    assert not re.search(r"<[^>]*\s(on\w+|style|src)=", html)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))


def test_columns_are_aligned_by_class() -> None:
    html = one("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |").html
    assert re.findall(r"<td[^>]*>", html) == ['<td class="to-left">', '<td class="to-center">', '<td class="to-right">']


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    (chapter,) = chapters({"handbook/a.md": b"\xff\xfe# x"}, {})
    assert chapter.html.startswith("<p>")
