"""Files of a little library on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def put(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their paths below a folder, text as UTF-8 with its line breaks as they are; the folder."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
