"""A schema error together with the place in the file it speaks of, and what the schema says about that place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from huashu.i18n import _
from huashu.model.library import Scene
from huashu.model.source import Fix, Node, Problem, Scalar, Sequence, Source
from huashu.model.source import Mapping as MappingNode
from huashu.store.explain.titles import Titles

Schema = Mapping[str, object]
Path = tuple[str | int, ...]
Pair = tuple[Scalar, Node]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class File:
    """The file that was judged and the schema it was judged by. scene: the scene of a script, where known.

    titles: what huashu.yaml calls the things that this file may name; asked for only where something is wrong.
    """

    kind: str
    schema: Schema
    root: Node
    source: Source
    scene: Scene | None = None
    titles: Callable[[], Titles] = dict
    _named: dict[int, dict[str, list[Pair]]] = field(default_factory=dict, compare=False)

    def under(self, node: MappingNode, key: str) -> list[Pair]:
        """The pairs of a mapping that stand under a key; thousands of errors may lie in one mapping."""
        named = self._named.get(id(node))
        if named is None:
            named = self._named[id(node)] = {}
            for pair in node.pairs:
                named.setdefault(pair[0].value, []).append(pair)
        return named.get(key, [])


@dataclass(frozen=True, slots=True)
class Case:
    """One error. keyword: the schema keyword that failed; trail: the schemas passed on the way, outermost first."""

    file: File
    keyword: str
    details: Mapping[str, object]
    path: Path
    trail: tuple[Schema, ...]
    node: Node
    key: Scalar | None  # the key that the node stands under
    parent: Node | None

    @property
    def name(self) -> str:
        """The nearest key above the place, "" at the top."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def subject(self) -> str:
        """What the sentence is about: “asks”, or one item of it."""
        if not self.name:
            return _("整个文件")
        if isinstance(self.path[-1], int):
            return _("“{key}”的第 {number} 项").format(key=self.name, number=self.path[-1] + 1)
        return f"“{self.name}”"

    @property
    def at_key(self) -> tuple[int, int] | None:
        """The span of the key that the node stands under; None for items and at the top."""
        return (self.key.start, self.key.end) if self.key is not None else None

    @property
    def inline(self) -> bool:
        """Whether the node stands inside [ ] or { }, where lines cannot be added."""
        return isinstance(self.parent, (Sequence, MappingNode)) and self.parent.flow

    @property
    def needed(self) -> bool:
        """Whether the key must be there."""
        lists = [schema.get("required") for schema in self.trail[:-1]]
        return any(isinstance(names, list) and self.name in names for names in lists)

    def allowed(self) -> dict[str, str]:
        """The keys that the mapping at this place may have, and their Chinese titles."""
        for schema in reversed(self.trail):
            table = schema.get("properties")
            if isinstance(table, dict) and (schema.get("additionalProperties") is False):
                return {key: _title(self.file.schema, child) for key, child in table.items()}
        return {}

    def problem(
        self,
        message: str,
        hint: str = "",
        *,
        at: tuple[int, int] | None = None,
        key: str = "",
        fix: Fix | None = None,
        code: str = "schema",
    ) -> Problem:
        """A problem at this place. key: the key below it that is meant, where it is one."""
        start, end = at or self.span()
        field = "/".join(map(str, (*self.path, key) if key else self.path))
        return Problem(code, start, end, message, hint, field, fix)

    def span(self) -> tuple[int, int]:
        """The node's token; what is empty shows its key or its dash, what is a mapping its first key."""
        if isinstance(self.node, MappingNode) and self.node.pairs and not self.node.flow:
            first = self.node.pairs[0][0]
            return first.start, first.end
        if self.node.end > self.node.start:
            token = self.file.source.text[self.node.start : self.node.end]
            return self.node.start, self.node.start + len(token.rstrip())
        if self.key is not None:
            return self.key.start, self.key.end
        dash = self.file.source.text.rfind("-", 0, self.node.start)
        return (dash, dash + 1) if dash >= 0 else (self.node.start, self.node.end)


def case(file: File, keyword: str, details: Mapping[str, object], path: Path, schema_path: Path) -> Case:
    """The case of an error at `path` of the file, raised by the keyword at `schema_path` of the schema."""
    node, key, parent = file.root, None, None
    steps: list[str | int] = []
    for step in path:
        parent, (key, node) = node, _child(file, node, step)
        steps.append(step if key is None else key.value)
    return Case(file, keyword, details, tuple(steps), tuple(_trail(file.schema, schema_path[:-1])), node, key, parent)


