"""Text as people see it: lines and columns in code points, widths on a terminal, nearest names."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from huashu.patterns import lazy

LINE_BREAK = lazy(r"\r\n|\n|\r")
SLOT = lazy(r"\{([^{}\s]+)\}")


CONTROL = lazy(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WILD = lazy(r"(\*\*/|\*\*|\*|\?)")


def line_starts(text: str) -> list[int]:
    """Offset (code points) of each line's first character; editors' breaks only: LF, CRLF, CR."""
    return [0, *(found.end() for found in LINE_BREAK.finditer(text))]


def line_column(starts: Sequence[int], offset: int) -> tuple[int, int]:
    """Line and column, both from 1, columns in code points, of an offset into the text."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def width(text: str) -> int:
    """Columns that a terminal gives to the text: hanzi and most emoji take two."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def visible(text: str) -> str:
    """The text without power over a terminal: control, bidi and zero-width characters as `\\uXXXX`."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\t", " "))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or "" where none is near."""
    return _nearest(name, known if isinstance(known, frozenset) else frozenset(known))


@lru_cache(maxsize=4096)
def _nearest(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    by_char, shared = _by_char(known), Counter[str]()
    for char in name:
        shared.update(by_char.get(char, ()))
    # whatever is half the same has so many characters in common: a file may hold thousands of names to look up
    some = sorted(other for other, count in shared.items() if 4 * count >= len(name) + len(other))
    found = get_close_matches(name, some, n=1, cutoff=0.5)
    return found[0] if found else ""


@lru_cache(maxsize=16)
def _by_char(known: frozenset[str]) -> dict[str, list[str]]:
    """Each character with the names that hold it."""
    found: dict[str, list[str]] = {}
    for name in sorted(known):
        for char in sorted(set(name)):
            found.setdefault(char, []).append(name)
    return found


@lru_cache(maxsize=4096)
def glob_matches(glob: str, path: str) -> bool:
    """Whether a path, or a folder above it, is what the glob names: `*` and `?` stay within a name, `**` does not."""
    reached = {0}  # all at once, since a regular expression would try them one by one, and a bad glob never end
    for piece in _WILD.split(glob.rstrip("/")):
        if piece == "**/":
            first = min(reached, default=len(path))
            reached |= {at + 1 for at in range(first, len(path)) if path[at] == "/"}
        elif piece == "**":
            reached = set(range(min(reached, default=len(path) + 1), len(path) + 1))
        elif piece == "*":
            reached = {end for at in reached for end in range(at, _name_end(path, at) + 1)}
        elif piece == "?":
            reached = {at + 1 for at in reached if at < _name_end(path, at)}
        else:
            reached = {at + len(piece) for at in reached if path.startswith(piece, at)}
    return any(at == len(path) or path[at] == "/" for at in reached)


def _name_end(path: str, at: int) -> int:
    end = path.find("/", at)
    return len(path) if end < 0 else end
