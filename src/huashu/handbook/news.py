"""What a handbook has that the last release had not: new scripts, and scripts that say something else now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from huashu.model.diff import Run, aligned, diff
from huashu.model.digest import said_digest
from huashu.model.effective import effective
from huashu.model.library import Fact, Library
from huashu.model.script import Reply, Script
from huashu.store.extras import Picture

NEW, CHANGED = "new", "changed"


@dataclass(frozen=True, slots=True)
class News:
    """kind: "new" or "changed". diffs: the change word by word, one of each wording that changed."""

    kind: str
    diffs: tuple[tuple[Run, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of two states that are compared. pictures: by the names that scripts give them."""

    library: Library
    pictures: Mapping[str, Picture]
    now: datetime


def news(before: Side, after: Side) -> dict[str, News]:
    """News by script id; a script under a new name is looked for under those that it had before."""
    old = {script.id: script for script in before.library.scripts}
    one, other = _Said(before), _Said(after)
    same_terms = before.library.facts.keys() == after.library.facts.keys() and all(
        _policy(fact) == _policy(after.library.facts[name]) for name, fact in before.library.facts.items()
    )
    same_pictures = one.pictures == other.pictures
    same_settings = before.library.settings.source.text == after.library.settings.source.text
    found = {}
    for script in after.library.scripts:
        was = old.get(script.id) or next((old[name.value] for name in script.formerly if name.value in old), None)
        if was is None:
            found[script.id] = News(NEW)
        elif same_terms and same_pictures and same_settings and was.source.text == script.source.text:
            continue  # most are as they were, and this is quicker than to ask for their digests
        elif one.digest(was) != other.digest(script):
            found[script.id] = News(CHANGED, tuple(_diffs(one.wordings(was), other.wordings(script))))
    return found


def _policy(fact: Fact) -> tuple[object, ...]:
    return (fact.value, fact.dated)


class _Said:
    """What the scripts of one side say."""

    def __init__(self, side: Side) -> None:
        self.facts = side.library.facts
        self.values = {name: fact.at(side.now) for name, fact in self.facts.items()}
        self.pictures = {name: picture.fingerprint for name, picture in side.pictures.items()}

    def digest(self, script: Script) -> str:
        return said_digest(script, self.facts, self.pictures)

    def wordings(self, script: Script) -> list[tuple[str, ...]]:
        """The different effective texts of each reply."""
        return [self._texts(script, reply) for reply in script.replies]

    def _texts(self, script: Script, reply: Reply) -> tuple[str, ...]:
        written = [reply.written(channel.value) for channel in script.channels] or [reply.say]
        return tuple(dict.fromkeys(effective(text, self.values).value for text in written))


def _diffs(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> Iterator[tuple[Run, ...]]:
    """Replies are paired first, then their wordings."""
    for old, new in aligned(before, after):
        for one, other in aligned(old or (), new or ()):
            yield diff(one or "", other or "")
