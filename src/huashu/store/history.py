"""What git knows of a library: its commit, the last change of each file, how it was. The only user of GitPython."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.text import visible

# Settings of the user or the repository change nothing here, and no program that they name is run.
_PINNED = (
    "safe.bareRepository=explicit",  # a repository hidden among a library's files
    "core.fsmonitor=false",
    "core.abbrev=auto",
    "color.ui=false",
    "diff.relative=false",
    "log.diffMerges=first-parent",
    "log.follow=false",
    "log.showRoot=true",
)
# How git tells its hooks for which repository they run; the library may be another.
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
_ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # whoever may push a ref could rewrite who said what when
    "GIT_NO_LAZY_FETCH": "1",  # no network
    "GIT_OPTIONAL_LOCKS": "0",  # reading changes nothing
    "LC_ALL": "C",
}
_ON_IMPORT = "GIT_PYTHON_REFRESH"  # unless quiet, importing GitPython fails where git is not installed
_NO_REPOSITORY = "not a git repository"
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest commit that touched a file: short hash and author date (YYYY-MM-DD, in the author's time zone).

    What a branch brought changed with the commit that merged it. In a shallow clone, what is older than its border
    changed at the border, as far as anyone can tell there.
    """

    commit: str
    date: str


@dataclass(frozen=True, slots=True)
class History:
    """State of a library in git; all empty where it is not in git or has no commit yet."""

    revision: str = ""  # short hash of HEAD
    modified: frozenset[str] = frozenset()  # paths that differ from HEAD, untracked ones included
    changes: dict[str, LastChange] = field(default_factory=dict)  # path relative to the library → last change


def read(root: Path) -> History:
    """History of the library at `root`, which may be a folder inside a larger repository.

    Raises HuashuError where there is a history that git cannot or will not read: in silence, the handbook would call
    every script uncommitted.
    """
    with _own_repository():
        status, revision, complaint = _git(root, "rev-parse", "--short", "--verify", "--quiet", "HEAD^{commit}")
        if status == 1 or (status and _NO_REPOSITORY in complaint):
            return History()
        revision = _told(root, status, revision, complaint)
        prefix = _told(root, *_git(root, "rev-parse", "--show-prefix"))
        return History(revision, _modified(root, prefix), _changes(root, prefix))


@contextmanager
def _own_repository() -> Iterator[None]:
    """git finds the repository by the folder alone. GitPython can add to its environment, but not take away from it."""
    hidden = {name: os.environ.pop(name) for name in (*_ELSEWHERE, _ON_IMPORT) if name in os.environ}
    os.environ[_ON_IMPORT] = "quiet"
    try:
        yield
    finally:
        del os.environ[_ON_IMPORT]
        os.environ.update(hidden)


