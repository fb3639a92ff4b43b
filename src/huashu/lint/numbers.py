"""Numbers as people write them: 7天, 7 天, ７天, 七天 are one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huashu.patterns import lazy

_DIGITS = "零一二三四五六七八九"
_NUMBER = lazy(r"[0-9]+(?:\.[0-9]+)?")
# A number goes on to the left or right with these, so 17天 is not 7天 and 二十七天 is not 七天.
_MORE = "0-9０-９零〇一二两三四五六七八九十百千万"
# A dot goes on with a number only behind a digit: 0.7天 is not 7天, but 好...7天 is.
# 6月7日 is a day, not seven of them.
_ALONE = rf"(?<![{_MORE}月])(?<![0-9０-９][.．])"


# Units that mean the same. 块 is what people say for 元, 日 what laws write for 天.
_UNITS = {
    "元": ("元钱", "块钱", "元", "块"),
    "天": ("天", "日"),
    "小时": ("个小时", "小时"),
    "个工作日": ("个工作日", "工作日"),
}


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
        pattern += rf"(?:{ways})\s*{_unit(unit)}\s*"
    pattern = pattern.removesuffix(r"\s*")
    if units == ["天"] and not before:
        pattern += "".join(rf"|{_ALONE}(?:{way})" for way in _SPANS.get(numbers[0], ()))
    if units == ["元"] and before in ("", "满"):  # 满99包邮
        pattern += rf"|满\s*(?:{'|'.join(map(re.escape, _ways(numbers[0])))})(?=包邮|免邮|可用|能用|就)"
    return pattern


# A number of days that people say as weeks or months.
_SPANS = {
    "7": (r"[1１一]\s*(?:周|个?星期)",),
    "14": (r"[2２两]\s*(?:周|个?星期)",),
    "15": ("半个月",),
    "30": (r"[1１一]\s*个月",),
}


def plain_enough(value: str) -> bool:
    """Whether a value can mean nothing else: two numbers (满300元减30元), or a name with the number (10元新客券)."""
    before, *units = _NUMBER.split(value)
    named = before + _UNIT.sub("", units[-1] if units else "")
    return len(units) > 1 or sum("\u4e00" <= char <= "\u9fff" for char in named) > 1


_UNIT = lazy("^(?:元|块|天|日|个?小时|分钟|个?工作日|个?月|年|周|个?星期|件|单|折|点|次|岁|个)")


def first_units(values: Iterable[str]) -> str:
    """A pattern that is quickly searched and found wherever `spellings` of one of the values could be."""
    units = sorted({_NUMBER.split(value)[1] for value in values if spellings(value)})
    if not units:
        return ""
    ways = {way for unit in units for way in _unit_ways(unit)} | {"包邮", "免邮", "可用", "能用", "就"}
    ways |= {"周", "星期", "个星期", "个月"} if "天" in units else set()
    first = "".join(sorted({way[0] for way in ways}))
    return rf"[{_MORE}半]\s*(?=[{re.escape(first)}])(?:{'|'.join(map(re.escape, sorted(ways)))})"


def _unit(unit: str) -> str:
    """A pattern for a unit and what goes on behind it: 元减, 天."""
    return f"(?:{'|'.join(map(re.escape, _unit_ways(unit)))})"


def _unit_ways(unit: str) -> list[str]:
    for own, ways in _UNITS.items():
        if unit.startswith(own):
            return [way + unit.removeprefix(own) for way in ways]
    return [unit]


def _ways(number: str) -> list[str]:
    """How a number may be written, longest first."""
    ways = {number, number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))}
    if number.isascii() and number.isdigit() and len(number) < 10:  # Python refuses to read thousands of digits
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
