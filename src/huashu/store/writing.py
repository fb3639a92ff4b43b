"""Writing files whole or not at all: a temporary file beside the target, then a rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _


def write_all(files: Mapping[Path, bytes], *, lasting: bool = True) -> None:
    """Write several files; none is replaced before all are on the disk. lasting: outlive a power cut as well."""
    ready: list[tuple[str, Path]] = []
    try:
        for target, data in files.items():
            ready.append((_write_beside(target, data, lasting), target))
        while ready:
            temporary, target = ready[-1]
            os.replace(temporary, target)
            ready.pop()
    except OSError as error:
        raise HuashuError(
            _("文件没有写成：{reason}").format(reason=error.strerror or error),
            where=str(error.filename or next(iter(files), "")),
            todo=_("原来的文件没有动。请检查磁盘空间和文件夹的写入权限，再运行一次"),
        ) from error
    finally:
        for temporary, _target in ready:
            _remove(temporary)


def _write_beside(target: Path, data: bytes, lasting: bool) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
    except BaseException:  # Ctrl-C included: leave no half-written file behind
        _remove(temporary)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def keep_report(text: str) -> str:
    """Put a report of a bug into a new temporary file; its path, or "" where even that fails."""
    try:
        with tempfile.NamedTemporaryFile("w", prefix="huashu-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return ""
    return file.name
