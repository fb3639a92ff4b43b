from __future__ import annotations

import pytest

from huashu.model.concession import concessions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这单给您减30元，下次再减 12.5 块", {"money": 30.0}),
        ("送您一张20元的新客券", {"money": 20.0}),
        ("给您补偿10元", {"money": 10.0}),
        ("现在打9折", {"fold": 1.0}),
        ("现在8.8折", {"fold": 1.2}),
        ("会员95折", {"fold": 0.5}),
        ("退您20%的货款", {"percent": 20.0}),
        ("返5％，再减3元", {"percent": 5.0, "money": 3.0}),
        ("这件299元，48小时内发货", {}),
        ("打折的款式都在这里", {}),
        ("", {}),
    ],
)
def test_what_a_text_gives_away(text: str, expected: dict[str, float]) -> None:
    assert concessions(text) == expected


def test_a_long_text_takes_no_long_time() -> None:
    assert concessions("减" * 50_000 + "元" + "1" * 50_000) == {}
