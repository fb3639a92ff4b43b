"""`huashu gate` as a command: what it prints where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chain import Chain, chain
from shop_in_git import HELLO, script

from huashu.cli.app import run

BASE = ["gate", "--base", "refs/heads/main", "--head", "refs/heads/work", "--today", "2026-06-01"]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    made = chain(tmp_path / "shop")
    made.commit({HELLO: script(say="早")})
    monkeypatch.chdir(tmp_path / "shop")
    return made


def evidence(shop: Chain, tmp_path: Path) -> list[str]:
    path = tmp_path / "evidence.json"
    path.write_bytes(shop.evidence())
    return ["--evidence", str(path)]


def test_refused_without_evidence(shop: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(BASE) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out == (
        "… 还不能合并：还差人批\n"
        "  怎么办：请下面写到的同事看过以后批\n"
        "  … 题目（greeting/hello）：改了\n"
        "    … 主管审核：还差 1 个人（话术要定稿；写着由这个部门负责）\n"
        "      怎么办：请 主管审核 的同事看过以后批\n"
        "    … 定稿：还没轮到，要等 主管审核（话术要定稿）\n"
    )


def test_granted_with_evidence(shop: Chain, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.say("lead")
    shop.say("boss")
    assert run([*BASE, *evidence(shop, tmp_path), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["version"], found["granted"], found["verdict"]["code"]) == (1, True, "granted")
    (part,) = found["verdict"]["children"]
    assert [child["code"] for child in part["children"]] == ["stage", "stage"]


def test_a_bare_date_holds_the_whole_day(shop: Chain, tmp_path: Path) -> None:
    shop.say("lead", at="2026-06-01T09:00:00+08:00")
    shop.say("boss", at="2026-06-01T20:00:00+08:00")
    assert run([*BASE, *evidence(shop, tmp_path)]) == 0


def test_markdown_calls_nobody_and_holds_no_markup(shop: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    title = "题目 @all <img src=x> [点我](http://x) **粗**"
    shop.commit({HELLO: script(say="早").replace("题目", f"'{title}'")})
    assert run([*BASE, "--format", "markdown"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("### … 还不能合并：还差人批\n")
    assert "@all" not in out
    assert "<img" not in out
    assert "\\[点我\\]" in out
    assert "\\*\\*粗\\*\\*" in out


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--format", "xml"], "xml"),
        (["--evidence", "nowhere.json"], "nowhere.json"),
        (["--head", "refs/heads/none"], "refs/heads/none"),
        (["--base", "--help"], "--help"),
    ],
)
def test_wrong_usage(shop: Chain, more: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*BASE, *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert word in err


def test_outside_of_any_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(BASE) == 2
    assert "没有用 git 管理" in capsys.readouterr().err


def test_many_parts_of_which_the_same_is_said_are_said_together(
    shop: Chain, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.commit({f"scripts/greeting/hi-{index}.yaml": script(f"greeting/hi-{index}") for index in range(30)})
    assert run(BASE) == 1
    out = capsys.readouterr().out
    assert "31 项内容，情况相同" in out
    assert "……另外还有 11 项" in out
    assert out.count("主管审核：还差") == 1
