"""What a handbook shows beside scripts: chapters of handbook/, pictures of assets/ with the words for those who cannot
see them. From disk, or from an earlier commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.files import hidden, listing, read
from huashu.store.past import Past
from huashu.store.settings import readable
from huashu.store.terms import ALT, alts

CHAPTERS, PICTURES = "handbook/", "assets/"
KINDS = {".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
LIMIT = 4 * 1024 * 1024  # bytes a file: each one is carried inside the handbook


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of assets/. alt: what it shows, in words; kind: its media type."""

    name: str
    alt: str
    kind: str
    data: bytes

    @property
    def fingerprint(self) -> str:
        """Changes with what is seen and with what is said of it."""
        return hashlib.sha256(self.alt.encode("utf-8", "surrogatepass") + b"\0" + self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Extras:
    """chapters: path → content. pictures: by the names that scripts may give them, with their ending and without."""

    chapters: Mapping[str, bytes] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def load(root: Path) -> Extras:
    """Chapters and pictures as they lie on disk. Raises HuashuError for a file that a handbook cannot carry."""
    paths = [path for folder in ("handbook", "assets") for path in listing(root, folder).paths]
    return _gathered(paths, lambda path: read(root, path, LIMIT))


def at(past: Past) -> Extras:
    """Chapters and pictures of an earlier commit."""
    paths = [path for path in past.blobs if path == ALT or _chapter(path) or _kind(path)]
    contents = past.contents(paths)
    return _gathered(paths, contents.__getitem__)


def _gathered(paths: list[str], content: Callable[[str], bytes]) -> Extras:
    chapters = {path: _small(path, content(path)) for path in sorted(paths) if _chapter(path)}
    words = alts(readable("alt", ALT, content(ALT))[1]) if ALT in paths else {}
    pictures: dict[str, Picture] = {}
    for path in sorted(paths):
        kind = _kind(path)
        if kind:
            name = path.removeprefix(PICTURES)
            stem = name.rsplit(".", 1)[0]
            alt = words.get(name) or words.get(stem) or ""
            picture = Picture(name, alt, kind, _small(path, content(path)))
            pictures[name] = picture
            pictures.setdefault(stem, picture)
    return Extras(chapters, pictures)


def _chapter(path: str) -> bool:
    """Markdown right below handbook/; README.md is for those who write there. Hidden names are passed over."""
    name = path.removeprefix(CHAPTERS)
    own = path.startswith(CHAPTERS) and "/" not in name and not hidden(path)
    return own and name.endswith(".md") and name.lower() != "readme.md"


def _kind(path: str) -> str:
    """The media type of a picture, "" for any other file."""
    kind = KINDS.get(PurePosixPath(path).suffix.lower(), "")
    return kind if path.startswith(PICTURES) and not hidden(path) else ""


def _small(path: str, data: bytes) -> bytes:
    if len(data) > LIMIT:
        raise HuashuError(
            _("这个文件超过 {size} MB，手册装不下").format(size=LIMIT // 1024**2),
            where=path,
            todo=_("请压缩一下再放进来"),
        )
    return data
