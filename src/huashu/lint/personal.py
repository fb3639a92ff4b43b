"""Finds personal data written out in a text: numbers of phones, cards and plates, addresses, accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from huashu.lint.addresses import addresses
from huashu.lint.cards import bank_card, card_prefix, id_card, old_id_card
from huashu.text import lazy

Span = tuple[int, int]

_HANZI_DIGITS = "零〇幺一二三四五六七八九"
_SIGN = f"0-9A-Za-z０-９Ａ-Ｚａ-ｚ{_HANZI_DIGITS}"
_BETWEEN = " _,，、.·•\\-–—/"
# Whatever is found below holds one of these. Written to be searched quickly: it begins with one set of characters.
SUSPECT = lazy(
    rf"[@＠十百{_SIGN}](?:(?<=[@＠])|[{_BETWEEN}]?[{_SIGN}](?:[{_BETWEEN}]{{0,2}}[{_SIGN}]){{3}}"
    rf"|[0-9０-９{_HANZI_DIGITS}十百]{{0,4}} ?[号弄巷栋幢])"
)

_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_TO_DIGITS = {ord(char): str(max(index - 2, 0)) for index, char in enumerate(_HANZI_DIGITS)} | {ord("幺"): "1"}
_ADDRESS_OF_A_PAGE = lazy(r"(?:https?://|www\.)[!-~]+")

_RUN = lazy(r"[0-9]+(?:[ \-–—‑.·_][0-9]+)*[Xx]?")
_GROUP = lazy(r"[0-9]+[Xx]?")
_SPELT = lazy(rf"[0-9{_HANZI_DIGITS}](?:[ ,，、\-]?[0-9{_HANZI_DIGITS}])+")
_SPELT_GROUP = lazy(rf"[0-9{_HANZI_DIGITS}]+")
_FAR = (
    26  # characters before a place that are looked at: with all of them a long text would take the square of its length
)
_MASK = "*＊●○#＃×•…"

# What a number is called just before it; the last name wins, so 订单电话 is a phone and 会员卡号 is a code.
_CALLED = lazy(
    r"(?P<code>订单|[单货款批条型编券工房架位柜箱票]号|[运快]递?单|[条编]?码(?<!号码)|条形码|物流|包裹|编[号码]|流水|交易|序列|批次|[Ss][Kk][Uu]"
    r"|会员卡?号?|礼品卡号?|积分卡号?|服务号?|报告|证书|商品|税号|备案|许可证|执照|信用代码)"
    r"|(?P<phone>电话|手机|座机|固话|号码|联系方式|致电|拨打|打给|呼叫|热线|[Tt][Ee][Ll]|[Pp]hone)"
    r"|(?P<id>身份证|证件|证号|身份信息)"
    r"|(?P<card>卡号|银行卡|储蓄卡|信用卡|借记卡|[账帐][号户]|打款|汇款|收款|[汇转打]到|张卡|的卡|卡(?=[: 是为]*$))"
)
_CALLED_AFTER = lazy(r".{0,3}?(?:(?P<id>身份证|证件)|(?P<card>张卡|的卡|卡里|[账帐]户|银行卡))")
_LETTERS_BEFORE = lazy(r"(?:^|[^A-Za-z0-9])(?:tel|phone|mobile|mob|qq|vx|wx|v|no|id)[.:]? ?$", re.IGNORECASE)


class Plain(NamedTuple):
    """A text made ready: full-width characters as ASCII, links blanked out; each character at its old place."""

    text: str

    def called(self, start: int, end: int) -> str:
        """What the sentence says a number is: code, phone, id, card, or "" when it does not say."""
        before = re.split(r"[。！？!?;；\n]", self.text[max(0, start - 16) : start])[-1]
        name = ""
        for found in _CALLED.finditer(before):
            name = str(found.lastgroup)
        after = _CALLED_AFTER.match(self.text, end)
        if after is not None and name != "code":
            name = str(after.lastgroup)
        return name

    def alone(self, start: int, end: int) -> bool:
        """Whether a number stands by itself: no letter goes before it (tracking numbers, models), nothing is masked."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        if after and (after in _MASK or (after.isascii() and after.isalnum())):
            return False
        if before and before in _MASK:
            return False
        if before == "-" and self.text[start - 2 : start - 1].isalnum() and self.text[start - 2].isascii():
            return False
        if before.isascii() and before.isalnum():
            return _LETTERS_BEFORE.search(self.text[max(0, start - _FAR) : start]) is not None
        return True


