"""What was asked for, and only that; but nothing that touches it is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from on_disk import put

from huashu.errors import HuashuError
from huashu.lint.selection import Wish
from huashu.lint.workspace import Workspace, open_library
from huashu.model.finding import Finding

SETTINGS = """\
format: 1
name: 测试库
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
  - id: phone
    title: 电话
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话
  - id: greeting
    title: 欢迎
"""
RULE = "id: {id}\ntitle: 规则\nseverity: {severity}\n{lines}message: 不对\nwhy: |-\n  有道理\n"
RULE += "valid:\n  - say: |-\n      好\ninvalid:\n  - say: |-\n      坏\n    at: [[0, 1]]\n"
RULES = {
    "tone/nin": ("warning", "check: substitution\nwith:\n  swap:\n    你: 您\n  fix: safe\n"),
    "tone/count": ("warning", "check: occurrence\nwith:\n  words: [吗]\n  max: 1\n"),
    "library/asks": ("error", "check: unique\nwith:\n  field: asks\n"),
    "library/related": ("error", "check: references\nwith:\n  field: related\n"),
    "library/image": ("error", "check: references\nwith:\n  field: image\n"),
    "facts/undeclared": ("error", "check: facts\nwith:\n  problem: undeclared\n"),
    "facts/unused": ("info", "check: facts\nwith:\n  problem: unused\n"),
    "lifecycle/expired": ("warning", "check: lifecycle\nwith:\n  problem: expired\n"),
    "lifecycle/overdue": ("info", "check: lifecycle\nwith:\n  problem: overdue\n"),
    "lifecycle/reversed": ("warning", "check: lifecycle\nwith:\n  problem: reversed\n"),
}
A, B, C = "scripts/dialogue/a.yaml", "scripts/dialogue/b.yaml", "scripts/greeting/c.yaml"
FACTS = "facts:\n  退货天数:\n    value: {value}\n    means: 期限\n    owner: cs\n{more}"
DATED = "    dated:\n      - from: 2026-11-11\n        value: 15天\n"
UNREADABLE = "structure/unreadable"


def script(path: str, say: str = "你好", more: str = "") -> str:
    name = path.removeprefix("scripts/").removesuffix(".yaml")
    dates = "" if "review_by" in more else "review_by: 2099-01-01\n"
    head = f"id: {name}\ntitle: {name}\nowner: cs\n{dates}channels:\n  - livechat\n  - phone\n"
    return f"{head}{more}replies:\n  - say: |-\n      {say}\n"


class Shop:
    """A library in git."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = datetime(2026, 6, 1, 12)

    def write(self, path: str, text: str) -> None:
        put(self.root, {path: text})

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", self.root, *arguments], capture_output=True, text=True, check=False, env=dict(os.environ)
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "改")

    def work(self, paths: Sequence[str] = (), **wish: object) -> Workspace:
        def clock(timezone: tzinfo) -> datetime:
            return self.now.replace(tzinfo=timezone)

        return open_library(self.root, clock, [self.root / path for path in paths], Wish(**wish))  # type: ignore[arg-type]

    def findings(self, paths: Sequence[str] = (), **wish: object) -> tuple[Finding, ...]:
        anew = self.work(paths, **wish).check(remember=False).findings
        assert self.work(paths, **wish).check().findings == anew
        assert self.work(paths, **wish).check().findings == anew
        return anew

    def told(self, paths: Sequence[str] = (), **wish: object) -> list[tuple[str, str]]:
        return [(found.rule, found.path) for found in self.findings(paths, **wish)]

    def refused(self, **wish: object) -> tuple[str, str, str]:
        with pytest.raises(HuashuError) as caught:
            self.work(**wish)
        return caught.value.what, caught.value.where, caught.value.todo


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "甲")
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}.items():
        monkeypatch.setenv(name, value)
    made = Shop(tmp_path / "库")
    made.write("huashu.yaml", SETTINGS)
    made.write("terms/facts.yaml", FACTS.format(value="7天", more=""))
    made.write("terms/slots.yaml", "slots:\n  工号:\n    means: 客服工号\n")
    made.write("assets/chart.png", "")
    made.write(A, script(A, more="related:\n  - greeting/c\nasks:\n  - 贵吗\n"))
    made.write(B, script(B, more="asks:\n  - 能退吗\n"))
    made.write(C, script(C, say="你好，{退货天数}"))
    for rule_id, (severity, lines) in RULES.items():
        made.write(f"rules/{rule_id}.yaml", RULE.format(id=rule_id, severity=severity, lines=lines))
    return made


