"""Findings made by hand: what a report tells hangs on nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.model.finding import Finding, Position
from huashu.model.source import Edit, Fix, Source

PATH = "scripts/dialogue/a.yaml"
Found = Callable[..., tuple[Finding, Source]]


@pytest.fixture
def found() -> Found:
    """A finding about a part of a text, and the text; `more` are other fields of the finding."""

    def make(
        text: str, part: str, *, path: str = PATH, replacement: str | None = None, safety: str = "safe", **more: object
    ):  # type: ignore[no-untyped-def]
        source = Source(path, text)
        start = text.index(part)
        end = start + len(part)
        fields: dict[str, object] = {
            "path": path,
            "start": Position(*source.line_column(start)),
            "end": Position(*source.line_column(end)),
            "rule": "tone/minimise-bu",
            "severity": "warning",
            "message": "少说“不”",
            "script": "dialogue/a",
            "field": "replies/0/say",
            "matched": part,
            "fix": None if replacement is None else Fix(safety, (Edit(start, end, replacement),)),
        }
        return Finding(**{**fields, **more}), source  # type: ignore[arg-type]

    return make
