"""`huashu lint` on real little libraries."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huashu.report import REPORTERS

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]
Huashu = Callable[..., Any]

BAD = """\
id: dialogue/bad
title: 我们的话
channels:
  - livechat
replies:
  - say: |-
      {say}
owner: cs
review_by: 2099-01-01
"""
PATH = "scripts/dialogue/bad.yaml"


def bad(say: str) -> dict[str, str]:
    return {PATH: BAD.replace("{say}", say)}


ERROR, WARNING = "这是全网最便宜的", "你好呀，这款很好看"


# --- exit codes and streams ----------------------------------------------------------------------------------------


def test_a_clean_library(library: Library, huashu: Huashu) -> None:
    done = huashu("lint", "--fail-on", "info", cwd=library())
    assert (done.returncode, done.stdout, done.stderr) == (0, "✓ 看过 3 个文件，没有发现问题\n", "")


def test_findings_are_results_and_go_to_stdout(library: Library, huashu: Huashu) -> None:
    done = huashu("lint", cwd=library(bad(ERROR)))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("scripts/dialogue/bad.yaml:7:9  错误  law/best\n")
    assert "  7 │       这是全网最便宜的\n    │           ^^^^^^\n" in done.stdout
    assert done.stdout.endswith("看过 4 个文件：错误 1\n")


@pytest.mark.parametrize(
    ("say", "codes"),
    [
        (ERROR, {"error": 1, "warning": 1, "info": 1, "never": 0}),
        (WARNING, {"error": 0, "warning": 1, "info": 1, "never": 0}),
        ("您好呀，{快递单号}", {"error": 1, "warning": 1, "info": 1, "never": 0}),
        ("您好呀，随时找我", {"error": 0, "warning": 0, "info": 0, "never": 0}),
    ],
)
def test_the_exit_code_follows_fail_on(library: Library, here: Here, say: str, codes: dict[str, int]) -> None:
    root = library(bad(say))
    assert here(root, "lint")[0] == codes["error"]
    assert {level: here(root, "lint", "--fail-on", level)[0] for level in codes} == codes


def test_an_info_fails_only_where_it_is_asked_to(library: Library, here: Here) -> None:
    root = library({"terms/slots.yaml": "slots:\n  称呼:\n    means: 称呼\n  闲置:\n    means: 没人用\n"})
    codes = {level: here(root, "lint", "--fail-on", level)[0] for level in ("error", "warning", "info", "never")}
    assert codes == {"error": 0, "warning": 0, "info": 1, "never": 0}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--fail-on", "fatal"], "'fatal'"),
        (["--format", "xml"], "'xml'"),
        (["--nothing"], "--nothing"),
        (["--today"], "--today"),
        (["nothere.yaml"], "找不到这个文件或文件夹"),
        (["--today", "明天"], "看不懂日期 明天"),
        (["--today", "2026-02-30"], "看不懂日期 2026-02-30"),
        (["--today", "9999-12-31"], "看不懂日期 9999-12-31"),
        (["--today", "0001-01-01"], "看不懂日期 0001-01-01"),
    ],
)
def test_wrong_usage_is_told_on_stderr(library: Library, here: Here, arguments: list[str], told: str) -> None:
    code, out, err = here(library(), "lint", *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_outside_a_library(tmp_path: Path, huashu: Huashu) -> None:
    done = huashu("lint", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "出错了：这里不是话术库：从这个文件夹往上都没有找到 huashu.yaml",
        f"  位置：{tmp_path}",
        "  怎么办：请进入话术库所在的文件夹再运行，或者用 huashu init 文件夹名 新建一个话术库",
    ]


@pytest.mark.parametrize(
    ("path", "content", "place"),
    [
        ("huashu.yaml", "", "huashu.yaml:1:1"),
        ("huashu.yaml", b"\xff\xfe\x00", "huashu.yaml:1:1"),
        ("huashu.yaml", "format: 1\nname: [\n", "huashu.yaml:2:7"),
        ("huashu.yaml", "format: 1\nnmae: 店\n", "huashu.yaml:"),
        ("rules/tone/x.yaml", "", "rules/tone/x.yaml:1:1"),
        ("rules/tone/x.yaml", "id: tone/x\ntitle: [\n", "rules/tone/x.yaml:2:8"),
        ("rules/tone/x.yaml", "id: tone/y\ncheck: magic\n", "rules/tone/x.yaml:"),
        ("rules/tone/x.yaml", b"\x80", "rules/tone/x.yaml:1:1"),
    ],
)
def test_broken_settings_and_rules_name_file_line_and_what_to_do(
    library: Library, here: Here, path: str, content: str | bytes, place: str
) -> None:
    code, out, err = here(library({path: content}), "lint")
    assert (code, out) == (2, "")
    assert err.startswith("出错了：")
    assert f"  位置：{place}" in err
    assert "  怎么办：" in err


# --- formats --------------------------------------------------------------------------------------------------------


def test_json_is_all_there_is_on_stdout(library: Library, here: Here) -> None:
    root = library(bad(WARNING))
    code, out, err = here(root, "lint", "--format", "json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert [found["rule"] for found in told["findings"]] == ["tone/nin"]
    assert told["findings"][0]["fix"]["edits"][0]["text"] == "您"
    assert told["summary"] == {"error": 0, "warning": 1, "info": 0, "files": 4, "suppressed": 0, "baselined": 0}
    assert json.loads(here(library({PATH: ""}), "lint", "--format", "json")[1])["findings"][0]["path"] == PATH


def test_github(library: Library, here: Here) -> None:
    code, out, err = here(library(bad(ERROR)), "lint", "--format", "github")
    assert (code, err) == (1, "")
    assert out.startswith("::error file=scripts/dialogue/bad.yaml,line=7,endLine=7,col=9,endColumn=11,title=law/best::")
    assert out.count("\n") == 1


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_every_format_is_at_hand(library: Library, here: Here, name: str) -> None:
    code, out, err = here(library(bad(ERROR)), "lint", "--format", name)
    assert (code, err) == (1, "")
    assert "law/best" in out


def test_a_part_is_checked_alone(library: Library, here: Here) -> None:
    root = library(bad(ERROR))
    assert here(root, "lint", "scripts/dialogue/return.yaml")[:2] == (0, "✓ 看过 3 个文件，没有发现问题\n")
    assert here(root / "scripts", "lint", "dialogue/bad.yaml")[0] == 1
    assert here(root.parent, "lint", str(root / PATH))[0] == 1


# --- fixes ----------------------------------------------------------------------------------------------------------


def test_fix_mends_what_is_safe_and_reports_what_is_left(library: Library, here: Here) -> None:
    root = library({PATH: BAD.replace("{say}", "你好，全网最便宜").replace("\n", "\r\n")})
    code, out, err = here(root, "lint", "--fix")
    assert (root / PATH).read_bytes() == BAD.replace("{say}", "您好，全网最便宜").replace("\n", "\r\n").encode()
    assert (code, err) == (1, "已改好 scripts/dialogue/bad.yaml：1 处\n")
    assert "law/best" in out
    assert "tone/nin" not in out
    assert out.endswith("错误 1\n")
    assert here(root, "lint", "--fix")[2] == ""


FOLDED = BAD.replace("|-", ">-").replace("{say}", "您好\n      很高兴")


def test_unsafe_fixes_are_asked_for_by_name(library: Library, here: Here) -> None:
    root = library({PATH: FOLDED})
    code, out, err = here(root, "lint", "--fix")
    assert (code, err) == (0, "")
    assert "可代劳：运行 huashu lint --fix --unsafe-fixes 会替您改好" in out
    assert (root / PATH).read_bytes() == FOLDED.encode()
    assert here(root, "lint", "--unsafe-fixes")[0] == 0
    assert (root / PATH).read_bytes() == FOLDED.encode()
    assert here(root, "lint", "--fix", "--unsafe-fixes")[:2] == (0, "✓ 看过 4 个文件，没有发现问题\n")
    assert (root / PATH).read_bytes() == FOLDED.replace(">-", "|-").encode()


@pytest.mark.parametrize("fail_on", ["warning", "error"])
def test_diff_shows_what_fix_would_do_and_does_nothing(library: Library, here: Here, fail_on: str) -> None:
    root = library(bad(WARNING))
    before = (root / PATH).read_bytes()
    code, out, err = here(root, "lint", "--diff", "--fail-on", fail_on)
    assert (code, err) == (1 if fail_on == "warning" else 0, "")
    assert out.splitlines()[:2] == [f"--- a/{PATH}", f"+++ b/{PATH}"]
    assert [line for line in out.splitlines()[2:] if line[0] in "+-"] == [
        f"-      {WARNING}",
        f"+      您{WARNING[1:]}",
    ]
    assert (root / PATH).read_bytes() == before
    assert here(root, "lint", "--diff", "--fix")[1] == out
    assert (root / PATH).read_bytes() == before
    assert here(library({PATH: FOLDED}), "lint", "--diff")[1] == ""
    assert "+  - say: |-\n" in here(root, "lint", "--diff", "--unsafe-fixes")[1]


def test_a_part_mends_only_itself(library: Library, here: Here) -> None:
    root = library({**bad("你好"), "scripts/dialogue/b.yaml": BAD.replace("/bad", "/b").replace("{say}", "你好")})
    here(root, "lint", "--fix", "scripts/dialogue/b.yaml")
    assert "你好" in (root / PATH).read_text("utf-8")
    assert "您好" in (root / "scripts/dialogue/b.yaml").read_text("utf-8")


OVERLAPPING = """\
id: tone/overlap
title: 规则
severity: warning
check: substitution
with:
  swap:
    {old}: {new}
  fix: safe
{where}message: 不对
why: |-
  有道理
