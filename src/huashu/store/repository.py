"""A repository read from a room of its own: bare, without its settings, attributes, replacements and grafts.

The room is a temporary repository that borrows the objects. What git computes there, it writes there; so reading leaves
the repository as it was, and nothing that somebody has put into it decides what a merge or a diff looks like.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.change import Blob
from huashu.store.git import NO_REPOSITORY, blobs, own_repository, resolved, run, sizes, told

_SETTINGS = (
    "core.attributesFile=" + os.devnull,
    "core.commitGraph=false",  # a file beside the objects, which may say anything
    "merge.renames=true",
    "merge.directoryRenames=conflict",
    "merge.renameLimit=7000",
    "merge.renormalize=false",
)
_CONFIG = "[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{more}"
_SHA256 = "[extensions]\n\tobjectformat = sha256\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a listing: kind is blob, tree or commit (a submodule)."""

    path: str
    kind: str
    blob: Blob


@dataclass(frozen=True, slots=True)
class Repository:
    """place: where it was asked for; git_dir: its own folder; room: the bare repository in which git is run."""

    place: Path
    git_dir: Path
    room: Path
    shallow: bool

    def git(self, *arguments: str) -> tuple[int, str, str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        with own_repository():
            return run(self.room, *settings, *arguments, git_dir=self.room)

    def told(self, *arguments: str) -> str:
        """The output of a call that must succeed."""
        return told(self.place, *self.git(*arguments))

    def commit(self, revision: str, option: str) -> str:
        """The full id of the commit that a revision names; HuashuError where there is none, or could be two."""
        with own_repository():
            return resolved(self.place, revision, option, self.git_dir)

    def has(self, commit: str) -> bool:
        """Whether there is a commit of this full id."""
        status, kind, _complaint = self.git("cat-file", "-t", commit)
        return status == 0 and kind == "commit"

    def listing(self, tree: str) -> tuple[Entry, ...]:
        """Everything below a tree or commit, folders included, in the order in which git keeps it."""
        entries = []
        for line in self.told("ls-tree", "-r", "-t", "-z", "--full-tree", tree).split("\0"):
            about, _tab, path = line.partition("\t")
            if about:
                mode, kind, name = about.split(" ")
                entries.append(Entry(path, kind, Blob(mode, name)))
        return tuple(entries)

    def sizes(self, ids: Iterable[str]) -> dict[str, int]:
        with own_repository():
            return sizes(self.room, ids, self.room)

    def contents(self, ids: Iterable[str], kind: str = "blob") -> dict[str, bytes]:
        """Objects by id."""
        with own_repository():
            return blobs(self.room, ids, self.room, kind.encode())

    def bases(self, one: str, other: str) -> tuple[str, ...]:
        """Where two commits part: no common ancestor gives (), histories that crossed give several."""
        status, output, complaint = self.git("merge-base", "--all", one, other)
        if status == 1:
            return ()
        return tuple(sorted(told(self.place, status, output, complaint).split()))

    def holds(self, commit: str, ancestor: str) -> bool:
        """Whether a commit is another one or comes after it."""
        return self.git("merge-base", "--is-ancestor", ancestor, commit)[0] == 0


@contextmanager
def opened(place: Path, objects: Iterable[Path] = ()) -> Iterator[Repository]:
    """The repository that a folder lies in, or that it is (a bare one).

    objects: further folders of objects, such as those of a push that a hook has to judge.
    """
    git_dir, shared, sha256, shallow = _found(place)
    with TemporaryDirectory(prefix="huashu-") as folder:
        room = Path(folder)
        (room / "objects" / "info").mkdir(parents=True)
        (room / "refs").mkdir()
        (room / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8", newline="\n")
        config = _CONFIG.format(version=1 if sha256 else 0, more=_SHA256 if sha256 else "")
        (room / "config").write_text(config, encoding="utf-8", newline="\n")
        borrowed = "".join(f"{_quoted(path)}\n" for path in (*objects, shared / "objects"))
        (room / "objects" / "info" / "alternates").write_text(borrowed, encoding="utf-8", newline="\n")
        yield Repository(place, git_dir, room, shallow)


def _found(place: Path) -> tuple[Path, Path, bool, bool]:
    """Its folder, the folder it shares with other work trees, whether its ids are of SHA-256, whether it is cut short."""
    bare = place if all((place / name).exists() for name in ("HEAD", "objects", "refs")) else None
    wanted = ("--absolute-git-dir", "--git-common-dir", "--show-object-format", "--is-shallow-repository")
    with own_repository():
        status, output, complaint = run(place, "rev-parse", *wanted, git_dir=bare)
    if status and NO_REPOSITORY in complaint:
        raise HuashuError(
            _("这里没有用 git 管理，看不出改了什么"), where=str(place), todo=_("请进入话术库所在的仓库再运行")
        )
    own, common, format, shallow = told(place, status, output, complaint).split("\n")
    return Path(own), Path(place, common).resolve(), format == "sha256", shallow == "true"


def _quoted(path: Path) -> str:
    """As git reads a line of alternates: a name that begins with a quote or # would be taken for something else."""
    name = str(path.resolve())
    return (
        name if name[0] not in '"#' and "\n" not in name else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
