"""A check of a team's own: what a package offers under the entry point group `huashu.checks`, see docs/own-checks.md.

These four classes are all that such a package needs of huashu; fields are only ever added to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from huashu.model.script import Script


@dataclass(frozen=True, slots=True)
class Said:
    """A text that the rule looks at, as it is said: facts filled in, slots left open.

    part: replies, title, asks, notes or escalate. channels: those that share this wording; empty outside replies.
    stage, by: the reply's step or rung and who may say it; "" outside replies.
    """

    index: int
    text: str
    part: str
    channels: frozenset[str]
    stage: str
    by: str

    def place(
        self, start: int, end: int, *, replacement: str | None = None, safety: str = "unsafe", **values: object
    ) -> Place:
        """A finding at `start:end` of this text. values: what `{word}`, `{count}` … in the rule's message stand for."""
        return Place(self, start, end, values, replacement, safety)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is broken: code points of the text, half open.

    replacement: what to write instead, where that can be said. safety: "safe" (meaning unchanged) or "unsafe".
    """

    said: Said
    start: int
    end: int
    values: Mapping[str, object] = field(default_factory=dict)
    replacement: str | None = None
    safety: str = "unsafe"


@dataclass(frozen=True, slots=True)
class Given:
    """What a check is asked about: one script, and those of its texts that the rule's `where` selects, in file order.

    params: the rule's `with`, as the schema lets it through. now: aware datetime.
    """

    texts: tuple[Said, ...]
    params: Mapping[str, object]
    script: Script
    now: datetime


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """The check. run: gives the places, and depends on nothing but what it is given.

    parameters: a JSON Schema (2020-12) of the rule's `with`; its title and description explain the check.
    """

    run: Callable[[Given], Iterable[Place]]
    parameters: Mapping[str, object]
