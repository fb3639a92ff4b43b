"""What huashu.yaml changes about rules: everywhere (`rules`), or in some scenes, channels and paths (`overrides`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import LocalOverrides, Settings
from huashu.model.region import Region, split
from huashu.model.rule import Rule
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import at_path
from huashu.store import schemas
from huashu.store.files import listing
from huashu.store.parameters import changed_parameters
from huashu.store.rule_file import dict_of, require_patterns, tree_of
from huashu.store.settings import place
from huashu.text import glob_matches, nearest

# A file that cannot be read must never pass in silence, so these rules can be neither lowered nor silenced.
UNBREAKABLE = "schema"
Reach = Callable[[Rule], str]  # what a rule judges as one: "text", "script" or "library"


def overridden(rules: Mapping[str, Rule], root: Path, settings: Settings, reach: Reach) -> tuple[Rule, ...]:
    """The rules as huashu.yaml wants them, by id; of several variants of a rule the one outside all parts first."""
    changed = {rule_id: [rule] for rule_id, rule in rules.items()}
    for rule_id, change in settings.overrides.items():
        one = _Change(settings, rule_id, change, ("rules", rule_id))
        one.require_rule(rules)
        changed[rule_id] = one.applied(changed[rule_id])
    for index, local in enumerate(settings.local):
        region = _region(local, root, settings, index)
        for rule_id, change in local.rules.items():
            one = _Change(settings, rule_id, change, ("overrides", index, "rules", rule_id))
            one.require_rule(rules)
            one.require_parts(reach(rules[rule_id]), region)
            changed[rule_id] = one.applied_in(region, changed[rule_id])
    return tuple(rule for rule_id in sorted(changed) for rule in changed[rule_id])


def in_settings(settings: Settings, *path: str | int) -> str:
    """`path:line:column` of the key or item at a path in huashu.yaml."""
    root = tree_of(settings.source)
    parent = at_path(root, path[:-1])
    key = parent.key(str(path[-1])) if isinstance(parent, MappingNode) else None
    return place(settings.source, (key or at_path(root, path)).start)


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """The advice for a name that is not known."""
    guess = nearest(name, known)
    return _("您是不是想写 {guess}？").format(guess=guess) if guess else otherwise


class _Change(NamedTuple):
    """What huashu.yaml says of one rule at one place."""

    settings: Settings
    rule: str
    change: Mapping[str, object]
    path: tuple[str | int, ...]

    def at(self, *path: str | int) -> str:
        return in_settings(self.settings, *self.path, *path)

    def require_rule(self, rules: Mapping[str, Rule]) -> None:
        """Refuse a rule that is not there, or that nobody may touch."""
        if self.rule not in rules:
            raise HuashuError(
                _("huashu.yaml 里调整了一条不存在的规则：{rule}").format(rule=self.rule),
                where=self.at(),
                todo=meant(self.rule, rules, _("请核对规则的编号")),
            )
        if rules[self.rule].check == UNBREAKABLE:
            raise HuashuError(
                _("规则 {rule} 管的是文件能不能读懂，不能调整").format(rule=self.rule),
                where=self.at(),
                todo=_("请从 huashu.yaml 的 rules 里删掉这一条"),
            )

    def require_parts(self, reach: str, region: Region) -> None:
        """Refuse to divide what a rule can only judge as a whole."""
        if reach == "library":
            raise HuashuError(
                _("规则 {rule} 要把整个话术库放在一起看，不能只在一部分里调整").format(rule=self.rule),
                where=self.at(),
                todo=_("请写到 huashu.yaml 的 rules 里，整体调整"),
            )
        if reach == "script" and region.channels:
            raise HuashuError(
                _("规则 {rule} 看的是整条话术，不分渠道，不能按渠道调整").format(rule=self.rule),
                where=self.at(),
                todo=_("请另写一项，只写 scenes 或 paths"),
            )

    def applied_in(self, region: Region, rules: Sequence[Rule]) -> list[Rule]:
        """The variants of the rule, those outside the region first."""
        inside: list[Rule] = []
        outside: list[Rule] = []
        for rule in rules:
            here, others = split(rule.where, region)
            inside += [] if here is None else [rule._replace(where=here)]
            outside += [rule._replace(where=where) for where in others]
        if not inside:
            raise HuashuError(
                _("规则 {rule} 本来就不看这里，调整了也不起作用").format(rule=self.rule),
                where=self.at(),
                todo=_("请删掉这一条，或者对照这条规则的 where 改正 scenes、channels"),
            )
        return outside + self.applied(inside)

    def applied(self, rules: Sequence[Rule]) -> list[Rule]:
        """The variants of the rule with other severity and parameters."""
        self._require_parameters(rules[0].check)
        severity = self.change.get("severity")
        params, origin = changed_parameters(self, rules)
        changed = [
            rule._replace(severity=rule.severity if severity is None else str(severity), params=given)
            for rule, given in zip(rules, params, strict=True)
        ]
        for rule in changed:
            self._require_right(rule, origin)
        return changed

    def _require_parameters(self, check: str) -> None:
        """Refuse the name of a parameter that the check does not know."""
        known = list(dict_of(schemas.parameter_schema(check).get("properties")))
        for key in ("with", "with+"):
            for name in dict_of(self.change.get(key)):
                if known and name not in known:
                    raise HuashuError(
                        _("规则 {rule} 用的检查 {check} 没有参数 {name}").format(
                            rule=self.rule, check=check, name=name
                        ),
                        where=self.at(key, name),
                        todo=meant(name, known, _("可以写的有：{names}").format(names=_("、").join(known))),
                    )

    def _require_right(self, rule: Rule, origin: Callable[[Rule, str, int | None], str]) -> None:
        """Judge the parameters as if they stood in the rule's own file."""
        wrong = schemas.parameter_problems(rule.check, dict(rule.params))
        if wrong:
            told = "\n  ".join(f"{problem.message}。{problem.hint}".rstrip("。") for problem in wrong)
            name, _slash, rest = wrong[0].field.partition("/")
            index = rest.partition("/")[0]
            raise HuashuError(
                _("huashu.yaml 里给规则 {rule} 的参数不对：{reason}").format(rule=rule.id, reason=told),
                where=origin(rule, name, int(index) if index.isdecimal() else None),
                todo=_("可用的参数见 schemas/rule.schema.json"),
            )
        require_patterns(rule, lambda index: origin(rule, "patterns", index))


def _region(local: LocalOverrides, root: Path, settings: Settings, index: int) -> Region:
    """The part of the library that one item of `overrides` speaks of, every name in it known."""
    known: tuple[tuple[str, str, Sequence[str], Collection[str]], ...] = (
        ("scenes", _("场景"), local.scenes, settings.scenes),
        ("channels", _("渠道"), local.channels, settings.channels),
    )
    for key, kind, names, there in known:
        for number, name in enumerate(names):
            if name not in there:
                raise HuashuError(
                    _("overrides 里写了{kind} {name}，huashu.yaml 里没有").format(kind=kind, name=name),
                    where=in_settings(settings, "overrides", index, key, number),
                    todo=meant(name, there, _("请对照 huashu.yaml 里的代号")),
                )
    files = listing(root, "scripts").paths if local.paths else ()
    for number, glob in enumerate(local.paths):
        if not any(glob_matches(glob, path) for path in files):
            raise HuashuError(
                _("overrides 里的 {glob} 一个话术文件也对不上").format(glob=glob),
                where=in_settings(settings, "overrides", index, "paths", number),
                todo=meant(glob, files, _("请核对路径；话术已经删掉的话，把这一行也删掉")),
            )
    return Region(local.scenes, local.channels, local.paths)
