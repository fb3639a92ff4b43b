"""The handbook page of a large generated library in Chromium: its size, how long it takes to open, and from a keystroke
in the search to painted results."""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from generate import write

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these each frame waits for the next refresh of a screen that is not there.
FLAGS = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
# Typed letter by letter, each word once: substrings, questions, pinyin whole and half, initials, ids, several words, and
# what nobody has written.
WORDS = (
    "退款多久到账",
    "太贵了",
    "便宜点",
    "发货 时间",
    "尺码偏大吗",
    "您好",
    "快递 延误",
    "运费险",
    "差评",
    "tuikuan",
    "fahuo",
    "youhuiquan",
    "tkdsjd",
    "wlyth",
    "bargaining/price",
    "after-sales 退",
    "怎么洗",
    "今天能发吗",
    "没有人写过的话",
    "zhekouzmsuan",
)
PAUSE = 120  # milliseconds between keystrokes of someone who types fast
AIMS = {"size": 12.0, "open": 1.5, "median": 16.0}
WATCH = """
window.took = [];
document.getElementById("search").addEventListener("input", (event) => {
  requestAnimationFrame(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => window.took.push(performance.now() - event.timeStamp);
    painted.port2.postMessage(0);
  });
}, { capture: true });
"""


def render(root: Path) -> bytes:
    from huashu.handbook.edition import edition
    from huashu.handbook.formats import FORMATS
    from huashu.lint.workspace import open_library
    from huashu.store import snapshot

    work = open_library(root, lambda timezone: datetime.now(timezone))
    return FORMATS["html"](edition(snapshot.on_disk(root, work.library()), work.now))


def opened(page: Page, address: str) -> float:
    """Seconds until the page can be read and searched."""
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return time.perf_counter() - start


def typed(page: Page) -> list[float]:
    """Milliseconds of each keystroke."""
    page.evaluate(WATCH)
    for word in WORDS:
        page.fill("#search", "")
        page.wait_for_timeout(PAUSE)
        for letter in word:
            page.keyboard.insert_text(letter)
            page.wait_for_timeout(PAUSE)
    taken: list[float] = page.evaluate("window.took")
    return taken


def spent(session: CDPSession) -> dict[str, float]:
    """Seconds that the page's main thread has spent, by kind."""
    found = {one["name"]: float(one["value"]) for one in session.send("Performance.getMetrics")["metrics"]}
    return {kind: found[f"{kind}Duration"] for kind in ("Script", "Layout", "RecalcStyle", "Task")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=5, help="how often the page is opened")
    options = parser.parse_args()
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit("No Chromium or Chrome on the PATH")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, file = Path(folder) / "library", Path(folder) / "handbook.html"
        root.mkdir()
        write(root, options.count)
        start = time.perf_counter()
        file.write_bytes(render(root))
        print(f"{options.count} scripts: page made in {time.perf_counter() - start:.1f} s, reading included")
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        times = []
        for _ in range(options.repeat):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            times.append(opened(page, file.as_uri()))
            if len(times) < options.repeat:
                page.close()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        before = spent(session)
        strokes = typed(page)
        after = spent(session)
        browser.close()
        size = file.stat().st_size / 1e6
    ordered = sorted(strokes)
    held("file", size, "MB", AIMS["size"])
    held("opens in", statistics.median(times), "s", AIMS["open"])
    held(f"keystroke to paint, median of {len(strokes)}", statistics.median(strokes), "ms", AIMS["median"])
    shares = ", ".join(f"{kind} {(after[kind] - before[kind]) / len(strokes) * 1000:.1f}" for kind in after)
    print(f"  each on average, in ms: {shares} (all of the main thread, pauses between keystrokes included)")
    print(f"  nine of ten within {ordered[len(ordered) * 9 // 10]:.1f} ms, the worst {ordered[-1]:.1f} ms")


def held(what: str, value: float, unit: str, aim: float) -> None:
    print(f"{what}: {value:.2f} {unit}, aim {aim:g} {unit}: {'kept' if value <= aim else 'MISSED'}")


if __name__ == "__main__":
    main()
