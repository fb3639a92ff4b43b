"""Loads rules: the packaged ones that a library extends, then its own; any broken rule stops the command (exit 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule, Where
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Source, at_path
from huashu.store import yaml_source
from huashu.store.files import listing, read, yaml_path
from huashu.store.library import READABLE_ANYWAY
from huashu.store.resources import packaged
from huashu.store.settings import place, readable
from huashu.text import nearest

RECOMMENDED = "huashu/recommended"
# A file that cannot be read must never pass in silence, so these rules can be neither lowered nor silenced.
UNBREAKABLE = "schema"
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")  # as in schemas/rule.schema.json


def load(root: Path, settings: Settings) -> tuple[Rule, ...]:
    """Rules in force, sorted by id, the overrides of huashu.yaml applied. A rule of the library's own wins."""
    rules: dict[str, Rule] = {}
    for index, pack in enumerate(settings.extends):
        if pack != RECOMMENDED:
            raise HuashuError(
                _("extends 里的 {pack} 不存在").format(pack=pack),
                where=_in_settings(settings, "extends", index),
                todo=_("目前可用的规则包是 {pack}").format(pack=RECOMMENDED),
            )
        rules.update(_packaged())
    own = read_folder(root, "rules")
    for rule in own.values():
        _require_gravity(rule)
        if rule.id not in rules:
            _require_places(rule, settings)
    rules.update(own)
    return tuple(sorted(_overridden(rules, settings).values(), key=lambda rule: rule.id))


def _packaged() -> dict[str, Rule]:
    """The rules that come with huashu. Installers may put them there as links, so unlike a library's these are followed."""
    folder = packaged("rules")
    paths = sorted(folder.rglob("*.yaml"))
    found = [parse(f"rules/{path.relative_to(folder).as_posix()}", path.read_bytes()) for path in paths]
    return {rule.id: rule for rule in found}


def read_folder(root: Path, folder: str) -> dict[str, Rule]:
    """Rules of one folder by id."""
    found = listing(root, folder)
    for refused in found.problems:
        raise HuashuError(refused.problems[0].message, where=refused.source.path, todo=refused.problems[0].hint)
    rules: dict[str, Rule] = {}
    for path in found.paths:
        if yaml_path(path):
            rule = parse(path, read(root, path, yaml_source.LIMIT), folder)
            rules[rule.id] = rule
    return rules


def parse(path: str, data: bytes, folder: str = "rules") -> Rule:
    """One rule from the bytes of its file."""
    expected = _id_at(path, folder)
    source, root = readable("rule", path, data)
    rule = build(source, root)
    if rule.id != expected:
        todo = (
            _("请把 id 改成 {id}，或者把文件挪到 {wanted}") if _ID.fullmatch(expected) else _("请把文件挪到 {wanted}")
        )
        raise HuashuError(
            _("规则的 id 写的是 {id}，文件却放在 {path}").format(id=rule.id, path=path),
            where=_at(rule, "id"),
            todo=todo.format(id=expected, wanted=f"{folder}/{rule.id}.yaml"),
        )
    return rule


def _id_at(path: str, folder: str) -> str:
    """The id that a rule in this file must have."""
    inside = path.removeprefix(f"{folder}/")
    if not path.endswith(".yaml"):
        name = yaml_path(path).rsplit("/", 1)[-1]
        raise HuashuError(_("规则文件名要以 .yaml 结尾"), where=path, todo=_("请把文件改名为 {name}").format(name=name))
    if inside.count("/") != 1:
        raise HuashuError(
            _("规则文件要放在 rules/类别/ 下面，不多一层也不少一层"),
            where=path,
            todo=_("例如 rules/tone/our-jargon.yaml"),
        )
    return inside.removesuffix(".yaml")


def build(source: Source, root: MappingNode) -> Rule:
    """A rule from a tree that has passed its schema."""
    values = root.to_data()
    where = _dict(values.get("where"))
    rule = Rule(
        id=str(values["id"]),
        title=str(values["title"]),
        severity=str(values["severity"]),
        where=Where(
            scenes=_strings(where.get("scenes")),
            not_scenes=_strings(where.get("not_scenes")),
            channels=_strings(where.get("channels")),
            not_channels=_strings(where.get("not_channels")),
            tags=_strings(where.get("tags")),
            not_tags=_strings(where.get("not_tags")),
            parts=_strings(where.get("in")) or ("replies",),
            place=str(where.get("place", "any")),
            stages=_strings(where.get("stages")),
            by=_strings(where.get("by")),
        ),
        check=str(values["check"]),
        params=_dict(values.get("with")),
        message=str(values["message"]),
        hint=str(values.get("hint", "")),
        instead={key: str(value) for key, value in _dict(values.get("instead")).items()},
        why=str(values["why"]),
        source=source,
        root=root,
    )
    _require_patterns(rule, lambda index: _at(rule, "with", "patterns", index))
    return rule


def _require_patterns(rule: Rule, where: Callable[[int], str]) -> None:
    """Refuse what is no regular expression, or may mean something else tomorrow. where: the place of each pattern."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for index, pattern in enumerate(rule.words("patterns")):
            try:
                re.compile(pattern)
            except (re.error, RecursionError, OverflowError, Warning) as error:
                shown = pattern if len(pattern) <= 60 else pattern[:60] + "…"
                raise HuashuError(
                    _("正则表达式“{pattern}”写得不对：{reason}").format(pattern=shown, reason=error),
                    where=where(index),
                    todo=_("请改正 with 下面的 patterns，拿不准时改用 words 一行写一个词"),
                ) from error


def _require_gravity(rule: Rule) -> None:
    """What cannot be read is in no handbook: reported as less than an error, it would be lost in silence."""
    grave = not READABLE_ANYWAY.issuperset(rule.words("problems"))  # only the check `schema` has problems
    if grave and rule.severity != "error":
        raise HuashuError(
            _("规则 {rule} 管的是文件能不能读懂，severity 只能写 error").format(rule=rule.id),
            where=_at(rule, "severity"),
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
                    where=_at(rule, "where", key, index),
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
        params = {**rule.params, **_dict(override.get("with"))}
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
    _require_patterns(rule, lambda index: _in_settings(settings, "rules", rule.id, "with", "patterns", index))
    return rule


def _at(rule: Rule, *path: str | int) -> str:
    """`path:line:column` of what stands at a path in a rule's file."""
    return place(rule.source, at_path(rule.root, path).start)


def _in_settings(settings: Settings, *path: str | int) -> str:
    """`path:line:column` of the key or item at a path in huashu.yaml."""
    root = yaml_source.parse(settings.source.path, settings.source.text.encode()).root
    assert root is not None, "settings were read from this very text"
    parent = at_path(root, path[:-1])
    key = parent.key(str(path[-1])) if isinstance(parent, MappingNode) else None
    return place(settings.source, (key or at_path(root, path)).start)


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
