"""A library opened for checking: all of it or a part, and what a part still knows of the rest."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from on_disk import put

from huashu.errors import HuashuError
from huashu.lint.workspace import Workspace, open_library

SETTINGS = """\
format: 1
name: 测试库
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话
  - id: greeting
    title: 欢迎
"""
RULE = "id: {id}\ntitle: 规则\nseverity: error\n{lines}message: '{message}'\nwhy: |-\n  有道理\n"
RULE += "valid:\n  - say: |-\n      好\ninvalid:\n  - say: |-\n      坏\n    at: [[0, 1]]\n"
RULES = {
    "tone/nin": ("check: substitution\nwith:\n  swap:\n    你: 您\n  fix: safe\n", "不对"),
    "library/asks": ("check: unique\nwith:\n  field: asks\n", "{name}"),
    "library/related": ("check: references\nwith:\n  field: related\n", "{value}"),
    "library/image": ("check: references\nwith:\n  field: image\n", "{value}"),
    "facts/undeclared": ("check: facts\nwith:\n  problem: undeclared\n", "{name}"),
    "facts/unused": ("check: slots\nwith:\n  problem: unused\n", "{name}"),
}
A, B, C = "scripts/dialogue/a.yaml", "scripts/dialogue/b.yaml", "scripts/greeting/c.yaml"


def script(path: str, more: str = "", say: str = "你好") -> str:
    name = path.removeprefix("scripts/").removesuffix(".yaml")
    head = f"id: {name}\ntitle: {name}\nowner: cs\nreview_by: 2099-01-01\nchannels:\n  - livechat\n"
    return f"{head}{more}replies:\n  - say: |-\n      {say}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "huashu.yaml": SETTINGS,
        "terms/slots.yaml": "slots:\n  工号:\n    means: 客服工号\n",
        "assets/chart.png": "",
        A: script(A, "related:\n  - greeting/c\nasks:\n  - 贵吗\n"),
        B: script(B, "asks:\n  - 贵吗\n") + "    image: chart\n",
        C: script(C, "related:\n  - greeting/none\n"),
    }
    files |= {f"rules/{id}.yaml": RULE.format(id=id, lines=lines, message=said) for id, (lines, said) in RULES.items()}
    return put(tmp_path / "库", files)


def noon(timezone: tzinfo) -> datetime:
    return datetime(2026, 6, 1, 12, tzinfo=timezone)


def opened(root: Path, *paths: str) -> Workspace:
    return open_library(root, noon, [root / path for path in paths])


def told(work: Workspace) -> list[tuple[str, str]]:
    return [(found.rule, found.path) for found in work.check(remember=False).findings]


WHOLE = [
    ("tone/nin", A),
    ("library/asks", B),
    ("tone/nin", B),
    ("library/related", C),
    ("tone/nin", C),
    ("facts/unused", "terms/slots.yaml"),
]


# --- the whole ------------------------------------------------------------------------------------------------------


def test_the_whole_library_is_checked_from_anywhere_inside(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(opened(root)) == WHOLE
    assert told(open_library(root / "scripts" / "greeting", noon)) == WHOLE
    monkeypatch.chdir(root / "scripts")
    assert told(open_library(Path("."), noon)) == WHOLE


@pytest.mark.parametrize(
    "path",
    [
        ".",
        "scripts",
        "terms",
        "terms/slots.yaml",
        "huashu.yaml",
        "rules/tone/nin.yaml",
        "assets",
        "scripts/greeting/..",
    ],
)
def test_what_concerns_all_scripts_checks_all(root: Path, path: str) -> None:
    assert told(opened(root, path)) == WHOLE
    assert told(opened(root, C, path)) == WHOLE
    assert opened(root, path).only is None


def test_the_clock_is_asked_in_the_zone_of_the_library(root: Path) -> None:
    zones: list[timedelta | None] = []

    def clock(timezone: tzinfo) -> datetime:
        zones.append(datetime(2026, 6, 1, tzinfo=timezone).utcoffset())
        return datetime(2026, 6, 1, tzinfo=UTC)

    work = open_library(root, clock)
    assert zones == [timedelta(hours=8)]
    assert work.now == datetime(2026, 6, 1, tzinfo=UTC)


def test_counts_are_of_the_files_that_were_read(root: Path) -> None:
    assert opened(root).check(remember=False).files == 4
    assert opened(root, C).check(remember=False).files == 2  # terms are always read


# --- a part ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([A], [("tone/nin", A)]),
        (["scripts/dialogue"], [("tone/nin", A), ("tone/nin", B)]),
        ([B, C], [("tone/nin", B), ("library/related", C), ("tone/nin", C)]),
        ([C, C, "scripts/greeting"], [("library/related", C), ("tone/nin", C)]),
        (["scripts/greeting/../dialogue/a.yaml"], [("tone/nin", A)]),
    ],
)
def test_a_part_leaves_the_checks_across_scripts_out(
    root: Path, paths: list[str], expected: list[tuple[str, str]]
) -> None:
    assert told(opened(root, *paths)) == expected


def test_a_part_knows_the_scripts_and_pictures_outside_it(root: Path) -> None:
    (root / A).write_bytes(script(A, "related:\n  - greeting/c\n  - greeting/none\n", "好").encode())
    found = opened(root, A).check().findings
    assert [(one.rule, one.message) for one in found] == [("library/related", "greeting/none")]
    (root / B).write_bytes(
        (script(B, "", "好") + "    image: chart\n  - say: |-\n      好\n    image: none\n").encode()
    )
    assert [one.message for one in opened(root, B).check().findings] == ["none"]


def test_a_part_knows_the_terms_and_tells_when_they_cannot_be_read(root: Path) -> None:
    (root / A).write_bytes(script(A, "", "{工号}{没有}").encode())
    assert told(opened(root, A)) == [("facts/undeclared", A)]
    (root / "terms/slots.yaml").write_bytes(b"[")
    assert told(opened(root, A)) == [("structure/unreadable", "terms/slots.yaml")]


def test_a_part_says_nothing_of_what_is_wrong_elsewhere(root: Path) -> None:
    (root / B).write_bytes(b"[")
    (root / "scripts/greeting/link.yaml").symlink_to(root / A)
    assert told(opened(root, A)) == [("tone/nin", A)]


def test_a_link_is_judged_as_itself(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_bytes(script(A).encode())
    link = root / "scripts" / "dialogue" / "link.yaml"
    for target in (tmp_path / "outside.yaml", root / A, tmp_path / "nothing"):
        link.symlink_to(target)
        assert told(opened(root, "scripts/dialogue/link.yaml")) == [
            ("structure/unreadable", "scripts/dialogue/link.yaml")
        ]
        link.unlink()


def test_the_library_of_the_first_path_is_opened(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(open_library(tmp_path, noon, [Path("库/scripts/dialogue/a.yaml")])) == [("tone/nin", A)]
    (tmp_path / "short").symlink_to(root)
    assert told(open_library(tmp_path, noon, [Path("short") / A])) == [("tone/nin", A)]
    assert told(open_library(tmp_path, noon, [Path("short")])) == WHOLE


@pytest.mark.parametrize(
    ("paths", "what"),
    [
        (["库/scripts/dialogue/a.yaml", "elsewhere.yaml"], "这个路径不在话术库里"),
        (["库/scripts/none.yaml"], "找不到这个文件或文件夹"),
        (["库/scripts/dialogue/a.yaml", "none.yaml"], "找不到这个文件或文件夹"),
        (["库/README.md"], "这个路径下面没有话术"),
        (["elsewhere.yaml"], "这里不是话术库：从这个文件夹往上都没有找到 huashu.yaml"),
    ],
)
def test_paths_that_name_no_script_are_refused(root: Path, tmp_path: Path, paths: list[str], what: str) -> None:
    (tmp_path / "elsewhere.yaml").touch()
    (root / "README.md").touch()
    with pytest.raises(HuashuError) as caught:
        open_library(tmp_path, noon, [tmp_path / path for path in paths])
    assert caught.value.what == what
    assert caught.value.where
    assert caught.value.todo


# --- fixes ----------------------------------------------------------------------------------------------------------


def test_fixes_are_written_whole_to_the_files_that_change(root: Path) -> None:
    (root / C).write_bytes(script(C, "", "好").replace("\n", "\r\n").encode())
    before = {path: (root / path).read_bytes() for path in (A, B, C)}
    work = opened(root)
    fixed = work.fixes(work.check(), unsafe=False)
    assert {path: len(file.applied) for path, file in fixed.items()} == {A: 1, B: 1}
    assert before == {path: (root / path).read_bytes() for path in (A, B, C)}
    work.write(fixed)
    after = {path: data.replace("你好".encode(), "您好".encode()) for path, data in before.items()}
    assert after == {path: (root / path).read_bytes() for path in (A, B, C)}
    assert [found.rule for found in work.check().findings] == ["library/asks", "facts/unused"]
    assert work.fixes(work.check(), unsafe=False) == {}


def test_a_part_mends_nothing_but_itself(root: Path) -> None:
    (root / "terms/slots.yaml").write_bytes("\ufeffslots:\n  工号:\n    means: 客服工号\n".encode())
    assert set(opened(root).fixes(opened(root).check(), unsafe=True)) == {A, B, C, "terms/slots.yaml"}
    part = opened(root, A)
    assert [found.path for found in part.check().findings] == [A, "terms/slots.yaml"]
    assert set(part.fixes(part.check(), unsafe=True)) == {A}


def test_what_could_not_be_fixed_is_told_too(root: Path) -> None:
    (root / "rules/tone/nin.yaml").write_bytes(
        RULE.format(
            id="tone/nin", lines="where:\n  in: title\n" + RULES["tone/nin"][0].replace("您", "'您: 您'"), message="x"
        ).encode()
    )
    (root / A).write_bytes(script(A).replace("title: dialogue/a", "title: 你好").encode())
    work = opened(root, A)
    fixed = work.fixes(work.check(), unsafe=False)
    assert [(path, len(file.applied), len(file.refused)) for path, file in fixed.items()] == [(A, 0, 1)]
    before = os.stat(root / A)
    work.write(fixed)
    assert os.stat(root / A).st_ino == before.st_ino


def test_a_library_is_read_anew(root: Path) -> None:
    work = opened(root)
    assert [one.id for one in work.library().scripts] == ["dialogue/a", "dialogue/b", "greeting/c"]
    (root / C).unlink()
    assert [one.id for one in work.library().scripts] == ["dialogue/a", "dialogue/b"]
