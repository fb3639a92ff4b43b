"""What was made of each script the last time, for whoever makes the handbook again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Made = TypeVar("_Made")


class Memo:
    """Keeps one thing a name, as long as it is made of the same.

    source: compared by identity, which is quick, and kept, so that nothing else can have it. around: what else goes
    into it, compared by value.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, object, object]] = {}

    def of(self, name: str, source: object, around: object, make: Callable[[], _Made]) -> _Made:
        """What was kept, else what `make` makes. One memo holds things of one kind."""
        known = self._kept.get(name)
        if known is not None and known[0] is source and known[1] == around:
            return known[2]  # type: ignore[return-value]
        made = make()
        self._kept[name] = (source, around, made)
        return made
