"""Regular expressions, compiled when they are first used; those that most runs call for were compiled at the build.

To compile a hundred patterns takes as long as to lint two hundred scripts. So what CPython makes of huashu's own is kept
beside the modules, as the byte code of modules is, and counts only for the very Python that made it. Everything works
without; it only takes longer.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.abc import FileLoader

KEPT = Path(__file__).with_name(f"patterns.{sys.implementation.cache_tag}.bin")
# flags, where the numbers lie that CPython's engine runs on, whether they have two bytes each, groups, group names
_Entry = tuple[int, int, int, bool, int, dict[str, int]]
_HEAD = 4  # bytes that say how long the index is
_asked_for: list[tuple[str, int]] = []


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, and equal to what it gives."""
    entries, numbers = _kept()
    entry = entries.get((source, int(flags)))
    if entry is None:
        return re.compile(source, flags)
    all_flags, start, end, short, groups, names = entry
    by_number: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        by_number[number] = name
    pattern: re.Pattern[str] = import_module("_sre").compile(
        source, all_flags, numbers[start:end].cast("H" if short else "I").tolist(), groups, names, tuple(by_number)
    )
    return pattern


class _Lazy:
    """Stands for a compiled pattern, and becomes one when it is first asked for anything."""

    def __init__(self, source: str, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> object:
        pattern = compiled(*self._given)
        # found as plain attributes from now on, as quickly as those of the pattern itself
        self.__dict__.update({known: getattr(pattern, known) for known in _PATTERN})
        return getattr(pattern, name)


_PATTERN = (
    "findall",
    "finditer",
    "flags",
    "fullmatch",
    "groupindex",
    "match",
    "pattern",
    "search",
    "split",
    "sub",
    "subn",
)


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression compiled when it is first used: one command needs few of all that there are."""
    _asked_for.append((source, int(flags)))
    return cast("re.Pattern[str]", _Lazy(source, flags))


def packed(searched: Iterable[tuple[str, int]]) -> bytes:
    """These patterns (with their flags), and all that loaded modules use lazily, as a build keeps them at `KEPT`."""
    entries: dict[tuple[str, int], _Entry] = {}
    numbers = bytearray()
    for source, flags in sorted({*searched, *_asked_for}):
        parsed, found = _numbers(source, flags)
        short = max(found) < 1 << 16
        start = len(numbers)
        numbers += array("H" if short else "I", found).tobytes()
        state = parsed.state
        entries[source, flags] = (
            int(state.flags | flags), start, len(numbers), short, state.groups - 1, dict(state.groupdict),
        )  # fmt: skip
    index = marshal.dumps((_maker(), entries))
    return len(index).to_bytes(_HEAD, "big") + index + numbers


def _numbers(source: str, flags: int) -> tuple[Any, list[int]]:
    """What CPython's parser and compiler make of a pattern. They have no published form; a test holds what is kept to
    what `re` itself does."""
    parsed = re._parser.parse(source, flags)  # type: ignore[attr-defined]
    return parsed, re._compiler._code(parsed, flags)  # type: ignore[attr-defined]


def _maker() -> tuple[str, int, int]:
    """For whom kept patterns are good."""
    engine = import_module("_sre")
    return sys.version, engine.MAGIC, engine.CODESIZE


@cache
def _kept() -> tuple[dict[tuple[str, int], _Entry], memoryview]:
    """What was kept for this Python, by pattern and flags, and the numbers of them all."""
    try:
        data = memoryview(cast("FileLoader", __spec__.loader).get_data(str(KEPT)))
        head = _HEAD + int.from_bytes(data[:_HEAD], "big")
        maker, entries = marshal.loads(data[_HEAD:head])
        if maker == _maker():
            return entries, data[head:]
    except (OSError, EOFError, ValueError, TypeError):
        pass
    return {}, memoryview(b"")
