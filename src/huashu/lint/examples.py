"""Runs a rule's own examples: only this rule sees them, and spans must match exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from huashu.i18n import _
from huashu.lint.answers import doubts_alone
from huashu.lint.engine import lint
from huashu.lint.fixes import fixed_text
from huashu.model.finding import SEVERITIES, Finding
from huashu.model.library import Fact, Library, Settings, Slot
from huashu.model.places import offsets
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Node, Scalar, Sequence, Source, at_path, to_data
from huashu.store import settings as settings_file
from huashu.store.files import SETTINGS, collisions
from huashu.store.library import assemble
from huashu.store.rule_shelf import with_model_scenes
from huashu.store.yaml_source import parse
from huashu.text import SLOT

TODAY = "2026-01-01"
Span = tuple[str, str, int, int, int, int]  # rule, path, start line and column, end line and column


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example should have given and what it gave. Spans are (rule, path, line, column, line, column).

    line: where it stands in the rule's file. severity_expected: what the example says that it is told as, None where it
    leaves that to the rule. broken: why it could not be run at all, "" where it could.
    """

    rule: str
    kind: str  # valid, invalid
    number: int  # from 1
    line: int
    expected: tuple[Span, ...] = ()
    found: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()
    fixed_expected: str | None = None
    fixed_found: str | None = None
    severity_expected: str | None = None
    severity_found: str | None = None
    broken: str = ""

    @property
    def holds(self) -> bool:
        expected = (self.expected, self.fixed_expected, self.severity_expected)
        return not self.broken and expected == (self.found, self.fixed_found, self.severity_found)


class _Broken(Exception):
    """An example that cannot be run, in a sentence for the rule's author."""


def run(rule: Rule, settings: Settings) -> Iterator[Outcome]:
    """Outcomes of all examples of a rule, in file order. `settings`: the library whose scenes the examples use."""
    for example in read(rule, settings):
        yield example.outcome()


def read(rule: Rule, settings: Settings) -> Iterator[Example]:
    """All examples of a rule, in file order."""
    if rule.severity == "off":
        rule = rule._replace(severity="info")
    root = parse(rule.source.path, rule.source.text.encode()).root
    assert isinstance(root, MappingNode), rule.id
    for kind in ("valid", "invalid"):
        examples = root.get(kind)
        for index, node in enumerate(examples.items if isinstance(examples, Sequence) else ()):
            yield Example(rule, kind, index + 1, node, settings)


