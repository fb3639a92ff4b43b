"""Which files a library holds; names and links that could lead astray become problems instead of being followed."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import FileProblems
from huashu.model.source import Problem, Source
from huashu.patterns import lazy
from huashu.store.system_errors import reason
from huashu.text import visible

SETTINGS = "huashu.yaml"
BASELINE = "huashu.baseline.json"
MISNAMED_SETTINGS = ("huashu.yml", "huashu.yaml.txt", "Huashu.yaml")
# Folders that concern every script.
SHARED = ("terms", "policy", "rules", "handbook", "assets")
_HEAD = 64 * 1024
# Windows hides the .txt that its editors add.
_YAML = lazy(r"\.ya?ml(?:\.txt)?\Z", re.IGNORECASE)
_LANGUAGE = lazy(r"(?m)^language:[ \t]*[\"']?([\w-]+)")
_MAC_FOLDER_ICON = "Icon\r"
# A FIFO must not make us wait, a link must not lead us away; Windows knows neither flag.
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def find_root(start: Path) -> Path:
    """The library that `start` lies in: the nearest folder upwards with a huashu.yaml, all links resolved.

    A link belongs to the library that it lies in; where that is none, to the one that it leads to.
    """
    own = _located(start)
    upwards = [folder for place in (own, Path(os.path.realpath(own))) for folder in (place, *place.parents)]
    for folder in upwards:
        settings = folder / SETTINGS
        if os.path.lexists(settings):
            _require_plain_file(os.lstat(settings).st_mode, str(settings))
            return Path(os.path.realpath(folder))
    for folder in upwards:
        for name in MISNAMED_SETTINGS:
            if os.path.lexists(folder / name):
                raise HuashuError(
                    _("设置文件的名字不对，要叫 huashu.yaml"),
                    where=str(folder / name),
                    todo=_("请把 {name} 改名为 huashu.yaml").format(name=name),
                )
    raise HuashuError(
        _("这里不是话术库：从这个文件夹往上都没有找到 huashu.yaml"),
        where=str(own),
        todo=_("请进入话术库所在的文件夹再运行，或者用 huashu init 文件夹名 新建一个话术库"),
    )


def _located(path: Path) -> Path:
    """Where a path itself lies: links on the way to it are followed, but not the one that it may be."""
    absolute = path.absolute()
    if absolute.name in ("", ".."):
        return Path(os.path.realpath(absolute))
    return Path(os.path.realpath(absolute.parent), absolute.name)


def language_hint(start: Path) -> str:
    """`language` of the library that `start` lies in, by its line alone: messages need it before settings are read."""
    try:
        settings = read(find_root(start), SETTINGS, _HEAD)
    except HuashuError:
        return ""
    found = _LANGUAGE.search(settings.decode("utf-8-sig", "replace"))
    return found[1] if found else ""


class Listing(NamedTuple):
    """Files below a folder, relative to the library with `/`, sorted; and what was refused."""

    paths: tuple[str, ...]
    problems: tuple[FileProblems, ...]


def listing(root: Path, folder: str) -> Listing:
    """All files below `folder`. Links, submodules, names that mislead are problems; links and submodules are not read."""
    paths: list[str] = []
    problems: list[FileProblems] = []
    for path, problem in _walk(root, folder):
        if problem is None:
            paths.append(path)
        else:
            problems.append(FileProblems(Source(shown(path), ""), (problem,)))
    paths.sort()
    problems.extend(collisions(paths))
    return Listing(tuple(paths), tuple(sorted(problems, key=lambda found: found.source.path)))


def shown(path: str) -> str:
    """A path as messages may show it: valid text, without power over a terminal."""
    return visible(path.encode("utf-8", "replace").decode("utf-8")).replace("\n", "\\u000a")


def hidden(path: str) -> bool:
    """Whether a name on the way is hidden: such files are no part of a library."""
    return path.startswith(".") or "/." in path


def yaml_path(path: str) -> str:
    """The path as it was meant, ending in .yaml, of what was written as a YAML file; "" for any other file."""
    return _YAML.sub(".yaml", path) if _YAML.search(path) else ""


def _walk(root: Path, folder: str) -> Iterator[tuple[str, Problem | None]]:
    """(path, why it is refused or None) for every file below a folder; hidden names are passed over."""
    try:
        mode = os.lstat(root / folder).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        yield folder, _outside(_link())
        return
    if not stat.S_ISDIR(mode):
        raise HuashuError(
            _("这里应该是一个文件夹，现在却是一个文件"), where=folder, todo=_("请把这个文件移走，或者改个名字")
        )
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if os.path.lexists(os.path.join(root, here, ".git")):
            yield here, _outside(_("这个文件夹是另一个 git 仓库（子模块）"))
            continue
        for entry in _entries(root, here):
            path = f"{here}/{entry.name}"
            problem = _refusal(entry)
            if problem is None and entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            else:
                yield path, problem


def _entries(root: Path, folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            return [entry for entry in entries if not entry.name.startswith(".") and entry.name != _MAC_FOLDER_ICON]
    except OSError as error:
        raise HuashuError(
            _("读不了这个文件夹：{reason}").format(reason=reason(error)),
            where=shown(folder),
            todo=_("请检查文件夹的权限"),
        ) from error


def _refusal(entry: os.DirEntry[str]) -> Problem | None:
    if entry.is_symlink():
        return _outside(_link())
    if not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
        return not_a_file()
    if not entry.name.isprintable():  # quick: most names are
        hint = _("请给它改个名字")
        if any("\udc80" <= char <= "\udcff" for char in entry.name):  # how Python shows bytes that are not UTF-8
            return Problem("encoding", 0, 0, _("这个名字不是用 UTF-8 写的，换一台电脑就认不出来"), hint)
        if shown(entry.name) != entry.name:
            return Problem("control-character", 0, 0, _("这个名字里有看不见的字符"), hint)
    return None


def collisions(paths: Iterable[str]) -> Iterator[FileProblems]:
    """Files and folders that Windows or macOS would take for one another, each once; what lies in such folders is not."""
    paths = list(paths)
    every = "".join(paths)
    if every.isascii() and every == every.lower():  # as nearly always; each is then spelled in its one way
        return
    spelled: dict[str, str] = {}
    double: set[str] = set()
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            name = "/".join(parts[:depth])
            if name in double:
                break
            other = spelled.setdefault(_alike(name), name)
            if other != name:
                double.add(name)
                if depth == len(parts):
                    message = _("文件名与 {other} 只差大小写或字形，在有些电脑上会互相覆盖").format(other=other)
                else:
                    message = _("文件夹名与 {other} 只差大小写或字形，在有些电脑上会混成一个").format(other=other)
                yield FileProblems(
                    Source(name, ""), (Problem("name-collision", 0, 0, message, _("请给其中一个换个名字")),)
                )
                break


def _alike(name: str) -> str:
    """What stays of a name when letter case and composition count for nothing."""
    return name if name.isascii() and name.islower() else _composed_apart(_composed_apart(name).casefold())


def _composed_apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _link() -> str:
    return _("这是一个链接，指向别处的文件")


def _no_file() -> str:
    return _("这不是普通文件")


def not_a_file() -> Problem:
    """What stands where a file should, and is none."""
    return _outside(_no_file())


def _advice() -> str:
    return _("请把真正的文件放进来，话术库只读它自己文件夹里的普通文件")


def _outside(message: str) -> Problem:
    return Problem("outside", 0, 0, message, _advice())


def _require_plain_file(mode: int, where: str) -> None:
    if not stat.S_ISREG(mode):
        raise HuashuError(_link() if stat.S_ISLNK(mode) else _no_file(), where=where, todo=_advice())


def read(root: Path, path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a plain file, so that a huge one is recognised without being read whole."""
    try:
        # there are thousands: a file object for each would take longer than the reading
        handle = os.open(f"{root}/{path}", _READING)
        try:
            state = os.fstat(handle)
            _require_plain_file(state.st_mode, path)
            size = min(state.st_size, limit)
            data = os.read(handle, size + 1)
            while size < len(data) <= limit and (more := os.read(handle, limit + 1 - len(data))):  # it has grown
                data += more
            return data
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno == errno.ELOOP:  # what O_NOFOLLOW answers
            raise HuashuError(_link(), where=path, todo=_advice()) from error
        raise HuashuError(
            _("读不了这个文件：{reason}").format(reason=reason(error)),
            where=path,
            todo=_("请检查文件是否存在、有没有读取权限"),
        ) from error


