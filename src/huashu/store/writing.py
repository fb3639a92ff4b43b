"""Writing files whole or not at all: a temporary file beside the target, then a rename."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.system_errors import reason

_BUFFER = 256 * 1024  # bytes: thousands of small pieces go to the system in a few large ones
Content = bytes | Sequence[bytes]  # of a file, whole or in pieces


def write_all(files: Mapping[Path, Content], *, lasting: bool = True) -> None:
    """Write several files, all of them or none. lasting: outlive a power cut as well.

    None is replaced before all are on the disk, and where one cannot be replaced (another program has it open), those
    that were are put back. A file that was there keeps its mode and, where the system lets it, its owner. A link is
    replaced by a file and what it points to is left alone: a folder from elsewhere must not make us write where it likes.
    """
    pending = [_Pending(target, _beside(target), _beside(target)) for target in files]
    try:
        for each, data in zip(pending, files.values(), strict=True):
            with _blaming(each.target):
                _prepare(each, data, lasting=lasting)
    except BaseException:  # Ctrl-C included: leave no half-written file behind
        with _undisturbed():
            _clear(each.temporary for each in pending)
        raise
    with _undisturbed():
        _replace(pending)


@dataclass(slots=True)
class _Pending:
    """A file on its way. backup: where what it replaces is kept until all is done; names are random, both are hidden."""

    target: Path
    temporary: Path
    backup: Path
    replaces: bool = False  # whether there was anything under its name


def _beside(target: Path) -> Path:
    return target.parent / f".huashu-{os.urandom(8).hex()}.tmp"


@contextmanager
def _blaming(target: Path) -> Iterator[None]:
    """Whatever the system refuses is told as a failure to write `target`."""
    try:
        yield
    except OSError as error:
        raise HuashuError(
            _("文件没有写成：{reason}").format(reason=reason(error)),
            where=str(target),
            todo=_("原来的文件没有动。请检查磁盘空间和文件夹的写入权限，再运行一次"),
        ) from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for what takes a moment only, where the system can do that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare(each: _Pending, data: Content, *, lasting: bool) -> None:
    """Write the temporary file, as the target is to be."""
    old = _state(each.target)
    each.replaces = old is not None
    kept = old if old is not None and stat.S_ISREG(old.st_mode) else None
    mode = 0o666 if kept is None else kept.st_mode & 0o777
    each.target.parent.mkdir(parents=True, exist_ok=True)
    with open(each.temporary, "xb", _BUFFER, opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        if lasting:
            file.flush()
            os.fsync(file.fileno())
    if kept is not None:
        _give(each.temporary, kept)
        os.chmod(each.temporary, mode)


def _state(target: Path) -> os.stat_result | None:
    """What stands under a name, None where nothing does. Raises OSError where no file may be put."""
    try:
        state = os.lstat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(state.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISLNK(state.st_mode)):
        raise OSError(_("这不是普通文件"))
    return state


def _give(path: Path, to: os.stat_result) -> None:
    """Owner and group as they were; the group at least. Windows has neither."""
    if hasattr(os, "chown"):
        try:
            os.chown(path, to.st_uid, to.st_gid)
        except OSError:
            with suppress(OSError):
                os.chown(path, -1, to.st_gid)


def _replace(pending: list[_Pending]) -> None:
    """Put all temporary files in their places, or leave all places as they are."""
    done: list[_Pending] = []
    try:
        for each in pending:
            with _blaming(each.target):
                if each.replaces and each is not pending[-1]:  # after the last one there is no way back to need
                    _keep(each)
                os.replace(each.temporary, each.target)
            done.append(each)
    except BaseException:
        for each in reversed(done):
            with suppress(OSError):  # the old file then stays under the name of its backup
                if each.replaces:
                    os.replace(each.backup, each.target)
                else:
                    os.unlink(each.target)
        _clear(each.backup for each in pending if each not in done)
        raise
    else:
        _clear(each.backup for each in pending)
    finally:
        _clear(each.temporary for each in pending)


def _keep(each: _Pending) -> None:
    """A second name for what is to be replaced, or a copy where the file system has no second names."""
    try:
        os.link(each.target, each.backup, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(each.target, each.backup, follow_symlinks=False)


def _clear(paths: Iterator[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            os.unlink(path)


def keep_report(text: str) -> str:
    """Put a report of a bug into a new temporary file; its path, or "" where even that fails."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix="huashu-", suffix=".txt")
    except OSError:
        return ""
    try:
        # names that are no text may be the very bug: whatever the report says, it is kept
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError:
        _clear(iter([Path(name)]))
        return ""
    return name
