"""A real Chromium and pages for it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import bookshop
import pytest
from desk import PLAIN_HOST, Desk
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-first-run",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("No Chromium or Chrome on the PATH; on Debian: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bookshop.make(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    """Where pages lie, handbook.html among them."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "handbook.html").write_bytes(bookshop.page(library))
    (folder / "blank.html").write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def many(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a page with sixty scripts more, all in one scene."""
    root = bookshop.make(tmp_path_factory.mktemp("many"))
    for number in range(60):
        id = f"greeting/many-{number:02}"
        body = f"title: 第 {number} 篇\nchannels: [livechat]\nreplies:\n  - say: 您好{'啊' * 60}\n"
        (root / f"scripts/{id}.yaml").write_text(bookshop.yaml(id, body), encoding="utf-8")
    (folder / "many.html").write_bytes(bookshop.page(root))
    return "many.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def port(folder: Path) -> Iterator[int]:
    """Of a server for the pages, on this machine only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(browser: Browser, folder: Path, port: int) -> Iterator[Desk]:
    """Every page that it opened must have been silent: no error, no dialog, nothing that the policy had to stop."""
    desk = Desk(browser, folder, port)
    yield desk
    desk.close()
    assert desk.complaints == []


@pytest.fixture
def clipboard(desk: Desk) -> Callable[[Page], str]:
    """What lies in the clipboard, read by a page that may."""

    def read(page: Page) -> str:
        other = page.context.new_page()
        other.goto(desk.address("localhost", "blank.html"))
        text = other.evaluate("() => navigator.clipboard.readText()")
        other.close()
        return str(text)

    return read
