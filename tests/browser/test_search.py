"""Search while one types: what is found, in which order, what is marked, what filters leave."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import bookshop
import pytest
from desk import Desk
from playwright.sync_api import Page

HELLO, SALE, SHIP = "初次进店问候", "大促开场", "多久发货"
DEAR, REFUND, RETURN, REVIEW = "顾客觉得贵", "退款什么时候到账", "无理由退货", "差评回访"
FOUND = {
    "退款什么": [REFUND],  # a title
    "能便宜": [DEAR],  # a question
    "小礼物": [DEAR],  # a reply
    "专门来跟": [REVIEW],
    "您是问退款": [REFUND],  # its wording for the phone
    "青禾衣橱": [HELLO],  # a fact, filled in
    "72小时": [SALE],  # a fact as it is on the script's own day
    "8016": [],  # an example is nobody's words
    "tuikuanshenme": [REFUND],
    "tuikuan": [REFUND, RETURN],  # title before reply
    "tui'kuan": [REFUND, RETURN],
    "tui kuan": [REFUND, RETURN],
    "ｔｕｉｋｕａｎ": [REFUND, RETURN],
    "TuiKuan": [REFUND, RETURN],
    "xiaoliwu": [DEAR],  # the sounds of a reply
    "xiaoliw": [DEAR],  # and before the last syllable is whole
    "tksm": [REFUND],  # initials of a title
    "npyd": [DEAR],  # of a question
    "after-sales/no": [RETURN],
    "AFTER-SALES/NO": [RETURN],
    "订单 退款": [RETURN],  # several words in any order
    "退款，订单！": [RETURN],
    "退款 今天": [REFUND],
    "bargaining 小礼物": [DEAR],
    "t": [REFUND, RETURN, DEAR],  # one letter: where a sound begins, never inside an id
    "gr": [SALE, HELLO, SHIP],
}
MARKED = {
    "退款": ["退款", "退款"],
    "tksm": ["退款什么"],
    "npyd": ["能便宜点"],
    "xiaoliwu": ["小礼物"],
    "便宜 太贵": ["太贵", "便宜"],
    "refund": [],
}


def titles(page: Page) -> list[str]:
    """Of all that is listed, drawn or not yet."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return [title.text_content() or "" for title in page.query_selector_all("#main article h3")]


def find(page: Page, words: str) -> list[str]:
    page.fill("#search", words)
    return titles(page)


def test_words_find_scripts(desk: Desk) -> None:
    page = desk.open()
    found = {words: find(page, words) for words in FOUND}
    assert found == {words: list(order) for words, order in FOUND.items()}


def test_what_was_found_is_marked(desk: Desk) -> None:
    page = desk.open()
    marked = {}
    for words in MARKED:
        page.fill("#search", words)
        marked[words] = [hit.text_content() for hit in page.query_selector_all("#main article:first-of-type .hit")]
    assert marked == MARKED


def test_better_places_come_first(desk: Desk, folder: Path, library: Path, tmp_path: Path) -> None:
    """Id before title, initials, question and reply, whatever the order of the book."""
    shop = Path(shutil.copytree(library, tmp_path / "shop"))
    hits = {
        "e-text": ("标题", "问法", "这里有abc"),
        "d-ask": ("标题", "问问abc", "回复"),
        "c-initials": ("标题", "啊不错", "回复"),
        "b-title": ("说abc的标题", "问法", "回复"),
        "abc": ("标题", "问法", "回复"),
    }
    for name, (title, ask, say) in hits.items():
        body = f"title: {title}\nchannels: [livechat]\nasks: [{ask}]\nreplies:\n  - say: {say}\n"
        (shop / f"scripts/greeting/{name}.yaml").write_text(bookshop.yaml(f"greeting/{name}", body), encoding="utf-8")
    (folder / "ranks.html").write_bytes(bookshop.page(shop))
    page = desk.open(name="ranks.html")
    page.fill("#search", "abc")
    ids = [article.get_attribute("data-id") for article in page.query_selector_all("#main article")]
    assert ids == [f"greeting/{name}" for name in reversed(hits)]