@pytest.fixture
def kept(shop: Shop) -> Shop:
    """The same, committed."""
    shop.git("init", "-q", "-b", "main")
    shop.commit()
    return shop


NIN = [("tone/nin", path) for path in (A, B, C)]


# --- rules and scenes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["tone/nin"], NIN),
        (["tone"], NIN),
        (["t*/n?n"], NIN),
        (["tone", "library/asks"], [*NIN[:2], ("library/asks", B), *NIN[2:]]),
        (["library/*"], [("library/asks", B)]),
        (["facts"], []),
    ],
)
def test_rules_are_chosen_by_id_family_and_glob(shop: Shop, rules: list[str], expected: list[tuple[str, str]]) -> None:
    shop.write(B, script(B, more="asks:\n  - 贵吗\n"))
    assert sorted(shop.told(rules=rules)) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "what", "todo"),
    [
        ("tone/nim", "没有规则 tone/nim", "您是不是想写 tone/nin？"),
        ("tome", "没有规则 tome", "您是不是想写 tone？"),
        ("zz/*", "没有规则 zz/*", "可以写规则编号、类别，或者带 * 的写法，例如 tone/*"),
    ],
)
def test_a_rule_that_is_not_there_is_told_with_the_nearest(shop: Shop, name: str, what: str, todo: str) -> None:
    assert shop.refused(rules=["tone", name]) == (what, "--rule", todo)


def test_a_rule_that_is_off_is_told(shop: Shop) -> None:
    shop.write("huashu.yaml", SETTINGS + "rules:\n  tone/nin:\n    severity: 'off'\n")
    assert shop.refused(rules=["tone/nin"])[0] == "tone/nin 在这个话术库里关掉了，查不出什么"
    assert shop.told(rules=["tone"]) == []


def test_what_nobody_could_judge_is_told_whatever_rule_is_chosen(shop: Shop) -> None:
    shop.write(B, "[")
    assert (UNREADABLE, B) in shop.told(rules=["tone/count"])
    lines = "check: schema\nwith:\n  problems: [syntax]\n"
    shop.write("rules/structure/syntax.yaml", RULE.format(id="structure/syntax", severity="error", lines=lines))
    shop.write(
        "rules/hygiene/bom.yaml", RULE.format(id="hygiene/bom", severity="error", lines=lines.replace("syntax", "bom"))
    )
    shop.write(C, "\ufeff" + script(C))
    assert shop.told(rules=["tone/count"]) == [("structure/syntax", B)]


def test_scenes(shop: Shop) -> None:
    assert shop.told(scenes=["greeting"]) == [("tone/nin", C)]
    assert shop.told(scenes=["greeting", "dialogue"]) == shop.told() == NIN
    assert shop.refused(scenes=["greting"]) == ("没有场景 greting", "--scene", "您是不是想写 greeting？")
    assert shop.refused(scenes=["x"])[2] == "huashu.yaml 里有这些场景：dialogue、greeting"


def test_all_wishes_narrow_each_other(shop: Shop) -> None:
    shop.write(C, script(C, say="你好吗吗，{退货天数}"))
    assert shop.told([A, C], scenes=["greeting"]) == [("tone/nin", C), ("tone/count", C)]
    assert shop.told([A, C], scenes=["greeting"], rules=["tone/count"]) == [("tone/count", C)]
    assert shop.told([A], scenes=["greeting"]) == []


@pytest.mark.parametrize("swapped", [False, True])
def test_what_is_found_across_scripts_is_told_for_each_of_them(shop: Shop, swapped: bool) -> None:
    """It stands in the later one, whichever was asked for."""
    one, other = (C, A) if swapped else (A, C)
    shop.write(one, script(one, say="好{退货天数}", more="asks:\n  - 贵吗\n"))
    shop.write(other, script(other, say="好{退货天数}", more="asks:\n  - 贵吗\n"))
    assert shop.told(scenes=["greeting"]) == [("library/asks", C)]
    assert shop.told(scenes=["dialogue"]) == [("tone/nin", B), ("library/asks", C)]


def test_what_stands_in_no_script_is_always_told(shop: Shop) -> None:
    shop.write(C, script(C))
    assert shop.told(scenes=["greeting"]) == [("tone/nin", C), ("facts/unused", "terms/facts.yaml")]


def test_only_what_was_asked_for_is_mended(shop: Shop) -> None:
    work = shop.work(scenes=["greeting"])
    assert list(work.fixes(work.check(), unsafe=False)) == [C]
    work = shop.work(rules=["tone/count"])
    assert work.fixes(work.check(), unsafe=False) == {}


