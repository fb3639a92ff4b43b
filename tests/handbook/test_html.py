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
