"""Turns a library into a `Handbook`: what is shown, in which order, in which words. Pure: no clock, no disk, no git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huashu.handbook import terms
from huashu.handbook.approvals import together
from huashu.handbook.chapters import (
    Approval,
    Entry,
    Handbook,
    LeftOut,
    Link,
    ReleaseNote,
    ReplyEntry,
    SceneChapter,
    Version,
    Wording,
)
from huashu.handbook.memo import Memo
from huashu.i18n import _
from huashu.model.effective import EffectiveText, effective
from huashu.model.library import Library, Scene
from huashu.model.script import Moment, Reply, Script, Text
from huashu.titles import role_title

AGENT = "agent"
_SCRIPTS = "scripts/"
_UNSAFE = re.compile("[^A-Za-z0-9-]")
_ANCHORS = "anchors"  # as a memo names them; a script's id has a stroke in it
_SCENE = "scene-"  # before a scene's id, so that its anchor is none of the page's own


def compose(
    library: Library,
    *,
    now: datetime,
    versions: Mapping[str, Version],
    revision: str,
    modified: bool,
    draft_reason: str = "",
    news: Mapping[str, str] | None = None,
    release: ReleaseNote | None = None,
    approvals: Mapping[str, tuple[Approval, ...]] | None = None,
    memo: Memo | None = None,
) -> Handbook:
    """The handbook of `library` as it stands at `now` (aware).

    versions: by the script file's path in the library, as `scripts/greeting/hello.yaml`; a file without one counts as
    never committed. A reason makes the handbook a draft. news: what is "new" or "changed" since `release`, by id.
    approvals: of exactly what scripts say, by id.
    memo: of entries, kept from one call to the next.
    """
    shown = [script for script in library.scripts if not _expired(script, now)]
    expired = [script for script in library.scripts if _expired(script, now)]
    facts = terms.values(library, now)
    memo = memo or Memo()
    ids = (*(script.id for script in shown), *(_SCENE + script.scene for script in shown))
    writer = _Writer(
        library=library,
        now=now,
        versions=versions,
        facts=facts,
        anchors=memo.of(_ANCHORS, None, ids, lambda: anchors(ids)),
        titles={script.id: _plain(script.title, facts) for script in shown},
        news=news or {},
        approvals=approvals or {},
        memo=memo,
    )
    chapters = tuple(writer.chapter(scene, scripts) for scene, scripts in _by_scene(library, shown))
    left_out = (*(writer.left_out(script) for script in expired), *_unreadable(library))
    return Handbook(
        name=library.settings.name,
        date=now.astimezone(library.settings.timezone).date().isoformat(),
        revision=revision,
        modified=modified,
        draft=bool(draft_reason),
        draft_reason=draft_reason,
        scenes=chapters,
        left_out=tuple(sorted(left_out, key=lambda out: (out.id, out.reason))),
        facts=terms.facts(library, now),
        slots=terms.slots(library),
        targets=terms.targets(library),
        counts={
            "scripts": len(shown),
            "replies": sum(len(script.replies) for script in shown),
            "scenes": len(chapters),
        },
        release=release,
        approvals=together(approvals or {}, (script.id for script in shown)),
    )


def anchors(ids: Iterable[str]) -> dict[str, str]:
    """A name of ASCII letters, digits and hyphens for each id, no two alike, the same ones for the same ids."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(ids)):
        stem = _UNSAFE.sub(_spelled, name)
        anchor, count = stem, 1
        while anchor in taken:
            count += 1
            anchor = f"{stem}-{count}"
        taken.add(anchor)
        found[name] = anchor
    return found


def _spelled(found: re.Match[str]) -> str:
    # a scene's own name then never equals a script's
    return "--" if found[0] == "/" else f"u{ord(found[0]):x}"


def _expired(script: Script, now: datetime) -> bool:
    return script.expires is not None and script.expires.at <= now


def _by_scene(library: Library, scripts: Sequence[Script]) -> Iterator[tuple[Scene, list[Script]]]:
    """Scenes that have scripts, in the order of huashu.yaml; then those it does not know, which only a draft has."""
    grouped: dict[str, list[Script]] = {}
    for script in sorted(scripts, key=lambda script: (script.id, script.source.path)):
        grouped.setdefault(script.scene, []).append(script)
    known = library.settings.scenes
    for scene_id in (*known, *sorted(grouped.keys() - known.keys())):
        if scene_id in grouped:
            yield known.get(scene_id) or Scene(scene_id, scene_id), grouped[scene_id]


def _unreadable(library: Library) -> Iterator[LeftOut]:
    """Files below scripts/ that gave no script: a draft must not lose them in silence."""
    read = {script.source.path for script in library.scripts}
    for path in sorted({found.source.path for found in library.problems} - read):
        if path.startswith(_SCRIPTS):
            name = path.removeprefix(_SCRIPTS).rsplit(".", 1)[0]
            scene_id = name.split("/", 1)[0]
            scene = library.settings.scenes.get(scene_id)
            yield LeftOut(name, name, scene.title if scene else scene_id, _("文件有错，暂时读不出来"))


def _plain(text: Text | None, facts: Mapping[str, str]) -> str:
    """A text that is not a reply, facts filled in."""
    return effective(text, facts).value if text else ""


