"""`huashu render` on real little libraries: whole handbooks or the old ones."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pypdf import PdfReader
from shop_in_git import HELLO, Shop, script

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]
Huashu = Callable[..., Any]

BAD = """\
id: dialogue/bad
title: 有毛病的
channels:
  - livechat
replies:
  - say: |-
      {say}
owner: cs
review_by: 2099-01-01
"""
PATH = "scripts/dialogue/bad.yaml"
TODAY = ("--today", "2026-06-01")


def bad(say: str = "全网最便宜") -> dict[str, str]:
    return {PATH: BAD.replace("{say}", say)}


def kept(root: Path) -> Path:
    """An old handbook, which must stay whole."""
    (root / "build").mkdir()
    for name in ("html", "pdf"):
        (root / "build" / f"handbook.{name}").write_text(f"old {name}")
    return root


def built(folder: Path) -> dict[str, str]:
    """Name → kind of everything in a folder."""
    kinds = {
        b"old ": "old",
        b"<!do": "html",
        b"<!DO": "html",
        b"%PDF": "pdf",
        b"{\n  ": "json",
        "# 测".encode()[:4]: "md",
    }
    return {path.name: kinds.get(path.read_bytes()[:4], "?") for path in sorted(folder.iterdir())}


# --- what is written where -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        ([], {"handbook.html": "html", "handbook.pdf": "pdf"}),
        (["--format", "pdf"], {"handbook.html": "old", "handbook.pdf": "pdf"}),
        (["--format", "html"], {"handbook.html": "html", "handbook.pdf": "old"}),
        (["--format", " html ,html,"], {"handbook.html": "html", "handbook.pdf": "old"}),
        (
            ["--format", "md,json,html"],
            {"handbook.html": "html", "handbook.json": "json", "handbook.md": "md", "handbook.pdf": "old"},
        ),
    ],
)
def test_the_formats_that_were_asked_for(
    library: Library, here: Here, formats: list[str], expected: dict[str, str]
) -> None:
    root = kept(library())
    code, out, err = here(root, "render", *TODAY, *formats)
    assert (code, out) == (0, "")
    assert built(root / "build") == expected
    written = [name for name, kind in expected.items() if kind != "old"]
    assert err.splitlines() == [f"已生成 build/{name}" for name in written]


@pytest.mark.parametrize("formats", ["docx", "html,docx", "", ",", "HTML"])
def test_other_formats_are_refused(library: Library, here: Here, formats: str) -> None:
    root = kept(library())
    code, out, err = here(root, "render", "--format", formats)
    assert (code, out) == (2, "")
    assert err.splitlines()[1:] == ["  位置：--format", "  怎么办：可以写 html,json,md,pdf"]
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


@pytest.mark.parametrize(("options", "wide"), [([], 595), (["--paper", "a4"], 595), (["--paper", "A5"], 419)])
def test_paper_of_the_pdf(library: Library, here: Here, options: list[str], wide: int) -> None:
    root = library()
    code, _out, err = here(root, "render", *TODAY, "--format", "pdf", *options)
    assert (code, err) == (0, "已生成 build/handbook.pdf\n")
    assert {int(page.mediabox.width) for page in PdfReader(root / "build" / "handbook.pdf").pages} == {wide}


@pytest.mark.parametrize("paper", ["a3", "a4,a5", ""])
def test_other_paper_is_refused(library: Library, here: Here, paper: str) -> None:
    root = kept(library())
    code, out, err = here(root, "render", "--paper", paper)
    assert (code, out) == (2, "")
    assert err.splitlines()[1:] == ["  位置：--paper", "  怎么办：可以写 a4,a5"]
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


def test_another_folder(library: Library, here: Here, tmp_path: Path) -> None:
    root = library()
    code, _out, err = here(root / "scripts", "render", "--format", "html", "-o", "../给 门店/新")
    assert code == 0
    assert built(root / "给 门店" / "新") == {"handbook.html": "html"}
    assert err == "已生成 ../给 门店/新/handbook.html\n"
    assert not (root / "build").exists()
    assert here(root, "render", "--format", "html", "--output", str(tmp_path / "out"))[0] == 0
    assert built(tmp_path / "out") == {"handbook.html": "html"}


@pytest.mark.parametrize("output", ["huashu.yaml", "huashu.yaml/below"])
def test_a_folder_that_cannot_be_is_told(library: Library, here: Here, output: str) -> None:
    root = library()
    before = (root / "huashu.yaml").read_bytes()
    code, out, err = here(root, "render", "--format", "html", "--output", output)
    assert (code, out) == (2, "")
    assert err.startswith("出错了：文件没有写成：")
    assert "  怎么办：" in err
    assert (root / "huashu.yaml").read_bytes() == before


def test_what_is_left_out_is_told(library: Library, here: Here) -> None:
    root = library({PATH: BAD.replace("{say}", "您好呀") + "expires: 2026-05-01\n"})
    code, _out, err = here(root, "render", "--format", "html", *TODAY)
    assert code == 0
    (left_out,) = err.splitlines()[1:]
    assert left_out.startswith("没有收入：有毛病的（dialogue/bad），")
    assert "您好呀" not in (root / "build" / "handbook.html").read_text("utf-8")


def test_outside_a_library(tmp_path: Path, here: Here) -> None:
    code, out, err = here(tmp_path, "render")
    assert (code, out) == (2, "")
    assert err.startswith("出错了：这里不是话术库")


# --- a library with errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [bad(), {PATH: "["}, {"terms/facts.yaml": "["}, {PATH: b"\xff\xfe"}],
    ids=["rule", "syntax", "terms", "bytes"],
)
def test_errors_keep_the_old_handbook(library: Library, here: Here, files: dict[str, str | bytes]) -> None:
    root = kept(library(files))
    code, out, err = here(root, "render")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "话术库里还有 1 处错误，手册没有生成，原来的手册没有动。",
        "先运行 huashu lint 看看要改哪里；急着要看样子，可以加 --draft 生成盖着“草稿”的手册。",
    ]
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}
    code, out, err = here(root, "render", "--draft", "--format", "html")
    assert (code, out) == (0, "")
    assert built(root / "build") == {"handbook.html": "html", "handbook.pdf": "old"}
    page = (root / "build" / "handbook.html").read_text("utf-8")
    assert "草稿" in page
    assert "还有 1 处错误没有改" in page


def test_warnings_and_drafts_of_good_libraries_are_rendered(library: Library, here: Here) -> None:
    root = library(bad("你好呀"))
    assert here(root, "render", "--format", "html")[0] == 0
    assert "按要求生成的草稿" not in (root / "build" / "handbook.html").read_text("utf-8")
    assert here(root, "render", "--format", "html", "--draft")[0] == 0
    assert "按要求生成的草稿" in (root / "build" / "handbook.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "content"), [("huashu.yaml", "format: 1\nname: [\n"), ("rules/tone/x.yaml", "id: [\n")]
)
def test_broken_settings_keep_the_old_handbook(library: Library, here: Here, path: str, content: str) -> None:
    root = kept(library({path: content}))
    code, out, err = here(root, "render")
    assert (code, out) == (2, "")
    assert f"  位置：{path}:" in err
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


@pytest.mark.parametrize(
    ("arguments", "epoch", "where"),
    [(["--today", "x"], "0", "--today"), ([], "x", "SOURCE_DATE_EPOCH=x"), ([], "9" * 20, "SOURCE_DATE_EPOCH=999")],
)
def test_bad_dates_keep_the_old_handbook(
    library: Library, here: Here, monkeypatch: pytest.MonkeyPatch, arguments: list[str], epoch: str, where: str
) -> None:
    root = kept(library())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code, out, err = here(root, "render", *arguments)
    assert (code, out) == (2, "")
    assert f"  位置：{where}" in err
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


# --- whole or not at all -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_a_full_disk_leaves_the_old_handbook_whole(library: Library, huashu: Huashu) -> None:
    root = kept(library())

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

    done = huashu("render", "--format", "html", cwd=root, preexec_fn=small)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0].startswith("出错了：文件没有写成：")
    assert "原来的文件没有动" in done.stderr.splitlines()[-1]
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=["ctrl-c", "full"])
def test_whatever_ends_the_writing_each_file_is_whole(
    library: Library, here: Here, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    root = kept(library())

    def fail(*_arguments: object) -> NoReturn:
        raise error

    monkeypatch.setattr(os, call, fail)
    code, out, err = here(root, "render", "--format", "html")
    assert (code, out) == (130 if isinstance(error, KeyboardInterrupt) else 2, "")
    assert err.startswith("已中断" if code == 130 else "出错了：文件没有写成：")
    assert built(root / "build") == {"handbook.html": "old", "handbook.pdf": "old"}


# --- the same bytes ------------------------------------------------------------------------------------------------


def test_the_same_library_and_day_give_the_same_bytes(library: Library, huashu: Huashu, tmp_path: Path) -> None:
    root = library()
    other = tmp_path / "another place" / "库"
    shutil.copytree(root, other)
    epoch = {"SOURCE_DATE_EPOCH": "1780300800"}
    formats = ("--format", "html,json,md,pdf")
    first = huashu("render", *formats, cwd=root, env={**epoch, "PYTHONHASHSEED": "1", "TZ": "UTC"})
    second = huashu(
        "render",
        *formats,
        cwd=other / "scripts",
        env={**epoch, "PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C"},
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    for name in ("handbook.html", "handbook.json", "handbook.md", "handbook.pdf"):
        assert (root / "build" / name).read_bytes() == (other / "build" / name).read_bytes()
    page = (root / "build" / "handbook.html").read_text("utf-8")
    assert "2026" in page


def test_git_is_not_needed(library: Library, huashu: Huashu) -> None:
    root = library()
    done = huashu("render", "--format", "html", cwd=root, env={"PATH": "/nowhere", "GIT_PYTHON_REFRESH": None})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "已生成 build/handbook.html\n")


def test_the_library_may_be_under_version_control(library: Library, huashu: Huashu) -> None:
    root = library()
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "第一版"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *command], cwd=root, check=True)
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert huashu("render", "--format", "html", cwd=root).returncode == 0
    assert revision in (root / "build" / "handbook.html").read_text("utf-8")


# --- a part of it, and how it was ----------------------------------------------------------------------------------


def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path / "店")
    both = script("dialogue/both", "两边都说", channels=("livechat", "phone"), more="    by: leader\n")
    made.commit({"scripts/dialogue/both.yaml": both})
    return made


def ids(folder: Path) -> list[str]:
    return [one["id"] for one in json.loads((folder / "handbook.json").read_text("utf-8"))["scripts"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["greeting/hello", "dialogue/both"]),
        (["--channel", "phone"], ["dialogue/both"]),
        (["--channel", "phone,livechat"], ["greeting/hello", "dialogue/both"]),
        (["--channel", "phone", "--channel", "livechat"], ["greeting/hello", "dialogue/both"]),
        (["--scene", "greeting"], ["greeting/hello"]),
        (["--role", "agent"], ["greeting/hello"]),
        (["--role", "leader", "--scene", "dialogue"], ["dialogue/both"]),
    ],
)
def test_a_part_of_the_library(tmp_path: Path, here: Here, options: list[str], expected: list[str]) -> None:
    root = shop(tmp_path).root
    assert here(root, "render", "--format", "json", *TODAY, *options)[0] == 0
    assert ids(root / "build") == expected


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--channel", "phon"], ["出错了：没有 phon", "  位置：--channel", "  怎么办：您是不是想写 phone？"]),
        (["--scene", "greting"], ["出错了：没有 greting", "  位置：--scene", "  怎么办：您是不是想写 greeting？"]),
        (
            ["--role", "boss"],
            ["出错了：没有 boss", "  位置：--role", "  怎么办：可以写 agent、leader、supervisor、specialist"],
        ),
        (
            ["--channel", "phone", "--scene", "greeting"],
            [
                "出错了：照这样选，一篇话术也没有",
                "  位置：--channel --scene --role",
                "  怎么办：请少写一个条件，再运行一次",
            ],
        ),
    ],
)
def test_what_cannot_be_chosen(tmp_path: Path, here: Here, options: list[str], told: list[str]) -> None:
    root = shop(tmp_path).root
    code, out, err = here(root, "render", "--format", "json", *options)
    assert (code, out, err.splitlines()) == (2, "", told)
    assert not (root / "build").exists()


def test_an_earlier_version_leaves_the_work_tree_alone(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path)
    made.git("tag", "then")
    made.commit({"scripts/dialogue/both.yaml": None, HELLO: script(say="全网最便宜")})
    made.write({HELLO: "[", "huashu.yaml": "["})  # broken as it stands, which does not matter here
    before = made.git("status", "--porcelain")
    code, out, err = here(made.root, "render", "--format", "json", "--at", "then", "-o", str(tmp_path / "out"), *TODAY)
    assert (code, out) == (0, "")
    assert ids(tmp_path / "out") == ["greeting/hello", "dialogue/both"]
    assert made.git("status", "--porcelain") == before
    code, out, err = here(made.root, "render", "--format", "json", "--at", "HEAD~9")
    assert (code, err.splitlines()[1]) == (2, "  位置：--at")


def test_only_files_that_cannot_be_read_keep_an_earlier_version_from_being_rendered(tmp_path: Path, here: Here) -> None:
    made = shop(tmp_path)
    rules = "rules/law/never.yaml"
    made.commit({HELLO: script(say="全网最便宜"), rules: "id: ["})
    assert here(made.root, "render", "--format", "json", "--at", "HEAD")[0] == 0
    made.commit({"scripts/dialogue/broken.yaml": "["})
    (made.root / "build" / "handbook.json").write_text("old")
    code, out, err = here(made.root, "render", "--format", "json", "--at", "HEAD")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "这个版本里有 1 个文件读不出来，手册没有生成，原来的手册没有动。",
        "  scripts/dialogue/broken.yaml",
        "急着要看样子，可以加 --draft 生成盖着“草稿”的手册。",
    ]
    assert (made.root / "build" / "handbook.json").read_text() == "old"
    assert here(made.root, "render", "--format", "json", "--at", "HEAD", "--draft")[0] == 0
    assert json.loads((made.root / "build" / "handbook.json").read_text("utf-8"))["reason"] == "还有 1 处错误没有改"


def test_links_of_chapters_that_lead_nowhere_are_told(library: Library, here: Here) -> None:
    root = library({"handbook/1-交接.md": "[去](../scripts/gone.yaml)和[回](没有.md)"})
    code, _out, err = here(root, "render", "--format", "md", *TODAY)
    assert code == 0
    assert err.splitlines()[1:] == [
        "handbook/1-交接.md 里的链接打不开：../scripts/gone.yaml",
        "handbook/1-交接.md 里的链接打不开：没有.md",
    ]
