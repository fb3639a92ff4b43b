"""`huashu rules` on little libraries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]

SOUND = """\
id: tone/no-cold
title: 不说“自己看”
severity: warning
where:
  scenes:
    - dialogue
check: existence
with:
  words:
    - 自己看
  except:
    - 自己看着喜欢
message: “{word}”听着冷
hint: 说清楚在哪里能看到。
instead:
  自己看: 我发给您看
why: |-
  顾客来问，就是想有人帮一把。
valid:
  - say: |-
      自己看着喜欢最要紧
  - scene: farewell
    say: |-
      您自己看情况再来
invalid:
  - say: |-
      详情页有，您自己看
    at: [[6, 9]]
    note: 把顾客推回去了
  - replies:
      - 您好
      - 自己看吧
    channel: livechat
    today: 2026-05-01
    at: [[replies/1/say, 0, 3]]
"""
EXTENDED = """\
extends:
  - huashu/recommended
rules:
  tone/say-nin:
    severity: "off"
"""


@pytest.fixture
def shop(library: Library) -> Path:
    """A library with one rule, a sound one."""
    root = library({"rules/tone/no-cold.yaml": SOUND})
    for path in sorted((root / "rules").rglob("*.yaml")):
        if path.name != "no-cold.yaml":
            path.unlink()
    return root


def extend(root: Path) -> None:
    settings = root / "huashu.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + EXTENDED, encoding="utf-8")


# --- list ----------------------------------------------------------------------------------------------------------


def test_the_list_of_a_library_of_its_own(shop: Path, here: Here) -> None:
    assert here(shop, "rules", "list") == (
        0,
        "语气 tone\n  tone/no-cold  提醒     不说“自己看”\n\n一共 1 条规则：提醒 1\n",
        "",
    )


def test_the_list_marks_what_is_changed_and_what_is_not_packaged(shop: Path, here: Here) -> None:
    extend(shop)
    code, out, err = here(shop, "rules", "list")
    assert (code, err) == (0, "")
    lines = {line.split()[0]: line for line in out.splitlines() if "/" in line.split(" ")[2:3][0:1] or "/" in line}
    assert lines["tone/no-cold"].endswith("不说“自己看”（自己的规则，代替了自带的）")
    assert lines["tone/say-nin"].endswith("（huashu.yaml 改了 severity）")
    assert "  关闭  ✎  " in lines["tone/say-nin"]
    assert "（" not in lines["law/absolute-terms"]


def test_the_list_for_programs(shop: Path, here: Here) -> None:
    extend(shop)
    code, out, err = here(shop, "rules", "list", "--format", "json", "tone/no-cold", "tone/say-nin")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "version": 1,
        "rules": [
            {
                "id": "tone/no-cold",
                "family": "tone",
                "title": "不说“自己看”",
                "severity": "warning",
                "check": "existence",
                "fixable": False,
                "origin": "ejected",
                "changed": [],
            },
            {
                "id": "tone/say-nin",
                "family": "tone",
                "title": json.loads(out)["rules"][1]["title"],
                "severity": "off",
                "check": "substitution",
                "fixable": True,
                "origin": "recommended",
                "changed": ["severity"],
            },
        ],
    }
    assert out.isascii()


def test_families_and_globs_choose(shop: Path, here: Here) -> None:
    extend(shop)
    ids = {
        wanted: [rule["id"] for rule in json.loads(here(shop, "rules", "list", "--format", "json", wanted)[1])["rules"]]
        for wanted in ("tone", "tone/no-*", "tone/no-cold")
    }
    assert ids["tone/no-cold"] == ["tone/no-cold"]
    assert set(ids["tone/no-cold"]) < set(ids["tone/no-*"]) < set(ids["tone"])
    assert all(name.startswith("tone/no-") for name in ids["tone/no-*"])
    assert ids["tone"] == sorted(ids["tone"])


# --- explain -------------------------------------------------------------------------------------------------------


def test_explain_shows_the_examples_as_they_come_out(shop: Path, here: Here) -> None:
    code, out, err = here(shop, "rules", "explain", "tone/no-cold")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
tone/no-cold  不说“自己看”
  提醒；自己的规则；要自己改

  看哪里：对话语里客服说的话
  怎么查：出现就报（existence）：文字里出现了不该出现的词。每出现一次报一处。
    词语 words：自己看
    例外 except：自己看着喜欢
  提示语：“{word}”听着冷
  为什么：顾客来问，就是想有人帮一把。
  怎么改：说清楚在哪里能看到。
  可以说：自己看 → 我发给您看

  正例 1
    │ 自己看着喜欢最要紧

  正例 2  欢送语
    │ 您自己看情况再来

  反例 1  把顾客推回去了
    │ 详情页有，您自己看
    │             ^^^^^^
    │ └ “自己看”听着冷

  反例 2  旺旺；2026-05-01
    replies/0/say
    │ 您好
    replies/1/say
    │ 自己看吧
    │ ^^^^^^
    │ └ “自己看”听着冷
"""
    )


