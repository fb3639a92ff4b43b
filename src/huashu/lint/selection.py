"""Which findings were asked for: those of some rules, in some scenes, in scripts that changed since a revision.

Everything is judged all the same: what is said across scripts holds only when all of them are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.lint.cached import Checked
from huashu.lint.engine import UNREADABLE
from huashu.lint.outline import Outline
from huashu.model.finding import Finding
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.store import library as libraries
from huashu.store.files import yaml_path
from huashu.store.library import READABLE_ANYWAY
from huashu.store.overrides import UNBREAKABLE
from huashu.store.terms import FACTS, SLOTS
from huashu.text import nearest

_SCRIPTS = "scripts/"
_AGING = ("expired", "overdue")  # problems that come with time alone


class Wish(NamedTuple):
    """What to select by, as people name it. since: a git revision, None for all scripts."""

    rules: Sequence[str] = ()
    scenes: Sequence[str] = ()
    since: str | None = None


class Change(NamedTuple):
    """What is not as it was at a revision.

    same: paths of the scripts that are. names: facts and slots that mean something else now, are new, or are gone.
    gone: ids of scripts, pictures and `{名称}` that are no more; whatever still names them is touched.
    changed: how many scripts there are that differ.
    """

    same: frozenset[str]
    names: frozenset[str]
    gone: frozenset[str]
    changed: int


class Selection(NamedTuple):
    """Which findings were asked for; None means all. aging: rules that find what has grown old."""

    rules: frozenset[str] | None = None
    scenes: frozenset[str] | None = None
    change: Change | None = None
    aging: frozenset[str] = frozenset()

    @property
    def narrow(self) -> bool:
        """Whether some findings are left out."""
        return self.rules is not None or self.scenes is not None or self.change is not None

    def of(self, checked: Checked) -> Checked:
        """What was found, without all that was not asked for."""
        if not self.narrow:
            return checked
        chosen = _Chosen(self, checked.outlines)
        return replace(
            checked,
            findings=tuple(map(self._weighed, filter(chosen.holds, checked.findings))),
            silenced=tuple(one for one in checked.silenced if chosen.holds(one.finding)),
        )

    def touched(self, outlines: Iterable[Outline]) -> frozenset[str]:
        """Paths of scripts that are as they were and yet say something else: they speak what a fact now says."""
        change = self.change
        if change is None or not change.names:
            return frozenset()
        return frozenset(
            seen.path for seen in outlines if seen.path in change.same and not change.names.isdisjoint(seen.spoken)
        )

    def extent(self, outlines: Iterable[Outline]) -> tuple[int, int]:
        """How many scripts changed, and how many more say something else."""
        return (self.change.changed if self.change else 0), len(self.touched(outlines))

    def _weighed(self, finding: Finding) -> Finding:
        """Whoever changes a script sees to its dates too: what has grown old is an error there, and nowhere else."""
        aged = self.change is not None and finding.rule in self.aging and finding.severity == "warning"
        return finding._replace(severity="error") if aged else finding


class _Chosen:
    """Tells whether a finding was asked for."""

    def __init__(self, selection: Selection, outlines: Iterable[Outline]) -> None:
        self.selection = selection
        self.touched = selection.touched(outlines)

    def holds(self, finding: Finding) -> bool:
        rules = self.selection.rules
        return (rules is None or finding.rule in rules) and self._place(finding)

    def _place(self, finding: Finding) -> bool:
        """Whether it touches a script that was asked for; what stands in no script concerns all of them."""
        if not finding.path.startswith(_SCRIPTS) or self._script(finding.path):
            return True
        others = [f"{_SCRIPTS}{name}.yaml" for name in finding.mentions]
        others += [word for word in finding.message.split() if word.startswith(_SCRIPTS)]  # names that collide
        if any(map(self._script, others)):
            return True
        change = self.selection.change
        return change is not None and finding.matched in change.gone and self._scene(finding.path)

    def _script(self, path: str) -> bool:
        change = self.selection.change
        return self._scene(path) and (change is None or path not in change.same or path in self.touched)

    def _scene(self, path: str) -> bool:
        scenes = self.selection.scenes
        return scenes is None or path.split("/")[1] in scenes


def selection(wish: Wish, root: Path, settings: Settings, rules: Sequence[Rule], now: datetime) -> Selection:
    """The selection that somebody wishes for. Raises HuashuError for what there is not."""
    return Selection(
        rules=_rules(wish.rules, rules) if wish.rules else None,
        scenes=_scenes(wish.scenes, settings) if wish.scenes else None,
        change=None if wish.since is None else since(root, settings, wish.since, now),
        aging=frozenset(rule.id for rule in rules if rule.check == "lifecycle" and rule.text("problem") in _AGING),
    )


def _rules(wanted: Sequence[str], rules: Sequence[Rule]) -> frozenset[str]:
    """Ids of the rules that are named by id, family or glob; and of those that tell what nobody could judge."""
    known = {rule.id for rule in rules} | {UNREADABLE}
    families = {rule_id.split("/")[0] for rule_id in known}
    active = {rule.id for rule in rules if rule.severity != "off"} | {UNREADABLE}
    found = {UNREADABLE}
    files = [rule for rule in rules if rule.check == UNBREAKABLE]
    found.update(rule.id for rule in files if not READABLE_ANYWAY.issuperset(rule.words("problems")))
    for name in wanted:
        ids = {rule_id for rule_id in known if fnmatchcase(rule_id, name) or rule_id.split("/")[0] == name}
        if not ids:
            guess = nearest(name, known | families)
            raise HuashuError(
                _("没有规则 {rule}").format(rule=name),
                where="--rule",
                todo=_("您是不是想写 {guess}？").format(guess=guess)
                if guess
                else _("可以写规则编号、类别，或者带 * 的写法，例如 tone/*"),
            )
        if ids.isdisjoint(active):
            raise HuashuError(
                _("{rule} 在这个话术库里关掉了，查不出什么").format(rule=name),
                where="--rule",
                todo=_("要用它，请先在 huashu.yaml 的 rules 里打开"),
            )
        found |= ids
    return frozenset(found)


def _scenes(wanted: Sequence[str], settings: Settings) -> frozenset[str]:
    for name in wanted:
        if name not in settings.scenes:
            guess = nearest(name, settings.scenes)
            raise HuashuError(
                _("没有场景 {scene}").format(scene=name),
                where="--scene",
                todo=_("您是不是想写 {guess}？").format(guess=guess)
                if guess
                else _("huashu.yaml 里有这些场景：{scenes}").format(scenes=_("、").join(settings.scenes)),
            )
    return frozenset(wanted)


def since(root: Path, settings: Settings, revision: str, now: datetime) -> Change:
    """What is not as it was where this state of the library parted from a revision. Uncommitted work counts."""
    from huashu.store import past as earlier

    past = earlier.since(root, revision)
    files = libraries.read_files(root)
    before = libraries.assemble(settings, [(path, past.read(path)) for path in (FACTS, SLOTS) if path in past.blobs])
    after = libraries.assemble(settings, files.terms)
    old, new = _meanings(before, now), _meanings(after, now)
    same = frozenset(path for path, data in files.scripts if past.holds(path, data))
    there = {path for path, _data in files.scripts if yaml_path(path)}
    return Change(
        same=same,
        names=frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)),
        gone=frozenset(
            (*_names(past.blobs.keys() - files.known), *(f"{{{name}}}" for name in old.keys() - new.keys()))
        ),
        changed=len(there - same),
    )


def _names(paths: Iterable[str]) -> Iterator[str]:
    """What scripts call these files: scripts by their ids, pictures with or without an ending."""
    for path in paths:
        folder, _slash, name = path.partition("/")
        if folder == "scripts":
            yield name.removesuffix(".yaml")
        elif folder == "assets":
            yield from (name, name.rsplit(".", 1)[0])


def _meanings(library: Library, now: datetime) -> Mapping[str, object]:
    """What every name in replies comes to now: a fact its value, a slot whether it is sensitive."""
    slots: dict[str, object] = {slot.name: slot.sensitive for slot in library.slots.values()}
    return {**slots, **{fact.name: fact.at(now) for fact in library.facts.values()}}
