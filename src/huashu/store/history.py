"""What git knows of a library: its commit, and the last change of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from huashu.store.git import NO_REPOSITORY, own_repository, run, told


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


def read(root: Path, known: History | None = None) -> History:
    """History of the library at `root`, which may be a folder inside a larger repository. known: as it was read before.

    Raises HuashuError where there is a history that git cannot or will not read: in silence, the handbook would call
    every script uncommitted.
    """
    with own_repository():
        status, revision, complaint = run(root, "rev-parse", "--short", "--verify", "--quiet", "HEAD^{commit}")
        if status == 1 or (status and NO_REPOSITORY in complaint):
            return History()
        revision = told(root, status, revision, complaint)
        prefix = told(root, *run(root, "rev-parse", "--show-prefix"))
        same = known if known is not None and known.revision == revision else None
        return History(revision, _modified(root, prefix), same.changes if same else _changes(root, prefix))


def at(root: Path, commit: str) -> History:
    """History of the library at `root` as it was at a commit, by its full id."""
    with own_repository():
        revision = told(root, *run(root, "rev-parse", "--short", "--verify", commit))
        prefix = told(root, *run(root, "rev-parse", "--show-prefix"))
        return History(revision, frozenset(), _changes(root, prefix, commit))


def _modified(root: Path, prefix: str) -> frozenset[str]:
    # no look into submodules: they are no part of a library, and git would heed their settings
    options = ("-z", "--porcelain=v1", "--no-renames", "--untracked-files=all", "--ignore-submodules=dirty")
    output = told(root, *run(root, "status", *options, "--", "."))
    return frozenset(entry[3:].removeprefix(prefix) for entry in output.split("\0") if entry)


def _changes(root: Path, prefix: str, commit: str = "HEAD") -> dict[str, LastChange]:
    """One walk over the log; the first commit that names a path is its last change.

    Every commit begins with an empty field, which no path can be, then hash and date, then after a line break its
    paths: no name that a file can have is taken for anything else.
    """
    options = ("-z", "--format=%x00%h %ad", "--date=short", "--name-only", "--no-renames", "--no-show-signature")
    output = told(root, *run(root, "log", *options, "-m", "--first-parent", commit, "--", "."))
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
