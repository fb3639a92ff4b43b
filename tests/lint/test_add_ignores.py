"""Comments that are written for findings: they silence exactly these, and leave all else as it was."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from huashu.errors import HuashuError
from huashu.lint.add_ignores import Added, add, checked_reason
from huashu.lint.answers import Answered, Looked, answer, firm
from huashu.lint.engine import Engine
from huashu.model.finding import Finding
from huashu.model.rule import Rule
from huashu.model.source import walk
from huashu.store import rule_file, settings
from huashu.store.library import assemble
from huashu.store.yaml_source import parse

PATH = "scripts/dialogue/x.yaml"
SETTINGS = """\
format: 1
name: 测试库
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话
"""
SHOP = settings.parse(SETTINGS.encode())
NOW = datetime(2026, 6, 1, 12, tzinfo=SHOP.timezone)
RULE = """\
id: {id}
title: 规则
severity: {severity}
where:
  in: [replies, title, asks, notes]
check: existence
with:
  words: [{word}]
message: 不对
why: |-
  有道理
valid:
  - say: 好
invalid:
  - say: 坏
    at: [[0, 1]]
"""


def rule(name: str, word: str, severity: str = "error") -> Rule:
    return rule_file.parse(f"rules/{name}.yaml", RULE.format(id=name, word=word, severity=severity).encode())


RULES = (rule("tone/a", "甲"), rule("tone/b", "乙", "warning"))
UNUSED = rule_file.parse(
    "rules/hygiene/doubts.yaml",
    RULE.format(id="hygiene/doubts", word="x", severity="error")
    .replace("existence", "suppression")
    .replace("words: [x]", "problems: [no-reason, expired, unused, unknown-rule, unignorable, malformed]")
    .replace("where:\n  in: [replies, title, asks, notes]\n", "")
    .encode(),
)


FOLDED = rule_file.parse(
    "rules/structure/folded.yaml",
    RULE.format(id="structure/folded", word="x", severity="warning")
    .replace("existence", "schema")
    .replace("words: [x]", "problems: [folded]")
    .replace("where:\n  in: [replies, title, asks, notes]\n", "")
    .encode(),
)
ALL = (*RULES, FOLDED, UNUSED)


def judged(text: str) -> Answered:
    """All rules over one script, its comments heard."""
    library = assemble(SHOP, [(PATH, text.encode())])
    engine = Engine(ALL)
    looked = Looked(ALL, {PATH: text.encode()}, {one.source.path for one in library.scripts}, True, NOW)
    return answer(engine.run(library, NOW), looked, engine)


def commented(text: str) -> Added:
    return add(PATH, text, judged(text).findings, "主管看过", firm(ALL))


TEXT = """\
# 头
id: dialogue/x
title: 甲
channels:
  - livechat
asks:
  - 甲乙
replies:
  # 第一句
  - say: |-
      甲甲
      乙
    note: "甲
      乙" # 备注
owner: cs
review_by: 2099-01-01
"""
WANTED = """\
# 头
id: dialogue/x
# huashu: ignore[tone/a] 主管看过
title: 甲
channels:
  - livechat
asks:
  # huashu: ignore[tone/a, tone/b] 主管看过
  - 甲乙
replies:
  # 第一句
  # huashu: ignore[tone/a, tone/b] 主管看过
  - say: |-
      甲甲
      乙
    # huashu: ignore[structure/folded, tone/a, tone/b] 主管看过
    note: "甲
      乙" # 备注
owner: cs
review_by: 2099-01-01
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_stands_above_each_passage_and_all_else_stays(newline: str) -> None:
    added = commented(TEXT.replace("\n", newline))
    assert added.text == WANTED.replace("\n", newline)
    assert (len(added.applied), added.left) == (9, ())
    again = judged(added.text)
    assert again.findings == ()
    assert len(again.silenced) == 9


def test_some_findings_alone() -> None:
    found = [finding for finding in judged(TEXT).findings if finding.rule == "tone/b" and finding.field == "asks/0"]
    added = add(PATH, TEXT, found, "主管看过")
    assert added.text == TEXT.replace("  - 甲乙", "  # huashu: ignore[tone/b] 主管看过\n  - 甲乙")
    assert [one.finding.fingerprint for one in judged(added.text).silenced] == [found[0].fingerprint]


def test_what_nobody_can_ignore_is_left() -> None:
    findings = judged(TEXT).findings
    added = add(PATH, TEXT, findings, "主管看过", firm={"tone/a"})
    assert {one.rule for one in added.left} == {"tone/a"}
    assert "tone/a" not in added.text
    broken = "id: [\n"
    assert add(PATH, broken, findings[:1], "主管看过") == Added(broken, (), findings[:1])


