"""WCAG 2.2 AA by axe-core, the order of focus, and calm for those who ask for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import bookshop
import pytest
from desk import PHONE, WIDE, Desk
from playwright.sync_api import Page

AXE = (Path(__file__).parent / "axe-core" / "axe.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = f"""async () => (await axe.run(document, {{runOnly: {{type: "tag", values: {TAGS}}}, resultTypes: ["violations"]}}))
.violations.flatMap(rule => rule.nodes.map(node => `${{rule.id}}: ${{node.html.slice(0, 120)}} ${{node.any[0]?.message ?? ""}}`))"""


def nothing(page: Page) -> None:
    pass


def all_drawn(page: Page) -> None:
    page.evaluate("location.hash = '#all'; dispatchEvent(new Event('beforeprint'))")


def unfolded(page: Page) -> None:
    page.fill("#search", "退款")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toast:not([hidden])")


def lost(page: Page) -> None:
    page.fill("#search", "没有的东西退款")


def helped(page: Page) -> None:
    page.evaluate("document.getElementById('help').showModal()")


def filling(page: Page) -> None:
    if page.is_visible("[data-act=panel]"):
        page.click("[data-act=panel]")
        page.click("[data-act=close]")
        page.click("#fold")
        page.click("[data-act=panel]")
    page.fill("#blanks input >> nth=0", "8016")


SCREENS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "all": ("all", all_drawn),
    "found": ("", unfolded),
    "nothing": ("", lost),
    "help": ("", helped),
    "panel": ("after-sales--refund-arrival", filling),
    "facts": ("facts", nothing),
    "slots": ("slots", nothing),
    "targets": ("targets", nothing),
    "chapter": ("chapter_10-u4ea4u63a5", nothing),
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_wcag(desk: Desk, screen: str, scheme: str, size: tuple[int, int]) -> None:
    anchor, prepare = SCREENS[screen]
    page = desk.open(anchor, size=size, color_scheme=scheme)
    prepare(page)
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_draft_too(desk: Desk, folder: Path, library: Path, scheme: str) -> None:
    (folder / "draft.html").write_bytes(bookshop.page(library, draft="还有 3 处错误没有改"))
    page = desk.open(name="draft.html", color_scheme=scheme)
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []


def test_axe_would_find_something(desk: Desk) -> None:
    page = desk.open()
    page.evaluate(
        "document.querySelector('#main').append(Object.assign(new Image(), {src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw='}))"
    )
    page.evaluate(AXE)
    assert [found.split(":")[0] for found in page.evaluate(RUN)] == ["image-alt"]


def test_focus_goes_the_way_one_reads(desk: Desk) -> None:
    """Search, looks, filters, contents, script after script, blanks: and what has the focus is seen."""
    page = desk.open()
    page.evaluate("location.hash = '#bargaining--price-too-high'")
    page.wait_for_selector("#bargaining--price-too-high.current")
    page.focus(".skip")
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => [e.closest('.front, .find, .looks, .filters, nav, main, #panel')?.id || e.closest('.front, .find, nav')?.className"
            " || e.closest('nav')?.tagName || '', getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        order.append(here)
    parts = list(dict.fromkeys(part for part, _ in order))
    assert parts == ["front", "find", "looks", "filters", "NAV", "main", "panel"]
    hidden = [part for part, style in order if style == "none" and part != "filters"]
    assert hidden == [], "only the radio buttons show their focus beside themselves"
    assert page.evaluate("document.querySelector('.skip').hash") == "#main"


def test_the_dialog_keeps_the_focus_and_gives_it_back(desk: Desk) -> None:
    page = desk.open()
    page.focus("[data-act=help]")
    page.keyboard.press("Enter")
    inside = []
    for _ in range(8):
        page.keyboard.press("Tab")
        inside.append(
            page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        )
    assert all(inside)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.act") == "help"


def test_calm_for_those_who_ask(desk: Desk) -> None:
    moving = "getComputedStyle(document.querySelector('.copy')).transitionDuration"
    assert desk.open(reduced_motion="reduce").evaluate(moving) == "0s"
    assert desk.open(reduced_motion="no-preference").evaluate(moving) != "0s"


def test_language_and_names(desk: Desk) -> None:
    page = desk.open("scene-greeting")
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.text_content("#status") == "3 篇", "counts are told to those who do not see them"
    headings = page.evaluate("[...document.querySelectorAll('h1, #main h2, #main h3')].map(e => e.tagName)")
    assert headings[:3] == ["H1", "H2", "H3"]
    assert page.get_attribute("nav a[aria-current=page]", "data-id") == "greeting"
