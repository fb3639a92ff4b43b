"""The handbook for programs: stable JSON, documented in docs/formats.md; what it once says it goes on saying."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from huashu.handbook.chapters import Entry
from huashu.handbook.edition import Edition
from huashu.model.digest import said_digest
from huashu.model.effective import SLOT_KIND, EffectiveText, effective
from huashu.model.library import Fact, Library, Scene
from huashu.model.script import Moment, Reply, Script, Text

VERSION = 1


def render(edition: Edition) -> bytes:
    """UTF-8 with a line break at its end; two blanks a level, so that two of them can be compared line by line."""
    text = json.dumps(data(edition), ensure_ascii=False, indent=2)
    return f"{text}\n".encode("utf-8", "surrogatepass")


def data(edition: Edition) -> dict[str, object]:
    """The whole handbook as JSON values."""
    handbook, library = edition.handbook, edition.library
    release = handbook.release
    scripts = {script.id: script for script in library.scripts}
    writer = _Writer(edition)
    return {
        "version": VERSION,
        "name": handbook.name,
        "date": handbook.date,
        "made": edition.now.isoformat(timespec="seconds"),
        "revision": handbook.revision or None,
        "modified": handbook.modified,
        "draft": handbook.draft,
        "reason": handbook.draft_reason or None,
        "release": {"name": release.name, "date": release.date, "by": release.by, "exact": release.exact}
        if release
        else None,
        "channels": _titles(library.settings.channels),
        "departments": _titles(library.settings.departments),
        "scenes": [
            _scene(library.settings.scenes.get(chapter.id, Scene(chapter.id, chapter.title)))
            for chapter in handbook.scenes
        ],
        "scripts": [
            writer.script(scripts[entry.id], entry) for chapter in handbook.scenes for entry in chapter.entries
        ],
        "facts": [_fact(fact, edition.now) for fact in library.facts.values()],
        "slots": [
            {"name": slot.name, "means": slot.means, "example": slot.example, "sensitive": slot.sensitive}
            for slot in library.slots.values()
        ],
        "targets": [
            {"area": row.area, "name": row.name, "value": row.value, "note": row.note} for row in handbook.targets
        ],
        "chapters": [
            {"name": chapter.name, "title": chapter.title, "markdown": chapter.markdown} for chapter in edition.chapters
        ],
        "images": [
            {"name": name, "alt": picture.alt, "kind": picture.kind, "sha256": sha256(picture.data).hexdigest()}
            for name, picture in edition.pictures.items()
        ],
        "left_out": [
            {"id": out.id, "title": out.title, "scene": out.scene, "reason": out.reason} for out in handbook.left_out
        ],
    }


class _Writer:
    """Writes scripts, each with the policy of the moment at which it is said."""

    def __init__(self, edition: Edition) -> None:
        self.library: Library = edition.library
        self.now = edition.now
        # a digest is of the whole script, however little of it is shown
        self.whole = {script.id: script for script in edition.snapshot.library.scripts}
        self.pictures = {name: picture.fingerprint for name, picture in edition.snapshot.extras.pictures.items()}

    def script(self, script: Script, entry: Entry) -> dict[str, object]:
        at = max(self.now, script.effective.at) if script.effective else self.now
        facts = {name: fact.at(at) for name, fact in self.library.facts.items()}
        channels = self._channels(script)
        version = entry.version
        return {
            "id": script.id,
            "scene": script.scene,
            "title": entry.title,
            "channels": channels,
            "asks": list(entry.asks),
            "replies": [_reply(reply, channels, facts) for reply in script.replies],
            "escalate": {"to": script.escalate.to.value, "when": entry.escalate_when} if script.escalate else None,
            "owner": script.owner.value,
            "consult": _values(script.consult),
            "effective": _moment(script.effective),
            "expires": _moment(script.expires),
            "review_by": entry.review_by or None,
            "pending": entry.pending,
            "overdue": entry.overdue,
            "tags": list(entry.tags),
            "related": [link.id for link in entry.related],
            "version": {"commit": version.commit, "date": version.date, "modified": version.modified}
            if version.commit
            else None,
            "digest": said_digest(self.whole[script.id], self.library.facts, self.pictures),
            "news": entry.news or None,
            "approved": [{"stage": one.role, "name": one.who, "date": one.date} for one in entry.approvals],
        }

    def _channels(self, script: Script) -> list[str]:
        order = {channel: place for place, channel in enumerate(self.library.settings.channels)}
        return sorted({text.value for text in script.channels}, key=lambda name: (order.get(name, len(order)), name))


def _reply(reply: Reply, channels: Iterable[str], facts: Mapping[str, str]) -> dict[str, object]:
    said = {channel: effective(reply.written(channel), facts) for channel in channels}
    stage = reply.step or reply.rung
    return {
        "stage": stage.value if stage else None,
        "by": reply.by,
        "fixed": reply.fixed,
        "texts": {channel: text.value for channel, text in said.items()},
        "slots": _names(said.values(), slots=True),
        "facts": {name: facts[name] for name in _names(said.values(), slots=False)},
        "image": reply.image.value if reply.image else None,
        "note": effective(reply.note, facts).value if reply.note else None,
    }


def _names(texts: Iterable[EffectiveText], *, slots: bool) -> list[str]:
    """Slots or facts of a reply, in the order in which they are first said."""
    segments = [segment for text in texts for segment in text.segments if segment.name]
    return list(dict.fromkeys(segment.name for segment in segments if (segment.kind == SLOT_KIND) is slots))


def _scene(scene: Scene) -> dict[str, object]:
    stages = [{"id": stage.id, "title": stage.title, "by": stage.by} for stage in scene.stages]
    return {"id": scene.id, "title": scene.title, "kind": scene.kind, "stages": stages}


def _fact(fact: Fact, now: datetime) -> dict[str, object]:
    return {
        "name": fact.name,
        "value": fact.at(now),
        "means": fact.means,
        "owner": fact.owner,
        "dated": [
            {"from": one.start.isoformat(), "until": one.end.isoformat() if one.end else None, "value": one.value}
            for one in sorted(fact.dated, key=lambda one: one.start)
        ],
    }


def _titles(titles: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": name, "title": title} for name, title in titles.items()]


def _values(texts: Iterable[Text]) -> list[str]:
    return [text.value for text in texts]


def _moment(moment: Moment | None) -> str | None:
    return moment.at.isoformat() if moment else None
