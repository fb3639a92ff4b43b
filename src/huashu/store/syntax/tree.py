"""From libyaml's events to our own small tree, with the YAML 1.2 core values and a note of everything unusual.

PyYAML's composer is never asked: it loses anchors and tags, reads YAML 1.1 values and crashes on deep nesting.
This module imports PyYAML, so import it where a file is about to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml._yaml import CParser

from huashu.model.source import Mapping, Node, Scalar, Sequence, Style
from huashu.store.syntax.keys import KEYS, OPEN
from huashu.store.syntax.values import FIRST, core_value

MAX_DEPTH = 32

_PROPERTY = re.compile(r"(&)[0-9A-Za-z_-]+|(!)(?:<[^>\s]*>|[^\s,\[\]{}]*)")
_UP_TO_TOKEN = re.compile(r"(?:[ \t]+|[\r\n]+\ufeff?|#[^\r\n]*)*")
_DIRECTIVE = re.compile(r"^%[^\r\n]*", re.MULTILINE)

# `at: [[replies/0/say, 2, 3]]` of a rule's examples: nobody says that to a customer
_SPANS = re.compile(r"(?:[\[\]\s,0-9]|[a-z_]++(?:/[a-z0-9_-]++)++)*+")
# What a name of the library's own looks like.
_NAME = re.compile(r"[\w/-]+")
_WIDE_INDENT = re.compile(r"^[ \t]*\u3000", re.MULTILINE)
BARE_CR = re.compile(r"\r(?!\n)")

# Which event it is tells its class; our own protocol below tells what we read of it.
_ALIAS: object = AliasEvent
_DOCUMENT: object = DocumentStartEvent
_MAPPING_END: object = MappingEndEvent
_MAPPING: object = MappingStartEvent
_SCALAR: object = ScalarEvent
_SEQUENCE_END: object = SequenceEndEvent
_STREAM_END: object = StreamEndEvent

_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long


class Note(NamedTuple):
    """Something unusual at `start:end`; code is a problem code or "alias".

    of: where the token begins that an anchor or tag belongs to, or the first place of a repeated key; else `start`.
    """

    code: str
    start: int
    end: int
    of: int


class Tree(NamedTuple):
    """root: None when the file holds nothing. odd: some text or list may not be what its writer meant: inspect it."""

    root: Node | None
    notes: tuple[Note, ...]
    odd: bool


class TooDeep(Exception):
    """Nesting beyond MAX_DEPTH; never leaves the store."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


def build(text: str, data: bytes | None = None) -> Tree:
    """The tree of the first document. Raises TooDeep, and YAMLError where libyaml finds a syntax error.

    data: the same text in UTF-8 where the caller has it, which saves encoding it again.
    """
    builder = _Builder(text, data)
    root = builder.document()
    return Tree(root, tuple(builder.notes), builder.odd)


class _Mark(Protocol):
    index: int
    column: int


class _Event(Protocol):
    """What we read of PyYAML's events; each class has some of these."""

    start_mark: _Mark
    end_mark: _Mark
    value: str
    style: str
    flow_style: bool
    anchor: str | None
    tag: str | None
    version: object
    tags: object


