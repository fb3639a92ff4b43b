"""Markdown that shows a text exactly as it was written, and parsed Markdown written out again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~#$]")
_OPENING = re.compile(r"^([-+=]|[0-9]{1,9}[.)])(?=\s|$|[-+=])", re.MULTILINE)
_BLANKS = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_ALSO_LINES = re.compile(r"\r\n?|\n")
_ONES = {"strong_open": "**", "strong_close": "**", "em_open": "*", "em_close": "*", "s_open": "~~", "s_close": "~~"}
_LINK_END = re.compile(r"[\\()<>\s]")
_COLUMNS = {"to-left": ":--", "to-center": ":-:", "to-right": "--:"}


def escaped(text: str) -> str:
    """One line or several, whose every character is seen as it is; blanks at a line's ends too."""
    text = _ALSO_LINES.sub("\n", text)
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = _OPENING.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", text)
    return _BLANKS.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), text)


def line(text: str) -> str:
    """A text on one line, for headings, lists and tables."""
    return escaped(" ".join(text.split()))


def quoted(text: str) -> str:
    """A text of several lines as a quotation: each line stays a line, empty ones part paragraphs."""
    parts = re.split(r"\n{2,}", escaped(text).strip("\n"))
    return "\n>\n".join("\\\n".join(f"> {one}" for one in part.split("\n")) for part in parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of plain texts."""
    shown = [[line(cell) for cell in head], ["---"] * len(head), *([line(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in shown)


def written(tokens: Sequence[Token]) -> str:
    """Blocks of a parsed text as Markdown, headings as deep as their tags say."""
    return "\n\n".join(_blocks(iter(tokens), ""))


def _blocks(tokens: Iterator[Token], end: str) -> Iterator[str]:
    """Blocks up to the token that ends them."""
    for token in tokens:
        if token.type == end:
            return
        if token.type == "heading_open":
            yield f"{'#' * int(token.tag[1])} {_inline(next(tokens))}"
            next(tokens)
        elif token.type == "inline":
            yield _inline(token)
        elif token.type in ("fence", "code_block"):
            yield _code(token)
        elif token.type == "hr":
            yield "---"
        elif token.type == "blockquote_open":
            yield _indented("\n\n".join(_blocks(tokens, "blockquote_close")), "> ", "> ")
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield _list(tokens, token)
        elif token.type == "table_open":
            yield "\n".join(_rows(tokens))


def _list(tokens: Iterator[Token], opening: Token) -> str:
    number = int(opening.attrGet("start") or 1)
    ordered = opening.type == "ordered_list_open"
    items = []
    for token in tokens:
        if token.type == opening.type.replace("open", "close"):
            break
        mark = f"{number}. " if ordered else "- "
        items.append(_indented("\n\n".join(_blocks(tokens, "list_item_close")), mark, " " * len(mark)))
        number += 1
    return "\n".join(items)


def _rows(tokens: Iterator[Token]) -> Iterator[str]:
    cells: list[str] = []
    marks: list[str] = []
    head = True
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "th_open":
            marks.append(_COLUMNS.get(str(token.attrGet("class") or ""), "---"))
        if token.type == "inline":
            cells.append(_inline(token))
        elif token.type == "tr_close":
            yield "| " + " | ".join(cells) + " |"
            if head:
                yield "| " + " | ".join(marks) + " |"
            cells, head = [], False


def _code(token: Token) -> str:
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", token.content))])
    return f"{fence}{token.info}\n{token.content.rstrip(chr(10))}\n{fence}"


def _indented(text: str, first: str, others: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join([first + head, *((others + one).rstrip() for one in rest)])


def _inline(token: Token) -> str:
    """A paragraph's words; links stay links where they lead somewhere."""
    parts: list[str] = []
    targets: list[str] = []
    for child in token.children or ():
        if child.type == "code_inline":
            fence = "`" * (1 + max((len(run) for run in re.findall("`+", child.content)), default=0))
            parts.append(f"{fence} {child.content} {fence}" if len(fence) > 1 else f"`{child.content}`")
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak":
            parts.append("\\\n")
        elif child.type == "link_open":
            targets.append(str(child.attrGet("href") or ""))
            parts.append("[" if targets[-1] else "")
        elif child.type == "link_close":
            target = targets.pop()
            parts.append(f"](<{target}>)" if target else "")
        else:
            parts.append(_ONES.get(child.type, "") or _SPECIAL.sub(r"\\\g<0>", child.content))
    return _OPENING.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", "".join(parts))
