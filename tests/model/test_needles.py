"""No pattern is kept from running where it would have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huashu.model.needles import Way, needles, ways

_piece = st.sampled_from(
    [
        "不",
        "能",
        "行",
        "好",
        "1",
        "[不能]",
        "[^不]",
        ".",
        r"\d",
        "(?:不能|好行)",
        "(好|行好.能)",
        "(?<!好)",
        "(?=不)",
        "[1-3]",
        "^",
        "$",
    ]
)
_repeat = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,3}?", "{1,2}"])
_sequence = st.lists(st.tuples(_piece, _repeat).map("".join), min_size=1, max_size=5).map("".join)
patterns = st.one_of(_sequence, st.lists(_sequence, min_size=2, max_size=3).map("|".join))


@given(patterns, st.text("不能行好12 ", max_size=12))
def test_every_match_holds_a_needle(pattern: str, text: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        assume(False)
    if compiled.search(text) is not None:
        for words in needles(pattern):
            assert any(word in text for word in words), (pattern, text, words)


@given(patterns, st.text("不能行好12 ", max_size=12))
def test_the_needle_is_inside_the_match(pattern: str, text: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        assume(False)
    for found in compiled.finditer(text):
        for words in needles(pattern):
            assert any(word in found[0] for word in words)


@given(patterns, st.text("不能行好12 ", max_size=12))
def test_no_match_is_longer_than_its_way_says(pattern: str, text: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        assume(False)
    for way in ways(pattern):
        assert all(len(found[0]) <= (way.longest or len(text)) for found in re.finditer(way.pattern, text))


@pytest.mark.parametrize(
    ("pattern", "whole"),
    [("^好$", True), ("^(?:好|行)$", True), ("^好$|行$", False), ("^好", False), ("好$", False), (r"^好\$", False)],
)
def test_which_matches_are_the_whole_text(pattern: str, whole: bool) -> None:
    assert Way(pattern, needles(pattern)).whole is whole


def test_how_long_a_match_can_be() -> None:
    assert [way.longest for way in ways("全网.{0,4}第一|最(?=好).?|好+")] == [8, 0]
    assert ways("(?:最好|顶)的")[0].longest == 3
    assert ways("好.{0,300}")[0].longest == 0


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("全网.{0,4}第一", {"全网"}),
        ("(?:密码|验证码).{0,8}发我", {"发我"}),
        ("(?:密码|验证码).{0,8}(?:发我|告诉我)", {"发我", "告诉我"}),
        ("[！!][！!]+", {"！！", "！!", "!！", "!!"}),
        ("是(?<!不是)您的错", {"是您的错"}),
        (r"[0-9]{4}@[a-z]+", {f"@{char}" for char in "abcdefghijklmnopqrstuvwxyz"}),
        ("(?:全网|行业).*(?:最|顶)", {"全网", "行业"}),
        ("(?i)top", set()),
        (r"\d+", set()),
        ("不?", set()),
        ("(?:ab.)+", {"ab"}),
        ("(?:a.*bc|de.)", {"bc", "de"}),
        ("[\u4e00-\u9fff]", set()),
    ],
)
def test_the_rarest_words_are_chosen(pattern: str, expected: set[str]) -> None:
    found = needles(pattern)
    assert (found[0] if found else set()) == expected


def test_words_that_are_said_everywhere_come_last() -> None:
    assert needles("给您.{0,3}返现") == ({"返现"}, {"给您"})
    assert needles("(?:可以|加).{0,3}(?:微|薇)信") == ({"微信", "薇信"}, {"可以", "加"})


@given(patterns, st.text("不能行好12 ", max_size=12))
def test_the_ways_of_a_pattern_find_all_that_it_finds(pattern: str, text: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        assume(False)
    covered = {at for way in ways(pattern) for found in re.finditer(way.pattern, text) for at in range(*found.span())}
    assert {at for found in compiled.finditer(text) for at in range(*found.span())} <= covered


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("滚|[的是]吧|不就得了", ("[的是]吧", "不就得了", "滚")),
        (r"(坏|丢)了|[一-龥]|([缺断])货就\2呗", (r"(坏|丢)了", r"([缺断])货就\1呗", "[一-龥]")),
        (r"([一-龥])好|[一-龥]\1", (r"([一-龥])好|[一-龥]\1",)),
        ("[|不]|(?:能|行)|\\|", ("[|不]|(?:能|行)|\\|",)),
        ("(?i)a|不就得了|.", ("(?i)a|不就得了|.",)),
    ],
)
def test_alternatives_wait_each_for_their_own_word(pattern: str, expected: tuple[str, ...]) -> None:
    assert tuple(way.pattern for way in ways(pattern)) == expected
