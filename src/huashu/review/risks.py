"""What whoever approves a change should look at twice, in sentences that a supervisor understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from huashu.i18n import _
from huashu.model.concession import FOLD, MONEY, PERCENT, concessions
from huashu.model.difference import FileChange, Risk, TermChange
from huashu.model.effective import effective
from huashu.model.library import Library, Slot, Stage
from huashu.model.script import Reply, Script
from huashu.review.pairing import Texts, paired
from huashu.text import SLOT
from huashu.titles import role_title

_EVERYONE = frozenset({"agent", "leader", "supervisor", "specialist"})
# Who may say what is marked for a role: a supervisor everything, others what is theirs.
_MAY_SAY = {
    "agent": _EVERYONE,
    "leader": frozenset({"leader", "supervisor"}),
    "specialist": frozenset({"specialist", "supervisor"}),
    "supervisor": frozenset({"supervisor"}),
}
_SPOKEN = {"": 2, "whole": 2, "masked": 1, "never": 0}
_FEW = 5  # names in a sentence


class Pair(NamedTuple):
    """A script before and after; None where there is none."""

    old: Script | None
    new: Script | None


def risks(
    pairs: Sequence[Pair],
    facts: Sequence[TermChange],
    files: Sequence[FileChange],
    before: Library,
    after: Library,
    now: datetime,
) -> list[Risk]:
    """All of them, sorted by what they are about."""
    found = chain(
        *(_Script(pair, before, after, now).risks() for pair in pairs if pair.new or pair.old),
        _stages(before, after),
        (_fact(change, after) for change in facts if change.speaks or change.fields[0].name in ("value", "dated")),
        *(_slot(before.slots[name], after.slots[name]) for name in sorted(before.slots.keys() & after.slots.keys())),
        _mixed(pairs, facts, files),
    )
    return sorted(set(found), key=lambda risk: (risk.about, risk.code, risk.sentence))


class _Script:
    """The risks of one script."""

    def __init__(self, pair: Pair, before: Library, after: Library, now: datetime) -> None:
        self.old, self.new = pair
        self.before, self.after, self.now = before, after, now
        script = self.new or self.old
        assert script is not None
        self.id, self.title = script.id, script.title.value

    def risks(self) -> Iterator[Risk]:
        old, new = self.old, self.new
        if new is None:
            return
        yield from self._sensitive(old, new)
        if old is None:
            return
        yield from self._given(old, new)
        for before, after in paired(_recognised(old), _recognised(new)):
            was = old.replies[before] if before is not None else None
            now = new.replies[after] if after is not None else None
            yield from self._reply(was, now)
        yield from self._around(old, new)

    def _risk(self, code: str, sentence: str, **more: object) -> Risk:
        return Risk(code, self.id, sentence.format(title=self.title, **more))

    def _reply(self, was: Reply | None, now: Reply | None) -> Iterator[Risk]:
        if was is not None and was.fixed:
            number = was.index + 1
            if now is None:
                yield self._risk(
                    "fixed-wording", _("《{title}》删掉了一条一字不改的原话（原来的第 {number} 条）"), number=number
                )
            elif not now.fixed:
                told = _("《{title}》第 {number} 条原来要一字不改，现在可以自己改着说了")
                yield self._risk("fixed-wording", told, number=now.index + 1)
            elif self._words(was, self.old) != self._words(now, self.new):
                told = _("《{title}》第 {number} 条是一字不改的原话，这次改了字")
                yield self._risk("fixed-wording", told, number=now.index + 1)
        if was is not None and now is not None and not _MAY_SAY[now.by] <= _MAY_SAY[was.by]:
            ladder = self._rungs() and (now.rung or was.rung)
            code = "concession-authority" if ladder else "said-by-more"
            told = (
                _("《{title}》第 {number} 条的让步，原来{before}才能给，现在{after}就能给")
                if ladder
                else _("《{title}》第 {number} 条原来{before}才能说，现在{after}也能说")
            )
            yield self._risk(code, told, number=now.index + 1, before=role_title(was.by), after=role_title(now.by))

    def _words(self, reply: Reply, script: Script | None) -> set[str]:
        channels = [channel.value for channel in script.channels] if script else []
        return {reply.written(channel).value for channel in channels} or {reply.say.value}

    def _given(self, old: Script, new: Script) -> Iterator[Risk]:
        """More money or a deeper discount, in all or on a lower rung, channel by channel; a further rung."""
        order = self._rungs()
        told: set[tuple[str, float]] = set()
        for channel in new.channels:
            same = channel.value in {one.value for one in old.channels}
            one, other = (
                _Given(old, channel.value if same else "", self.before, self.now),
                _Given(new, channel.value, self.after, self.now),
            )
            for upto in (None, *range(len(order))):
                before = one.most(order, upto)
                for kind, worth in sorted(other.most(order, upto).items()):
                    if worth > before.get(kind, 0.0) and (kind, worth) not in told:
                        told.add((kind, worth))
                        yield self._more(
                            kind, before.get(kind, 0.0), worth, order[upto].title if upto is not None else ""
                        )
        places = {stage.id: at for at, stage in enumerate(order)}
        last = [
            max((places.get(reply.rung.value, -1) for reply in script.replies if reply.rung), default=-1)
            for script in (old, new)
        ]
        if last[1] > last[0]:
            sentence = _("《{title}》的阶梯多让了一级，现在让到“{stage}”")
            yield self._risk("concession-rung", sentence, stage=order[last[1]].title)

    def _rungs(self) -> tuple[Stage, ...]:
        script = self.new or self.old
        scene = self.after.settings.scenes.get(script.scene) if script else None
        return scene.stages if scene and scene.kind == "ladder" else ()

    def _more(self, kind: str, before: float, after: float, rung: str) -> Risk:
        figures = {"before": amount(kind, before), "after": amount(kind, after), "rung": rung}
        if rung and before:
            told = _("《{title}》让得更早了：到“{rung}”这一级，原来最多{before}，现在就{after}")
        elif rung:
            told = _("《{title}》让得更早了：到“{rung}”这一级，现在就{after}")
        elif before:
            told = _("《{title}》让得更多了：原来最多{before}，现在最多{after}")
        else:
            told = _("《{title}》新写了让步：{after}，原来没有这样的让步")
        return self._risk("concession-amount", told, **figures)

    def _around(self, old: Script, new: Script) -> Iterator[Risk]:
        if old.escalate and not new.escalate:
            sentence = _("《{title}》原来说明什么时候转给{role}，现在不再转了")
            yield self._risk("escalation-removed", sentence, role=role_title(old.escalate.to.value))
        if old.expires and not new.expires:
            sentence = _("《{title}》原来到 {before} 为止，现在一直有效")
            yield self._risk("expiry-removed", sentence, before=old.expires.written.value)
        elif old.expires and new.expires and new.expires.at > old.expires.at:
            sentence = _("《{title}》的截止时间推后了：从 {before} 推到 {after}")
            before, after = old.expires.written.value, new.expires.written.value
            yield self._risk("expiry-later", sentence, before=before, after=after)

    def _sensitive(self, old: Script | None, new: Script) -> Iterator[Risk]:
        """Slots with a customer's data that were not said before, or had not been known as such."""
        before = _slots(old) if old else frozenset()
        for name in sorted(_slots(new) - before):
            slot = self.after.slots.get(name)
            if slot is not None and slot.sensitive:
                yield self._risk("sensitive-slot", _("《{title}》里新说出了顾客信息：{name}"), name=name)


