"""The handbook as the data of its page: texts as written, so that the page can fill in facts by the viewer's clock."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import cast
from zlib import Z_BEST_COMPRESSION, Z_BEST_SPEED, compressobj

from huashu.handbook.chapters import Entry, Handbook, ReleaseNote
from huashu.handbook.markdown import Chapter
from huashu.handbook.memo import Memo
from huashu.handbook.news import News
from huashu.handbook.pinyin import Pinyin, sounds
from huashu.model.library import Fact, Library
from huashu.model.script import ROLES, Moment, Reply, Script
from huashu.store.extras import Picture
from huashu.titles import role_title

VERSION = 1
_GZIP = 31  # zlib's number for a stream with gzip's frame, which browsers unpack
AGENT = "agent"


class Written(dict[str, object]):
    """A script of the page. Its JSON and its characters are worked out once: it may be shown again and again."""

    @cached_property
    def text(self) -> str:
        return _json(self)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every character of its replies as written."""
        replies = cast("list[dict[str, object]]", self["replies"])
        texts = [str(text) for reply in replies for text in (reply["say"], *_values(reply.get("variants")))]
        return frozenset().union(*texts)


def packed(data: Mapping[str, object], *, quickly: bool = False) -> str:
    """Data as base64 of gzipped JSON: a fifth of its size, and no character in it means anything to HTML."""
    text = "{" + ",".join(f"{_json(name)}:{_listed(value)}" for name, value in data.items()) + "}"
    # its frame holds no time: same data, same text
    packer = compressobj(Z_BEST_SPEED if quickly else Z_BEST_COMPRESSION, wbits=_GZIP)
    return b64encode(packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()).decode()


def _listed(value: object) -> str:
    """JSON of a part of the page's data, scripts as they were written before."""
    if isinstance(value, list) and value and isinstance(value[0], Written):
        return "[" + ",".join(script.text for script in value) + "]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _values(variants: object) -> list[object]:
    return list(variants.values()) if isinstance(variants, dict) else []


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

    entries = [written(entry, scene) for scene, chapter in enumerate(handbook.scenes) for entry in chapter.entries]
    spoken = _spoken(entries, library.facts.values())
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
        "scripts": entries,
        "targets": [[row.area, row.name, row.value, row.note] for row in handbook.targets],
        "leftOut": [[out.id, out.title, out.scene, out.reason] for out in handbook.left_out],
        "chapters": [{"anchor": chapter.anchor, "title": chapter.title} for chapter in chapters],
        "images": {name: _image(picture) for name, picture in sorted((pictures or {}).items())},
    }


def _spoken(scripts: Iterable[Written], facts: Iterable[Fact]) -> set[str]:
    """Every character that shown replies can have: as written, and in the facts that are filled in."""
    found: set[str] = set().union(*(script.spoken for script in scripts))
    for fact in facts:
        found.update(fact.value, *(dated.value for dated in fact.dated))
    return found


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
