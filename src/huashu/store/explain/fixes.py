"""Edits that make a value what its schema asks for, where only one thing can be meant."""

from __future__ import annotations

import re
import unicodedata

from huashu.model.source import Edit, Fix, Mapping, Node, Scalar, Sequence, Source, Style
from huashu.store.explain.aliases import plain

SAFE, UNSAFE = "safe", "unsafe"
_DATE = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:(?:T|\s*)([0-9]{1,2})[:时点]([0-9]{2})分?(?::00)?)?"
)
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_BLOCK_HEADER = re.compile(r"\|([1-9]?)[+]?([1-9]?)[+]?")
_SEPARATORS = re.compile(r"\s*[、，,；;]\s*")
_SPECIAL = frozenset("[]{}#&*!|>'\"%@`?-")  # what no plain text may begin with
_TRUE = frozenset({"true", "yes", "y", "on", "1", "是", "对", "要", "真"})
_FALSE = frozenset({"false", "no", "n", "off", "0", "否", "不", "不要", "假"})


def replaced(node: Node, text: str, safety: str = SAFE) -> Fix:
    """Write `text` in the node's place."""
    return Fix(safety, (Edit(node.start, node.end, text),))


def quoted(text: str) -> str:
    """The text as a YAML scalar in quotes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def as_text(source: Source, node: Node, key: Scalar | None, *, block: bool) -> Fix | None:
    """Make text of what YAML reads otherwise: in quotes, or as a |- block below its key."""
    written = source.text[node.start : node.end]
    if "\n" in written or "\r" in written:
        return None
    if not block or key is None or _rest(source, node.end).strip() or not _beside(source, key, node):
        return replaced(node, quoted(written))
    return replaced(node, f"|-{_break(source)}{' ' * (_column(source, key) + 2)}{written}")


def as_block(source: Source, key: Scalar | None, node: Node) -> Fix | None:
    """Put |- behind the key of indented lines that YAML took for keys or items."""
    if key is None:
        return None
    between = source.text[key.end : node.start]
    if not re.fullmatch(r" *: *\r?\n *", between) or source.line_column(node.start)[1] - 1 <= _column(source, key):
        return None
    colon = key.end + between.index(":") + 1
    inside = source.text[node.start : node.end]
    return Fix(UNSAFE if "#" in inside else SAFE, (Edit(colon, colon, " |-"),))


def as_items(source: Source, key: Scalar | None, node: Scalar) -> Fix | None:
    """One item a line instead of one value beside the key; text that lists several is parted, to be checked."""
    if key is None or not _beside(source, key, node) or node.style in (Style.LITERAL, Style.FOLDED):
        return None
    written = source.text[node.start : node.end]
    if "\n" in written or "\r" in written:
        return None
    parts = [part for part in _SEPARATORS.split(written) if part] if node.style == Style.PLAIN else [written]
    lead = f"{_break(source)}{' ' * (_column(source, key) + 2)}- "
    items = "".join(lead + (quoted(part) if part[0] in _SPECIAL and len(parts) > 1 else part) for part in parts)
    return Fix(SAFE if len(parts) == 1 else UNSAFE, (Edit(_colon(source, key), node.end, items),))


def below(source: Source, key: Scalar | None, node: Node, line: str) -> Fix | None:
    """A line of its own below the key, in place of the value beside it."""
    if key is None or not _beside(source, key, node):
        return None
    indent = " " * (_column(source, key) + 2)
    return Fix(SAFE, (Edit(_colon(source, key), node.end, f"{_break(source)}{indent}{line}"),))


def as_reply(source: Source, node: Scalar) -> Fix | None:
    """`- 您好` as `- say: |-` with the text below."""
    written = source.text[node.start : node.end]
    if node.style != Style.PLAIN or "\n" in written or "\r" in written or _rest(source, node.end).strip():
        return None
    indent = " " * (source.line_column(node.start)[1] - 1 + 2)
    return replaced(node, f"say: |-{_break(source)}{indent}{written}")


def empty(source: Source, key: Scalar | None, node: Node, text: str) -> Fix | None:
    """Write [] or {} behind a key that has nothing."""
    if key is None or node.end > node.start:
        return None
    colon = _colon(source, key)
    return Fix(SAFE, (Edit(colon, colon, f" {text}"),))


def switch(node: Scalar) -> str:
    """`true` or `false`, as far as the words say so, else ""."""
    word = plain(node.value)
    return "true" if word in _TRUE else "false" if word in _FALSE else ""


def number(node: Scalar) -> str:
    """The whole number that a text holds, in any digits, else ""."""
    text = unicodedata.normalize("NFKC", node.value).strip()
    return str(int(text)) if re.fullmatch(r"[0-9]{1,9}", text) else ""


def moment(value: str) -> str:
    """A date or time that people wrote in another form, as `2026-11-11` or `2026-11-11T20:00`; "" where it is none."""
    text = unicodedata.normalize("NFKC", value).strip()
    found = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if not found:
        return ""
    year, month, day, *time = found.groups()
    date = f"{year}-{int(month):02}-{int(day):02}"
    hour, minute = time if time and time[0] else ("", "")
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31) or (hour and not (int(hour) < 24 and int(minute) < 60)):
        return ""
    return f"{date}T{int(hour):02}:{minute}" if hour else date


def stripped(source: Source, node: Scalar) -> Fix | None:
    """`|-` instead of `|`, where the line break that `|` keeps is all that is wrong."""
    header = _BLOCK_HEADER.match(source.text, node.start) if node.style == Style.LITERAL else None
    if header is None or "\n" in node.value.rstrip("\n"):
        return None
    return Fix(SAFE, (Edit(node.start, header.end(), f"|{header[1] or header[2]}-"),))


def renamed(key: Scalar, name: str, *, certain: bool) -> Fix:
    """Another name for a key."""
    return replaced(key, name, SAFE if certain else UNSAFE)


def first_line(root: Node, source: Source, text: str) -> Fix | None:
    """A line before the first key of the file."""
    if not isinstance(root, Mapping) or root.flow or not root.pairs:
        return None
    first = root.pairs[0][0]
    lead = _break(source) + " " * _column(source, first)
    return Fix(SAFE, (Edit(first.start, first.start, text + lead),))


def _colon(source: Source, key: Scalar) -> int:
    """Just behind the colon of a key."""
    return source.text.index(":", key.end) + 1


def _beside(source: Source, key: Scalar, node: Node) -> bool:
    """Whether the value begins on the line of its key."""
    return "\n" not in source.text[key.end : node.start]


def _rest(source: Source, offset: int) -> str:
    line, column = source.line_column(offset)
    return source.line(line)[column - 1 :]


def _column(source: Source, node: Node) -> int:
    return source.line_column(node.start)[1] - 1


def _break(source: Source) -> str:
    first = source.text.find("\n")
    return "\r\n" if first > 0 and source.text[first - 1] == "\r" else "\n"


def repeated(node: Sequence) -> Node | None:
    """The first item that stands earlier in the list already."""
    plain: set[object] = set()
    lists: list[object] = []  # and mappings: they have no hash
    for item, value in zip(node.items, node.to_data(), strict=True):
        seen = lists if isinstance(value, (list, dict)) else plain
        if value in seen:
            return item
        seen.append(value) if isinstance(seen, list) else seen.add(value)
    return None
