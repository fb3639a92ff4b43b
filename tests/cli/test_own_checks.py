"""Checks that other packages bring: the documented example at work, and packages that are broken in every way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Library = Callable[..., Path]
Huashu = Callable[..., Any]
EXAMPLE = Path(__file__).parents[1] / "plugin_example"
RULE = """\
id: tone/same-opening
title: 连着两句不要用同样的话开头
severity: warning
check: same-opening
with:
  length: 2
message: 连着 {count} 句都用“{word}”开头
why: |-
  句句“亲亲”开头，顾客会觉得对面是个机器人。
valid:
  - replies:
      - 亲亲，您好呀
      - 这就帮您查
invalid:
  - replies:
      - 亲亲，您好呀
      - 亲亲，这就帮您查
    at: [[replies/1/say, 0, 2]]
"""
SCRIPT = """\
id: dialogue/twice
title: 连着两句
channels:
  - livechat
replies:
  - say: |-
      {称呼}您好呀，欢迎光临
  - say: |-
      {称呼}您看中了哪一件
owner: cs
review_by: 2099-01-01
"""
MODULE = """\
from huashu.model.own_check import OwnCheck
"""


@pytest.fixture
def shop(library: Library) -> Path:
    return library({"rules/tone/same-opening.yaml": RULE, "scripts/dialogue/twice.yaml": SCRIPT})


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., str]:
    """A folder for PYTHONPATH with installed packages: name → the lines of their module. Without an entry of its own
    each brings same-opening."""

    def make(**modules: str) -> str:
        folder = tmp_path / "packages"
        for name, lines in modules.items():
            entry, _semicolon, code = lines.partition(";") if lines.startswith("entry=") else ("", "", lines)
            (folder / f"{name}-1.0.dist-info").mkdir(parents=True)
            (folder / f"{name}.py").write_text(MODULE + code, encoding="utf-8")
            check = entry.removeprefix("entry=") or "same-opening"
            info = folder / f"{name}-1.0.dist-info"
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
            (info / "entry_points.txt").write_text(f"[huashu.checks]\n{check} = {name}:check\n", encoding="utf-8")
        return str(folder)

    return make


def test_the_example_package_installs_and_finds(shop: Path, huashu: Huashu, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    subprocess.run([*pip, "install", *options, str(EXAMPLE)], check=True, env={**os.environ, "PYTHONWARNINGS": ""})
    env = {"PYTHONPATH": str(target)}
    done = huashu("lint", cwd=shop, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    # three letters of the slot's two braces and first character are what a customer hears as one opening
    assert "scripts/dialogue/twice.yaml:9:7  提醒  tone/same-opening\n  连着 2 句都用“{称”开头\n" in done.stdout
    done = huashu("rules", "test", "tone/same-opening", "--coverage", cwd=shop, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    wrong = {
        "length: 2": ("“length”要写整数", "length: 两个"),
        "  length: 2": ("缺少“length”（比几个字）", "  max: 2"),
        "with:\n  length: 2\n": ("缺少“length”（比几个字）", ""),
        "  length": ("这里不能写“size”", "  length: 2\n  size"),
    }
    for old, (told, new) in wrong.items():
        (shop / "rules/tone/same-opening.yaml").write_text(RULE.replace(old, new, 1), encoding="utf-8")
        done = huashu("lint", cwd=shop, env=env)
        assert done.returncode == 2
        assert told in done.stderr


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def run(given):\n    raise ValueError('算错了')\n", "ValueError: 算错了（shop_checks.py:3）"),
        ("def run(given):\n    import sys\n    sys.exit(7)\n", "SystemExit: 7（shop_checks.py:4）"),
        ("def run(given):\n    yield given.texts[0].place(0, 99)\n", "place 0:99 leaves the text of 12 characters"),
        ("def run(given):\n    yield 'here'\n", "TypeError: str is no Place"),
        ("def run(given):\n    given.params['length'] = 3\n", "TypeError"),
        ("run = lambda given: None\n", "TypeError: 'NoneType' object is not iterable"),
        ("def run(given):\n    yield given.texts[0].place(0, 1, replacement=2)\n", "replacement 2"),
    ],
)
def test_what_breaks_in_a_check_is_an_error_of_the_script(
    shop: Path, huashu: Huashu, package: Callable[..., str], code: str, told: str
) -> None:
    path = package(shop_checks=f"{code}check = OwnCheck(run, {{}})\n")
    done = huashu("lint", cwd=shop, env={"PYTHONPATH": path})
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "scripts/dialogue/twice.yaml:2:8  错误  structure/unreadable\n  规则 tone/same-opening 没有查成" in done.stdout
    )
    assert "检查 same-opening 自己出错了，它来自 shop_checks 1.0：" in done.stdout
    assert told in done.stdout


def test_a_replacement_is_a_fix_and_nothing_is_remembered(
    shop: Path, huashu: Huashu, package: Callable[..., str]
) -> None:
    code = "def run(given):\n    for said in given.texts:\n        if '您看' in said.text:\n            {yields}\n"
    yields = "at = said.text.index('您看')\n            yield said.place(at, at + 2, replacement='请看', safety='safe')"
    path = package(shop_checks=code.format(yields="return\n            yield") + "check = OwnCheck(run, {})\n")
    assert "没有发现问题" in huashu("lint", cwd=shop, env={"PYTHONPATH": path}).stdout
    (Path(path) / "shop_checks.py").write_text(
        MODULE + code.format(yields=yields) + "check = OwnCheck(run, {})\n", encoding="utf-8"
    )
    done = huashu("lint", "--fix", cwd=shop, env={"PYTHONPATH": path})
    assert (done.returncode, done.stderr) == (0, "已改好 scripts/dialogue/twice.yaml：1 处\n")
    assert "{称呼}请看中了" in (shop / "scripts/dialogue/twice.yaml").read_text(encoding="utf-8")


def test_a_replacement_may_be_any_kind_of_text(shop: Path, huashu: Huashu, package: Callable[..., str]) -> None:
    code = (
        "class Word(str):\n    pass\n\n"
        "def run(given):\n    for said in given.texts:\n        at = said.text.find('您看')\n        if at >= 0:\n"
        "            yield said.place(at, at + 2, replacement=Word('请看'), safety=Word('safe'))\n"
    )
    path = package(shop_checks=f"{code}check = OwnCheck(run, {{}})\n")
    done = huashu("lint", "--fix", cwd=shop, env={"PYTHONPATH": path})
    assert (done.returncode, done.stderr) == (0, "已改好 scripts/dialogue/twice.yaml：1 处\n")


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ({"shop_checks": "import nowhere\n"}, "shop_checks 1.0 带来的检查 same-opening 没有装好：ModuleNotFoundError"),
        ({"shop_checks": "raise SystemExit(0)\n"}, "shop_checks 1.0 带来的检查 same-opening 没有装好：SystemExit: 0"),
        ({"shop_checks": "check = 7\n"}, "shop_checks 1.0 带来的检查 same-opening 不是一个 OwnCheck"),
        ({"shop_checks": "check = OwnCheck(print, {'type': 7})\n"}, "参数说明不是有效的 JSON Schema：7 is not valid"),
        (
            {"shop_checks": "check = OwnCheck(print, {})\n", "more": "entry=existence;check = 1\n"},
            "more 1.0 带来的检查 existence 和 huashu 自带的重名",
        ),
        ({"one": "check = 1\n", "two": "check = 2\n"}, "几个包带来了同名的检查 same-opening：one 1.0、two 1.0"),
        ({"other": "entry=same-openings;check = 1\n"}, "“check”不能写“same-opening”"),
        ({}, "“check”不能写“same-opening”"),
    ],
)
def test_what_cannot_be_loaded_stops_the_command(
    shop: Path, huashu: Huashu, package: Callable[..., str], modules: dict[str, str], told: str
) -> None:
    path = package(**modules)
    done = huashu("lint", cwd=shop, env={"PYTHONPATH": path})
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_check_is_told_the_nearest_one_that_is_installed(
    shop: Path, huashu: Huashu, package: Callable[..., str]
) -> None:
    path = package(other="entry=same-openings;check = 1\n")
    told = huashu("lint", cwd=shop, env={"PYTHONPATH": path}).stderr
    assert "位置：rules/tone/same-opening.yaml:4:8\n" in told
    assert "您是不是想写 same-openings？" in told
    assert "公司自己写的检查，要先装上带着它的包" in told


def test_parameters_changed_in_the_settings_are_judged_too(
    shop: Path, huashu: Huashu, package: Callable[..., str]
) -> None:
    schema = "{'type': 'object', 'properties': {'length': {'type': 'integer', 'minimum': 2}}}"
    path = package(shop_checks=f"check = OwnCheck(lambda given: [], {schema})\n")
    settings = (shop / "huashu.yaml").read_text(encoding="utf-8")
    settings += "rules:\n  tone/same-opening:\n    with:\n      length: 1\n"
    (shop / "huashu.yaml").write_text(settings, encoding="utf-8")
    done = huashu("lint", cwd=shop, env={"PYTHONPATH": path})
    assert done.returncode == 2
    assert "“length”不能小于 2" in done.stderr


def test_a_schema_of_any_shape_still_says_no(shop: Path, huashu: Huashu, package: Callable[..., str]) -> None:
    schema = "{'properties': {'length': {'$ref': '#/other/size'}}, 'other': {'size': {'multipleOf': 5}}}"
    path = package(shop_checks=f"check = OwnCheck(lambda given: [], {schema})\n")
    done = huashu("lint", cwd=shop, env={"PYTHONPATH": path})
    assert done.returncode == 2
    assert "with 不合检查 same-opening 的要求" in done.stderr
    assert "2 is not a multiple of 5" in done.stderr


def test_nobody_looks_for_packages_where_no_rule_needs_one(library: Library, huashu: Huashu, tmp_path: Path) -> None:
    code = "import sys\nfrom huashu.cli.app import run\nprint(run(['lint']), 'importlib.metadata' in sys.modules)\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=library(), capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "0 False"
