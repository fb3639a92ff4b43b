"""`huashu serve` as people use it: a process of its own, a browser's requests, Ctrl-C."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]
HELLO = "scripts/dialogue/return.yaml"


def environment() -> dict[str, str]:
    """This environment, in the source language, on the day that the clock shows."""
    odd = ("HUASHU_", "LC_", "LANG", "SOURCE_DATE_EPOCH")
    return {name: text for name, text in os.environ.items() if not name.startswith(odd)} | {"HUASHU_LANG": "zh"}


class Served:
    """A running `huashu serve`."""

    def __init__(self, root: Path, *options: str) -> None:
        command = [sys.executable, "-m", "huashu", "serve", "--port", "0", "--today", "2026-06-01", *options]
        self.process = subprocess.Popen(
            command, cwd=root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert self.process.stderr is not None
        self.first = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:([0-9]+)/", self.first)
        assert found, self.first
        self.port = int(found[1])

    def get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        body = connection.getresponse().read()
        connection.close()
        return body

    def findings(self) -> Any:
        return json.loads(self.get("/findings.json"))

    def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < end, "never came"
            time.sleep(0.05)

    def stop(self) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(root: Path, *options: str) -> Served:
        running.append(Served(root, *options))
        return running[-1]

    yield start
    for served in running:
        if served.process.poll() is None:
            served.process.kill()
            served.process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent alone")
def test_pages_and_findings_follow_the_files(library: Library, serve: Callable[..., Served]) -> None:
    root = library()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    served = serve(root)
    assert served.first.startswith("预览在 http://127.0.0.1:")
    first = served.get("/")
    assert first.startswith(b"<!doctype html>")
    script = root / HELLO
    script.write_text(script.read_text("utf-8").replace("您放心挑😊", "全网最便宜"), "utf-8")
    served.until(lambda: served.get("/") != first)
    served.until(lambda: served.findings()["findings"])
    (finding, *_more) = served.findings()["findings"]
    assert finding["script"] == "dialogue/return"
    (root / "huashu.yaml").write_text("name: [\n", "utf-8")
    served.until(lambda: served.findings()["trouble"])
    assert served.findings()["trouble"]["where"].startswith("huashu.yaml:")
    assert served.get("/").startswith(b"<!doctype html>")  # the last good one
    for path, content in before.items():
        path.write_bytes(content)
    served.until(lambda: served.findings() == {"findings": [], "trouble": None})
    code, out, err = served.stop()
    assert (code, out) == (130, "")
    assert err.splitlines()[-1] == "已中断"
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent alone")
def test_whoever_listens_hears_of_a_change(library: Library, serve: Callable[..., Served]) -> None:
    root = library()
    served = serve(root)
    assert served.get("/")
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/events")
    stream = connection.getresponse()

    def page() -> str:
        while stream.readline().strip() != b"event: page":
            pass
        return stream.readline().decode().removeprefix("data: ").strip()

    first = page()
    assert f'data-live="{first}"'.encode() in served.get("/")
    (root / "scripts/dialogue/new.yaml").write_text(
        (root / HELLO).read_text("utf-8").replace("dialogue/return", "dialogue/new"), "utf-8"
    )
    assert page() != first
    assert served.stop()[0] == 130  # although somebody still listens
    connection.close()


def test_other_addresses_are_warned_of(library: Library, serve: Callable[..., Served]) -> None:
    served = serve(library(), "--host", "127.0.0.1")
    assert served.get("/")
    if sys.platform != "win32":
        assert "没有密码" not in served.stop()[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "huashu", "serve", "--port", "0", "--host", "0.0.0.0"],
        cwd=library(), env=environment(), stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stderr is not None
    lines = [process.stderr.readline(), process.stderr.readline()]
    process.kill()
    process.communicate()
    assert lines[1] == "注意：能连到这台电脑的人都看得到这份预览，这里没有密码\n"


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (["--port", "70000"], ""),
        (["--host", "no such host", "--port", "0"], "no such host:0"),
        (["--today", "x"], "--today"),
    ],
)
def test_what_cannot_be_served(library: Library, here: Here, options: list[str], where: str) -> None:
    code, out, err = here(library(), "serve", *options)
    assert (code, out) == (2, "")
    assert f"  位置：{where}" in err or not where


def test_outside_a_library(tmp_path: Path, here: Here) -> None:
    assert here(tmp_path, "serve")[0] == 2
