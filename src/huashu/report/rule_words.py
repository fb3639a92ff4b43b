"""A rule in plain words: where it looks, what it looks for. For the terminal and for the pages alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule, Where
from huashu.store import schemas
from huashu.titles import role_title

# What a check judges as one; all others read texts. Of some checks that depends on the problem.
_SCRIPTS = frozenset({"by", "coverage", "escalation", "ladder", "lifecycle", "references", "sequence", "tags"})
_LIBRARY = frozenset({"similarity", "unique"})
_LIBRARY_PROBLEMS = frozenset(
    {
        ("consistency", "terms"),
        ("coverage", "channels"),
        ("coverage", "scenes"),
        ("coverage", "stages"),
        ("facts", "both"),
        ("facts", "unused"),
        ("references", "outside"),
        ("slots", "unused"),
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a rule: its key, its title, and what it says, item by item."""

    key: str
    title: str
    items: tuple[str, ...]
    listed: bool  # a list or a table, as against one value


def family_title(family: str) -> str:
    """What people call a family of rules."""
    titles = {
        "structure": _("结构"),
        "tone": _("语气"),
        "law": _("法律"),
        "privacy": _("隐私"),
        "facts": _("政策数字"),
        "lifecycle": _("时效"),
        "typography": _("标点排版"),
        "hygiene": _("字符"),
        "library": _("整库"),
    }
    return titles.get(family, family)


def severity_title(severity: str) -> str:
    """What people call a severity, `off` included."""
    return {"error": _("错误"), "warning": _("提醒"), "info": _("参考"), "off": _("关闭")}[severity]


def check_words(check: str) -> tuple[str, str]:
    """The title of a check and what it does."""
    schema = schemas.parameter_schema(check)
    return str(schema.get("title", check)), str(schema.get("description", ""))


def looks_at(rule: Rule, settings: Settings) -> str:
    """Where a rule looks, as a sentence."""
    if rule.check == "schema":
        return _("每个文件本身的写法")
    if rule.check == "suppression":
        return _("注明不改的地方，以及基线")
    if rule.check in _LIBRARY or (rule.check, rule.text("problem")) in _LIBRARY_PROBLEMS:
        return _("整个话术库，所有话术放在一起看")
    where = rule.where
    what = _("每条话术") if rule.check in _SCRIPTS else _("、").join(_part(part) for part in where.parts)
    titles = {scene.id: scene.title for scene in settings.scenes.values()}
    if where.scenes:
        first = _("{scenes}里{what}").format(scenes=_names(where.scenes, titles), what=what)
    elif where.not_scenes:
        first = _("除{scenes}以外，各场景里{what}").format(scenes=_names(where.not_scenes, titles), what=what)
    else:
        first = what if rule.check in _SCRIPTS else _("各场景里{what}").format(what=what)
    return _("；").join([first, *_limits(where, settings)])


def _part(part: str) -> str:
    parts = {
        "replies": _("客服说的话"),
        "title": _("标题"),
        "asks": _("顾客问法"),
        "notes": _("给客服的提示"),
        "escalate": _("转交的条件"),
    }
    return parts.get(part, part)


def _names(ids: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return _("、").join(titles.get(name, name) for name in ids)


def _limits(where: Where, settings: Settings) -> list[str]:
    stages = {stage.id: stage.title for scene in settings.scenes.values() for stage in scene.stages}
    said = [
        (_("只看{names}的说法"), _names(where.channels, settings.channels)),
        (_("不看{names}的说法"), _names(where.not_channels, settings.channels)),
        (_("只看“{names}”这一步"), _names(where.stages, stages)),
        (_("只看由{names}说的"), _("、").join(map(role_title, where.by))),
        (_("只看带“{names}”标签的话术"), _("、").join(where.tags)),
        (_("不看带“{names}”标签的话术"), _("、").join(where.not_tags)),
    ]
    limits = [sentence.format(names=names) for sentence, names in said if names]
    place = {"first": _("只看第一句"), "last": _("只看最后一句")}.get(where.place)
    return limits + ([place] if place else [])


def parameters(rule: Rule) -> tuple[Parameter, ...]:
    """The parameters of a rule in the order in which its check explains them."""
    table = schemas.parameter_schema(rule.check).get("properties")
    known: Mapping[str, object] = table if isinstance(table, dict) else {}
    order = [*(key for key in known if key in rule.params), *sorted(set(rule.params) - set(known))]
    return tuple(_parameter(key, rule.params[key], _shared(known.get(key))) for key in order)


def _shared(schema: object) -> object:
    """What a parameter's schema refers to, where several checks share it."""
    name = schema.get("$ref") if isinstance(schema, dict) else None
    if name is None:
        return schema
    shared = schemas.document("rule")["$defs"]
    assert isinstance(shared, dict)
    return shared[str(name).removeprefix("#/$defs/")]


def told_as(severity: str) -> str:
    """What an example says that it is told as; "" where it leaves that to the rule."""
    return _("报成{severity}").format(severity=severity_title(severity)) if severity else ""


def _parameter(key: str, value: object, schema: object) -> Parameter:
    described = schema if isinstance(schema, dict) else {}
    title = str(described.get("title", key))
    if isinstance(value, dict):
        return Parameter(key, title, tuple(f"{name} → {_value(to, {})}" for name, to in value.items()), True)
    if isinstance(value, (list, tuple)):
        items = described.get("items")
        inner = items if isinstance(items, dict) else {}
        return Parameter(key, title, tuple(_value(item, inner) for item in value), True)
    return Parameter(key, title, (_value(value, described),), False)


def _value(value: object, schema: Mapping[str, object]) -> str:
    """A value; one of a few, in the words that the schema has for it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices, words = schema.get("enum"), schema.get("enumDescriptions")
    if isinstance(choices, list) and isinstance(words, list) and value in choices:
        return str(words[choices.index(value)]).split("：")[0]
    if isinstance(value, dict):
        return _("，").join(f"{name}: {_value(inner, {})}" for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return _("、").join(_value(inner, {}) for inner in value)
    return str(value)
