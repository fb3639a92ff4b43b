"""Ignore comments: what they are, what they cover, and what is said of those that do not hold."""

from __future__ import annotations

from datetime import datetime
from time import process_time

import pytest

from huashu.lint.ignores import Answered, Known, apply, read
from huashu.model.finding import Finding, Position

PATH = "scripts/dialogue/x.yaml"
HEAD = """\
id: dialogue/x
title: 示例
channels:
  - livechat
"""
TAIL = "owner: cs\nreview_by: 2099-01-01\n"
RULES = ("tone/a", "tone/b", "structure/unreadable")
NOW = datetime(2026, 6, 1, 12)


def at(line: int, rule: str = "tone/a", column: int = 1) -> Finding:
    return Finding(PATH, Position(line, column), Position(line, column + 1), rule, "error", "不对")


def answered(text: str, *findings: Finding, now: datetime = NOW, ran: tuple[str, ...] = RULES) -> Answered:
    file = read(PATH, text.encode())
    known = Known(RULES, ("structure/unreadable",), ran, (PATH,), now)
    return apply(findings, [file] if file else [], known)


def codes(found: Answered) -> list[tuple[str, str]]:
    return [(doubt.code, doubt.source.text[doubt.start : doubt.end]) for doubt in found.doubts]


def lines_of(text: str, rule: str = "tone/a") -> list[int]:
    """Lines on which a comment of the text answers for a finding of the rule."""
    total = text.count("\n") + 1
    return [line for line in range(1, total + 1) if answered(text.replace("\r\n", "\n"), at(line, rule)).silenced]


# --- what a comment covers ------------------------------------------------------------------------------------------

IGNORE = "# huashu: ignore[tone/a] 主管看过"


