"""What commands tell people beside their result: errors, bugs, notes. All of it goes to stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.system_errors import reason
from huashu.text import visible


def note(message: str) -> None:
    """A line for people that is no result."""
    if sys.stderr is not None:
        with suppress(OSError):  # nobody is there to be told
            print(_shown(message), file=sys.stderr)


def fail(error: HuashuError) -> None:
    """What is wrong, where, and what to do."""
    note(_("出错了：{what}").format(what=error.what))
    if error.where:
        note(_("  位置：{where}").format(where=error.where))
    if error.todo:
        note(_("  怎么办：{todo}").format(todo=error.todo))


def report_bug(error: BaseException) -> None:
    """Our own mistake: the details go to a file that can be sent to us, the terminal gets its name."""
    import platform
    import traceback

    from huashu import __version__
    from huashu.store.writing import keep_report

    about = f"huashu {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    details = about + "".join(traceback.format_exception(error))
    where = keep_report(details.encode("utf-8", "backslashreplace").decode("utf-8"))
    note(_("抱歉，这是 huashu 自己的毛病，不是您的错。您的文件都是完整的。"))
    note(f"  {type(error).__name__}: {error}")
    if where:
        note(_("  详情写在 {where}，请把它交给管理员").format(where=where))


def here() -> Path:
    """The folder that the command was called in."""
    try:
        return Path.cwd()
    except OSError as error:
        raise HuashuError(_("现在所在的文件夹已经不在了"), todo=_("请换一个文件夹再运行")) from error


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody reads along."""
    return stream is not None and stream.isatty()


def colourful(stream: TextIO | None) -> bool:
    """Whether to colour what goes to a stream: only a terminal, and never where NO_COLOR is set."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(stream: TextIO | None) -> int | None:
    """How wide a terminal is; None where there is none, and lines may be as long as they are."""
    if stream is None or not stream.isatty():
        return None
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, 20)
    except (OSError, ValueError):
        return 80


def _shown(message: str) -> str:
    return "\n".join(visible(line) for line in message.splitlines())


def put(result: str, *, exact: bool = False) -> None:
    """A command's result, on stdout. exact: programs read it, so it is UTF-8 with its own line breaks everywhere.

    A reader that has seen enough (head, less) is no error, and changes no exit code.
    """
    if sys.stdout is None:
        return
    try:
        if exact and not is_terminal(sys.stdout):
            sys.stdout.flush()
            sys.stdout.buffer.write(result.encode("utf-8", "replace"))
        else:
            sys.stdout.write(result)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    except OSError as error:
        _close_stdout()
        raise HuashuError(
            _("结果没有写出去：{reason}").format(reason=reason(error)),
            where=_("标准输出"),
            todo=_("请检查磁盘空间，再运行一次"),
        ) from error


def _close_stdout() -> None:
    """Nothing can be written any more, and Python shall not try it at its end."""
    stream, sys.stdout = sys.stdout, None
    with suppress(OSError):
        stream.close()
