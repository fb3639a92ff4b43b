"""The handbook as the data of its page: texts as written, so that the page can fill in facts by the viewer's clock."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from huashu.handbook.chapters import Entry, Handbook, ReleaseNote
from huashu.handbook.markdown import Chapter
from huashu.handbook.memo import Memo
from huashu.handbook.news import News
from huashu.handbook.packing import Written
from huashu.handbook.pinyin import Pinyin, sounds
from huashu.model.library import Fact, Library
from huashu.model.script import ROLES, Moment, Reply, Script
from huashu.store.extras import Picture
from huashu.titles import role_title

VERSION = 1
AGENT = "agent"


def web_data(
    handbook: Handbook,
    library: Library,
    made: datetime,
    *,
    news: Mapping[str, News] | None = None,
    pictures: Mapping[str, Picture] | None = None,
    chapters: Iterable[Chapter] = (),
    memo: Memo | None = None,
) -> dict[str, object]:
    """All that the page shows but the words of chapters. What is absent is empty or false; moments are milliseconds.

    handbook: as composed from `library` at `made`; it says what is shown and in which order. news: by script id.
    pictures: by the names that scripts give them. memo: of scripts, kept from one call to the next.
    """
    scripts = {script.id: script for script in library.scripts}
    kept, pinyin, known = memo or Memo(), Pinyin(), news or {}

    def written(entry: Entry, scene: int) -> Written:
        new = known.get(entry.id)
        make = lambda: Written(_entry(entry, scripts[entry.id], scene, pinyin, library, new))  # noqa: E731
        return kept.of(entry.id, entry, (scene, new), make)

    by_scene = [[written(entry, scene) for entry in chapter.entries] for scene, chapter in enumerate(handbook.scenes)]
    spoken = _spoken(by_scene, library.facts.values(), kept)
    settings = library.settings
    return {
        "v": VERSION,
        "name": handbook.name,
        "date": handbook.date,
        "made": _milliseconds(made),
        "revision": handbook.revision,
        "modified": handbook.modified,
        "release": _release(handbook.release),
        "draft": handbook.draft,
        "reason": handbook.draft_reason,
        "channels": [[name, title] for name, title in settings.channels.items()],
        "roles": {role: role_title(role) for role in ROLES},
        "scenes": [
            {
                "id": chapter.id,
                "title": chapter.title,
                "kind": chapter.kind,
                "anchor": chapter.anchor,
                "stages": _stages(library, chapter.id),
            }
            for chapter in handbook.scenes
        ],
        "facts": {fact.name: _fact(fact, settings.departments) for fact in library.facts.values()},
        "slots": {
            slot.name: _given(
                {
                    "means": slot.means,
                    "example": slot.example,
                    "sensitive": slot.sensitive,
                    "remember": slot.remember,
                }
            )
            for slot in library.slots.values()
        },
        "sounds": kept.of("sounds", None, spoken, lambda: sounds(spoken)),
        "scripts": list(chain.from_iterable(by_scene)),
        "targets": [[row.area, row.name, row.value, row.note] for row in handbook.targets],
        "leftOut": [[out.id, out.title, out.scene, out.reason] for out in handbook.left_out],
        "chapters": [{"anchor": chapter.anchor, "title": chapter.title} for chapter in chapters],
        "images": {name: _image(picture) for name, picture in sorted((pictures or {}).items())},
    }


def _spoken(by_scene: Iterable[list[Written]], facts: Iterable[Fact], memo: Memo) -> set[str]:
    """Every character that shown replies can have: as written, and in the facts that are filled in."""
    found: set[str] = set()
    for number, scripts in enumerate(by_scene):
        found |= memo.of(f"spoken {number}", None, scripts, lambda: _said(scripts))  # noqa: B023  asked for at once
    for fact in facts:
        found.update(fact.value, *(dated.value for dated in fact.dated))
    return found


def _said(scripts: Iterable[Written]) -> frozenset[str]:
    return frozenset().union(*(script.spoken for script in scripts))


def _release(note: ReleaseNote | None) -> dict[str, object] | None:
    return {"name": note.name, "date": note.date, "by": note.by, "exact": note.exact} if note else None


def _image(picture: Picture) -> dict[str, str]:
    """A picture inside the page, as nothing is loaded."""
    return {"alt": picture.alt, "src": f"data:{picture.kind};base64,{b64encode(picture.data).decode()}"}


def _stages(library: Library, scene_id: str) -> list[list[str]]:
    scene = library.settings.scenes.get(scene_id)
    return (
        [[stage.id, stage.title, "" if stage.by == AGENT else role_title(stage.by)] for stage in scene.stages]
        if scene
        else []
    )


def _fact(fact: Fact, departments: Mapping[str, str]) -> dict[str, object]:
    # the latest start wins, as in Fact.at
    dated = sorted(fact.dated, key=lambda dated: dated.start, reverse=True)
    return _given(
        {
            "value": fact.value,
            "means": fact.means,
            "owner": departments.get(fact.owner, fact.owner),
            "dated": [
                [_milliseconds(one.start), None if one.end is None else _milliseconds(one.end), one.value]
                for one in dated
            ],
        }
    )


def _entry(
    entry: Entry, script: Script, scene: int, pinyin: Pinyin, library: Library, news: News | None
) -> dict[str, object]:
    return _given(
        {
            "id": entry.id,
            "anchor": entry.anchor,
            "title": script.title.value,
            "scene": scene,
            "channels": _in_order(library.settings.channels, (text.value for text in script.channels)),
            "asks": [ask.value for ask in script.asks],
            "tags": list(entry.tags),
            "replies": [_reply(reply) for reply in script.replies],
            "escalate": [entry.escalate_to, script.escalate.when.value] if script.escalate else None,
            "owner": entry.owner,
            "consult": list(entry.consult),
            "effective": _moment(script.effective),
            "expires": _moment(script.expires),
            "review": entry.review_by,
            "reviewMs": _moment(script.review_by),
            "related": [link.id for link in entry.related],
            "approved": [[one.role, one.who, one.date] for one in entry.approvals],
            "version": [entry.version.commit, entry.version.date, entry.version.modified],
            "news": news.kind if news else "",
            "diff": [list(map(list, runs)) for runs in news.diffs] if news else [],
            "py": [pinyin.of(text) for text in (script.title.value, *(ask.value for ask in script.asks))],
        }
    )


def _reply(reply: Reply) -> dict[str, object]:
    stage = reply.step or reply.rung
    return _given(
        {
            "say": reply.say.value,
            "variants": {channel: text.value for channel, text in reply.variants.items()},
            "stage": stage.value if stage else "",
            "by": "" if reply.by == AGENT else reply.by,
            "fixed": reply.fixed,
            "note": reply.note.value if reply.note else "",
            "image": reply.image.value if reply.image else "",
        }
    )


def _in_order(known: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Channels in the library's order, unknown ones last."""
    order = {name: place for place, name in enumerate(known)}
    return sorted(set(names), key=lambda name: (order.get(name, len(order)), name))


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """Without what is empty: ten thousand scripts say so ten thousand times."""
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}


def _moment(moment: Moment | None) -> int | None:
    return _milliseconds(moment.at) if moment else None


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
