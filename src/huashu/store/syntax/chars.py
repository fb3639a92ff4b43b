"""Bytes and characters that a YAML file may not hold, found before YAML is read at all.

What can be passed over is masked, one character for one, so that the rest of the file is still read and every offset
stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from huashu.i18n import _
from huashu.model.source import Edit, Fix, Problem
from huashu.store.syntax.tree import BARE_CR

_BOM = re.compile(r"^\ufeff+", re.MULTILINE)  # YAML passes over it at the beginning of any line
MASK = "x"  # a letter: whatever it stands for, the text around it reads as before
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]+")
_SEPARATOR = re.compile(r"[\x85\u2028\u2029]")
_ITEM_OR_KEY = re.compile(r"(?:-[ \t]|[^\s#:]+:[ \t])")
_NOT_COMPARED = 64 * 1024  # bytes looked at to guess the encoding


class Readable(NamedTuple):
    """text: as long as the file's; what YAML cannot take is replaced. None where the file is no text at all."""

    text: str | None
    problems: tuple[Problem, ...]


def undecodable(data: bytes, limit: int) -> tuple[str, Problem]:
    """What to show of bytes that are too many or not UTF-8, and the problem with them."""
    if len(data) > limit:
        message = _("这个文件超过 {size} KB，不像是一条话术").format(size=limit // 1024)
        return "", Problem("too-large", 0, 0, message, _("请拆成几个小文件；如果放错了文件，请把它移走"))
    start = 0
    if b"\0" not in data:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            start = len(data[: error.start].decode("utf-8"))
    text = data.decode("utf-8", "replace")
    message, hint = _encoding(data)
    return text, Problem("encoding", start, min(start + 1, len(text)), message, hint)


def _encoding(data: bytes) -> tuple[str, str]:
    """What the bytes may be instead, and how to save them right."""
    save = _("请在编辑器里用 UTF-8 编码重新保存（VS Code：点右下角的编码名，选“通过编码保存”，再选 UTF-8）")
    head = data[:_NOT_COMPARED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:2] or b"\0" in head[1:4:2]:
        return _("这个文件是 UTF-16 编码，这里只认 UTF-8"), save
    if b"\0" in head:
        return _("这个文件不是文本文件"), _("请确认没有放错文件：图片请放在 assets/ 里")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return _("这个文件里有不属于 UTF-8 的内容，从这里开始读不出来"), save
    return _("这个文件看起来是 GBK 编码，这里只认 UTF-8"), save


def readable(text: str) -> Readable:
    """The text that YAML can take, offsets unchanged, and a problem for each kind of thing that it cannot."""
    if "\0" in text:
        start = text.index("\0")
        message = _("这个文件里有空字符（NUL），不是文本文件")
        hint = _("请确认没有放错文件；如果是复制时带进来的，请重新粘贴文字再保存")
        return Readable(None, (Problem("encoding", start, start + 1, message, hint),))
    problems = []
    masked = text
    if marks := [found.span() for found in _BOM.finditer(text)]:
        problems.append(_bom(marks))
        masked = _BOM.sub(lambda match: "\n" * len(match[0]), masked)  # empty lines take as much room
    for pattern, describe in _FORBIDDEN:
        if found := [match.span() for match in pattern.finditer(text)]:
            problems.append(describe(text, found))
            if pattern is not BARE_CR:
                masked = pattern.sub(lambda match: MASK * len(match[0]), masked)
    return Readable(masked, tuple(problems))


def _bom(found: list[tuple[int, int]]) -> Problem:
    message = _("行首有一个看不见的标记（BOM），有些工具会把它当成内容")
    hint = _("请用不带 BOM 的 UTF-8 重新保存")
    edits = tuple(Edit(*span, "") for span in found)
    return Problem("bom", *found[0], _counted(message, found), hint, fix=Fix("safe", edits))


def _control(text: str, found: list[tuple[int, int]]) -> Problem:
    start, end = found[0]
    message = _("这里有看不见的控制字符 {char}，YAML 不允许").format(char=f"U+{ord(text[start]):04X}")
    edits = tuple(Edit(*span, "") for span in found)
    return Problem("control-character", start, end, _counted(message, found), _("请把它删掉"), fix=Fix("safe", edits))


def _separator(text: str, found: list[tuple[int, int]]) -> Problem:
    """Soft breaks come along when text is pasted from documents and chat windows."""
    start, end = found[0]
    message = _("这里有看不见的换行符 {char}，不同的软件会把它读成不同的意思").format(char=f"U+{ord(text[start]):04X}")
    edits = tuple(Edit(*span, _break_for(text, span[0])) for span in found)
    hint = _("请删掉它，需要换行就按回车键")
    return Problem("line-break", start, end, _counted(message, found), hint, fix=Fix("unsafe", edits))


def _break_for(text: str, at: int) -> str:
    """A real line break with the indentation of its line, or a blank where the line cannot be broken."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    line = text[start:at]
    indent = len(line) - len(line.lstrip(" "))
    if not indent or _ITEM_OR_KEY.match(line, indent):
        return " "
    return ("\r\n" if "\r\n" in text else "\n") + " " * indent


def _bare_cr(_text: str, found: list[tuple[int, int]]) -> Problem:
    start, end = found[0]
    message = _("这里用了老式的换行符（CR），多数软件会把几行看成一行")
    hint = _("请把换行符改成 LF 或 CRLF（VS Code：点右下角的 CR 或 LF）")
    edits = tuple(Edit(*span, "\n") for span in found)
    return Problem("line-break", start, end, _counted(message, found), hint, fix=Fix("safe", edits))


def _counted(message: str, found: list[tuple[int, int]]) -> str:
    return message if len(found) == 1 else message + _("（全文共 {count} 处）").format(count=len(found))


_FORBIDDEN: tuple[tuple[re.Pattern[str], Callable[[str, list[tuple[int, int]]], Problem]], ...] = (
    (_CONTROL, _control),
    (_SEPARATOR, _separator),
    (BARE_CR, _bare_cr),
)
