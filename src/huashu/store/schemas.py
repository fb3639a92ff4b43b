"""Judges the tree of a file by its JSON Schema: accepts fast, else says what is wrong where, and what to write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, cast

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Scene, Stage
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Node, Problem, Scalar, Sequence, Source, to_data, walk
from huashu.store.resources import packaged

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

    from huashu.store.explain.titles import Titles
    from huashu.store.own_checks import Brought

KINDS = ("alt", "approval", "facts", "huashu", "names", "people", "rule", "script", "slots", "targets")
_AT_ONCE = 50  # names
# The key of a reply that names its stage, by kind of scene.
STAGE_KEYS = {"ladder": "rung", "steps": "step"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A schema and what judges by it."""

    schema: dict[str, object]
    validator: Validator


def validate(
    kind: str,
    root: Node,
    source: Source,
    scene: Scene | None = None,
    titles: Callable[[], Titles] = dict,
) -> tuple[Problem, ...]:
    """All that the schema of `kind` finds wrong with a tree, by place; () when it is right.

    scene: the scene of a script. It decides whether replies must name a rung or a step, and which ones there are.
    titles: what huashu.yaml calls things, for whoever writes a title where an id belongs.
    """
    if accepts(kind, to_data(root), scene):
        return tuple(_same_ids(root)) if kind == "huashu" else ()
    try:
        if kind == "rule" and (check := _unknown_check(root)):
            return _judged_by_own(check, root, source, titles)
        return _problems(_judge(kind, scene), kind, root, source, scene, titles)
    except ValueError:  # what no JSON can hold
        return tuple(_unfit(root))


def accepts(kind: str, data: object, scene: Scene | None = None) -> bool:
    """Whether the schema of `kind` finds nothing wrong with plain values. See `validate`."""
    try:
        return _judge(kind, scene).validator.is_valid(data)
    except ValueError:  # what no JSON can hold
        return False


def _judge(kind: str, scene: Scene | None) -> Compiled:
    return _compiled(kind) if scene is None else _compiled(kind, scene.kind, scene.stages)


@cache
def checks() -> frozenset[str]:
    """The checks that huashu itself has."""
    properties = document("rule")["properties"]
    assert isinstance(properties, dict)
    return frozenset(properties["check"]["enum"])


def _unknown_check(root: Node) -> Scalar | None:
    """Where a rule names a check that huashu itself does not have."""
    check = root.get("check") if isinstance(root, MappingNode) else None
    return check if isinstance(check, Scalar) and isinstance(check.data, str) and check.data not in checks() else None


def _judged_by_own(check: Scalar, root: Node, source: Source, titles: Callable[[], Titles]) -> tuple[Problem, ...]:
    """What is wrong with a rule whose check a package brings; its parameters are judged by the package's schema."""
    from huashu.store import own_checks

    brought = own_checks.find(check.value, checks())
    compiled = _compiled_beside(own_checks.names(checks()))
    found = _problems(compiled, "rule", root, source, None, titles)
    if brought is None:
        more = _("公司自己写的检查，要先装上带着它的包")
        return tuple(one._replace(hint=f"{one.hint}。{more}") if one.field == "check" else one for one in found)
    given = root.get("with") if isinstance(root, MappingNode) else None
    if given is None:
        given = MappingNode((), check.start, check.end, True)
    if isinstance(given, MappingNode):
        found += _own_problems(brought, given, source)
    return tuple(sorted(found, key=lambda problem: (problem.start, problem.end, problem.message)))


def parameter_schema(check: str) -> dict[str, object]:
    """What explains the parameters of a check: its title, description and properties; {} where nothing does."""
    brought = None if check in checks() else _brought(check)
    if brought is not None:
        return dict(brought.check.parameters)
    shared = document("rule")["$defs"]
    assert isinstance(shared, dict)
    found: dict[str, object] = shared.get(f"with-{check}", {})
    return found


def _brought(check: str) -> Brought | None:
    from huashu.store import own_checks

    return own_checks.find(check, checks())


def _own_problems(brought: Brought, given: Node, source: Source) -> tuple[Problem, ...]:
    compiled = _compiled_own(brought)
    if compiled.validator.is_valid(to_data(given)):
        return ()
    try:
        found = _problems(compiled, "own", given, source, None)
    except Exception:  # a schema from elsewhere may be of any shape; that it says no is certain
        told = [error.message for error in compiled.validator.iter_errors(to_data(given))]
        message = _("with 不合检查 {check} 的要求").format(check=brought.name)
        return (Problem("schema", given.start, given.end, message, "\n".join(told), "with"),)
    return tuple(one._replace(field=f"with/{one.field}".rstrip("/")) for one in found)


def parameter_errors(check: str, params: Mapping[str, object]) -> tuple[str, ...]:
    """What is wrong with the parameters of a check, each as a sentence with its advice; () when they are right."""
    problems = parameter_problems(check, params)
    return tuple(f"{problem.message}。{problem.hint}".rstrip("。") for problem in problems)


def parameter_problems(check: str, params: Mapping[str, object]) -> tuple[Problem, ...]:
    """The same as problems whose `field` leads into the parameters; they have no place in a file."""
    root = _tree(dict(params))
    brought = None if check in checks() else _brought(check)
    if brought is not None:
        found = _own_problems(brought, root, Source("", ""))
        return tuple(one._replace(field=one.field.removeprefix("with").removeprefix("/")) for one in found)
    compiled = _compiled_parameters(check)
    if compiled.validator.is_valid(dict(params)):
        return ()
    return _problems(compiled, "rule", root, Source("", ""), None)


def document(kind: str) -> dict[str, object]:
    """The schema of a kind of file, as it is written in schemas/."""
    path = packaged("schemas") / f"{kind}.schema.json"
    return cast("dict[str, object]", json.loads(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=64)
def _compiled(kind: str, scene_kind: str = "", stages: tuple[Stage, ...] = ()) -> Compiled:
    schema = document(kind)
    return _compile(staged(schema, scene_kind, stages) if scene_kind else schema)


@cache
def _compiled_parameters(check: str) -> Compiled:
    rule = document("rule")
    return _compile({"$schema": rule["$schema"], "$ref": f"#/$defs/with-{check}", "$defs": rule["$defs"]})


@cache
def _compiled_beside(own: tuple[str, ...]) -> Compiled:
    """The schema of rules with the checks that packages bring. What these ask of `with` is another schema's matter."""
    rule = document("rule")
    properties, required = rule["properties"], rule["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    check = properties["check"]
    words = [*check["enumDescriptions"], *("" for _name in own)]
    check = {**check, "enum": [*check["enum"], *own], "enumDescriptions": words}
    given = {key: value for key, value in properties["with"].items() if key != "minProperties"}
    table = {**properties, "check": check, "with": given}
    return _compile({**rule, "properties": table, "required": [key for key in required if key != "with"]})


@cache
def _compiled_own(brought: Brought) -> Compiled:
    try:
        return _compile(dict(brought.check.parameters))
    except ValueError as error:
        raise HuashuError(
            _("{package} 带来的检查 {check} 的参数说明不是有效的 JSON Schema：{error}").format(
                package=brought.package, check=brought.name, error=getattr(error, "message", error)
            ),
            todo=_("请让写这个包的同事对照 docs/own-checks.md 修改"),
        ) from error


def _compile(schema: dict[str, object]) -> Compiled:
    from jsonschema_rs import validator_for

    return Compiled(schema, validator_for(schema))


def staged(script: dict[str, object], scene_kind: str, stages: tuple[Stage, ...]) -> dict[str, object]:
    """The script schema for one kind of scene: replies must name one of its stages, or must name none.

    The schema is decided on before it is applied, so that nobody has to read which branch of a `oneOf` failed why.
    """
    defs = script["$defs"]
    assert isinstance(defs, dict)
    reply = defs["reply"]
    properties = dict(reply["properties"])
    required = list(reply["required"])
    for kind, key in STAGE_KEYS.items():
        if kind == scene_kind:
            titles = {name: properties[key][name] for name in ("title", "description")}
            ids, names = [stage.id for stage in stages], [stage.title for stage in stages]
            properties[key] = {**titles, "type": "string", "enum": ids, "enumDescriptions": names}
            required.insert(0, key)
        else:
            del properties[key]
    return {**script, "$defs": {**defs, "reply": {**reply, "properties": properties, "required": required}}}


def _problems(
    compiled: Compiled,
    kind: str,
    root: Node,
    source: Source,
    scene: Scene | None,
    titles: Callable[[], Titles] = dict,
) -> tuple[Problem, ...]:
    from huashu.store.explain.case import Case, File, case
    from huashu.store.explain.messages import explain
    from huashu.store.explain.titles import titles_in

    file = File(kind, compiled.schema, root, source, scene, partial(titles_in, root) if kind == "huashu" else titles)

    def cases() -> Iterator[Case]:
        for error in _errors(compiled, to_data(root)):
            where = tuple(error.instance_path)
            yield case(file, error.kind.name, error.kind.as_dict(), where, tuple(error.evaluation_path))

    return explain(cases())


def _errors(compiled: Compiled, data: object) -> Iterator[ValidationError]:
    """All errors. One about a name holds the whole table that it stands in, so a large table is judged in pieces, or
    thousands of wrong names would take the square of their number."""
    find, known = compiled.validator.iter_errors, compiled.schema.get("properties")
    tables = {key for key, part in known.items() if "propertyNames" in part} if isinstance(known, dict) else set()
    given = data if isinstance(data, dict) else {}
    large = [key for key in tables if isinstance(given.get(key), dict) and len(given[key]) > _AT_ONCE]
    if not large:
        yield from find(data)
        return
    names = list(given[large[0]].items())
    for start in range(0, len(names), _AT_ONCE):
        for error in find({**given, large[0]: dict(names[start : start + _AT_ONCE])}):
            if start == 0 or error.instance_path[:1] == large[:1]:
                yield error


def _unfit(root: Node) -> Iterator[Problem]:
    """Half characters, which only escapes can write; the whole file where nothing more exact is known."""
    found = False
    for field, node in walk(root):
        if isinstance(node, Scalar) and any("\ud800" <= char <= "\udfff" for char in node.value):
            found = True
            message, hint = _("这里有半个字符，读不出来"), _("请删掉 \\ud800 一类的写法，直接写出文字或表情")
            yield Problem("encoding", node.start, node.end, message, hint, field)
    if not found:
        yield Problem("schema", root.start, root.end, _("这个文件的内容没法检查"), _("请简化层次，或者重新写一遍"))


def _same_ids(root: Node) -> Iterator[Problem]:
    """Two channels, departments, scenes or stages with one id: the later one would replace the earlier in silence."""
    for field, node in walk(root):
        if not isinstance(node, Sequence):
            continue
        seen: set[str] = set()
        for index, item in enumerate(node.items):
            name = item.get("id") if isinstance(item, MappingNode) else None
            if isinstance(name, Scalar):
                if name.value in seen:
                    message, hint = _("代号 {id} 已经用过了").format(id=name.value), _("请给这一项换一个代号")
                    yield Problem("schema", name.start, name.end, message, hint, f"{field}/{index}/id")
                seen.add(name.value)


def _tree(value: object) -> Node:
    """A tree without a file, for values that come from several files."""
    if isinstance(value, dict):
        pairs = tuple((Scalar(str(key), "", 0, 0, -1, str(key)), _tree(child)) for key, child in value.items())
        return MappingNode(pairs, 0, 0, True)
    if isinstance(value, (list, tuple)):
        return Sequence(tuple(_tree(item) for item in value), 0, 0, True)
    return Scalar("" if value is None else str(value), "", 0, 0, -1, value)
