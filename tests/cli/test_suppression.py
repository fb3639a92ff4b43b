"""Ignore comments and the baseline, as an editor and a company that takes up huashu use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]

PACK = Path(__file__).parents[2] / "rules"
NAMES = ("hygiene/ignore-reason", "hygiene/unused-ignore", "hygiene/expired-ignore", "hygiene/unknown-ignore")
RULES = {
    f"rules/{name}.yaml": (PACK / f"{name}.yaml").read_text("utf-8") for name in (*NAMES, "library/stale-baseline")
}
SCRIPT = """\
id: dialogue/{name}
title: {name}
channels:
  - livechat
replies:
  - say: |-
      {say}
owner: cs
review_by: 2099-01-01
"""
ERROR = "这是全网最便宜的"
BASELINE = "huashu.baseline.json"


def script(name: str, say: str) -> dict[str, str]:
    return {f"scripts/dialogue/{name}.yaml": SCRIPT.format(name=name, say=say)}


def ignored(comment: str, say: str = ERROR) -> dict[str, str]:
    text = SCRIPT.format(name="bad", say=say).replace("  - say", f"  # huashu: ignore{comment}\n  - say")
    return {"scripts/dialogue/bad.yaml": text, **RULES}


def told(here: Here, root: Path, *arguments: str) -> tuple[int, list[str], dict[str, int]]:
    """Exit code, rules of the findings, summary."""
    code, out, _err = here(root, "lint", "--format", "json", "--today", "2026-06-01", *arguments)
    result: dict[str, Any] = json.loads(out)
    return code, [one["rule"] for one in result["findings"]], result["summary"]


# --- ignore comments ------------------------------------------------------------------------------------------------


def test_an_ignored_finding_is_counted_and_fails_nothing(library: Library, here: Here) -> None:
    root = library(ignored("[law/best] 奖项名称，法务确认过"))
    for _run in range(2):  # found anew, then remembered
        code, rules, summary = told(here, root, "--fail-on", "info")
        assert (code, rules) == (0, [])
        assert summary == {"error": 0, "warning": 0, "info": 0, "files": 4, "suppressed": 1, "baselined": 0}
    assert here(root, "render")[0] == 0


def test_behind_a_text_it_cuts_nothing_off(library: Library, here: Here) -> None:
    text = SCRIPT.replace("|-\n      {say}", "{say}").format(
        name="bad", say=f"{ERROR} # huashu: ignore[law/best] 奖项名称"
    )
    root = library({"scripts/dialogue/bad.yaml": text})
    assert told(here, root)[:2] == (0, [])
    (root / "scripts/dialogue/bad.yaml").write_text(text.replace("huashu: ignore", "忽略"), "utf-8")
    assert told(here, root)[1] == ["law/best", "structure/unreadable"]


def test_it_ends_on_its_day_though_nothing_is_read_again(library: Library, here: Here) -> None:
    root = library(ignored("[law/best] until=2026-06-10 等新文案"))
    assert told(here, root, "--today", "2026-06-10")[:2] == (0, [])
    assert told(here, root, "--today", "2026-06-11")[:2] == (1, ["hygiene/expired-ignore", "law/best"])
    assert told(here, root, "--today", "2026-06-10")[:2] == (0, [])


@pytest.mark.parametrize(
    ("comment", "say", "rules"),
    [
        ("[law/best]", ERROR, ["hygiene/ignore-reason", "law/best"]),
        ("[law/bset] 看过", ERROR, ["hygiene/unknown-ignore", "law/best"]),
        ("[law/best] 看过", "您好", ["hygiene/unused-ignore"]),
        ("[law/best, tone/nin] 看过", ERROR, ["hygiene/unused-ignore"]),
        ("[facts/unused-slot] 看过", "您好", ["hygiene/unused-ignore"]),
    ],
)
def test_what_does_not_hold_is_told(library: Library, here: Here, comment: str, say: str, rules: list[str]) -> None:
    assert told(here, library(ignored(comment, say)))[1] == rules


def test_an_ignore_is_called_unused_only_where_its_rule_was_asked(library: Library, here: Here) -> None:
    path = "scripts/dialogue/bad.yaml"
    across = library(ignored("[facts/unused-slot] 看过", "您好"))
    assert told(here, across, path)[1] == []
    one = library(ignored("[law/best] 看过", "您好"))
    assert told(here, one, path)[1] == ["hygiene/unused-ignore"]
    assert told(here, one, "--rule", "law/best")[1] == []
    off = RULES | {
        "huashu.yaml": (one / "huashu.yaml").read_text("utf-8") + "rules:\n  law/best:\n    severity: 'off'\n"
    }
    assert told(here, library({**ignored("[law/best] 看过", "您好"), **off}))[1] == []


def test_while_a_script_cannot_be_read_nothing_across_scripts_is_called_unused(library: Library, here: Here) -> None:
    files = ignored("[facts/unused-slot] 看过", "您好")
    assert told(here, library({**files, "scripts/dialogue/broken.yaml": "["}))[1] == ["structure/unreadable"]


def test_what_cannot_be_read_is_not_ignored(library: Library, here: Here) -> None:
    text = SCRIPT.format(name="bad", say="您好").replace(
        "owner:", "# huashu: ignore[structure/unreadable] 看过\nOwner:"
    )
    code, rules, summary = told(here, library({"scripts/dialogue/bad.yaml": text, **RULES}))
    assert code == 1
    assert set(rules) == {"hygiene/unknown-ignore", "structure/unreadable"}
    assert summary["suppressed"] == 0


def test_terms_and_settings_have_comments_too(library: Library, here: Here) -> None:
    slots = (
        "slots:\n  称呼:\n    means: 称呼\n  # huashu: ignore[facts/unused-slot] 下周上线\n  闲置:\n    means: 备用\n"
    )
    _code, rules, summary = told(here, library({"terms/slots.yaml": slots, **RULES}))
    assert (rules, summary["suppressed"]) == ([], 1)


def test_an_idle_comment_is_taken_out_when_asked(library: Library, here: Here) -> None:
    root = library(ignored("[law/best] 看过", "您好"))
    assert here(root, "lint", "--fix")[0] == 0
    assert "huashu: ignore" in (root / "scripts/dialogue/bad.yaml").read_text("utf-8")
    here(root, "lint", "--fix", "--unsafe-fixes")
    assert (root / "scripts/dialogue/bad.yaml").read_text("utf-8") == SCRIPT.format(name="bad", say="您好")


# --- adding them ----------------------------------------------------------------------------------------------------


def test_comments_are_added_for_what_was_chosen(library: Library, here: Here) -> None:
    files = script("a", ERROR) | script("b", f"{ERROR}，你看") | RULES
    root = library(files)
    code, out, err = here(root, "lint", "scripts/dialogue/b.yaml", "--add-ignore", "--reason", "法务 看过")
    assert (code, err) == (0, "已忽略 scripts/dialogue/b.yaml：2 处\n")
    assert "没有发现问题" in out
    wanted = files["scripts/dialogue/b.yaml"].replace(
        "  - say", "  # huashu: ignore[law/best, tone/nin] 法务 看过\n  - say"
    )
    assert (root / "scripts/dialogue/b.yaml").read_bytes() == wanted.encode()
    assert (root / "scripts/dialogue/a.yaml").read_bytes() == files["scripts/dialogue/a.yaml"].encode()
    assert told(here, root)[1] == ["law/best"]


def test_one_rule_alone_is_ignored(library: Library, here: Here) -> None:
    root = library(script("a", f"{ERROR}，你看") | RULES)
    here(root, "lint", "--rule", "tone/nin", "--add-ignore", "--reason", "主播口头禅")
    assert "ignore[tone/nin] 主播口头禅\n" in (root / "scripts/dialogue/a.yaml").read_text("utf-8")
    assert told(here, root)[1] == ["law/best"]


def test_what_cannot_be_ignored_is_left_and_told(library: Library, here: Here) -> None:
    root = library({"scripts/dialogue/bad.yaml": "id: [\n"})
    code, out, err = here(root, "lint", "--add-ignore", "--reason", "看过")
    assert (code, err) == (1, "有 1 处不能忽略，要改好\n")
    assert "structure/unreadable" in out
    assert (root / "scripts/dialogue/bad.yaml").read_bytes() == b"id: [\n"


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["--add-ignore"], "--add-ignore"),
        (["--add-ignore", "--reason", ""], "--add-ignore"),
        (["--add-ignore", "--reason", "……"], "--reason"),
        (["--reason", "看过"], "--reason"),
        (["--add-ignore", "--reason", "看过", "--fix"], "--add-ignore"),
        (["--add-ignore", "--reason", "看过", "--diff"], "--add-ignore"),
        (["--add-ignore", "--reason", "看过", "--write-baseline"], "--add-ignore"),
        (["--write-baseline", "--fix"], "--write-baseline"),
        (["--write-baseline", "scripts/dialogue/bad.yaml"], "--write-baseline"),
        (["--write-baseline", "--rule", "law/best"], "--write-baseline"),
    ],
)
def test_wrong_usage(library: Library, here: Here, arguments: list[str], where: str) -> None:
    root = library(script("bad", ERROR))
    code, out, err = here(root, "lint", *arguments)
    assert (code, out) == (2, "")
    assert f"  位置：{where}\n" in err
    assert not (root / BASELINE).exists()
    assert (root / "scripts/dialogue/bad.yaml").read_text("utf-8") == SCRIPT.format(name="bad", say=ERROR)


# --- the baseline ---------------------------------------------------------------------------------------------------


def test_an_old_library_is_adopted(library: Library, here: Here) -> None:
    root = library(script("a", ERROR) | script("b", f"你好，{ERROR}") | RULES)
    assert told(here, root)[0] == 1
    code, out, err = here(root, "lint", "--write-baseline")
    assert (code, err) == (0, "已把 3 处现有的问题记进 huashu.baseline.json，以后只报新的\n")
    assert "没有发现问题" in out
    for _run in range(2):
        assert told(here, root, "--fail-on", "info")[0] == 0
    assert told(here, root)[2]["baselined"] == 3
    assert told(here, root, "--no-baseline")[:2] == (1, ["law/best", "tone/nin", "law/best"])
    assert here(root, "render")[0] == 0
    assert "全网最" not in (root / BASELINE).read_text("utf-8")

    path = root / "scripts/dialogue/a.yaml"  # lines above it change nothing, one more of its kind is new
    path.write_text("# 说明\n\n" + path.read_text("utf-8").replace(ERROR, f"{ERROR}，{ERROR}"), "utf-8")
    assert told(here, root)[:2] == (1, ["law/best"])
    assert told(here, root, "scripts/dialogue/a.yaml")[:2] == (1, ["law/best"])
    assert told(here, root, "scripts/dialogue/b.yaml")[:2] == (0, [])


def test_what_was_mended_is_to_be_struck_out(library: Library, here: Here) -> None:
    root = library(script("a", ERROR) | script("b", ERROR) | RULES)
    here(root, "lint", "--write-baseline")
    (root / "scripts/dialogue/a.yaml").write_text(SCRIPT.format(name="a", say="您好"), "utf-8")
    (root / "scripts/dialogue/b.yaml").unlink()
    code, out, _err = here(root, "lint")
    assert code == 0
    assert "huashu.baseline.json:1:1  参考  library/stale-baseline\n" in out
    assert (
        "基线里有 2 处已经没有了：law/best（dialogue/a replies/0/say）、law/best（dialogue/b replies/0/say）\n" in out
    )
    assert told(here, root, "scripts/dialogue/a.yaml")[1] == []
    assert told(here, root, "--no-baseline")[1] == []
    here(root, "lint", "--write-baseline")
    assert told(here, root)[1] == []
    assert json.loads((root / BASELINE).read_text("utf-8")) == {"version": 1, "findings": []}


def test_what_cannot_be_read_is_in_no_baseline(library: Library, here: Here) -> None:
    root = library({"scripts/dialogue/bad.yaml": "id: [\n"})
    code, _out, err = here(root, "lint", "--write-baseline")
    assert (code, err) == (1, "已把 0 处现有的问题记进 huashu.baseline.json，以后只报新的\n")
    assert told(here, root)[:2] == (1, ["structure/unreadable"])


def test_comments_come_before_the_baseline(library: Library, here: Here) -> None:
    root = library(ignored("[law/best] 看过"))
    here(root, "lint", "--write-baseline")
    assert told(here, root)[2] == {"error": 0, "warning": 0, "info": 0, "files": 4, "suppressed": 1, "baselined": 0}
    assert json.loads((root / BASELINE).read_text("utf-8"))["findings"] == []


def test_a_broken_baseline_is_told_and_can_be_made_again(library: Library, here: Here) -> None:
    root = library({**script("a", ERROR), BASELINE: "<<<<<<< HEAD\n"})
    code, out, err = here(root, "lint")
    assert (code, out) == (2, "")
    assert "  位置：huashu.baseline.json\n" in err
    assert "--write-baseline" in err
    assert here(root, "lint", "--no-baseline")[0] == 1
    assert here(root, "lint", "--write-baseline")[0] == 0
