"""Numbers with their units, in every way people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.lint.numbers import chinese, spellings

_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}


def read(text: str) -> int:
    """The number that hanzi spell, worked out the other way round."""
    total, digit = 0, 0
    for char in text:
        if char in _UNIT:
            total += (digit or 1) * _UNIT[char]
            digit = 0
        else:
            digit = _DIGIT[char]
    return total + digit


@given(st.integers(1, 9999))
def test_hanzi_spell_the_number(number: int) -> None:
    assert {read(way) for way in chinese(number)} == {number}


def test_hanzi_beyond_what_people_write() -> None:
    assert chinese(0) == set()
    assert chinese(10_000) == set()
    assert chinese(12) == {"十二"}
    assert chinese(105) == {"一百零五"}
    assert chinese(2) == {"二", "两"}


@pytest.mark.parametrize("text", ["7天", "7 天", "７天", "七天", "签收7天内", "不扎的...7天内", "好.7天"])
def test_all_ways_to_write_seven_days(text: str) -> None:
    assert re.search(spellings("7天"), text)


@pytest.mark.parametrize("text", ["17天", "0.7天", "０．７天", "1.7天", "二十七天", "7 小时", "７７天", "十七天", "7"])
def test_other_numbers_are_not_seven_days(text: str) -> None:
    assert not re.search(spellings("7天"), text)


def test_a_number_of_thousands_of_digits_is_written_in_figures_alone() -> None:
    assert re.search(spellings("9" * 5000 + "元"), "收您" + "9" * 5000 + "元")


def test_two_numbers_in_one_value() -> None:
    assert re.search(spellings("满300元减30元"), "现在满 300 元减三十元")
    assert not re.search(spellings("满300元减30元"), "满300元减50元")


@pytest.mark.parametrize("value", ["青禾衣橱", "仓库打包前", "400", ""])
def test_values_without_number_and_unit_are_ordinary_words(value: str) -> None:
    assert spellings(value) == ""
