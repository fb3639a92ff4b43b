"""What checks across scripts need of each script: its own words, small enough to keep in the cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from huashu.model.rule import Where
from huashu.model.script import Script, Text
from huashu.text import SLOT


class Outline(NamedTuple):
    """A script seen from the whole library.

    spoken: every `{名称}` in it, notes and escalation included, sorted. says: the wording of each reply, in order;
    variants: the wordings of single channels. expires: the clock's time as ISO text, "" for never.
    """

    path: str
    id: str
    title: str
    asks: tuple[str, ...]
    formerly: tuple[str, ...]
    spoken: tuple[str, ...]
    says: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    expires: str = ""

    @property
    def scene(self) -> str:
        return self.id.partition("/")[0]


def outline(script: Script) -> Outline:
    """The outline of a script."""
    replies = script.replies
    says = [reply.say.value for reply in replies]
    variants = [text.value for reply in replies if reply.variants for text in reply.variants.values()]
    texts = [*says, *variants, *[reply.note.value for reply in replies if reply.note]]
    if script.escalate:
        texts.append(script.escalate.when.value)
    return Outline(
        script.source.path,
        script.id,
        script.title.value,
        _values(script.asks),
        _values(script.formerly),
        tuple(sorted(set(SLOT.findall("\n".join(texts))))),
        tuple(says),
        tuple(variants),
        _values(script.channels),
        _values(script.related),
        _values(script.tags),
        script.expires.at.replace(tzinfo=None).isoformat() if script.expires else "",
    )


def unpacked(kept: object) -> Outline:
    """An outline that was kept as a plain tuple."""
    return Outline(*cast("tuple[str, ...]", kept))  # type: ignore[arg-type]  # written by ourselves, and sealed


def of_rule(where: Where, outlines: Iterable[Outline]) -> list[Outline]:
    """Those that a rule looks at."""
    if not (where.scenes or where.not_scenes or where.tags or where.not_tags):
        return list(outlines)
    return [
        found
        for found in outlines
        if in_scene(where, found.scene)
        and (not where.tags or not set(where.tags).isdisjoint(found.tags))
        and set(where.not_tags).isdisjoint(found.tags)
    ]


def in_scene(where: Where, scene: str) -> bool:
    """Whether a rule looks at a scene."""
    return (not where.scenes or scene in where.scenes) and scene not in where.not_scenes


def _values(texts: Iterable[Text]) -> tuple[str, ...]:
    return tuple([text.value for text in texts])
