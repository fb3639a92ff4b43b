"""Compares two states of a library, script by script, reply by reply, channel by channel, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from huashu.model.change import ADDED, CHANGED, LAYOUT, MOVED, RETIRED
from huashu.model.diff import aligned, diff
from huashu.model.difference import (
    UNREADABLE,
    Difference,
    FieldChange,
    FileChange,
    ReplyChange,
    ScriptChange,
    TermChange,
    WordingChange,
)
from huashu.model.digest import said_digest
from huashu.model.effective import effective
from huashu.model.library import Fact, Library
from huashu.model.policy import Policy, governs
from huashu.model.script import Reply, Script
from huashu.review.fields import fact_fields, reply_fields, script_fields, slot_fields
from huashu.review.pairing import Texts, paired
from huashu.review.risks import Pair, risks
from huashu.store.comparing import ChangedFile, Compared, Side, shared
from huashu.text import SLOT


def compare(compared: Compared, now: datetime) -> Difference:
    """The whole difference. now: for facts with dated values."""
    before, after = _Said(compared.before, now), _Said(compared.after, now)
    finder = _Scripts(before, after, compared.touched)
    pairs = sorted(finder.pairs(), key=lambda pair: (pair.new or pair.old).id)  # type: ignore[union-attr]
    changes = tuple(finder.change(pair) for pair in pairs)
    facts = tuple(_facts(before.library, after.library, pairs))
    slots = tuple(_slots(before.library, after.library))
    files = tuple(_file(file, compared.policy) for file in compared.files)
    return Difference(
        base=compared.before.point,
        head=compared.after.point,
        scripts=tuple(sorted((*changes, *finder.unreadable()), key=lambda change: (change.id, change.how))),
        facts=facts,
        slots=slots,
        files=files,
        risks=tuple(risks(pairs, facts, files, before.library, after.library, now)),
        channels={**before.library.settings.channels, **after.library.settings.channels},
    )


class _Said:
    """What the scripts of one side say, and how they look by it."""

    def __init__(self, side: Side, now: datetime) -> None:
        self.library, self.now = side.library, now
        self.facts = side.library.facts
        self.pictures = side.pictures
        self.scripts = {script.id: script for script in side.library.scripts}

    def digest(self, script: Script) -> str:
        return said_digest(script, self.facts, self.pictures)

    def values(self, script: Script) -> dict[str, str]:
        """Facts as they are when the script is said."""
        at = max(self.now, script.effective.at) if script.effective else self.now
        return {name: fact.at(at) for name, fact in self.facts.items()}


class _Scripts:
    """Finds the scripts that differ, and tells how."""

    def __init__(self, before: _Said, after: _Said, touched: frozenset[str]) -> None:
        self.before, self.after, self.touched = before, after, touched
        self.shared = shared(touched)
        self.broken = {found.source.path for found in before.library.problems}

    def pairs(self) -> Iterator[Pair]:
        """(old, new) of every script that is otherwise now; a moved one is one pair, under both its names."""
        moved = self._moves()
        former = set(moved.values())
        for id, new in self.after.scripts.items():
            old = self.before.scripts.get(id) or self.before.scripts.get(moved.get(id, ""))
            if (
                old is None
                or new.source.path in self.touched
                or old.id != new.id
                or (self.shared and self._differs(old, new))
            ):
                yield Pair(old, new)
        gone = self.before.scripts.keys() - self.after.scripts.keys() - former
        broken = {found.source.path for found in self.after.library.problems}
        yield from (
            Pair(self.before.scripts[id], None) for id in gone if self.before.scripts[id].source.path not in broken
        )

    def _differs(self, old: Script, new: Script) -> bool:
        return self.before.digest(old) != self.after.digest(new)

    def _moves(self) -> dict[str, str]:
        """New id → old id, each old one once."""
        found: dict[str, str] = {}
        for id in sorted(self.after.scripts.keys() - self.before.scripts.keys()):
            for name in self.after.scripts[id].formerly:
                free = name.value not in self.after.scripts and name.value not in found.values()
                if name.value in self.before.scripts and free:
                    found[id] = name.value
                    break
        return found

    def unreadable(self) -> Iterator[ScriptChange]:
        """Scripts that nobody can read on the newer side, unless they were so before and nobody has touched them."""
        for found in self.after.library.problems:
            path = found.source.path
            lost = path not in {script.source.path for script in self.after.library.scripts}
            if path.startswith("scripts/") and lost and path in self.touched:
                yield ScriptChange(path.removeprefix("scripts/").removesuffix(".yaml"), UNREADABLE, path)

    def change(self, pair: Pair) -> ScriptChange:
        old, new = pair
        script = new or old
        assert script is not None
        side = self.after if new else self.before
        one, other = (self.before.digest(old) if old else "", self.after.digest(new) if new else "")
        scene = side.library.settings.scenes.get(script.scene)
        return ScriptChange(
            id=script.id,
            how=_how(pair, one == other, script.source.path in self.broken),
            path=script.source.path,
            title=script.title.value,
            scene=scene.title if scene else script.scene,
            formerly=old.id if old and new and old.id != new.id else "",
            touched=script.source.path in self.touched or bool(old and new and old.id != new.id),
            because=tuple(self._because(old, new)) if old and new else (),
            before=one,
            after=other,
            fields=tuple(script_fields(old, new, side.library.settings)),
            replies=tuple(self._replies(pair)),
        )

    def _because(self, old: Script, new: Script) -> Iterator[str]:
        names = {name for script in (old, new) for text in _spoken(script) for name in SLOT.findall(text)}
        for name in sorted(names & (self.before.facts.keys() | self.after.facts.keys())):
            if policy_of(self.before.facts.get(name)) != policy_of(self.after.facts.get(name)):
                yield name
        shown = {reply.image.value for script in (old, new) for reply in script.replies if reply.image}
        for name in sorted(shown):
            if self.before.pictures.get(name) != self.after.pictures.get(name):
                yield f"assets/{name}"

    def _replies(self, pair: Pair) -> Iterator[ReplyChange]:
        old, new = pair
        one = _Texts(self.before, old) if old else None
        other = _Texts(self.after, new) if new else None
        script = new or old
        assert script is not None
        side = self.after if new else self.before
        scene = side.library.settings.scenes.get(script.scene)
        for before, after in paired(one.all() if one else [], other.all() if other else []):
            was = old.replies[before] if old and before is not None else None
            now = new.replies[after] if new and after is not None else None
            wordings = tuple(_wordings(one, was, other, now))
            fields: tuple[FieldChange, ...] = tuple(reply_fields(was, now, side.library.settings, script.scene))
            stage = (now or was).rung or (now or was).step if now or was else None  # type: ignore[union-attr]
            known = scene.stage(stage.value) if scene and stage else None
            if wordings or fields:
                title = known.title if known else stage.value if stage else ""
                numbers = (0 if before is None else before + 1, 0 if after is None else after + 1)
                yield ReplyChange(*numbers, title, wordings, fields)


class _Texts:
    """What one script says in each of its channels."""

    def __init__(self, side: _Said, script: Script) -> None:
        self.script = script
        self.facts = side.values(script)
        self.channels = [channel.value for channel in script.channels]

    def all(self) -> list[Texts]:
        found = []
        for reply in self.script.replies:
            stage = reply.step or reply.rung
            words = tuple(dict.fromkeys(self.said(reply).values()))
            found.append(Texts(stage.value if stage else "", words))
        return found

    def said(self, reply: Reply) -> dict[str, str]:
        """Channel → what is said, facts filled in."""
        return {name: effective(reply.written(name), self.facts).value for name in self.channels}

    def written(self, reply: Reply) -> dict[str, str]:
        return {name: reply.written(name).value for name in self.channels}


def _wordings(
    one: _Texts | None, was: Reply | None, other: _Texts | None, now: Reply | None
) -> Iterator[WordingChange]:
    """What is said otherwise, channels with the same change together."""
    before = one.said(was) if one and was else {}
    after = other.said(now) if other and now else {}
    yield from _grouped(before, after, written=False)
    if before == after and one and was and other and now:
        yield from _grouped(one.written(was), other.written(now), written=True)


def _grouped(before: Mapping[str, str], after: Mapping[str, str], *, written: bool) -> Iterator[WordingChange]:
    groups: dict[tuple[str, str], list[str]] = {}
    for channel in dict.fromkeys((*before, *after)):
        old, new = before.get(channel, ""), after.get(channel, "")
        only = channel not in before or channel not in after
        # a channel that comes or goes is told by the script; what it says is news only where no other channel says so
        told = only and before and after and (new in before.values() or old in after.values())
        if old != new and not told:
            groups.setdefault((old, new), []).append(channel)
    everywhere = len(groups) == 1 and sum(map(len, groups.values())) == len({*before, *after})
    for (old, new), channels in groups.items():
        yield WordingChange(() if everywhere else tuple(channels), diff(old, new), written)


def _how(pair: Pair, same: bool, broken: bool) -> str:
    """broken: the script was there before, but nobody could read it."""
    if pair.new is None:
        return RETIRED
    if pair.old is None:
        return CHANGED if broken else ADDED
    if pair.old.id != pair.new.id:
        return MOVED
    return LAYOUT if same else CHANGED


def _spoken(script: Script) -> Iterator[str]:
    yield script.title.value
    yield from (text.value for text in (*script.asks, *script.texts()))
    yield from (reply.note.value for reply in script.replies if reply.note)
    if script.escalate:
        yield script.escalate.when.value


def policy_of(fact: Fact | None) -> tuple[object, ...] | None:
    """What of a fact is said."""
    return (fact.value, fact.dated) if fact else None


def _facts(before: Library, after: Library, pairs: list[Pair]) -> Iterator[TermChange]:
    for name in sorted(before.facts.keys() | after.facts.keys()):
        old, new = before.facts.get(name), after.facts.get(name)
        fields = tuple(fact_fields(old, new, after.settings))
        if fields:
            said = policy_of(old) != policy_of(new)
            speaks = tuple(_speakers(name, pairs)) if said else ()
            yield TermChange(name, _came(old, new), fields, speaks)


def _speakers(name: str, pairs: list[Pair]) -> Iterator[str]:
    """Scripts in which a fact is heard."""
    for pair in pairs:
        script = pair.new
        if script and any(name in SLOT.findall(text) for text in _spoken(script)):
            yield script.id


def _slots(before: Library, after: Library) -> Iterator[TermChange]:
    for name in sorted(before.slots.keys() | after.slots.keys()):
        old, new = before.slots.get(name), after.slots.get(name)
        fields = tuple(slot_fields(old, new))
        if fields:
            yield TermChange(name, _came(old, new), fields)


def _came(old: object, new: object) -> str:
    return ADDED if old is None else RETIRED if new is None else CHANGED


def _file(file: ChangedFile, policy: Policy | None) -> FileChange:
    """Texts are compared line by line, and their lines word by word."""
    how = RETIRED if not file.there else CHANGED if file.was else ADDED
    known = (file.old is not None or not file.was) and (file.new is not None or not file.there)
    old, new = (file.old or "").splitlines(), (file.new or "").splitlines()
    lines = tuple(diff(one or "", other or "") for one, other in aligned(old, new)) if known else ()
    return FileChange(file.path, how, policy.governs(file.path) if policy else governs(file.path), lines)
