"""How long after a script is saved `huashu serve` has the new page: in a generated library, in a real repository."""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write

AIM = 0.3  # seconds from saving to the last byte of the page
REST = 2.0  # seconds between changes: what is found about one shall not delay the next


def repository(root: Path) -> None:
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *identity, *command], cwd=root, check=True)


class Reader:
    """A browser's place: it listens, and fetches each new page."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.events = http.client.HTTPConnection("127.0.0.1", port)
        self.events.request("GET", "/events")
        self.stream = self.events.getresponse()
        self.version = ""

    def next_page(self) -> None:
        version = self.version
        while version == self.version:
            if self.stream.readline().startswith(b"event: page"):
                version = self.stream.readline().decode().removeprefix("data: ").strip()
        self.version = version

    def fetch(self) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/")
        page = connection.getresponse().read()
        connection.close()
        return page


def measure(root: Path, repeat: int) -> list[float]:
    command = [sys.executable, "-m", "huashu", "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    found = re.search(r":([0-9]+)/", server.stderr.readline())
    assert found, "did not start"
    reader = Reader(int(found[1]))
    start = time.perf_counter()
    page = reader.fetch()
    print(f"first page: {len(page) / 1024:.0f} KiB after {time.perf_counter() - start:.2f} s")
    while f'data-live="{reader.version}"'.encode() not in page:
        reader.next_page()
    script = next(iter(sorted((root / "scripts").glob("*/*.yaml"))))
    text, took = script.read_text("utf-8"), []
    time.sleep(3 * REST)
    for number in range(repeat):
        start = time.perf_counter()
        script.write_text(f"{text}# {number}\n", "utf-8")
        reader.next_page()
        reader.fetch()
        took.append(time.perf_counter() - start)
        time.sleep(REST)
    server.send_signal(signal.SIGINT)
    server.wait()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        root = Path(folder) / "library"
        root.mkdir()
        write(root, options.count)
        repository(root)
        took = measure(root, options.repeat)
    middle = statistics.median(took)
    print(f"{options.count} scripts, one changed: page after {middle:.2f} s (worst {max(took):.2f} s)")
    print(f"aim {AIM:.2f} s: {'kept' if middle <= AIM else 'MISSED'}")


if __name__ == "__main__":
    main()
