"""How a trap is mended: text moves into a `|-` block, a list gets one item a line."""

from __future__ import annotations

from collections.abc import Iterable

from yaml import YAMLError

from huashu.model.source import Edit, Fix, Mapping, Scalar, Sequence
from huashu.patterns import lazy
from huashu.store.syntax.tree import TooDeep, build
from huashu.store.traps import words

SAFE, UNSAFE = "safe", "unsafe"
_NOT_IN_A_BLOCK = lazy(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
MAX_LINES = 500  # a list with more lines to mend is left to a person
_COMMENT_BEHIND = lazy(r"[ \t]+(#[^\r\n]*)")
_LINE_REST = lazy(r"[^\r\n]*")
_PAIR = lazy(r"(?P<name>[A-Za-z_][^:\s]*)[ \t]*:(?:[ \t]+(?P<value>.*)|$)")
_BREAK = lazy(r"\r\n|\n|\r")


def newline(text: str) -> str:
    """The line break that the file uses: that of its first line."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n" if end >= 0 or "\r" not in text else "\r"


def line_start(text: str, at: int) -> int:
    """Offset of the first character of the line that `at` lies on."""
    start = text.rfind("\n", 0, at) + 1
    return max(text.rfind("\r", start, at) + 1, start)


def line_end(text: str, at: int) -> int:
    """Offset of the line break (or the end) of the line that `at` lies on."""
    found = _LINE_REST.match(text, at)
    return found.end() if found else at


def comment_behind(text: str, end: int) -> tuple[int, int] | None:
    """The comment behind a token that ends at `end`, on the same line, without the blanks before it."""
    found = _COMMENT_BEHIND.match(text, end)
    return (found.start(1), found.start(1) + len(found[1].rstrip(" \t"))) if found else None


def block(value: str, column: int, newline: str, comment: str = "") -> str | None:
    """A literal block whose lines stand at `column` (two beyond its parent); None where no block can hold the value."""
    if not value.strip(" \t\n") or _NOT_IN_A_BLOCK.search(value):
        return None
    body = value.rstrip("\n")
    chomping = {0: "-", 1: ""}.get(len(value) - len(body), "+")
    header = "|" + ("2" if body[0] in " \t\n" else "") + chomping
    lines = [" " * column + line if line else "" for line in value[: len(value) - (chomping != "-")].split("\n")]
    return newline.join([f"{header} {comment}".rstrip(), *lines])


def to_block(text: str, start: int, end: int, value: str, parent: int, *, after_key: int | None = None) -> Edit | None:
    """Put `value` into a block in place of the token at `start:end`, a comment behind it moved to the block's header.

    parent: column of the key, or of the dash, that the text belongs to. after_key: end of `key:` when the token may
    stand on a line below it.
    """
    found = comment_behind(text, end)
    comment = text[slice(*found)] if found else ""
    new = block(value, parent + 2, newline(text), comment)
    if new is None:
        return None
    if after_key is not None and _BREAK.search(text, after_key, start) and not text[after_key:start].strip():
        start, new = after_key, " " + new
    return Edit(start, line_end(text, end) if found else end, new)


def one_item_a_line(text: str, start: int, end: int, items: Iterable[str], parent: int, after_key: int | None) -> Edit:
    """A block list in place of the flow list at `start:end`, a comment behind it kept on the line of its key.

    items: what follows each dash. parent: column of the key, or of the dash, that the list belongs to.
    """
    found = comment_behind(text, end)
    stop = line_end(text, end) if found else end
    lines = [f"-{item}" for item in items]
    if after_key is None:  # a list in a list begins on the line of the outer dash
        return Edit(start, end, (newline(text) + " " * (parent + 2)).join(lines))
    comment = "  " + text[slice(*found)] if found else ""
    return Edit(after_key, stop, comment + "".join(newline(text) + " " * (parent + 2) + line for line in lines))


def reads(value: str) -> bool:
    """Whether YAML reads `value` behind a key without complaint."""
    try:
        build(f"x: {value}\n")
    except (YAMLError, TooDeep):
        return False
    return True


def stands_alone(value: str) -> bool:
    """Whether `value` behind `- ` or `key: ` reads as just this text."""
    try:
        root = build(f"- {value}\n- x: {value}\n").root
    except (YAMLError, TooDeep):
        return False
    if not isinstance(root, Sequence) or len(root.items) != 2:
        return False
    item, mapping = root.items
    behind_key = mapping.get("x") if isinstance(mapping, Mapping) else None
    return all(isinstance(node, Scalar) and node.value == value for node in (item, behind_key))


def keeps_inline(name: str, value: str) -> bool:
    """Whether `value`, though not plain text, is right behind `name: `: quotes, block headers, lists where they may be."""
    allowed = "\"'|>" if not name or words.is_text(name, "") else "[{\"'|>"
    return value[:1] in allowed and reads(value)


def behind_colon(name: str, value: str, column: int, newline: str) -> str | None:
    """What to write behind `name` at `column` in place of a wrong colon and `value`."""
    if not value:
        return ":"
    if stands_alone(value) or keeps_inline(name, value):
        return f": {value}"
    body = block(value, column + 2, newline)
    return body and f": {body}"


def behind_dash(value: str, column: int, newline: str) -> str | None:
    """What to write behind the dash at `column` in place of `value` that was glued to it."""
    colon = words.NAME_COLON.match(value)
    if colon and words.is_name(colon["name"], ""):
        rest = behind_colon(colon["name"], value[colon.end() :], column + 2, newline)
        return rest and f" {colon['name']}{rest}"
    pair = _PAIR.match(value)
    if pair and pair["value"] and (not reads(pair["value"]) or words.is_text(pair["name"], "")):
        rest = behind_colon(pair["name"], pair["value"], column + 2, newline)
        return rest and f" {pair['name']}{rest}"
    if pair or stands_alone(value) or keeps_inline("", value):
        return f" {value}"
    body = block(value, column + 2, newline)
    return body and f" {body}"


def fix(safety: str, *edits: Edit | None) -> Fix | None:
    """A fix of these edits; None when one of them could not be made."""
    made = tuple(edit for edit in edits if edit is not None)
    return Fix(safety, made) if made and len(made) == len(edits) else None
