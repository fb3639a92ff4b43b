"""A rule's examples run and laid out for people: each text of an example with the places that were or should be found."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from huashu.lint.examples import Example, Outcome, Span, read, span_of
from huashu.model.library import Settings
from huashu.model.places import offsets
from huashu.model.rule import Rule
from huashu.model.rule_test import FOUND, MISSING, SURPLUS, Mark, Shown, Trial
from huashu.model.source import Scalar, walk
from huashu.store.yaml_source import parse
from huashu.text import line_starts

_SPOKEN = ("say", "note")


def trials(rule: Rule, settings: Settings) -> Iterator[Trial]:
    """Every example of a rule, in file order. `settings`: the library whose scenes the examples use."""
    for example in read(rule, settings):
        yield trial(example)


def trial(example: Example) -> Trial:
    """Run one example."""
    outcome = example.outcome()
    given = example.given
    channels = given.get("channels") or ([given["channel"]] if "channel" in given else [])
    return Trial(
        rule=example.rule.id,
        path=example.rule.source.path,
        kind=example.kind,
        number=example.number,
        line=example.line,
        note=str(given.get("note", "")).strip(),
        scene=str(given.get("scene", "")),
        channels=tuple(map(str, channels)) if isinstance(channels, list) else (),
        today=str(given.get("today", "")),
        shown=() if outcome.broken else tuple(_shown(example, outcome)),
        holds=outcome.holds,
        broken=outcome.broken,
        fixed=outcome.fixed_found,
        fixed_expected=outcome.fixed_expected,
        severity=outcome.severity_found,
        severity_expected=outcome.severity_expected,
    )


def _shown(example: Example, outcome: Outcome) -> Iterator[Shown]:
    """The texts that the example speaks of. What it has of a carrier script is not shown, unless something is found."""
    whole = "yaml" in example.given or "files" in example.given
    marks = _marks(outcome)
    for path, text in example.files().items():
        here = sorted(
            (_offset(text, span[2:4]), _offset(text, span[4:6]), kind, message)
            for span, kind, message in marks.get(path, [])
        )
        if whole:
            yield Shown(path, text, tuple(Mark(*mark) for mark in here))
        else:
            yield from _fields(example, text, here)
    for path in sorted(set(marks) - set(example.files())):  # what is wrong with the place of a file, say
        yield Shown(path, "", tuple(Mark(0, 0, kind, message) for _span, kind, message in marks[path]))


def _marks(outcome: Outcome) -> dict[str, list[tuple[Span, str, str]]]:
    """Path → (span, kind, message) of all that was found or should have been."""
    messages = {span_of(finding): finding.message for finding in outcome.findings}
    marks: dict[str, list[tuple[Span, str, str]]] = defaultdict(list)
    for span in sorted({*outcome.expected, *outcome.found}):
        kind = MISSING if span not in outcome.found else FOUND if span in outcome.expected else SURPLUS
        marks[span[1]].append((span, kind, messages.get(span, "")))
    return marks


def _fields(example: Example, text: str, marks: list[tuple[int, int, str, str]]) -> Iterator[Shown]:
    """The fields of a carrier script, each with the marks inside it."""
    root = parse(example.path, text.encode()).root
    assert root is not None, example.path
    left = list(marks)
    for field, node in walk(root):
        if not isinstance(node, Scalar):
            continue
        inside = [mark for mark in left if node.start <= mark[0] and mark[1] <= node.end]
        if inside or _is_told(example, field):
            left = [mark for mark in left if mark not in inside]
            places = offsets(text, node)
            yield Shown(
                field,
                node.value,
                tuple(
                    Mark(_index(places, start), _index(places, end), kind, message)
                    for start, end, kind, message in inside
                ),
            )
    for start, end, kind, message in left:  # a key, a list: it stands for itself
        name = text[start:end].strip('"')
        yield Shown(name, name, (Mark(0, len(name), kind, message),))


def _is_told(example: Example, field: str) -> bool:
    """Whether the example itself gives this field."""
    top, _slash, rest = field.partition("/")
    parts = rest.split("/")
    given = example.given.get("script")
    script = given if isinstance(given, dict) else {}
    if top == "replies":
        spoken = parts[-1] in _SPOKEN or "variants" in parts
        return spoken and any("replies" in part or "say" in part for part in (script, example.given))
    return top in script


def _offset(text: str, place: tuple[int, ...]) -> int:
    """The offset of a line and column."""
    line, column = place
    return line_starts(text)[line - 1] + column - 1


def _index(places: object, offset: int) -> int:
    """The character of a value that stands at an offset of its file."""
    assert isinstance(places, (list, range))
    return max(bisect_right(places, offset) - 1, 0)
