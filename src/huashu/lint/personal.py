"""Finds personal data written out in a text: numbers of phones, cards and plates, addresses, accounts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from huashu.lint.addresses import addresses
from huashu.lint.cards import bank_card, card_prefix, id_card, old_id_card
from huashu.patterns import lazy

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
_SENTENCE = lazy(r"[。！？!?;；\n]")
_FAR = 26  # characters before a place that are looked at: all of them would take the square of a long text's length
_MASK = "*＊●○#＃×•…"

# What a number is called just before it; the last name wins, so 订单电话 is a phone and 会员卡号 is a code.
_CALLED = lazy(
    r"(?P<code>订单|[单货款批条型编券工房架位柜箱票]号|[运快]递?单|(?:登记|退货|换货|寄修|工|回执|凭证|面|申请|受理)单|[条编]?码(?<!号码)|条形码|物流|包裹|编[号码]|流水|交易|序列|批次|[Ss][Kk][Uu]"
    r"|会员卡?号?|礼品卡号?|积分卡号?|服务号?|报告|证书|商品|税号|备案|许可证|执照|信用代码)"
    r"|(?P<phone>电话|手机|座机|固话|号码|联系方式|致电|拨打|打给|呼叫|热线|[Tt][Ee][Ll]|[Pp]hone)"
    r"|(?P<id>身份证|证件|证号|身份信息)"
    r"|(?P<card>卡号|银行卡|储蓄卡|信用卡|借记卡|[账帐][号户]|打款|汇款|收款|[汇转打]到|张卡|的卡|卡(?=[: 是为]*$))"
)
_CALLED_AFTER = lazy(r".{0,3}?(?:(?P<id>身份证|证件)|(?P<card>张卡|的卡|卡里|[账帐]户|银行卡))")
_LETTERS_BEFORE = lazy(r"(?:^|[^A-Za-z0-9])(?:tel|phone|mobile|mob|qq|vx|wx|v|no|id)[.:]? ?$", re.IGNORECASE)


class Plain:
    """A text made ready: full-width characters as ASCII, links blanked out; each character at its old place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before: dict[int, str] = {}  # many ways to read digits as a number begin or end at one place
        self._after: dict[int, str] = {}

    def called(self, start: int, end: int) -> str:
        """What the sentence says a number is: code, phone, id, card, or "" when it does not say."""
        name = self._before.get(start)
        if name is None:
            name = self._before[start] = self._called_before(start)
        if name == "code":
            return name
        after = self._after.get(end)
        if after is None:
            found = _CALLED_AFTER.match(self.text, end)
            after = self._after[end] = str(found.lastgroup) if found is not None else ""
        return after or name

    def _called_before(self, start: int) -> str:
        before = _SENTENCE.split(self.text[max(0, start - 16) : start])[-1]
        name = ""
        for found in _CALLED.finditer(before):
            name = str(found.lastgroup)
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

    @cached_property
    def runs(self) -> list[_Run]:
        """Stretches of digits in groups, in order."""
        return [_run(self.text, *found.span()) for found in _RUN.finditer(self.text)]


@lru_cache(maxsize=4)
def plain(text: str) -> Plain:
    """The text as the finders read it."""
    flat = text.translate(_TO_ASCII)
    return Plain(
        _ADDRESS_OF_A_PAGE.sub(lambda found: "/" * len(found[0]), flat) if "://" in flat or "www." in flat else flat
    )


class _Run(NamedTuple):
    """Groups of digits side by side: their places, all digits as one, and where in these each group begins."""

    groups: list[tuple[int, int]]
    sizes: tuple[int, ...]
    digits: str
    offsets: list[int]
    parted: list[bool]  # whether a blank, or nothing of the run, goes before the group


class _Number(NamedTuple):
    """Neighbouring groups of digits taken as one number."""

    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]


def _run(text: str, start: int, end: int) -> _Run:
    groups = [found.span() for found in _GROUP.finditer(text, start, end)]
    sizes = tuple(stop - first for first, stop in groups)
    parted = [index == 0 or text[first - 1] == " " for index, (first, _stop) in enumerate(groups)]
    digits = "".join(text[first:stop] for first, stop in groups)
    return _Run(groups, sizes, digits, [0, *accumulate(sizes)], [*parted, True])