class Example:
    """One example made into a little library. Scripts are written as JSON, which is YAML without style."""

    def __init__(self, rule: Rule, kind: str, number: int, node: Node, settings: Settings) -> None:
        given = cast("dict[str, object]", to_data(node))
        self.rule = rule
        self.kind = kind
        self.number = number
        self.line = rule.source.line_column(node.start)[0]
        self.given: Mapping[str, object] = given
        self.settings = with_model_scenes(settings)
        self.scene = str(given.get("scene") or (rule.where.scenes or ("dialogue",))[0])
        self.path = f"scripts/{self.scene}/example.yaml"

    def outcome(self) -> Outcome:
        """Run it."""
        try:
            findings = self.findings()
            places = cast("list[object]", self.given.get("at") or []) if self.kind == "invalid" else []
            expected = tuple(sorted(map(self.place, places)))
        except _Broken as error:
            return Outcome(self.rule.id, self.kind, self.number, self.line, broken=str(error))
        expected_fix, severity = self.given.get("fixed"), self.given.get("severity")
        return Outcome(
            self.rule.id,
            self.kind,
            self.number,
            self.line,
            expected,
            tuple(sorted(map(span_of, findings))),
            findings,
            str(expected_fix) if expected_fix is not None else None,
            self.fixed(findings) if expected_fix is not None else None,
            str(severity) if severity is not None else None,
            max((finding.severity for finding in findings), key=_gravity, default="") if severity is not None else None,
        )

    def findings(self) -> tuple[Finding, ...]:
        """What the rule finds."""
        if self.rule.check == "suppression":
            files = {path: text.encode() for path, text in self.files().items()}
            return doubts_alone(self.rule, self.library(), files, self.now())
        return lint(self.library(), [self.rule], self.now())

    def now(self) -> datetime:
        """The day that the example plays on."""
        today = str(self.given.get("today", TODAY))
        try:
            return datetime.fromisoformat(today).replace(tzinfo=self.settings.timezone)
        except ValueError as error:
            raise _Broken(_("日历上没有 {date} 这一天").format(date=today)) from error

    def library(self) -> Library:
        """The little library."""
        files = self.files()
        library = assemble(
            settings_file.parse(files[SETTINGS].encode()) if SETTINGS in files else self.settings,
            sorted((path, text.encode()) for path, text in files.items() if path != SETTINGS),
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
        scene = self.settings.scenes.get(self.scene)
        if scene is None:
            raise _Broken(_("没有 {scene} 这个场景").format(scene=self.scene))
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
            path, _colon, field = field.partition(":")
        if field is None and "yaml" not in self.given:
            field = "replies/0/say"
        text = self.files().get(path)
        if text is None:
            raise _Broken(_("at 里的 {path} 不在例子里").format(path=path))
        source = Source(path, text)
        start, end = (int(str(part)) for part in parts) if parts else (0, 0)
        if not field:
            return _place(self.rule, source, start, end)
        root = parse(path, text.encode()).root
        node = _node(root, field) if root is not None else None
        if node is None:
            raise _Broken(_("at 里的 {field} 不在例子里").format(field=field))
        if not isinstance(node, Scalar):
            return _place(self.rule, source, node.start, node.end)
        first, last = (start, end) if parts else (0, len(node.value))
        if not first <= last <= len(node.value):
            told = _("at 里写的 [{start}, {end}] 超出了文字，这段文字一共 {size} 个字")
            raise _Broken(told.format(start=first, end=last, size=len(node.value)))
        places = offsets(text, node)
        return _place(self.rule, source, places[first], places[last])

    def fixed(self, findings: tuple[Finding, ...]) -> str | None:
        """The `say` of the first reply, or the whole file for `yaml` examples, after all fixes."""
        written = self.files().get(str(self.given.get("path", self.path)))
        if written is None:
            return None
        text = fixed_text(written, findings, unsafe=True)
        if "yaml" in self.given:
            return text
        root = parse(self.path, text.encode()).root
        node = at_path(root, ("replies", 0, "say")) if root is not None else None
        return node.value if isinstance(node, Scalar) else None


def _node(root: Node, field: str) -> Node | None:
    """The node at a field path; `replies` and other whole lists are meant by their key."""
    if field in ("replies", "channels", "asks") and isinstance(root, MappingNode):
        key = root.key(field)
        if key is not None:
            return key
    if field.startswith("key:") and isinstance(root, MappingNode):
        *parents, last = field.removeprefix("key:").split("/")
        parent = at_path(root, _steps("/".join(parents)))
        return parent.key(last) if isinstance(parent, MappingNode) else None
    node: Node | None = root
    for step in _steps(field):
        if isinstance(node, MappingNode):
            node = node.get(str(step))
        else:
            known = isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items)
            node = node.items[step] if known else None  # type: ignore[union-attr,index]
    return node


def _steps(field: str) -> tuple[str | int, ...]:
    return tuple(int(part) if re.fullmatch("[0-9]+", part) else part for part in field.split("/") if part)


def _place(rule: Rule, source: Source, start: int, end: int) -> Span:
    return (rule.id, source.path, *source.line_column(start), *source.line_column(end))


def _gravity(severity: str) -> int:
    return -SEVERITIES.index(severity)


def span_of(finding: Finding) -> Span:
    """Where a finding is, as examples are compared."""
    start, end = finding.start, finding.end
    return (finding.rule, finding.path, start.line, start.column, end.line, end.column)