valid:
  - say: |-
      好
invalid:
  - say: |-
      坏
    at: [[0, 1]]
"""


def test_fixes_that_overlap_or_would_break_the_file_are_told(library: Library, here: Here) -> None:
    rule = OVERLAPPING.format(old="你好呀", new="您好呀", where="")
    root = library({**bad(WARNING), "rules/tone/overlap.yaml": rule})
    _code, _out, err = here(root, "lint", "--fix")
    assert err.splitlines() == [f"已改好 {PATH}：1 处", "有 1 处改动互相重叠，再运行一次会接着改"]
    breaking = OVERLAPPING.format(old="我们的", new="'我们: 的'", where="where:\n  in: title\n")
    root = library({**bad("您好"), "rules/tone/overlap.yaml": breaking})
    _code, out, err = here(root, "lint", "--fix")
    assert err.splitlines() == [f"{PATH} 有 1 处没有代改，改了会弄坏文件，请手工修改"]
    assert "tone/overlap" in out


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_a_full_disk_leaves_the_scripts_whole(library: Library, huashu: Huashu) -> None:
    text = BAD.replace("{say}", "你好" + "，很高兴" * 1000)
    root = library({PATH: text})

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = huashu("lint", "--fix", cwd=root, preexec_fn=small)
    assert (done.returncode, done.stdout) == (2, "")
    assert "出错了：文件没有写成" in done.stderr
    assert "  怎么办：" in done.stderr
    assert (root / PATH).read_bytes() == text.encode()
    assert [path.name for path in (root / PATH).parent.iterdir() if path.name.startswith(".")] == []


# --- time -----------------------------------------------------------------------------------------------------------

ENDING = {PATH: BAD.replace("{say}", "您好") + "expires: 2026-06-10\n"}


@pytest.mark.parametrize(
    ("today", "rules"),
    [
        ("2026-06-01", []),
        ("2026-06-10", ["lifecycle/soon"]),
        ("2026-06-10T23:59", ["lifecycle/soon"]),
        ("2026-06-11", ["lifecycle/expired"]),
        ("2026-06-10T16:00+00:00", ["lifecycle/expired"]),  # midnight in Shanghai
    ],
)
def test_today_is_an_input(
    library: Library, here: Here, monkeypatch: pytest.MonkeyPatch, today: str, rules: list[str]
) -> None:
    root = library(ENDING)

    def found(*arguments: str) -> list[str]:
        return [one["rule"] for one in json.loads(here(root, "lint", "--format", "json", *arguments)[1])["findings"]]

    assert found("--today", today) == rules
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1781107200")  # 2026-06-11 in Shanghai
    assert found() == ["lifecycle/expired"]
    assert found("--today", today) == rules


@pytest.mark.parametrize("epoch", ["x", "-1", "1.5", "²", " 1", "99999999999", "9" * 30, "253402300799"])
def test_a_bad_source_date_epoch_is_told(
    library: Library, here: Here, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code, out, err = here(library(), "lint")
    assert (code, out) == (2, "")
    assert f"  位置：SOURCE_DATE_EPOCH={epoch}\n" in err


@pytest.mark.parametrize("epoch", ["0", "315532800", "4102444800"])
def test_epochs_of_builders_are_taken(
    library: Library, here: Here, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert here(library(), "lint")[0] == 0


# --- memory ---------------------------------------------------------------------------------------------------------


def test_memory_can_be_declined(library: Library, here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "memory"))
    root = library()
    assert here(root, "lint", "--no-cache")[0] == 0
    assert not (tmp_path / "memory").exists()
    assert here(root, "lint")[0] == 0
    assert len(list((tmp_path / "memory").rglob("*.bin"))) == 1
