"""Colour, where it is wanted."""

from __future__ import annotations

from huashu.report.paint import BOLD, Paint


def test_paint_dresses_only_what_is_there_and_only_where_wanted() -> None:
    assert Paint(True)("不", BOLD) == "\x1b[1m不\x1b[0m"
    assert Paint(True)("", BOLD) == ""
    assert Paint(False)("不", BOLD) == "不"
