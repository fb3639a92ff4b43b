"""What is said back to customers of what they entrusted to us: `slots` with `problem: spoken`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from huashu.lint.checks.hit import Hit
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.library import Slot
from huashu.model.rule import Rule
from huashu.patterns import lazy
from huashu.text import SLOT

WHOLE, MASKED, NEVER = "whole", "masked", "never"

# Names that mean a customer's data wherever they are not registered, or registered without a word on it.
_PRIVATE = lazy(r"身份证|证件|护照|银行卡|卡号|密码|验证码|手机|电话|联系方式|住址|家庭地址|完整|微信号|QQ号|邮箱")
_OURS = lazy(
    r"会员卡|礼品卡|购物卡|积分卡|储值卡|客服|商家|商城|店|快递|派[件送]|师傅|司机|骑手|专员|仓|网点|站点|驿站|热线|公司|售后|工作|企业"
    r"|服务|公众|品牌|厂|型号|机型|壳|膜|类型|方式$(?<!联系方式)|平台|银行卡?名"
)
_PART = lazy(r"尾号|末尾|[后末][四4几]位|最后[四4几]位|前[三3]位|打码|脱敏|隐去|部分|[*＊]")
_PART_BEFORE = lazy(r"(?:尾号|末尾|[后末][四4]位|最后[四4几]位|[*＊]{2})[^，。！？；\n{}]{0,6}$")
_PART_AFTER = lazy(r"[^，。！？；\n{}]{0,4}?(?:尾号|末尾|[后末][四4]位|最后[四4几]位)|[*＊]{2}")


def spoken(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """A slot with a customer's data that is said in full where only a part of it may be said, or none."""
    slots, known = context.library.slots, context.manners
    for name in view.names:
        if name not in known:
            known[name] = manner(name, slots.get(name))
    guarded = {name: way for name in view.names if (way := known[name]) != WHOLE}
    if not guarded:
        return
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        for found in SLOT.finditer(written.value):
            way = guarded.get(found[1], WHOLE)
            if way == NEVER or (way == MASKED and not _partly(written.value, *found.span())):
                values = {"word": found[0], "name": found[1]}
                yield Hit(view.script.source, written, *found.span(), values, script=view.script.id)


def manner(name: str, slot: Slot | None) -> str:
    """How much of a slot may be said: whole, masked, never. What the library says goes first."""
    if slot is None:
        return _by_name(name)
    return slot.spoken or _registered(name, slot.means, slot.example, slot.sensitive)


@lru_cache(maxsize=4096)
def _registered(name: str, means: str, example: str, sensitive: bool) -> str:
    if _PART.search(means) or _PART.search(example) or _PART.search(name):
        return WHOLE
    return MASKED if sensitive else _by_name(name)


@lru_cache(maxsize=4096)
def _by_name(name: str) -> str:
    private = _PRIVATE.search(name) and not _OURS.search(name) and not _PART.search(name)
    return MASKED if private else WHOLE


def _partly(text: str, start: int, end: int) -> bool:
    """Whether the words beside the slot say that only a part of it is filled in."""
    return _PART_BEFORE.search(text[max(0, start - 12) : start]) is not None or _PART_AFTER.match(text, end) is not None
