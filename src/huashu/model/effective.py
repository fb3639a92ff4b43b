"""Effective text: a reply as said in one channel, facts filled in, slots left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from huashu.model.script import Text
from huashu.text import SLOT

TEXT, SLOT_KIND, FACT_KIND = "text", "slot", "fact"


class Segment(NamedTuple):
    """A run of an effective text and where it stands in the written text (offsets into `Text.value`)."""

    kind: str  # text, slot, fact
    text: str  # as said: a slot stays `{名称}`, a fact shows its value
    name: str  # slot or fact name, "" for text
    start: int
    end: int


class EffectiveText:
    """What is said, and the way back to what was written. `segments` are worked out when first asked for."""

    __slots__ = ("_facts", "_segments", "value", "written")

    def __init__(self, written: Text, facts: Mapping[str, str]) -> None:
        self.written = written
        self._facts = facts
        self._segments: tuple[Segment, ...] | None = None
        value = written.value
        if "{" in value and facts and not facts.keys().isdisjoint(SLOT.findall(value)):
            value = SLOT.sub(lambda found: facts.get(found[1], found[0]), value)
        self.value = value

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The runs of text, slots and facts, in order."""
        if self._segments is None:
            self._segments = tuple(_segments(self.written.value, self._facts))
        return self._segments

    def written_span(self, start: int, end: int) -> tuple[int, int]:
        """The written span behind `start:end` of `value`; one that touches a fact covers its whole `{名称}`."""
        if self.value == self.written.value:
            return start, end
        first, last, at = None, 0, 0
        for segment in self.segments:
            after = at + len(segment.text)
            if (at < end and start < after) or (start == end and at <= start < after):
                whole = segment.kind == FACT_KIND
                if first is None:
                    first = segment.start if whole else segment.start + max(start - at, 0)
                last = segment.end if whole else segment.start + min(end, after) - at
            at = after
        return (len(self.written.value), len(self.written.value)) if first is None else (first, last)


def effective(written: Text, facts: Mapping[str, str]) -> EffectiveText:
    """Fill the facts (name → value in force) into a text; all other `{名称}` stay as slots."""
    return EffectiveText(written, facts)


def _segments(value: str, facts: Mapping[str, str]) -> Iterator[Segment]:
    done = 0
    for found in SLOT.finditer(value):
        if found.start() > done:
            yield Segment(TEXT, value[done : found.start()], "", done, found.start())
        name = found[1]
        fact = facts.get(name)
        kind, said = (SLOT_KIND, found[0]) if fact is None else (FACT_KIND, fact)
        yield Segment(kind, said, name, found.start(), found.end())
        done = found.end()
    if done < len(value):
        yield Segment(TEXT, value[done:], "", done, len(value))
