"""What an agent does all day: copy, fill in, go on to the next step, keep what is often used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import PHONE, Desk
from playwright.sync_api import Page, expect

Clipboard = Callable[[Page], str]
REFUND, RETURN, HELLO = "after-sales--refund-arrival", "after-sales--no-reason-return", "greeting--first-hello"
KEY = "huashu:青禾衣橱客服话术手册"


def chosen(page: Page) -> str:
    """The text of the reply at hand."""
    return page.text_content(".w.chosen .t") or ""


def toast(page: Page) -> str:
    return page.wait_for_selector("#toast span").text_content() or ""


def kept(page: Page) -> dict[str, object]:
    found: dict[str, object] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}') ?? '{{}}'"))
    return found


@pytest.mark.parametrize("via", ["localhost", "plain", "file"])
def test_a_click_copies(desk: Desk, clipboard: Clipboard, via: str) -> None:
    page = desk.open(RETURN, via=via)
    assert page.evaluate("isSecureContext") == (via != "plain")
    page.click(f"#{RETURN} .w:has-text('申请退款') .copy")
    assert toast(page) == "已复制。下一步：4 感谢理解"
    assert page.text_content("#said") == "已复制。下一步：4 感谢理解"
    assert clipboard(page) == "在订单里点申请退款就好"


@pytest.mark.parametrize("via", ["localhost", "plain", "file"])
def test_a_key_copies_and_leads_to_the_next_step(desk: Desk, clipboard: Clipboard, via: str) -> None:
    page = desk.open(via=via)
    page.keyboard.type("wlyth")  # the page opens with the cursor in its search
    page.keyboard.press("Enter")
    assert toast(page) == "已复制。下一步：2 查明"
    assert clipboard(page) == "请放心，我陪您办"
    page.click("#toast button")
    assert chosen(page) == "吊牌还在吗？"
    page.keyboard.press("c")
    page.wait_for_selector("#toast:has-text('3 全力解决')")
    assert clipboard(page) == "吊牌还在吗？"
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:has-text('已复制，去粘贴吧')")
    assert clipboard(page) == "谢谢您给我们机会", "the last step has no next one"


def test_blanks_are_filled_in_once(desk: Desk, clipboard: Clipboard) -> None:
    page = desk.open(REFUND)
    page.click(f"#{REFUND} .w >> nth=0 >> .copy")
    assert toast(page) == "已复制，还有空没填：{称呼}"
    assert clipboard(page) == "{称呼}，钱还没见着，您惦记是应该的"
    page.click("#toast button")
    assert page.evaluate("document.activeElement.dataset.name") == "称呼"
    page.keyboard.type("王女士")
    assert chosen(page) == "王女士，钱还没见着，您惦记是应该的"
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:has-text('2 查明')")
    assert clipboard(page) == "王女士，钱还没见着，您惦记是应该的"
    page.fill("#blanks input[data-name=单号]", "YT1")
    page.evaluate("location.hash = '#scene-bargaining'")
    page.wait_for_selector("#main .t:has-text('王女士，这件的面料')")
    page.focus(".w")
    page.keyboard.press("x")
    assert page.text_content("#main .t") == "{称呼}，这件的面料和做工都摸得着"
    assert [field.input_value() for field in page.query_selector_all("#blanks input")] == [""]


def test_a_blank_in_a_reply_is_a_click_away(desk: Desk) -> None:
    page = desk.open(REFUND)
    page.click("mark[data-slot=单号]")
    assert page.evaluate("document.activeElement.dataset.name") == "单号"
    assert chosen(page) == "看到了，单号{单号}已经签收"


def test_the_agents_own_number_stays_and_a_customers_data_never_does(desk: Desk) -> None:
    page = desk.open(HELLO)
    page.fill("#blanks input[data-name=工号]", "8016")
    assert page.text_content("#blanks li:has(input[data-name=工号]) small") == "会记住"
    page.evaluate(f"location.hash = '#{REFUND}'")
    page.fill("#blanks input[data-name=单号]", "SF10086")
    page.fill("#blanks input[data-name=称呼]", "王女士")
    assert page.text_content("#blanks li:has(input[data-name=单号]) small") == "顾客信息，不会保存"
    stores = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "8016" in stores
    assert "SF10086" not in stores
    assert "王女士" not in stores
    page.evaluate(f"location.hash = '#{HELLO}'")
    page.reload()
    page.wait_for_selector("#main .t:has-text('我是8016号客服')")
    page.evaluate(f"location.hash = '#{REFUND}'")
    page.wait_for_selector("#main .t:has-text('单号{单号}已经签收')")


def test_favourites_and_what_was_used_last(desk: Desk) -> None:
    page = desk.open("favourites")
    assert page.text_content("#main .lead") == "还没有收藏。点话术标题旁的星星，常用的就都在这里。"
    page.evaluate(f"location.hash = '#{RETURN}'")
    page.click(f"#{RETURN} .star")
    assert page.get_attribute(f"#{RETURN} .star", "aria-pressed") == "true"
    page.click(f"#{RETURN} .copy >> nth=0")
    page.evaluate(f"location.hash = '#{HELLO}'")
    page.click(f"#{HELLO} .copy >> nth=0")
    toast(page)
    page.reload()
    page.click("nav >> text=最近用过")
    expect(page.locator("#main h3")).to_have_text(["初次进店问候", "无理由退货"])
    page.click("nav >> text=我的收藏")
    expect(page.locator("#main h3")).to_have_text(["无理由退货"])
    page.click("#channels >> text=电话")
    assert (page.text_content("#main .lead") or "").startswith("这里没有符合条件的话术"), "there is one, but not here"
    page.click("text=去掉筛选")
    page.click(f"#{RETURN} .star")
    assert kept(page)["favourites"] == []


def test_what_is_kept_can_be_taken_to_another_machine(desk: Desk, tmp_path: Path) -> None:
    page = desk.open(RETURN)
    page.click(f"#{RETURN} .star")
    page.evaluate(f"location.hash = '#{HELLO}'")
    page.fill("#blanks input[data-name=工号]", "8016")
    page.click("text=?")
    with page.expect_download() as waiting:
        page.click("text=导出收藏和设置")
    exported = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(exported)
    assert exported.name == "huashu-favourites.json"

    other = desk.open(HELLO)
    other.click("text=?")
    other.set_input_files("#take", exported)
    assert toast(other) == "收藏和设置已读入"
    assert (kept(other)["favourites"], kept(other)["blanks"]) == (["after-sales/no-reason-return"], {"工号": "8016"})
    assert other.text_content(f"#{HELLO} .t >> nth=0") == "您好，我是8016号客服，欢迎来青禾衣橱"

    foreign = tmp_path / "foreign.json"
    foreign.write_text(
        '{"v": 1, "blanks": {"单号": "SF1"}, "favourites": [3], "theme": "<b>", "size": 99}', encoding="utf-8"
    )
    other.set_input_files("#take", foreign)
    other.wait_for_timeout(50)
    assert (kept(other)["blanks"], kept(other)["theme"], kept(other)["size"]) == ({}, "", 0)
    foreign.write_text("no JSON", encoding="utf-8")
    other.set_input_files("#take", foreign)
    other.wait_for_selector("#toast:has-text('不是从手册导出的')")


FULL = "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('full'); };"
FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
)


@pytest.mark.parametrize("trouble", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_a_store_that_cannot_be_read_or_written_stops_nobody(desk: Desk, clipboard: Clipboard, trouble: str) -> None:
    page = desk.open(RETURN, before=trouble)
    page.click(f"#{RETURN} .star")
    page.click(f"#{RETURN} .copy >> nth=0")
    toast(page)
    assert clipboard(page) == "请放心，我陪您办"
    assert page.get_attribute(f"#{RETURN} .star", "aria-pressed") == "true", "kept as long as the page lies open"
    page.click("nav >> text=最近用过")
    assert page.text_content("#main h3") == "无理由退货"


def test_a_store_that_holds_something_else_is_no_trouble(desk: Desk) -> None:
    odd = desk.open(RETURN, before=f"localStorage.setItem('{KEY}', '[1')")
    assert odd.is_visible(f"#{RETURN}")


def test_keys_alone_are_enough(desk: Desk, clipboard: Clipboard) -> None:
    """From opening the page to a filled-in reply in the clipboard, without a mouse."""
    page = desk.open()
    keys = page.keyboard
    assert page.evaluate("document.activeElement.id") == "search"
    keys.type("tuikuan")
    keys.press("ArrowDown")
    assert chosen(page) == "{称呼}，钱还没见着，您惦记是应该的"
    keys.press("n")
    assert chosen(page) == "在订单里点申请退款就好"
    keys.press("p")
    keys.press("ArrowRight")
    assert len(page.query_selector_all("article:first-of-type .w")) == 5
    keys.press("3")  # the third channel
    assert page.is_checked("#channels input[value=phone]")
    keys.press("/")
    keys.type("tuikuan")
    keys.press("ArrowDown")
    keys.press("e")
    keys.type("王女士")
    keys.press("Enter")
    page.wait_for_selector("#toast:not([hidden])")
    assert clipboard(page) == "王女士，您是问退款什么时候到，对吗"
    keys.press("Escape")
    assert "chosen" in (page.evaluate("document.activeElement.className") or "")
    keys.press("j")
    assert chosen(page).startswith("看到了")
    keys.press("k")
    keys.press("f")
    assert kept(page)["favourites"] == ["after-sales/refund-arrival"]
    keys.press("d")
    assert kept(page)["theme"] == "dark"
    keys.press("+")
    assert kept(page)["size"] == 1
    keys.press("-")
    keys.press("x")
    assert page.input_value("#blanks input") == ""
    keys.press("?")
    assert page.is_visible("#help")
    keys.press("Escape")
    assert not page.is_visible("#help")
    keys.press("Escape")
    assert page.evaluate("document.activeElement.id") == "search"
    keys.press("Escape")
    assert page.input_value("#search") == ""
    assert page.text_content("#main h2") is not None


def test_help_lists_the_keys(desk: Desk) -> None:
    page = desk.open()
    page.click("text=?")
    assert page.is_visible("text=打开这一页")
    assert page.evaluate("document.activeElement.textContent") == "知道了"
    assert page.query_selector("#help kbd:text-is('Enter')") is not None
    page.click("text=知道了")
    assert not page.is_visible("#help")


def test_a_picture_and_what_it_shows(desk: Desk) -> None:
    page = desk.open("bargaining--price-too-high")
    assert page.get_attribute("figure img", "alt") == "各码的身高和体重"
    assert (
        page.evaluate(
            "document.querySelector('figure img').decode().then(() => document.querySelector('figure img').naturalWidth)"
        )
        == 10
    )
    page.click("text=复制图片")
    assert toast(page) == "已复制，去粘贴吧"
    types = page.evaluate("navigator.clipboard.read().then(items => items[0].types)")
    assert types == ["image/png"]


def test_steps_and_ladders_look_like_what_they_are(desk: Desk) -> None:
    page = desk.open("scene-bargaining")
    stages = [stage.text_content() for stage in page.query_selector_all("#bargaining--price-too-high .stage")]
    assert stages == ["1 先讲价值", "2 送贴心小礼", "3 申请专属券"]
    way = [step.text_content() for step in page.query_selector_all(".way li")]
    assert way == ["1 先讲价值", "2 送贴心小礼", "3 申请专属券 组长起"]
    lefts = page.evaluate("[...document.querySelectorAll('.say.ladder > li')].map(e => e.getBoundingClientRect().left)")
    assert lefts == sorted(set(lefts)), "each rung stands further in"
    assert page.text_content("#bargaining--price-too-high .chip.who") == "由组长来说"
    assert page.text_content(".up") == "转给组长 顾客还是觉得贵"
    assert page.text_content("#bargaining--price-too-high > footer").count("会签 产品部") == 1
    steps = desk.open("scene-after-sales")
    lefts = steps.evaluate(
        "[...document.querySelectorAll('#after-sales--no-reason-return .say > li')].map(e => e.getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 1
    assert steps.text_content("#after-sales--bad-review .chip.who") == "只由专员来说"


def test_trust(desk: Desk) -> None:
    page = desk.open("greeting--ship-time")
    foot = page.text_content("#greeting--ship-time > footer") or ""
    assert foot.startswith("版本 ")
    assert "2026-03-03 修改" in foot
    assert "客服部负责" in foot
    assert "2099-01-01 前复核" in foot
    front = page.text_content(".front") or ""
    assert "2026.10" in front
    assert "2026-03-03 由" in " ".join(front.split())


def test_chapters_facts_slots_and_targets(desk: Desk) -> None:
    page = desk.open("scene-greeting")
    page.click("nav >> text=交接")
    assert [item.text_content() for item in page.query_selector_all(".chapter li")] == ["找谁", "为什么"]
    page.click(".chapter a")
    page.wait_for_selector(f"#{REFUND}.current")
    page.click("nav >> text=公司口径")
    assert page.text_content("tr[data-fact=发货时限] b") == "48小时"
    page.click("nav >> text=要填的空")
    page.wait_for_selector("text=您自己的工号")
    page.click("nav >> text=服务目标")
    page.wait_for_selector("text=3声内")
    page.click("nav >> text=议价语")
    page.wait_for_selector("text=顾客觉得贵")


def test_on_a_phone_everything_is_within_reach(desk: Desk, clipboard: Clipboard) -> None:
    page = desk.open(REFUND, size=PHONE, has_touch=True, is_mobile=True)
    assert page.text_content("#open-blanks") == "2"
    page.tap("text=填空")
    page.fill("#blanks input[data-name=称呼]", "王女士")
    assert page.text_content("#open-blanks") == "1"
    page.tap("text=收起")
    page.tap(f"#{REFUND} .copy >> nth=0")
    toast(page)
    assert clipboard(page) == "王女士，钱还没见着，您惦记是应该的"
    assert not page.is_visible("#filters")
    page.tap("#fold")
    assert page.get_attribute("#fold", "aria-expanded") == "true"
    page.tap("#channels >> text=电话")
    assert page.text_content("#fold b") == "1"
    page.tap("#fold")
    assert not page.is_visible("#filters")
    assert page.text_content("#main .t") is not None
