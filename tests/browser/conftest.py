"""Pages in a real Chromium, as agents open them: from disk, from a server, by day and by night."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import bookshop
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAIN_HOST = "handbook.example"  # over plain http no page of another machine is a secure context
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-first-run",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
]
WIDE, PHONE = (1440, 900), (390, 844)
READY = "html[data-ready]"
# What a page must never do, noticed from its very beginning.
WATCH = """
window.trouble = [];
document.addEventListener("securitypolicyviolation", (event) => window.trouble.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


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
    return folder


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


@dataclass
class Desk:
    """Opens pages, and holds that none of them has complained."""

    browser: Browser
    folder: Path
    port: int
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(
        self,
        anchor: str = "",
        *,
        name: str = "handbook.html",
        via: str = "localhost",
        size: tuple[int, int] = WIDE,
        now: str = bookshop.NOW,
        wait: str = READY,
        context: BrowserContext | None = None,
        **options: object,
    ) -> Page:
        """via: localhost, plain (http of another host) or file. now: of the reader's clock."""
        page = (context or self.context(size, **options)).new_page()
        page.clock.set_fixed_time(now)
        page.add_init_script(WATCH)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._asked)
        page.goto(self.address(via, name) + (f"#{anchor}" if anchor else ""))
        page.wait_for_selector(wait, state="attached")
        return page

    def address(self, via: str, name: str = "handbook.html") -> str:
        if via == "file":
            return (self.folder / name).as_uri()
        return f"http://{'localhost' if via == 'localhost' else PLAIN_HOST}:{self.port}/{name}"

    def context(self, size: tuple[int, int] = WIDE, **options: object) -> BrowserContext:
        width, height = size
        made = self.browser.new_context(
            viewport={"width": width, "height": height}, timezone_id="Asia/Shanghai", locale="zh-CN", **options
        )
        made.grant_permissions(["clipboard-read", "clipboard-write"])
        self.contexts.append(made)
        return made

    def close(self) -> None:
        for context in self.contexts:
            for page in context.pages:
                self.complaints += page.evaluate("() => window.trouble ?? []")
            context.close()

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, dialog: object) -> None:
        self.complaints.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()


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