def test_choosing_leaves_the_memory_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.work().check()
    from huashu.lint import cached

    monkeypatch.setattr(cached, "_judged", None)  # whoever judges anew fails
    assert [found.path for found in shop.work(rules=["tone"], scenes=["greeting"]).check().findings] == [C]
    assert len(shop.work().check().findings) == 3


# --- since a revision -----------------------------------------------------------------------------------------------


def edit(shop: Shop) -> None:
    shop.write(A, script(A, say="你们好"))


def test_nothing_changed(kept: Shop) -> None:
    assert kept.told(since="HEAD") == []


@pytest.mark.parametrize("how", ["untouched", "added", "committed"])
def test_a_changed_script_is_seen_wherever_the_change_is(kept: Shop, how: str) -> None:
    edit(kept)
    if how == "added":
        kept.git("add", "-A")
    if how == "committed":
        kept.commit()
    assert kept.told(since="main~1" if how == "committed" else "main") == [("tone/nin", A)]


def test_new_scripts_are_seen_even_where_git_ignores_them(kept: Shop) -> None:
    kept.write(".gitignore", "*.yaml\n")
    kept.write("scripts/greeting/new.yaml", script("scripts/greeting/new.yaml"))
    assert kept.told(since="HEAD") == [("tone/nin", "scripts/greeting/new.yaml")]


def test_line_breaks_of_windows_alone_are_no_change(kept: Shop) -> None:
    for path in (A, B):
        kept.write(path, (kept.root / path).read_text(encoding="utf-8").replace("\n", "\r\n"))
    assert kept.told(since="HEAD") == []


def test_a_renamed_script_and_whatever_still_leads_to_its_old_name(kept: Shop) -> None:
    (kept.root / C).unlink()
    new = "scripts/greeting/d.yaml"
    kept.write(new, script(new, say="你好，{退货天数}"))
    assert kept.told(since="HEAD") == [("library/related", A), ("tone/nin", new)]
    kept.commit()
    assert kept.told(since="HEAD~1") == [("library/related", A), ("tone/nin", new)]
    assert kept.told(since="HEAD") == []


def test_a_picture_that_is_gone_is_missed(kept: Shop) -> None:
    for name in ("chart", "chart.png"):
        kept.write(B, script(B, say="好") + f"    image: {name}\n")
        kept.commit()
        (kept.root / "assets/chart.png").unlink()
        assert kept.told(since="HEAD") == [("library/image", B)]
        kept.git("checkout", "-q", ".")


def test_a_question_twice_is_told_for_the_script_that_brings_it(kept: Shop) -> None:
    kept.write(A, script(A, say="好", more="asks:\n  - 能退吗\n"))
    assert kept.told(since="HEAD") == [("library/asks", B)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (FACTS.format(value="8天", more=""), [("tone/nin", C)]),
        (FACTS.format(value="7天", more="").replace("期限", "别的意思"), []),
        (FACTS.format(value="7天", more=DATED), []),
        ("facts: {}\n", [("tone/nin", C), ("facts/undeclared", C)]),
        ("[", [("tone/nin", C), (UNREADABLE, "terms/facts.yaml")]),
    ],
)
def test_scripts_that_speak_a_changed_fact_are_touched(kept: Shop, facts: str, expected: list[tuple[str, str]]) -> None:
    kept.write("terms/facts.yaml", facts)
    assert kept.told(since="HEAD") == expected


def test_the_value_in_force_today_decides(kept: Shop) -> None:
    kept.write("terms/facts.yaml", FACTS.format(value="7天", more=DATED))
    kept.now = datetime(2026, 11, 12)
    assert kept.told(since="HEAD") == [("tone/nin", C)]


def test_a_slot_that_becomes_sensitive_or_goes_touches_who_speaks_it(kept: Shop) -> None:
    kept.write(B, script(B, say="你好{工号}"))
    kept.commit()
    kept.write("terms/slots.yaml", "slots:\n  工号:\n    means: 别的说明\n")
    assert kept.told(since="HEAD") == []
    kept.write("terms/slots.yaml", "slots:\n  工号:\n    means: 客服工号\n    sensitive: true\n")
    assert kept.told(since="HEAD") == [("tone/nin", B)]
    kept.write("terms/slots.yaml", "slots: {}\n")
    assert kept.told(since="HEAD") == [("tone/nin", B), ("facts/undeclared", B)]


def test_how_much_is_looked_at(kept: Shop) -> None:
    edit(kept)
    kept.write("terms/facts.yaml", FACTS.format(value="8天", more=""))
    work = kept.work(since="HEAD")
    assert work.selection.extent(work.check().outlines) == (1, 1)
    assert kept.work().selection.extent(()) == (0, 0)


def test_what_others_did_meanwhile_is_no_change_of_ours(kept: Shop) -> None:
    kept.git("checkout", "-q", "-b", "mine")
    edit(kept)
    kept.commit()
    kept.git("checkout", "-q", "main")
    kept.write(B, script(B, say="你们大家好"))
    kept.commit()
    kept.git("checkout", "-q", "mine")
    assert kept.told(since="main") == [("tone/nin", A)]


def test_a_library_inside_a_larger_repository(shop: Shop) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", shop.root.parent], check=True)
    shop.git("add", "-A", "--", "..")
    shop.git("commit", "-q", "-m", "一")
    edit(shop)
    assert shop.told(since="main") == [("tone/nin", A)]


def test_a_library_that_was_not_there_yet_is_all_new(shop: Shop) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", shop.root.parent], check=True)
    shop.git("commit", "-q", "--allow-empty", "-m", "一")
    assert shop.told(since="main") == NIN


def test_names_that_collide_are_told_for_the_new_one(kept: Shop) -> None:
    kept.write("scripts/dialogue/A.yaml", script(A))
    assert (UNREADABLE, A) in kept.told(since="HEAD")


# --- what grows old -------------------------------------------------------------------------------------------------

OLD = "effective: 2026-06-02\nexpires: 2026-05-01\nreview_by: 2026-05-01\n"


def severities(shop: Shop, **wish: object) -> dict[tuple[str, str], str]:
    return {(found.rule, found.path): found.severity for found in shop.findings(rules=["lifecycle"], **wish)}


def test_what_has_grown_old_is_an_error_only_where_the_change_touches_it(kept: Shop) -> None:
    for path in (A, B, C):
        kept.write(path, script(path, say="{退货天数}", more=OLD))
    kept.commit()
    assert set(severities(kept).values()) == {"warning", "info"}
    kept.write(A, script(A, say="改了", more=OLD))
    assert severities(kept, since="HEAD") == {
        ("lifecycle/expired", A): "error",
        ("lifecycle/overdue", A): "info",  # this library wants to be told, no more
        ("lifecycle/reversed", A): "warning",
    }
    kept.git("checkout", "-q", ".")
    kept.write("terms/facts.yaml", FACTS.format(value="8天", more=""))
    found = severities(kept, since="HEAD")
    assert {path for (rule, path), severity in found.items() if severity == "error"} == {A, B, C}


# --- revisions that are none ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "revision",
    [
        "",
        "-x",
        "--output=x",
        "^HEAD",
        "HEAD..HEAD",
        "none",
        "HEAD~9",
        "HEAD:scripts",
        "a b",
        "a\nb",
        "main\0",
        "@{9}",
        "\ud800",
    ],
)
def test_what_names_no_commit_is_refused(kept: Shop, revision: str) -> None:
    what, where, todo = kept.refused(since=revision)
    assert what.startswith("git 里没有 " if revision else "--since 后面还没有写版本")
    assert where == "--since"
    assert todo.startswith("请写分支、标签或提交号，例如 origin/main")
    assert not (kept.root / "x").exists()


def test_outside_git(shop: Shop) -> None:
    assert shop.refused(since="HEAD") == (
        "这个话术库没有用 git 管理，没有以前的版本可看",
        str(shop.root),
        "请去掉 --since",
    )


def test_a_name_that_could_be_two_is_refused(kept: Shop) -> None:
    edit(kept)
    kept.commit()
    kept.git("tag", "main", "HEAD~1")
    assert kept.refused(since="main") == (
        "main 既可能是分支，也可能是标签或提交号",
        "--since",
        "请写全名，例如 refs/heads/main",
    )
    kept.git("config", "core.warnAmbiguousRefs", "false")
    assert kept.refused(since="main")[1] == "--since"
    assert kept.told(since="refs/tags/main") == [("tone/nin", A)]
    assert kept.told(since="refs/heads/main") == []


@pytest.mark.parametrize("name", ["v1", "refs/tags/v1", "HEAD~1", "main~1", "HEAD^", "@~1"])
def test_every_way_to_name_a_commit(kept: Shop, name: str) -> None:
    kept.git("tag", "-a", "-m", "一", "v1")
    edit(kept)
    kept.commit()
    assert kept.told(since=name) == [("tone/nin", A)]
    assert kept.told(since=kept.git("rev-parse", name)[:8]) == [("tone/nin", A)] or name.endswith("v1")


