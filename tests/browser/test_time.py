"""A page is read long after it was made: campaigns begin and end, and policy changes, by the reader's clock."""

from __future__ import annotations

import bookshop
from desk import Desk
from playwright.sync_api import Page

SALE = "大促开场"
SHIP = "#greeting--ship-time .t"
MINUTE = 60_000


def shown(page: Page) -> list[str]:
    return [title.text_content() or "" for title in page.query_selector_all("#main h3")]


def ticking(desk: Desk, at: str) -> Page:
    """A page whose clock and timers can be moved."""
    page = desk.context().new_page()
    page.clock.install(time=at)
    page.goto(desk.address("localhost") + "#scene-greeting")
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def test_a_campaign_begins_and_ends_at_its_hour(desk: Desk) -> None:
    page = desk.open("scene-greeting", now="2026-11-11T19:59:00+08:00")
    assert SALE in shown(page)
    assert [chip.text_content() for chip in page.query_selector_all("#greeting--double-eleven .chip.when")] == [
        "未生效，2026-11-11 20:00 起才能用",
        "用到 2026-11-12 为止",
    ]
    assert page.query_selector("#greeting--double-eleven.wait") is not None
    begun = desk.open("scene-greeting", now="2026-11-11T20:00:00+08:00")
    assert [chip.text_content() for chip in begun.query_selector_all("#greeting--double-eleven .chip.when")] == [
        "快到期了，用到 2026-11-12 为止"
    ]
    over = desk.open("scene-greeting", now="2026-11-13T00:00:00+08:00")
    assert SALE not in shown(over)
    over.fill("#search", "活动")
    assert shown(over) == []
    over.click("nav >> text=未收录")
    assert "大促开场 欢迎语 刚刚到期" in " ".join(
        (over.text_content("#left-out tbody") or "")
        .replace("大促开场", "大促开场 ")
        .replace("欢迎语", "欢迎语 ")
        .split()
    )


def test_what_changes_while_the_page_lies_open(desk: Desk) -> None:
    page = ticking(desk, "2026-11-11T19:59:00+08:00")
    assert page.text_content(SHIP) == "付款后48小时内发货"
    assert page.text_content("#greeting--double-eleven .t") == "活动开始啦，72小时内发货", "its own day's policy"
    page.clock.run_for(2 * MINUTE)
    assert page.text_content(SHIP) == "付款后72小时内发货"
    assert page.query_selector("#greeting--double-eleven.wait") is None
    page.fill("#search", "72小时")
    assert shown(page) == [SALE, "多久发货"]
    page.fill("#search", "")
    page.clock.run_for(28 * 60 * MINUTE + 2 * MINUTE)
    assert page.text_content(SHIP) == "付款后48小时内发货"
    assert SALE not in shown(page)


def test_the_table_of_facts_follows_the_clock(desk: Desk) -> None:
    page = desk.open("facts", now="2026-11-12T08:00:00+08:00")
    assert page.text_content("tr[data-fact=发货时限] b") == "72小时"


def test_copied_is_what_holds_at_that_moment(desk: Desk) -> None:
    page = desk.open("greeting--ship-time", now="2026-11-12T08:00:00+08:00")
    page.click("#greeting--ship-time .copy")
    page.wait_for_selector("#toast:not([hidden])")
    assert page.evaluate("navigator.clipboard.readText()") == "付款后72小时内发货"


def test_a_review_that_is_overdue_says_so(desk: Desk) -> None:
    page = desk.open("greeting--ship-time", now="2099-01-02T00:00:00+08:00")
    assert page.text_content("#greeting--ship-time > footer .warn") == "复核日 2099-01-01 已过"
    assert bookshop.NOW < "2099"
