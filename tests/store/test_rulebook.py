from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from textwrap import dedent

import pytest

from huashu.errors import HuashuError
from huashu.model.library import Settings
from huashu.model.rule import Rule, Where
from huashu.store import rule_file, rulebook, settings

ROOT = Path(__file__).parents[2]
SHOP = """\
format: 1
name: 测试库
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: greeting
    title: 欢迎
  - id: bargaining
    title: 议价
    rungs:
      - id: value
        title: 讲价值
        by: agent
"""
REST = """\
message: 不对
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
RULE = "id: tone/own\ntitle: 规则\nseverity: warning\ncheck: existence\nwith:\n  words:\n    - 坏\n"
PATTERNS = RULE.replace("words:\n    - 坏", "patterns:\n    - 坏+\n    - {pattern}")
REAL_FILE = "请把真正的文件放进来，话术库只读它自己文件夹里的普通文件"


def shop(more: str = "") -> Settings:
    return settings.parse((SHOP + dedent(more)).encode())


def with_pack(more: str = "") -> Settings:
    return shop("extends:\n  - huashu/recommended\n" + dedent(more))


def write(root: Path, path: str, text: str) -> Path:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8", newline="\n")
    return root


def refused(root: Path, found: Settings | None = None) -> HuashuError:
    with pytest.raises(HuashuError) as caught:
        rulebook.load(root, found or shop())
    return caught.value


def loaded(root: Path, found: Settings | None = None) -> dict[str, Rule]:
    rules = rulebook.load(root, found or shop())
    assert [rule.id for rule in rules] == sorted({rule.id for rule in rules})
    return {rule.id: rule for rule in rules}


def line_of(text: str, words: str) -> str:
    """`line:column` of the words in a text."""
    before = text[: text.index(words)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


# one rule


def test_every_key_of_a_rule_is_read() -> None:
    text = """\
id: tone/own
title: 规则
severity: info
where:
  scenes: [bargaining]
  not_scenes: [greeting]
  channels: [livechat]
  not_channels: [phone]
  tags: [新人]
  not_tags: [老手]
  in: [asks, title]
  place: first
  stages: [value]
  by: [leader]
check: occurrence
with:
  words: [不]
  max: 1
message: 出现 {count} 次
hint: 少说
instead:
  不: 可以
why: |-
  有道理
valid:
  - say: |-
      好
invalid:
  - say: |-
      不不
    at: [[1, 2]]
