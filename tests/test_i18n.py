from __future__ import annotations

import os
import subprocess
import sys

import pytest

from huashu import i18n

MINI_APP = """
import sys
from huashu import i18n
i18n.use(i18n.choose())
import typer
app = typer.Typer(add_completion=False)
@app.command()
def lint(path: str = typer.Argument(help="P")): ...
@app.command()
def render(): ...
app(prog_name="huashu")
"""


@pytest.mark.parametrize(
    ("environ", "library", "language"),
    [
        ({}, "", "zh"),
        ({"LANG": "C.UTF-8"}, "", "zh"),
        ({"LANG": "en_US.UTF-8"}, "", "en"),
        ({"LANG": "en_US.UTF-8"}, "zh-CN", "zh"),
        ({"LANG": "de_DE.UTF-8"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, "", "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "", "en"),
        ({"HUASHU_LANG": "en"}, "zh-CN", "en"),
        ({"HUASHU_LANG": "zh"}, "en", "zh"),
        ({"HUASHU_LANG": "fr"}, "en-GB", "en"),
    ],
)
def test_language_is_chosen_in_the_order_of_the_design(environ: dict[str, str], library: str, language: str) -> None:
    assert i18n.choose(environ, library) == language


def test_an_empty_message_stays_empty() -> None:
    assert i18n._("") == ""


def mini_app(language: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "HUASHU_LANG": language, "PYTHONUTF8": "1", "TERMINAL_WIDTH": "100"}
    command = [sys.executable, "-c", MINI_APP, *arguments]
    return subprocess.run(command, env=environ, capture_output=True, encoding="utf-8")


def test_help_and_usage_errors_of_the_libraries_read_chinese() -> None:
    shown = mini_app("zh", "--help")
    assert shown.returncode == 0
    assert "用法：" in shown.stdout
    assert "选项" in shown.stdout
    assert "命令" in shown.stdout
    assert "显示这份说明，然后退出。" in shown.stdout

    wrong = mini_app("zh", "lint", "--colour")
    assert wrong.returncode == 2
    assert "没有 --colour 这个选项。" in wrong.stderr
    assert "出错了" in wrong.stderr

    missing = mini_app("zh", "lint")
    assert "缺少参数" in missing.stderr


def test_help_and_usage_errors_of_the_libraries_stay_english_for_english() -> None:
    assert "Show this message and exit." in mini_app("en", "--help").stdout
    assert "No such option" in mini_app("en", "lint", "--colour").stderr