def test_no_program_of_the_repository_is_run(kept: Shop, tmp_path: Path) -> None:
    kept.write(".gitattributes", "*.yaml filter=bad diff=bad\n")
    for name in ("filter.bad.clean", "filter.bad.smudge", "diff.bad.textconv", "core.fsmonitor"):
        kept.git("config", name, f"touch {tmp_path}/run; cat")
    edit(kept)
    assert kept.told(since="HEAD") == [("tone/nin", A)]
    assert not (tmp_path / "run").exists()


# --- rules that are other ones in a part ----------------------------------------------------------------------------


def local(part: str, rules: str) -> str:
    return SETTINGS + f"overrides:\n  - {part}\n    rules:\n{rules}"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("scenes: [greeting]", {A: "warning", B: "warning", C: "error"}),
        ("paths: [scripts/dialogue/b*]", {A: "warning", B: "error", C: "warning"}),
        ("scenes: [greeting]\n    paths: ['scripts/*/b.yaml']", {A: "warning", B: "warning", C: "warning"}),
        ("channels: [phone]", {A: "error", B: "error", C: "error"}),
    ],
)
def test_a_rule_has_another_severity_in_a_part(shop: Shop, part: str, expected: dict[str, str]) -> None:
    shop.write("huashu.yaml", local(part, "      tone/nin:\n        severity: error\n"))
    found = shop.findings(rules=["tone/nin"])
    assert {one.path: one.severity for one in found} == expected
    assert len(found) == len(expected)


def test_a_rule_is_off_in_a_part(shop: Shop) -> None:
    shop.write("huashu.yaml", local("scenes: [dialogue]", "      tone/nin:\n        severity: 'off'\n"))
    assert shop.told() == [("tone/nin", C)]
    assert shop.told(rules=["tone/nin"]) == [("tone/nin", C)]


def test_counts_follow_the_channel(shop: Shop) -> None:
    """In one channel once is too much, in the other twice is fine: the place is told once, with what is graver."""
    shop.write(B, script(B, say="在吗，好吗") + "    variants:\n      phone: |-\n        在吗\n")
    limit = "      tone/count:\n        severity: {}\n        with:\n          max: {}\n"
    assert shop.told(rules=["tone/count"]) == [("tone/count", B)]
    shop.write("huashu.yaml", local("channels: [phone]", limit.format("error", 0)))
    found = shop.findings(rules=["tone/count"])
    assert [(one.severity, one.field) for one in found] == [
        ("warning", "replies/0/say"),
        ("error", "replies/0/variants/phone"),
    ]
    shop.write("huashu.yaml", local("channels: [livechat]", limit.format("error", 2)))
    assert shop.told(rules=["tone/count"]) == []


def test_fingerprints_do_not_know_of_parts(shop: Shop) -> None:
    before = [one.fingerprint for one in shop.findings(rules=["tone/nin"])]
    shop.write("huashu.yaml", local("scenes: [greeting]", "      tone/nin:\n        severity: error\n"))
    assert [one.fingerprint for one in shop.findings(rules=["tone/nin"])] == before


def test_the_memory_follows_every_change_of_the_settings(shop: Shop) -> None:
    for severity in ("error", "info", "warning"):
        shop.write("huashu.yaml", local("scenes: [greeting]", f"      tone/nin:\n        severity: {severity}\n"))
        assert [one.severity for one in shop.findings(rules=["tone/nin"])] == ["warning", "warning", severity]


@pytest.mark.parametrize(
    ("part", "rule", "what"),
    [
        ("scenes: [greeting]", "library/asks", "规则 library/asks 要把整个话术库放在一起看，不能只在一部分里调整"),
        (
            "paths: [scripts/greeting]",
            "facts/unused",
            "规则 facts/unused 要把整个话术库放在一起看，不能只在一部分里调整",
        ),
        ("channels: [phone]", "lifecycle/expired", "规则 lifecycle/expired 看的是整条话术，不分渠道，不能按渠道调整"),
    ],
)
def test_what_is_judged_as_a_whole_is_not_divided(shop: Shop, part: str, rule: str, what: str) -> None:
    shop.write("huashu.yaml", local(part, f"      {rule}:\n        severity: info\n"))
    assert shop.refused()[0] == what


def test_what_is_judged_script_by_script_is_divided_by_scene(shop: Shop) -> None:
    shop.write(A, script(A, more=OLD))
    shop.write(C, script(C, more=OLD))
    shop.write("huashu.yaml", local("scenes: [greeting]", "      lifecycle/expired:\n        severity: error\n"))
    assert {path: found for (rule, path), found in severities(shop).items() if rule == "lifecycle/expired"} == {
        A: "warning",
        C: "error",
    }