def test_a_mark_at_the_beginning_stays_there() -> None:
    text = "\ufefftitle: 甲\n" + TEXT.replace("title: 甲\n", "").replace("# 头\n", "")
    assert commented(text).text.startswith("\ufeff# huashu: ignore[tone/a] 主管看过\ntitle: 甲\n")


def test_a_file_grows_no_larger_than_can_be_read() -> None:
    filler = "#" + "x" * (256 * 1024 - len(TEXT.encode()) - 60) + "\n"
    added = commented(filler + TEXT)
    assert 0 < len(added.applied) < 9
    assert len(added.applied) + len(added.left) == 9
    assert len(judged(added.text).silenced) == len(added.applied)


@pytest.mark.parametrize("reason", ["", " ", "。", "until=2026-12-31", "until=明年 主管看过", "until=2026-05-31 看过"])
def test_a_reason_must_hold(reason: str) -> None:
    with pytest.raises(HuashuError) as caught:
        checked_reason(reason, NOW)
    assert caught.value.where == "--reason"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("主管看过", "主管看过"),
        (" 主管\n看过 ", "主管 看过"),
        ("until=2026-12-31  ok", "until=2026-12-31 ok"),
        ("a] #b", "a] #b"),
    ],
)
def test_a_reason_is_one_line(written: str, reason: str) -> None:
    assert checked_reason(written, NOW) == reason


@pytest.mark.parametrize("reason", ["看\u200b过", "看\x00过", "看\u202e过", "看\ue000过"])
def test_a_reason_hides_nothing(reason: str) -> None:
    with pytest.raises(HuashuError):
        checked_reason(reason, NOW)


# --- the law --------------------------------------------------------------------------------------------------------

WORDS = st.text("甲乙丙 #:'-[]{}\"", min_size=1, max_size=8).map(lambda text: f"丁{text}丁")
LINES = st.lists(WORDS, min_size=1, max_size=3)
COMMENTS = st.sampled_from(["", "# 备注\n", "# huashu: ignore[tone/a] 早就有\n", "# huashu: ignore[tone/b]\n", "\n"])


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """A script with texts in all styles, comments and blank lines between them."""

    def value(indent: int) -> str:
        lines = draw(LINES)
        pad = " " * indent
        style = draw(st.sampled_from(["|-", "|", "|+", ">-", '"', "'", "json"]))
        behind = draw(st.sampled_from(["", "  # 备注"]))
        if style[0] in "|>":
            blank = draw(st.sampled_from(["", "\n"]))
            return f"{style}{behind}\n" + "".join(f"{pad}{line}\n" for line in lines) + blank
        if style == "json":
            return json.dumps("\n".join(lines), ensure_ascii=False) + f"{behind}\n"
        joined = f"\n{pad}".join(line.replace("\\", "").replace(style, style * (style == "'") * 2) for line in lines)
        return f"{style}{joined}{style}{behind}\n"

    def line(indent: int, body: str) -> str:
        comment = draw(COMMENTS)
        return (" " * indent + comment if comment else "") + " " * indent + body

    parts = ["id: dialogue/x\n", f"title: {draw(st.sampled_from(['甲', '乙', '丙']))}\n", "channels:\n  - livechat\n"]
    parts += ["asks:\n", *(line(2, f"- {value(6)}") for _ in range(draw(st.integers(1, 2))))]
    parts.append("replies:\n")
    for _ in range(draw(st.integers(1, 3))):
        parts.append(line(2, f"- say: {value(6)}"))
        if draw(st.booleans()):
            parts.append(line(4, f"note: {value(6)}"))
    parts.append("owner: cs\nreview_by: 2099-01-01\n")
    text = "".join(parts)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def values(text: str) -> list[tuple[str, object]]:
    root = parse(PATH, text.encode()).root
    assert root is not None
    return [(field, getattr(node, "value", None)) for field, node in walk(root)]


def marks(findings: tuple[Finding, ...]) -> list[str]:
    return sorted(finding.fingerprint for finding in findings if finding.rule not in firm(ALL))


@hypothesis_settings(max_examples=150)
@given(text=scripts())
def test_adding_an_ignore_for_every_finding_silences_exactly_these(text: str) -> None:
    before = judged(text)
    added = add(PATH, text, before.findings, "主管看过", firm(ALL))
    after = judged(added.text)
    assert {one.rule for one in added.left} <= firm(ALL)
    assert values(added.text) == values(text)
    # whatever was silenced before stays so, and so does whatever is wrong with the comments that were there
    assert marks(tuple(one.finding for one in after.silenced)) == marks(
        (*before.findings, *(one.finding for one in before.silenced))
    )
    assert [one.code for one in after.doubts] == [one.code for one in before.doubts]
    assert marks(after.findings) == []
    newline = "\r\n" if "\r\n" in text else "\n"
    new = [line for line in added.text.split(newline) if line.strip().endswith("] 主管看过")]
    assert newline.join(line for line in added.text.split(newline) if line not in new) == text
