"""Reads YAML that is laid out as huashu writes it, several times as quickly as libyaml's events are turned into a tree.

Nearly every file of a library is laid out so: two blanks a level, `key: text`, `key: "text"`, `- text`, `key: |-` with
its lines below.
Whatever else there is, one odd character included, is left to libyaml: this reader then says nothing at all. What it
does say is exactly what `yaml_source.by_events` says of the same text; a law in the tests holds the two together.
"""

from __future__ import annotations

import re

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

_Pairs = list[tuple[Scalar, Node]]
# A list or table that goes on: its column, where it begins, its pairs or items, the same as plain values, whether its
# keys are the library's own; and the key of the entry in it that is being read.
_Frame = tuple[int, int, _Pairs | None, list[Node], dict[str, object], list[object], bool, Scalar | None]
_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long


def tidy_tree(text: str) -> tuple[Mapping, dict[str, object]] | None:
    """The tree of a text that is laid out in the tidy way and its `to_data()`, which takes long to make afterwards; None
    for any other text."""
    if "&" in text or "!" in text or (not text.replace("\n", "").isprintable() and _UNUSUAL.search(text)):
        return None
    match = _BEGINNING.match(text)
    at = begin = match.end() if match else 0
    column, start, free = 0, begin, False
    pairs: _Pairs | None = []
    items: list[Node] = []
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
            around.append((column, start, pairs, items, values, listed, free, opened))
            column, start, free, opened = here, begins, not dash and opened[0] in OPEN, None
            pairs, items, values, listed = (None if dash else []), [], {}, []
        else:
            while here < column:
                frame = _ended(around, pairs, items, values, listed, start, begins)
                column, start, pairs, items, values, listed, free, _key = frame
            if here != column:
                return None
        if dash:
            if pairs is not None:
                return None
            begins += 2
            if item:
                data = core_value(item) if item[0] in FIRST else item
                items.append(_make(Scalar, (item, "", begins, begins + len(item), here, data)))
                listed.append(data)
                continue
            around.append((column, start, pairs, items, values, listed, free, None))
            column, start, pairs, items, values, listed, free = here + 2, begins, [], [], {}, [], False
        if pairs is None or item or name in values or not (free or name in KEYS):
            return None
        end = begins + len(name)
        key = _make(Scalar, (name, "", begins, end, column, name))
        if plain:
            values[name] = data = core_value(plain) if plain[0] in FIRST else plain
            pairs.append((key, _make(Scalar, (plain, "", end + 2, end + 2 + len(plain), column, data))))
        elif block:
            inner = column + 2
            value = block[inner:].rstrip("\n")
            if "\n" in value:
                value = value.replace("\n" + " " * inner, "\n")
            values[name] = value
            pairs.append((key, _make(Scalar, (value, "|", end + 2, end + _HEAD + len(block), column, value))))
        elif quoted:
            values[name] = value = quoted[1:-1]
            pairs.append((key, _make(Scalar, (value, '"', end + 2, end + 2 + len(quoted), column, value))))
        else:
            values[name] = opened = key  # until what stands below it is read
    if at != len(text) or at == begin or opened is not None:
        return None
    while around:
        frame = _ended(around, pairs, items, values, listed, start, at)
        column, start, pairs, items, values, listed, free, _key = frame
    return _make(Mapping, (tuple(pairs or ()), start, at, False)), values


def _ended(
    around: list[_Frame],
    pairs: _Pairs | None,
    items: list[Node],
    values: dict[str, object],
    listed: list[object],
    start: int,
    end: int,
) -> _Frame:
    """Put the innermost list or table, which ends, into the one around it, which goes on."""
    node: Node
    data: object
    if pairs is not None:
        node, data = _make(Mapping, (tuple(pairs), start, end, False)), values
    else:
        node, data = _make(Sequence, (tuple(items), start, end, False)), listed
    frame = around.pop()
    key = frame[7]
    if frame[2] is None:
        frame[3].append(node)
        frame[5].append(data)
    elif key is not None:
        frame[2].append((key, node))
        frame[4][key[0]] = data
    return frame
