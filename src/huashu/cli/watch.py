"""`--watch`: look again whenever a file of the library changes, until Ctrl-C."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from huashu.cli import say
from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.text import visible

_PAUSE = 0.5  # seconds between looks
_SETTLE = 0.1  # editors write in several steps
_NAMED = 3  # changed files that a headline names


def watch(start: Path, look: Callable[[], None]) -> None:
    """Look, then once more after each change in the library of `start`. Ends with Ctrl-C, or when nobody reads on."""
    from huashu.store.files import find_root
    from huashu.store.watching import differing, stamps

    root = find_root(start)
    seen, number = stamps(root), 1
    _look(look)
    while sys.stdout is not None:
        say.note(_("正在等文件变动，按 Ctrl-C 结束"))
        before = seen
        while not differing(before, seen):
            time.sleep(_PAUSE)
            seen = _settled(root)
        number += 1
        say.put(_headline(number, differing(before, seen)))
        _look(look)


def _settled(root: Path) -> dict[str, tuple[int, int, int]]:
    """The library's stamps, once nobody is writing any more."""
    from huashu.store.watching import differing, stamps

    now = stamps(root)
    while True:
        time.sleep(_SETTLE)
        before, now = now, stamps(root)
        if not differing(before, now):
            return now


def _look(look: Callable[[], None]) -> None:
    """What somebody has just broken is told, and looked at again when it is mended."""
    try:
        look()
    except HuashuError as error:
        say.fail(error)


def _headline(number: int, changed: Sequence[str]) -> str:
    names = _("、").join(map(visible, changed[:_NAMED]))
    if len(changed) > _NAMED:
        names = _("{names} 等 {count} 个文件").format(names=names, count=len(changed))
    told = _("第 {number} 次检查，刚改了 {names}").format(number=number, names=names)
    return f"\n──── {told} ────\n\n"
