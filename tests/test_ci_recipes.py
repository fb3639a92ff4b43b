"""The recipes of docs/ci: they parse, run the base's gate, and never check out or run what is proposed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from chain import chain
from shop_in_git import HELLO, script
from signed import everybodys_keys, signed

FOLDER = Path(__file__).parent.parent / "docs" / "ci"
PAGES = sorted(path.name for path in FOLDER.glob("*.md") if path.name != "README.md")
GATE = FOLDER / "huashu-gate.sh"


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (FOLDER / page).read_text("utf-8"), re.DOTALL)


def test_there_is_a_page_for_each_forge() -> None:
    assert PAGES == ["gitea.md", "gitee.md", "github.md", "gitlab.md"]


@pytest.mark.parametrize("page", PAGES)
def test_pipelines_are_yaml_with_pinned_tools(page: str) -> None:
    (text,) = blocks(page, "yaml")
    assert isinstance(yaml.safe_load(text), dict)
    assert "--require-hashes" in text
    assert "uses:" not in text
    assert "github.event" not in text  # what somebody else wrote never reaches a shell
    assert "huashu-gate.sh" in text or "every-request.sh" in text


@pytest.mark.parametrize("page", ["github.md", "gitea.md"])
def test_pipelines_are_the_base_s_own(page: str) -> None:
    (text,) = blocks(page, "yaml")
    events = yaml.safe_load(text)[True]  # `on` is true to YAML 1.1
    assert set(events) <= {"pull_request_target", "schedule", "workflow_dispatch"}


def scripts() -> list[str]:
    inside = [step["run"] for page in ("github.md", "gitea.md") for step in _steps(page)]
    return [GATE.read_text("utf-8"), *blocks("gitee.md", "sh"), *inside]


def _steps(page: str) -> list[dict[str, str]]:
    steps: list[dict[str, str]] = yaml.safe_load(blocks(page, "yaml")[0])["jobs"]["gate"]["steps"]
    return steps


@pytest.mark.parametrize("text", scripts())
def test_scripts_are_shell(text: str) -> None:
    done = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_proposed_is_checked_out_or_run() -> None:
    commands = [line.split("#")[0] for line in GATE.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert not re.search(r"git[^|]* (checkout|switch|worktree|reset|submodule)\b|pip |python", "\n".join(commands))
    assert any("init -q --bare" in line for line in commands)


def run(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    tool = tmp_path / "bin" / "huashu"
    tool.parent.mkdir(exist_ok=True)
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m huashu "$@"\n')
    tool.chmod(0o755)
    env = {name: text for name, text in os.environ.items() if not name.startswith(("GIT_", "HUASHU_"))}
    env |= {"PATH": f"{tool.parent}:{env['PATH']}", "HEAD_REF": "refs/heads/work", **more}
    env |= {f"GIT_{who}_{what}": "bot@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(["sh", GATE], env=env, text=True, capture_output=True, check=False, timeout=60)


def test_the_script_refuses_what_nobody_approved(tmp_path: Path) -> None:
    shop = chain(tmp_path / "shop")
    shop.commit({HELLO: script(say="早"), ".ci/huashu-gate.sh": "echo pwned\n"})
    before = shop.head("main")
    place = str(shop.shop.top)
    done = run(tmp_path, URL=place, PUSH_URL=place)
    assert done.returncode == 1, done.stderr
    assert "不能合并" in done.stdout
    assert "pwned" not in done.stdout
    assert shop.head("main") == before


def test_the_script_merges_what_is_granted(tmp_path: Path) -> None:
    shop = chain(tmp_path / "shop")
    before, head = shop.head("main"), shop.head("work")  # nothing is proposed, so nothing is to be approved
    shop.git("checkout", "-q", "--detach")
    place = str(shop.shop.top)
    done = run(tmp_path, URL=place, PUSH_URL=place, REQUEST="12")
    assert done.returncode == 0, done.stderr
    parents = shop.git("show", "-s", "--format=%P", "main").split()
    assert (parents, before) == ([before], head)  # the same commit twice is one parent


def test_what_was_merged_is_kept_and_can_be_checked(tmp_path: Path) -> None:
    shop = signed(tmp_path / "shop", everybodys_keys(tmp_path / "keys"))
    shop.all()
    before, head = shop.git("rev-parse", "main"), shop.git("rev-parse", "work")
    shop.git("checkout", "-q", "--detach")
    place = str(shop.root)
    done = run(tmp_path, URL=place, PUSH_URL=place, REQUEST="12")
    assert done.returncode == 0, done.stdout + done.stderr
    assert shop.git("show", "-s", "--format=%P", "main").split() == [before, head]
    merged = shop.git("rev-parse", "main")
    kept = shop.git("ls-tree", "-r", "--name-only", "refs/huashu/approvals").splitlines()
    assert any(merged in path for path in kept)
    shop.git("checkout", "-q", "main")
    done = subprocess.run(
        [sys.executable, "-m", "huashu", "render", "--format", "json"], cwd=shop.root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    book = (shop.root / "build" / "handbook.json").read_text("utf-8")
    assert '"approved"' in book
    assert "主管审核" in book


def test_the_script_stops_where_approvals_cannot_be_read(tmp_path: Path) -> None:
    done = run(tmp_path, URL=str(tmp_path / "nowhere"))
    assert done.returncode not in (0, 1)
