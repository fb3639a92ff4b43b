"""Approvals as they were archived in refs/huashu/approvals after each merge.

They are read for the handbook, which shows what CI has kept. Whether it may be believed, `huashu review verify` tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huashu.model.approval import FILE, Approved, parsed
from huashu.store import approvals
from huashu.store.repository import opened


@dataclass(frozen=True, slots=True)
class Archive:
    """tip: of the chain that was read, "" where there is none."""

    tip: str = ""
    approved: tuple[Approved, ...] = ()


def read(root: Path, before: Archive | None = None) -> Archive:
    """All approvals that were ever archived in the repository of the library at `root`. before: as it was last read."""
    with opened(root) as repository:
        tip = approvals.tip(repository)
        if not tip:
            return Archive()
        if before is not None and before.tip == tip:
            return before
        kept = approvals.read(repository, tip)
        ids = {files[FILE] for files in kept.archives.values() if FILE in files}
        contents = repository.contents(sorted(ids))
    return Archive(tip, tuple(one for id in sorted(contents) for one in parsed(contents[id])))
