"""What libyaml's complaints mean, in the words of somebody who writes scripts and not programs."""

from __future__ import annotations

import re
from typing import Protocol, cast

from yaml import YAMLError

from huashu.i18n import _
from huashu.model.source import Problem
from huashu.store.syntax.tree import MAX_DEPTH

BAD_ESCAPES = (
    "found unknown escape character",
    "did not find expected hexdecimal number",
    "found invalid Unicode character escape code",
)
_BREAK = re.compile(r"[\r\n]")
_DOCUMENT_END = re.compile(r"^\.\.\.", re.MULTILINE)


class _Mark(Protocol):
    index: int


def marks(error: YAMLError, text: str) -> tuple[int, int]:
    """Where the trouble began and where it showed; both the same where libyaml names one place."""
    shown = cast("_Mark | None", getattr(error, "problem_mark", None))
    began = cast("_Mark | None", getattr(error, "context_mark", None))
    showed_at = min(shown.index, len(text)) if shown else 0
    return (min(began.index, len(text)) if began else showed_at), showed_at


def too_deep(start: int) -> Problem:
    message = _("括号或缩进套了超过 {count} 层，话术用不到这么多层").format(count=MAX_DEPTH)
    return Problem("too-deep", start, start + 1, message, _("请检查是不是多打了括号或减号"))


def explain(error: YAMLError, text: str) -> Problem:
    """A problem at the place where an editor should look, with what to type there."""
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    began, showed = marks(error, text)
    char = text[showed : showed + 1]
    if "tab character" in problem or (char == "\t" and "cannot start any token" in problem):
        return Problem("tab", showed, showed + 1, _("这里用了制表符（Tab）缩进，YAML 只认空格"), _("请把 Tab 换成空格"))
    if "directive" in context or "directive" in problem or "incompatible YAML document" in problem:
        return Problem("directive", began, _line_end(text, began), *directive())
    if "<document start>" in problem and _DOCUMENT_END.search(text, 0, showed):
        return Problem("many-documents", showed, _line_end(text, showed), *many_documents())
    if "tag" in problem or "tag" in context:
        return Problem("tag", began, _line_end(text, began), *tag(text[began : showed + 1]))
    if "anchor" in context or "alias" in context:
        return Problem("anchor", began, _line_end(text, began), *anchor(text[began : showed + 1]))
    start = began if _starts_at_context(problem, context) else showed
    start = _visible(text, start)
    message, hint = _syntax(problem, context, text[start : start + 1])
    return Problem("syntax", start, max(_line_end(text, start), min(start + 1, len(text))), message, hint)


def directive() -> tuple[str, str]:
    return _("话术文件里不用 % 开头的 YAML 指令"), _("请删掉这一行；如果 % 是要说的话，请写进 |- 块")


def many_documents() -> tuple[str, str]:
    return _("一个文件只能放一条话术，这里又开始了第二份内容"), _("请删掉 --- 或 ... 这一行，第二份内容放进另一个文件")


def tag(written: str) -> tuple[str, str]:
    message = _("“{mark}”是 YAML 的类型标记，话术文件里不用").format(mark=written.strip())
    return message, _("请把它删掉；如果感叹号是要说的话，请写进 |- 块")


def anchor(written: str) -> tuple[str, str]:
    message = _("“{mark}”是 YAML 的锚点或引用，别人看不出它指的是什么，话术文件里不用").format(mark=written.strip())
    return message, _("请把内容原样写出来；如果这个符号是要说的话，请写进 |- 块")


def _starts_at_context(problem: str, context: str) -> bool:
    """Whether the line to mend is where the construct began: unclosed quotes and brackets, lines without a colon."""
    return "expected ':'" in problem or "quoted scalar" in context or "flow" in context or "block scalar" in context


def _syntax(problem: str, context: str, char: str) -> tuple[str, str]:
    for part, message, hint in _explanations():
        if part in problem or part in context:
            return message.format(char=char), hint
    return _("YAML 读不懂这里"), _("请对照别的话术，检查这一行的缩进、引号、括号和冒号")


def _explanations() -> tuple[tuple[str, str, str], ...]:
    """(part of libyaml's problem or context, message, hint); the first that fits counts."""
    block = _("如果这是一句话，请把整句写进 |- 块；如果是新的一项，请让它与同级的项左对齐")
    pairs = _("请补上另一半；如果它本来就是要说的话，请写进 |- 块")
    return (
        ("mapping values are not allowed", _("这里多了一个冒号，YAML 以为又要开始一项"), block),
        (
            "expected ':'",
            _("这一行没有“键: ”，YAML 不知道它属于哪一项"),
            _(
                "如果它接着上一句话，请把整段话写进 |- 块并缩进；如果是新的一项，请写成“键: 内容”，冒号用半角，后面空一格"
            ),
        ),
        (
            "expected '-' indicator",
            _("这里应该是清单的下一项"),
            _("清单每项占一行，都用“- ”开头，并且左对齐；如果是新的一个键，请与清单的键左对齐"),
        ),
        (
            "block sequence entries",
            _("“- ”不能跟在键后面写在同一行"),
            _("请另起一行写“- ”；如果减号是要说的话，请写进 |- 块"),
        ),
        ("mapping keys are not allowed", _("“? ”放在开头会被 YAML 当成符号"), block),
        ("unexpected end of stream", _("从这里开始的引号 {char} 没有另一半"), pairs),
        ("document indicator", _("从这里开始的引号 {char} 没有另一半"), pairs),
        ("expected ',' or ']'", _("这个 [ 没有配对的 ]，或者里面缺了逗号"), pairs),
        ("expected ',' or '}'", _("这个 {{ 没有配对的 }}，或者里面缺了逗号"), pairs),
        ("flow", _("这里的括号没有写完整"), pairs),
        ("cannot start any token", _("“{char}”不能放在一行文字的开头，YAML 会把它当成符号"), block),
        (
            "unknown escape",
            _("双引号里的反斜杠 \\ 有特殊意思，YAML 不认识这一个"),
            _("要说反斜杠就写两个 \\\\，或者把话写进 |- 块"),
        ),
        ("hexdecimal", _("双引号里的 \\x 或 \\u 后面要跟编码"), _("请直接输入那个字，或者把话写进 |- 块")),
        ("block scalar", _("{char} 后面要直接换行，话写在下一行并缩进"), _("请写成 |- 再换行")),
        ("node content", _("这里缺少内容"), block),
        (
            "expected key",
            _("这一行与上面的内容接不上"),
            _("请让它与同级的项左对齐；引号和括号的后面不能再跟文字，有文字就把整句写进 |- 块"),
        ),
        ("document start", _("这一行与上面的内容接不上"), _("请检查缩进；一个文件只放一条话术")),
    )


def _visible(text: str, start: int) -> int:
    """The last visible character at or before a place where there is nothing to see (the end of the file)."""
    if text[start:].strip():
        return start
    return max(len(text[:start].rstrip()) - 1, 0)


def _line_end(text: str, start: int) -> int:
    """Where the visible part of the line ends."""
    found = _BREAK.search(text, start)
    line = text[start : found.start() if found else len(text)]
    return start + max(len(line.rstrip()), 1 if line else 0)
