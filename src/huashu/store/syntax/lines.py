"""The lines of a file that YAML cannot read: which belong to block text, how deep each stands, what begins on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"([ \t\u3000]*)([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_DASHES = re.compile(r"(?:-[ \t]+)*")
_KEY = re.compile(
    r"""(?:"[^"]*"|'[^']*'|[^\s"'#&*!|>%@`\[\]{},?:-](?:[^:#]|:(?=\S)|(?<=\S)#)*?)(?<=\S)(?=[ \t]*:(?:[ \t]|$))"""
)
_HEADER = re.compile(r"[|>][-+1-9]{0,2}(?:[ \t]+#.*)?")
_WIDE_HEADER = re.compile(r"-?[A-Za-z][A-Za-z0-9_-]*[ \t]*(?:：|:)[ \t\u3000]*[|>][-+1-9]{0,2}(?:[ \t]+#.*)?")
WIDE = "\u3000"


class Line(NamedTuple):
    """A line that is not blank. Offsets into the text.

    start: of the line; content: behind its indentation; end: before its break, blanks at the end left out.
    depth: columns of its indentation (a tab counts `tab` columns, a full-width blank two).
    body: behind its dashes; dash: column of the last dash, -1 without one.
    key: end of the key at `body` (its colon follows, maybe behind blanks), -1 without one.
    value: where the value begins, behind the colon or the dashes.
    block: for a line of block text the column that its header's key or dash stands at, else -1.
    """

    start: int
    content: int
    end: int
    depth: int
    body: int
    dash: int
    key: int
    value: int
    block: int

    @property
    def column(self) -> int:
        """Column of the key, or of the last dash, that a value on this line belongs to."""
        return self.depth + self.body - self.content if self.key >= 0 or self.dash < 0 else self.dash


def lines(text: str, tab: int = 2) -> Iterator[Line]:
    """Every line with something on it, comments and blank lines left out."""
    block, empty = -1, False  # column of the open block's parent; whether its text has not begun
    at = 0
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None or found.end() == at:
            break
        at = found.end()
        content = found.end(1)
        end = content + len(found[2].rstrip(" \t"))
        if content == end:
            continue
        depth = sum(tab if char == "\t" else 2 if char == WIDE else 1 for char in found[1])
        line = _structure(text, found.start(), content, end, depth)
        strange = "\t" in found[1] or WIDE in found[1]
        if block >= 0 and (depth > block or (empty and strange and line.key < 0 and line.dash < 0)):
            yield line._replace(block=block)
            empty = False
            continue
        block = -1
        if text[content] == "#":
            continue
        yield line
        if _HEADER.fullmatch(text, line.value, end):
            block, empty = line.column, True
        elif _WIDE_HEADER.fullmatch(text, line.body, end):
            block, empty = depth + line.body - content, True


def _structure(text: str, start: int, content: int, end: int, depth: int) -> Line:
    dashes = _DASHES.match(text, content, end)
    body = dashes.end() if dashes else content
    dash = depth + text.rfind("-", content, body) - content if body > content else -1
    if text[content:end] == "-":
        body, dash = end, depth
    key = _KEY.match(text, body, end)
    if key is None:
        return Line(start, content, end, depth, body, dash, -1, body, -1)
    value = text.index(":", key.end()) + 1
    value += len(text[value:end]) - len(text[value:end].lstrip(" \t"))
    return Line(start, content, end, depth, body, dash, key.end(), value, -1)
