"""Little libraries on disk and the real command, run as its users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from on_disk import put

from huashu import i18n
from huashu.cli.app import run

SETTINGS = """\
format: 1
name: 测试店客服话术
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话语
"""
RULES = {
    "facts/undeclared": ("error", "check: facts\nwith:\n  problem: undeclared\n"),
    "facts/unused-slot": ("info", "check: slots\nwith:\n  problem: unused\n"),
    "law/best": ("error", "check: existence\nwith:\n  words:\n    - 全网最\n"),
    "lifecycle/expired": ("warning", "check: lifecycle\nwith:\n  problem: expired\n"),
    "lifecycle/soon": ("warning", "check: lifecycle\nwith:\n  problem: soon\n  days: 7\n"),
    "structure/folded": ("warning", "check: schema\nwith:\n  problems:\n    - folded\n"),
    "tone/nin": ("warning", "check: substitution\nwith:\n  swap:\n    你: 您\n  fix: safe\n"),
}
RULE = """\
id: {id}
title: 规则
severity: {severity}
{lines}message: 这里不对
why: |-
  有道理
valid:
  - say: |-
      好
invalid:
  - say: |-
      坏
    at: [[0, 1]]
"""
FACTS = "facts:\n  退货天数:\n    value: 7天\n    means: 签收后可以退货的天数\n    owner: cs\n"
SLOTS = "slots:\n  称呼:\n    means: 怎么称呼顾客\n"
GOOD = """\
id: dialogue/return
title: 能不能退
channels:
  - livechat
asks:
  - 可以退吗
replies:
  - say: |-
      {称呼}，签收后{退货天数}内都可以退，您放心挑😊
owner: cs
review_by: 2099-01-01
"""
TODAY = "2026-06-01"
Library = Callable[..., Path]
Huashu = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A clean library of one script with a few rules of its own; more files by path, as text or bytes."""

    def make(files: Mapping[str, str | bytes] | None = None) -> Path:
        root = tmp_path / "话术库"
        base: dict[str, str | bytes] = {
            f"rules/{id}.yaml": RULE.format(id=id, severity=severity, lines=lines)
            for id, (severity, lines) in RULES.items()
        }
        base |= {
            "huashu.yaml": SETTINGS,
            "terms/facts.yaml": FACTS,
            "terms/slots.yaml": SLOTS,
            "scripts/dialogue/return.yaml": GOOD,
        }
        return put(root, {**base, **(files or {})})

    return make


def environment(**changes: str | None) -> dict[str, str]:
    """This environment without what would change how huashu speaks; None takes a variable away."""
    odd = ("HUASHU_", "LC_", "LANG", "NO_COLOR", "SOURCE_DATE_EPOCH", "PYTHONIOENCODING", "PYTHONUTF8", "TERM")
    environ: dict[str, str | None] = {name: text for name, text in os.environ.items() if not name.startswith(odd)}
    environ |= {"LANG": "C.UTF-8", "TERM": "xterm", **changes}
    return {name: text for name, text in environ.items() if text is not None}


@pytest.fixture
def huashu() -> Huashu:
    """The command in a process of its own; its output as text."""

    def call(*arguments: str, cwd: Path, env: Mapping[str, str | None] | None = None, **more: object):  # type: ignore[no-untyped-def]
        command = [sys.executable, "-m", "huashu", *arguments]
        options: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", **more}
        return subprocess.run(command, cwd=cwd, env=environment(**(env or {})), timeout=60, **options)  # type: ignore[call-overload]

    return call


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The command in this process, where there are many cases: (exit code, stdout, stderr)."""
    for name in ("HUASHU_LANG", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "")  # `use` changes it
    before = i18n.language()
    i18n.use(i18n.CHINESE)

    def call(root: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(root)
        capsys.readouterr()
        code = run(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    yield call
    i18n.use(before)
