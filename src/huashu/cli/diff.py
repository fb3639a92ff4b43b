"""`huashu diff`: what changed, script by script, word by word."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huashu.i18n import _


class Format(StrEnum):
    """How a difference is told."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


def diff(
    base: Annotated[
        str | None,
        typer.Argument(
            help=_("从哪个版本比起；不写就从这个分支分出来的地方、上次发布或最近一次提交比起"), show_default=False
        ),
    ] = None,
    head: Annotated[str | None, typer.Argument(help=_("比到哪个版本；不写就是现在的文件"), show_default=False)] = None,
    format: Annotated[
        Format,
        typer.Option("--format", help=_("text 给人看，markdown 贴到合并请求里，html 是一个网页，json 给程序读")),
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("写到这个文件；不写就打印出来"), show_default=False)
    ] = None,
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Exit code 1 where something cannot be read, so that the difference is not whole."""
    from huashu.cli import clock
    from huashu.cli.say import colourful, columns, here, note, put
    from huashu.report.differences import DIFFERENCES
    from huashu.review.difference import compare
    from huashu.store.comparing import compared
    from huashu.store.files import find_root
    from huashu.store.writing import write_all

    found = compared(find_root(here()), base, head)
    now = clock.now(today, found.after.library.settings.timezone)
    difference = compare(found, now)
    if output is None:
        colour, width = colourful(sys.stdout), columns(sys.stdout)
        put(DIFFERENCES[format.value](difference, colour, width), exact=format is not Format.text)
    else:
        write_all({output: DIFFERENCES[format.value](difference, False, None).encode("utf-8", "replace")})
        note(_("已生成 {path}").format(path=output))
    if difference.unreadable:
        note(_("有话术读不出来，上面的对比不完整。请先运行 huashu lint 看看哪里写坏了。"))
        return 1
    return 0
