"""Who has approved what the handbook shows: only approvals of exactly this wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from huashu.handbook.chapters import Approval
from huashu.i18n import _
from huashu.model.approval import Approved
from huashu.model.digest import said_digest
from huashu.store.snapshot import Snapshot


def approvals(snapshot: Snapshot) -> dict[str, tuple[Approval, ...]]:
    """Script id → approvals of what it says, by time; scripts that nobody has approved are left out."""
    known: dict[tuple[str, str], list[Approved]] = {}
    for one in snapshot.archive.approved:
        known.setdefault((one.key, one.digest), []).append(one)
    if not known:
        return {}
    keys = {key for key, _digest in known}
    library, zone = snapshot.library, snapshot.library.settings.timezone
    pictures = {name: picture.fingerprint for name, picture in snapshot.extras.pictures.items()}
    found = {}
    for script in library.scripts:
        if script.id in keys:  # digests are dear
            given = known.get((script.id, said_digest(script, library.facts, pictures)))
            if given:
                found[script.id] = tuple(_shown(given, zone))
    return found


def _shown(given: Iterable[Approved], zone: tzinfo) -> Iterator[Approval]:
    """Each person once in each stage, as he approved last."""
    last: dict[tuple[str, str], Approved] = {}
    for one in sorted(given, key=lambda one: (one.at, one.stage, one.person)):
        last.pop((one.stage, one.person), None)
        last[one.stage, one.person] = one
    for one in last.values():
        stage = _("{stage}（紧急）").format(stage=one.title) if one.urgent else one.title
        yield Approval(one.name, stage, one.at.astimezone(zone).date().isoformat())


def together(found: Mapping[str, tuple[Approval, ...]], shown: Iterable[str]) -> tuple[Approval, ...]:
    """One line for everybody in each of his stages, for the page of approvals. shown: ids of scripts in the handbook."""
    dates: dict[tuple[str, str], list[str]] = {}
    for id in sorted(shown):
        for one in found.get(id, ()):
            dates.setdefault((one.role, one.who), []).append(one.date)
    return tuple(
        Approval(who, role, max(days), _("{count} 篇话术，原文照批").format(count=len(days)))
        for (role, who), days in sorted(dates.items())
    )
