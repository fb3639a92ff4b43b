"""Patterns that most runs never compile: each waits for a text that holds what its matches hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from huashu.patterns import compiled
from huashu.store import recommended


class Sought:
    """One of huashu's own patterns; its dots match line breaks too."""

    __slots__ = ("_guards", "_pattern", "_search")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._guards = _guards().get(pattern, ())
        self._search: Callable[[str], re.Match[str] | None] | None = None

    def found(self, text: str) -> bool:
        """Whether the pattern matches anywhere in a text."""
        if self._search is None:
            if not all(any(word in text for word in words) for words in self._guards):
                return False
            self._search = compiled(self._pattern, re.DOTALL).search
        return self._search(text) is not None


sought = cache(Sought)
_guards = cache(recommended.guards)
