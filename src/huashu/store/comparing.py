"""Two states of a library to compare: commits, or a commit and the files as they lie on disk."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.difference import Point
from huashu.model.library import Library
from huashu.model.policy import Policy
from huashu.store import extras, past, policy_files, releases, terms
from huashu.store import library as libraries
from huashu.store import settings as settings_file
from huashu.store.extras import Extras
from huashu.store.files import SETTINGS, read
from huashu.store.git import NO_REPOSITORY, own_repository, resolved, run, told
from huashu.store.past import Past
from huashu.text import visible

_TEXTS = ("handbook/", "policy/", "rules/", "assets/", "terms/")
_LONGEST = 64 * 1024  # bytes of a text that is compared line by line
_TOLD = (terms.FACTS, terms.SLOTS)  # told term by term
_REMOTE = "refs/remotes/origin/"


@dataclass(frozen=True, slots=True)
class Side:
    """One state. pictures: fingerprints by the names that scripts give them. Where nothing that scripts share differs,
    the library holds only the scripts whose files differ."""

    point: Point
    library: Library
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is neither a script nor facts or slots: whether it is there on each side, and its text where people
    may read it line by line; None for other files, and for what is too long."""

    path: str
    was: bool
    old: str | None
    there: bool
    new: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """touched: every path that differs; files: those that no script, fact or slot stands for. policy: of the older side,
    None where there is none that can be read."""

    before: Side
    after: Side
    touched: frozenset[str]
    files: tuple[ChangedFile, ...]
    policy: Policy | None = None


def shared(touched: Collection[str]) -> bool:
    """Whether something differs that changes what many scripts say: where it does not, no script does by itself."""
    return any(path in (SETTINGS, terms.FACTS) or path.startswith("assets/") for path in touched)


def compared(root: Path, base: str | None, head: str | None) -> Compared:
    """The library at `root` at two revisions. head: None for the files on disk. base: None for where work began: where
    this branch parted from the remote one, else the last release, else HEAD.

    Where both have gone on since they parted, the comparison begins there: what others have done meanwhile is no change
    of ours. Raises HuashuError for what is no revision, or holds no library.
    """
    with own_repository():
        _require_commits(root)
        new = resolved(root, head, "HEAD") if head is not None else None
        own = new or resolved(root, "HEAD", "HEAD")
        start = _begin(root, own) if base is None else _parted(root, base, resolved(root, base, "BASE"), own)
        touched = frozenset(_touched(root, start.commit, new))
    then = past.whole(root, start.commit)
    only = None if shared(touched) else touched
    others = [path for path in sorted(touched) if not _is_told(path)]
    texts = [path for path in others if _is_text(path)]
    if new is None:
        after = _on_disk(root, only)
        there = frozenset(path for path in others if os.path.lexists(root / path))
        later = {path: _read(root, path) for path in texts if path in there}
    else:
        later_files = past.whole(root, new)
        after = _committed(later_files, Point(head or "HEAD", new), only)
        there = frozenset((*later_files.blobs, *later_files.others))
        later = later_files.contents(path for path in texts if path in later_files.blobs)
    earlier = then.contents(path for path in texts if path in then.blobs)
    was = then.blobs.keys() | then.others
    files = tuple(ChangedFile(path, *_sides(path, was, earlier), *_sides(path, there, later)) for path in others)
    return Compared(_committed(then, start, only), after, touched, files, _policy(then))


def _require_commits(root: Path) -> None:
    status, _output, complaint = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if status and NO_REPOSITORY in complaint:
        what, todo = _("这里没有用 git 管理，看不出改了什么"), _("请进入话术库所在的仓库再运行")
        raise HuashuError(what, where=str(root), todo=todo)
    if status == 1:
        what, todo = _("还没有提交过，没有以前的版本可比"), _("请先用 git 提交一次，再运行")
        raise HuashuError(what, where=str(root), todo=todo)


def _begin(root: Path, head: str) -> Point:
    """Where the work began that people want to see."""
    remote = _remote(root, head)
    if remote is not None and remote.commit != head:
        return remote
    newest = next(iter(releases.releases(root, head)), None)
    if newest is not None:
        return Point(_("上次发布 {name}").format(name=newest.name), newest.commit)
    return Point("HEAD", head)


def _remote(root: Path, head: str) -> Point | None:
    for branch in ("HEAD", "main", "master"):
        status, output, _complaint = run(root, "merge-base", head, f"{_REMOTE}{branch}^{{commit}}")
        if status == 0:
            return Point(f"origin/{branch}", output.split("\n")[0])
    return None


def _parted(root: Path, name: str, base: str, head: str) -> Point:
    """The base itself where one comes after the other, else where they parted."""
    status, output, _complaint = run(root, "merge-base", base, head)
    common = output.split("\n")[0]
    if status or common in (base, head):
        return Point(name, base)
    return Point(_("从 {name} 分出来的地方").format(name=visible(name)), common)


def _touched(root: Path, base: str, head: str | None) -> Iterator[str]:
    """Paths below the library that differ."""
    options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty", "--relative")
    ends = (base,) if head is None else (base, head)
    yield from filter(None, told(root, *run(root, "diff", *options, *ends, "--", ".")).split("\0"))
    if head is None:
        others = told(root, *run(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
        yield from filter(None, others.split("\0"))


def _committed(then: Past, point: Point, only: frozenset[str] | None) -> Side:
    """only: paths of scripts to read, None for all."""
    if SETTINGS not in then.blobs:
        raise HuashuError(
            _("{revision} 这个版本里还没有话术库").format(revision=visible(point.name)),
            where=point.commit[:12],
            todo=_("请选一个有 huashu.yaml 的版本"),
        )
    known = then
    if only is not None:
        blobs = {path: id for path, id in then.blobs.items() if path in only or not path.startswith(libraries.SCRIPTS)}
        known = then._replace(blobs=blobs)
    library = libraries.built(libraries.files_at(known), settings_file.parse(then.read(SETTINGS)))
    return Side(point, library, _pictures(extras.at(then)))


def _on_disk(root: Path, only: frozenset[str] | None) -> Side:
    library = libraries.built(libraries.read_files(root, only), settings_file.load(root))
    return Side(Point(_("现在的文件")), library, _pictures(extras.load(root)))


def _pictures(found: Extras) -> dict[str, str]:
    return {name: picture.fingerprint for name, picture in found.pictures.items()}


def _is_told(path: str) -> bool:
    return path in _TOLD or (path.startswith(libraries.SCRIPTS) and path.endswith(".yaml"))


def _is_text(path: str) -> bool:
    return (path == SETTINGS or path.startswith(_TEXTS)) and path.endswith((".md", ".yaml"))


def _sides(path: str, there: Collection[str], texts: Mapping[str, bytes]) -> tuple[bool, str | None]:
    data = texts.get(path)
    short = data is not None and len(data) <= _LONGEST
    return path in there, data.decode("utf-8", "replace") if data is not None and short else None


def _read(root: Path, path: str) -> bytes:
    try:
        return read(root, path, _LONGEST)
    except HuashuError:  # a link, or what may not be read
        return b"\0" * (_LONGEST + 1)


def _policy(then: Past) -> Policy | None:
    try:
        return policy_files.parse_policy(then.read(policy_files.APPROVAL))
    except (KeyError, HuashuError):
        return None
