"""Traps of inline text that YAML reads without complaint, but not as they were meant (DESIGN 2)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from huashu.model.places import offsets
from huashu.model.source import Edit, Mapping, Node, Problem, Scalar, Sequence, Style
from huashu.store import trap_words as words
from huashu.store.trap_fixes import (
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
    one_item_a_line,
    to_block,
)
from huashu.store.yaml_tree import KEYS, Note, Tree

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_LINES = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"[\r\n]")
_KEY_COLON = re.compile(r"[ \t]*:")
_COMMENT = re.compile(r"(?<=[^ \t])[ \t]+#")
_COMMENT_INSIDE = re.compile(r"(?:^|\s)#")


class _Place(NamedTuple):
    """Where a value stands. container: name of the mapping or list that it is in; key: None for a list item."""

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


def inspect(text: str, tree: Tree, settled: Collection[int] = ()) -> tuple[Node | None, list[Problem]]:
    """The tree with text where text was meant, and a problem for each trap.

    settled: where scalars begin that have been dealt with already.
    """
    if tree.root is None:
        return None, []
    inspector = _Inspector(text, tree.notes, settled)
    root = inspector.value(tree.root, _Place("", None, "", -2, False))
    return root, inspector.problems


class _Inspector:
    def __init__(self, text: str, notes: tuple[Note, ...], settled: Collection[int]) -> None:
        self.text = text
        self.settled = settled
        self.newline = newline(text)
        self.problems: list[Problem] = []
        self.properties = {note.of: note.start for note in reversed(notes) if note.code in ("anchor", "tag")}
        comments = _COMMENT.finditer(text) if "#" in text else ()
        self.cut_off = {found.start() for found in comments}  # where tokens end that a comment follows
        anchors = {text[note.start + 1 : note.end] for note in notes if note.code == "anchor"}
        self.lost_aliases = {
            note.start for note in notes if note.code == "alias" and text[note.start + 1 : note.end] not in anchors
        }

    def value(self, node: Node, place: _Place) -> Node:
        if isinstance(node, Scalar):
            return self.scalar(node, place)
        if place.text_meant and not self.is_full() and (meant := self.meant_as_text(node, place)):
            return meant
        return self.mapping(node, place) if isinstance(node, Mapping) else self.sequence(node, place)

    def sequence(self, node: Sequence, place: _Place) -> Sequence:
        if node.flow:
            self.wide_commas(node, place)
        items = list(node.items)
        in_flow = place.in_flow or node.flow
        column = place.column if node.flow else self.column(node.start)
        for index, item in enumerate(items):
            if not self.is_harmless(item):
                field = f"{place.field}/{index}" if place.field else str(index)
                container = place.name or place.container
                items[index] = self.value(item, _Place(field, None, container, column, in_flow))
        return node._replace(items=tuple(items))

    def mapping(self, node: Mapping, place: _Place) -> Mapping:
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
            pairs[index] = key, self.value(child, _Place(field, key, place.name, column, in_flow))
        return node._replace(pairs=tuple(pairs))

    def is_harmless(self, node: Node) -> bool:
        """Whether a look at the scalar alone shows that it is no trap; most are passed over here."""
        if not isinstance(node, Scalar):
            return False
        value, style, start, end = node[:4]
        if start in self.properties or start in self.lost_aliases:
            return False
        if style == Style.PLAIN:
            glued = value[:1] == "-" or ":" in value or "：" in value
            return end - start == len(value) and not glued and end not in self.cut_off
        return style == Style.LITERAL or (style != Style.FOLDED and _BREAK.search(self.text, start, end) is None)

    def is_full(self) -> bool:
        return len(self.problems) >= words.MAX_PROBLEMS

    def column(self, at: int) -> int:
        return at - line_start(self.text, at)

    def is_first(self, at: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self.text[line_start(self.text, at) : at].strip(" \t\u3000\ufeff")

    def after_key(self, place: _Place) -> int | None:
        """Where the colon behind the key ends."""
        found = _KEY_COLON.match(self.text, place.key.end) if place.key else None
        return found.end() if found else None

    def meant_as_text(self, node: Mapping | Sequence, place: _Place) -> Scalar | None:
        """`say: [微笑]`, `say: {工号}`, `- 您好: 请问` as the text that they were meant to be."""
        end = node.end if node.flow else line_end(self.text, node.start)
        raw = self.text[node.start : end].rstrip()
        if place.in_flow or _BREAK.search(raw) or raw in ("[]", "{}"):
            return None
        if node.flow:
            describe = words.brackets if isinstance(node, Sequence) else words.braces
        elif place.key is None and isinstance(node, Mapping) and _is_sentence(node, end):
            describe = words.colon
        else:
            return None
        end = node.start + len(raw)
        edit = to_block(self.text, node.start, end, raw, place.column, after_key=self.after_key(place))
        self.problems.append(describe(node.start, end, place.name, raw, field=place.field, fix=fix(SAFE, edit)))
        return Scalar(raw, Style.PLAIN, node.start, end, place.column, raw)

    def wide_commas(self, node: Sequence, place: _Place) -> None:
        """`[太贵了，便宜点]`: one item to YAML, two to whoever wrote it."""
        whole = self.text[node.start : node.end]
        if self.is_full() or not words.WIDE_COMMA.search(whole):
            return
        found = []
        items: list[str | None] = []
        for item in node.items:
            raw = self.text[item.start : item.end]
            commas = list(words.WIDE_COMMA.finditer(raw)) if isinstance(item, Scalar) and not item.style else []
            found += [item.start + comma.start() for comma in commas]
            if not commas:
                items.append(f" {raw}")
                continue
            pieces = [piece.strip() for piece in words.WIDE_COMMA.split(raw)] if len(items) < MAX_LINES else []
            items += [behind_dash(piece, place.column + 2, self.newline) for piece in pieces if piece]
        if not found:
            return
        if place.in_flow:
            made = fix(UNSAFE, *(Edit(at, at + 1, ", ") for at in found))
        elif _COMMENT_INSIDE.search(whole) or not 0 < len(items) < MAX_LINES or None in items:
            made = None
        else:
            lines = [item for item in items if item is not None]
            edit = one_item_a_line(self.text, node.start, node.end, lines, place.column, self.after_key(place))
            made = fix(SAFE if len(node.items) == 1 else UNSAFE, edit)
        self.problems.append(words.wide_comma(found[0], len(found), place.field, made))

    def key(self, key: Scalar, field: str, place: _Place) -> None:
        """`-say: 您好` and `say：您好: 请问`, which make odd keys."""
        if key.style or key.start in self.settled or self.is_full():
            return
        glued = words.GLUED_DASH.match(self.text, key.start, key.end)
        if glued and self.is_first(key.start):
            self.glued_dashes([glued], field)
            return
        found = words.NAME_COLON.match(self.text, key.start, key.end)
        if found and words.is_name(found["name"], place.name):
            self.wide_colon(found, field)

    def wide_colon(self, found: re.Match[str], field: str) -> None:
        """A name, a colon that is none to YAML, and text up to the end of the line."""
        start, end = found.span("colon")
        stop = line_end(self.text, end)
        value = self.text[end:stop].strip()
        new = behind_colon(found["name"], value, self.column(found.start()), self.newline)
        made = None if new is None else fix(SAFE, Edit(start, stop, new))
        self.problems.append(words.wide_colon(start, end, found["name"], found["colon"], field, made))

    def glued_dashes(self, dashes: list[re.Match[str]], field: str) -> None:
        """One problem for the dashes of a list, at the first."""
        edits: list[Edit | None] = []
        for glued in dashes if len(dashes) < MAX_LINES else []:
            start, stop = glued.start("gap"), line_end(self.text, glued.end())
            rest = self.text[glued.end() : stop].rstrip()
            new = behind_dash(rest, self.column(glued.start()), self.newline)
            edits.append(None if new is None else Edit(start, stop, new))
        first = dashes[0]
        rest = self.text[first.end() : line_end(self.text, first.end())].rstrip()
        self.problems.append(words.dash(first.start(), rest, field, fix(SAFE, *edits)))

    def scalar(self, node: Scalar, place: _Place) -> Scalar:
        if self.is_full() or node.start in self.settled:
            return node
        if node.start in self.properties or node.start in self.lost_aliases:
            return self.symbols(node, place)
        many = _BREAK.search(self.text, node.start, node.end) is not None
        if node.style == Style.PLAIN and not place.in_flow and (self.glued(node, place, many) or self.cut(node, place)):
            return node
        if many and place.field:
            self.fold(node, place)
        return node

    def symbols(self, node: Scalar, place: _Place) -> Scalar:
        """`say: !重要`, `say: *a*`: text that begins with one of YAML's symbols."""
        start = self.properties.get(node.start, node.start)
        end = max(node.end, node.start)
        raw = self.text[start:end].rstrip()
        if not place.text_meant or place.in_flow or _BREAK.search(raw) or raw.startswith("!!"):
            return node
        edit = to_block(self.text, start, start + len(raw), raw, place.column, after_key=self.after_key(place))
        self.problems.append(words.colon(start, start + len(raw), place.name, raw, field=place.field, fix=fix(SAFE, edit)))
        return Scalar(raw, Style.PLAIN, start, start + len(raw), place.column, raw)

    def glued(self, node: Scalar, place: _Place, many: bool) -> bool:
        """`-太贵了` on a line of its own, and `say：您好` where a key was meant."""
        own_line = self.is_first(node.start)
        if not (many or own_line or place.key is None) or not isinstance(node.data, str):
            return False
        lines = list(_LINES.finditer(self.text, node.start, node.end))
        starts = [line.start() + len(line[0]) - len(line[0].lstrip()) for line in lines]
        own_lines = starts if own_line else starts[1:]
        in_text = place.key is not None and place.text_meant  # where a dash at the beginning of a line may be said
        dashes = [glued for at in own_lines if not in_text and (glued := words.GLUED_DASH.match(self.text, at))]
        if dashes:
            self.glued_dashes(dashes, place.field)
        colons = 0
        for at in starts if own_line or place.key is None else own_lines:
            found = words.NAME_COLON.match(self.text, at)
            if found and words.is_name(found["name"], place.name) and not self.is_full():
                self.wide_colon(found, place.field)
                colons += 1
        return bool(dashes or colons)

    def cut(self, node: Scalar, place: _Place) -> bool:
        """Spoken text that a ` #` cuts short."""
        found = comment_behind(self.text, node.end) if place.text_meant else None
        if found is None:
            return False
        start = node.start if node.value else found[0]
        value = self.text[start : found[1]]
        body = None if _BREAK.search(value) else block(value, place.column + 2, self.newline)
        edit = None if body is None else Edit(start, line_end(self.text, found[1]), body)
        self.problems.append(words.comment(*found, place.name, value, place.field, fix(UNSAFE, edit)))
        return True

    def fold(self, node: Scalar, place: _Place) -> None:
        """Lines of Chinese that YAML joins with a blank between them."""
        places = offsets(self.text, node)
        value = list(node.value)
        breaks = [i for i, char in enumerate(value) if char == " " and self.text[places[i]] in "\r\n"]
        if not any(_CJK.search(node.value, max(i - 1, 0), i + 2) for i in breaks):
            return
        end = node.start + len(self.text[node.start : node.end].rstrip())
        if node.style == Style.FOLDED:
            header = self.text[node.start + 1 : line_end(self.text, node.start)]
            new = "|" + (header if header[:2].strip("123456789")[:1] in ("-", "+") else "-" + header)
            edit: Edit | None = Edit(node.start, node.start + 1 + len(header), new)
        else:
            for i in breaks:
                value[i] = "\n"
            after = self.after_key(place)
            edit = to_block(self.text, node.start, node.end, "".join(value), place.column, after_key=after)
        made = None if place.in_flow else fix(UNSAFE, edit)
        self.problems.append(words.folded(node.start, end, place.field, made))


def _is_sentence(node: Mapping, end: int) -> bool:
    """Whether a one-line mapping in a list of texts is a text with a colon in it."""
    if len(node.pairs) != 1:
        return False
    key, value = node.pairs[0]
    on_line = isinstance(value, Scalar) and (value.end <= end or value.start == value.end)
    return on_line and not words.is_name(key.value, "")
