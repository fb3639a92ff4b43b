"""Traps of inline text that YAML reads without complaint, but not as they were meant (DESIGN 2).

Traps that YAML cannot read at all are found by `traps.lines`.
"""

from __future__ import annotations

from collections.abc import Collection

from huashu.model.source import Edit, Mapping, Node, Problem, Scalar, Sequence, Style
from huashu.patterns import lazy
from huashu.store.syntax.keys import KEYS
from huashu.store.syntax.tree import Note, Tree
from huashu.store.traps import scalars, words
from huashu.store.traps.fixes import (
    MAX_LINES,
    SAFE,
    UNSAFE,
    behind_dash,
    fix,
    line_end,
    newline,
    one_item_a_line,
    to_block,
)
from huashu.store.traps.scalars import Place

_BREAK = lazy(r"[\r\n]")
_COMMENT = lazy(r"(?<=[^ \t])[ \t]+#")
_COMMENT_INSIDE = lazy(r"(?:^|\s)#")


def inspect(text: str, tree: Tree, settled: Collection[int] = ()) -> tuple[Node | None, list[Problem]]:
    """The tree with text where text was meant, and a problem for each trap.

    settled: where scalars begin that have been dealt with already.
    """
    if tree.root is None:
        return None, []
    inspector = _Inspector(text, tree.notes, settled)
    root = inspector.value(tree.root, Place("", None, "", -2, False))
    return root, inspector.problems