def plain(text: str) -> Plain:
    """The text as the finders read it."""
    flat = text.translate(_TO_ASCII)
    return Plain(
        _ADDRESS_OF_A_PAGE.sub(lambda found: "/" * len(found[0]), flat) if "://" in flat or "www." in flat else flat
    )


class _Number(NamedTuple):
    """Neighbouring groups of digits taken as one number."""

    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]


def _numbers(text: Plain, lengths: range) -> Iterator[_Number]:
    """Each way to read groups of digits side by side as one number of such a length, longest ways first."""
    for run in _RUN.finditer(text.text):
        groups = [found.span() for found in _GROUP.finditer(text.text, *run.span())]
        sizes = [end - start for start, end in groups]
        if sum(sizes) < lengths.start:
            continue
        ways = []
        for first in range(len(groups)):
            if first and text.text[groups[first][0] - 1] != " ":
                continue  # within a dashed code
            for last, total in enumerate(accumulate(sizes[first : first + lengths.stop]), first):
                if total >= lengths.stop:
                    break
                goes_on = last + 1 < len(groups) and text.text[groups[last][1]] != " "
                if total >= lengths.start and not goes_on:
                    ways.append((last - first, first, last))
        for _count, first, last in sorted(ways, key=lambda way: (way[1], -way[0])):
            start, end = groups[first][0], groups[last][1]
            if text.alone(start, end):
                digits = "".join(text.text[a:b] for a, b in groups[first : last + 1])
                yield _Number(start, end, digits, tuple(sizes[first : last + 1]))


_MOBILE = lazy(r"1[3-9][0-9]{9}")
_AREA = r"0(?:10|2[0-57-9]|[3-9][0-9]{2})"
_MOBILE_SHAPES = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (5, 6), (3, 4, 2, 2), (3, 2, 3, 3), (1,) * 11}
_LANDLINE = lazy(
    rf"(?<![0-9A-Za-z*-])(?<![0-9][.:])[(]?{_AREA}(?:[)][- ]?|[-–—/ ]{{1,2}})[2-8][0-9]{{2,3}}[- ]?[0-9]{{4}}(?![0-9*])"
)
_LANDLINE_UNPARTED = lazy(rf"{_AREA}[2-8][0-9]{{6,7}}")
_LOCAL = lazy(
    r"(?:座机|固话|电话|致电|拨打|拨|打)(?:号码|号)?[是为:]? ?"
    r"(?!400|800)([2-8][0-9]{6,7}|[2-8][0-9]{2,3}[- ][0-9]{4})(?![-0-9*])"
)
_ABROAD = lazy(r"(?<![0-9A-Za-z])[+][1-9][0-9]{0,2}(?:[ -]?[0-9]){7,12}(?![0-9*])")


def phones(text: Plain) -> Iterator[Span]:
    """Mobile and landline numbers; service numbers (400, 95xxx, 10086) belong to nobody."""
    for found in _ABROAD.finditer(text.text):
        yield found.span()
    for number in _numbers(text, range(10, 14)):
        digits = number.digits
        if (
            len(digits) == 13
            and digits.startswith("86")
            and (number.sizes[0] == 2 or text.called(*number[:2]) == "phone")
        ):
            digits = digits[2:]
            sizes = number.sizes[1:] or (11,)
        else:
            sizes = number.sizes
        mobile = _MOBILE.fullmatch(digits) is not None and sizes in _MOBILE_SHAPES
        landline = len(sizes) == 1 and _LANDLINE_UNPARTED.fullmatch(digits) is not None
        called = text.called(number.start, number.end)
        if (mobile and called != "code") or (landline and called == "phone"):
            yield number.start, number.end
    for found in _LANDLINE.finditer(text.text):
        if text.called(*found.span()) != "code":
            yield found.span()
    for found in _LOCAL.finditer(text.text):
        yield found.span(1)
    yield from _spelt(text)


