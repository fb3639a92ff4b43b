"""Runs a rule's own examples: only this rule sees them, and spans must match exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from huashu.lint.engine import lint
from huashu.lint.fixes import fixed_text
from huashu.model.finding import Finding
from huashu.model.library import Fact, Library, Scene, Settings, Slot, Stage
from huashu.model.places import offsets
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Node, Scalar, Sequence, Source, at_path, to_data
from huashu.store.files import collisions
from huashu.store.library import assemble
from huashu.store.yaml_source import parse
from huashu.text import SLOT

TODAY = "2026-01-01"
Span = tuple[str, str, int, int, int, int]  # rule, path, start line and column, end line and column


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example should have given and what it gave. Spans are (rule, path, line, column, line, column)."""

    rule: str
    kind: str  # valid, invalid
    number: int  # from 1
    expected: tuple[Span, ...]
    found: tuple[Span, ...]
    messages: tuple[str, ...]
    fixed_expected: str | None = None
    fixed_found: str | None = None

    @property
    def holds(self) -> bool:
        return self.expected == self.found and self.fixed_expected == self.fixed_found


def run(rule: Rule, settings: Settings) -> Iterator[Outcome]:
    """Outcomes of all examples of a rule, in file order. `settings`: the library whose scenes the examples use."""
    if rule.severity == "off":
        rule = replace(rule, severity="info")
    root = parse(rule.source.path, rule.source.text.encode()).root
    assert isinstance(root, MappingNode), rule.id
    for kind in ("valid", "invalid"):
        examples = root.get(kind)
        for index, node in enumerate(examples.items if isinstance(examples, Sequence) else ()):
            yield _Example(rule, cast("dict[str, object]", to_data(node)), settings).outcome(kind, index + 1)


class _Example:
    """One example made into a little library. Scripts are written as JSON, which is YAML without style."""

    def __init__(self, rule: Rule, given: Mapping[str, object], settings: Settings) -> None:
        self.rule = rule
        self.given = given
        self.settings = _with_stages(settings)
        self.scene = str(given.get("scene") or (rule.where.scenes or ("dialogue",))[0])
        self.path = f"scripts/{self.scene}/example.yaml"

    def outcome(self, kind: str, number: int) -> Outcome:
        library = self.library()
        now = datetime.fromisoformat(str(self.given.get("today", TODAY))).replace(tzinfo=self.settings.timezone)
        findings = lint(library, [self.rule], now)
        expected_fix = self.given.get("fixed")
        return Outcome(
            self.rule.id,
            kind,
            number,
            tuple(sorted(map(self.place, cast("list[object]", self.given.get("at") or []))))
            if kind == "invalid"
            else (),
            tuple(sorted(map(_span, findings))),
            tuple(finding.message for finding in findings),
            str(expected_fix) if expected_fix is not None else None,
            self.fixed(findings) if expected_fix is not None else None,
        )

    def library(self) -> Library:
        files = self.files()
        library = assemble(
            self.settings,
            sorted((path, text.encode()) for path, text in files.items()),
            refused=collisions(list(files)),
        )
        if "files" in self.given:
            return library
        facts = cast("dict[str, object]", self.given.get("facts") or {})
        slots = cast("list[object]", self.given.get("slots") or [])
        place = Text("", Scalar("", "", 0, 0, -1, ""), "")
        named = {name: Fact(name, str(value), "", "", (), place) for name, value in facts.items()}
        open_names = [str(name) for name in slots]
        if not (self.rule.check == "facts" and self.rule.text("problem") == "undeclared"):
            open_names += [name for text in files.values() for name in SLOT.findall(text)]
        return replace(
            library,
            facts=named,
            slots={name: Slot(name, "", "", False, place) for name in open_names if name not in named},
            files=library.files
            | {f"scripts/{path}.yaml" for path in cast("list[str]", self.given.get("others") or [])},
        )

    def files(self) -> dict[str, str]:
        """Path → text of every file of the example."""
        if "files" in self.given:
            return {path: str(text) for path, text in cast("dict[str, object]", self.given["files"]).items()}
        if "yaml" in self.given:
            return {str(self.given.get("path", self.path)): str(self.given["yaml"])}
        return {self.path: json.dumps(self.script(), ensure_ascii=False)}

    def script(self) -> dict[str, object]:
        """The carrier script with what the example says of it."""
        channel = self.given.get("channel") or (self.rule.where.channels or ("livechat",))[0]
        script: dict[str, object] = {
            "id": f"{self.scene}/example",
            "title": "示例",
            "channels": self.given.get("channels") or [channel],
            "replies": [self.given.get("say", "您好")],
            "owner": "cs",
            "review_by": "2099-01-01",
        }
        if "replies" in self.given:
            script["replies"] = self.given["replies"]
        script.update(cast("dict[str, object]", self.given.get("script") or {}))
        script["replies"] = [
            self.reply(index, reply) for index, reply in enumerate(cast("list[object]", script["replies"]))
        ]
        return script

    def reply(self, index: int, given: object) -> dict[str, object]:
        """A reply; in step and ladder scenes one that names no stage gets one that the rule looks at."""
        reply = dict(given) if isinstance(given, dict) else {"say": given}
        scene = self.settings.scenes[self.scene]
        key = {"steps": "step", "ladder": "rung"}.get(scene.kind)
        if key and key not in reply:
            stages = self.rule.where.stages or tuple(stage.id for stage in scene.stages)
            reply[key] = stages[min(index, len(stages) - 1)]
        if "by" not in reply and self.rule.where.by:
            reply["by"] = self.rule.where.by[0]
        return reply

    def place(self, at: object) -> Span:
        """One `at` entry: [start, end], [field, start, end] or a field; `path:field` where there are several files."""
        parts = [at] if isinstance(at, str) else list(cast("list[object]", at))
        field = str(parts.pop(0)) if isinstance(parts[0], str) else None
        path = str(self.given.get("path", self.path))
        if field is not None and "files" in self.given:
            path, field = field.split(":", 1)
        if field is None and "yaml" not in self.given:
            field = "replies/0/say"
        text = self.files()[path]
        source = Source(path, text)
        start, end = (int(str(part)) for part in parts) if parts else (0, 0)
        if not field:
            return _place(self.rule, source, start, end)
        root = parse(path, text.encode()).root
        assert root is not None, path
        node = _node(root, field)
        if not isinstance(node, Scalar):
            return _place(self.rule, source, node.start, node.end)
        places = offsets(text, node)
        first, last = (start, end) if parts else (0, len(node.value))
        return _place(self.rule, source, places[first], places[last])

    def fixed(self, findings: tuple[Finding, ...]) -> str | None:
        """The `say` of the first reply, or the whole file for `yaml` examples, after all fixes."""
        text = fixed_text(self.files()[str(self.given.get("path", self.path))], findings, unsafe=True)
        if "yaml" in self.given:
            return text
        root = parse(self.path, text.encode()).root
        node = at_path(root, ("replies", 0, "say")) if root is not None else None
        return node.value if isinstance(node, Scalar) else None


