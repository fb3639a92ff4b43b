from __future__ import annotations

from pathlib import Path

import pytest

from huashu.cli.app import run


def test_init_makes_a_library_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "我们的 话术"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "话术库建好了：我们的 话术，里面有 14 条可以照着改的话术。",
        "",
        "接下来依次运行：",
        "  cd '我们的 话术'",
        "  huashu lint",
        "  huashu render",
        "",
        "怎么改一句话、怎么看懂检查提示，请看里面的 README.md。",
    ]
    assert (tmp_path / "我们的 话术" / "huashu.yaml").is_file()


def test_init_in_the_folder_itself_needs_no_cd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    assert "  cd " not in capsys.readouterr().out


def test_init_refuses_an_occupied_folder_with_what_where_and_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "旧资料").mkdir()
    (tmp_path / "旧资料" / "话术.xlsx").touch()
    assert run(["init", "旧资料"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "出错了：文件夹里已经有内容：话术.xlsx",
        "  位置：旧资料",
        "  怎么办：请换一个新的文件夹名，或者先把里面的东西移走；已有的文件一个都没有动",
    ]


def test_the_new_library_is_clean_and_its_own_rule_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    capsys.readouterr()
    assert run(["lint", "--fail-on", "info"]) == 0, capsys.readouterr().out

    script = tmp_path / "scripts" / "farewell" / "after-purchase.yaml"
    script.write_text(
        script.read_text(encoding="utf-8").replace("say: |-\n      ", "say: |-\n      大仓今天就发。", 1),
        encoding="utf-8",
        newline="\n",
    )
    capsys.readouterr()
    assert run(["lint", "--fail-on", "warning"]) == 1
    told = capsys.readouterr().out
    assert "tone/our-jargon" in told
    assert "“大仓”是我们内部的叫法，顾客听了不明白" in told
    assert "我们的仓库" in told