def test_search_goes_on_while_characters_are_composed(desk: Desk) -> None:
    """An input method shows tui'kuan in the field before 退款 is chosen."""
    page = desk.open()
    page.focus("#search")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "tui'kuan", "selectionStart": 8, "selectionEnd": 8})
    assert page.input_value("#search") == "tui'kuan"
    assert titles(page) == [REFUND, RETURN]
    session.send("Input.imeSetComposition", {"text": "tui kuan shen", "selectionStart": 13, "selectionEnd": 13})
    assert titles(page) == [REFUND]
    session.send("Input.insertText", {"text": "退货"})
    assert page.input_value("#search") == "退货"
    assert titles(page) == [RETURN]


def test_what_is_typed_before_the_page_is_ready_is_searched_then(desk: Desk) -> None:
    page = desk.open(
        before="document.addEventListener('DOMContentLoaded', () => {"
        " document.getElementById('search').value = '退货'; })"
    )
    page.wait_for_selector("#main h2:has-text('1 篇')")
    assert titles(page) == [RETURN]


def test_nothing_found_offers_the_nearest_and_a_report(desk: Desk, clipboard: Callable[[Page], str]) -> None:
    page = desk.open()
    assert find(page, "我的退款为啥还没到账呀")[0] == REFUND
    assert page.text_content(".nothing h2") == "没有找到“我的退款为啥还没到账呀”"
    assert page.text_content("#status") == "0 篇"
    assert page.query_selector(".chosen") is None, "Enter must not copy what was not asked for"
    page.click("text=复制一段话")
    page.wait_for_selector("#toast:has-text('已复制')")
    report = clipboard(page).splitlines()
    assert report[:2] == ["手册里缺一条话术，麻烦补上。", "我搜的是：我的退款为啥还没到账呀"]
    assert report[-1].startswith("（青禾衣橱客服话术手册，2026-11-01，版本 ")
    assert find(page, "tuikaunshenmeshihou")[0] == REFUND
    assert find(page, "☃") == []
    assert page.query_selector(".near") is None


def test_the_wanted_reply_of_a_long_script_is_shown_and_the_rest_unfolds(desk: Desk) -> None:
    page = desk.open()
    page.fill("#search", "单号")
    assert [text.text_content() for text in page.query_selector_all("#main .t")] == ["看到了，单号{单号}已经签收"]
    assert page.text_content(".unfold") == "展开全部 4 条 安抚 › 查明 › 全力解决 › 感谢理解"
    page.click(".unfold")
    assert len(page.query_selector_all("#main .w")) == 5
    assert page.text_content(".chosen .t") == "看到了，单号{单号}已经签收"
    page.fill("#search", "钱呢")
    page.click("h3 a")
    assert len(page.query_selector_all("#main .w")) == 5
    assert page.input_value("#search") == "钱呢", "the search stays"


FILTERS = {
    "scene": ("bargaining", {DEAR}),
    "stage": ("find", {REFUND, RETURN}),
    "by": ("specialist", {REVIEW}),
    "tag": ("退换", {REFUND, RETURN}),
}


def test_letter_by_letter_finds_what_the_whole_word_finds(desk: Desk, many: str) -> None:
    """A letter more is looked for only among the scripts found before it."""
    queries = ["退款什么", "tuikuan", "xiaoliwu", "after-sales/no", "钱呢", "小礼物 议价", "npyd", "退x", "tk钱"]
    slow, quick = desk.open(name=many), desk.open(name=many)
    for query in queries:
        for end in range(1, len(query) + 1):
            slow.fill("#search", query[:end])
        quick.reload()
        quick.wait_for_selector("html[data-ready]", state="attached")
        assert titles(slow) == find(quick, query), query


def test_what_a_letter_more_does_not_change_stays_in_place(desk: Desk) -> None:
    page = desk.open()
    first = "document.querySelector('#main article')"
    page.fill("#search", "after-sales/no-r")
    page.evaluate(f"window.before = {first}")
    page.fill("#search", "after-sales/no-re")
    assert page.evaluate(f"window.before === {first}")
    assert page.text_content(".chosen .t") == "请放心，我陪您办"
    page.fill("#search", "退货")
    assert page.evaluate(f"window.before !== {first}"), "its words are marked now"
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:not([hidden])")
    page.fill("#search", "退货 ")
    assert len(page.query_selector_all(".chosen")) == len(page.query_selector_all(".current")) == 1