def _spelt(text: Plain) -> Iterator[Span]:
    """Numbers said digit by digit: 一三八零零一三八零零零, 一三八，零零一三，八零零零, also mixed with figures."""
    for run in _SPELT.finditer(text.text):
        groups = [found.span() for found in _SPELT_GROUP.finditer(text.text, *run.span())]
        for first, (start, _end) in enumerate(groups):
            for _start, end in groups[first : first + 13]:  # each holds a digit
                said = text.text[start:end]
                digits = re.sub("[^0-9]", "", said.translate(_TO_DIGITS))
                if len(digits) > 12:
                    break
                if not said.isascii() and (_MOBILE.fullmatch(digits) or _LANDLINE_UNPARTED.fullmatch(digits)):
                    yield start, end


def id_cards(text: Plain) -> Iterator[Span]:
    """Numbers of identity cards: right by their check digit, or called so."""
    for number in _numbers(text, range(15, 19)):
        called = text.called(number.start, number.end)
        by_make = id_card(number.digits) or (len(number.sizes) == 1 and old_id_card(number.digits))
        by_name = called == "id" and len(number.digits) in (15, 18)
        if called != "code" and (by_make or by_name):
            yield number.start, number.end


def bank_cards(text: Plain) -> Iterator[Span]:
    """Numbers of bank cards: right by their check digit, written in fours, or called so."""
    for number in _numbers(text, range(15, 20)):
        digits, called = number.digits, text.called(number.start, number.end)
        if called in ("code", "id") or id_card(digits) or not digits.isdigit():
            continue
        fours = len(number.sizes) >= 4 and set(number.sizes[:4]) == {4} and number.sizes[4:] in ((), (1,), (2,), (3,))
        if called == "card" or bank_card(digits) or (fours and card_prefix(digits)):
            yield number.start, number.end


_PLATE = lazy(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z]([·•・‧.\- ]{0,2})"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳])(?![0-9A-Za-z])"
)
_CAR = lazy(r"车|牌照|挂牌|[停辆]|司机|驾驶")
_MODEL = lazy(r"[款货型编][号码]?[是为: ]*.?$")
_MODEL_AFTER = lazy(r"[这那]?[个款]|色")
_CLAUSES = 16, 8  # how far before and behind a plate the sentence may speak of cars


def plates(text: Plain) -> Iterator[Span]:
    """Number plates, of new-energy cars too; one without the dot only where the sentence speaks of cars."""
    for found in _PLATE.finditer(text.text):
        figures = sum(char.isdigit() for char in found[0])
        start, end = found.span()
        model = _MODEL.search(text.text[max(0, start - _FAR) : start]) or _MODEL_AFTER.match(text.text, end)
        car = _CAR.search(text.text, max(0, start - _CLAUSES[0]), end + _CLAUSES[1])
        if figures >= 2 and not model and (found[1].strip(" .-") or car):
            yield found.span()


_EMAIL = lazy(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,3}[A-Za-z]{2,24}(?![A-Za-z0-9-])")


def emails(text: Plain) -> Iterator[Span]:
    """E-mail addresses."""
    for found in _EMAIL.finditer(text.text):
        yield found.span()


_ACCOUNT = lazy(
    r"(?:(?:微信|薇信|VX|vx|Vx|WX|wx|[Ww]e[Cc]hat)(?:号码?|[Ii][Dd])?(?:就?是|为|:)? ?"
    r"(?P<wechat>(?=[A-Za-z0-9_-]*[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19})"
    r"|(?:QQ|qq|扣扣|企鹅)(?:号码?)?(?:就?是|为|:)? ?(?P<qq>[1-9][0-9]{4,10}))(?![A-Za-z0-9_.@*-])"
)


def accounts(text: Plain) -> Iterator[Span]:
    """Numbers of WeChat and QQ."""
    for found in _ACCOUNT.finditer(text.text):
        yield found.span(str(found.lastgroup))


FINDERS: dict[str, Callable[[Plain], Iterator[Span]]] = {
    "account": accounts,
    "address": lambda text: addresses(text.text),
    "bank-card": bank_cards,
    "email": emails,
    "id-card": id_cards,
    "phone": phones,
    "plate": plates,
}


def find(kind: str, text: str) -> list[Span]:
    """Where a text holds personal data of a kind, in order, none overlapping."""
    spans: list[Span] = []
    for start, end in sorted(set(FINDERS[kind](plain(text))), key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans
