"""Judges the tree of a file by its JSON Schema: accepts fast, else says what is wrong where, and what to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from huashu.i18n import _
from huashu.model.library import Scene, Stage
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Node, Problem, Scalar, Sequence, Source, to_data, walk
from huashu.store.resources import packaged

if TYPE_CHECKING:
    from jsonschema_rs import Validator

KINDS = ("facts", "huashu", "rule", "script", "slots", "targets")
# The key of a reply that names its stage, by kind of scene.
STAGE_KEYS = {"ladder": "rung", "steps": "step"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A schema and what judges by it."""

    schema: dict[str, object]
    validator: Validator


def validate(kind: str, root: Node, source: Source, scene: Scene | None = None) -> tuple[Problem, ...]:
    """All that the schema of `kind` finds wrong with a tree, by place; () when it is right.

    scene: the scene of a script. It decides whether replies must name a rung or a step, and which ones there are.
    """
    compiled = _compiled(kind) if scene is None else _compiled_for(scene.kind, scene.stages)
    try:
        if compiled.validator.is_valid(to_data(root)):
            return tuple(_same_ids(root)) if kind == "huashu" else ()
        return _problems(compiled, kind, root, source, scene)
    except ValueError:  # what no JSON can hold
        return tuple(_unfit(root))


def parameter_errors(check: str, params: Mapping[str, object]) -> tuple[str, ...]:
    """What is wrong with the parameters of a check, each as a sentence with its advice; () when they are right."""
    compiled = _compiled_parameters(check)
    if compiled.validator.is_valid(dict(params)):
        return ()
    root = _tree(dict(params))
    problems = _problems(compiled, "rule", root, Source("", ""), None)
    return tuple(f"{problem.message}。{problem.hint}".rstrip("。") for problem in problems)


def document(kind: str) -> dict[str, object]:
    """The schema of a kind of file, as it is written in schemas/."""
    path = packaged("schemas") / f"{kind}.schema.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@cache
def _compiled(kind: str) -> Compiled:
    return _compile(document(kind))


@lru_cache(maxsize=64)
def _compiled_for(scene_kind: str, stages: tuple[Stage, ...]) -> Compiled:
    return _compile(staged(document("script"), scene_kind, stages))


@cache
def _compiled_parameters(check: str) -> Compiled:
    rule = document("rule")
    return _compile({"$schema": rule["$schema"], "$ref": f"#/$defs/with-{check}", "$defs": rule["$defs"]})


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


def _problems(compiled: Compiled, kind: str, root: Node, source: Source, scene: Scene | None) -> tuple[Problem, ...]:
    from huashu.store.explain.case import Case, File, case
    from huashu.store.explain.messages import explain

    file = File(kind, compiled.schema, root, source, scene)

    def cases() -> Iterator[Case]:
        for error in compiled.validator.iter_errors(to_data(root)):
            where = tuple(error.instance_path)
            yield case(file, error.kind.name, error.kind.as_dict(), where, tuple(error.evaluation_path))

    return explain(cases())


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
