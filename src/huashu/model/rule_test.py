"""What came of a rule's own tests: of each example, and of the question what no example needs."""

from __future__ import annotations

from dataclasses import dataclass

FOUND, MISSING, SURPLUS = "found", "missing", "surplus"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text of an example (code points, half open).

    kind: FOUND where it should be, MISSING where `at` has it and the rule does not, SURPLUS the other way round.
    message: what the finding says; "" where there is none.
    """

    start: int
    end: int
    kind: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of an example with what was found in it. name: its field, or the path where the text is a whole file."""

    name: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """An example and what came of it.

    kind: valid or invalid; number from 1 within its kind; line: in the rule's file at `path`.
    scene, channels, today: what the example says of itself, empty where it does not.
    broken: why it could not be run, "" where it could. fixed: what fixing gave and what it should give, severity: what
    it was told as and should be, where the example says that.
    """

    rule: str
    path: str
    kind: str
    number: int
    line: int
    note: str
    scene: str
    channels: tuple[str, ...]
    today: str
    shown: tuple[Shown, ...]
    holds: bool
    broken: str = ""
    fixed: str | None = None
    fixed_expected: str | None = None
    severity: str | None = None
    severity_expected: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a rule's tests would not miss.

    idle: lines of `with` and `where` (`with.max`, `with.except: 不错`) without which every example still holds.
    silent: listed words that are not found in a plain sentence, another word or an exception being in the way.
    dead: exceptions and excuses that hold no listed word, or that are one.
    """

    rule: str
    path: str
    idle: tuple[str, ...]
    silent: tuple[str, ...]
    dead: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not (self.idle or self.silent or self.dead)
