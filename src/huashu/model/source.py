"""A YAML file as read: its text and a small tree whose nodes know where they stand.

Offsets are code points into `Source.text`, half open. Nodes are named tuples, not dataclasses: thousands are made in a
run, and a named tuple is made in less than half the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast

from huashu import text

_FEW = 30  # places of a file


class Style:
    """How a scalar is written."""

    PLAIN = ""
    SINGLE = "'"
    DOUBLE = '"'
    LITERAL = "|"
    FOLDED = ">"


class Scalar(NamedTuple):
    """A scalar. `start:end` is its token in the file, quotes or block header included.

    value: the text as YAML reads it, always a string; `Scalar.data` gives the YAML 1.2 core value.
    parent_indent: column (from 0) of the innermost block collection around it, -1 at the top: block scalars with an
    indentation indicator count from there.
    """

    value: str
    style: str
    start: int
    end: int
    parent_indent: int
    data: object  # str, int, float, bool or None by the YAML 1.2 core schema


class Sequence(NamedTuple):
    """A list of nodes; `flow` when written with [ ]."""

    items: tuple[Scalar | Sequence | Mapping, ...]
    start: int
    end: int
    flow: bool

    def to_data(self) -> list[object]:
        return [to_data(item) for item in self.items]


class Mapping(NamedTuple):
    """Pairs in file order; keys are scalars (anything else is a problem found while parsing)."""

    pairs: tuple[tuple[Scalar, Scalar | Sequence | Mapping], ...]
    start: int
    end: int
    flow: bool

    def get(self, key: str) -> Scalar | Sequence | Mapping | None:
        """The node under `key`, or None."""
        for name, node in self.pairs:
            if name.value == key:
                return node
        return None

    def key(self, key: str) -> Scalar | None:
        """The key's own scalar, or None."""
        for name, _node in self.pairs:
            if name.value == key:
                return name
        return None

    def to_data(self) -> dict[str, object]:
        return {name.value: to_data(node) for name, node in self.pairs}


Node = Scalar | Sequence | Mapping


def to_data(node: Node) -> object:
    """The node as plain dict, list and scalar values, for schema validators."""
    return node.data if type(node) is Scalar else node.to_data()  # type: ignore[union-attr]


def at_path(root: Node, path: tuple[str | int, ...]) -> Node:
    """The node at a path of keys and indexes; the deepest one that exists where the path ends early."""
    node = root
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            child = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            child = node.items[step]
        if child is None:
            break
        node = child
    return node


class LazyTree:
    """The tree of a file that holds a table, read when it is first asked for: where their values stand, few files are
    ever asked."""

    __slots__ = ("_read", "_root")

    def __init__(self, read: Callable[[], Node | None]) -> None:
        self._read = read
        self._root: Mapping | None = None

    @property
    def root(self) -> Mapping:
        if self._root is None:
            root = self._read()
            assert isinstance(root, Mapping)
            self._root = root
        return self._root

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyTree) and (self is other or self.root == other.root)

    def __hash__(self) -> int:
        return hash(self.root)

    def scalar(self, field: str) -> Scalar:
        """The scalar at a path: replies/0/variants/phone."""
        node: Node | None = self.root
        for step in field.split("/"):
            node = node.items[int(step)] if isinstance(node, Sequence) else cast("Mapping", node).get(step)
        assert isinstance(node, Scalar), field
        return node


class Source:
    """One file of the library: path relative to it with `/`, and its text, a byte-order mark included."""

    __slots__ = ("_asked", "_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] = []
        self._asked = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and (self.path, self.text) == (other.path, other.text)

    def __hash__(self) -> int:
        return hash((self.path, self.text))

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {self.text!r})"

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column from 1, in code points."""
        # quicker than making the list of lines, for the few places that most files are asked for
        if not self._starts and self._asked < _FEW and "\r" not in self.text:
            self._asked += 1
            return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)
        return text.line_column(self._lines(), offset)

    def line(self, number: int) -> str:
        """The text of a line (from 1), without its break."""
        starts = self._lines()
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def _lines(self) -> list[int]:
        if not self._starts:
            self._starts = text.line_starts(self.text)
        return self._starts


class Edit(NamedTuple):
    """Replace `start:end` (offsets into the file's text) by `text`."""

    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """Edits that belong together. safety: "safe" (meaning unchanged) or "unsafe" (a person must look)."""

    safety: str
    edits: tuple[Edit, ...]


class Problem(NamedTuple):
    """What is wrong with a file before rules can judge it: bytes, YAML, traps of inline text, schema.

    code: one of PROBLEM_CODES; rules with `check: schema` say which codes they report.
    message, hint: sentences for the editor of the file, in the language in force.
    field: where in the tree, as `replies/0/say`; "" where there is no tree.
    """

    code: str
    start: int
    end: int
    message: str
    hint: str = ""
    field: str = ""
    fix: Fix | None = None


def walk(node: Node, field: str = "") -> Iterator[tuple[str, Node]]:
    """Every node below and including `node` with its field path (`replies/0/say`), in file order."""
    yield field, node
    if isinstance(node, Mapping):
        for name, child in node.pairs:
            yield from walk(child, f"{field}/{name.value}" if field else name.value)
    elif isinstance(node, Sequence):
        for index, child in enumerate(node.items):
            yield from walk(child, f"{field}/{index}" if field else str(index))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made at once. Raises ValueError when two edits overlap or one leaves the text."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}:{edit.end} overlaps another or leaves the text")
        pieces += text[done : edit.start], edit.text
        done = edit.end
    return "".join((*pieces, text[done:]))
