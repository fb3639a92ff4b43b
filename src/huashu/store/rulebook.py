"""Loads rules: the packaged ones that a library extends, then its own; any broken rule stops the command (exit 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule, Where
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Source
from huashu.store import yaml_source
from huashu.store.files import listing, read
from huashu.store.resources import packaged
from huashu.store.settings import place, readable
from huashu.text import nearest

RECOMMENDED = "huashu/recommended"
# A file that cannot be read must never pass in silence, so these rules can be neither lowered nor silenced.
UNBREAKABLE = "schema"


def load(root: Path, settings: Settings) -> tuple[Rule, ...]:
    """Rules in force, sorted by id, the overrides of huashu.yaml applied."""
    rules: dict[str, Rule] = {}
    for pack in settings.extends:
        if pack != RECOMMENDED:
            raise HuashuError(
                _("extends 里的 {pack} 不存在").format(pack=pack),
                where=settings.source.path,
                todo=_("目前可用的规则包是 {pack}").format(pack=RECOMMENDED),
            )
        rules.update(read_folder(packaged("rules").parent, packaged("rules").name))
    rules.update(read_folder(root, "rules"))
    return tuple(sorted(_overridden(rules, settings).values(), key=lambda rule: rule.id))


def read_folder(root: Path, folder: str) -> dict[str, Rule]:
    """Rules of one folder by id."""
    found = listing(root, folder)
    for refused in found.problems:
        raise HuashuError(refused.problems[0].message, where=refused.source.path, todo=refused.problems[0].hint)
    rules: dict[str, Rule] = {}
    for path in found.paths:
        if path.endswith((".yaml", ".yml")):
            rule = parse(path, read(root, path, yaml_source.LIMIT), folder)
            rules[rule.id] = rule
    return rules


def parse(path: str, data: bytes, folder: str = "rules") -> Rule:
    """One rule from the bytes of its file."""
    source, root = readable("rule", path, data)
    rule = build(source, root)
    expected = path.removeprefix(f"{folder}/").rsplit(".", 1)[0]
    if rule.id != expected:
        node = root.get("id")
        raise HuashuError(
            _("规则的 id 写的是 {id}，文件却放在 {path}").format(id=rule.id, path=path),
            where=place(source, node.start if node else 0),
            todo=_("请把 id 改成 {id}，或者移动文件").format(id=expected),
        )
    return rule


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
    _compile_patterns(rule)
    return rule


def _compile_patterns(rule: Rule) -> None:
    import re

    for pattern in rule.words("patterns"):
        try:
            re.compile(pattern)
        except re.error as error:
            raise HuashuError(
                _("正则表达式“{pattern}”写得不对：{reason}").format(pattern=pattern, reason=error),
                where=rule.source.path,
                todo=_("请改正 with 下面的 patterns，拿不准时改用 words 一行写一个词"),
            ) from error


def _overridden(rules: Mapping[str, Rule], settings: Settings) -> dict[str, Rule]:
    changed = dict(rules)
    for rule_id, override in settings.overrides.items():
        if rule_id not in rules:
            guess = nearest(rule_id, rules)
            raise HuashuError(
                _("huashu.yaml 里调整了一条不存在的规则：{rule}").format(rule=rule_id),
                where=settings.source.path,
                todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("请核对规则名"),
            )
        rule = rules[rule_id]
        if rule.check == UNBREAKABLE:
            raise HuashuError(
                _("规则 {rule} 管的是文件能不能读懂，不能调整").format(rule=rule_id),
                where=settings.source.path,
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
            _("huashu.yaml 里给规则 {rule} 的参数不对：{reason}").format(rule=rule.id, reason=wrong[0]),
            where=settings.source.path,
            todo=_("可用的参数见 schemas/rule.schema.json"),
        )
    _compile_patterns(rule)
    return rule


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
