"""What people read on their terminal, word for word and column for column."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.finding import Finding, Position, Silenced
from huashu.model.source import Source
from huashu.report import REPORTERS, people
from huashu.report.results import Results
from huashu.text import visible, width

Found = Callable[..., tuple[Finding, Source]]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def report(*findings: tuple[Finding, Source], colour: bool = False, files: int = 70) -> str:
    sources = {source.path: source for _one, source in findings}
    return people.report(Results([finding for finding, _source in findings], sources, files), colour)


def golden(text: str) -> str:
    return dedent(text).removeprefix("\n")


def excerpt(told: str) -> tuple[str, str]:
    """The source line and its underline, from the same column on."""
    line, marks = (line.split("│ ", 1)[1] for line in told.splitlines() if "│ " in line)
    return line, marks


def test_a_finding_tells_place_reason_and_what_to_do(found: Found) -> None:
    one = found(
        "id: a\nreplies:\n  - say: |-\n      亲，不能再便宜啦\n",
        "不能",
        why="“不”听着像拒绝。\n换一种说法。",
        hint="可以说：目前可以为您……\n先说能做的",
        replacement="目前可以",
    )
    assert report(one) == golden("""
        scripts/dialogue/a.yaml:4:9  提醒  tone/minimise-bu
          少说“不”
            │
          4 │       亲，不能再便宜啦
            │           ^^^^
          为什么：“不”听着像拒绝。
                  换一种说法。
          怎么改：可以说：目前可以为您……
                  先说能做的
          可代劳：运行 huashu lint --fix 会替您改好

        看过 70 个文件：提醒 1
        """)
    assert REPORTERS["text"] is people.report


def test_of_one_rule_in_one_file_the_first_fifty_are_told_and_all_are_counted(found: Found) -> None:
    text = "".join(f"不{number}。\n" for number in range(53))
    many = [found(text, f"不{number}。") for number in range(53)]
    other = found(text, "不7。", rule="law/x", severity="error")
    elsewhere = [found("不一\n", "不一", path="scripts/dialogue/b.yaml")] * 2
    told = report(*many, other, *elsewhere)
    assert told.count("少说“不”") == 50 + 1 + 2
    assert "scripts/dialogue/a.yaml:50:1  提醒" in told
    assert "scripts/dialogue/a.yaml:51:1" not in told
    left = (
        "scripts/dialogue/a.yaml 里还有 3 处 tone/minimise-bu，这里不再一一列出；要全部列出，请加上 --format concise\n"
    )
    assert left in told
    assert told.index("law/x") < told.index(left) < told.index("scripts/dialogue/b.yaml")
    assert told.endswith("看过 70 个文件：错误 1，提醒 55\n")
    whole = Results([one for one, _source in many], {}, 1)
    assert len(REPORTERS["concise"](whole, False).splitlines()) == 53
    assert "里还有" not in report(*many[:50])


def test_a_reason_is_told_once_and_all_are_counted(found: Found) -> None:
    text = "不一\n不二\n"
    one, two = found(text, "不一", why="有道理"), found(text, "不二", why="有道理", severity="error")
    other = found(text, "二", rule="law/x", severity="info", why="另有道理", message="第一行\n第二行")
    assert report(one, two, other, files=3) == golden("""
        scripts/dialogue/a.yaml:1:1  提醒  tone/minimise-bu
          少说“不”
            │
          1 │ 不一
            │ ^^^^
          为什么：有道理

        scripts/dialogue/a.yaml:2:1  错误  tone/minimise-bu
          少说“不”
            │
          2 │ 不二
            │ ^^^^

        scripts/dialogue/a.yaml:2:2  参考  law/x
          第一行
          第二行
            │
          2 │ 不二
            │   ^^
          为什么：另有道理

        看过 3 个文件：错误 1，提醒 1，参考 1
        """)


def test_nothing_found(found: Found) -> None:
    assert report(files=64) == "✓ 看过 64 个文件，没有发现问题\n"
    assert report(colour=True) == "\x1b[32m✓ 看过 70 个文件，没有发现问题\x1b[0m\n"


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("ignore", "未列出：注明理由的 1 处\n"),
        ("baseline", "未列出：基线里的 1 处\n"),
        ("ignore baseline baseline", "未列出：注明理由的 1 处，基线里的 2 处\n"),
    ],
)
def test_what_is_not_told_is_counted(found: Found, by: str, told: str) -> None:
    one, _source = found("不", "不")
    silenced = [Silenced(one, name) for name in by.split()]
    assert people.report(Results([], {}, 3, silenced=silenced), False) == "✓ 看过 3 个文件，没有发现问题\n" + told
    assert people.report(Results([one], {}, 3, silenced=silenced), False).endswith("看过 3 个文件：提醒 1\n" + told)


def test_without_the_file_there_is_no_excerpt(found: Found) -> None:
    one, _source = found("不", "不")
    expected = "scripts/dialogue/a.yaml:1:1  提醒  tone/minimise-bu\n  少说“不”\n\n看过 70 个文件：提醒 1\n"
    assert report((one, Source("another", "不"))) == expected
    assert report((one, Source(one.path, ""))) == expected


def test_unsafe_fixes_are_offered_with_their_own_option(found: Found) -> None:
    told = report(found("不", "不", replacement="好", safety="unsafe"))
    assert "  可代劳：运行 huashu lint --fix --unsafe-fixes 会替您改好\n" in told


@pytest.mark.parametrize(
    ("text", "part", "line", "marks"),
    [
        ("say: 不行", "不行", "say: 不行", "     ^^^^"),
        ("ａb不行", "不", "ａb不行", "   ^^"),
        ("😊不行😊", "不行", "😊不行😊", "  ^^^^"),
        ("不👍🏻行", "行", "不👍🏻行", "      ^^"),
        ("e\u0301不", "不", "e\u0301不", " ^^"),  # a combining accent takes no column
        ("\t不\t行", "行", " 不 行", "    ^^"),
        ("\t不", "\t", " 不", "^"),
        ("好", "", "好", "^"),  # a place without extent
        ("好不", "不", "好不", "  ^^"),
        ("│不", "不", "│不", " ^^"),
        ("甲不\n  行乙", "不\n  行", "甲不", "  ^^"),  # over several lines: to the end of the first
        ("甲不\r\n行", "不\r\n行", "甲不", "  ^^"),
    ],
)
def test_the_underline_lies_exactly_below(found: Found, text: str, part: str, line: str, marks: str) -> None:
    assert excerpt(report(found(text, part))) == (line, marks)


def test_line_numbers_widen_the_gutter_of_all_three_lines(found: Found) -> None:
    told = report(found("\n" * 1233 + "不行", "行"))
    assert "       │\n  1234 │ 不行\n       │   ^^\n" in told


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("好" * 34 + "不", "好" * 34 + "不", 68),  # it just fits
        ("不" + "好" * 99, "不" + "好" * 32 + "...", 0),
        ("好" * 99 + "不", "..." + "好" * 32 + "不", 67),
        ("好" * 99 + "不" + "好" * 99, "..." + "好" * 16 + "不" + "好" * 15 + "...", 35),
        ("a" * 9 + "不" + "好" * 99, "a" * 9 + "不" + "好" * 28 + "...", 9),
        ("好" * 99 + "不" + "a" * 9, "..." + "好" * 28 + "不" + "a" * 9, 59),
        ("好" * 200_000 + "不" + "好" * 55_000, "..." + "好" * 16 + "不" + "好" * 15 + "...", 35),
    ],
    ids=["fits", "first", "last", "middle", "near the beginning", "near the end", "huge"],
)
def test_a_long_line_is_cut_around_the_place(found: Found, text: str, line: str, column: int) -> None:
    assert excerpt(report(found(text, "不"))) == (line, " " * column + "^^")


def test_a_place_wider_than_the_terminal_is_cut_as_well(found: Found) -> None:
    assert excerpt(report(found("好" + "不" * 99 + "好", "不" * 99))) == ("不" * 33 + "...", "^" * 69)


CHARS = st.text("不好a😊 \t\u0301\u200b\u202e\x1b│👍", max_size=60)


@given(CHARS, CHARS, CHARS)
def test_the_underline_never_strays(before: str, part: str, after: str) -> None:
    source = Source("a", before + part + after + "。")
    start, end = Position(1, len(before) + 1), Position(1, len(before) + len(part) + 1)
    line, marks = excerpt(report((Finding("a", start, end, "tone/x", "error", "不对"), source)))
    assert re.fullmatch(r" *\^+", marks)
    assert width(line) <= 70
    if width(visible(source.text)) <= 70:
        assert line == visible(source.text)
        assert marks == " " * width(visible(before)) + "^" * max(1, width(visible(part)))
    else:
        assert len(marks) <= max(width(line), 1)
        assert width(visible(part)) > 67 or marks.count("^") == max(1, width(visible(part)))


TRICKS = ["\x00", "\x07", "\x08", "\x1b", "\x7f", "\x85", "\x9b", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028",
          "\u2029", "\u202a", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff"]  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("colour", [True, False])
def test_no_character_has_power_over_the_terminal(found: Found, trick: str, colour: bool) -> None:
    one, source = found(f"甲{trick}不{trick}", "不")
    odd = one._replace(message=f"坏{trick}人", hint=f"好{trick}人", why=f"因{trick}果", path=f"scripts/{trick}.yaml")
    told = ESCAPE.sub("", report((odd, Source(odd.path, source.text)), colour=colour))
    assert trick not in told
    assert f"甲\\u{ord(trick):04x}不\\u{ord(trick):04x}" in told
    assert "scripts/\\u" in told


def test_a_path_cannot_end_its_line(found: Found) -> None:
    told = report(found("不", "不", path="scripts/a\n✓ 没有发现问题.yaml"))
    assert "\n✓" not in told


def test_colour_only_dresses(found: Found) -> None:
    text = "不一\n不二\n"
    findings = [
        found(text, "不一", severity=severity, hint="改", why="因") for severity in ("error", "warning", "info")
    ]
    dressed = report(*findings, colour=True)
    assert ESCAPE.sub("", dressed) == report(*findings)
    for title, code in (("错误", 31), ("提醒", 33), ("参考", 36)):
        assert f"\x1b[{code}m{title}\x1b[0m" in dressed
    assert "\x1b[31m^^^^\x1b[0m" in dressed
