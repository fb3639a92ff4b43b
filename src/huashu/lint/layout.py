"""Where a file's lines and comments are, by its tree: a `#` inside a text is text, and a text's lines belong together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from huashu.model.source import Mapping, Node, Scalar, Sequence, Source, Style
from huashu.patterns import lazy
from huashu.text import LINE_BREAK, line_starts

_HASH = lazy(r"(?<![^ \t\r\n\ufeff])#")
_BARE = lazy(r"[ \t\ufeff]*(?=[\r\n#]|\Z)")

Lines = tuple[int, int]  # first and last line of a passage, from 1


class Layout:
    """Lines (from 1) of a readable file. A passage is a line with all the lines of texts that begin on it."""

    def __init__(self, source: Source, root: Node) -> None:
        self.text = source.text
        self._starts = line_starts(source.text)
        self._scalars = sorted((scalar.start, scalar.end, scalar.style) for scalar in _scalars(root))
        self._firsts = [start for start, _end, _style in self._scalars]

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, line: int) -> int:
        """Offset of a line's first character."""
        return self._starts[line - 1]

    def line_of(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def passage(self, line: int) -> Lines:
        """The passage that a line belongs to."""
        first = last = line
        while (around := self._around(self.start(first))) is not None:
            first = self.line_of(around[0])
        while last < len(self) and (around := self._around(self.start(last + 1))) is not None:
            last = self.line_of(around[1] - 1)
        return first, last

    def comment(self, line: int) -> int | None:
        """Where the comment on a line begins."""
        end = self._starts[line] if line < len(self) else len(self.text)
        for found in _HASH.finditer(self.text, self.start(line), end):
            if not self._is_text(found.start()):
                return found.start()
        return None

    def is_bare(self, line: int) -> bool:
        """Whether a line outside texts holds at most a comment."""
        return _BARE.match(self.text, self.start(line)) is not None

    def _around(self, offset: int) -> tuple[int, int] | None:
        """The scalar that has an offset inside it, not at its beginning."""
        index = bisect_left(self._firsts, offset) - 1
        if index < 0 or self._scalars[index][1] <= offset:
            return None
        return self._scalars[index][:2]

    def _is_text(self, offset: int) -> bool:
        index = bisect_right(self._firsts, offset) - 1
        if index < 0 or self._scalars[index][1] <= offset:
            return False
        start, _end, style = self._scalars[index]
        if style not in (Style.LITERAL, Style.FOLDED):
            return True
        header = LINE_BREAK.search(self.text, start)  # `|-` may have a comment behind it
        return header is not None and offset >= header.end()


def _scalars(node: Node) -> Iterator[Scalar]:
    """All scalars of a tree, keys included."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from _scalars(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
