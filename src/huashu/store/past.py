"""A library as it was at an earlier commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from huashu.store.files import SETTINGS
from huashu.store.git import blobs, own_repository, resolved, run, told

CONTENT = ("assets", "handbook", "policy", "scripts", "terms")


class Past(NamedTuple):
    """Files of a library as a commit holds them. blobs: path → object id. others: what is no plain file."""

    root: Path
    commit: str
    blobs: dict[str, str]
    others: frozenset[str] = frozenset()

    def holds(self, path: str, data: bytes) -> bool:
        """Whether a file is as it was. What only git itself changed, line breaks of Windows, counts for nothing."""
        kept = self.blobs.get(path)
        return kept is not None and (
            kept == _object_id(data, len(kept)) or kept == _object_id(data.replace(b"\r\n", b"\n"), len(kept))
        )

    def read(self, path: str) -> bytes:
        """A file as it was."""
        return self.contents([path])[path]

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Files as they were, by path."""
        wanted = {path: self.blobs[path] for path in paths}
        with own_repository():
            found = blobs(self.root, wanted.values())
        return {path: found[name] for path, name in wanted.items()}


def since(root: Path, revision: str) -> Past:
    """The scripts, terms and pictures of the library at `root` as they were where HEAD parted from a revision.

    What others have done on a branch since then is no change of ours. Raises HuashuError for a revision that there is
    not, or that could be two.
    """
    with own_repository():
        commit = resolved(root, revision, "--since")
        status, base, _complaint = run(root, "merge-base", "HEAD", commit)
        commit = base.split("\n")[0] if status == 0 else commit
        return _listed(root, commit, ("assets", "scripts", "terms"))


def at(root: Path, revision: str) -> Past:
    """The whole library at `root` as it was at a revision; the work tree is not touched. Raises as `since` does."""
    with own_repository():
        commit = resolved(root, revision, "--at")
        return _listed(root, commit, (SETTINGS, *CONTENT))


def whole(root: Path, commit: str) -> Past:
    """Every file below the library at `root` as a commit has it, by its full id."""
    with own_repository():
        return _listed(root, commit, (".",))


def _listed(root: Path, commit: str, paths: Sequence[str]) -> Past:
    output = told(root, *run(root, "ls-tree", "-r", "-z", commit, "--", *paths))
    found: dict[str, str] = {}
    others: set[str] = set()
    for entry in output.split("\0"):
        about, _tab, path = entry.partition("\t")
        mode, _kind, name = (*about.split(" "), "", "")[:3]
        if mode in ("100644", "100755"):
            found[path] = name
        elif path:  # links and submodules
            others.add(path)
    return Past(root, commit, found, frozenset(others))


def _object_id(data: bytes, length: int) -> str:
    """What git calls these bytes; length: of its ids, which tells the kind of repository."""
    kind = hashlib.sha1 if length == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