def _numbers(text: Plain, lengths: range) -> Iterator[_Number]:
    """Each way to read groups of digits side by side as one number of such a length, longest ways first. Whether it
    stands alone is left to ask: what it is made of tells sooner that it is no such number."""
    for groups, sizes, digits, offsets, parted in text.runs:
        if len(digits) < lengths.start:
            continue
        for first, begin in enumerate(offsets[:-1]):
            if not parted[first]:
                continue  # within a dashed code
            least, most = bisect_left(offsets, begin + lengths.start), bisect_left(offsets, begin + lengths.stop)
            for last in range(most - 1, least - 1, -1):
                if parted[last]:
                    start, end = groups[first][0], groups[last - 1][1]
                    yield _Number(start, end, digits[begin : offsets[last]], sizes[first:last])


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
        if _phone(text, number) and text.alone(number.start, number.end):
            yield number.start, number.end
    for found in _LANDLINE.finditer(text.text):
        if text.called(*found.span()) != "code":
            yield found.span()
    for found in _LOCAL.finditer(text.text):
        yield found.span(1)
    yield from _spelt(text)


def _phone(text: Plain, number: _Number) -> bool:
    start, end, digits, sizes = number
    if len(digits) == 13:
        if not digits.startswith("86") or (sizes[0] != 2 and text.called(start, end) != "phone"):
            return False
        digits, sizes = digits[2:], sizes[1:] or (11,)
    if sizes in _MOBILE_SHAPES and _MOBILE.fullmatch(digits):
        return text.called(start, end) != "code"
    return len(sizes) == 1 and _LANDLINE_UNPARTED.fullmatch(digits) is not None and text.called(start, end) == "phone"


def _spelt(text: Plain) -> Iterator[Span]:
    """Numbers said digit by digit: 一三八零零一三八零零零, 一三八，零零一三，八零零零, also mixed with figures."""
    for run in _SPELT.finditer(text.text):
        if run[0].isascii():
            continue
        groups = [found.span() for found in _SPELT_GROUP.finditer(text.text, *run.span())]
        digits = "".join(text.text[start:end] for start, end in groups).translate(_TO_DIGITS)
        offsets = [0, *accumulate(end - start for start, end in groups)]
        for first, (start, _end) in enumerate(groups):
            begin = offsets[first]
            for last in range(bisect_left(offsets, begin + 10), bisect_left(offsets, begin + 13)):
                number, end = digits[begin : offsets[last]], groups[last - 1][1]
                if (_MOBILE.fullmatch(number) or _LANDLINE_UNPARTED.fullmatch(number)) and not (
                    text.text[start:end].isascii()
                ):
                    yield start, end


def id_cards(text: Plain) -> Iterator[Span]:
    """Numbers of identity cards: right by their check digit, or called so."""
    for start, end, digits, sizes in _numbers(text, range(15, 19)):
        by_make = id_card(digits) or (len(sizes) == 1 and old_id_card(digits))
        if not by_make and len(digits) not in (15, 18):
            continue
        called = text.called(start, end)
        if called != "code" and (by_make or called == "id") and text.alone(start, end):
            yield start, end


def bank_cards(text: Plain) -> Iterator[Span]:
    """Numbers of bank cards: right by their check digit, written in fours, or called so."""
    for start, end, digits, sizes in _numbers(text, range(15, 20)):
        called = text.called(start, end)
        if called in ("code", "id") or not (called == "card" or _card(digits, sizes)):
            continue
        if digits.isdigit() and not id_card(digits) and text.alone(start, end):
            yield start, end


def _card(digits: str, sizes: tuple[int, ...]) -> bool:
    """Whether it looks like the number of a bank card."""
    if not card_prefix(digits):
        return False
    fours = len(sizes) >= 4 and set(sizes[:4]) == {4} and sizes[4:] in ((), (1,), (2,), (3,))
    return fours or (digits.isdigit() and bank_card(digits))


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


_EMAIL = lazy(
    r"(?<![A-Za-z0-9._%+*＊-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,3}"
    r"(?!(?:png|jpe?g|gif|webp|svg|bmp|pdf|mp4)(?![A-Za-z0-9-]))[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)


def emails(text: Plain) -> Iterator[Span]:
    """E-mail addresses; size@2x.png is a picture."""
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
