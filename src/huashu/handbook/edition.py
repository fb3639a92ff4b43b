"""One edition of the handbook: what a library, its pictures and chapters, its history and a reader's choice make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from huashu.errors import HuashuError
from huashu.handbook.approvals import approvals
from huashu.handbook.chapters import Handbook, ReleaseNote, Version
from huashu.handbook.choose import Choice, choose, require_known
from huashu.handbook.compose import compose
from huashu.handbook.markdown import Chapter, chapters
from huashu.handbook.memo import Memo
from huashu.handbook.news import News, Side, news
from huashu.i18n import _
from huashu.model.library import Library
from huashu.store.extras import Picture
from huashu.store.snapshot import Released, Snapshot


@dataclass(frozen=True, slots=True)
class Edition:
    """All that formats are made of. library: what was chosen of the whole one. pictures: those that it shows, by name."""

    handbook: Handbook
    library: Library
    snapshot: Snapshot
    now: datetime
    chapters: tuple[Chapter, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    news: Mapping[str, News] = field(default_factory=dict)


def edition(
    snapshot: Snapshot,
    now: datetime,
    choice: Choice | None = None,
    draft_reason: str = "",
    memo: Memo | None = None,
) -> Edition:
    """The edition of a snapshot at `now`. Raises HuashuError for a choice that leaves nothing. memo: see `compose`."""
    choice = choice or Choice()
    whole = snapshot.library
    require_known(choice, whole.settings)
    library = choose(whole, choice)
    if whole.scripts and not library.scripts:
        raise HuashuError(
            _("照这样选，一篇话术也没有"), where="--channel --scene --role", todo=_("请少写一个条件，再运行一次")
        )
    changed = _news(snapshot, library, choice, now)
    handbook = compose(
        library,
        now=now,
        versions=_versions(snapshot, library),
        revision=snapshot.history.revision,
        modified=bool(snapshot.history.modified),
        draft_reason=draft_reason,
        news={name: one.kind for name, one in changed.items()},
        release=_note(snapshot.released, library) if snapshot.released else None,
        approvals=approvals(snapshot),
        memo=memo,
    )
    anchors = {entry.id: entry.anchor for scene in handbook.scenes for entry in scene.entries}
    known = frozenset(path.removeprefix("scripts/").removesuffix(".yaml") for path in whole.files)
    return Edition(
        handbook=handbook,
        library=library,
        snapshot=snapshot,
        now=now,
        chapters=chapters(snapshot.extras.chapters, anchors, known),
        pictures=_pictures(handbook, snapshot.extras.pictures),
        news=changed,
    )


def _versions(snapshot: Snapshot, library: Library) -> dict[str, Version]:
    known = snapshot.history
    versions = {}
    for script in library.scripts:
        path = script.source.path
        change = known.changes.get(path)
        touched = bool(known.revision) and path in known.modified
        versions[path] = Version(change.commit, change.date, touched) if change else Version("", "", touched)
    return versions


def _news(snapshot: Snapshot, library: Library, choice: Choice, now: datetime) -> dict[str, News]:
    released = snapshot.released
    if released is None or released.library is None or released.exact:
        return {}
    before = Side(choose(released.library, choice), released.extras.pictures, now)
    return news(before, Side(library, snapshot.extras.pictures, now))


def _note(released: Released, library: Library) -> ReleaseNote:
    release = released.release
    date = release.date.astimezone(library.settings.timezone).date().isoformat()
    return ReleaseNote(release.name, date, release.by, released.exact)


def _pictures(handbook: Handbook, known: Mapping[str, Picture]) -> dict[str, Picture]:
    named = {reply.image for scene in handbook.scenes for entry in scene.entries for reply in entry.replies}
    return {name: known[name] for name in sorted(named & known.keys())}
