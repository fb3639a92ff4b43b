"""Results kept between runs, in the user's own cache folder; a missing, broken or foreign one only costs time."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from huashu.errors import HuashuError
from huashu.store.writing import write_all

FORMAT = 1


def digest(*parts: bytes) -> str:
    """A digest of the parts, their borders included."""
    result = blake2b(digest_size=16)
    for part in parts:
        result.update(len(part).to_bytes(8, "big"))
        result.update(part)
    return result.hexdigest()


def load(root: Path, key: str) -> dict[str, object]:
    """What `save` kept for the library at `root` under this very key, else nothing."""
    try:
        kept = json.loads(_file(root).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict) or kept.get("format") != FORMAT or kept.get("key") != key:
        return {}
    entries = kept.get("entries")
    return entries if isinstance(entries, dict) else {}


def save(root: Path, key: str, entries: dict[str, object]) -> None:
    """Keep entries for the next run. Runs at the same time each write a whole file; the last one stays."""
    kept = {"format": FORMAT, "key": key, "entries": entries}
    data = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    with suppress(HuashuError):  # a folder that cannot be written to is no reason to fail: the next run is just slower
        write_all({_file(root): data}, lasting=False)


def _file(root: Path) -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("huashu") / "lint" / f"{digest(str(root).encode('utf-8', 'surrogateescape'))}.json"
