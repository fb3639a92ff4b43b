from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from differing import PRICE, price, shop

Here = Callable[..., tuple[int, str, str]]
Huashu = Callable[..., subprocess.CompletedProcess[str]]


def test_what_differs_on_disk(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path, {PRICE: price("很值")})
    made.write({PRICE: price("真的很值")})
    code, out, err = here(made.root, "diff")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == ["", "修改  太贵了  bargaining/price", "  第 1 条 · 讲价值", "    {+真的+}很值"]


def test_two_revisions(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path, {PRICE: price("很值")})
    made.git("tag", "then")
    made.commit({PRICE: price("真的很值")})
    code, out, _err = here(made.root, "diff", "then", "HEAD", "--format", "json")
    data = json.loads(out)
    assert (code, data["base"]["name"], data["head"]["name"], len(data["scripts"])) == (0, "then", "HEAD", 1)


@pytest.mark.parametrize(("format", "beginning"), [("html", "<!doctype html>"), ("markdown", "<!-- huashu diff -->")])
def test_a_file_is_written(tmp_path: Path, here: Here, format: str, beginning: str) -> None:
    made = shop(tmp_path)
    target = tmp_path / "改动"
    code, out, err = here(made.root, "diff", "--format", format, "-o", str(target))
    assert (code, out, err) == (0, "", f"已生成 {target}\n")
    assert target.read_text("utf-8").strip().startswith(beginning)


def test_what_cannot_be_read_is_no_success(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path)
    made.write({PRICE: "["})
    code, out, err = here(made.root, "diff")
    assert (code, "读不出来" in out) == (1, True)
    assert err == "有话术读不出来，上面的对比不完整。请先运行 huashu lint 看看哪里写坏了。\n"


def test_outside_git(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path)
    (made.root / ".git").rename(tmp_path / "elsewhere")
    code, out, err = here(made.root, "diff")
    assert (code, out, err.splitlines()[0]) == (2, "", "出错了：这里没有用 git 管理，看不出改了什么")


def test_no_colour_where_nobody_looks(tmp_path: Path, huashu: Huashu) -> None:
    made = shop(tmp_path, {PRICE: price("很值")})
    made.write({PRICE: price("真的很值")})
    done = huashu("diff", cwd=made.root, env={"LANG": "C"})
    assert (done.returncode, "\x1b" in done.stdout) == (0, False)