def test_explain_of_what_can_be_fixed_shows_the_fixed_text(shop: Path, here: Here) -> None:
    extend(shop)
    code, out, _err = here(shop, "rules", "explain", "tone/say-nin")
    assert code == 0
    assert "  关闭；huashu 自带；huashu lint --fix 能代改一部分；huashu.yaml 改了 severity\n" in out
    assert "    改好以后：\n    │ " in out


@pytest.mark.parametrize(
    ("typed", "meant"), [("tone/no-colt", "tone/no-cold"), ("no-cold", "tone/no-cold"), ("law/no-cold", "tone/no-cold")]
)
@pytest.mark.parametrize("verb", ["explain", "test", "eject"])
def test_a_mistyped_rule_is_told_the_nearest(shop: Path, here: Here, verb: str, typed: str, meant: str) -> None:
    code, out, err = here(shop, "rules", verb, typed)
    assert (code, out) == (2, "")
    assert err == f"出错了：没有 {typed} 这条规则\n  怎么办：您是不是想写 {meant}？\n"


def test_a_rule_like_no_other_leads_to_the_list(shop: Path, here: Here) -> None:
    assert "运行 huashu rules list 看看有哪些规则" in here(shop, "rules", "explain", "完全不同")[2]


def test_examples_that_the_settings_have_changed_are_told_as_such(shop: Path, here: Here) -> None:
    settings = shop / "huashu.yaml"
    lines = "rules:\n  tone/no-cold:\n    with:\n      words:\n        - 看不到\n"
    settings.write_text(settings.read_text(encoding="utf-8") + lines, encoding="utf-8")
    out = here(shop, "rules", "explain", "tone/no-cold")[1]
    assert "└ [6, 9] 应该报，没有报" in out
    assert out.endswith("  有的例子和规则写的不一样：这里按 huashu.yaml 改过的参数查\n")
    assert here(shop, "rules", "test")[0] == 0  # the rule itself is as sound as before


# --- test ----------------------------------------------------------------------------------------------------------


def test_sound_rules_pass(shop: Path, here: Here) -> None:
    assert here(shop, "rules", "test") == (0, "✓ 1 条规则，4 个例子都对\n", "")
    assert here(shop, "rules", "test", "tone", "--coverage")[:2] == (
        0,
        "✓ 1 条规则，4 个例子都对\n✓ 1 条规则的参数、例外和词语，样样有例子管着\n",
    )


