"""The rules that come with huashu, the pack huashu/recommended.

They are kept once more as plain values, read and judged when huashu was built, so that no command does it again. What
stands there counts only while the rule's own file is byte for byte the one that it was made from.
"""

from __future__ import annotations

import json
import marshal
import os
import re
import sys
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from huashu import patterns
from huashu.model.needles import Needles, Way, needles, ways
from huashu.model.rule import Rule
from huashu.model.source import Source
from huashu.store import rule_file
from huashu.store.resources import packaged
from huashu.store.settings import readable

NAME = "huashu/recommended"
READY = Path(__file__).parents[1] / "rules.bin"
GUARDS = READY.with_name("guards.bin")
WEIGHTS = READY.with_name("unsure.json")  # benchmarks/unsure.py writes it
_FORMAT = 2  # of marshal, which is read more quickly than JSON: one that every Python reads
_WAYS = "ways"  # to look for its patterns: working them out takes longer than all else
_EXAMPLES = ("valid", "invalid")  # those who test and explain rules read the rule's own file


def rules() -> dict[str, Rule]:
    """The rules by id."""
    ready = cast("dict[str, dict[str, object]]", _read(READY))  # by the digest of a rule's file
    found = [_rule(path, data, ready.get(_digest(data))) for path, data in _files()]
    return {rule.id: rule for rule in found}


def guards() -> dict[str, Needles]:
    """What a text must hold before some pattern of huashu's own can match in it, as far as it was worked out."""
    return cast("dict[str, Needles]", _read(GUARDS))


def weights() -> tuple[Mapping[str, int], float]:
    """What tells a mention from an offence: evidence → weight, and the weight from which on it is one. See
    huashu.lint.unsure."""
    learnt = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return cast("Mapping[str, int]", learnt["weights"]), cast("float", learnt["enough"])


def write_ready(searched: Sequence[str]) -> None:
    """Keep the rules in the form in which they are quickly read. Raises HuashuError where one of them is broken.

    searched: huashu's own patterns that few texts hold; their dots match line breaks too.
    """
    kept, compiled = {}, [(pattern, int(re.DOTALL)) for pattern in searched]
    for path, data in _files():
        values = readable("rule", path, data)[1].to_data()
        rule = rule_file.parse(path, data)
        looked_for = {pattern: [_plain(way) for way in ways(pattern)] for pattern in rule.words("patterns")}
        compiled += [(way.pattern, 0) for pattern in rule.words("patterns") for way in ways(pattern)]
        given = {key: value for key, value in values.items() if key not in _EXAMPLES}
        kept[_digest(data)] = {**given, **({_WAYS: looked_for} if looked_for else {})}
    _write(READY, kept)
    _write(GUARDS, {pattern: _sorted(needles(pattern)) for pattern in searched})
    if sys.implementation.name == "cpython":
        patterns.KEPT.write_bytes(patterns.packed(compiled))


def _write(path: Path, kept: dict[str, Any]) -> None:
    path.write_bytes(marshal.dumps(kept, _FORMAT))


def _read(path: Path) -> dict[str, object]:
    """What a build has kept there; empty where nothing was built."""
    try:
        loaded = marshal.loads(path.read_bytes())
    except (OSError, EOFError, TypeError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _files() -> list[tuple[str, bytes]]:
    """(path, content) by path. Installers may put the files there as links, so unlike a library's these are followed."""
    top = str(packaged("rules"))
    found = [os.path.join(folder, name) for folder, _folders, names in os.walk(top) for name in names]
    return sorted(
        (f"rules/{os.path.relpath(path, top)}".replace(os.sep, "/"), _content(path))
        for path in found
        if path.endswith(".yaml")
    )


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _rule(path: str, data: bytes, ready: dict[str, object] | None) -> Rule:
    if ready is None:
        return rule_file.parse(path, data)
    rule = rule_file.build(Source(path, data.decode("utf-8")), ready)
    known = cast("dict[str, list[tuple[str, Needles, int]]]", ready.get(_WAYS, {}))
    return rule._replace(ways={pattern: tuple([Way(*way) for way in kept]) for pattern, kept in known.items()})


def _plain(way: Way) -> tuple[str, Needles, int]:
    return way.pattern, _sorted(way.needles), way.longest


def _sorted(words: Needles) -> Needles:
    return tuple([tuple(sorted(some)) for some in words])


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