def read_if_there(root: Path, path: str, limit: int) -> bytes | None:
    """As `read`; None where nothing has this name."""
    return read(root, path, limit) if os.path.lexists(root / path) else None


def chosen(root: Path, paths: Sequence[Path]) -> frozenset[str] | None:
    """Script files that the paths name; None when they name the whole library."""
    if not paths:
        return None
    known = listing(root, "scripts")
    names = (*known.paths, *(found.source.path for found in known.problems))
    wanted = [_inside(root, path) for path in paths]
    if any(inside in (".", "scripts", SETTINGS, BASELINE) or inside.split("/")[0] in SHARED for inside in wanted):
        return None
    result: set[str] = set()
    for path, inside in zip(paths, wanted, strict=True):
        below = {name for name in names if name == inside or name.startswith(f"{inside}/")}
        # what lies in a refused folder is refused with it
        below |= {found.source.path for found in known.problems if inside.startswith(f"{found.source.path}/")}
        if not below:
            raise HuashuError(
                _("这个路径下面没有话术"), where=str(path), todo=_("话术都放在 scripts/ 下面，例如 scripts/greeting")
            )
        result |= below
    return frozenset(result)


def _inside(root: Path, path: Path) -> str:
    """A path as the library calls it. A link in the library is judged as itself, not as what it points to."""
    if not os.path.lexists(path):
        raise HuashuError(_("找不到这个文件或文件夹"), where=str(path), todo=_("请核对路径有没有写错"))
    place = _located(path)
    if not place.is_relative_to(root):
        place = Path(os.path.realpath(place))
    if not place.is_relative_to(root):
        raise HuashuError(
            _("这个路径不在话术库里"),
            where=str(path),
            todo=_("话术库在 {root}，一次只检查一个话术库").format(root=root),
        )
    return shown(place.relative_to(root).as_posix())