"""
    rule = rule_file.parse("rules/tone/own.yaml", text.encode())
    assert (rule.id, rule.title, rule.severity, rule.check) == ("tone/own", "规则", "info", "occurrence")
    assert rule.where == Where(
        scenes=("bargaining",),
        not_scenes=("greeting",),
        channels=("livechat",),
        not_channels=("phone",),
        tags=("新人",),
        not_tags=("老手",),
        parts=("asks", "title"),
        place="first",
        stages=("value",),
        by=("leader",),
    )
    assert rule.params == {"words": ["不"], "max": 1}
    assert (rule.message, rule.hint, rule.instead, rule.why) == ("出现 {count} 次", "少说", {"不": "可以"}, "有道理")
    assert (rule.source.path, rule.source.text) == ("rules/tone/own.yaml", text)


def test_what_a_rule_leaves_out_has_its_usual_meaning() -> None:
    rule = rule_file.parse("rules/tone/own.yaml", (RULE + REST).encode())
    assert rule.where == Where()
    assert rule.where.parts == ("replies",)
    assert (rule.hint, rule.instead) == ("", {})
    in_title = rule_file.parse("rules/tone/own.yaml", (RULE + REST + "where:\n  in: title\n").encode())
    assert in_title.where.parts == ("title",)


def test_a_rule_at_another_place_than_its_id_is_told() -> None:
    with pytest.raises(HuashuError) as caught:
        rule_file.parse("rules/tone/other.yaml", ("# 说明\n" + RULE + REST).encode())
    assert caught.value.what == "规则的 id 写的是 tone/own，文件却放在 rules/tone/other.yaml"
    assert caught.value.where == "rules/tone/other.yaml:2:5"
    assert caught.value.todo == "请把 id 改成 tone/other，或者把文件挪到 rules/tone/own.yaml"


@pytest.mark.parametrize("path", ["rules/语气/own.yaml", "rules/tone/Own.yaml"])
def test_nobody_is_told_to_write_an_id_that_the_schema_refuses(path: str) -> None:
    with pytest.raises(HuashuError) as caught:
        rule_file.parse(path, (RULE + REST).encode())
    assert caught.value.todo == "请把文件挪到 rules/tone/own.yaml"


# broken rules


def test_every_fault_of_a_rule_is_told_with_its_place(tmp_path: Path) -> None:
    text = (RULE + REST).replace("title: 规则", "titel: 规则").replace("severity: warning", "severity: fatal")
    error = refused(write(tmp_path, "rules/tone/own.yaml", text))
    assert error.where == "rules/tone/own.yaml:2:1"
    assert "titel" in error.what.split("\n")[0]
    assert "title" in error.todo
    assert [line.split()[0] for line in error.what.split("\n")[1:]] == ["rules/tone/own.yaml:3:11"]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "1:1"),
        (b"\xff", "1:1"),
        (b"id: tone/own\n\ttitle: a\n", "2:1"),
        (b"id: tone/own\nid: tone/own\n", "2:1"),
        (b"- a", "1:1"),
        (b"\x00" * 10, "1:1"),
        (b"#" * (10 * 1024 * 1024), "1:1"),
    ],
)
def test_files_that_are_no_rules_stop_everything(tmp_path: Path, content: bytes, where: str) -> None:
    write(tmp_path, "rules/tone/good.yaml", (RULE + REST).replace("tone/own", "tone/good"))
    (tmp_path / "rules" / "tone" / "own.yaml").write_bytes(content)
    error = refused(tmp_path)
    assert error.where == f"rules/tone/own.yaml:{where}"
    assert error.what
    assert error.todo


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("'('", "missing ), unterminated subpattern at position 0"),
        ("'[坏'", "unterminated character set at position 0"),
        ("'*坏'", "nothing to repeat at position 0"),
        ("'(?P<a>.)(?P<a>.)'", "redefinition of group name 'a' as group 2; was group 1 at position 12"),
        ("'a{99999999999999999999}'", "the repetition number is too large"),
        ("'[[a]'", "Possible nested set at position 1"),
        ("'" + "(" * 3000 + ")" * 3000 + "'", "maximum recursion depth exceeded"),
    ],
)
def test_a_pattern_that_is_none_is_told_where_it_stands(tmp_path: Path, pattern: str, reason: str) -> None:
    text = PATTERNS.format(pattern=pattern) + REST
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as on a user's machine; here, warnings are errors
        error = refused(write(tmp_path, "rules/tone/own.yaml", text))
    assert error.what.startswith(f"正则表达式“{pattern[1:-1][:60]}")
    assert f"写得不对：{reason}" in error.what
    assert len(error.what) < 300
    assert error.where == f"rules/tone/own.yaml:{line_of(text, pattern)}"
    assert error.todo == "请改正 with 下面的 patterns，拿不准时改用 words 一行写一个词"


# folders


def test_no_rules_at_all(tmp_path: Path) -> None:
    assert rulebook.load(tmp_path, shop()) == ()


def test_rules_are_sorted_and_other_files_lie_there_in_peace(tmp_path: Path) -> None:
    for rule_id in ("tone/z", "law/a", "tone/a-1", "tone/a"):
        write(tmp_path, f"rules/{rule_id}.yaml", (RULE + REST).replace("tone/own", rule_id))
    for path in ("rules/README.md", "rules/tone/a.yaml~", "rules/tone/.b.yaml", "rules/tone/deep/x.txt"):
        write(tmp_path, path, "[")
    assert list(loaded(tmp_path)) == ["law/a", "tone/a", "tone/a-1", "tone/z"]


@pytest.mark.parametrize("name", ["own.yml", "own.YAML", "own.yaml.txt"])
def test_a_rule_by_a_wrong_ending_is_not_passed_over(tmp_path: Path, name: str) -> None:
    error = refused(write(tmp_path, f"rules/tone/{name}", RULE + REST))
    assert error.what == "规则文件名要以 .yaml 结尾"
    assert (error.where, error.todo) == (f"rules/tone/{name}", "请把文件改名为 own.yaml")


@pytest.mark.parametrize("path", ["rules/own.yaml", "rules/tone/deep/own.yaml"])
def test_a_rule_at_a_wrong_depth_is_told(tmp_path: Path, path: str) -> None:
    error = refused(write(tmp_path, path, RULE + REST))
    assert error.what == "规则文件要放在 rules/类别/ 下面，不多一层也不少一层"
    assert (error.where, error.todo) == (path, "例如 rules/tone/our-jargon.yaml")


@pytest.mark.parametrize("kind", ["link", "dangling", "folder-link", "rules-link", "pipe", "submodule"])
def test_rules_that_lie_elsewhere_stop_everything(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, in_time: None, kind: str
) -> None:
    outside = write(tmp_path_factory.mktemp("outside"), "tone/own.yaml", RULE + REST)
    (tmp_path / "rules").mkdir()
    where, what = "rules/tone", "这是一个链接，指向别处的文件"
    if kind == "rules-link":
        (tmp_path / "rules").rmdir()
        (tmp_path / "rules").symlink_to(outside)
        where = "rules"
    elif kind == "folder-link":
        (tmp_path / "rules" / "tone").symlink_to(outside / "tone")
    elif kind == "submodule":
        write(tmp_path, "rules/tone/.git", "gitdir: x\n")
        what = "这个文件夹是另一个 git 仓库（子模块）"
    else:
        where = "rules/tone/own.yaml"
        (tmp_path / "rules" / "tone").mkdir()
        if kind == "pipe":
            os.mkfifo(tmp_path / where)
            what = "这不是普通文件"
        else:
            (tmp_path / where).symlink_to(outside / "tone/own.yaml" if kind == "link" else "nothing")
    error = refused(tmp_path)
    assert (error.where, error.what, error.todo) == (where, what, REAL_FILE)


def test_rules_that_some_systems_take_for_one_another_stop_everything(tmp_path: Path) -> None:
    write(tmp_path, "rules/tone/own.yaml", RULE + REST)
    error = refused(write(tmp_path, "rules/tone/Own.yaml", RULE + REST))
    assert error.where == "rules/tone/own.yaml"
    assert error.what == "文件名与 rules/tone/Own.yaml 只差大小写或字形，在有些电脑上会互相覆盖"


# packs


def test_a_library_gets_the_packaged_rules_only_where_it_asks_for_them(tmp_path: Path) -> None:
    pack = loaded(tmp_path, with_pack())
    assert list(pack) == sorted(
        path.relative_to(ROOT / "rules").as_posix().removesuffix(".yaml") for path in (ROOT / "rules").rglob("*.yaml")
    )
    assert loaded(tmp_path) == {}
    assert pack["tone/minimise-bu"].source.path == "rules/tone/minimise-bu.yaml"


def test_a_rule_of_ones_own_replaces_the_packaged_one_of_its_id(tmp_path: Path) -> None:
    write(tmp_path, "rules/tone/minimise-bu.yaml", (RULE + REST).replace("tone/own", "tone/minimise-bu"))
    both = loaded(tmp_path, with_pack())
    pack = loaded(tmp_path / "none", with_pack())
    assert list(both) == list(pack)
    assert (both["tone/minimise-bu"].title, both["tone/minimise-bu"].check) == ("规则", "existence")
    assert both["tone/say-nin"] == pack["tone/say-nin"]


def test_a_pack_that_nobody_knows_is_told(tmp_path: Path) -> None:
    found = shop("extends:\n  - huashu/recommended\n  - huashu/recomended\n")
    error = refused(tmp_path, found)
    assert error.what == "extends 里的 huashu/recomended 不存在"
    assert error.where == f"huashu.yaml:{line_of(found.source.text, 'huashu/recomended')}"
    assert error.todo == "目前可用的规则包是 huashu/recommended"


def test_packaged_rules_may_be_links(tmp_path: Path) -> None:
    """Some installers fill site-packages with links."""
    source = ROOT / "src" / "huashu"
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            place = tmp_path / "site" / "huashu" / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)
    for name in ("rules", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / "kept" / name)
        for path in (tmp_path / "kept" / name).rglob("*.*"):
            place = tmp_path / "site" / "huashu" / "_data" / path.relative_to(tmp_path / "kept")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)
    code = (
        "import sys; from pathlib import Path; from huashu.store import rule_file, rulebook, settings;"
        "found = settings.parse(sys.stdin.buffer.read());"
        "print(len(rulebook.load(Path('.'), found)), settings.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=with_pack().source.text.encode(),
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.stderr.decode() == ""
    count, where = done.stdout.decode().split()
    assert int(count) == len(list((ROOT / "rules").rglob("*.yaml")))
    assert where == str(tmp_path / "site" / "huashu" / "store" / "settings.py")


# overrides


def test_overrides_change_severity_and_parameters_and_nothing_else(tmp_path: Path) -> None:
    before = loaded(tmp_path, with_pack())
    after = loaded(
        tmp_path,
        with_pack("""\
            rules:
              tone/minimise-bu:
                severity: error
                with:
                  max: 5
              tone/say-nin:
                severity: 'off'
            """),
    )
    changed = {rule_id for rule_id in before if before[rule_id] != after[rule_id]}
    assert changed == {"tone/minimise-bu", "tone/say-nin"}
    old, new = before["tone/minimise-bu"], after["tone/minimise-bu"]
    assert (new.severity, new.params) == ("error", {**old.params, "max": 5})
    assert (old.severity, old.number("max", 0)) == ("warning", 1)
    assert (new.where, new.message, new.source) == (old.where, old.message, old.source)
    assert (after["tone/say-nin"].severity, after["tone/say-nin"].params) == ("off", before["tone/say-nin"].params)


def test_overrides_reach_rules_of_ones_own(tmp_path: Path) -> None:
    write(tmp_path, "rules/tone/own.yaml", RULE + REST)
    found = loaded(tmp_path, shop("rules:\n  tone/own:\n    with:\n      words: [坏, 差]\n"))
    assert found["tone/own"].words("words") == ("坏", "差")


@pytest.mark.parametrize(
    ("rule_id", "todo"),
    [
        ("tone/minimize-bu", "您是不是想写 tone/minimise-bu？"),
        ("law/absolute-term", "您是不是想写 law/absolute-terms？"),
        ("x/y", "请核对规则名"),
    ],
)
def test_an_override_of_no_rule_is_told_with_the_nearest(tmp_path: Path, rule_id: str, todo: str) -> None:
    found = with_pack(f"rules:\n  tone/say-nin:\n    severity: info\n  {rule_id}:\n    severity: info\n")
    error = refused(tmp_path, found)
    assert error.what == f"huashu.yaml 里调整了一条不存在的规则：{rule_id}"
    assert error.where == f"huashu.yaml:{line_of(found.source.text, rule_id)}"
    assert error.todo == todo


@pytest.mark.parametrize("severity", ["severity: 'off'", "severity: info", "with:\n      problems: [bom]"])
@pytest.mark.parametrize("rule_id", ["structure/yaml-syntax", "hygiene/encoding", "structure/file-place"])
def test_what_keeps_files_readable_cannot_be_adjusted(tmp_path: Path, rule_id: str, severity: str) -> None:
    found = with_pack(f"rules:\n  {rule_id}:\n    {severity}\n")
    error = refused(tmp_path, found)
    assert error.what == f"规则 {rule_id} 管的是文件能不能读懂，不能调整"
    assert error.where == f"huashu.yaml:{line_of(found.source.text, rule_id)}"
    assert error.todo == "请从 huashu.yaml 的 rules 里删掉这一条"


def test_wrong_parameters_of_an_override_are_all_told(tmp_path: Path) -> None:
    found = with_pack("rules:\n  tone/minimise-bu:\n    with:\n      max: 很多\n      maximum: 3\n")
    error = refused(tmp_path, found)
    first, *others = error.what.split("\n")
    assert first.startswith("huashu.yaml 里给规则 tone/minimise-bu 的参数不对：")
    assert "“max”" in error.what
    assert "“maximum”" in error.what
    assert len(others) == 1
    assert error.where == f"huashu.yaml:{line_of(found.source.text, 'with:')}"
    assert error.todo == "可用的参数见 schemas/rule.schema.json"


def test_parameters_are_judged_even_where_a_rule_is_turned_off(tmp_path: Path) -> None:
    found = with_pack("rules:\n  tone/minimise-bu:\n    severity: 'off'\n    with:\n      max: -1\n")
    assert "tone/minimise-bu" in refused(tmp_path, found).what


def test_a_wrong_pattern_of_an_override_is_told_in_the_settings(tmp_path: Path) -> None:
    write(tmp_path, "rules/tone/own.yaml", PATTERNS.format(pattern="'差+'") + REST)
    found = shop("rules:\n  tone/own:\n    with:\n      patterns:\n        - 坏\n        - '(坏'\n")
    error = refused(tmp_path, found)
    assert error.what == "正则表达式“(坏”写得不对：missing ), unterminated subpattern at position 0"
    assert error.where == f"huashu.yaml:{line_of(found.source.text, chr(39) + '(坏')}"


# rules that would find nothing, or too little


@pytest.mark.parametrize(
    ("severity", "problems", "wrong"),
    [
        ("info", "syntax", True),
        ("warning", "schema, folded", True),
        ("'off'", "encoding", True),
        ("error", "syntax", False),
        ("warning", "folded", False),
        ("info", "bom, inline-comment", False),
    ],
)
def test_what_cannot_be_read_stays_an_error(tmp_path: Path, severity: str, problems: str, wrong: bool) -> None:
    """A script that cannot be read is in no handbook; were that a mere hint, it would be lost in silence."""
    text = RULE.replace("existence", "schema").replace("warning", severity) + REST
    write(tmp_path, "rules/tone/own.yaml", text.replace("words:\n    - 坏", f"problems: [{problems}]"))
    if not wrong:
        assert list(loaded(tmp_path)) == ["tone/own"]
        return
    error = refused(tmp_path)
    assert error.what == "规则 tone/own 管的是文件能不能读懂，severity 只能写 error"
    assert error.where == "rules/tone/own.yaml:3:11"
    assert error.todo == "请把 severity 改成 error"


@pytest.mark.parametrize(
    ("where", "what", "todo"),
    [
        ("scenes: [greeting, bargainning]", "场景 bargainning", "您是不是想写 bargaining？"),
        ("not_scenes: [greting]", "场景 greting", "您是不是想写 greeting？"),
        ("channels: [livechat, fone]", "渠道 fone", "请对照 huashu.yaml 里的代号"),
        ("not_channels: [live-chat]", "渠道 live-chat", "您是不是想写 livechat？"),
        ("stages: [valeu]", "步骤或级别 valeu", "您是不是想写 value？"),
    ],
)
def test_a_rule_for_a_place_that_is_not_there_is_told(tmp_path: Path, where: str, what: str, todo: str) -> None:
    """It would never find anything, and nobody would know."""
    text = RULE + REST + f"where:\n  {where}\n"
    write(tmp_path, "rules/tone/own.yaml", text)
    error = refused(tmp_path)
    assert error.what == f"规则 tone/own 的 where 里写了{what}，huashu.yaml 里没有"
    assert error.where == f"rules/tone/own.yaml:{line_of(text, what.split()[-1])}"
    assert error.todo == todo


def test_packaged_rules_may_speak_of_places_that_a_library_has_not(tmp_path: Path) -> None:
    """So may a copy of one of them that was made to be changed."""
    (tmp_path / "rules" / "structure").mkdir(parents=True)
    shutil.copy(ROOT / "rules/structure/six-steps.yaml", tmp_path / "rules/structure/six-steps.yaml")
    assert loaded(tmp_path, with_pack())["structure/six-steps"].where.scenes == ("after-sales", "complaint")