def _child(file: File, node: Node, step: str | int) -> tuple[Scalar | None, Node]:
    """The key and the node one step down. A key of digits comes as a number; of a key that stands twice the last
    one counts, as it does in the data that was judged."""
    if isinstance(node, Sequence):
        return None, node.items[int(step)]
    assert isinstance(node, MappingNode)
    same = file.under(node, str(step))
    if same:
        return same[-1]
    alike = [pair for pair in node.pairs if pair[0].value.lstrip("+").isdecimal() and int(pair[0].value) == step]
    return alike[-1]


def _trail(schema: Schema, path: Path) -> Iterator[Schema]:
    """The schemas along a path, outermost first."""
    yield schema
    node: object = schema
    for step in path:
        if step == "$ref" and isinstance(node, dict):
            node = resolve(schema, node)
        elif step == "$defs":
            node = schema[step]  # jsonschema_rs jumps there for the names of properties
        elif isinstance(node, dict):
            node = node[str(step)]
        elif isinstance(node, list):
            node = node[int(step)]
        if isinstance(node, dict) and step not in ("properties", "$defs"):
            yield node


def resolve(schema: Schema, node: Mapping[str, object]) -> Schema:
    """What a `$ref` of this schema points to."""
    table = schema["$defs"]
    assert isinstance(table, dict)
    found = table[str(node["$ref"]).removeprefix("#/$defs/")]
    assert isinstance(found, dict)
    return found


def facets(schema: Schema, node: object) -> Iterator[Schema]:
    """The schema node itself, then what it refers to: together they describe one value."""
    if not isinstance(node, dict):
        return
    yield node
    if "$ref" in node:
        yield from facets(schema, resolve(schema, node))
    parts = node.get("allOf", [])
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, dict) and "if" not in part:
            yield from facets(schema, part)


def facet(schema: Schema, node: object, keyword: str) -> object:
    """The first value of a keyword among the facets of a node, or None."""
    return next((part[keyword] for part in facets(schema, node) if keyword in part), None)


def _title(schema: Schema, node: object) -> str:
    title = facet(schema, node, "title")
    return title if isinstance(title, str) else ""


def named(key: str, title: str) -> str:
    """A key with its Chinese title: “owner”（负责部门）."""
    return _("“{key}”（{title}）").format(key=key, title=title) if title else f"“{key}”"


def form(schema: Schema, key: str, node: object) -> str:
    """How the key is written, to follow 请加上 or 请补全: `owner，例如 owner: cs`."""
    kind = facet(schema, node, "type")
    choices = facet(schema, node, "enum")
    example = sample(schema, node)
    if kind == "array":
        item = sample(schema, facet(schema, node, "items"))
        if item:
            return _("{key}，下面一行写一项，例如 - {item}").format(key=key, item=item)
        return _("{key}，下面一行写一项，前面加减号").format(key=key)
    if kind == "object":
        inside = facet(schema, node, "required")
        if isinstance(inside, list):
            return _("{key}，下面缩进分行写 {keys}").format(key=key, keys=_("、").join(map(str, inside)))
        return _("{key}，内容在下面缩进书写").format(key=key)
    if isinstance(choices, list):
        return _("{key}，可以写的有：{choices}").format(key=key, choices=_("、").join(map(str, choices)))
    if example:
        return _("{key}，例如 {key}: {example}").format(key=key, example=example)
    return _("{key}: |- ，内容从下一行起缩进书写").format(key=key)


def sample(schema: Schema, node: object) -> str:
    """An example of a one-line value, or ""."""
    if facet(schema, node, "const") is not None:
        return str(facet(schema, node, "const"))
    examples = facet(schema, node, "examples")
    example = examples[0] if isinstance(examples, list) and examples else ""
    if example == "":
        snippets = facet(schema, node, "defaultSnippets")
        first = snippets[0].get("body") if isinstance(snippets, list) and snippets else ""
        example = first if isinstance(first, str) and "\n" not in first else ""
    choices = facet(schema, node, "enum")
    if example == "" and isinstance(choices, list):
        example = choices[0]
    if isinstance(example, bool):
        return str(example).lower()
    return str(example) if isinstance(example, (str, int)) else ""


def path_id(case: Case) -> str:
    """The id that the file's path asks for, "" where the path gives none."""
    folder = {"script": "scripts/", "rule": "rules/"}.get(case.file.kind)
    path = case.file.source.path
    if folder is None or not path.startswith(folder):
        return ""
    inside = path.removeprefix(folder).rsplit(".", 1)[0]
    return inside if _ID.fullmatch(inside) else ""


def short(text: str) -> str:
    """A value as a message quotes it: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= 20 else line[:20] + "……"
