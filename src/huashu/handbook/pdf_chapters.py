"""Chapters of handbook/*.md as plain data for templates/back.typ: blocks of spans, never markup.

A span is [styles, words, target]: styles among text, strong, em, strike and code; target an address, `#anchor` or "".
A break is a span of "\\n".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from huashu.handbook.markdown import Chapter, new_parser
from huashu.handbook.pdf_back import Data

if TYPE_CHECKING:
    from markdown_it.token import Token

Span = tuple[list[str], str, str]
_STYLES = {"strong": "strong", "em": "em", "s": "strike"}
_DEEPEST = 6


def chapter_page(chapter: Chapter) -> Data:
    """A chapter, its headings below its title."""
    tokens = new_parser().parse(chapter.markdown)
    return {"title": chapter.title, "anchor": chapter.anchor, "blocks": [*_blocks(iter(tokens), "")]}


def _blocks(tokens: Iterator[Token], end: str) -> Iterator[Data]:
    """Blocks up to the token that ends them."""
    for token in tokens:
        if token.type == end:
            return
        if token.type == "heading_open":
            yield {"kind": "heading", "level": min(int(token.tag[1]), _DEEPEST), "parts": _spans(next(tokens))}
        elif token.type == "inline":
            yield {"kind": "par", "parts": _spans(token)}
        elif token.type in ("fence", "code_block"):
            yield {"kind": "code", "text": token.content.rstrip("\n")}
        elif token.type == "hr":
            yield {"kind": "rule"}
        elif token.type == "blockquote_open":
            yield {"kind": "quote", "items": [[*_blocks(tokens, "blockquote_close")]]}
        elif token.type == "bullet_list_open":
            yield {"kind": "bullets", "items": [*_items(tokens, "bullet_list_close")]}
        elif token.type == "ordered_list_open":
            start = int(token.attrGet("start") or 1)
            yield {"kind": "numbers", "start": start, "items": [*_items(tokens, "ordered_list_close")]}
        elif token.type == "table_open":
            yield _table(tokens)


def _items(tokens: Iterator[Token], end: str) -> Iterator[list[Data]]:
    for token in tokens:
        if token.type == end:
            return
        yield [*_blocks(tokens, "list_item_close")]


def _table(tokens: Iterator[Token]) -> Data:
    rows: list[list[list[Span]]] = []
    aligns: list[str] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            aligns.append(str(token.attrGet("style") or "").removeprefix("text-align:") or "left")
        elif token.type == "inline":
            rows[-1].append(_spans(token))
    return {"kind": "table", "aligns": aligns, "head": rows[0], "rows": rows[1:]}


def _spans(token: Token) -> list[Span]:
    """A paragraph's words with what is said of them; a break in the file between two hanzi is none on paper."""
    spans: list[Span] = []
    styles: list[str] = []
    target = ""
    for child in token.children or ():
        name = child.type.removesuffix("_open").removesuffix("_close")
        if name in _STYLES:
            change: Callable[[str], None] = styles.append if child.nesting == 1 else styles.remove
            change(_STYLES[name])
        elif name == "link":
            target = str(child.attrGet("href") or "") if child.nesting == 1 else ""
        elif child.type == "code_inline":
            spans.append((["code", *styles], child.content, target))
        elif child.type in ("softbreak", "hardbreak"):
            spans.append(([], "\n" if child.type == "hardbreak" else " ", ""))
        elif child.content:
            spans.append(([*styles], child.content, target))
    return spans
