"""Traps of inline text that keep YAML from reading the file, found line by line.

Each is covered with harmless letters of the same length, so that the rest of the file can still be read with all its
offsets; `Cover.meant` says what the tree should hold there instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from huashu.model.source import Edit, Problem, Scalar, Style
from huashu.patterns import lazy
from huashu.store.syntax.lines import Line, lines
from huashu.store.traps import words
from huashu.store.traps.fixes import (
    SAFE,
    UNSAFE,
    behind_colon,
    behind_dash,
    fix,
    keeps_inline,
    newline,
    reads,
    to_block,
)

_SUSPECT = lazy(r"[@`%*&!|>?,\]}\"'#\[{:-]|.*:(?:[ \t]|$)")
_DOUBLE = lazy(r'"(?:[^"\\]|\\[\s\S])*"')
_SINGLE = lazy(r"'(?:[^']|'')*'")
_BRACKETS = lazy(r"""[\[\]{}]|(?<=[\[{,:\s])(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*')""")
# A wrong header, and quotes that end where the text does: what is wrong with these is explained elsewhere.
_NO_TEXT = lazy(r"""[|>][-+0-9]*|"(?:[^"\\]|\\.)*"(?:[ \t]+#.*)?""")
_NUMBER = lazy(r"-[0-9.]+")
_KEY = lazy(r"[A-Za-z_][^:\s]+(?=(?P<colon>[ \t]*:(?:[ \t]+|$)))")
_NAME_ABOVE = lazy(r"(?P<name>[^\s:：#\-\[{\"'][^:：]*)(?P<colon>[ \t]*：)")
_PRIVATE = 0xE000  # letters that nobody types, to stand for keys without repeating one
_FAR = 200  # lines within which brackets or quotes are closed, where anybody meant to close them


class Cover(NamedTuple):
    """Letters to lay over the text from `start`, and what the scalars below them were meant to be (by their start)."""

    problem: Problem
    start: int
    letters: str
    meant: dict[int, Scalar]


def scan(text: str, masked: str) -> list[Cover]:
    """Every trap of inline text. masked: the text as YAML would read it; values are taken from `text`."""
    return list(islice(_Scanner(text, masked).covers(), words.MAX_PROBLEMS))


def _plain(value: str, start: int, column: int) -> Scalar:
    return Scalar(value, Style.PLAIN, start, start + len(value), column, value)


class _Scanner:
    def __init__(self, text: str, masked: str) -> None:
        self.text, self.masked = text, masked
        self.newline = newline(text)
        self.lines = list(lines(masked))
        self.used = 0
        self.done = 0  # where the lines end that a text, a quote or a bracket takes up

    def covers(self) -> Iterator[Cover]:
        above: list[tuple[int, str]] = []  # column and name of the keys around a line
        for index, line in enumerate(self.lines):
            if line.block >= 0 or line.start < self.done:
                continue
            while above and (above[-1][0] > line.depth or (above[-1][0] == line.depth and line.dash < 0)):
                above.pop()
            yield from self.line(line, index, above[-1][1] if above else "")
            if line.key >= 0:
                above.append((line.column, self.text[line.body : line.key]))
            self.done = max(self.done, self.closed_later(line.value, line, index))

    def line(self, line: Line, index: int, container: str) -> Iterator[Cover]:
        glued = words.GLUED_DASH.match(self.masked, line.body, line.end)
        if glued and not _NUMBER.fullmatch(self.masked, line.body, line.end):
            yield from self.glued(line, index, glued)
            return
        colon = words.NAME_COLON.match(self.masked, line.body, line.end)
        if colon and self.is_key(colon, line, container):
            yield self.wide_colon(line, colon)
            return
        above = _NAME_ABOVE.fullmatch(self.masked, line.body, line.end)
        if above and line.key < 0 and self.has_children(line, index):
            yield self.wide_colon(line, above)
        elif line.key >= 0 or line.dash >= 0:
            yield from self.value(line, index, container)

    def has_children(self, line: Line, index: int) -> bool:
        after = self.lines[index + 1] if index + 1 < len(self.lines) else line
        return after.block < 0 and after.depth > line.depth

    def is_key(self, colon: re.Match[str], line: Line, container: str) -> bool:
        """Whether a name with a colon glued to it was meant as a key: known names always, others outside lists."""
        if words.is_name(colon["name"], container):
            return True
        foreign = "：" in colon["colon"] or not self.masked[colon.end() : colon.end() + 1].isascii()
        return foreign and line.dash < 0 and line.key < 0

    def letter(self, count: int) -> str:
        self.used += 1
        return chr(_PRIVATE + self.used % 6000) * count

    def glued(self, line: Line, index: int, glued: re.Match[str]) -> Iterator[Cover]:
        """`-太贵了`: the blank takes the place of one letter."""
        at, start, end = line.body, glued.end(), line.end
        rest = self.text[start:end]
        column = line.depth + at - line.content
        new = behind_dash(rest, column, self.newline)
        edit = None if new is None else Edit(at + 1, end, new)
        pushed = self.pushed(index, column) if start == at + 1 else []
        problem = words.dash(at, rest, "", fix(SAFE, edit, *pushed))
        key = _KEY.match(self.text, start, end)
        if key is None:
            scalar = _plain(rest, start, column)
            yield Cover(problem, at, "- " + "x" * (end - at - 2), {at + 1: scalar, at + 2: scalar})
            return
        meant = {at + 2: _plain(key[0], start, column + 1)}
        letters = "- " + self.letter(key.end() - at - 2)
        value = key.end("colon")
        if not reads(self.masked[value:end]):
            letters += self.text[key.end() : value] + "x" * (end - value)
            meant[value] = _plain(self.text[value:end], value, column + 1)
        yield Cover(problem, at, letters, meant)

    def pushed(self, index: int, column: int) -> list[Edit]:
        """Lines that stand right below the text behind the dash move along with it."""
        edits: list[Edit] = []
        for below in range(index + 1, len(self.lines)):
            line = self.lines[below]
            if line.depth <= column or (not edits and line.depth != column + 1):
                break
            edits.append(Edit(line.start, line.start, " "))
        return edits

    def wide_colon(self, line: Line, found: re.Match[str]) -> Cover:
        """`say：您好`: the key gives up a letter for the blank behind the colon."""
        name, mark = self.text[slice(*found.span("name"))], found["colon"]
        begin, start = found.span("colon")
        value = self.text[start : line.end]
        column = line.depth + found.start() - line.content
        new = behind_colon(name, value, column, self.newline)
        made = None if new is None else fix(SAFE, Edit(begin, line.end, new))
        problem = words.wide_colon(begin, start, name, mark, "", made)
        room = start - found.start()
        meant = {found.start(): _plain(name, found.start(), line.depth)}
        if not value:
            return Cover(problem, found.start(), self.letter(room - 1) + ":", meant)
        letters = self.letter(room - 2) + ": "
        if not keeps_inline(name, value):
            letters += "x" * len(value)
            meant[start] = _plain(value, start, column)
        return Cover(problem, found.start(), letters, meant)

    def value(self, line: Line, index: int, container: str) -> Iterator[Cover]:
        """Text behind `key: ` or `- ` that is not one value to YAML."""
        start, name = line.value, self.text[line.body : line.key] if line.key >= 0 else ""
        column = line.column
        if name and line.dash >= 0 and words.is_text("", container) and not words.is_name(name, ""):
            start, name, column = line.body, "", line.dash
        raw = self.masked[start : line.end]
        if words.is_text(name, container) and raw and raw[0] not in "\"'[{|>#" and (tail := self.tail(line, index)):
            yield self.wrapped([line, *tail], start, name, column)
            return
        if not _SUSPECT.match(raw) or _NO_TEXT.fullmatch(raw) or self.closed_later(start, line, index) or reads(raw):
            return
        value = self.text[start : line.end]
        if raw[0] in "[{" and name and not words.is_text(name, container):
            return
        describe = {"[": words.brackets, "{": words.braces}.get(raw[0], words.colon)
        said = value[1:] if raw[0] in "\"'" and raw.count(raw[0]) == 1 else value
        edit = to_block(self.text, start, line.end, said, column)
        made = fix(UNSAFE if said != value or " #" in value else SAFE, edit)
        problem = describe(start, line.end, name, value, said, fix=made)
        yield Cover(problem, start, "x" * len(value), {start: _plain(value, start, column)})

    def tail(self, line: Line, index: int) -> list[Line]:
        """Lines below that go on with the text of this one, if they have a colon in them that YAML takes for a key's."""
        found = []
        for below in range(index + 1, len(self.lines)):
            other = self.lines[below]
            if other.depth <= line.column:
                break
            if other.block >= 0 or (other.key >= 0 and words.is_name(self.text[other.body : other.key], "")):
                return []
            found.append(other)
        return found if any(other.key >= 0 for other in found) else []

    def wrapped(self, parts: list[Line], start: int, name: str, column: int) -> Cover:
        """`say: 您好` and below it, further in, `请问: 要什么`."""
        self.done = end = parts[-1].end
        pieces = [self.text[start : parts[0].end], *(self.text[part.content : part.end] for part in parts[1:])]
        edit = to_block(self.text, start, end, "\n".join(pieces), column)
        problem = words.colon(start, end, name, self.text[start:end], fix=fix(UNSAFE, edit))
        letters = re.sub(r"[^ \t\r\n]", "x", self.text[start:end])
        return Cover(problem, start, letters, {start: _plain(self.text[start:end], start, column)})

    def closed_later(self, start: int, line: Line, index: int) -> int:
        """Where quotes or brackets that open at `start` are closed on a later line, before anything new begins; else 0."""
        first = self.masked[start : line.end][:1]
        if first not in ("'", '"', "[", "{"):
            return 0
        limit = self.next_item(line, index)
        end = 0
        if first in ("'", '"'):
            found = (_DOUBLE if first == '"' else _SINGLE).match(self.masked, start, limit)
            end = found.end() if found else 0
        else:
            depth = 0
            for found in _BRACKETS.finditer(self.masked, start, limit):
                depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
                if depth == 0:
                    end = found.end()
                    break
        return end if end > line.end else 0

    def next_item(self, line: Line, index: int) -> int:
        """Where the next key or item begins that is no deeper than this line; not much further on in any case."""
        for other in self.lines[index + 1 : index + _FAR]:
            if other.depth <= line.column and (other.key >= 0 or other.dash >= 0):
                return other.start
        return self.lines[index + _FAR].start if index + _FAR < len(self.lines) else len(self.text)
