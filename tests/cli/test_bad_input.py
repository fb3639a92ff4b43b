"""Whatever lies in a library gives findings with place and advice and exit code 1, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]
Huashu = Callable[..., Any]

PACK = """\
format: 1
name: 测试店客服话术
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话语
extends:
  - huashu/recommended
"""
PATH = "scripts/dialogue/bad.yaml"
HEAD = "id: dialogue/bad\ntitle: 坏\nchannels:\n  - livechat\nowner: cs\nreview_by: 2099-01-01\n"
BLOCK = HEAD + "replies:\n  - say: |-\n      您好，很高兴为您服务\n"


def say(text: str) -> str:
    return f"{HEAD}replies:\n  - say: {text}\n"


# name → (content, line, what the message or the advice says)
CASES: dict[str, tuple[str | bytes, int, str]] = {
    "gbk": (BLOCK.encode("gb18030"), 2, "GBK"),
    "utf-16": (BLOCK.encode("utf-16"), 1, "UTF-16"),
    "half a character": (BLOCK.encode()[:-2], 9, "UTF-8"),
    "binary": (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\xff" * 900, 1, "文本"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "文本"),
    "nul": (BLOCK.replace("您", "\0"), 9, "NUL"),
    "control character": (BLOCK.replace("您", "\x07您"), 9, "U+0007"),
    "empty": ("", 1, "没有内容"),
    "blank": ("\n\n   \n", 1, "没有内容"),
    "only a comment": ("# 待写\n", 1, "没有内容"),
    "tab": (BLOCK.replace("  - say", "\t- say"), 8, "Tab"),
    "full-width indent": (BLOCK.replace("  - say", "　- say"), 8, "空格"),
    "repeated key": (BLOCK.replace("replies", "title: 又一个\nreplies"), 7, "写了两次"),
    "anchor": (BLOCK.replace("owner: cs", "owner: &a cs"), 5, "锚点"),
    "alias": (BLOCK.replace("title: 坏", "title: 坏\ntags:\n  - &a x\nasks:\n  - *a"), 4, "锚点"),
    "tag": (BLOCK.replace("title: 坏", "title: !!str 坏"), 2, "类型标记"),
    "python tag": (HEAD + "replies: !!python/object/apply:os.system [id]\n", 7, "类型标记"),
    "merge key": (HEAD + "replies:\n  - <<: {say: 好}\n", 8, "<<"),
    "directive": ("%YAML 1.1\n---\n" + BLOCK, 1, "%"),
    "two documents": (BLOCK + "---\n" + BLOCK, 10, "第二份"),
    "braces": (say("{工号}您好"), 8, "|-"),
    "brackets": (say("[微笑]您好"), 8, "|-"),
    "colon": (say("您好: 请问"), 8, "|-"),
    "norway": (BLOCK + "    fixed: no\n", 10, "true"),
    "norway said": (say("no"), 0, ""),
    "unknown key": (BLOCK.replace("owner", "onwer"), 5, "owner"),
    "missing key": (BLOCK.replace("title: 坏\n", ""), 2, "title"),
    "wrong type": (BLOCK.replace("title: 坏", "title:\n  - 坏"), 2, "title"),
    "no such day": (BLOCK.replace("2099-01-01", "2026-02-30"), 6, "2026-02-30"),
    "the end of time": (BLOCK.replace("2099-01-01", "9999-12-31"), 6, "9999-12-31"),
    "the beginning of time": (BLOCK + "expires: 0001-01-01\n", 10, "0001-01-01"),
    "other id": (BLOCK.replace("dialogue/bad", "dialogue/good"), 1, "dialogue/bad"),
    "a list": ("- a\n- b\n", 1, ""),
    "a word": ("您好\n", 1, ""),
    "10 MB": (b"a: " + b"x" * 10_000_000, 1, "256 KB"),
    "50,000 brackets": (HEAD + "replies: " + "[" * 50_000, 7, "层"),
    "50,000 balanced braces": ("{a: " * 50_000 + "}" * 50_000, 1, "层"),
    "50,000 dashes": ("- " * 50_000, 1, "层"),
    "many anchors": ("a: &a [x]\nb: " + "[" + "*a," * 20_000 + "]\n", 2, "锚点"),
    "line separators": (BLOCK.replace("您好，", "您好\u2028"), 9, "U+2028"),
    "bare returns": (BLOCK.replace("\n", "\r"), 1, "CR"),
}  # fmt: skip


def judged(root: Path, here: Here) -> list[dict[str, Any]]:
    code, out, err = here(root, "lint", "--no-cache", "--format", "json", "--today", "2026-06-01")
    assert err == ""
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    assert code == (1 if any(one["severity"] == "error" for one in found) else 0)
    return found


PATHS = {case: f"scripts/dialogue/bad-{index}.yaml" for index, case in enumerate(CASES)}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of all the bad files."""
    root = tmp_path_factory.mktemp("bad") / "library"
    (root / "scripts" / "dialogue").mkdir(parents=True)
    (root / "huashu.yaml").write_text(PACK, encoding="utf-8")
    for case, path in PATHS.items():
        content = CASES[case][0]
        data = content if isinstance(content, bytes) else content.encode()
        (root / path).write_bytes(data.replace(b"dialogue/bad", f"dialogue/{Path(path).stem}".encode()))
    return root


