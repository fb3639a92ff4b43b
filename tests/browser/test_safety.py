"""Whatever a library's texts hold, they are read and never run."""

from __future__ import annotations

from pathlib import Path

import bookshop
import pytest
from desk import Desk

HOSTILE = [
    "<script>window.ran = 1; alert(1)</script>",
    '"><img src=x onerror="window.ran = 1">',
    "</script><script>window.ran = 1</script>",
    "</template></title></style><svg onload=window.ran=1>",
    "{{ 7 * 7 }}{% raw %}${window.ran = 1}",
    "javascript:window.ran=1//<!--",
    "&lt;b&gt;&amp;#60;",
]


def hostile(words: str) -> dict[str, str]:
    """Files in which these words stand wherever a library can put a text of its own."""
    quoted = "'" + words.replace("'", "''") + "'"
    body = (
        f"title: {quoted}\nchannels: [livechat, phone]\nasks: [{quoted}]\nreplies:\n  - say: {quoted}\n    note: {quoted}\n"
        f"    variants:\n      phone: {quoted}\nescalate: {{to: leader, when: {quoted}}}\ntags: [{quoted}]\n"
    )
    return {
        "scripts/greeting/first-hello.yaml": bookshop.yaml("greeting/first-hello", body),
        "terms/facts.yaml": f"facts:\n  发货时限:\n    value: {quoted}\n    means: {quoted}\n    owner: cs\n"
        f"  店铺名:\n    value: {quoted}\n    means: {quoted}\n    owner: cs\n",
        "terms/slots.yaml": f"slots:\n  工号:\n    means: {quoted}\n    example: {quoted}\n"
        "  称呼:\n    means: 甲\n  单号:\n    means: 甲\n",
        "handbook/10-交接.md": f"# {words}\n\n{words}\n\n[链接](javascript:window.ran=1)\n",
        "policy/targets.yaml": f"targets:\n  - area: {quoted}\n    name: {quoted}\n    value: {quoted}\n    note: {quoted}\n",
        "huashu.yaml": bookshop.SETTINGS.replace("name: 青禾衣橱客服话术手册", f"name: {quoted}").replace(
            "title: 电话", f"title: {quoted}"
        ),
    }


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_texts_are_inert(desk: Desk, folder: Path, library: Path, tmp_path: Path, number: int) -> None:
    words = HOSTILE[number]
    root = bookshop.make(tmp_path)
    for path, text in hostile(words).items():
        (root / path).write_text(text, encoding="utf-8")
    (folder / "hostile.html").write_bytes(bookshop.page(root, draft=words))
    page = desk.open("greeting--first-hello", name="hostile.html")
    assert page.text_content("#greeting--first-hello h3") == words
    assert page.text_content("#greeting--first-hello .t") == words
    assert page.text_content(".front h1") == words
    for anchor in ("facts", "slots", "targets", "all"):
        page.evaluate(f"location.hash = '#{anchor}'")
        page.wait_for_selector("#main h2")
    page.click("nav li:last-child a >> nth=0")
    page.fill("#search", words)
    page.fill("#search", "nichts" + words)
    assert (page.text_content(".nothing h2") or "").endswith(f"nichts{words}”")
    page.click("text=?")
    page.wait_for_timeout(30)
    assert page.evaluate("window.ran") is None
    assert page.query_selector_all("img[src=x], svg, #main script, body > script:not([type]):not(:last-of-type)") == []
    assert page.query_selector_all("a[href^='javascript']") == []


def test_the_policy_stops_what_it_should(desk: Desk) -> None:
    """The watch of these tests works, and the page loads nothing whatever."""
    page = desk.open()
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/blank.html'}))")
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    found = page.evaluate("window.trouble.splice(0)")
    assert sorted(one.split()[0] for one in found) == ["img-src", "script-src-elem"]
    assert len(desk.complaints) == 2
    desk.complaints.clear()


def test_nothing_is_asked_of_any_server(desk: Desk) -> None:
    context = desk.context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = desk.open("scene-bargaining", context=context)
    page.fill("#search", "tuikuan")
    page.wait_for_timeout(50)
    assert asked[0] == desk.address("localhost")
    assert all(url.startswith("data:image/png") for url in asked[1:])


def test_an_address_of_nobodys_leads_to_the_first_scene(desk: Desk) -> None:
    for anchor in ("%E0%A4%A", "nothing-here", "fixed-", "__proto__"):
        page = desk.open(anchor)
        assert page.text_content("#main h2") == "欢迎语 3", anchor
