"""What an editor reads about a wrong value: the place, the sentence, the advice and the mended text, each exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from growing import require_linear

from huashu.model.library import Scene, Stage
from huashu.model.source import Node, Problem, Source
from huashu.store import schemas, yaml_source
from huashu.store.explain.case import Case, File
from huashu.store.explain.messages import other

LADDER = Scene("bargaining", "议价语", "ladder", (Stage("value", "先讲价值"), Stage("coupon", "申请专属券", "leader")))
PLAIN = Scene("greeting", "欢迎语")
PATHS = {
    "script": "scripts/greeting/first-hello.yaml",
    "huashu": "huashu.yaml",
    "facts": "terms/facts.yaml",
    "slots": "terms/slots.yaml",
    "names": "terms/names.yaml",
    "targets": "policy/targets.yaml",
    "rule": "rules/tone/minimise-bu.yaml",
}
FILES = {
    "script": """id: greeting/first-hello
title: 第一句
channels:
  - livechat
replies:
  - say: |-
      您好
owner: cs
review_by: 2027-02-01
""",
    "huashu": """format: 1
name: 手册
language: zh-CN
channels:
  - id: livechat
    title: 旺旺/千牛
departments:
  - id: cs
    title: 客服部
scenes:
  - id: bargaining
    title: 议价语
    rungs:
      - id: value
        title: 先讲价值
        by: agent
""",
    "facts": "facts:\n  退货天数:\n    value: 7天\n    means: 可退天数\n    owner: cs\n",
    "slots": "slots:\n  工号:\n    means: 您的工号\n",
    "names": "names:\n  运费险:\n    instead_of:\n      - 退货险\n",
    "targets": "targets:\n  - area: 电话\n    name: 接听\n    value: 3声内\n",
    "rule": """id: tone/minimise-bu
title: 少说不
severity: warning
where:
  scenes: [bargaining]
check: occurrence
with:
  words: [不]
  max: 1
message: 出现 {count} 次
why: 听着不舒服
valid:
  - say: 好
invalid:
  - say: 不不
    at: [[1, 2]]