def _date(moment: Moment | None) -> str:
    return moment.written.value.replace("T", " ") if moment else ""


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the parts of one handbook. facts: those in force now. anchors, titles, news: of what it shows, by id."""

    library: Library
    now: datetime
    versions: Mapping[str, Version]
    facts: Mapping[str, str]
    anchors: Mapping[str, str]
    titles: Mapping[str, str]
    news: Mapping[str, str]
    approvals: Mapping[str, tuple[Approval, ...]]
    memo: Memo

    def chapter(self, scene: Scene, scripts: Sequence[Script]) -> SceneChapter:
        return SceneChapter(
            id=scene.id,
            title=scene.title,
            kind=scene.kind,
            stages=tuple(stage.title for stage in scene.stages),
            entries=tuple(self.entry(script, scene) for script in scripts),
            anchor=self.anchors[_SCENE + scene.id],
            authority=tuple("" if stage.by == AGENT else role_title(stage.by) for stage in scene.stages),
        )

    def left_out(self, script: Script) -> LeftOut:
        scene = self.library.settings.scenes.get(script.scene)
        return LeftOut(
            id=script.id,
            title=_plain(script.title, self.facts),
            scene=scene.title if scene else script.scene,
            reason=_("已于 {date} 到期").format(date=_date(script.expires)),
        )

    def entry(self, script: Script, scene: Scene) -> Entry:
        facts = self._facts(script)
        links = tuple(self._related(script))
        around = (
            *(scene, facts, links, self.library.settings, self.anchors[script.id]),
            *(self.versions.get(script.source.path), self.news.get(script.id), self._pending(script)),
            *(self._overdue(script), self.approvals.get(script.id)),
        )
        return self.memo.of(script.id, script, around, lambda: self._entry(script, scene, facts, links))

    def _entry(self, script: Script, scene: Scene, facts: Mapping[str, str], links: tuple[Link, ...]) -> Entry:
        departments = self.library.settings.departments
        to = script.escalate.to.value if script.escalate else ""
        return Entry(
            id=script.id,
            anchor=self.anchors[script.id],
            title=_plain(script.title, facts),
            channels=tuple(self._channel_title(channel) for channel in self._channels(script)),
            asks=tuple(_plain(ask, facts) for ask in script.asks),
            replies=tuple(self._reply(reply, script, scene, facts) for reply in script.replies),
            escalate_to=departments.get(to) or role_title(to),
            escalate_when=_plain(script.escalate.when if script.escalate else None, facts),
            owner=departments.get(script.owner.value, script.owner.value),
            consult=tuple(departments.get(other.value, other.value) for other in script.consult),
            effective=_date(script.effective),
            expires=_date(script.expires),
            review_by=_date(script.review_by),
            tags=tuple(tag.value for tag in script.tags),
            related=links,
            version=self.versions.get(script.source.path) or Version(),
            pending=self._pending(script),
            overdue=self._overdue(script),
            news=self.news.get(script.id, ""),
            approvals=self.approvals.get(script.id, ()),
        )

    def _pending(self, script: Script) -> bool:
        return script.effective is not None and script.effective.at > self.now

    def _overdue(self, script: Script) -> bool:
        return script.review_by is not None and script.review_by.at <= self.now

    def _facts(self, script: Script) -> Mapping[str, str]:
        """Policy of the moment at which the script is said: one that waits for its day quotes that day's values."""
        if script.effective is None or script.effective.at <= self.now:
            return self.facts
        return terms.values(self.library, script.effective.at)

    def _reply(self, reply: Reply, script: Script, scene: Scene, facts: Mapping[str, str]) -> ReplyEntry:
        written = reply.step or reply.rung
        names = [stage.id for stage in scene.stages]
        known = written is not None and written.value in names
        number = names.index(written.value) + 1 if written is not None and known else 0
        return ReplyEntry(
            number=reply.index + 1,
            stage=scene.stages[number - 1].title if number else written.value if written else "",
            by=role_title(reply.by),
            by_agent=reply.by == AGENT,
            fixed=reply.fixed,
            wordings=self._wordings(reply, script, facts),
            image=reply.image.value if reply.image else "",
            note=_plain(reply.note, facts),
            stage_number=number,
        )

    def _wordings(self, reply: Reply, script: Script, facts: Mapping[str, str]) -> tuple[Wording, ...]:
        """The effective texts, those that read alike once, with the channels that share them."""
        shared: dict[str, list[str]] = {}
        said: dict[str, EffectiveText] = {}
        channels = self._channels(script)
        for channel in channels:
            text = effective(reply.written(channel), facts)
            said.setdefault(text.value, text)
            shared.setdefault(text.value, []).append(channel)
        if not channels:  # only in a draft: the schema asks for one
            return (Wording((), effective(reply.say, facts).segments),)
        return tuple(
            Wording(
                channels=() if len(shared[value]) == len(channels) else tuple(map(self._channel_title, shared[value])),
                segments=text.segments,
            )
            for value, text in said.items()
        )

    def _channels(self, script: Script) -> list[str]:
        """The script's channels in the library's order, unknown ones last."""
        order = {channel: place for place, channel in enumerate(self.library.settings.channels)}
        return sorted({text.value for text in script.channels}, key=lambda name: (order.get(name, len(order)), name))

    def _channel_title(self, channel: str) -> str:
        return self.library.settings.channels.get(channel, channel)

    def _related(self, script: Script) -> Iterator[Link]:
        """Links to scripts that this handbook shows, each once, in the order written."""
        for name in dict.fromkeys(text.value for text in script.related):
            if name in self.titles:
                yield Link(name, self.titles[name], self.anchors[name])
