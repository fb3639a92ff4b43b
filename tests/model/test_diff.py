"""Word diffs: nothing is lost, nothing that belongs together is split."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.diff import Run, aligned, diff, words

PIECES = st.sampled_from(
    [
        "退货",
        "7",
        "15",
        "天",
        "内",
        "，",
        "。",
        "{工号}",
        "{退货天数}",
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "❤️",
        "1️⃣",
        "🇨🇳",
        "[微笑]",
        "SKU",
        "\n",
        " ",
        "您",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=30))


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [tuple(run) for run in diff(old, new)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    runs = diff(old, new)
    assert "".join(run.text for run in runs if run.kind != "+") == old
    assert "".join(run.text for run in runs if run.kind != "-") == new
    assert all(run.text and run.kind in "=-+" for run in runs)
    assert all(
        (one.kind, other.kind) in {("=", "-"), ("=", "+"), ("-", "+"), ("-", "="), ("+", "=")}
        for one, other in pairwise(runs)
    )


@given(TEXTS)
def test_words_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text
    assert diff(text, text) == ((Run("=", text),) if text else ())


@pytest.mark.parametrize(
    "whole",
    [
        "{退货天数}",
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "❤️",
        "1️⃣",
        "🇨🇳",
        "[微笑]",
        "SKU",
        "2026",
        "3.5",
        "50%",
        "20:00",
        "don't",
        "e\u0301",
        "\r\n",
    ],
)
def test_what_belongs_together_stays_whole(whole: str) -> None:
    assert words(f"您{whole}好") == ["您", whole, "好"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("签收7天内可退", "签收15天内可退", [("=", "签收"), ("-", "7"), ("+", "15"), ("=", "天内可退")]),
        ("您好", "您好呀😊", [("=", "您好"), ("+", "呀😊")]),
        ("亲，您好", "您好", [("-", "亲，"), ("=", "您好")]),
        ("您好，{称呼}", "您好，{工号}", [("=", "您好，"), ("-", "{称呼}"), ("+", "{工号}")]),
        ("", "您好", [("+", "您好")]),
        ("您好", "", [("-", "您好")]),
        # 的 alone would be all that stays between two changes
        ("我们的客服会处理", "专员的同事来跟进", [("-", "我们的客服会处理"), ("+", "专员的同事来跟进")]),
        (
            "退货请寄到仓库，谢谢",
            "换货请寄到门店，谢谢",
            [("-", "退"), ("+", "换"), ("=", "货请寄到"), ("-", "仓库"), ("+", "门店"), ("=", "，谢谢")],
        ),
    ],
)
def test_readable(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert shown(old, new) == expected


def test_huge_texts_take_no_long_time() -> None:
    old, new = "甲乙丙" * 3000, "丁丙甲" * 3000
    runs = diff(f"头{old}尾", f"头{new}尾")
    assert runs == (Run("=", "头"), Run("-", old), Run("+", new), Run("=", "尾"))


def test_lists_are_paired_where_they_differ() -> None:
    assert list(aligned("abcd", "axcde")) == [("b", "x"), (None, "e")]
    assert list(aligned("ab", "b")) == [("a", None)]
    assert list(aligned("", "")) == []
