"""Loads rules: the packaged ones that a library extends, then its own; any broken rule stops the command (exit 2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import at_path
from huashu.store import recommended
from huashu.store.library import READABLE_ANYWAY
from huashu.store.rule_file import at, dict_of, read_folder, require_patterns, tree_of
from huashu.store.settings import place
from huashu.text import nearest

# A file that cannot be read must never pass in silence, so these rules can be neither lowered nor silenced.
UNBREAKABLE = "schema"


def load(root: Path, settings: Settings) -> tuple[Rule, ...]:
    """Rules in force, sorted by id, the overrides of huashu.yaml applied. A rule of the library's own wins."""
    rules: dict[str, Rule] = {}
    for index, pack in enumerate(settings.extends):
        if pack != recommended.NAME:
            raise HuashuError(
                _("extends 里的 {pack} 不存在").format(pack=pack),
                where=_in_settings(settings, "extends", index),
                todo=_("目前可用的规则包是 {pack}").format(pack=recommended.NAME),
            )
        rules.update(recommended.rules())
    own = read_folder(root, "rules")
    for rule in own.values():
        _require_gravity(rule)
        if rule.id not in rules:
            _require_places(rule, settings)
    rules.update(own)
    return tuple(sorted(_overridden(rules, settings).values(), key=lambda rule: rule.id))


def _require_gravity(rule: Rule) -> None:
    """What cannot be read is in no handbook: reported as less than an error, it would be lost in silence."""
    grave = not READABLE_ANYWAY.issuperset(rule.words("problems"))  # only the check `schema` has problems
    if grave and rule.severity != "error":
        raise HuashuError(
            _("规则 {rule} 管的是文件能不能读懂，severity 只能写 error").format(rule=rule.id),
            where=at(rule, "severity"),
            todo=_("请把 severity 改成 error"),
        )


def _require_places(rule: Rule, settings: Settings) -> None:
    """A misspelt scene or channel would make a rule look nowhere, and nobody would know."""
    stages = [stage.id for scene in settings.scenes.values() for stage in scene.stages]
    known: dict[str, tuple[str, Collection[str]]] = {
        "scenes": (_("场景"), settings.scenes),
        "not_scenes": (_("场景"), settings.scenes),
        "channels": (_("渠道"), settings.channels),
        "not_channels": (_("渠道"), settings.channels),
        "stages": (_("步骤或级别"), stages),
    }
    for key, (kind, names) in known.items():
        for index, name in enumerate(getattr(rule.where, key)):
            if name not in names:
                guess = nearest(name, names)
                raise HuashuError(
                    _("规则 {rule} 的 where 里写了{kind} {name}，huashu.yaml 里没有").format(
                        rule=rule.id, kind=kind, name=name
                    ),
                    where=at(rule, "where", key, index),
                    todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("请对照 huashu.yaml 里的代号"),
                )


def _overridden(rules: Mapping[str, Rule], settings: Settings) -> dict[str, Rule]:
    changed = dict(rules)
    for rule_id, override in settings.overrides.items():
        if rule_id not in rules:
            guess = nearest(rule_id, rules)
            raise HuashuError(
                _("huashu.yaml 里调整了一条不存在的规则：{rule}").format(rule=rule_id),
                where=_in_settings(settings, "rules", rule_id),
                todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("请核对规则名"),
            )
        rule = rules[rule_id]
        if rule.check == UNBREAKABLE:
            raise HuashuError(
                _("规则 {rule} 管的是文件能不能读懂，不能调整").format(rule=rule_id),
                where=_in_settings(settings, "rules", rule_id),
                todo=_("请从 huashu.yaml 的 rules 里删掉这一条"),
            )
        params = {**rule.params, **dict_of(override.get("with"))}
        changed[rule_id] = _checked(
            replace(rule, severity=str(override.get("severity", rule.severity)), params=params), settings
        )
    return changed


def _checked(rule: Rule, settings: Settings) -> Rule:
    """The overridden rule, its parameters validated as if they stood in its own file."""
    from huashu.store import schemas

    wrong = schemas.parameter_errors(rule.check, dict(rule.params))
    if wrong:
        raise HuashuError(
            _("huashu.yaml 里给规则 {rule} 的参数不对：{reason}").format(rule=rule.id, reason="\n  ".join(wrong)),
            where=_in_settings(settings, "rules", rule.id, "with"),
            todo=_("可用的参数见 schemas/rule.schema.json"),
        )
    require_patterns(rule, lambda index: _in_settings(settings, "rules", rule.id, "with", "patterns", index))
    return rule


def _in_settings(settings: Settings, *path: str | int) -> str:
    """`path:line:column` of the key or item at a path in huashu.yaml."""
    root = tree_of(settings.source)
    parent = at_path(root, path[:-1])
    key = parent.key(str(path[-1])) if isinstance(parent, MappingNode) else None
    return place(settings.source, (key or at_path(root, path)).start)
