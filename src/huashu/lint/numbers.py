"""Numbers as people write them: 7天, 7 天, ７天, 七天 are one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGITS = "零一二三四五六七八九"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# A number goes on to the left or right with these, so 17天 is not 7天 and 二十七天 is not 七天.
_MORE = "0-9０-９零〇一二两三四五六七八九十百千万"
# A dot goes on with a number only behind a digit: 0.7天 is not 7天, but 好...7天 is.
_ALONE = rf"(?<![{_MORE}])(?<![0-9０-９][.．])"


def spellings(value: str) -> str:
    """A pattern for all the ways to write a fact's value that holds a number with its unit, or "" for any other.

    Values without a number and unit (店铺名) are ordinary words, and nobody can be told not to type them.
    """
    before, *units = _NUMBER.split(value)
    numbers = _NUMBER.findall(value)
    if not numbers or not units[-1]:
        return ""
    pattern = rf"{re.escape(before)}\s*" if before else _ALONE
    for number, unit in zip(numbers, units, strict=True):
        ways = "|".join(re.escape(way) for way in _ways(number))
        pattern += rf"(?:{ways})\s*{re.escape(unit)}\s*"
    return pattern.removesuffix(r"\s*")


def first_units(values: Iterable[str]) -> str:
    """A pattern that is quickly searched and found wherever `spellings` of one of the values could be."""
    units = sorted({_NUMBER.split(value)[1] for value in values if spellings(value)})
    return rf"[{_MORE}]\s*(?:{'|'.join(map(re.escape, units))})" if units else ""


def _ways(number: str) -> list[str]:
    """How a number may be written, longest first."""
    ways = {number, number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))}
    if number.isascii() and number.isdigit():
        ways |= chinese(int(number))
    return sorted(ways, key=lambda way: (-len(way), way))


def chinese(number: int) -> set[str]:
    """A whole number below 10,000 in hanzi, each usual way (二 and 两 before a unit); empty beyond."""
    if not 0 < number < 10_000:
        return set()
    text, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    if 10 <= number < 20:
        text = text[1:]
    ways = {text}
    if text.startswith("二") and not text.startswith("二十"):
        ways.add("两" + text[1:])
    return ways
