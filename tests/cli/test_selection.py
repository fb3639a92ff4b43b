"""`huashu lint` by rule, scene and revision; counted; and again and again."""

from __future__ import annotations

import json
import os
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
Huashu = Callable[..., Any]

PATH = "scripts/dialogue/bad.yaml"
BAD = """\
id: dialogue/bad
title: 我们的话
channels:
  - livechat
replies:
  - say: |-
      {say}
owner: cs
review_by: 2099-01-01
"""
BOTH = BAD.replace("{say}", "你好，这是全网最便宜的，你放心")


def test_rules(library: Library, here: Here) -> None:
    root = library({PATH: BOTH})
    code, out, _err = here(root, "lint", "--format", "json", "--rule", "tone/*", "--rule", "lifecycle")
    assert (code, [found["rule"] for found in json.loads(out)["findings"]]) == (0, ["tone/nin", "tone/nin"])
    assert json.loads(out)["summary"] == {
        "error": 0, "warning": 2, "info": 0, "files": 4, "suppressed": 0, "baselined": 0,
    }  # fmt: skip
    assert here(root, "lint", "--rule", "law/best")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rule", "tone/nim"], "出错了：没有规则 tone/nim\n  位置：--rule\n  怎么办：您是不是想写 tone/nin？\n"),
        (["--scene", "dialog"], "出错了：没有场景 dialog\n  位置：--scene\n  怎么办：您是不是想写 dialogue？\n"),
        (["--since", "HEAD"], "这个话术库没有用 git 管理"),
        (["--since=--all"], "git 里没有 --all 这个版本"),
        (["--since", ""], "--since 后面还没有写版本"),
        (["--statistics", "--diff"], "位置：--statistics"),
        (["--statistics", "--format", "github"], "位置：--statistics"),
        (["--watch", "--fix"], "位置：--watch"),
        (["--watch", "--diff"], "位置：--watch"),
        (["--watch", "--format", "json"], "位置：--watch"),
    ],
)
def test_what_cannot_be_done_is_told(library: Library, here: Here, arguments: list[str], told: str) -> None:
    code, out, err = here(library(), "lint", *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_scenes_leave_the_rest_out(library: Library, here: Here) -> None:
    other = BOTH.replace("dialogue/bad", "greeting/bad")
    settings = (library() / "huashu.yaml").read_text(encoding="utf-8") + "  - id: greeting\n    title: 欢迎\n"
    root = library({PATH: BOTH, "scripts/greeting/bad.yaml": other, "huashu.yaml": settings})
    _code, out, _err = here(root, "lint", "--scene", "greeting", "--format", "json")
    assert {found["path"] for found in json.loads(out)["findings"]} == {"scripts/greeting/bad.yaml"}


def test_statistics(library: Library, here: Here) -> None:
    root = library({PATH: BOTH})
    told = "1  错误  law/best  规则\n2  提醒  tone/nin  规则\n\n看过 4 个文件：错误 1，提醒 2\n"
    assert here(root, "lint", "--statistics") == (1, told, "")
    code, out, _err = here(root, "lint", "--statistics", "--format", "json", "--rule", "tone")
    assert code == 0
    assert json.loads(out)["statistics"] == [
        {"rule": "tone/nin", "severity": "warning", "count": 2, "fixable": 2, "title": "规则"}
    ]
    code, out, err = here(root, "lint", "--statistics", "--fix", "--no-cache")
    assert (code, out) == (1, "1  错误  law/best  规则\n\n看过 4 个文件：错误 1\n")
    assert err == f"已改好 {PATH}：2 处\n"


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)

    def run(root: Path, *arguments: str) -> None:
        options = ["-c", "user.name=甲", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"]
        subprocess.run(["git", "-C", root, *options, *arguments], check=True, capture_output=True)

    return run


def test_since(library: Library, here: Here, git: Callable[..., None]) -> None:
    """In CI: an old script nobody touched stops nobody, one that is touched must be seen to."""
    expired = BOTH.replace("review_by", "expires: 2026-05-01\nreview_by")
    root = library({PATH: expired, "scripts/dialogue/old.yaml": expired.replace("dialogue/bad", "dialogue/old")})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "一")
    (root / PATH).write_text(expired.replace("全网最便宜的", "实惠的").replace("你", "您"), encoding="utf-8")
    arguments = ("lint", "--format", "json", "--today", "2026-06-01")
    code, out, err = here(root, *arguments, "--since", "main")
    found = [(one["rule"], one["severity"], one["path"]) for one in json.loads(out)["findings"]]
    assert (code, found) == (1, [("lifecycle/expired", "error", PATH)])
    assert err == "这次看：改动过的话术 1 条，用到的事实变了的 0 条\n"
    code, out, err = here(root, *arguments, "--rule", "lifecycle")
    assert (code, [one["severity"] for one in json.loads(out)["findings"]], err) == (0, ["warning", "warning"], "")


# --- watching -------------------------------------------------------------------------------------------------------


class Watcher:
    """The command as it watches a library; what it says is read as it comes."""

    def __init__(self, root: Path, out: Path) -> None:
        self.out = out
        environ = {name: text for name, text in os.environ.items() if not name.startswith(("HUASHU_", "LC_", "LANG"))}
        with out.open("wb") as target:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "huashu", "lint", "--watch"],
                cwd=root, stdout=target, stderr=subprocess.STDOUT, env={**environ, "LANG": "C.UTF-8"},
            )  # fmt: skip

    def until(self, words: str, times: int = 1) -> str:
        """All that was said, once the words have come so often."""
        for _time in range(300):
            said = self.out.read_text(encoding="utf-8")
            if said.count(words) >= times:
                return said
            time.sleep(0.05)
        pytest.fail(f"never said {words!r}: {said}")

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[[Path], Watcher]]:
    made: list[Watcher] = []

    def start(root: Path) -> Watcher:
        made.append(Watcher(root, tmp_path / "said.txt"))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.wait()


WAITING = "正在等文件变动，按 Ctrl-C 结束\n"


def test_watching(library: Library, watching: Callable[[Path], Watcher]) -> None:
    root = library()
    watcher = watching(root)
    assert watcher.until(WAITING) == f"✓ 看过 3 个文件，没有发现问题\n{WAITING}"
    (root / PATH).write_text(BOTH, encoding="utf-8")
    said = watcher.until(WAITING, 2)
    assert f"{WAITING}\n──── 第 2 次检查，刚改了 {PATH} ────\n\n{PATH}:7:" in said
    assert said.endswith(f"看过 4 个文件：错误 1，提醒 2\n{WAITING}")
    settings = (root / "huashu.yaml").read_bytes()
    (root / "huashu.yaml").write_bytes(b"[")
    assert "出错了：" in watcher.until(WAITING, 3)
    (root / "huashu.yaml").write_bytes(settings)
    (root / PATH).unlink()
    said = watcher.until(WAITING, 4)
    assert said.endswith(f"✓ 看过 3 个文件，没有发现问题\n{WAITING}")
    assert watcher.interrupt() == 130
    assert watcher.until("已中断").endswith(f"{WAITING}已中断\n")


def test_watching_ends_where_there_is_nothing_to_watch(tmp_path: Path, here: Here) -> None:
    code, out, err = here(tmp_path, "lint", "--watch")
    assert (code, out) == (2, "")
    assert "这里不是话术库" in err
