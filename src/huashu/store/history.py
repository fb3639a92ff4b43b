"""What git knows of a library: the commit it stands at and the last change of each file. The only user of GitPython."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest commit that touched a file: short hash and author date (YYYY-MM-DD)."""

    commit: str
    date: str


@dataclass(frozen=True, slots=True)
class History:
    """State of a library in git; all empty where it is not in git or has no commit yet."""

    revision: str = ""  # short hash of HEAD
    modified: frozenset[str] = frozenset()  # paths that differ from HEAD, untracked ones included
    changes: dict[str, LastChange] = field(default_factory=dict)  # path relative to the library → last change


def read(root: Path) -> History:
    """History of the library at `root`, which may be a folder inside a larger repository."""
    import git

    try:
        repo = git.Repo(root, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        return History()
    with repo:
        run = repo.git
        run.update_environment(GIT_NO_REPLACE_OBJECTS="1", GIT_OPTIONAL_LOCKS="0", LC_ALL="C")
        try:
            revision = str(run.rev_parse("--short", "--verify", "HEAD^{commit}"))
        except git.GitCommandError:
            return History()
        prefix = str(run(C=str(root)).rev_parse("--show-prefix")).strip()
        return History(revision, _modified(run, root, prefix), _changes(run, root, prefix))


def _modified(run: object, root: Path, prefix: str) -> frozenset[str]:
    status = run(C=str(root)).status("-z", "--porcelain=v1", "--no-renames", "--untracked-files=all", "--", ".")  # type: ignore[operator]
    return frozenset(entry[3:].removeprefix(prefix) for entry in str(status).split("\0") if len(entry) > 3)


def _changes(run: object, root: Path, prefix: str) -> dict[str, LastChange]:
    """One walk over the log; the first commit that names a path is its last change."""
    log = run(C=str(root)).log(  # type: ignore[operator]
        "-z",
        "--no-renames",
        "--no-show-signature",
        "--date=short",
        "--format=%x01%h %ad",
        "--name-only",
        "-m",
        "--first-parent",
        "--",
        ".",
    )
    changes: dict[str, LastChange] = {}
    current = LastChange("", "")
    for entry in str(log).split("\0"):
        for line in entry.split("\n"):
            if line.startswith("\x01"):
                commit, _space, date = line[1:].partition(" ")
                current = LastChange(commit, date)
            elif line:
                changes.setdefault(line.removeprefix(prefix), current)
    return changes


def source_date_epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds, None where unset or not a number (reproducible builds)."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(value) if value.isascii() and value.isdigit() else None
