"""What the traps of inline text are called, where they count, and what to tell whoever stepped into one."""

from __future__ import annotations

from huashu.i18n import _
from huashu.model.source import Fix, Problem
from huashu.patterns import lazy
from huashu.store.syntax.keys import KEYS

# Where text is meant, so that brackets and braces cannot mean a list or a mapping.
TEXT_KEYS = frozenset(["example", "hint", "means", "message", "note", "say", "title", "value", "when", "why"])
TEXT_MAPS = frozenset(["instead", "swap", "variants"])
TEXT_LISTS = frozenset(["asks"])
# Traps that explain whatever else looks wrong inside their span.
EXPLAINS = frozenset(["inline-brackets", "inline-braces", "inline-colon", "missing-dash-space", "full-width-colon"])

# A file with more problems is no script, and nobody would read them: the rest is looked for when these are mended.
MAX_PROBLEMS = 200

NAME_COLON = lazy(r"(?P<name>[A-Za-z][A-Za-z0-9_-]*)(?P<colon>[ \t]*(?:：|:(?=[^ \t\r\n/]))[ \t\u3000]*)")
GLUED_DASH = lazy(r"-(?P<gap>\u3000*)(?=[^ \t\r\n\u3000-])")
ANSWER = lazy(r"#[ \t]*huashu[ \t]*[:：][ \t]*ignore(?![A-Za-z0-9_])")  # a comment for lint is meant as one
WIDE_COMMA = lazy(r"[，、]")
_INDICATORS = "@`%*&!|>-?,]}#"


def is_text(key: str, container: str) -> bool:
    """Whether text is meant under `key` ("" for a list item) of the mapping or list named `container`."""
    return (key in TEXT_KEYS or container in TEXT_MAPS) if key else container in TEXT_LISTS


def is_name(name: str, container: str) -> bool:
    """Whether `name` before a colon is one that files of a library use."""
    return name in KEYS or container == "variants"


def shown(value: str) -> str:
    """A text short enough for a message."""
    line = value.split("\n", 1)[0]
    return line if len(line) <= 24 else line[:23] + "…"


def as_block(key: str, value: str) -> str:
    """What to type instead: the text in a block."""
    if key:
        return _("请把“{key}:”后面改成 |-，换行缩进后再写：{text}").format(key=key, text=shown(value))
    return _("请把这一条改成“- |-”，换行缩进后再写：{text}").format(text=shown(value))


def brackets(
    start: int, end: int, key: str, value: str, said: str = "", field: str = "", fix: Fix | None = None
) -> Problem:
    message = _("这句话以方括号开头，YAML 会把“{text}”读成清单，而不是要说的话").format(text=shown(value))
    return Problem("inline-brackets", start, end, message, as_block(key, said or value), field, fix)


def braces(
    start: int, end: int, key: str, value: str, said: str = "", field: str = "", fix: Fix | None = None
) -> Problem:
    message = _("这句话以花括号开头，YAML 会把“{text}”读成另一种结构，而不是要说的话").format(text=shown(value))
    return Problem("inline-braces", start, end, message, as_block(key, said or value), field, fix)


def colon(
    start: int, end: int, key: str, value: str, said: str = "", field: str = "", fix: Fix | None = None
) -> Problem:
    """said: what the text is meant to be, where that is not just what was typed."""
    return Problem("inline-colon", start, end, _reason(value), as_block(key, said or value), field, fix)


def _reason(value: str) -> str:
    """Why YAML cannot read the text in one line."""
    if value[:1] in ('"', "'"):
        if value.count(value[0]) == 1:
            return _("这句话开头的引号 {char} 没有另一半").format(char=value[0])
        return _("这句话以引号开头，引号外面又有文字，YAML 读不懂")
    if value[:1] and value[0] in _INDICATORS:
        return _("这句话以“{char}”开头，YAML 会把它当成符号").format(char=value[0])
    if value.endswith(":"):
        return _("这句话以冒号结尾，YAML 会把它当成一个键")
    return _("这句话里有冒号加空格，YAML 会把它当成新的一项")


def comment(start: int, end: int, key: str, value: str, field: str = "", fix: Fix | None = None) -> Problem:
    lost = shown(value[value.find("#") :])
    message = _("空格加 # 后面的“{text}”会被 YAML 当成备注丢掉，顾客听不到").format(text=lost)
    hint = as_block(key, value) + _("；如果它只是备注，请单独写在上一行")
    return Problem("inline-comment", start, end, message, hint, field, fix)


def wide_comma(start: int, count: int, field: str = "", fix: Fix | None = None) -> Problem:
    message = _("方括号里用了全角的逗号或顿号，YAML 不会在这里分开，几条会连成一条")
    if count > 1:
        message += _("（共 {count} 处）").format(count=count)
    return Problem("full-width-comma", start, start + 1, message, _("请一条写一行，每行以“- ”开头"), field, fix)


def wide_colon(start: int, end: int, name: str, mark: str, field: str = "", fix: Fix | None = None) -> Problem:
    if "：" in mark:
        message = _("“{name}”后面用了全角冒号，YAML 认不出这是一个键").format(name=shown(name))
    else:
        message = _("“{name}:”后面没有空格，YAML 认不出这是一个键").format(name=shown(name))
    hint = _("请写成“{name}: ”，冒号用半角，后面空一格").format(name=shown(name))
    return Problem("full-width-colon", start, end, message, hint, field, fix)


def dash(start: int, value: str, field: str = "", fix: Fix | None = None) -> Problem:
    message = _("减号后面没有空格，YAML 不会把“-{text}”当成清单的一项").format(text=shown(value))
    hint = _("请在减号后面空一格：- {text}").format(text=shown(value))
    return Problem("missing-dash-space", start, start + 1, message, hint, field, fix)


def folded(start: int, end: int, field: str = "", fix: Fix | None = None) -> Problem:
    message = _("这段话分成几行写，YAML 会在行与行之间加一个空格，汉字中间就多出空格来")
    return Problem("folded", start, end, message, _("请改用 |-，一行就是一行"), field, fix)
