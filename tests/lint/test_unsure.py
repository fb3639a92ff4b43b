"""What only reads like a mention is told as less; what is meant stays an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huashu.lint import examples
from huashu.lint.unsure import AROUND, LONGEST, evidence, unsure
from huashu.model.finding import Finding
from huashu.model.rule import Rule
from huashu.store import recommended, rule_file
from huashu.store import settings as settings_file

ROOT = Path(__file__).parents[2]
MENTION = "您参加微信小程序活动领的券，是另一套规则，我看看这边能不能用。"
MEANT = "加微信给您发优惠，微信号在我头像里。"
HINT = "这一处读着像转述、否认或者另有所指"


def found(say: str, severity: str = "error", unsure: str | None = "warning") -> list[Finding]:
    """What a rule about 加微信 finds in a reply."""
    given = {
        "id": "law/no-off-platform", "title": "t", "severity": severity, "check": "existence",
        "with": {"words": ["加微信"]} | ({"unsure": unsure} if unsure else {}),
        "message": "m", "hint": "h", "why": "w", "valid": [{"say": "好"}], "invalid": [{"say": say, "at": [[0, 1]]}],
    }  # fmt: skip
    rule = rule_file.parse("rules/law/no-off-platform.yaml", json.dumps(given, ensure_ascii=False).encode())
    return list(next(one for one in examples.run(rule, settings_file.load(ROOT)) if one.kind == "invalid").findings)


@pytest.mark.parametrize(
    ("severity", "mild", "told"),
    [
        ("error", "warning", "warning"),
        ("error", "info", "info"),
        ("error", "error", "error"),
        ("error", None, "error"),
        ("warning", "warning", "warning"),
        ("warning", "info", "info"),
        ("info", "warning", "info"),
    ],
)
def test_a_mention_is_told_as_less_and_never_as_more(severity: str, mild: str | None, told: str) -> None:
    (one,) = found(MENTION, severity, mild)
    assert one.severity == told
    assert one.hint.startswith(HINT) == (told != severity)
    assert one.hint.endswith("h")


def test_what_is_meant_stays_an_error() -> None:
    (one,) = found(MEANT)
    assert (one.severity, one.hint) == ("error", "h")


# Said by people who mean it, in words that sound like denials and quotations.
@pytest.mark.parametrize(
    ("rule", "say"),
    [
        ("law/absolute-terms", "⟨全网最低⟩价，别家没有的，您放心拍。"),
        ("law/absolute-terms", "您就是捡到⟨顶级⟩好货了，快拍。"),
        ("law/no-review-cashback", "⟨五星好评送⟩您一双袜子，不返现。"),
        ("law/no-review-cashback", "⟨差评我们帮您删⟩，跟付款没关系。"),
        ("law/no-off-platform", "⟨加我微信⟩拿优惠，店里没放这个价。"),
        ("law/no-private-payment", "⟨微信转我⟩就行，平台那边没有手续的。"),
        ("law/no-overpromise", "这件⟨绝对不掉⟩色，我们没做过假货。"),
        ("law/effect-claims", "系统⟨矫正骨盆⟩就穿它。"),
        ("tone/no-blame", "⟨您自己没看清⟩，不是我们的。"),
        ("tone/no-cold", "⟨爱买不买⟩，那句话我说了又怎样。"),
    ],
)
def test_an_offence_in_the_dress_of_a_mention_stays_an_error(rule: str, say: str) -> None:
    start, end = say.index("⟨"), say.index("⟩") - 1
    assert not unsure(rule, say.replace("⟨", "").replace("⟩", ""), start, end)


RULES = [rule for rule in recommended.rules().values() if "unsure" in rule.params]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_are_told_as_what_they_are(rule: Rule) -> None:
    told = [
        (one.number, finding.matched, finding.severity)
        for one in examples.read(rule, settings_file.load(ROOT))
        for finding in one.findings()
        if finding.severity != one.given.get("severity", rule.severity)
    ]
    assert told == []


TEXT = st.text("加微信，。没有您说“”的 ＡA1\n⟨⟩", max_size=200)


@given(TEXT, TEXT, TEXT)
@example("", "", "")
def test_what_stands_far_off_weighs_nothing(before: str, match: str, after: str) -> None:
    start, end = len(before), len(before) + len(match)
    whole = evidence("a/b", before + match + after, start, end)
    near = before[-AROUND:]
    assert whole == evidence("a/b", near + match + after[:AROUND], len(near), len(near) + len(match))
    assert isinstance(unsure("a/b", before + match + after, start, end), bool)


@given(TEXT, TEXT)
def test_what_is_weighed_stands_there(before: str, after: str) -> None:
    for one in evidence("law/x", before + "全网最低" + after, len(before), len(before) + 4):
        place, _blank, run = one.partition(" ")
        assert place in {"rule", "match", "before", "after", "near"}
        assert place == "rule" or 1 <= len(run) <= LONGEST


def test_width_and_traditional_characters_do_not_matter() -> None:
    assert evidence("a/b", "您ＡＢ說的頂級", 5, 7) == evidence("a/b", "您AB说的顶级", 5, 7)


def test_other_sentences_weigh_nothing() -> None:
    alone = evidence("a/b", "这是全网最低价", 2, 7)
    kind = "谢谢您没有一走了之。您问的我请同事核实，页面上也有！这是全网最低价。先不说别的，您看看？"
    at = kind.index("全网")
    assert evidence("a/b", kind, at, at + 5) == alone


def test_a_clause_ends_at_its_mark() -> None:
    seen = evidence("a/b", "好的，没有顶级的，放心", 5, 7)
    assert {"before 没有", "match 顶级", "after 的", "near 放心", "rule a/b"} <= seen
    assert not {"before 好的", "after 放心", "after 的，"} & seen
