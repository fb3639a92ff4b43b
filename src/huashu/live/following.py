"""Follows the files of a library: page first, findings after it, and again with each change, until it is stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from pathlib import Path

from huashu.errors import HuashuError
from huashu.live.preview import Preview
from huashu.live.server import Board
from huashu.store.watching import Stamps, differing, settled, stamps

_PAUSE = 0.05  # seconds between looks
_REST = 3  # times as long as a look takes: large libraries are looked at less often
_SETTLE = 0.02  # editors write in several steps


def follow(root: Path, preview: Preview, board: Board, trouble: Callable[[HuashuError], None]) -> None:
    """Never ends by itself. trouble: told what keeps the library from being shown; the last good page stays."""
    seen: Stamps = {}
    told = b""
    while True:
        start = time.perf_counter()
        try:
            now = stamps(root)
            took = time.perf_counter() - start
            if changed := differing(seen, now):
                while not _settled(root, now, changed):
                    now = stamps(root)
                    changed = differing(seen, now)
                seen = now
                show(preview, board, changed)
                told = b""
        except HuashuError as error:
            took = time.perf_counter() - start
            if _told(error) != told:
                told = _told(error)
                trouble(error)
                board.show_findings(told)
        time.sleep(max(_PAUSE, _REST * took))


def show(preview: Preview, board: Board, changed: Collection[str]) -> None:
    """One round: the page as soon as it can be seen, then what is found."""
    board.show_page(preview.page(board.next_version(), changed))
    board.show_findings(preview.findings(changed))


def _settled(root: Path, now: Stamps, changed: Collection[str]) -> bool:
    time.sleep(_SETTLE)
    return settled(root, now, changed)


def _told(error: HuashuError) -> bytes:
    trouble = {"what": error.what, "where": error.where, "todo": error.todo}
    return json.dumps({"findings": [], "trouble": trouble}, ensure_ascii=False).encode("utf-8", "surrogatepass")
