"""Which files a library holds; names and links that could lead astray become problems instead of being followed."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import FileProblems
from huashu.model.source import Problem, Source

SETTINGS = "huashu.yaml"
_HEAD = 64 * 1024
YAML_ENDINGS = (".yaml", ".yml")


def find_root(start: Path) -> Path:
    """The library that `start` lies in: the nearest folder upwards with a huashu.yaml."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise HuashuError(
        _("这里不是话术库：从这个文件夹往上都没有找到 huashu.yaml"),
        where=str(start),
        todo=_("请进入话术库所在的文件夹再运行，或者用 huashu init 文件夹名 新建一个话术库"),
    )


def language_hint(start: Path) -> str:
    """`language` of the library that `start` lies in, by its line alone: messages need it before settings are read."""
    try:
        settings = (find_root(start) / SETTINGS).read_bytes()[:_HEAD].decode("utf-8", "replace")
    except (HuashuError, OSError):
        return ""
    found = re.search(r"(?m)^language:\s*([\w-]+)", settings)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Files below a folder, relative to the library with `/`, sorted; and what was refused."""

    paths: tuple[str, ...]
    problems: tuple[FileProblems, ...]


def listing(root: Path, folder: str) -> Listing:
    """All files below `folder`. Links, submodules and colliding names are problems and are not read."""
    paths: list[str] = []
    problems: list[FileProblems] = []
    for path, refusal in _walk(root, folder):
        if refusal:
            problems.append(
                _problem(path, "outside", refusal, _("请把真正的文件放进来，话术库只读它自己文件夹里的普通文件"))
            )
        else:
            paths.append(path)
    problems.extend(collisions(paths))
    return Listing(tuple(sorted(paths)), tuple(sorted(problems, key=lambda found: found.source.path)))


def _walk(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """(path, reason it is refused or "") for every file below a folder; hidden names are passed over."""
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise HuashuError(
            _("读不了这个文件夹：{reason}").format(reason=error.strerror), where=folder, todo=_("请检查文件夹的权限")
        ) from error
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield path, _("这是一个链接，指向别处的文件")
        elif entry.is_dir(follow_symlinks=False):
            if os.path.lexists(os.path.join(entry.path, ".git")):
                yield path, _("这个文件夹是另一个 git 仓库（子模块）")
            else:
                yield from _walk(root, path)
        elif entry.is_file(follow_symlinks=False):
            yield path, ""
        else:
            yield path, _("这不是普通文件")


def collisions(paths: list[str]) -> Iterator[FileProblems]:
    """Names that Windows or macOS would take for one another."""
    alike: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        alike[unicodedata.normalize("NFC", path).casefold()].append(path)
    for same in alike.values():
        for path in same[1:]:
            message = _("文件名与 {other} 只差大小写或字形，在有些电脑上会互相覆盖").format(other=same[0])
            yield _problem(path, "name-collision", message, _("请给其中一个换个名字"))


def _problem(path: str, code: str, message: str, hint: str) -> FileProblems:
    # a name that is not valid text reaches us with surrogates; show it without them
    shown = path.encode("utf-8", "replace").decode("utf-8")
    return FileProblems(Source(shown, ""), (Problem(code, 0, 0, message, hint),))


def read(root: Path, path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a file, so that a huge one is recognised without being read whole."""
    try:
        with open(os.path.join(root, path), "rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise HuashuError(
            _("读不了这个文件：{reason}").format(reason=error.strerror or error),
            where=path,
            todo=_("请检查文件是否存在、有没有读取权限"),
        ) from error


def chosen(root: Path, paths: Sequence[Path]) -> frozenset[str] | None:
    """Script files that the paths name; None when they name the whole library."""
    if not paths:
        return None
    known = listing(root, "scripts")
    names = (*known.paths, *(found.source.path for found in known.problems))
    chosen: set[str] = set()
    for path in paths:
        absolute = path.absolute()
        if not absolute.exists() and not absolute.is_symlink():
            raise HuashuError(_("找不到这个文件或文件夹"), where=str(path), todo=_("请核对路径有没有写错"))
        # a link below scripts/ is judged as itself, not as what it points to
        place = absolute.parent.resolve() / absolute.name
        if place == root or root / "scripts" == place:
            return None
        if not place.is_relative_to(root):
            raise HuashuError(
                _("这个路径不在话术库里"),
                where=str(path),
                todo=_("话术库在 {root}，一次只检查一个话术库").format(root=root),
            )
        inside = place.relative_to(root).as_posix()
        below = {name for name in names if name == inside or name.startswith(f"{inside}/")}
        if (
            not below
            and inside.split("/")[0] not in ("terms", "policy", "rules", "handbook", "assets")
            and inside != "huashu.yaml"
        ):
            raise HuashuError(
                _("这个路径下面没有话术"), where=str(path), todo=_("话术都放在 scripts/ 下面，例如 scripts/greeting")
            )
        if not below:
            return None  # terms, rules and settings concern every script
        chosen |= below
    return frozenset(chosen)
