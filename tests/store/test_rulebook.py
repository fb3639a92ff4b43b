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
from huashu.model.rule import Rule, Where, distinct
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
        ("'" + "(" * 2400 + ")" * 2400 + "'", "maximum recursion depth exceeded"),
        ("'" + "(" * 60 + ")" * 60 + "'", "括号套了 50 层以上"),
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


def test_a_pattern_that_may_never_end_is_refused(tmp_path: Path) -> None:
    pattern = "'(?:不+)*能'"
    text = PATTERNS.format(pattern=pattern) + REST
    error = refused(write(tmp_path, "rules/tone/own.yaml", text))
    assert error.what == "正则表达式“(?:不+)*能”重复里套着重复，遇到长一点的话会一直算不完"
    assert error.where == f"rules/tone/own.yaml:{line_of(text, pattern)}"
    assert error.todo == "请去掉一层重复，或者给外面一层写上不超过 4 次的上限，例如 (?:……){0,4}"


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
        ("x/y", "请核对规则的编号"),
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
    found = with_pack("rules:\n  tone/minimise-bu:\n    with:\n      max: 很多\n      per: 天\n")
    error = refused(tmp_path, found)
    first, *others = error.what.split("\n")
    assert first.startswith("huashu.yaml 里给规则 tone/minimise-bu 的参数不对：")
    assert "“max”" in error.what
    assert "“per”" in error.what
    assert len(others) == 1
    assert error.where == f"huashu.yaml:{line_of(found.source.text, 'max:')}"
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


# lists made longer and shorter


LISTS = """\
id: tone/own
title: 规则
severity: warning
check: substitution
with:
  swap:
    你: 您
    咱: 我们
  except:
    - 你好
    - 迷你
  fix: safe
"""
OWN = "rules/tone/own.yaml"


def own(tmp_path: Path, more: str) -> Rule:
    return loaded(write(tmp_path, OWN, LISTS + REST), shop("rules:\n  tone/own:\n" + more))["tone/own"]


def test_a_list_is_made_longer_and_shorter_without_copying_it(tmp_path: Path) -> None:
    rule = own(tmp_path, "    with+:\n      except: [你我, 你好]\n    with-:\n      except: [迷你]\n")
    assert rule.params == {"swap": {"你": "您", "咱": "我们"}, "except": ["你好", "你我"], "fix": "safe"}


def test_a_table_is_made_longer_and_shorter_without_copying_it(tmp_path: Path) -> None:
    rule = own(tmp_path, "    with+:\n      swap: {妳: 您, 你: 尊驾}\n    with-:\n      swap: [咱]\n")
    assert rule.params["swap"] == {"你": "尊驾", "妳": "您"}


def test_what_is_replaced_comes_before_what_is_cut_and_added(tmp_path: Path) -> None:
    more = "    with:\n      except: [甲, 乙]\n    with-:\n      except: [甲]\n    with+:\n      except: [丙, 甲]\n"
    assert own(tmp_path, more).params["except"] == ["乙", "丙", "甲"]


def test_a_list_that_the_rule_has_not_is_begun(tmp_path: Path) -> None:
    write(tmp_path, OWN, RULE + REST)
    found = shop("rules:\n  tone/own:\n    with+:\n      except: [不坏]\n")
    assert loaded(tmp_path, found)["tone/own"].params == {"words": ["坏"], "except": ["不坏"]}


