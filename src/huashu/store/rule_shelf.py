"""The rules that a library has, as people ask about them: where each comes from, what was changed, what it can fix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule, distinct
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Sequence as SequenceNode
from huashu.store import recommended, rulebook
from huashu.store import settings as settings_file
from huashu.store.resources import packaged
from huashu.store.rule_file import tree_of
from huashu.store.writing import write_all
from huashu.text import nearest

PACKAGED, OWN, EJECTED = "recommended", "own", "ejected"


@dataclass(frozen=True, slots=True)
class Known:
    """A rule of a library.

    rule: as it is in force where no part of the library says otherwise. written: as its file has it.
    origin: PACKAGED, OWN, or EJECTED: the library's own in place of a packaged one.
    changed: what huashu.yaml says of it everywhere (severity, with, with+, with-). in_parts: whether huashu.yaml has
    more to say of it for some scenes, channels or paths.
    fixes: whether its examples show that it can fix what it finds.
    home: the settings that its examples speak of.
    """

    rule: Rule
    written: Rule
    origin: str
    changed: tuple[str, ...]
    in_parts: bool
    fixes: bool
    home: Settings


def shelf(root: Path, settings: Settings, in_force: Iterable[Rule]) -> tuple[Known, ...]:
    """All rules of a library, sorted by id. in_force: as `rulebook.load` gives them."""
    shared, own = rulebook.written(root, settings)
    local = {rule_id for part in settings.local for rule_id in part.rules}
    known = []
    for rule in distinct(in_force):
        origin = PACKAGED if rule.id not in own else EJECTED if rule.id in shared else OWN
        written = own.get(rule.id) or shared[rule.id]
        changed = tuple(sorted(settings.overrides.get(rule.id, {})))
        home = model_settings() if origin == PACKAGED else with_model_scenes(settings)
        known.append(Known(rule, written, origin, changed, rule.id in local, fixes(written), home))
    return tuple(sorted(known, key=lambda one: one.rule.id))


@cache
def model_settings() -> Settings:
    """The settings of the model library, whose scenes and stages the packaged rules' examples speak of."""
    return settings_file.load(packaged("library"))


def with_model_scenes(settings: Settings) -> Settings:
    """The settings with the scenes of the trade that the library has left out: examples may speak of them."""
    return replace(settings, scenes={**model_settings().scenes, **settings.scenes})


def chosen(known: Sequence[Known], wanted: Sequence[str]) -> tuple[Known, ...]:
    """The rules that are asked for by id, family or glob, all where nothing is. Raises for what names no rule."""
    if not wanted:
        return tuple(known)
    found: set[str] = set()
    for name in wanted:
        ids = {one.rule.id for one in known if fnmatchcase(one.rule.id, name) or one.rule.id.split("/")[0] == name}
        if not ids:
            raise unknown(name, [one.rule.id for one in known])
        found |= ids
    return tuple(one for one in known if one.rule.id in found)


def the_one(known: Sequence[Known], rule_id: str) -> Known:
    """The rule of an id."""
    for one in known:
        if one.rule.id == rule_id:
            return one
    raise unknown(rule_id, [one.rule.id for one in known])


def unknown(rule_id: str, known: Iterable[str]) -> HuashuError:
    """What to say of a rule that there is not."""
    names = sorted(known)
    same = [name for name in names if name.split("/")[-1] == rule_id.split("/")[-1]]  # the family alone is wrong
    guess = same[0] if same else nearest(rule_id, names)
    return HuashuError(
        _("没有 {rule} 这条规则").format(rule=rule_id),
        todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("运行 huashu rules list 看看有哪些规则"),
    )


def eject(root: Path, settings: Settings, rule_id: str) -> str:
    """Copy a packaged rule to the library's own ones; the path of the copy. Nothing is ever overwritten."""
    _shared, own = rulebook.written(root, settings)
    shared = recommended.rules()
    if rule_id in own:
        raise HuashuError(
            _("规则 {rule} 已经在话术库里了").format(rule=rule_id),
            where=own[rule_id].source.path,
            todo=_("请直接改这个文件；想换回自带的，就把它删掉"),
        )
    if rule_id not in shared:
        raise unknown(rule_id, shared)
    source = shared[rule_id].source
    target = root / source.path
    if target.is_symlink() or target.exists():
        raise HuashuError(_("这里已经有东西了，没有覆盖"), where=source.path, todo=_("请先把它挪开，再运行一次"))
    write_all({target: source.text.encode("utf-8")})
    return source.path


def fixes(rule: Rule) -> bool:
    """Whether a rule's examples show that it can fix what it finds."""
    root = tree_of(rule.source)
    examples = root.get("invalid") if isinstance(root, MappingNode) else None
    items = examples.items if isinstance(examples, SequenceNode) else ()
    return any(isinstance(item, MappingNode) and item.get("fixed") is not None for item in items)
