"""Dark and light, large and small, on a phone and on paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import bookshop
import pytest
from desk import PHONE, WIDE, Desk
from playwright.sync_api import Page
from pypdf import PdfReader

GROUND = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(18, 23, 26)", "rgb(245, 244, 239)"
SCREENS = [
    "scene-greeting",
    "scene-bargaining",
    "scene-after-sales",
    "facts",
    "slots",
    "targets",
    "chapter_10-u4ea4u63a5",
]


def ground(page: Page) -> str:
    return str(page.evaluate(GROUND))


@pytest.mark.parametrize(("system", "first", "then"), [("dark", DARK, LIGHT), ("light", LIGHT, DARK)])
def test_dark_follows_the_system_until_the_reader_decides(desk: Desk, system: str, first: str, then: str) -> None:
    page = desk.open(color_scheme=system)
    assert ground(page) == first
    assert page.text_content("#theme") == {"dark": "浅色", "light": "深色"}[system]
    page.click("#theme")
    assert ground(page) == then
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert ground(page) == then
    page.emulate_media(color_scheme="light" if system == "dark" else "dark")
    assert ground(page) == then
    page.click("#theme")
    assert ground(page) == first


def test_letters_grow_and_shrink_and_stay_so(desk: Desk) -> None:
    page = desk.open()
    size = "parseFloat(getComputedStyle(document.querySelector('#main .t')).fontSize)"
    assert page.evaluate(size) == 16
    sizes = []
    for _ in range(2):
        page.click("#larger")
        sizes.append(round(page.evaluate(size), 2))
    assert sizes == [18.4, 20.8]
    assert page.is_disabled("#larger")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert round(page.evaluate(size), 2) == 20.8
    for _ in range(3):
        page.click("#smaller")
    assert page.evaluate(size) == 14
    assert page.is_disabled("#smaller")


@pytest.mark.parametrize("anchor", SCREENS)
@pytest.mark.parametrize("size", [(320, 568), PHONE, (768, 1024), WIDE], ids=str)
def test_nothing_runs_out_of_the_screen(desk: Desk, size: tuple[int, int], anchor: str) -> None:
    page = desk.open(anchor, size=size)
    assert page.query_selector("#main h2") is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.click("#larger") if page.is_visible("#larger") else page.evaluate(
        "document.documentElement.style.fontSize = '130%'"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_on_a_phone_the_front_leaves_room_and_buttons_are_large(desk: Desk) -> None:
    page = desk.open("scene-greeting", size=PHONE)
    page.evaluate("scrollTo(0, 600)")
    front = page.evaluate("document.getElementById('top').getBoundingClientRect().bottom")
    assert 40 < front < 72
    sizes = page.evaluate(
        "[...document.querySelectorAll('.copy')].slice(0, 4).map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert all(width >= 44 and height >= 40 for width, height in sizes)


def test_print_draws_everything_and_nothing_that_is_only_for_the_screen(desk: Desk, many: str) -> None:
    page = desk.open("all", name=many)
    assert len(page.query_selector_all("#main article")) < 40
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(page.query_selector_all("#main article")) == 67
    for part in ("nav", "#top", "#panel", ".copy", ".star"):
        assert not page.is_visible(part), part
    assert page.is_visible(".front h1")
    shown = "[...document.querySelectorAll('article')].every(e => getComputedStyle(e).contentVisibility === 'visible')"
    assert page.evaluate(shown)
    paper = PdfReader(BytesIO(page.pdf()))
    text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert "copied" not in text
    assert len(paper.pages) > 5


def test_a_long_list_is_drawn_as_one_reads_on(desk: Desk, many: str) -> None:
    page = desk.open("scene-greeting", name=many)
    count = "document.querySelectorAll('#main article').length"
    first = page.evaluate(count)
    for _ in range(30):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(20)
    assert first < page.evaluate(count) == 63


def test_a_link_into_a_long_scene_shows_its_script_at_once(desk: Desk, many: str) -> None:
    page = desk.open("greeting--many-55", name=many)
    assert page.get_attribute("article >> nth=0", "id") == "greeting--many-55"
    assert page.text_content("#main h2") == "欢迎语 63"
    page.click("text=前面还有 57 篇")
    page.wait_for_selector("#greeting--double-eleven")
    near = desk.open("greeting--many-05", name=many)
    assert near.evaluate("Math.abs(document.getElementById('greeting--many-05').getBoundingClientRect().top) < 200")


def test_a_draft_is_unmistakable(desk: Desk, folder: Path, library: Path) -> None:
    (folder / "draft.html").write_bytes(bookshop.page(library, draft="还有 3 处错误没有改"))
    page = desk.open("scene-greeting", name="draft.html")
    assert page.title() == "青禾衣橱客服话术手册 · 草稿"
    assert " ".join((page.text_content(".draft-note") or "").split()) == "草稿，请勿用于接待顾客 还有 3 处错误没有改"
    for _ in range(2):
        assert page.evaluate("getComputedStyle(document.body, '::after').position") == "fixed"
        box = page.query_selector(".stamp").bounding_box()
        assert box["y"] + box["height"] == WIDE[1]
        page.evaluate("scrollTo(0, 900)")
    page.emulate_media(media="print")
    assert page.is_visible(".stamp")
    clean = desk.open()
    assert clean.query_selector(".stamp, .draft-note, body.draft") is None
