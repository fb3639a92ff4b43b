"""Personal data in sentences, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from huashu.lint.personal import FINDERS, SUSPECT, find

FOUND = [
    ("phone", "打13800138000", "13800138000"),
    ("phone", "tel:13800138000", "13800138000"),
    ("phone", "138.0013.8000 找我", "138.0013.8000"),
    ("phone", "1 3 8 0 0 1 3 8 0 0 0", "1 3 8 0 0 1 3 8 0 0 0"),
    ("phone", "2026-11-11 13800138000", "13800138000"),
    ("phone", "+8613800138000", "+8613800138000"),
    ("phone", "86 13800138000", "86 13800138000"),
    ("phone", "订单电话13800138000", "13800138000"),
    ("phone", "幺三八，零零一三，八零零零", "幺三八，零零一三，八零零零"),
    ("phone", "好的，一半，138零零一三八零零零", "138零零一三八零零零"),
    ("phone", "（０５７１）８８２３４４５６", "（０５７１）８８２３４４５６"),
    ("phone", "座机：88234456", "88234456"),
    ("phone", "电话是057188234456", "057188234456"),
    ("id-card", "１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２Ｘ"),
    ("id-card", "110101199003071230这个身份证", "110101199003071230"),
    ("bank-card", "6222 0212 3456 7890", "6222 0212 3456 7890"),
    ("bank-card", "1234567890123456这张卡到账快", "1234567890123456"),
    ("plate", "车是京Ａ·１２３４５", "京Ａ·１２３４５"),
    ("plate", "停着京A12345", "京A12345"),
    ("plate", "挂车京A1234挂", "京A1234挂"),
    ("address", "寄到北京市朝阳区建国路88号", "北京市朝阳区建国路88号"),
    ("address", "柳荫路二十号三栋五室", "柳荫路二十号三栋五室"),
    ("address", "您的办公室在科技园5栋2单元1203", "科技园5栋2单元1203"),
    ("address", "顾客工厂在科技园5栋2单元1203", "科技园5栋2单元1203"),
    ("email", "ＬＡＮ＠example.com", "ＬＡＮ＠example.com"),
    ("account", "微信号：lan_01xx", "lan_01xx"),
    ("account", "扣扣12345", "12345"),
]
INNOCENT = [
    ("phone", "138****8000、1380013****、尾号8000"),
    ("phone", "YT13800138000、SF1380013800013、13800138000123"),
    ("phone", "货号13800138000，批号 138-0013-8000，x-13800138000"),
    ("phone", "400-800-1234、电话4008001234、95338、拨打10086"),
    ("phone", "https://example.com/13800138000"),
    ("phone", "一二三四五六七八九十"),
    ("phone", "{手机号}"),
    ("id-card", "194750386621048317、202406011234567890、订单11010519491231002X"),
    ("id-card", "110105********002X"),
    ("bank-card", "货号6222-0817-3305-1100、6222021234567891、尾号1234、6222 **** **** 1234"),
    ("plate", "京A仓、新A款、藏青B20318、沪A·****5"),
    ("address", "和平路***号、{地址}、2号线、南京路步行街、解放路5号出口、云水市和平路12号恢复发货"),
    ("address", "我们门店在云水市和平路12号"),
    ("address", "培训教室在科技园5栋2单元1203、展厅地址是星河园6栋1单元201、维修点搬到了锦绣花园2号楼1单元103"),
    ("email", "@客服、a@b"),
    ("account", "微信支付、QQ邮箱、微信公众号、QQ9"),
]


@pytest.mark.parametrize(("kind", "text", "what"), FOUND)
def test_found_with_its_place(kind: str, text: str, what: str) -> None:
    assert [text[start:end] for start, end in find(kind, text)] == [what]
    assert SUSPECT.search(text) is not None


@pytest.mark.parametrize(("kind", "text"), INNOCENT)
def test_left_alone(kind: str, text: str) -> None:
    assert [text[start:end] for start, end in find(kind, text)] == []


def test_an_identity_card_is_no_bank_card() -> None:
    assert find("bank-card", "卡号11010519491231002X") == []


@pytest.mark.parametrize("kind", sorted(FINDERS))
@pytest.mark.parametrize(
    "text", ["1 " * 4000, "一" * 8000, "路12号" * 2000, "省市区县" * 2000, "a@a." * 2000, "1-" * 4000]
)
def test_long_texts_take_no_time(kind: str, text: str) -> None:
    start = time.process_time()
    find(kind, text)
    assert time.process_time() - start < 1.0