class _Builder:
    """Pulls events and makes nodes; written for speed: every file that is not laid out tidily comes through here."""

    __slots__ = ("free", "get", "has_properties", "notes", "odd", "text")

    def __init__(self, text: str, data: bytes | None) -> None:
        self.text = text
        self.notes: list[Note] = []
        self.odd = False
        self.free = False  # whether the next mapping names its keys as it likes
        self.get = cast("Callable[[], _Event]", CParser(text if data is None else data).get_event)
        self.has_properties = "&" in text or "!" in text

    def note(self, code: str, start: int, end: int, of: int | None = None) -> None:
        self.notes.append(Note(code, start, end, start if of is None else of))

    def document(self) -> Node | None:
        get = self.get
        get()
        event = get()
        if event.__class__ is _STREAM_END:
            return None
        if event.version is not None or event.tags is not None:
            for found in _DIRECTIVE.finditer(self.text, 0, event.end_mark.index):
                self.note("directive", *found.span())
        root = self.node(get(), -1, 0)
        get()
        event = get()
        if event.__class__ is _DOCUMENT:
            self.note("many-documents", event.start_mark.index, event.end_mark.index)
        return root

    def node(self, event: _Event, indent: int, depth: int) -> Node:
        kind = event.__class__
        if kind is _SCALAR:
            return self.scalar(event, indent)
        start = event.start_mark.index
        if kind is _ALIAS:
            self.note("alias", start, event.end_mark.index)
            raw = self.text[start : event.end_mark.index]
            return Scalar(raw, Style.PLAIN, start, event.end_mark.index, indent, raw)
        if depth >= MAX_DEPTH:
            raise TooDeep(start)
        column = event.start_mark.column
        if event.anchor is not None or event.tag is not None:
            start = self.properties(start, len(self.text))
            column = start - 1 - max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start))
        flow = bool(event.flow_style)
        read = self.mapping if kind is _MAPPING else self.sequence
        node = read(start, indent if flow else column, depth + 1, flow)
        if flow and node[0] and not _SPANS.fullmatch(self.text, start, node[2]):
            self.odd = True
        return node

    def mapping(self, start: int, indent: int, depth: int, flow: bool) -> Mapping:
        get = self.get
        # a file with `&` or `!` in it takes the careful way everywhere
        known, quick = (frozenset(), None) if self.has_properties else (KEYS, _SCALAR)
        free, self.free = self.free, False
        pairs = []
        seen: dict[str, int] = {}
        while (event := get()).__class__ is not _MAPPING_END:
            if (
                event.__class__ is quick
                and not event.style
                and ((name := event.value) in known or (free and _NAME.fullmatch(name)))
            ):
                at = event.start_mark.index
                end = at + len(name)
                key: Scalar | None = _make(Scalar, (name, "", at, end, indent, name))
            else:
                key = self.key(event, indent, depth)
                name, at, end = (key.value, key.start, key.end) if key else ("", -1, -1)
            if name in seen and key:
                self.note("repeated-key", at, key.end, seen[name])
            seen[name] = at
            event = get()
            if event.__class__ is quick:
                text, style = event.value, event.style
                at, after = event.start_mark.index, event.end_mark.index
                data: object = text
                if style != "|":
                    quotes = 2 if style == '"' or style == "'" else 0  # with nothing escaped or folded between them
                    if (
                        style == ">" or after - at != len(text) + quotes or at != end + 2
                    ):  # many lines, or not right behind `key: `
                        self.odd = True
                    if not style and text[:1] in FIRST:
                        data = core_value(text)
                value: Node = _make(Scalar, (text, style, at, after, indent, data))
            else:
                self.free = name in OPEN
                value = self.node(event, indent, depth)
                self.free = False
            if key:
                pairs.append((key, value))
        return _make(Mapping, (tuple(pairs), start, event.end_mark.index, flow))

    def key(self, event: _Event, indent: int, depth: int) -> Scalar | None:
        """A key that needs a closer look; None, noted, for one that is not a word on one line."""
        node = self.node(event, indent, depth)
        self.odd = True
        if type(node) is Scalar and node.start < node.end and node.style not in (Style.LITERAL, Style.FOLDED):
            raw = self.text[node.start : node.end]
            if "\n" not in raw and "\r" not in raw:
                if raw == "<<":
                    self.note("merge-key", node.start, node.end)
                return node._replace(data=node.value)
        self.note("complex-key", node.start, node.end)
        return None

    def sequence(self, start: int, indent: int, depth: int, flow: bool) -> Sequence:
        get = self.get
        items = []
        while (event := get()).__class__ is not _SEQUENCE_END:
            items.append(self.node(event, indent, depth))
        return _make(Sequence, (tuple(items), start, event.end_mark.index, flow))

    def scalar(self, event: _Event, indent: int) -> Scalar:
        value, style = event.value, event.style
        start, end = event.start_mark.index, event.end_mark.index
        data: object = value
        if self.has_properties and (event.anchor is not None or event.tag is not None):
            start = self.properties(start, end)
        if style != "|":
            quotes = 2 if style == '"' or style == "'" else 0
            if style == ">" or end - start != len(value) + quotes or value[:1] == "-" or ":" in value or "：" in value:
                self.odd = True
            if not style and value[:1] in FIRST:
                data = core_value(value)
        return _make(Scalar, (value, style, start, end, indent, data))

    def properties(self, start: int, end: int) -> int:
        """Note the anchor and the tag before a node; where the node itself begins."""
        found = []
        at = start
        while at < end and (match := _PROPERTY.match(self.text, at, end)):
            found.append(match)
            blank = _UP_TO_TOKEN.match(self.text, match.end(), end)
            at = blank.end() if blank else match.end()
        for match in found:
            self.note("anchor" if match[1] == "&" else "tag", *match.span(), at)
        self.odd = True
        return at


def quick_tree(text: str, data: bytes) -> tuple[Tree | None, bool]:
    """The tree of a text (data: the same in UTF-8) and whether nothing in it calls for a closer look.

    None where the text must be prepared before it can be read, or where it cannot be read.
    """
    if "\x85" in text or "\u2028" in text or "\u2029" in text or "\ufeff" in text:
        return None, False
    if "\r" in text and BARE_CR.search(text):
        return None, False
    try:
        tree = build(text, data)
    except (YAMLError, TooDeep):
        return None, False
    odd = tree.odd or tree.notes or type(tree.root) is Scalar or tree.root is None
    if odd or ("\u3000" in text and _WIDE_INDENT.search(text)) or _has_trailing_comment(text):
        return tree, False
    return tree, True


def _has_trailing_comment(text: str) -> bool:
    """Whether some `#` stands behind other text, where it may cut off what somebody meant to say."""
    at = text.find("#")
    while at >= 0:
        if text[at - 1 : at] in ("", "\n", " ", "\t"):
            if text[text.rfind("\n", 0, at) + 1 : at].strip():
                return True
            at = text.find("\n", at)  # a whole line of comment
            if at < 0:
                break
        at = text.find("#", at + 1)
    return False
