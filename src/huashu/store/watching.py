"""Tells what changes in a library on disk, by looking again and again: that works on every disk and in every container."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.files import SHARED, listing
from huashu.store.system_errors import reason

# path → what changes with a file's content: its time (ns), its size, which file it is
Stamps = dict[str, tuple[int, int, int]]


def stamps(root: Path) -> Stamps:
    """Path → stamp of every file of the library that a command may read."""
    names = [path for folder in ("scripts", *SHARED) for path in listing(root, folder).paths]
    try:
        names += [name for name in os.listdir(root) if os.path.isfile(root / name)]
    except OSError as error:
        raise HuashuError(
            _("读不了这个文件夹：{reason}").format(reason=reason(error)),
            where=str(root),
            todo=_("请检查文件夹的权限"),
        ) from error
    found: Stamps = {}
    top = str(root)
    for name in names:
        stamp = _stamp(top, name)
        if stamp is not None:
            found[name] = stamp
    return found


def settled(root: Path, before: Stamps, paths: Iterable[str]) -> bool:
    """Whether these files still are as they were: editors write in several steps."""
    return all(_stamp(root, path) == before.get(path) for path in paths)


def _stamp(root: Path | str, path: str) -> tuple[int, int, int] | None:
    try:
        state = os.stat(os.path.join(root, path))
    except FileNotFoundError:  # gone a moment ago
        return None
    return (state.st_mtime_ns, state.st_size, state.st_ino)


def differing(before: Stamps, after: Stamps) -> tuple[str, ...]:
    """Paths that are new, gone or other than before."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))
