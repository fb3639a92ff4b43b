"""Fixed values have names that people use."""

from __future__ import annotations

import pytest

from huashu.titles import role_title


@pytest.mark.parametrize(
    ("role", "title"),
    [("agent", "客服"), ("leader", "组长"), ("supervisor", "主管"), ("specialist", "专员"), ("老板", "老板")],
)
def test_roles_have_titles(role: str, title: str) -> None:
    assert role_title(role) == title
