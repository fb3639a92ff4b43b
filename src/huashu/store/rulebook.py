"""Loads rules: the packaged ones that a library extends, then its own; any broken rule stops the command (exit 2)."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.store import recommended
from huashu.store.explain.titles import titles_in
from huashu.store.library import READABLE_ANYWAY
from huashu.store.overrides import UNBREAKABLE, Reach, in_settings, meant, overridden
from huashu.store.rule_file import at, read_folder, tree_of


def load(root: Path, settings: Settings, reach: Reach = lambda _rule: "text") -> tuple[Rule, ...]:
    """Rules in force, sorted by id, the overrides of huashu.yaml applied. A rule of the library's own wins.

    reach: what a rule judges as one, "text", "script" or "library"; it decides whether it can be overridden in parts.
    """
    packaged, own = written(root, settings)
    return overridden({**packaged, **own}, root, settings, reach)


def written(root: Path, settings: Settings) -> tuple[dict[str, Rule], dict[str, Rule]]:
    """The packaged rules that the library extends, and its own, by id and as their files have them."""
    rules: dict[str, Rule] = {}
    for index, pack in enumerate(settings.extends):
        if pack != recommended.NAME:
            raise HuashuError(
                _("extends 里的 {pack} 不存在").format(pack=pack),
                where=in_settings(settings, "extends", index),
                todo=_("目前可用的规则包是 {pack}").format(pack=recommended.NAME),
            )
        rules.update(recommended.rules())
    own = read_folder(root, "rules", lambda: titles_in(tree_of(settings.source)))
    for rule in own.values():
        _require_gravity(rule)
        if rule.id not in rules:
            _require_places(rule, settings)
    return rules, own


def _require_gravity(rule: Rule) -> None:
    """What cannot be read is in no handbook: reported as less than an error, it would be lost in silence."""
    grave = rule.check == UNBREAKABLE and not READABLE_ANYWAY.issuperset(rule.words("problems"))
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
                raise HuashuError(
                    _("规则 {rule} 的 where 里写了{kind} {name}，huashu.yaml 里没有").format(
                        rule=rule.id, kind=kind, name=name
                    ),
                    where=at(rule, "where", key, index),
                    todo=meant(name, names, _("请对照 huashu.yaml 里的代号")),
                )
