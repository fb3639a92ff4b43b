"""What checks look at: the utterances of one script, each effective text once with the channels that share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from huashu.model.effective import EffectiveText
from huashu.model.region import at_path
from huashu.model.rule import Where
from huashu.model.script import Reply, Script, Text
from huashu.text import SLOT

_NOWHERE: frozenset[str] = frozenset()
_NO_FACTS: Mapping[str, str] = {}
_REPLIES = ("replies",)
_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long


class Utterance(NamedTuple):
    """A text that rules judge. part: replies, title, asks, notes, escalate; `channels` is empty outside replies; stage:
    the step or rung that the reply names, or ""."""

    part: str
    said: EffectiveText
    channels: frozenset[str]
    reply: Reply | None = None
    first: bool = False
    last: bool = False
    stage: str = ""


class ScriptView:
    """One script as rules see it. What several rules ask for is worked out once, when the first of them asks."""

    __slots__ = (
        "_has",
        "_looked_at",
        "_replies",
        "channels",
        "longest",
        "names",
        "odd_braces",
        "script",
        "shortest",
        "utterances",
        "written",
    )

    def __init__(self, script: Script, channels: tuple[str, ...], utterances: tuple[Utterance, ...]) -> None:
        self.script = script
        self.channels = channels
        self.utterances = utterances
        # all texts as written, one a line: what is not in here is in none of them
        self.written = "\n".join([said.said.written.value for said in utterances])
        sizes = [len(said.said.value) for said in utterances]
        self.shortest, self.longest = min(sizes), max(sizes)  # of any effective text, in code points
        names = SLOT.findall(self.written)
        self.names = frozenset(names)
        count = self.written.count
        self.odd_braces = not count("{") == count("}") == len(names) or "｛" in self.written or "｝" in self.written
        # by what is asked of an utterance, then by the rule's own `where`, which lives as long as its rule
        self._replies: list[tuple[int, Utterance]] | None = None
        self._looked_at: dict[int | tuple[object, ...], list[tuple[int, Utterance]]] = {}
        self._has: dict[int, bool] = {}  # by a pattern's identity: to hash a large one takes longer than to search

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern that never spans lines, and outlives the view, is found in any text."""
        known = self._has.get(id(pattern))
        if known is None:
            known = self._has[id(pattern)] = pattern.search(self.written) is not None
        return known

    def looked_at(self, where: Where) -> list[tuple[int, Utterance]]:
        """The utterances that a rule looks at, with their indexes."""
        known = self._looked_at.get(id(where))
        if known is None:
            key = (where.parts, where.channels, where.not_channels, where.place, where.stages, where.by)
            known = self._looked_at.get(key)
            if known is None:
                known = self._looked_at[key] = self._sought(where)
            self._looked_at[id(where)] = known
        return known

    def _sought(self, where: Where) -> list[tuple[int, Utterance]]:
        if where.parts != _REPLIES:
            return [(index, said) for index, said in enumerate(self.utterances) if looks_at(where, said)]
        if where.channels and not any(channel in where.channels for channel in self.channels):
            return []
        # nearly all rules look at replies only, and most of them at every one
        if self._replies is None:
            self._replies = [(index, said) for index, said in enumerate(self.utterances) if said[0] == "replies"]
        if where.channels or where.not_channels or where.stages or where.by or where.place != "any":
            return [one for one in self._replies if looks_at(where, one[1])]
        return self._replies


def view(script: Script, facts: Mapping[str, str]) -> ScriptView:
    """The script with today's facts (name → value in force)."""
    channels = tuple([channel.value for channel in script.channels])
    everywhere = frozenset(channels)
    utterances: list[Utterance] = []
    last = len(script.replies) - 1
    for reply in script.replies:
        index, named = reply.index, reply.step or reply.rung
        stage = named.value if named else ""
        for written, names in _shared(reply, channels, everywhere) if reply.variants else ((reply.say, everywhere),):
            said = EffectiveText(written, facts)
            utterances.append(_make(Utterance, ("replies", said, names, reply, index == 0, index == last, stage)))
        if reply.note is not None:
            utterances.append(_unsaid("notes", EffectiveText(reply.note, facts), reply, stage))
    utterances.append(_unsaid("title", EffectiveText(script.title, _NO_FACTS)))
    utterances.extend([_unsaid("asks", EffectiveText(ask, _NO_FACTS)) for ask in script.asks])
    if script.escalate is not None:
        utterances.append(_unsaid("escalate", EffectiveText(script.escalate.when, facts)))
    return ScriptView(script, channels, tuple(utterances))


def _unsaid(part: str, text: EffectiveText, reply: Reply | None = None, stage: str = "") -> Utterance:
    """A text that no customer hears."""
    return _make(Utterance, (part, text, _NOWHERE, reply, False, False, stage))


def _shared(reply: Reply, channels: tuple[str, ...], everywhere: frozenset[str]) -> list[tuple[Text, frozenset[str]]]:
    """Each wording that some channel says, with the channels that share it, in the order of channels."""
    own = [(reply.variants[channel], frozenset((channel,))) for channel in channels if channel in reply.variants]
    others = everywhere.difference(reply.variants)
    return [(reply.say, others), *own] if others else own


def tagged(where: Where, script: Script) -> bool:
    """Whether the script's path and tags are those that the rule asks for."""
    if (where.paths or where.not_paths) and not at_path(where, script.source.path):
        return False
    if not where.tags and not where.not_tags:
        return True
    tags = {tag.value for tag in script.tags}
    return (not where.tags or bool(tags.intersection(where.tags))) and not tags.intersection(where.not_tags)


def looks_at(where: Where, said: Utterance) -> bool:
    """Whether the rule looks at this utterance of a script that it looks at."""
    part, channels = said.part, said.channels
    if part != "replies" or part not in where.parts:
        return part in where.parts
    if where.not_channels:
        if not heard_in(where.channels, where.not_channels, channels):
            return False
    elif where.channels and channels.isdisjoint(where.channels):
        return False
    if where.place != "any" and not (said.first if where.place == "first" else said.last):
        return False
    if where.stages and said.stage not in where.stages:
        return False
    return not where.by or (said.reply is not None and said.reply.by in where.by)


@lru_cache(maxsize=4096)
def heard_in(wanted: tuple[str, ...], unwanted: tuple[str, ...], channels: frozenset[str]) -> frozenset[str]:
    """Those of the channels that a rule looks at."""
    return frozenset(name for name in channels if (not wanted or name in wanted) and name not in unwanted)
