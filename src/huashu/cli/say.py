"""What commands tell people beside their result: errors, bugs, notes. All of it goes to stderr."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.text import visible


def note(message: str) -> None:
    """A line for people that is no result."""
    print(_shown(message), file=sys.stderr)


def fail(error: HuashuError) -> None:
    """What is wrong, where, and what to do."""
    note(_("出错了：{what}").format(what=error.what))
    if error.where:
        note(_("  位置：{where}").format(where=error.where))
    if error.todo:
        note(_("  怎么办：{todo}").format(todo=error.todo))


def report_bug(error: Exception) -> None:
    """Our own mistake: the details go to a file that can be sent to us, the terminal gets its name."""
    import platform
    import traceback

    from huashu import __version__
    from huashu.store.writing import keep_report

    about = f"huashu {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    where = keep_report(about + "".join(traceback.format_exception(error)))
    note(_("抱歉，这是 huashu 自己的毛病，不是您的错。您的文件没有被改动。"))
    note(f"  {type(error).__name__}: {error}")
    if where:
        note(_("  详情写在 {where}，请把它交给管理员").format(where=where))


def colourful(stream: TextIO) -> bool:
    """Whether to colour what goes to a stream: only a terminal, and never where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _shown(message: str) -> str:
    return "\n".join(visible(line) for line in message.splitlines())


def put(result: str) -> None:
    """A command's result, on stdout."""
    sys.stdout.write(result)
    sys.stdout.flush()
