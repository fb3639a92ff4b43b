"""Texts full of what a check looks for take time as they grow, not as their square."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

import pytest
from growing import require_linear
from hypothesis import given
from hypothesis import strategies as st

from huashu.lint import personal, promises
from huashu.lint.marks import half_width
from huashu.lint.naming import naming
from huashu.lint.promises import Topics, sentence
from huashu.lint.typed import typed
from huashu.model.library import Fact, Name
from huashu.model.script import Text
from huashu.model.source import Scalar
from huashu.text import nearest

PLACE = Text("", Scalar("", "", 0, 0, -1, ""), "")


def _personal(text: str) -> None:
    for kind in personal.FINDERS:
        personal.plain.cache_clear()
        personal.find(kind, text)


def _typed(text: str) -> None:
    found = typed({"退货天数": Fact("退货天数", "7天", "退货", "cs", (), PLACE, ("退货",))})
    assert found is not None
    list(found.find(text))


def _promised(text: str) -> None:
    topics = Topics({"退货": "退货", "退款": "退款"})
    for found in promises.promises([text]):
        topics.about(text, found.start, found.end)
        sentence(text, found.start, found.end)


def _named(text: str) -> None:
    found = naming([Name("运费险", (Text("退货险", PLACE.node, ""),), (), PLACE)])
    assert found is not None
    list(found.find(text))


@pytest.mark.parametrize(
    ("look", "unit"),
    [
        (_personal, "7 "),
        (_personal, "七 "),
        (_personal, "13800138000 "),
        (_personal, "1-1-1 "),
        (_typed, "7天"),
        (_typed, "7天。"),
        (_promised, "退货8天，"),
        (_promised, "退货8天内。"),
        (_named, "{a}退货险"),
        (lambda text: list(half_width(text)), "好,      "),
        (lambda text: list(half_width("好," + text + "好")), " "),
    ],
)
def test_a_text_of_one_thing(look: Callable[[str], object], unit: str) -> None:
    require_linear(lambda size: lambda: look(unit * (size // len(unit))), 2_500)


def test_names_of_which_none_is_known() -> None:
    known = frozenset(f"名称{number}号" for number in range(2_000))
    require_linear(lambda size: lambda: [nearest(f"別{size}x{number}", known) for number in range(size)], 200)


@given(
    st.text("退货款天数险ab", max_size=6), st.frozensets(st.text("退货款天数险ab", min_size=1, max_size=6), max_size=6)
)
def test_what_is_nearest_is_what_comparing_with_all_would_find(name: str, known: frozenset[str]) -> None:
    assert nearest(name, known) == next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.5)), "")
