from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from forge_server import ForgeServer

from huashu.cli.app import run

PR = "/api/v5/repos/shop/scripts/pulls/12"
TOKEN = "secret-token-42"


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeServer]:
    monkeypatch.setenv("HUASHU_TOKEN", TOKEN)
    base = {"ref": "main", "sha": "c" * 40, "repo": {"full_name": "shop/scripts"}}
    pull = {"created_at": "2026-11-20T01:00:00Z", "head": {"sha": "a" * 40}, "base": base, "user": {"id": 1}}
    boss = {"id": 1002, "login": "boss", "accept": True}
    with ForgeServer() as server:
        server.json(f"GET {PR}", {**pull, "assignees": [boss], "testers": []})
        server.json(f"GET {PR}/commits", [{"sha": "a" * 40, "author": boss, "committer": boss}])
        server.json(f"GET {PR}/comments", [])
        yield server


def arguments(forge: ForgeServer, *more: str) -> list[str]:
    place = ["--repository", "shop/scripts", "--url", forge.url]
    return ["review", "fetch", "--forge", "gitee", "--request", "12", *place, *more]


def test_the_evidence_is_printed_and_summed_up(forge: ForgeServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments(forge)) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert [opinion["id"] for opinion in found["opinions"]] == ["assignee/1002"]
    assert printed.err == "读到 1 条审批意见、0 条评论，2 处有疑点。\n"


def test_the_evidence_is_written_to_a_file(
    forge: ForgeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "build" / "evidence.json"
    assert run(arguments(forge, "--output", str(target))) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["request"] == "12"
    assert capsys.readouterr().out == ""
    assert TOKEN not in target.read_text(encoding="utf-8")


def test_a_refusal_leaves_the_file_as_it_was(
    forge: ForgeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "evidence.json"
    target.write_text("old", encoding="utf-8")
    forge.routes.pop(f"GET {PR}/comments")
    assert run(arguments(forge, "--output", str(target))) == 2
    assert target.read_text(encoding="utf-8") == "old"
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        f"出错了：{forge.host} 说没有这个仓库或合并请求，也可能是令牌看不到它",
        f"  位置：{PR}/comments",
        "  怎么办：请检查 --repository 和 --request，再看看令牌能不能读这个仓库",
    ]
    assert TOKEN not in printed.out + printed.err


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_number_that_is_none_is_wrong_usage(number: str) -> None:
    assert run(["review", "fetch", "--forge", "gitee", "--request", number]) == 2


def test_the_help_loads_no_http() -> None:
    code = (
        "import sys; from huashu.cli.app import run; run(['review', 'fetch', '--help']); print('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