class _Given:
    """What a script gives away in a channel, "" for any."""

    def __init__(self, script: Script, channel: str, library: Library, now: datetime) -> None:
        facts = {name: fact.at(now) for name, fact in library.facts.items()}
        channels = [channel] if channel else [one.value for one in script.channels]
        self._found = [
            (reply.rung.value if reply.rung else "", concessions(effective(reply.written(one), facts).value))
            for reply in script.replies
            for one in channels
        ]

    def most(self, order: Sequence[Stage], upto: int | None) -> dict[str, float]:
        """The largest of each kind. upto: the last rung that counts, None for all that is said."""
        rungs = {stage.id for stage in order[: (0 if upto is None else upto + 1)]}
        most: dict[str, float] = {}
        for rung, given in self._found:
            if upto is None or rung in rungs:
                for kind, worth in given.items():
                    most[kind] = max(most.get(kind, 0.0), worth)
        return most


def amount(kind: str, worth: float) -> str:
    """A concession as people say it."""
    if kind == FOLD:
        return _("打 {figure} 折").format(figure=f"{10 - worth:g}")
    if kind == PERCENT:
        return _("让 {figure}%").format(figure=f"{worth:g}")
    assert kind == MONEY
    return _("让 {figure} 元").format(figure=f"{worth:g}")