def _git(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output without its last line break, complaints. Names that are no text come as the disk gives them."""
    import git

    command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "-C", str(root)]
    for setting in _PINNED:
        command += ["-c", setting]
    tool = git.Git(str(root))
    tool.update_environment(**_ENVIRONMENT)
    try:
        status, output, complaint = tool.execute(
            [*command, *arguments], with_extended_output=True, with_exceptions=False
        )
    except git.GitCommandNotFound as error:
        if not any(os.path.lexists(folder / ".git") for folder in (root, *root.parents)):
            return 128, "", _NO_REPOSITORY
        raise HuashuError(
            _("这台电脑上没有找到 git，读不出每条话术是什么时候改的"),
            where=str(root),
            todo=_("请先装好 git，再运行一次"),
        ) from error
    return status, str(output), complaint


def _told(root: Path, status: int, output: str, complaint: str) -> str:
    """The output of a call that must succeed."""
    if status == 0:
        return output
    first = next(iter(complaint.splitlines()), f"git {status}").removeprefix("fatal: ").removeprefix("error: ")
    raise HuashuError(
        _("读不了这个文件夹的 git 记录：{reason}").format(reason=first),
        where=str(root),
        todo=_("请在这个文件夹里运行 git status，照它说的处理好，再运行一次"),
    )


def _modified(root: Path, prefix: str) -> frozenset[str]:
    # no look into submodules: they are no part of a library, and git would heed their settings
    options = ("-z", "--porcelain=v1", "--no-renames", "--untracked-files=all", "--ignore-submodules=dirty")
    output = _told(root, *_git(root, "status", *options, "--", "."))
    return frozenset(entry[3:].removeprefix(prefix) for entry in output.split("\0") if entry)


def _changes(root: Path, prefix: str) -> dict[str, LastChange]:
    """One walk over the log; the first commit that names a path is its last change.

    Every commit begins with an empty field, which no path can be, then hash and date, then after a line break its
    paths: no name that a file can have is taken for anything else.
    """
    options = ("-z", "--format=%x00%h %ad", "--date=short", "--name-only", "--no-renames", "--no-show-signature")
    output = _told(root, *_git(root, "log", *options, "-m", "--first-parent", "--", "."))
    changes: dict[str, LastChange] = {}
    fields = iter(output.split("\0"))
    current = LastChange("", "")
    first = False
    for name in fields:
        if not name:
            commit, _space, date = next(fields, "").partition(" ")
            current, first = LastChange(commit, date), True
        else:
            changes.setdefault((name[1:] if first else name).removeprefix(prefix), current)
            first = False
    return changes


@dataclass(frozen=True, slots=True)
class Past:
    """The scripts, terms and pictures of a library as a commit holds them. blobs: path → object id."""

    root: Path
    commit: str
    blobs: dict[str, str]

    def holds(self, path: str, data: bytes) -> bool:
        """Whether a file is as it was. What only git itself changed, line breaks of Windows, counts for nothing."""
        kept = self.blobs.get(path)
        return kept is not None and (
            kept == _object_id(data, len(kept)) or kept == _object_id(data.replace(b"\r\n", b"\n"), len(kept))
        )

    def read(self, path: str) -> bytes:
        """A file as it was; a line break at its very end may be lacking."""
        with _own_repository():
            told = _told(self.root, *_git(self.root, "cat-file", "blob", self.blobs[path]))
        return told.encode("utf-8", "surrogateescape")


def since(root: Path, revision: str) -> Past:
    """The library at `root` as it was where HEAD parted from a revision.

    What others have done on a branch since then is no change of ours. Raises HuashuError for a revision that there is
    not, or that could be two.
    """
    with _own_repository():
        commit = _resolved(root, revision)
        status, base, _complaint = _git(root, "merge-base", "HEAD", commit)
        commit = base.split("\n")[0] if status == 0 else commit
        output = _told(root, *_git(root, "ls-tree", "-r", "-z", commit, "--", "assets", "scripts", "terms"))
    blobs: dict[str, str] = {}
    for entry in output.split("\0"):
        about, _tab, path = entry.partition("\t")
        mode, _kind, name = (*about.split(" "), "", "")[:3]
        if mode in ("100644", "100755"):  # no links, no submodules
            blobs[path] = name
    return Past(root, commit, blobs)


def _resolved(root: Path, revision: str) -> str:
    """The full id of the commit that a revision names. Options and ranges are no revisions."""
    status, output, complaint = 1, "", ""
    if revision and revision[0] not in "-^" and revision.isprintable():
        status, output, complaint = _git(
            root, "-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", f"{revision}^{{commit}}"
        )
    if status and _NO_REPOSITORY in complaint:
        raise HuashuError(
            _("这个话术库没有用 git 管理，比不出改了什么"), where=str(root), todo=_("请去掉 --since，检查整个话术库")
        )
    if status and "dubious ownership" in complaint:
        _told(root, status, output, complaint)
    if not revision.strip():
        raise HuashuError(
            _("--since 后面还没有写版本"), where="--since", todo=_("请写分支、标签或提交号，例如 origin/main")
        )
    if status or not _COMMIT.fullmatch(output):
        raise HuashuError(
            _("git 里没有 {revision} 这个版本").format(revision=visible(revision)),
            where="--since",
            todo=_("请写分支、标签或提交号，例如 origin/main；自动检查里要先取回完整的历史"),
        )
    if "is ambiguous" in complaint:
        raise HuashuError(
            _("{revision} 既可能是分支，也可能是标签或提交号").format(revision=revision),
            where="--since",
            todo=_("请写全名，例如 refs/heads/{revision}").format(revision=revision),
        )
    return output


def _object_id(data: bytes, length: int) -> str:
    """What git calls these bytes; length: of its ids, which tells the kind of repository."""
    kind = hashlib.sha1 if length == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
