"""Reads one file of a rule; a broken one stops the command (exit 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.rule import Rule, Where
from huashu.model.source import Node, Source, at_path
from huashu.patterns import lazy
from huashu.store import yaml_source
from huashu.store.files import listing, read, yaml_path
from huashu.store.settings import place, readable

if TYPE_CHECKING:
    from huashu.store.explain.titles import Titles

_ID = lazy("[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")  # as in schemas/rule.schema.json

_DEEP = 50  # groups within groups of a pattern


def read_folder(root: Path, folder: str, titles: Callable[[], Titles] = dict) -> dict[str, Rule]:
    """Rules of one folder by id. titles: see `schemas.validate`."""
    found = listing(root, folder)
    for refused in found.problems:
        raise HuashuError(refused.problems[0].message, where=refused.source.path, todo=refused.problems[0].hint)
    rules: dict[str, Rule] = {}
    for path in found.paths:
        if yaml_path(path):
            rule = parse(path, read(root, path, yaml_source.LIMIT), folder, titles)
            rules[rule.id] = rule
    return rules


def parse(path: str, data: bytes, folder: str = "rules", titles: Callable[[], Titles] = dict) -> Rule:
    """One rule from the bytes of its file."""
    expected = _id_at(path, folder)
    source, root = readable("rule", path, data, titles)
    rule = build(source, root.to_data())
    require_patterns(rule, lambda index: at(rule, "with", "patterns", index))
    if rule.id != expected:
        todo = (
            _("请把 id 改成 {id}，或者把文件挪到 {wanted}") if _ID.fullmatch(expected) else _("请把文件挪到 {wanted}")
        )
        raise HuashuError(
            _("规则的 id 写的是 {id}，文件却放在 {path}").format(id=rule.id, path=path),
            where=at(rule, "id"),
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


def build(source: Source, values: Mapping[str, object]) -> Rule:
    """A rule from values that have passed their schema."""
    where = dict_of(values.get("where"))
    return Rule(
        id=str(values["id"]),
        title=str(values["title"]),
        severity=str(values["severity"]),
        where=Where(
            scenes=strings_of(where.get("scenes")),
            not_scenes=strings_of(where.get("not_scenes")),
            channels=strings_of(where.get("channels")),
            not_channels=strings_of(where.get("not_channels")),
            tags=strings_of(where.get("tags")),
            not_tags=strings_of(where.get("not_tags")),
            parts=strings_of(where.get("in")) or ("replies",),
            place=str(where.get("place", "any")),
            stages=strings_of(where.get("stages")),
            by=strings_of(where.get("by")),
        ),
        check=str(values["check"]),
        params=dict_of(values.get("with")),
        message=str(values["message"]),
        hint=str(values.get("hint", "")),
        instead={key: str(value) for key, value in dict_of(values.get("instead")).items()},
        why=str(values["why"]),
        source=source,
    )


def require_patterns(rule: Rule, where: Callable[[int], str]) -> None:
    """Refuse what is no regular expression, may mean something else tomorrow, or may never end. where: the place of each pattern."""
    import warnings

    from huashu.model.endless import FEW, depth, endless

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for index, pattern in enumerate(rule.words("patterns")):
            try:
                re.compile(pattern)
                if depth(pattern) > _DEEP:
                    raise re.error(_("括号套了 {deep} 层以上").format(deep=_DEEP))
            except (re.error, RecursionError, OverflowError, Warning) as error:
                raise HuashuError(
                    _("正则表达式“{pattern}”写得不对：{reason}").format(pattern=_shown(pattern), reason=error),
                    where=where(index),
                    todo=_("请改正 with 下面的 patterns，拿不准时改用 words 一行写一个词"),
                ) from error
            if endless(pattern):
                raise HuashuError(
                    _("正则表达式“{pattern}”重复里套着重复，遇到长一点的话会一直算不完").format(
                        pattern=_shown(pattern)
                    ),
                    where=where(index),
                    todo=_("请去掉一层重复，或者给外面一层写上不超过 {few} 次的上限，例如 (?:……){{0,{few}}}").format(
                        few=FEW
                    ),
                )


def _shown(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else pattern[:60] + "…"


def at(rule: Rule, *path: str | int) -> str:
    """`path:line:column` of what stands at a path in a rule's file."""
    return place(rule.source, at_path(tree_of(rule.source), path).start)


def tree_of(source: Source) -> Node:
    """The tree of a text that has been read before. Places are asked for in errors only, so trees are not kept."""
    root = yaml_source.parse(source.path, source.text.encode()).root
    assert root is not None, source.path
    return root


def dict_of(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def strings_of(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
