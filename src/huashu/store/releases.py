"""Releases of a library: annotated tags `release/<name>`. Whoever may push a branch may move it; a tag says who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from huashu.store.git import own_repository, run, told

PREFIX = "refs/tags/release/"
_FIELDS = ("objecttype", "*objecttype", "*objectname", "taggerdate:unix", "taggername", "refname")


@dataclass(frozen=True, slots=True)
class Release:
    """A tagged state. commit: its full id; date: aware, in UTC."""

    name: str
    commit: str
    date: datetime
    by: str


def releases(root: Path, commit: str = "HEAD") -> tuple[Release, ...]:
    """Releases that a commit holds, newest first. Tags without a tagger are none: nobody answers for them."""
    with own_repository():
        wanted = "%00".join(f"%({field})" for field in _FIELDS)
        output = told(root, *run(root, "for-each-ref", f"--merged={commit}", f"--format={wanted}", PREFIX))
    found = []
    for line in output.split("\n"):
        kind, tagged, name, date, by, ref = (*line.split("\0"), *[""] * len(_FIELDS))[: len(_FIELDS)]
        if (kind, tagged) == ("tag", "commit") and date:
            moment = datetime.fromtimestamp(int(date), UTC)
            found.append(Release(ref.removeprefix(PREFIX), name, moment, by))
    return tuple(sorted(found, key=lambda release: (release.date, release.name), reverse=True))