""",
}
FLOW = "{id: greeting/first-hello, title: 一, channels: [livechat], replies: [{say: 好}], owner: cs, review_by: 2027-02-01}\n"
SAY = "  - say: |-\n      您好"
TABLE = Path(__file__).with_name("problems.yaml")


class Told(NamedTuple):
    """One problem: its field, the text it underlines, message, hint; what a fix makes of `new`, and its safety."""

    field: str
    marked: str
    message: str
    hint: str = ""
    mended: str | None = None
    safety: str = "safe"


class Row(NamedTuple):
    """A row of the table: the kind of file, the piece of it that is replaced, what stands there instead."""

    kind: str
    old: str
    new: str
    told: list[Told]


def rows() -> dict[str, Row]:
    loaded = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    found = {
        row["name"]: Row(row["kind"], row["old"], row["new"], [Told(**told) for told in row["told"]]) for row in loaded
    }
    assert len(found) == len(loaded)
    return found


ROWS = rows()


def tree(kind: str, text: str) -> tuple[Node, Source]:
    parsed = yaml_source.parse(PATHS[kind], text.encode())
    assert parsed.root is not None
    return parsed.root, parsed.source


def told(kind: str, text: str, scene: Scene | None = None) -> tuple[Problem, ...]:
    root, source = tree(kind, text)
    return schemas.validate(kind, root, source, scene)


def mended(text: str, problem: Problem) -> str:
    for edit in sorted(problem.fix.edits if problem.fix else (), key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize("kind", FILES)
def test_the_files_are_right_before_they_are_broken(kind: str) -> None:
    assert told(kind, FILES[kind]) == ()


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_problem(name: str, newline: str) -> None:
    kind, old, new, expected = ROWS[name]
    assert FILES[kind].count(old) == 1
    text = FILES[kind].replace(old, new).replace("\n", newline)
    problems = told(kind, text)
    found = [
        Told(
            problem.field,
            text[problem.start : problem.end].replace(newline, "\n"),
            problem.message,
            problem.hint,
            wanted.mended,
            wanted.safety,
        )
        for problem, wanted in zip(problems, expected, strict=True)
    ]
    assert found == expected
    for problem, wanted in zip(problems, expected, strict=True):
        if wanted.mended is None:
            assert problem.fix is None
        else:
            assert problem.fix is not None
            assert problem.fix.safety == wanted.safety
            after = mended(text, problem)
            assert after == FILES[kind].replace(old, wanted.mended).replace("\n", newline)
            assert (problem.field, problem.message) not in [(left.field, left.message) for left in told(kind, after)]


def test_brackets_and_braces_have_their_own_codes() -> None:
    wanted = {
        "brackets for text": "inline-brackets",
        "braces for text": "inline-braces",
        "braces for a line": "inline-braces",
        "number for text": "schema",
    }
    for name, code in wanted.items():
        row = ROWS[name]
        (problem,) = told(row.kind, FILES[row.kind].replace(row.old, row.new))
        assert problem.code == code


class TestStages:
    """`rung` and `step` depend on the scene: the sentence names it."""

    def test_missing_rung_lists_the_rungs(self) -> None:
        (problem,) = told("script", FILES["script"], LADDER)
        assert problem.message == "缺少“rung”（阶梯）"
        assert problem.hint == "请在 say 前面加上 rung，可以写的有：value、coupon"
        assert problem.field == "replies/0/rung"

    def test_title_of_a_rung_stands_for_its_id(self) -> None:
        text = FILES["script"].replace("  - say", "  - rung: 申请专属券\n    say")
        (problem,) = told("script", text, LADDER)
        assert problem.message == "“rung”不能写“申请专属券”"
        assert problem.hint == "您是不是想写 coupon？可以写的有：value（先讲价值）、coupon（申请专属券）"
        assert mended(text, problem) == text.replace("申请专属券", "coupon")

    def test_step_in_a_ladder_scene_becomes_a_rung(self) -> None:
        text = FILES["script"].replace("  - say", "  - step: value\n    say")
        (problem,) = told("script", text, LADDER)
        assert problem.message == "这里不能写“step”"
        assert problem.hint == "“议价语”里用 rung，可以写的有：value（先讲价值）、coupon（申请专属券）"
        assert mended(text, problem) == text.replace("step", "rung")
        assert problem.fix is not None
        assert problem.fix.safety == "unsafe"

    def test_rung_in_a_plain_scene_is_to_go(self) -> None:
        text = FILES["script"].replace("  - say", "  - rung: value\n    say")
        (problem,) = told("script", text, PLAIN)
        assert (problem.message, problem.hint) == ("这里不能写“rung”", "“欢迎语”既不分级也不分步，请删掉这一行")
        assert problem.fix is None

    @pytest.mark.parametrize("scene", [PLAIN, LADDER])
    def test_other_keys_are_advised_as_ever(self, scene: Scene) -> None:
        text = FILES["script"].replace("  - say", "  - rung: value\n    say" if scene is LADDER else "  - say")
        (problem,) = told("script", text.replace("owner:", "ower:"), scene)
        assert problem.hint == "您是不是想写“owner”（负责部门）？"


class TestNoFix:
    """Where an edit could lose something, a person decides."""

    def test_text_with_a_comment_behind_it_is_quoted_not_moved_to_a_block(self) -> None:
        text = FILES["rule"].replace("    at:", "    fixed: [微笑] # 记得改\n    at:")
        (problem,) = told("rule", text)
        assert mended(text, problem) == text.replace("[微笑]", '"[微笑]"')

    def test_lines_with_a_hash_are_for_a_person(self) -> None:
        text = FILES["script"].replace(SAY, "  - say:\n      您好: 请问 # 记得改")
        (problem,) = told("script", text)
        assert problem.fix is not None
        assert problem.fix.safety == "unsafe"

    @pytest.mark.parametrize(
        ("kind", "old", "new"),
        [
            ("rule", "    at:", "    fixed: [a,\n      b]\n    at:"),
            ("rule", "    at:", "    fixed: # 一会儿写\n      您好: 请问\n    at:"),
            ("rule", "    at:", "    fixed:\n    - 您好\n    at:"),
            ("script", "channels:\n  - livechat", "channels: |-\n  livechat"),
            ("script", "channels:\n  - livechat", "channels:\n  livechat"),
            ("script", "channels:\n  - livechat", "channels: live\n  chat"),
            ("huashu", "language: zh-CN", "rules:\n  tone/minimise-bu:\n    off"),
            ("script", SAY, '  - "您好"'),
            ("script", SAY, "  - 您好\n    请问"),
            ("script", SAY, "  - 您好 # 记得改"),
            ("huashu", "  - id: livechat\n    title: 旺旺/千牛", "  - livechat"),
            ("huashu", "channels:\n  - id: livechat\n    title: 旺旺/千牛", "channels: livechat"),
        ],
    )
    def test_what_could_be_meant_otherwise(self, kind: str, old: str, new: str) -> None:
        (problem,) = told(kind, FILES[kind].replace(old, new))
        assert problem.fix is None

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("channels: [livechat]", "channels: livechat"),
            ("title: 一", "asks: , title: 一"),
            ("{say: 好}", "好"),
            ("id: greeting/first-hello, ", ""),
        ],
    )
    def test_nothing_is_broken_into_lines_inside_brackets(self, old: str, new: str) -> None:
        text = FLOW.replace(old, new)
        (problem,) = told("script", text)
        assert problem.fix is None

    def test_a_file_in_brackets_may_be_right(self) -> None:
        assert told("script", FLOW) == ()

    def test_quotes_fit_the_text(self) -> None:
        text = FILES["targets"].replace("电话", "['a\"']")
        (problem,) = told("targets", text)
        assert mended(text, problem) == FILES["targets"].replace("电话", "'[''a\"'']'")


@pytest.mark.parametrize(
    ("header", "mended_header"), [("|", "|-"), ("|+", "|-"), ("|2", "|2-"), ("|2+", "|2-"), ("|+2", "|2-")]
)
def test_a_break_at_the_end_goes_whatever_the_header(header: str, mended_header: str) -> None:
    text = FILES["script"].replace("title: 第一句", f"title: {header}\n  第一句")
    (problem,) = told("script", text)
    after = mended(text, problem)
    assert after == FILES["script"].replace("title: 第一句", f"title: {mended_header}\n  第一句")
    assert told("script", after) == ()


@pytest.mark.parametrize(
    "path",
    ["first-hello.yaml", "scripts/first-hello.yaml", "scripts/a/b/c.yaml", "scripts/问候/a.yaml", "scripts/a/B.yaml"],
)
def test_a_path_that_gives_no_id_gives_no_fix(path: str) -> None:
    parsed = yaml_source.parse(path, FILES["script"].replace("id: greeting/first-hello\n", "").encode())
    assert parsed.root is not None
    (problem,) = schemas.validate("script", parsed.root, parsed.source)
    assert problem.fix is None
    assert problem.hint == "请在 title 前面加上 id，例如 id: bargaining/price-too-high"


def test_a_line_at_the_top_keeps_the_column() -> None:
    text = "".join(f"  {line}" for line in FILES["script"].splitlines(keepends=True))
    (problem,) = told("script", text.replace("  id: greeting/first-hello\n", ""))
    assert mended(text.replace("  id: greeting/first-hello\n", ""), problem) == text


def test_an_empty_list_of_choices_shows_one() -> None:
    (problem,) = told("rule", FILES["rule"].replace("scenes: [bargaining]", "by: []"))
    assert (problem.message, problem.hint) == ("“by”下面至少要写一项", "请在下面加一行 - agent")


def test_of_two_equal_items_the_later_one_is_marked() -> None:
    text = FILES["script"].replace("  - livechat", "  - livechat\n  - phone\n  - livechat")
    (problem,) = told("script", text)
    assert problem.start == text.rindex("livechat")


def test_a_keyword_without_explanation_still_tells_the_place() -> None:
    root, source = tree("targets", FILES["targets"])
    case = Case(File("targets", {}, root, source), "mystery", {}, (), ({},), root, None, None)
    (problem,) = other(case)
    assert (problem.message, source.text[problem.start : problem.end]) == ("整个文件的写法不合规定", "targets")


def test_problems_come_in_the_order_of_the_file() -> None:
    text = FILES["script"].replace("owner", "ower").replace("title: 第一句", "title: 1").replace("livechat", "true")
    assert [problem.field for problem in told("script", text)] == ["title", "channels/0", "ower"]


@pytest.mark.parametrize(
    "line",
    ["  名{i}: {{x: 1}}\n", "  {i}: {{x: 1}}\n", "  名{i}: 1\n", "名{i}: 1\n", "ask{i}: 1\n"],
    ids=["inside", "figures", "types", "outside", "alike"],
)
def test_a_file_of_errors_is_explained_as_quickly_as_it_grows(line: str) -> None:
    head = "facts:\n" if line.startswith(" ") else ""
    kind = "facts" if head else "script"

    def work(size: int) -> Callable[[], object]:
        root, source = tree(kind, head + "".join(line.format(i=i) for i in range(size)))
        scene = PLAIN if kind == "script" else None
        return lambda: schemas.validate(kind, root, source, scene)

    require_linear(work, 200)
