"""What a branch would become if it were merged now: computed, never taken from what anybody has stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from huashu.model.change import Blob, Obstacle
from huashu.store.files import collisions, shown
from huashu.store.repository import Entry, Repository

_FILES = ("100644", "100755")
_TREE, _LINK, _SUBMODULE = "040000", "120000", "160000"
# What HFS+ and Windows overlook in a name, so that it may be .git to them.
_OVERLOOKED = dict.fromkeys((*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x206A, 0x2070), 0xFEFF))


@dataclass(frozen=True, slots=True)
class Tree:
    """Files by path. Links, submodules and what has no place in a tree are not among them."""

    id: str
    files: Mapping[str, Blob]


@dataclass(frozen=True, slots=True)
class Merge:
    """before: what is protected; after: what it would become. Obstacles sorted; where there are any, `after` may lack
    files, or be `before` itself because there is no merge."""

    before: Tree
    after: Tree
    obstacles: tuple[Obstacle, ...]


def merged(repository: Repository, base: str, head: str) -> Merge:
    """The merge of `head` into `base`, both full ids."""
    before = tree(repository, base)
    obstacles: list[Obstacle] = []
    if repository.shallow:
        return Merge(before, before, (Obstacle("shallow"),))
    if not repository.bases(base, head):
        return Merge(before, before, (Obstacle("unrelated"),))
    own = repository.listing(head)
    # git mends some odd trees when it merges, and reads others as it likes: the branch itself must be sound
    obstacles += _oddities(own)
    if obstacles:
        return Merge(before, before, tuple(sorted(set(obstacles), key=_order)))
    status, output, complaint = repository.git(
        "merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", base, head
    )
    if status not in (0, 1):
        repository.told("merge-tree", "--write-tree", base, head)
        raise AssertionError(complaint)
    id, *conflicts = output.rstrip("\0\n").split("\0")
    if status == 1:
        found = tuple(Obstacle("conflict", shown(path)) for path in sorted(set(conflicts)) if path)
        return Merge(before, before, found or (Obstacle("conflict"),))
    entries = repository.listing(id.strip())
    obstacles += _oddities(entries)
    after = _tree(id.strip(), entries)
    known = {(entry.path, entry.blob) for entry in repository.listing(base)}
    obstacles += _refused(entry for entry in entries if (entry.path, entry.blob) not in known)
    if before.files.keys() != after.files.keys():
        there = {one.source.path for one in collisions(sorted(before.files))}
        now = collisions(sorted(after.files))
        obstacles += [Obstacle("collision", shown(one.source.path)) for one in now if one.source.path not in there]
    return Merge(before, after, tuple(sorted(set(obstacles), key=_order)))


def tree(repository: Repository, name: str) -> Tree:
    """The files of a commit or tree."""
    return _tree(name, repository.listing(name))


def _tree(id: str, entries: Iterable[Entry]) -> Tree:
    return Tree(id, {entry.path: entry.blob for entry in entries if entry.blob.mode in _FILES})


def _order(obstacle: Obstacle) -> tuple[str, str, str]:
    return obstacle.path, obstacle.code, obstacle.detail


def _refused(entries: Iterable[Entry]) -> Iterator[Obstacle]:
    """What a library must not come to hold."""
    codes = {_LINK: "symlink", _SUBMODULE: "submodule"}
    for entry in entries:
        code = codes.get(entry.blob.mode)
        if code:
            yield Obstacle(code, shown(entry.path))
        if shown(entry.path) != entry.path:
            yield Obstacle("name", shown(entry.path))


def _oddities(entries: Sequence[Entry]) -> list[Obstacle]:
    """What no git program writes: some programs would see other files in such a tree than others do."""
    folders = {entry.path for entry in entries if entry.kind == "tree"}
    seen: set[str] = set()
    last: dict[str, bytes] = {}
    found = []
    for entry in entries:
        folder, _slash, name = entry.path.rpartition("/")
        key = name.encode("utf-8", "surrogateescape") + (b"/" if entry.kind == "tree" else b"")
        known = entry.blob.mode in (*_FILES, _TREE, _LINK, _SUBMODULE)
        placed = folder == "" or folder in folders
        sound = known and placed and not _like_git(name) and entry.path not in seen and last.get(folder, b"") < key
        if not sound:
            found.append(Obstacle("odd-tree", shown(entry.path)))
        seen.add(entry.path)
        last[folder] = key
    return found


def _like_git(name: str) -> bool:
    """Whether a name means the folder itself, the one above, or git's own, to any system."""
    if name.isascii() and name.islower() and name[0] not in ".g":  # quick: most names
        return False
    plain = unicodedata.normalize("NFC", name).translate(_OVERLOOKED).casefold().rstrip(" .")
    return plain in ("", ".git", "git~1") or "\\" in name
