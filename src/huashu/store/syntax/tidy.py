"""Reads YAML that is laid out as huashu writes it, several times as quickly as libyaml's events are turned into a tree.

Nearly every file of a library is laid out so: two blanks a level, `key: text`, `key: "text"`, `- text`, `key: |-` with
its lines below.
Whatever else there is, one odd character included, is left to libyaml: this reader then says nothing at all. What it
does say is exactly what `yaml_source.by_events` says of the same text; a law in the tests holds the two together.
"""

from __future__ import annotations

import re
from typing import Any

from huashu.model.source import Mapping, Node, Scalar, Sequence
from huashu.patterns import lazy
from huashu.store.syntax.keys import KEYS, OPEN
from huashu.store.syntax.values import FIRST, core_value

_DEEPEST = 40  # blanks before a line
_HEAD = len(": |-\n")
# Text on one line that means itself: nothing in it could be taken for a mark of YAML's.
_FIRST = r"""[^\s\-?:,\[\]{}#&*!|>'"%@`]"""
_PLAIN = rf"{_FIRST}[^\n:#]*+(?::(?=\S)[^\n:#]*+)*+(?<! )"
_ITEM = rf"{_FIRST}[^\n:：#]*+(?<! )"  # what may be a key with no blank behind its colon is looked at elsewhere
_REST = r"(?: *+#[^\n]*+\n|\n)*+"  # comments and empty lines
# all of it, blanks, dash, key, block, text behind the key, quoted text, text behind the dash; a block's lines stand two
# blanks further in
_ENTRY = lazy(
    r"^(( *+)(- )?"  # whole lines: looked for anywhere in a line, a long one would take the square of its length
    r"(?:(\w[\w/-]*+):(?: (?:\|-\n((?:\2  (?(3)  )[^ \n][^\n]*+\n)(?:\n*+\2  (?(3)  )[^ \n][^\n]*+\n)*+\n*+)"
    r"(?!\2  (?(3)  ))"
    rf'|({_PLAIN})\n|("[^"\\\n#]*+")\n)|(?: +#[^\n]*+)?\n)'
    rf"|({_ITEM})\n){_REST})",
    re.MULTILINE,
)
_BEGINNING = lazy(_REST)
# Characters that are no YAML, break lines only for libyaml, or are looked at more closely elsewhere.
_UNUSUAL = lazy("[^\n -~\xa0-\u2027\u202a-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[&!]")

# A list or table that goes on: its column, where it begins, whether it is a list; its items, or its pairs of key and
# value; the values of a table and those of a list; whether its keys are the library's own; and the key of the entry in it
# that is being read.
_Frame = tuple[int, int, bool, list[Any], dict[str, object], list[object], bool, Scalar | None]
_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long


def tidy_values(text: str) -> dict[str, object] | None:
    """The values of a text that is laid out in the tidy way, as `to_data()` of its tree gives them; None for any other
    text. Where its values stand, few ever ask, and to note it takes as long as to read them."""
    found = _read(text, placed=False)
    return None if found is None else found[1]


def tidy_tree(text: str) -> Mapping | None:
    """The tree of a text that is laid out in the tidy way; None for any other text."""
    found = _read(text, placed=True)
    return None if found is None else found[0]


def _read(text: str, *, placed: bool) -> tuple[Mapping, dict[str, object]] | None:
    """Tree and values; the tree is empty unless the values' places are wanted."""
    if "&" in text or "!" in text or (not text.replace("\n", "").isprintable() and _UNUSUAL.search(text)):
        return None
    match = _BEGINNING.match(text)
    at = begin = match.end() if match else 0
    column, start, in_list, free = 0, begin, False, False
    nodes: list[Any] = []
    values: dict[str, object] = {}
    listed: list[object] = []
    around: list[_Frame] = []
    opened: Scalar | None = None  # a key on a line of its own
    # where anything lies between two of them, all taken together are shorter than the text
    for entry, blanks, dash, name, block, plain, quoted, item in _ENTRY.findall(text, at):
        here = len(blanks)
        begins = at + here
        at += len(entry)
        if opened is not None:
            if here != column + 2 or here > _DEEPEST:
                return None
            around.append((column, start, in_list, nodes, values, listed, free, opened))
            column, start, in_list, free, opened = here, begins, bool(dash), not dash and opened[0] in OPEN, None
            nodes, values, listed = [], {}, []
        else:
            while here < column:
                node = _node(in_list, nodes, start, begins) if placed else None
                frame = _ended(around, listed if in_list else values, node)
                column, start, in_list, nodes, values, listed, free, _key = frame
            if here != column:
                return None
        if dash:
            if not in_list:
                return None
            begins += 2
            if item:
                data = core_value(item) if item[0] in FIRST else item
                listed.append(data)
                if placed:
                    nodes.append(_make(Scalar, (item, "", begins, begins + len(item), here, data)))
                continue
            around.append((column, start, True, nodes, values, listed, free, None))
            column, start, in_list, free = here + 2, begins, False, False
            nodes, values, listed = [], {}, []
        if in_list or item or name in values or not (free or name in KEYS):
            return None
        end = begins + len(name)
        value: object
        node = None
        if plain:
            value = core_value(plain) if plain[0] in FIRST else plain
            if placed:
                node = _make(Scalar, (plain, "", end + 2, end + 2 + len(plain), column, value))
        elif block:
            inner = column + 2
            value = said = block[inner:].rstrip("\n")
            if "\n" in said:
                value = said = said.replace("\n" + " " * inner, "\n")
            if placed:
                node = _make(Scalar, (said, "|", end + 2, end + _HEAD + len(block), column, value))
        elif quoted:
            value = quoted[1:-1]
            if placed:
                node = _make(Scalar, (value, '"', end + 2, end + 2 + len(quoted), column, value))
        else:
            values[name] = None  # until what stands below it is read
            opened = _make(Scalar, (name, "", begins, end, column, name))
            continue
        values[name] = value
        if node is not None:
            nodes.append((_make(Scalar, (name, "", begins, end, column, name)), node))
    if at != len(text) or at == begin or opened is not None:
        return None
    while around:
        node = _node(in_list, nodes, start, at) if placed else None
        column, start, in_list, nodes, values, listed, free, _key = _ended(around, listed if in_list else values, node)
    return _make(Mapping, (tuple(nodes), start, at, False)), values


def _node(in_list: bool, nodes: list[Any], start: int, end: int) -> Node:
    if in_list:
        return _make(Sequence, (tuple(nodes), start, end, False))
    return _make(Mapping, (tuple(nodes), start, end, False))


def _ended(around: list[_Frame], data: object, node: Node | None) -> _Frame:
    """Put the innermost list or table, which ends, into the one around it, which goes on."""
    frame = around.pop()
    _column, _start, in_list, nodes, values, listed, _free, key = frame
    if in_list:
        listed.append(data)
        if node is not None:
            nodes.append(node)
    elif key is not None:
        values[key[0]] = data
        if node is not None:
            nodes.append((key, node))
    return frame
