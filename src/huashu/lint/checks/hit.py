"""What a check yields: a place and the words for its message; the engine makes it a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from huashu.model.effective import EffectiveText
from huashu.model.script import Text
from huashu.model.source import Fix, Node, Scalar, Source

_NO_VALUES: Mapping[str, object] = {}


class Hit(NamedTuple):
    """A place where a rule is broken.

    source: the file. text: where `start:end` (code points into its value) count; None when they are offsets into the
    file itself.
    values: what `{name}` in the rule's message and hint stand for.
    replacement: what to write instead of the span, where the rule can fix it; safety: "safe" or "unsafe".
    failed: the check itself broke down; `problem` and `hint` of the values say how.
    severity: what to report it as; "" as the rule says.
    """

    source: Source
    text: Text | None
    start: int
    end: int
    values: Mapping[str, object] = _NO_VALUES
    replacement: str | None = None
    safety: str = "safe"
    field: str = ""
    script: str | None = None
    fix: Fix | None = None
    failed: bool = False
    severity: str = ""


def at_span(source: Source, said: EffectiveText, start: int, end: int, script: str, **values: object) -> Hit:
    """A hit at `start:end` of an effective text, led back to what was written."""
    first, last = said.written_span(start, end)
    return Hit(source, said.written, first, last, values, script=script)


def at_text(source: Source, text: Text, script: str | None, **values: object) -> Hit:
    """A hit that covers a whole text."""
    return Hit(source, text, 0, len(text.value), values, script=script)


def at_node(source: Source, node: Node, field: str, script: str | None, **values: object) -> Hit:
    """A hit that covers a node of the file: a list, a key, a key's value (without its quotes)."""
    if isinstance(node, Scalar):
        return at_text(source, Text(node.value, node, field), script, **values)
    return Hit(source, None, node.start, node.end, values, field=field, script=script)
