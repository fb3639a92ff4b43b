"""The page: one file that loads nothing, in which no text of a library can do anything. What it does is tried in
tests/browser."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64decode, b64encode
from gzip import decompress
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from huashu.cli.app import run
from huashu.handbook import html

FOLDER = Path(html.__file__).parent
ROOT = Path(__file__).parents[2]
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script>",
    "{{ 7 * 7 }}",
    "</template>",
    "<!--",
)


class Elements(HTMLParser):
    """Names and attributes of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def rendered(folder: Path, monkeypatch: pytest.MonkeyPatch, title: str = "") -> str:
    """The page of a copy of the model library."""
    for name in ("scripts", "terms", "policy", "schemas", "handbook", "assets"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "huashu.yaml", folder)
    if title:
        script = folder / "scripts/greeting/first-hello.yaml"
        text = re.sub("(?m)^title: .*$", lambda _found: f"title: {json.dumps(title)}", script.read_text("utf-8"))
        script.write_text(text, encoding="utf-8", newline="\n")
    monkeypatch.chdir(folder)
    assert run(["render", "--format", "html", "--today", "2026-06-01"]) == 0
    return (folder / "build/handbook.html").read_text("utf-8")


def data(page: str) -> dict[str, Any]:
    """What the page unpacks."""
    packed = re.search(r'id="data">([^<]*)</script>', page)
    assert packed is not None
    loaded: dict[str, Any] = json.loads(decompress(b64decode(packed[1])))
    return loaded


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        return rendered(tmp_path_factory.mktemp("library"), patch)


def test_it_carries_every_script_as_written(page: str) -> None:
    carried = {script["id"]: script for script in data(page)["scripts"]}
    files = {path.relative_to(ROOT / "scripts").with_suffix("").as_posix() for path in ROOT.glob("scripts/*/*.yaml")}
    assert set(carried) == files
    hello = carried["greeting/first-hello"]
    assert "{工号}" in hello["replies"][0]["say"]
    assert hello["py"][0].split()[0].isascii()
    assert "images" in data(page)


def test_it_loads_nothing_and_runs_its_own_script_alone(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(script) == len(style) == 1
    for text in (script[0], style[0]):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#39;", "'")
    assert "default-src" in policy[1]
    for _tag, attributes in Elements(page).found:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not str(attributes.get("src") or "").startswith(("http", "//"))


@pytest.mark.parametrize("title", EVIL)
def test_texts_never_become_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, title: str) -> None:
    other = rendered(tmp_path, monkeypatch, title)
    assert [tag for tag, _given in Elements(other).found] == [tag for tag, _given in Elements(page).found]
    assert title in {script["title"] for script in data(other)["scripts"]}


def test_same_library_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    assert rendered(tmp_path, monkeypatch) == page


def test_every_script_is_taken_along_and_stays_small() -> None:
    paths = sorted((FOLDER / "assets/js").glob("*.js"))
    assert {path.stem for path in paths} == {*html.SCRIPTS, html.LIVE}
    for path in paths:
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") < 300, path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source), (
            path.name
        )
        assert "https:" not in source


def test_words_of_templates_can_be_translated() -> None:
    for path in sorted((FOLDER / "templates").glob("*.jinja")):
        source = re.sub(r"\{#.*?#\}|_\(\"[^\"]*\"\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r"[\u3400-\u9fff]", source) == [], path.name


def test_addresses_lead_somewhere_and_names_are_given_once(page: str) -> None:
    elements = [attributes for _tag, attributes in Elements(page).found]
    ids = [given["id"] for given in elements if "id" in given]
    assert len(ids) == len(set(ids))
    anchors = {part["anchor"] for kind in ("scripts", "scenes", "chapters") for part in data(page)[kind]}
    links = {given["href"][1:] for given in elements if str(given.get("href") or "").startswith("#")}
    assert len(links) > 15
    assert links - anchors - set(ids) == {"all", "favourites", "recent"}
    named = {given["aria-labelledby"] for given in elements if "aria-labelledby" in given}
    assert named <= set(ids)


def test_a_draft_says_so_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    rendered(tmp_path, monkeypatch)
    assert run(["render", "--format", "html", "--today", "2026-06-01", "--draft"]) == 0
    draft = (tmp_path / "build/handbook.html").read_text("utf-8")
    assert "· 草稿</title>" in draft
    assert draft.count("请勿用于接待顾客") == 3, "on top, at the foot, and on paper"
    assert "按要求生成的草稿" in draft
    assert data(draft)["draft"] is True
    assert page.count("请勿用于接待顾客") == 1, "in the style that a draft would need"


def colours(style: str, dark: bool) -> dict[str, tuple[int, ...]]:
    source = style.split("prefers-color-scheme: dark")[1].split("* {")[0] if dark else style.split("@media")[0]
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", source)
    return {name: tuple(int(value[at : at + 2], 16) for at in (0, 2, 4)) for name, value in found}


def luminance(colour: tuple[int, ...]) -> float:
    """WCAG 2: relative luminance of an sRGB colour."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *[("ink", ground) for ground in ("paper", "card", "bubble", "note", "red-wash")],
    *[("soft", ground) for ground in ("paper", "card", "bubble", "note")],
    *[("jade", ground) for ground in ("paper", "card", "bubble", "note")],
    *[("red", ground) for ground in ("card", "red-wash")],
    *[("slot-ink", "slot"), ("blue", "blue-wash"), ("plum", "plum-wash"), ("plum", "paper"), ("plum", "card")],
    *[("on-red", "red"), ("card", "jade"), ("paper", "ink"), ("hit-ink", "hit")],
]


@pytest.mark.parametrize("dark", [False, True])
def test_colours_keep_their_contrast(dark: bool) -> None:
    """WCAG 2 AA: 4.5 for words, 3 for the ring around what has the focus."""
    table = colours((FOLDER / "assets" / "handbook.css").read_text(encoding="utf-8"), dark)
    pairs = [(ink, ground, 4.5) for ink, ground in PAIRS] + [("focus", "paper", 3.0), ("focus", "card", 3.0)]
    for ink, ground, least in pairs:
        low, high = sorted((luminance(table[ink]), luminance(table[ground])))
        assert (high + 0.05) / (low + 0.05) >= least, (ink, ground)