def test_what_should_have_been_found_and_what_was(shop: Path, here: Here) -> None:
    text = SOUND.replace("[[6, 9]]", "[[5, 9]]").replace("自己看着喜欢最要紧", "您自己看着办")
    (shop / "rules/tone/no-cold.yaml").write_text(text, encoding="utf-8")
    code, out, err = here(shop, "rules", "test", "--coverage")
    assert (code, err) == (1, "")
    assert (
        out
        == """\
rules/tone/no-cold.yaml:20  tone/no-cold  正例 1 不对
    │ 您自己看着办
    │   ^^^^^^
    │ └ [1, 4] 不该报，却报了：“自己看”听着冷

rules/tone/no-cold.yaml:26  tone/no-cold  反例 1 不对
  把顾客推回去了
    │ 详情页有，您自己看
    │           ~~^^^^^^
    │ └ [5, 9] 应该报，没有报
    │ └ [6, 9] 不该报，却报了：“自己看”听着冷

1 条规则，4 个例子：2 个不对
例子不对，没有查参数的规则：tone/no-cold
"""
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[6, 9]]", "[[6, 90]]", "at 里写的 [6, 90] 超出了文字，这段文字一共 9 个字"),
        ("replies/1/say, 0, 3", "replies/7/say, 0, 3", "at 里的 replies/7/say 不在例子里"),
        ("2026-05-01", "2026-02-30", "日历上没有 2026-02-30 这一天"),
        ("    channel: livechat\n", "    scene: nowhere\n", "没有 nowhere 这个场景"),
    ],
)
def test_an_example_that_cannot_be_run_says_why(shop: Path, here: Here, old: str, new: str, told: str) -> None:
    (shop / "rules/tone/no-cold.yaml").write_text(SOUND.replace(old, new), encoding="utf-8")
    code, out, _err = here(shop, "rules", "test")
    assert code == 1
    assert f"\n  {told}\n" in out
    assert here(shop, "rules", "explain", "tone/no-cold")[0] == 0


def test_coverage_names_what_no_example_needs(shop: Path, here: Here) -> None:
    text = SOUND.replace("    - 自己看\n  except", "    - 自己看\n    - 您自己看\n  except")
    text = text.replace("    - 自己看着喜欢\n", "    - 自己看着喜欢\n    - 自己看情况\n    - 别的\n")
    (shop / "rules/tone/no-cold.yaml").write_text(text.replace("[[6, 9]]", "[[5, 9]]"), encoding="utf-8")
    code, out, _err = here(shop, "rules", "test", "--coverage")
    assert code == 1
    assert (
        out
        == """\
✓ 1 条规则，4 个例子都对
rules/tone/no-cold.yaml  tone/no-cold
  去掉 with.except: 自己看情况，例子照样都对：请加一个少了它就不对的例子
  去掉 with.except: 别的，例子照样都对：请加一个少了它就不对的例子
  例外“别的”用不上：里面没有要查的词，或者就是要查的词

1 条规则里有例子管不到的地方
"""
    )


# --- eject ---------------------------------------------------------------------------------------------------------


def test_eject_copies_the_packaged_file_and_never_twice(shop: Path, here: Here) -> None:
    extend(shop)
    code, out, err = here(shop, "rules", "eject", "tone/minimise-bu")
    assert (code, err) == (0, "")
    assert out.startswith("已经抄到 rules/tone/minimise-bu.yaml，从现在起以它为准。\n")
    copied = shop / "rules/tone/minimise-bu.yaml"
    packaged = Path(__file__).parents[2] / "rules/tone/minimise-bu.yaml"
    assert copied.read_bytes() == packaged.read_bytes()
    assert here(shop, "rules", "test", "tone/minimise-bu")[0] == 0
    copied.write_text(copied.read_text(encoding="utf-8").replace("severity: warning", "severity: info"), "utf-8")
    before = copied.read_bytes()
    code, out, err = here(shop, "rules", "eject", "tone/minimise-bu")
    assert (code, out) == (2, "")
    assert "规则 tone/minimise-bu 已经在话术库里了" in err
    assert "位置：rules/tone/minimise-bu.yaml" in err
    assert copied.read_bytes() == before


def test_eject_leaves_alone_what_stands_in_its_way(shop: Path, here: Here) -> None:
    (shop / "rules/tone/say-nin.yaml").mkdir()
    assert here(shop, "rules", "eject", "tone/say-nin")[0] == 2
    assert (shop / "rules/tone/say-nin.yaml").is_dir()
