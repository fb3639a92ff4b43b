"""What the READMEs show is what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from huashu.cli.app import run

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "src/huashu/store/starter_files/README.md"]


def blocks(page: Path) -> list[str]:
    return re.findall(r"(?ms)^```\n(.*?)^```$", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_the_two_commands_come_first(page: Path) -> None:
    first, second, *_rest = blocks(page)
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make handbook", "make test"]
    assert second.splitlines() == ["pipx install huashu", "huashu init our-scripts"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_sample_finding_is_what_lint_prints(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (sample,) = [block for block in blocks(page) if block.startswith("scripts/")]
    path, line = re.match(r"(\S+?):(\d+):", sample).groups()  # type: ignore[union-attr]
    said = re.search(rf"(?m)^  {line} │ (.*)$", sample)
    assert said is not None

    monkeypatch.chdir(tmp_path)
    assert run(["init", "."]) == 0
    lines = (tmp_path / path).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[int(line) - 1] = said[1] + "\n"
    (tmp_path / path).write_text("".join(lines), encoding="utf-8", newline="\n")
    capsys.readouterr()
    run(["lint"])
    assert sample in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_the_table_lists_the_commands_that_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.findall(r"(?m)^\| `huashu (\w+)", page.read_text(encoding="utf-8"))
    assert run(["--help"]) == 0
    told = re.findall(r"(?m)^  (\w+) {2,}", capsys.readouterr().out.split("Commands:")[-1].split("命令:")[-1])
    assert sorted(listed) == sorted(told)


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