@pytest.fixture(scope="module")
def told(everything: Path) -> dict[str, list[dict[str, Any]]]:
    """Path → its errors, those that come from two scripts aside."""
    command = [sys.executable, "-m", "huashu", "lint", "--format", "json", "--today", "2026-06-01"]
    done = subprocess.run(command, cwd=everything, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (1, "")
    errors: dict[str, list[dict[str, Any]]] = {path: [] for path in PATHS.values()}
    for one in json.loads(done.stdout)["findings"]:
        if one["severity"] == "error" and not one["rule"].startswith("library/"):
            errors[one["path"]].append(one)
    return errors


@pytest.mark.parametrize("case", CASES)
def test_bad_files_are_findings(told: dict[str, list[dict[str, Any]]], case: str) -> None:
    _content, line, said = CASES[case]
    found = told[PATHS[case]]
    if not line:
        assert found == []
        return
    assert found[0]["start"]["line"] == line
    assert said in found[0]["message"] + found[0]["hint"]
    for one in found:
        assert one["hint"].strip(), one
        assert one["rule"] != "structure/unreadable"


@pytest.mark.parametrize("case", ["gbk", "50,000 brackets", "braces"])
def test_one_bad_file_is_enough(library: Library, here: Here, case: str) -> None:
    found = judged(library({"huashu.yaml": PACK, PATH: CASES[case][0]}), here)
    assert {one["path"] for one in found if one["severity"] == "error"} == {PATH}


@pytest.mark.parametrize("format", ["text", "github"])
def test_they_are_told_in_every_format(everything: Path, here: Here, format: str) -> None:
    code, out, err = here(everything, "lint", "--format", format)
    assert (code, err) == (1, "")
    assert [path for case, path in PATHS.items() if path not in out and CASES[case][1]] == []


@pytest.mark.parametrize("kind", ["terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"])
@pytest.mark.parametrize("case", ["gbk", "empty", "50,000 brackets", "a list"])
def test_bad_terms_are_findings_too(library: Library, here: Here, kind: str, case: str) -> None:
    found = judged(library({"huashu.yaml": PACK, kind: CASES[case][0]}), here)
    errors = [one for one in found if one["severity"] == "error"]
    assert {one["path"] for one in errors} == {kind}
    assert all(one["hint"] for one in errors)


@pytest.mark.parametrize(
    "fact", ["from: 9999-12-31\n        value: 8天", "from: 2026-06-01\n        until: 9999-12-31\n        value: 8天"]
)
def test_dates_of_facts_beyond_reckoning(library: Library, here: Here, fact: str) -> None:
    facts = f"facts:\n  退货天数:\n    value: 7天\n    means: 天数\n    owner: cs\n    dated:\n      - {fact}\n"
    found = judged(library({"huashu.yaml": PACK, "terms/facts.yaml": facts}), here)
    assert [(one["rule"], one["path"]) for one in found] == [("structure/fields", "terms/facts.yaml")]


@pytest.mark.parametrize("target", ["../../../secret.yaml", "/etc/passwd", "nothing", "link.yaml", "return.yaml"])
def test_links_are_findings_and_never_followed(library: Library, here: Here, tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.yaml").write_text("秘密: 不要看\n", encoding="utf-8")
    root = library({"huashu.yaml": PACK})
    (root / "scripts/dialogue/link.yaml").symlink_to(target)
    (found,) = judged(root, here)
    assert (found["path"], found["severity"]) == ("scripts/dialogue/link.yaml", "error")
    assert "链接" in found["message"]
    assert found["hint"]
    code, out, _err = here(root, "lint", "--format", "text")
    assert code == 1
    assert "秘密" not in out
    assert "root:" not in out


@pytest.mark.parametrize(
    "name", [b"\xff.yaml", b"a\nb.yaml", b"\x1b[31m.yaml", "‮.yaml".encode(), b"Return.yaml", b"x.yml"]
)
def test_names_of_files_may_be_anything(library: Library, here: Here, name: bytes) -> None:
    root = library({"huashu.yaml": PACK})
    (Path(os.fsdecode(os.fsencode(root / "scripts" / "dialogue") + b"/" + name))).write_bytes(BLOCK.encode())
    assert any(one["path"].startswith("scripts/dialogue/") for one in judged(root, here))
    for format in ("text", "github"):
        code, out, err = here(root, "lint", "--format", format)
        assert (code, err) == (1, "")
        assert not any(trick in out for trick in ("\x1b", "\u202e", "a\nb"))


def test_a_pipe_in_place_of_a_file_is_not_waited_for(library: Library, huashu: Huashu) -> None:
    root = library({"huashu.yaml": PACK})
    os.mkfifo(root / "scripts/dialogue/pipe.yaml")
    done = huashu("lint", cwd=root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "scripts/dialogue/pipe.yaml" in done.stdout