def _node(root: Node, field: str) -> Node:
    """The node at a field path; `replies` and other whole lists are meant by their key."""
    if field in ("replies", "channels", "asks") and isinstance(root, MappingNode):
        key = root.key(field)
        if key is not None:
            return key
    if field.startswith("key:") and isinstance(root, MappingNode):
        *parents, last = field.removeprefix("key:").split("/")
        parent = at_path(root, _steps("/".join(parents)))
        key = parent.key(last) if isinstance(parent, MappingNode) else None
        assert key is not None, field
        return key
    return at_path(root, _steps(field))


def _steps(field: str) -> tuple[str | int, ...]:
    return tuple(int(part) if re.fullmatch("[0-9]+", part) else part for part in field.split("/") if part)


def _place(rule: Rule, source: Source, start: int, end: int) -> Span:
    return (rule.id, source.path, *source.line_column(start), *source.line_column(end))


def _span(finding: Finding) -> Span:
    start, end = finding.start, finding.end
    return (finding.rule, finding.path, start.line, start.column, end.line, end.column)


def _with_stages(settings: Settings) -> Settings:
    """Examples may speak of any scene of the trade, also where the library at hand has left it out."""
    scenes = dict(settings.scenes)
    steps = tuple(Stage(step, step) for step in ("calm", "find", "stance", "solve", "apologise", "thank"))
    for name in SCENES:
        if name not in scenes:
            scenes[name] = (
                Scene(name, name, "steps", steps) if name in ("after-sales", "complaint") else Scene(name, name)
            )
    return replace(settings, scenes=scenes)


SCENES = (
    "greeting", "dialogue", "bargaining", "payment", "order", "logistics", "after-sales", "complaint", "farewell",
    "review-request",
)  # fmt: skip
