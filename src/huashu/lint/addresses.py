"""Finds addresses written out in a text: a road and a house, an estate and a room."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.patterns import lazy

_FAR = (
    26  # characters before a road that are looked at: with all of them a long text would take the square of its length
)
_MASK = "*＊●○#＃×•…"
_NUMBER = r"(?:[0-9]{1,5}|[零一二三四五六七八九十百]{1,5})"
_HOUSE = rf"{_NUMBER} ?(?:号楼|[栋幢座楼]|单元)"
_ROOM = rf"(?:{_HOUSE}[ \-]?)+(?:{_NUMBER} ?(?:[室户房号层]|单元)|[0-9]{{3,4}}(?![0-9元件个条]))?"
_ROAD = lazy(
    rf"(?:[路街巷弄村]|大道|胡同)(?:[一二三四五六东西南北中]段)? ?{_NUMBER} ?(?:[弄巷]|号"
    # not a line, a shop or a day
    r"(?![线店]|公交|地铁|恢复|开始|之?[前后]|左右|[起发送到才就会]|[上下]午|[早晚]上|凌晨))"
    rf"(?:[一-鿿]{{0,10}}?{_ROOM}|[一-鿿]{{0,6}}?{_NUMBER}[室户])?"
)
_ESTATE = lazy(rf"(?:小区|花园|家园|公寓|[苑庭府园湾城]) ?{_ROOM}")
_ROOM_IN = lazy(rf"{_HOUSE}|{_NUMBER}[室户]")
_HANZI = lazy(r"[一-鿿]{1,24}$")
_PLACE = lazy(r"[省市区县州旗镇乡]")
_LEAD = lazy(r"[是在到寄于住给去送往留填]的?|顾客|买家|地址")
_OURS = lazy(r"门店|专柜|仓库|退货地址|公司|本店|店铺|实体店|分店|总部|服务点|自提点|网点")
# Even the door of a room is the firm's own, where its kind of house is named right before it.
_OUR_ROOM = lazy(
    r"(?:门店|退货地址|寄回地址|[分总旗展]舰?店|专卖店|直营店|[路街城场厦港汇]店|体验店|专柜|仓库?|教室|校区|展厅|工作室|办公室|会议室|前台|营业厅|服务点|维修[点部]|售后[点部]|自提点|网点|总部|诊所|工厂|车间)"
    r"(?:的?(?:地址|位置))?(?:还|就|都|现|已经?)?(?:是|在|设在|位于|搬到了?|开在)$"
)
_THEIRS = lazy(r"[您你他她]|顾客|买家|客户|会员")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody lives: a road and a house number with a place or a room. The shop's own door is no secret."""
    for found in (*_ROAD.finditer(text), *_ESTATE.finditer(text)):
        before = max(0, found.start() - _FAR)
        run = _HANZI.search(text[before : found.start()])
        if run is None:
            continue
        room = _ROOM_IN.search(found[0]) is not None
        masked = any(char in _MASK for char in text[found.end() : found.end() + 6])
        first = before + run.start() + _lead(run[0])
        lead = text[max(0, first - 24) : first]
        ours = _OUR_ROOM.search(lead) is not None and _THEIRS.search(text, max(0, first - 24), found.start()) is None
        ours |= not room and _OURS.search(text[max(0, found.start() - 24) : found.start()]) is not None
        if not masked and not ours and (room or _PLACE.search(run[0])):
            yield first, found.end()


def _lead(words: str) -> int:
    """How many of the words before a road lead up to the place: 寄的是云水市… begins at 云."""
    place = _PLACE.search(words)
    name_ends = place.start() if place else len(words)
    leads = [found.end() for found in _LEAD.finditer(words, 0, max(name_ends - 1, 0))]
    return max(leads, default=max(name_ends - 3, 0))
