"""Plain scalars have the values of the YAML 1.2 core schema."""

from __future__ import annotations

from math import inf, isnan

import pytest

from huashu.store.syntax.values import FIRST, core_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        ("0", 0),
        ("-12", -12),
        ("+7", 7),
        ("007", 7),
        ("0o17", 15),
        ("0xfF", 255),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("+1.5E-1", 0.15),
        (".inf", inf),
        ("-.Inf", -inf),
        ("+.INF", inf),
    ],
)
def test_values(text: str, value: object) -> None:
    found = core_value(text)
    assert (found, type(found)) == (value, type(value))
    assert text[:1] in FIRST


def test_not_a_number() -> None:
    for text in (".nan", ".NaN", ".NAN"):
        found = core_value(text)
        assert isinstance(found, float)
        assert isnan(found)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "off",
        "nULL",
        "tRUE",
        "2026-11-11",
        "2026-11-11T20:00",
        "1_000",
        "12:30",
        "1,5",
        "0b1",
        "0o8",
        "0x",
        "-0x1",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "٣",
        "１２",
        "=",
        "<<",
        "+.nan",
        "1 ",
        "9" * 5000,
        "9" * 5000 + ".0",
    ],
)
def test_everything_else_is_text(text: str) -> None:
    assert core_value(text) is text
