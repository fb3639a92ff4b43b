"""Results kept between runs, in the user's own cache folder; a missing, broken or foreign one only costs time."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from huashu.errors import HuashuError
from huashu.store.files import read
from huashu.store.resources import packaged
from huashu.store.writing import write_all

LIMIT = 64 * 1024 * 1024  # bytes; enough for many thousand scripts, and still fits into memory
_FORMAT = (
    2  # of marshal, which is quicker than JSON and, sealed, as safe: every Python reads it, and it keeps no references
)
_SIZE = 4  # bytes that say how long an entry is


def digest(*parts: bytes | memoryview) -> str:
    """A digest of the parts, their borders included."""
    result = blake2b(digest_size=16)
    for part in parts:
        result.update(len(part).to_bytes(8, "big"))
        result.update(part)
    return result.hexdigest()


def load(root: Path, key: str) -> dict[str, object]:
    """What `save` kept for the library at `root` under this very key, whole and unharmed, else nothing."""
    place = _file(root)
    try:
        data = read(place.parent, place.name, LIMIT) if place else b""
    except HuashuError:
        return {}
    head = len(_seal(key)) + 1
    with memoryview(data) as view:
        whole = data[:head] == _seal(key, (view[head:],)) + b"\n"
        return dict(_entries(view, head)) if whole else {}


def _entries(data: memoryview, at: int) -> Iterator[tuple[str, object]]:
    while at < len(data):
        end = at + _SIZE + int.from_bytes(data[at : at + _SIZE], "big")
        yield opened(data[at:end])
        at = end


def opened(entry: bytes | memoryview) -> tuple[str, object]:
    """The name and the value of an entry."""
    name, value = marshal.loads(memoryview(entry)[_SIZE:])
    return name, value


def entry(name: str, value: object) -> bytes:
    """An entry as `save` writes it: plain values, of which tuples stay tuples and lists stay lists."""
    packed = marshal.dumps((name, value), _FORMAT)  # type: ignore[arg-type]  # whatever is plain enough
    return len(packed).to_bytes(_SIZE, "big") + packed


def save(root: Path, key: str, entries: Sequence[bytes]) -> None:
    """Keep entries, each an `entry`, for the next run. Runs at the same time each write a whole file; the last one stays."""
    place = _file(root)
    if place:
        with suppress(
            HuashuError
        ):  # a folder that cannot be written to is no reason to fail: the next run is just slower
            write_all({place: [_seal(key, entries), b"\n", *entries]}, lasting=False)


def tool() -> bytes:
    """What this huashu is, by name, size and time of its files: an update need not come with a new version."""
    found: list[tuple[str, int, int]] = []
    folders = [str(Path(__file__).parents[1]), str(packaged("schemas"))]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                folders += [entry.path] if entry.name != "__pycache__" else []
            else:
                state = entry.stat()
                found.append((entry.path, state.st_size, state.st_mtime_ns))
    return repr(sorted(found)).encode("utf-8", "surrogatepass")


def _seal(key: str, pieces: Iterable[bytes | memoryview] = ()) -> bytes:
    """A digest of the key and of all that is kept under it."""
    result = blake2b(digest(key.encode()).encode(), digest_size=16)
    for piece in pieces:
        result.update(piece)
    return result.hexdigest().encode()


def _file(root: Path) -> Path | None:
    """Where results are kept, None where the user has no home: containers run under numbers that nobody has a name for."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("huashu")
    except RuntimeError:
        return None
    name = digest(str(root).encode("utf-8", "surrogateescape"))
    return folder / "lint" / f"{name}.bin" if folder.is_absolute() else None
