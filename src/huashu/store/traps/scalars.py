"""Traps in a single scalar that YAML reads without complaint: glued dashes and colons, lost comments, folds, symbols."""

from __future__ import annotations

import re
from typing import NamedTuple

from huashu.model.places import offsets
from huashu.model.source import Edit, Problem, Scalar, Style
from huashu.patterns import lazy
from huashu.store.traps import words
from huashu.store.traps.fixes import (
    MAX_LINES,
    SAFE,
    UNSAFE,
    behind_colon,
    behind_dash,
    block,
    comment_behind,
    fix,
    line_end,
    line_start,
    newline,
    to_block,
)

_CJK = lazy(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_LINES = lazy(r"[^\r\n]+")
_BREAK = lazy(r"[\r\n]")
_KEY_COLON = lazy(r"[ \t]*:")


class Place(NamedTuple):
    """Where a value stands.

    key: None for a list item. container: name of the mapping or list that it is in. column: of the key or the dash.
    """

    field: str
    key: Scalar | None
    container: str
    column: int
    in_flow: bool

    @property
    def name(self) -> str:
        return self.key.value if self.key else ""

    @property
    def text_meant(self) -> bool:
        return words.is_text(self.name, self.container)

    def after_key(self, text: str) -> int | None:
        """Where the colon behind the key ends."""
        found = _KEY_COLON.match(text, self.key.end) if self.key else None
        return found.end() if found else None


def column(text: str, at: int) -> int:
    """Column from 0 of an offset."""
    return at - line_start(text, at)


def is_first(text: str, at: int) -> bool:
    """Whether nothing but blanks stands before an offset on its line."""
    return not text[line_start(text, at) : at].strip(" \t\u3000\ufeff")


def symbols(text: str, node: Scalar, start: int, place: Place) -> tuple[Scalar, Problem] | None:
    """`say: !重要`, `say: *a*`: text that begins with one of YAML's symbols (at `start`), as the text it was meant to be."""
    raw = text[start : max(node.end, start)].rstrip(" \t")
    if not place.text_meant or place.in_flow or _BREAK.search(raw) or raw.startswith("!!"):
        return None
    end = start + len(raw)
    edit = to_block(text, start, end, raw, place.column, after_key=place.after_key(text))
    problem = words.colon(start, end, place.name, raw, field=place.field, fix=fix(SAFE, edit))
    return Scalar(raw, Style.PLAIN, start, end, place.column, raw), problem


def glued(text: str, node: Scalar, place: Place) -> list[Problem]:
    """`-太贵了` on a line of its own, and `say：您好` where a key was meant."""
    own_line = is_first(text, node.start)
    item = place.key is None
    many = _BREAK.search(text, node.start, node.end) is not None
    if not (many or own_line or item) or not isinstance(node.data, str):
        return []
    lines = list(_LINES.finditer(text, node.start, node.end))
    starts = [line.start() + len(line[0]) - len(line[0].lstrip()) for line in lines]
    own_lines = starts if own_line else starts[1:]
    problems = []
    if item or not place.text_meant:  # elsewhere a dash at the beginning of a line may be said
        dashes = [found for at in own_lines if (found := words.GLUED_DASH.match(text, at))]
        problems += [glued_dashes(text, dashes, place.field)] if dashes else []
    for at in starts if own_line or item else own_lines:
        found = words.NAME_COLON.match(text, at)
        if found and words.is_name(found["name"], place.name) and len(problems) < words.MAX_PROBLEMS:
            problems.append(wide_colon(text, found, place.field))
    return problems


def glued_dashes(text: str, dashes: list[re.Match[str]], field: str) -> Problem:
    """One problem for the dashes of a list, at the first."""
    edits: list[Edit | None] = []
    for found in dashes if len(dashes) < MAX_LINES else []:
        start, stop = found.start("gap"), line_end(text, found.end())
        rest = text[found.end() : stop].rstrip(" \t")
        new = behind_dash(rest, column(text, found.start()), newline(text))
        edits.append(None if new is None else Edit(start, stop, new))
    first = dashes[0]
    rest = text[first.end() : line_end(text, first.end())].rstrip(" \t")
    return words.dash(first.start(), rest, field, fix(SAFE, *edits))


def wide_colon(text: str, found: re.Match[str], field: str) -> Problem:
    """A name, a colon that is none to YAML, and text up to the end of the line."""
    start, end = found.span("colon")
    stop = line_end(text, end)
    new = behind_colon(found["name"], text[end:stop].strip(" \t"), column(text, found.start()), newline(text))
    made = None if new is None else fix(SAFE, Edit(start, stop, new))
    return words.wide_colon(start, end, found["name"], found["colon"], field, made)


def cut(text: str, node: Scalar, place: Place) -> Problem | None:
    """Spoken text that a ` #` cuts short."""
    found = comment_behind(text, node.end) if place.text_meant else None
    if found is None or words.ANSWER.match(text, found[0]):
        return None
    start = node.start if node.value else found[0]
    value = text[start : found[1]]
    body = None if _BREAK.search(value) else block(value, place.column + 2, newline(text))
    edit = None if body is None else Edit(start, line_end(text, found[1]), body)
    return words.comment(*found, place.name, value, place.field, fix(UNSAFE, edit))


def fold(text: str, node: Scalar, place: Place) -> Problem | None:
    """Lines of Chinese that YAML joins with a blank between them."""
    if _BREAK.search(text, node.start, node.end) is None:
        return None
    places = offsets(text, node)
    breaks = [i for i, char in enumerate(node.value) if char == " " and text[places[i]] in "\r\n"]
    if not any(_CJK.search(node.value, max(i - 1, 0), i + 2) for i in breaks):
        return None
    end = node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))
    if node.style == Style.FOLDED:
        header = text[node.start + 1 : line_end(text, node.start)]
        chomped = header[:2].strip("123456789")[:1] in ("-", "+")
        edit: Edit | None = Edit(node.start, node.start + 1 + len(header), f"|{header}" if chomped else f"|-{header}")
    else:
        value = list(node.value)
        for i in breaks:
            value[i] = "\n"
        edit = to_block(text, node.start, node.end, "".join(value), place.column, after_key=place.after_key(text))
    return words.folded(node.start, end, place.field, None if place.in_flow else fix(UNSAFE, edit))