@pytest.mark.parametrize(
    ("body", "covered"),
    [
        (f"replies:\n  {IGNORE}\n  - say: |-\n      一\n      二\n    note: |-\n      三\n", [7, 8, 9]),
        (f"replies:\n  - step: calm\n    {IGNORE}\n    say: |-\n      一\n      二\n    note: 三\n", [8, 9, 10]),
        (f"replies:\n  {IGNORE}\n  - step: calm\n    say: |-\n      一\n", [7]),
        (f"replies:\n  - say: |-  {IGNORE}\n      一\n      二\n    note: 三\n", [6, 7, 8]),
        (f"replies:\n  - say: |-\n      一\n    note: 三  {IGNORE}\n", [8]),
        (f"{IGNORE}\n\n# 说明\n\nreplies:\n  - say: 一\n", [9]),
        (f"replies: {IGNORE}\n  - say: 一\n", [5]),
        (f'replies:\n  {IGNORE}\n  - say: "一\n      二"\n    note: 三\n', [7, 8]),
        (f'replies:\n  - say: "一\n      二" {IGNORE}\n    note: 三\n', [6, 7]),
        (f'tags: ["一\n  二",\n  {IGNORE}\n  "三"]\n', [8]),
        (f"{IGNORE}\n# huashu: ignore[tone/b] 别的\nreplies:\n  - say: 一\n", [7]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_on_the_line_or_above_it_with_the_texts_that_begin_there(body: str, covered: list[int], newline: str) -> None:
    text = (HEAD + body + TAIL).replace("\n", newline)
    found = [line for line in range(1, text.count("\n") + 1) if answered(text, at(line)).silenced]
    assert found == covered


@pytest.mark.parametrize(
    "body",
    [
        f"replies:\n  - say: |-\n      {IGNORE}\n      一\n",
        f"replies:\n  - say: |-\n      一 {IGNORE}\n",
        f'replies:\n  - say: "一 {IGNORE}"\n',
        f"replies:\n  - say: '一\n      {IGNORE}'\n",
        f"replies:\n  - '{IGNORE}': 一\n",
        f"replies:\n  - say: 一{IGNORE}\n",
        f"# 例如 {IGNORE}\nreplies:\n  - say: 一\n",
        "# huashu: ignored[tone/a] 主管看过\nreplies:\n  - say: 一\n",
        "# huashu: 这一条 ignore[tone/a] 主管看过\nreplies:\n  - say: 一\n",
        "# Huashu: ignore[tone/a] 主管看过\nreplies:\n  - say: 一\n",
    ],
)
def test_what_is_no_comment_for_lint_is_left_alone(body: str) -> None:
    text = HEAD + body + TAIL
    assert read(PATH, text.encode()) is None
    assert lines_of(text) == []


def test_one_behind_a_text_is_a_comment_too() -> None:
    found = answered(HEAD + f"replies:\n  - say: '一 # 二' {IGNORE}\n" + TAIL, at(6))
    assert [one.reason for one in found.silenced] == ["主管看过"]
    assert found.doubts == ()


@pytest.mark.parametrize(
    "comment",
    [
        "#huashu:ignore[tone/a]主管看过",
        "# huashu：ignore【tone/a】：主管看过",
        "#  huashu :  ignore ［ tone/b，tone/a ］ —— 主管看过",
        "# huashu: ignore[tone/b、tone/a] until=2026-06-01 主管看过",
        "# huashu: ignore[tone/b tone/a] 主管看过 until＝2026-06-01",
    ],
)
def test_ways_in_which_people_write_it(comment: str) -> None:
    found = answered(HEAD + f"{comment}\nreplies:\n  - say: 一\n" + TAIL, at(6), ran=())
    assert [one.reason for one in found.silenced] == ["主管看过"]
    assert [one.by for one in found.silenced] == ["ignore"]
    assert found.left == found.doubts == ()


def test_only_the_rule_the_place_and_the_file_that_it_is_about() -> None:
    text = HEAD + f"{IGNORE}\nreplies:\n  - say: 一\n" + TAIL
    elsewhere = Finding("scripts/dialogue/y.yaml", Position(6, 1), Position(6, 2), "tone/a", "error", "不对")
    found = answered(text, at(6), at(6, column=3), at(6, "tone/b"), at(7), elsewhere)
    assert [one.finding for one in found.silenced] == [at(6), at(6, column=3)]
    assert found.left == (at(6, "tone/b"), at(7), elsewhere)


def test_a_file_that_cannot_be_read_has_no_comments() -> None:
    assert read(PATH, f"{IGNORE}\nreplies: [\n".encode()) is None
    assert read(PATH, f"{IGNORE}\na: &x 1\nb: *x\n".encode()) is None
    assert read(PATH, f"{IGNORE}\na: 1\n".encode() + b"\xff") is None
    assert read(PATH, f"{IGNORE}\n".encode()) is None


# --- what does not hold ---------------------------------------------------------------------------------------------


def doubted(comment: str, *findings: Finding, now: datetime = NOW, ran: tuple[str, ...] = RULES) -> Answered:
    return answered(HEAD + f"{comment}\nreplies:\n  - say: 一\n" + TAIL, *findings, now=now, ran=ran)


@pytest.mark.parametrize("reason", ["", " ", " 。", " ——", " until=2026-12-31", " ……!"])
def test_without_a_reason_it_answers_for_nothing(reason: str) -> None:
    comment = f"# huashu: ignore[tone/a]{reason}"
    found = doubted(comment, at(6))
    assert (found.silenced, found.left) == ((), (at(6),))
    assert codes(found) == [("no-reason", comment.rstrip())]


def test_its_day_counts_to_the_end() -> None:
    comment = "# huashu: ignore[tone/a] until=2026-06-01 主管看过"
    late = datetime(2026, 6, 1, 23, 59, 59)
    assert len(doubted(comment, at(6), now=late).silenced) == 1
    found = doubted(comment, at(6), now=datetime(2026, 6, 2))
    assert (found.silenced, found.left) == ((), (at(6),))
    assert codes(found) == [("expired", "2026-06-01")]
    assert found.doubts[0].values == {"name": "tone/a", "value": "2026-06-01"}


@pytest.mark.parametrize(
    ("comment", "place"),
    [
        ("# huashu: ignore 主管看过", "# huashu: ignore 主管看过"),
        ("# huashu: ignore-file[tone/a] 主管看过", "# huashu: ignore-file[tone/a] 主管看过"),
        ("# huashu: ignore[tone/a 主管看过", "# huashu: ignore[tone/a 主管看过"),
        ("# huashu: ignore[，] 主管看过", "# huashu: ignore[，] 主管看过"),
        ("# huashu: ignore[tone/a] until=明年 主管看过", "明年"),
        ("# huashu: ignore[tone/a] until=2026-02-30 主管看过", "2026-02-30"),
        ("# huashu: ignore[tone/a] until=9999-12-31 主管看过", "9999-12-31"),
        ("# huashu: ignore[tone/a] until=20261231 主管看过", "20261231"),
    ],
)
def test_what_cannot_be_understood_is_told(comment: str, place: str) -> None:
    found = doubted(comment, at(6))
    assert found.left == (at(6),)
    assert codes(found) == [("malformed", place)]


def test_a_rule_that_there_is_not_and_one_that_nobody_can_ignore() -> None:
    found = doubted("# huashu: ignore[tone/aa, structure/unreadable, tone/a] 主管看过", at(6), at(6, RULES[2]))
    assert codes(found) == [("unknown-rule", "tone/aa"), ("unignorable", "structure/unreadable")]
    assert found.doubts[0].values["suggestion"] == "tone/a"
    assert [one.finding.rule for one in found.silenced] == ["tone/a"]
    assert found.left == (at(6, RULES[2]),)


def test_one_that_answers_for_nothing_is_told_where_the_rule_ran() -> None:
    assert codes(doubted(IGNORE)) == [("unused", IGNORE)]
    assert codes(doubted(IGNORE, at(6))) == []
    assert codes(doubted(IGNORE, at(7))) == [("unused", IGNORE)]
    assert codes(doubted(IGNORE, ran=("tone/b",))) == []
    file = read(PATH, (HEAD + f"{IGNORE}\nreplies:\n  - say: 一\n").encode())
    assert file is not None
    assert apply([], [file], Known(RULES, (), RULES, (), NOW)).doubts == ()  # the file was not read


def test_of_two_for_the_same_the_second_is_idle() -> None:
    found = doubted(f"{IGNORE}\n{IGNORE}又看", at(7))
    assert [one.reason for one in found.silenced] == ["主管看过"]
    assert codes(found) == [("unused", f"{IGNORE}又看")]


def test_below_everything_it_answers_for_nothing() -> None:
    text = HEAD + "replies:\n  - say: 一\n" + TAIL
    assert codes(answered(text + IGNORE, at(8))) == [("unused", IGNORE)]


# --- taking an idle one out -----------------------------------------------------------------------------------------


def fixed(text: str, *findings: Finding) -> list[str]:
    found = answered(text, *findings)
    edits = [edit for doubt in found.doubts if doubt.fix for edit in doubt.fix.edits]
    return [text[: edit.start] + edit.text + text[edit.end :] for edit in edits]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_idle_one_is_taken_out_whole(newline: str) -> None:
    body = "replies:\n  - say: 一\n"
    clean = (HEAD + body + TAIL).replace("\n", newline)
    assert fixed((HEAD + f"  {IGNORE}\n" + body + TAIL).replace("\n", newline)) == [clean]
    assert fixed((HEAD + body.replace("一", f"一 \t{IGNORE}") + TAIL).replace("\n", newline)) == [clean]
    assert fixed(f"\ufeff{IGNORE}{newline}{clean}") == [f"\ufeff{clean}"]
    assert fixed(clean + IGNORE) == [clean]


def test_of_several_rules_the_idle_one_is_taken_out() -> None:
    text = HEAD + "# huashu: ignore[tone/a， tone/b] 主管看过\nreplies:\n  - say: 一\n"
    assert fixed(text, at(6)) == [text.replace("， tone/b", "")]
    assert fixed(text, at(6, "tone/b")) == [text.replace("tone/a， ", "")]
    assert fixed(text, at(6), at(6, "tone/b")) == []
    assert codes(answered(text)) == [("unused", "# huashu: ignore[tone/a， tone/b] 主管看过")]


def test_very_many_comments_take_no_long_time() -> None:
    many = HEAD + "replies:\n" + "# huashu: ignore[tone/a] x\n" * 4000 + "  - say: |-\n" + "      一\n" * 8000
    quoted = (
        HEAD + "replies:\n  - say: '" + "# huashu: ignore[tone/a] x " * 6000 + "'\n# huashu: ignore[tone/b]\n" + TAIL
    )
    began = process_time()
    found = answered(many, *(at(line) for line in range(4006, 12000)))
    assert len(found.silenced) == 12000 - 4006
    assert len(found.doubts) == 3999
    assert codes(answered(quoted)) == [("no-reason", "# huashu: ignore[tone/b]")]
    assert process_time() - began < 5