def _recognised(script: Script) -> list[Texts]:
    found = []
    for reply in script.replies:
        stage = reply.step or reply.rung
        words = tuple(dict.fromkeys(text.value for text in (reply.say, *reply.variants.values())))
        found.append(Texts(stage.value if stage else "", words))
    return found


def _slots(script: Script) -> frozenset[str]:
    channels = [channel.value for channel in script.channels]
    texts = {reply.written(channel).value for reply in script.replies for channel in channels}
    return frozenset(name for text in texts for name in SLOT.findall(text))


def _stages(before: Library, after: Library) -> Iterator[Risk]:
    """Rungs and steps that more people may say now."""
    for scene_id, scene in after.settings.scenes.items():
        known = before.settings.scenes.get(scene_id)
        for stage in scene.stages:
            was = known.stage(stage.id) if known else None
            if was is not None and not _MAY_SAY[stage.by] <= _MAY_SAY[was.by]:
                told = _("{scene}的“{stage}”，原来{before}才能说，现在{after}也能说")
                names = {"before": role_title(was.by), "after": role_title(stage.by)}
                sentence = told.format(scene=scene.title, stage=stage.title, **names)
                yield Risk("concession-authority" if scene.kind == "ladder" else "said-by-more", scene_id, sentence)


def _fact(change: TermChange, after: Library) -> Risk:
    value = next((one for one in change.fields if one.name == "value"), None)
    if value is not None and value.before and value.after:
        told = _("口径“{name}”从“{before}”改成“{after}”").format(
            name=change.name, before=value.before, after=value.after
        )
    elif value is not None:
        told = (_("新口径“{name}”") if value.after else _("口径“{name}”没有了")).format(name=change.name)
    else:
        told = _("口径“{name}”改了限时的值").format(name=change.name)
    if not change.speaks:
        return Risk("fact-changed", change.name, _("{told}，目前没有话术用到它").format(told=told))
    titles = {script.id: script.title.value for script in after.scripts}
    names = "".join(_("《{title}》").format(title=titles[id]) for id in change.speaks[:_FEW])
    more = _("等") if len(change.speaks) > _FEW else ""
    sentence = _("{told}，{count} 条话术跟着改口：{names}{more}")
    return Risk(
        "fact-changed", change.name, sentence.format(told=told, count=len(change.speaks), names=names, more=more)
    )


def _slot(old: Slot, new: Slot) -> Iterator[Risk]:
    if old.sensitive and not new.sensitive:
        yield Risk("slot-loosened", new.name, _("“{name}”不再算顾客信息").format(name=new.name))
    if old.spoken and _SPOKEN.get(new.spoken, 2) > _SPOKEN.get(old.spoken, 2):
        yield Risk("slot-loosened", new.name, _("“{name}”原来不能整个说出来，现在放宽了").format(name=new.name))


def _mixed(pairs: Sequence[Pair], facts: Sequence[TermChange], files: Sequence[FileChange]) -> Iterator[Risk]:
    rules = [file.path for file in files if file.governs]
    if rules and (pairs or facts):
        told = _("话术和规矩（{path}）改在一起了，审批不会放行，请分开提交")
        yield Risk("governance-mixed", rules[0], told.format(path=rules[0]))
