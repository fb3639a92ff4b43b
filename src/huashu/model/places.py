"""Where each character of a scalar lies in its file: quotes, escapes, folding and indentation undone.

Only the scalar's own token is read; nothing is ever found by searching for the value. The rules are those of libyaml
(which differs from the YAML specification in small ways), since the value to explain was read by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from huashu.model.source import Scalar, Style
from huashu.patterns import lazy

_BLOCK_HEADER = lazy(r"[|>](?P<before>[+-]?)(?P<indent>[1-9]?)(?P<after>[+-]?)[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BREAK = lazy(r"\r\n|\n|\r")
_BLANKS = lazy(r"[ \t\r\n]+")
_DOUBLE_ESCAPE = lazy(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(\r\n|[^xuU]))")
_NAMED_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip

Place = tuple[str, int, int]  # a character of the value and the half-open span of the file that it was read from
Line = tuple[int, int, int]  # a line of a block scalar: offsets of its content, of its break, and after the break


def offsets(file_text: str, scalar: Scalar) -> Sequence[int]:
    """For each character of `scalar.value` its offset in `file_text`, then the end of the last character's source.

    An escape's offset is that of its backslash; a blank made by folding lies at the line break it stands for.
    Raises ValueError when the token does not read as the value: the tree belongs to another text, which is a bug.
    """
    value, style, start, end = scalar[:4]
    if style == Style.PLAIN and file_text[start:end] == value:
        return range(start, end + 1)
    if style == Style.LITERAL and (found := _literal(file_text, scalar)):
        return found
    if style in (Style.SINGLE, Style.DOUBLE) and file_text[start + 1 : end - 1] == value:
        return range(start + 1, end)
    return _checked(scalar, list(_places(file_text, scalar)))


def _places(file_text: str, scalar: Scalar) -> Iterator[Place]:
    if scalar.style == Style.FOLDED:
        return _folded_block(file_text, scalar)
    if scalar.style == Style.PLAIN:
        return _flow(file_text, scalar.start, scalar.end, "")
    if scalar.style in (Style.SINGLE, Style.DOUBLE):
        return _flow(file_text, scalar.start + 1, scalar.end - 1, scalar.style)
    return iter(())


def _checked(scalar: Scalar, places: list[Place]) -> list[int]:
    size = len(scalar.value)
    if "".join([place[0] for place in places[:size]]) != scalar.value or any(
        place[0] != "\n" for place in places[size:]
    ):
        raise ValueError(f"scalar at {scalar.start}:{scalar.end} does not read as its value")
    last = places[size - 1][2] if size else _first(scalar)
    return [*(place[1] for place in places[:size]), last]


def _first(scalar: Scalar) -> int:
    """Where text would begin in an empty scalar."""
    if scalar.style in (Style.SINGLE, Style.DOUBLE):
        return scalar.start + 1
    return scalar.start if scalar.style == Style.PLAIN else scalar.end


def _literal(file_text: str, scalar: Scalar) -> list[int] | None:
    """The quick way for a literal block: whole lines at a time. None where it does not read as the value."""
    lines = _block_lines(file_text, scalar)
    text = "\n".join([file_text[start:stop] for start, stop, _after in lines])
    if lines and lines[-1][1] < lines[-1][2]:
        text += "\n"
    size = len(scalar.value)
    if not text.startswith(scalar.value) or text[size:].strip("\n"):
        return None
    if not size:
        return [scalar.end]
    found = list(chain.from_iterable([range(start, stop + 1) for start, stop, _after in lines]))
    del found[size:]
    last = found[-1]
    found.append(last + 2 if file_text.startswith("\r\n", last) else last + 1)
    return found


def _block_lines(file_text: str, scalar: Scalar) -> list[Line]:
    """The content lines of a block scalar without their indentation; lines that are all blank hold nothing."""
    header = _BLOCK_HEADER.match(file_text, scalar.start)
    if header is None:
        return []
    spans = []
    at = header.end()
    while at < scalar.end:
        found = _BREAK.search(file_text, at, scalar.end)
        stop, after = found.span() if found else (scalar.end, scalar.end)
        spans.append((at, stop, after))
        at = after
    if header["indent"]:
        indent = max(scalar.parent_indent, 0) + int(header["indent"])
    else:
        indent = next((n for n in (_indent(file_text, *span[:2]) for span in spans) if n >= 0), scalar.end)
    return [(min(start + indent, stop), stop, after) for start, stop, after in spans]


def _indent(file_text: str, start: int, stop: int) -> int:
    """Blanks before the first other character of a line, -1 where there is none."""
    line = file_text[start:stop]
    stripped = line.lstrip(" ")
    return len(line) - len(stripped) if stripped else -1


def _folded_block(file_text: str, scalar: Scalar) -> Iterator[Place]:
    """Lines joined as libyaml joins them: one blank between two lines of text, breaks kept around indented ones."""
    held: list[Place] = []  # breaks since the last line of text
    keep = True  # before the first line and after an indented one
    for start, stop, after in _block_lines(file_text, scalar):
        if start < stop:
            is_indented = file_text[start] in " \t"
            yield from held if keep or is_indented else _fold(held)
            held.clear()
            keep = is_indented
            yield from ((file_text[at], at, at + 1) for at in range(start, stop))
        if stop < after:
            held.append(("\n", stop, after))
    yield from held


def _fold(breaks: list[Place]) -> list[Place]:
    """One break becomes a blank; of several the first is dropped."""
    return breaks[1:] if len(breaks) > 1 else [(" ", breaks[0][1], breaks[0][2])]


def _flow(file_text: str, start: int, end: int, style: str) -> Iterator[Place]:
    """Plain and quoted text: blanks around line breaks vanish, breaks fold, escapes stand for one character."""
    at = start
    while at < end:
        char = file_text[at]
        if char in " \t\r\n":
            run = _BLANKS.match(file_text, at, end)
            stop = run.end() if run else at + 1
            breaks = [("\n", *found.span()) for found in _BREAK.finditer(file_text, at, stop)]
            yield from _fold(breaks) if breaks else ((file_text[i], i, i + 1) for i in range(at, stop))
            at = stop
        elif style == Style.SINGLE and file_text.startswith("''", at):
            yield "'", at, at + 2
            at += 2
        elif style == Style.DOUBLE and char == "\\":
            found = _DOUBLE_ESCAPE.match(file_text, at, end)
            if found is None:
                return
            at = found.end()
            if found[4] in ("\n", "\r", "\r\n"):
                run = _BLANKS.match(file_text, at, end)
                stop = run.end() if run else at
                yield from (("\n", *found.span()) for found in _BREAK.finditer(file_text, at, stop))
                at = stop
            else:
                yield _unescape(found), found.start(), at
        else:
            yield char, at, at + 1
            at += 1


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return _NAMED_ESCAPES.get(found[4], "")
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""
