"""Who has approved which wording, as it is kept after a merge and shown in the handbook."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from huashu.model.evidence import FORGE, SIGNATURE

FILE = "approved.json"  # among what is archived of a merge
VERSION = 1
_AT = "%Y-%m-%dT%H:%M:%SZ"
_TEXTS = ("key", "digest", "stage", "title", "person", "name")


@dataclass(frozen=True, slots=True)
class Approved:
    """One person's approval of one part, in one stage.

    key, digest: as of `change.Item`. stage, person: ids; title, name: what they were called when it was approved.
    at: aware. attested_by: SIGNATURE or FORGE, as of `evidence.Opinion`. urgent: by the urgent way.
    """

    key: str
    digest: str
    stage: str
    title: str
    person: str
    name: str
    at: datetime
    attested_by: str
    urgent: bool = False


def written(approved: Iterable[Approved]) -> bytes:
    """The file of an archive: sorted, the same approvals give the same bytes."""
    rows = [
        {name: getattr(one, name) for name in _TEXTS}
        | {"at": one.at.astimezone(UTC).strftime(_AT), "attested_by": one.attested_by, "urgent": one.urgent}
        for one in sorted(set(approved), key=_order)
    ]
    text = json.dumps({"version": VERSION, "approved": rows}, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def _order(one: Approved) -> tuple[object, ...]:
    rest = one.name, one.title, one.attested_by, one.urgent
    return one.key, one.digest, one.at, one.stage, one.person, *rest


def parsed(data: bytes) -> tuple[Approved, ...]:
    """What an archive says; nothing where it is not exactly such a file: what nobody understands approves nothing."""
    try:
        whole = json.loads(data)
        if whole["version"] != VERSION:
            return ()
        return tuple(_row(row) for row in whole["approved"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _row(row: dict[str, object]) -> Approved:
    texts = [row[name] for name in _TEXTS]
    by, urgent = row["attested_by"], row["urgent"]
    if by not in (SIGNATURE, FORGE) or not isinstance(urgent, bool) or not all(isinstance(one, str) for one in texts):
        raise ValueError(row)
    at = datetime.strptime(str(row["at"]), _AT).replace(tzinfo=UTC)
    key, digest, stage, title, person, name = map(str, texts)
    return Approved(key, digest, stage, title, person, name, at, str(by), urgent)
