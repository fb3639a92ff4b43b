"""A library with all that a handbook shows around it: as it lies on disk, or as a commit has it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Library
from huashu.store import approved, extras, history, past, releases
from huashu.store import library as libraries
from huashu.store import settings as settings_file
from huashu.store.approved import Archive
from huashu.store.extras import Extras
from huashu.store.files import SETTINGS
from huashu.store.history import History
from huashu.store.past import CONTENT, Past
from huashu.store.releases import Release


@dataclass(frozen=True, slots=True)
class Released:
    """The last release before a snapshot. exact: nothing has changed since; committed: no commit has changed anything.

    library: as it was then; None where it cannot be read any more, so that nobody knows what is new.
    """

    release: Release
    exact: bool
    committed: bool
    library: Library | None = None
    extras: Extras = field(default_factory=Extras)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A library at one moment of its life."""

    library: Library
    history: History = field(default_factory=History)
    extras: Extras = field(default_factory=Extras)
    released: Released | None = None
    archive: Archive = field(default_factory=Archive)  # what was approved, ever


def on_disk(root: Path, library: Library, before: Snapshot | None = None) -> Snapshot:
    """The work tree of the library at `root`, which has been read already. before: as it was a moment ago."""
    known = history.read(root, before.history if before else None)
    released, archive = None, Archive()
    if known.revision:
        archive = approved.read(root, before.archive if before else None)
        same = before is not None and before.history.revision == known.revision
        released = _released(root, "HEAD", before.released if before and same else None)
    if released is not None:
        touched = any(_is_content(path) for path in known.modified)
        released = replace(released, exact=released.committed and not touched)
    return Snapshot(library, known, extras.load(root), released, archive)


def at(root: Path, revision: str) -> Snapshot:
    """The library at `root` as a commit or tag has it; the work tree is left alone.

    Raises HuashuError where the revision is none, or holds no library here.
    """
    then = past.at(root, revision)
    library = _library(then)
    if library is None:
        raise HuashuError(
            _("{revision} 这个版本里还没有话术库").format(revision=revision),
            where="--at",
            todo=_("请选一个有 huashu.yaml 的版本"),
        )
    made = history.at(root, then.commit), extras.at(then), _released(root, then.commit), approved.read(root)
    return Snapshot(library, *made)


def _library(then: Past) -> Library | None:
    if SETTINGS not in then.blobs:
        return None
    return libraries.built(libraries.files_at(then), settings_file.parse(then.read(SETTINGS)))


def _released(root: Path, commit: str, known: Released | None = None) -> Released | None:
    """The newest release that a commit holds. known: what the same commit held a moment ago."""
    newest = next(iter(releases.releases(root, commit)), None)
    if newest is None:
        return None
    if known is not None and known.release == newest:
        return known
    then = past.at(root, newest.commit)
    same = then.blobs == past.at(root, commit).blobs
    try:
        return Released(newest, same, same, _library(then), extras.at(then))
    except HuashuError:  # settings or chapters of other days
        return Released(newest, same, same)


def _is_content(path: str) -> bool:
    return path == SETTINGS or path.startswith(tuple(f"{folder}/" for folder in CONTENT))
