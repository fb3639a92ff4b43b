"""A little library in a real git repository, for tests that ask git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SETTINGS = """\
format: 1
name: 小店话术
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 千牛
  - id: phone
    title: 电话
departments:
  - id: cs
    title: 客服部
scenes:
  - id: greeting
    title: 欢迎语
  - id: dialogue
    title: 对话语
"""
FACTS = "facts:\n  退货天数:\n    value: {days}\n    means: 签收后可以退货的天数\n    owner: cs\n"
SLOTS = "slots:\n  称呼:\n    means: 怎么称呼顾客\n"
PICTURE = b"\x89PNG\r\n\x1a\n picture"
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "甲",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "乙",
    "GIT_COMMITTER_EMAIL": "b@example.com",
}


def script(
    id: str = "greeting/hello",
    say: str = "您好，{称呼}",
    more: str = "",
    channels: tuple[str, ...] = ("livechat",),
) -> str:
    """A script of one reply; more: further lines of the reply or the file."""
    lines = "".join(f"  - {channel}\n" for channel in channels)
    said = say.replace("\n", "\n      ")
    head = f"id: {id}\ntitle: 题目\nchannels:\n{lines}asks:\n  - 在吗\n"
    return f"{head}replies:\n  - say: |-\n      {said}\n{more}owner: cs\nreview_by: 2099-01-01\n"


HELLO = "scripts/greeting/hello.yaml"
BASE: dict[str, str | bytes] = {
    "huashu.yaml": SETTINGS,
    "terms/facts.yaml": FACTS.format(days="7天"),
    "terms/slots.yaml": SLOTS,
    HELLO: script(),
}


class Shop:
    """A library and its repository. Every commit and tag has its own day of March 2026."""

    def __init__(self, root: Path, top: Path | None = None) -> None:
        """top: of the repository, where the library is a folder inside a larger one."""
        self.root, self.top, self.day = root, top or root, 0
        self.write(BASE)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, email: str = "", committer: str = "") -> str:
        """email, committer: of whoever commits, where it is somebody else."""
        moment = f"2026-03-{max(self.day, 1):02}T20:00:00+0000"
        env = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
        env |= {**IDENTITY, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        env |= {"GIT_AUTHOR_EMAIL": email} if email else {}
        env |= {"GIT_COMMITTER_EMAIL": committer} if committer else {}
        done = subprocess.run(["git", "-C", self.top, *arguments], capture_output=True, text=True, env=env, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Files of the library; None takes one away."""
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                target.unlink()
            else:
                target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: Mapping[str, str | bytes | None] | None = None) -> str:
        """The full id of a commit of everything."""
        self.day += 1
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"第 {self.day} 次")
        return self.git("rev-parse", "HEAD")

    def release(self, name: str) -> None:
        self.day += 1
        self.git("tag", "-a", "-m", name, f"release/{name}")