def test_a_script_is_said_from_its_beginning_unless_a_reply_was_asked_for(desk: Desk) -> None:
    page = desk.open()
    first = {
        "退款": "{称呼}，钱还没见着，您惦记是应该的",  # the title answers: not the wording for the phone that holds it too
        "退款多久": "{称呼}，钱还没见着，您惦记是应该的",
        "您是问退款": "{称呼}，您是问退款什么时候到，对吗",
        "退款 单号": "看到了，单号{单号}已经签收",
        "钱呢 催": "今天就替您催",
    }
    shown = {}
    for query in first:
        page.fill("#search", query)
        shown[query] = page.text_content("#main article:first-of-type .t")
    assert shown == first


@pytest.mark.parametrize("name", FILTERS)
def test_filters(desk: Desk, name: str) -> None:
    page = desk.open("all")
    value, left = FILTERS[name]
    everything = set(titles(page))
    assert everything == {HELLO, SALE, SHIP, DEAR, REFUND, RETURN, REVIEW}
    page.select_option(f"select[name={name}]", value)
    assert set(titles(page)) == left
    assert set(find(page, "我")) == {title for title in find(page, "我") if title in left} != set()
    page.select_option(f"select[name={name}]", "")
    page.fill("#search", "")
    assert set(titles(page)) == everything


def test_what_only_the_filters_hide_is_not_missing(desk: Desk) -> None:
    page = desk.open("all")
    page.select_option("select[name=tag]", "退换")
    page.click("#channels >> text=微信")
    assert find(page, "小礼物") == [], "nor anything alike: the filters hold for that too"
    assert page.text_content(".nothing h2") == "没有找到“小礼物”"
    assert page.text_content(".nothing p") == "这是照现在的筛选找的；不筛选的话有 1 篇。 去掉筛选"
    assert not page.is_visible("text=复制一段话"), "nobody should report what is there"
    page.click("text=去掉筛选")
    assert titles(page) == [DEAR]
    assert page.input_value("select[name=tag]") == ""
    assert page.is_checked("#channels input[value='']")
    assert page.evaluate("document.activeElement.id") == "search"
    page.check("#fresh")
    page.fill("#search", "")
    page.evaluate("location.hash = '#scene-bargaining'")
    page.click("#main .lead >> text=去掉筛选")
    assert titles(page) == [DEAR]


def test_only_what_is_new(desk: Desk) -> None:
    page = desk.open("all")
    page.check("#fresh")
    assert set(titles(page)) == {REVIEW, SHIP}
    chips = [(chip.text_content()) for chip in page.query_selector_all("b.chip.news")]
    assert sorted(map(str, chips)) == ["新增", "有改动"]
    page.click("text=看看改了什么")
    assert page.text_content(f"article:has-text('{SHIP}') del") == "拍下"
    assert page.text_content(f"article:has-text('{SHIP}') ins") == "付款"


def test_a_channel_leaves_its_scripts_and_its_wording(desk: Desk) -> None:
    page = desk.open("scene-after-sales")
    wording = ".w[data-reply='0'] .t"
    assert len(page.query_selector_all("article:has-text('退款什么') " + wording)) == 2
    page.click("#channels >> text=电话")
    assert titles(page) == [REVIEW, REFUND]
    texts = [text.text_content() for text in page.query_selector_all("article:has-text('退款什么') " + wording)]
    assert texts == ["{称呼}，您是问退款什么时候到，对吗"]
    assert page.query_selector_all("#main .chip.in") == []
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.is_checked("#channels input[value=phone]")
    assert titles(page) == [REVIEW, REFUND]


def test_a_link_shows_its_script_whatever_is_filtered(desk: Desk) -> None:
    page = desk.open("scene-bargaining")
    page.select_option("select[name=tag]", "退换")
    page.click("#channels >> text=电话")
    assert page.text_content("#main .lead") == "这里没有符合条件的话术，放宽一下筛选试试。 去掉筛选"
    page.evaluate("location.hash = '#greeting--ship-time'")
    page.wait_for_selector(f"article.current:has-text('{SHIP}')")
    assert page.input_value("select[name=tag]") == ""
    assert page.is_checked("#channels input[value='']")
