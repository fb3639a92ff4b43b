"""Letters and signs that pass for others."""

from __future__ import annotations

import pytest

from huashu.lint.lookalikes import lookalikes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("М码", [(0, 1, "M")]),
        ("X\u0421L", [(1, 2, "C")]),
        ("\u0422\u041e\u04201", [(0, 3, "TOP")]),
        ("第ー名", [(1, 2, "一")]),
        ("人ロ", []),
        ("人ロ多", [(1, 2, "口")]),
        ("𝐕𝐈𝐏", [(0, 3, "VIP")]),
        ("ⓥⓘⓟ", [(0, 3, "vip")]),
        ("Привет", []),
        ("о", []),
        ("(°Д°)", []),
        ("αβγ", []),
        ("μm", []),
        ("①②", []),
        ("ニコニコ", []),
        ("M码", []),
    ],
)
def test_found(text: str, found: list[tuple[int, int, str]]) -> None:
    assert list(lookalikes(text)) == found
