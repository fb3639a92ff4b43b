"""Dates, switches and numbers that people write in their own way, in the one way that is asked for."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.source import Scalar
from huashu.store.explain import fixes


def scalar(value: str) -> Scalar:
    return Scalar(value, "", 0, len(value), 0, value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026/11/1", "2026-11-01"),
        ("2026.11.11", "2026-11-11"),
        ("2026-1-5", "2026-01-05"),
        ("2026年11月11日", "2026-11-11"),
        ("2026年11月11日20点30分", "2026-11-11T20:30"),
        ("２０２６－１１－１１", "2026-11-11"),
        ("20261111", "2026-11-11"),
        ("2026-11-11 8:05", "2026-11-11T08:05"),
        ("2026-11-11 20：00", "2026-11-11T20:00"),
        ("2026-11-11T20:00:00", "2026-11-11T20:00"),
        (" 2026-11-11 ", "2026-11-11"),
        ("2026-13-01", ""),
        ("2026-00-01", ""),
        ("2026-01-32", ""),
        ("2026-01-00", ""),
        ("2026-11-11 24:00", ""),
        ("2026-11-11 20:60", ""),
        ("2026-11-11T20:00:30", ""),
        ("11月11日", ""),
        ("下周一", ""),
        ("", ""),
    ],
)
def test_moment(written: str, meant: str) -> None:
    assert fixes.moment(written) == meant


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.sampled_from("-/."))
def test_any_moment_is_understood(when: datetime, mark: str) -> None:
    loose = f"{when.year}{mark}{when.month}{mark}{when.day} {when.hour}:{when.minute:02}"
    assert datetime.fromisoformat(fixes.moment(loose)) == when.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "true"),
        ("Y", "true"),
        ("ＴＲＵＥ", "true"),
        ("是", "true"),
        ("1", "true"),
        ("no", "false"),
        ("否", "false"),
        ("看情况", ""),
    ],
)
def test_switch(written: str, meant: str) -> None:
    assert fixes.switch(scalar(written)) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("12", "12"), ("１２", "12"), (" 3 ", "3"), ("007", "7"), ("3次", ""), ("-1", ""), ("", "")]
)
def test_number(written: str, meant: str) -> None:
    assert fixes.number(scalar(written)) == meant


@pytest.mark.parametrize(
    ("text", "written"),
    [("8016", '"8016"'), ("it's", '"it\'s"'), ('说"好"', "'说\"好\"'"), ("a\\b", "'a\\b'"), ("'\"", "'''\"'")],
)
def test_quoted(text: str, written: str) -> None:
    assert fixes.quoted(text) == written
