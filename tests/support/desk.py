"""Opens handbook pages in a real Chromium, as agents do: from disk or a server, by day and by night."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bookshop
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

PLAIN_HOST = "handbook.example"  # over plain http no page of another machine is a secure context
WIDE, PHONE = (1440, 900), (390, 844)
READY = "html[data-ready]"
# What a page must never do, noticed from its very beginning.
WATCH = """
window.trouble = [];
document.addEventListener("securitypolicyviolation", (event) => window.trouble.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


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
        before: str = "",
        context: BrowserContext | None = None,
        **options: Any,
    ) -> Page:
        """via: localhost, plain (http of another host) or file. now: of the reader's clock. before: a script that runs
        before the page's own."""
        page = (context or self.context(size, **options)).new_page()
        page.set_default_timeout(15_000)
        page.clock.set_fixed_time(now)
        page.add_init_script(WATCH + before)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._asked)
        page.goto(self.address(via, name) + (f"#{anchor}" if anchor else ""))
        page.wait_for_selector(READY, state="attached")
        return page

    def address(self, via: str, name: str = "handbook.html") -> str:
        if via == "file":
            return (self.folder / name).as_uri()
        return f"http://{'localhost' if via == 'localhost' else PLAIN_HOST}:{self.port}/{name}"

    def context(self, size: tuple[int, int] = WIDE, **options: Any) -> BrowserContext:
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

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, dialog: Dialog) -> None:
        self.complaints.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()