class _Inspector:
    """Walks the tree; most nodes are passed over after one glance."""

    def __init__(self, text: str, notes: tuple[Note, ...], settled: Collection[int]) -> None:
        self.text = text
        self.settled = settled
        self.problems: list[Problem] = []
        self.properties = {note.of: note.start for note in reversed(notes) if note.code in ("anchor", "tag")}
        comments = _COMMENT.finditer(text) if "#" in text else ()
        self.cut_off = {found.start() for found in comments}  # where tokens end that a comment follows
        anchors = {text[note.start + 1 : note.end] for note in notes if note.code == "anchor"}
        self.lost_aliases = {
            note.start for note in notes if note.code == "alias" and text[note.start + 1 : note.end] not in anchors
        }

    def is_full(self) -> bool:
        return len(self.problems) >= words.MAX_PROBLEMS

    def value(self, node: Node, place: Place) -> Node:
        if isinstance(node, Scalar):
            return self.scalar(node, place)
        if place.text_meant and not self.is_full() and (meant := self.meant_as_text(node, place)):
            return meant
        return self.mapping(node, place) if isinstance(node, Mapping) else self.sequence(node, place)

    def sequence(self, node: Sequence, place: Place) -> Sequence:
        if node.flow and not self.is_full():
            self.wide_commas(node, place)
        items = list(node.items)
        in_flow = place.in_flow or node.flow
        column = place.column if node.flow else scalars.column(self.text, node.start)
        for index, item in enumerate(items):
            if not self.is_harmless(item):
                field = f"{place.field}/{index}" if place.field else str(index)
                items[index] = self.value(item, Place(field, None, place.name or place.container, column, in_flow))
        return node._replace(items=tuple(items))

    def mapping(self, node: Mapping, place: Place) -> Mapping:
        pairs = list(node.pairs)
        in_flow = place.in_flow or node.flow
        for index, (key, child) in enumerate(pairs):
            known = in_flow or key.value in KEYS
            if known and self.is_harmless(child):
                continue
            field = f"{place.field}/{key.value}" if place.field else key.value
            if not known:
                self.key(key, field, place)
            column = place.column if node.flow else key.parent_indent
            pairs[index] = key, self.value(child, Place(field, key, place.name, column, in_flow))
        return node._replace(pairs=tuple(pairs))

    def is_harmless(self, node: Node) -> bool:
        """Whether a look at the scalar alone shows that it is no trap."""
        if not isinstance(node, Scalar):
            return False
        value, style, start, end = node[:4]
        if start in self.properties or start in self.lost_aliases:
            return False
        if style == Style.PLAIN:
            glued = value[:1] == "-" or ":" in value or "：" in value
            return end - start == len(value) and not glued and end not in self.cut_off
        return style == Style.LITERAL or (style != Style.FOLDED and _BREAK.search(self.text, start, end) is None)

    def key(self, key: Scalar, field: str, place: Place) -> None:
        """`-say: 您好` and `say：您好: 请问`, which make odd keys."""
        if key.style or key.start in self.settled or self.is_full():
            return
        glued = words.GLUED_DASH.match(self.text, key.start, key.end)
        colon = words.NAME_COLON.match(self.text, key.start, key.end)
        if glued and scalars.is_first(self.text, key.start):
            self.problems.append(scalars.glued_dashes(self.text, [glued], field))
        elif colon and words.is_name(colon["name"], place.name):
            self.problems.append(scalars.wide_colon(self.text, colon, field))

    def scalar(self, node: Scalar, place: Place) -> Scalar:
        if self.is_full() or node.start in self.settled:
            return node
        if node.start in self.properties or node.start in self.lost_aliases:
            meant = scalars.symbols(self.text, node, self.properties.get(node.start, node.start), place)
            self.problems += [meant[1]] if meant else []
            return meant[0] if meant else node
        found: list[Problem] = []
        if node.style == Style.PLAIN and not place.in_flow:
            found = scalars.glued(self.text, node, place)
            if not found and (cut := scalars.cut(self.text, node, place)):
                found = [cut]
        if not found and place.field and node.style != Style.LITERAL and (fold := scalars.fold(self.text, node, place)):
            found = [fold]
        self.problems += found
        return node

    def meant_as_text(self, node: Mapping | Sequence, place: Place) -> Scalar | None:
        """`say: [微笑]`, `say: {工号}`, `- 您好: 请问` as the text that they were meant to be."""
        end = node.end if node.flow else line_end(self.text, node.start)
        raw = self.text[node.start : end].rstrip(" \t")
        if place.in_flow or _BREAK.search(raw) or (node.flow and not raw[1:-1].strip()):
            return None
        if node.flow:
            describe = words.brackets if isinstance(node, Sequence) else words.braces
        elif place.key is None and isinstance(node, Mapping) and _is_sentence(node, end):
            describe = words.colon
        else:
            return None
        end = node.start + len(raw)
        edit = to_block(self.text, node.start, end, raw, place.column, after_key=place.after_key(self.text))
        self.problems.append(describe(node.start, end, place.name, raw, field=place.field, fix=fix(SAFE, edit)))
        return Scalar(raw, Style.PLAIN, node.start, end, place.column, raw)

    def wide_commas(self, node: Sequence, place: Place) -> None:
        """`[太贵了，便宜点]`: one item to YAML, two to whoever wrote it."""
        whole = self.text[node.start : node.end]
        if not words.WIDE_COMMA.search(whole):
            return
        found = []
        items: list[str | None] = []
        for item in node.items:
            raw = self.text[item.start : item.end]
            commas = list(words.WIDE_COMMA.finditer(raw)) if isinstance(item, Scalar) and not item.style else []
            found += [item.start + comma.start() for comma in commas]
            if not commas:
                items.append(f" {raw}")
            elif len(items) < MAX_LINES:
                pieces = [piece.strip() for piece in words.WIDE_COMMA.split(raw)]
                items += [behind_dash(piece, place.column + 2, newline(self.text)) for piece in pieces if piece]
        if not found:
            return
        if place.in_flow:
            made = fix(UNSAFE, *(Edit(at, at + 1, ", ") for at in found))
        elif _COMMENT_INSIDE.search(whole) or not 0 < len(items) < MAX_LINES or None in items:
            made = None
        else:
            lines = [item for item in items if item is not None]
            after_key = place.after_key(self.text)
            edit = one_item_a_line(self.text, node.start, node.end, lines, place.column, after_key)
            made = fix(SAFE if len(node.items) == 1 else UNSAFE, edit)
        self.problems.append(words.wide_comma(found[0], len(found), place.field, made))


def _is_sentence(node: Mapping, end: int) -> bool:
    """Whether a one-line mapping in a list of texts is a text with a colon in it."""
    if len(node.pairs) != 1:
        return False
    key, value = node.pairs[0]
    on_line = isinstance(value, Scalar) and (value.end <= end or value.start == value.end)
    return on_line and not words.is_name(key.value, "")