@pytest.mark.parametrize(
    ("more", "what", "place", "todo"),
    [
        ("with-:\n      except: [你好, 迷你裙]", "规则 tone/own 的 except 里本来就没有“迷你裙”", "迷你裙", "您是不是想写 迷你？"),
        ("with-:\n      swap: [他]", "规则 tone/own 的 swap 里本来就没有“他”", "他", "请从 with- 里删掉这一行"),
        ("with-:\n      excpet: [你好]", "规则 tone/own 没有参数 excpet，没有什么可以去掉", "excpet", "您是不是想写 except？"),
        ("with-:\n      fix: [safe]", "规则 tone/own 的 fix 只有一个值，不能用 with-", "fix", "请改写在 with 下面，直接给新的值"),
        ("with+:\n      fix: [safe]", "规则 tone/own 的 fix 只有一个值，不能用 with+", "fix", "请改写在 with 下面，直接给新的值"),
        ("with+:\n      except: {你: 您}", "规则 tone/own 的 except 添的写法不对", "except", "请一行写一项，前面加减号"),
        ("with+:\n      swap: [你]", "规则 tone/own 的 swap 添的写法不对", "swap", "请一行写一对：“原来的: 换成的”"),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_or_added_is_told_where_it_stands(
    tmp_path: Path, more: str, what: str, place: str, todo: str
) -> None:
    found = shop(f"rules:\n  tone/own:\n    {more}\n")
    error = refused(write(tmp_path, OWN, LISTS + REST), found)
    assert (error.what, error.todo) == (what, todo)
    assert error.where == f"huashu.yaml:{line_of(found.source.text, place)}"


@pytest.mark.parametrize(
    ("more", "told", "place"),
    [
        ("with+:\n      exept: [甲]", "规则 tone/own 用的检查 substitution 没有参数 exept", "exept"),
        ("with:\n      maximum: 甲", "规则 tone/own 用的检查 substitution 没有参数 maximum", "maximum"),
        ("with+:\n      except: [甲, 1]", "“except”的第 4 项", "1]"),
        ("with-:\n      swap: [你, 咱]", "swap", "swap"),
    ],
)
def test_wrong_parameters_are_told_where_they_stand(tmp_path: Path, more: str, told: str, place: str) -> None:
    found = shop(f"rules:\n  tone/own:\n    severity: info\n    {more}\n")
    error = refused(write(tmp_path, OWN, LISTS + REST), found)
    assert told in error.what
    assert error.where == f"huashu.yaml:{line_of(found.source.text, place)}"


@pytest.mark.parametrize(
    ("name", "todo"),
    [("exept", "您是不是想写 except？"), ("zzz", "可以写的有：swap、except、")],
)
def test_an_unknown_parameter_is_told_with_the_nearest(tmp_path: Path, name: str, todo: str) -> None:
    found = shop(f"rules:\n  tone/own:\n    with+:\n      {name}: [甲]\n")
    assert refused(write(tmp_path, OWN, LISTS + REST), found).todo.startswith(todo)


def test_a_wrong_pattern_that_was_added_is_told_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, OWN, PATTERNS.format(pattern="'差+'") + REST)
    found = shop("rules:\n  tone/own:\n    with+:\n      patterns:\n        - 劣\n        - '(坏'\n")
    assert refused(tmp_path, found).where == f"huashu.yaml:{line_of(found.source.text, chr(39) + '(坏')}"


# overrides in parts of the library


def parted(tmp_path: Path, more: str, rule: str = RULE) -> list[Rule]:
    write(tmp_path, OWN, rule + REST)
    write(tmp_path, "scripts/greeting/a.yaml", "")
    return list(rulebook.load(tmp_path, shop(more)))


def test_an_override_of_a_scene_makes_variants_that_share_nothing(tmp_path: Path) -> None:
    more = "overrides:\n  - scenes: [bargaining]\n    rules:\n      tone/own:\n        severity: error\n"
    more += "        with+:\n          words: [差]\n"
    outside, inside = parted(tmp_path, more)
    assert (outside.id, outside.severity, outside.where) == ("tone/own", "warning", Where(not_scenes=("bargaining",)))
    assert (inside.id, inside.severity, inside.where) == ("tone/own", "error", Where(scenes=("bargaining",)))
    assert (outside.words("words"), inside.words("words")) == (("坏",), ("坏", "差"))


def test_scenes_channels_and_paths_narrow_each_other(tmp_path: Path) -> None:
    more = "overrides:\n  - scenes: [greeting]\n    channels: [livechat]\n    paths: [scripts/greeting/a*]\n"
    *outside, inside = parted(tmp_path, more + "    rules:\n      tone/own:\n        severity: 'off'\n")
    assert inside.severity == "off"
    assert inside.where == Where(scenes=("greeting",), channels=("livechat",), paths=(("scripts/greeting/a*",),))
    assert [rule.where for rule in outside] == [
        Where(not_scenes=("greeting",)),
        Where(scenes=("greeting",), not_channels=("livechat",)),
        Where(scenes=("greeting",), channels=("livechat",), not_paths=("scripts/greeting/a*",)),
    ]


def test_a_later_override_wins_and_keeps_what_it_does_not_speak_of(tmp_path: Path) -> None:
    more = "rules:\n  tone/own:\n    severity: info\noverrides:\n"
    more += "  - scenes: [greeting]\n    rules:\n      tone/own:\n        severity: error\n"
    more += "        with-:\n          words: [劣]\n"
    more += "  - channels: [livechat]\n    rules:\n      tone/own:\n        with-:\n          words: [劣, 差]\n"
    rules = parted(tmp_path, more, RULE.replace("- 坏", "- 坏\n    - 差\n    - 劣"))
    told = {(rule.where.scenes, rule.where.channels): (rule.severity, rule.words("words")) for rule in rules}
    assert told == {
        ((), ()): ("info", ("坏", "差", "劣")),
        (("greeting",), ()): ("error", ("坏", "差")),
        ((), ("livechat",)): ("info", ("坏",)),
        (("greeting",), ("livechat",)): ("error", ("坏",)),
    }
    assert distinct(rules)[0].severity == "info"


@pytest.mark.parametrize(
    ("part", "rule", "what", "place", "todo"),
    [
        ("scenes: [greting]", "tone/own", "overrides 里写了场景 greting，huashu.yaml 里没有", "greting", "您是不是想写 greeting？"),
        ("channels: [fone]", "tone/own", "overrides 里写了渠道 fone，huashu.yaml 里没有", "fone", "请对照 huashu.yaml 里的代号"),
        (
            "paths: [scripts/greeting/b.yaml]", "tone/own", "overrides 里的 scripts/greeting/b.yaml 一个话术文件也对不上",
            "scripts/greeting/b", "您是不是想写 scripts/greeting/a.yaml？",
        ),
        ("scenes: [greeting]", "tone/ovn", "huashu.yaml 里调整了一条不存在的规则：tone/ovn", "tone/ovn", "您是不是想写 tone/own？"),
        (
            "scenes: [bargaining]", "tone/here", "规则 tone/here 本来就不看这里，调整了也不起作用", "tone/here",
            "请删掉这一条，或者对照这条规则的 where 改正 scenes、channels",
        ),
        (
            "scenes: [greeting]", "tone/all", "规则 tone/all 要把整个话术库放在一起看，不能只在一部分里调整", "tone/all",
            "请写到 huashu.yaml 的 rules 里，整体调整",
        ),
        (
            "channels: [livechat]", "tone/whole", "规则 tone/whole 看的是整条话术，不分渠道，不能按渠道调整", "tone/whole",
            "请另写一项，只写 scenes 或 paths",
        ),
        (
            "scenes: [greeting]", "tone/read", "规则 tone/read 管的是文件能不能读懂，不能调整", "tone/read",
            "请从 huashu.yaml 的 rules 里删掉这一条",
        ),
    ],
)  # fmt: skip
def test_an_override_that_could_not_hold_is_told(
    tmp_path: Path, part: str, rule: str, what: str, place: str, todo: str
) -> None:
    write(tmp_path, "scripts/greeting/a.yaml", "")
    for name in ("own", "here", "all", "whole"):
        text = (RULE + REST).replace("tone/own", f"tone/{name}")
        write(tmp_path, f"rules/tone/{name}.yaml", text + ("where: {scenes: [greeting]}\n" if name == "here" else ""))
    unreadable = (
        RULE.replace("tone/own", "tone/read")
        .replace("existence", "schema")
        .replace("words:\n    - 坏", "problems: [bom]")
    )
    write(tmp_path, "rules/tone/read.yaml", unreadable + REST)
    found = shop(f"overrides:\n  - {part}\n    rules:\n      {rule}:\n        severity: info\n")
    reach = {"tone/all": "library", "tone/whole": "script"}
    with pytest.raises(HuashuError) as caught:
        rulebook.load(tmp_path, found, lambda one: reach.get(one.id, "text"))
    assert (caught.value.what, caught.value.todo) == (what, todo)
    assert caught.value.where == f"huashu.yaml:{line_of(found.source.text, place)}"


def test_a_whole_script_can_be_judged_otherwise_in_a_scene(tmp_path: Path) -> None:
    write(tmp_path, OWN, RULE + REST)
    found = shop("overrides:\n  - scenes: [greeting]\n    rules:\n      tone/own:\n        severity: info\n")
    assert [rule.severity for rule in rulebook.load(tmp_path, found, lambda _rule: "script")] == ["warning", "info"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("overrides:\n  - rules:\n      tone/own:\n        severity: info\n", "rules:"),
        ("overrides:\n  - scenes: [greeting]\n", "scenes: [gr"),
        ("overrides:\n  - scene: [greeting]\n    rules: {tone/own: {severity: info}}\n", "scene: [gr"),
        ("overrides:\n  - paths: [greeting/a.yaml]\n    rules: {tone/own: {severity: info}}\n", "greeting/a"),
        ("overrides:\n  - scenes: [greeting]\n    rules: {tone/own: {sevrity: info}}\n", "sevrity"),
        ("rules:\n  tone/own:\n    with+:\n      words: 坏\n", "坏"),
    ],
)
def test_overrides_of_a_wrong_form_are_told_where_they_stand(text: str, place: str) -> None:
    with pytest.raises(HuashuError) as caught:
        shop(text)
    assert caught.value.where == f"huashu.yaml:{line_of(SHOP + text, place)}"
    assert caught.value.todo


def test_the_examples_of_the_docs_hold() -> None:
    """In this very library, with its scenes, scripts and rules."""
    examples = (ROOT / "docs/settings.md").read_text(encoding="utf-8").split("```yaml\n")[1:]
    text = "extends:\n  - huashu/recommended\n" + "".join(part.split("```")[0] for part in examples)
    found = settings.parse(((ROOT / "huashu.yaml").read_text(encoding="utf-8") + text).encode())
    assert (len(examples), list(found.overrides), len(found.local)) == (
        2,
        ["tone/minimise-bu", "law/absolute-terms"],
        2,
    )
    rules = [rule for rule in rulebook.load(ROOT, found) if rule.id == "tone/minimise-bu"]
    assert [(rule.severity, rule.number("max", 9)) for rule in rules] == [("info", 2), ("info", 2), ("info", 0)]


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
