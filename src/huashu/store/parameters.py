"""Parameters as huashu.yaml changes them: `with` replaces, `with-` cuts from a list or table, `with+` adds to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.rule import Rule
from huashu.store.rule_file import dict_of
from huashu.text import nearest

Origin = Callable[[Rule, str, int | None], str]  # rule, parameter, item → where huashu.yaml says it


class Change(Protocol):
    """What huashu.yaml says of one rule, and the places where it does."""

    @property
    def rule(self) -> str: ...
    @property
    def change(self) -> Mapping[str, object]: ...
    def at(self, *path: str | int) -> str: ...


def changed_parameters(change: Change, rules: Sequence[Rule]) -> tuple[list[dict[str, object]], Origin]:
    """The parameters of each variant of a rule, and where huashu.yaml says of them what it says.

    What is cut must be there in at least one of the variants: an earlier override may have cut it from another.
    """
    replaced = dict_of(change.change.get("with"))
    params: list[dict[str, object]] = [{**rule.params, **replaced} for rule in rules]
    for name, items in dict_of(change.change.get("with-")).items():
        _cut(change, params, name, items if isinstance(items, list) else [items])
    lengths = {name: len(value) for name, value in params[0].items() if isinstance(value, list)}
    for name, more in dict_of(change.change.get("with+")).items():
        for given in params:
            given[name] = _extended(change, name, given.get(name), more)

    def origin(_rule: Rule, name: str, index: int | None) -> str:
        added, first = dict_of(change.change.get("with+")), lengths.get(name, 0)
        if name in added and (name not in replaced or (index is not None and index >= first)):
            return change.at("with+", name, *([index - first] if index is not None and index >= first else []))
        if name in replaced:
            return change.at("with", name, *([] if index is None else [index]))
        if name in dict_of(change.change.get("with-")):
            return change.at("with-", name)
        return change.at("with") if replaced else change.at()

    return params, origin


def _cut(change: Change, params: Sequence[dict[str, object]], name: str, items: Sequence[object]) -> None:
    """Take items out of a list, or keys out of a table."""
    known = [given[name] for given in params if name in given]
    if not known:
        names = sorted({key for given in params for key, value in given.items() if isinstance(value, (list, dict))})
        guess = nearest(name, names)
        raise HuashuError(
            _("规则 {rule} 没有参数 {name}，没有什么可以去掉").format(rule=change.rule, name=name),
            where=change.at("with-", name),
            todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("请核对参数名"),
        )
    if not isinstance(known[0], (list, dict)):
        raise _no_list(change, "with-", name)
    there = {str(item) for value in known if isinstance(value, (list, dict)) for item in value}
    for index, item in enumerate(items):
        if str(item) not in there:
            guess = nearest(str(item), there)
            raise HuashuError(
                _("规则 {rule} 的 {name} 里本来就没有“{item}”").format(rule=change.rule, name=name, item=item),
                where=change.at("with-", name, index),
                todo=_("您是不是想写 {guess}？").format(guess=guess) if guess else _("请从 with- 里删掉这一行"),
            )
    gone = {str(item) for item in items}
    for given in params:
        value = given.get(name)
        if isinstance(value, list):
            given[name] = [item for item in value if str(item) not in gone]
        elif isinstance(value, dict):
            given[name] = {key: item for key, item in value.items() if key not in gone}


def _extended(change: Change, name: str, value: object, more: object) -> object:
    """A list with more items, or a table with more pairs; what is there already is not listed twice."""
    if value is None:
        return more
    if isinstance(value, list) and isinstance(more, list):
        longer = list(value)
        for item in more:
            longer += [] if item in longer else [item]
        return longer
    if isinstance(value, dict) and isinstance(more, dict):
        return {**value, **more}
    if isinstance(value, (list, dict)):
        raise HuashuError(
            _("规则 {rule} 的 {name} 添的写法不对").format(rule=change.rule, name=name),
            where=change.at("with+", name),
            todo=_("请一行写一项，前面加减号") if isinstance(value, list) else _("请一行写一对：“原来的: 换成的”"),
        )
    raise _no_list(change, "with+", name)


def _no_list(change: Change, key: str, name: str) -> HuashuError:
    return HuashuError(
        _("规则 {rule} 的 {name} 只有一个值，不能用 {key}").format(rule=change.rule, name=name, key=key),
        where=change.at(key, name),
        todo=_("请改写在 with 下面，直接给新的值"),
    )
