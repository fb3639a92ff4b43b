"""`huashu serve`: the handbook while it is being written, in a browser."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from huashu.i18n import _


def serve(
    host: Annotated[
        str, typer.Option("--host", help=_("在哪个地址上等；除了本机的地址，别的电脑也能看到"))
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=_("端口；0 是由系统挑一个空着的"))] = 8710,
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Runs until Ctrl-C."""
    from huashu.cli import clock
    from huashu.cli.say import fail, here, note
    from huashu.live.following import follow
    from huashu.live.preview import Preview
    from huashu.live.server import Board, Server
    from huashu.store import settings
    from huashu.store.files import find_root

    root = find_root(here())
    clock.now(today, settings.load(root).timezone)  # a wrong date is told before anything is shown
    board = Board()
    with Server(host, port, board) as server:
        threading.Thread(target=server.serve_forever, name="huashu-serve", daemon=True).start()
        note(_("预览在 {url}，改了文件它自己会更新，按 Ctrl-C 结束").format(url=server.url))
        if not server.private:
            note(_("注意：能连到这台电脑的人都看得到这份预览，这里没有密码"))
        try:
            follow(root, Preview(root, lambda timezone: clock.now(today, timezone)), board, fail)
        finally:
            server.shutdown()
    return 0
