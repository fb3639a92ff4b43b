"""What checks across scripts need of each script: a few strings, small enough to keep in the cache."""

from __future__ import annotations

from typing import NamedTuple

from huashu.model.script import Script
from huashu.text import SLOT


class Outline(NamedTuple):
    """A script seen from the whole library. spoken: every `{名称}` in it, notes and escalation included, sorted."""

    path: str
    id: str
    title: str
    asks: tuple[str, ...]
    formerly: tuple[str, ...]
    spoken: tuple[str, ...]


def outline(script: Script) -> Outline:
    """The outline of a script."""
    texts = [*script.texts(), *(reply.note for reply in script.replies if reply.note)]
    if script.escalate:
        texts.append(script.escalate.when)
    names = set(SLOT.findall("\n".join([text.value for text in texts])))
    return Outline(
        script.source.path,
        script.id,
        script.title.value,
        tuple(ask.value for ask in script.asks),
        tuple(old.value for old in script.formerly),
        tuple(sorted(names)),
    )
