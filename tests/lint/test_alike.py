"""Texts that are nearly the same, and how they differ."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from huashu.lint.alike import difference, pairs

LINES = (
    "收到您的照片了，我去跟仓库核对打包时的记录，今天下午给您回话，这段时间东西先放着就好。",
    "您放心，退货我陪您办，几步就好，吊牌还在、没下过水吧？",
    "这款是双面羊毛的，手感软糯，平时通勤穿正合适，您看看尺码。",
    "让您惦记了，抱歉。我请仓库优先核对，有消息第一个告诉您。",
)


def test_neighbours_are_told_with_how_alike_they_are() -> None:
    copy = LINES[0].replace("照片", "图片")
    texts = [*LINES, copy]
    assert list(pairs(texts, 90)) == [(0, 4, int(Indel.normalized_similarity(LINES[0], copy) * 100))]
    assert list(pairs(texts, 99)) == []


def test_equal_texts_are_no_pair() -> None:
    assert list(pairs([LINES[0], LINES[0]], 50)) == []
    assert list(pairs([], 50)) == []


def test_of_many_each_is_told_with_the_one_before() -> None:
    texts = [LINES[0].replace("下午", f"下午{number}点") for number in range(1, 6)]
    assert [(one, other) for one, other, _count in pairs(texts, 90)] == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_short_texts_are_found_too() -> None:
    assert [(one, other) for one, other, _count in pairs(["好的，您稍等。", "是棉的。", "好的，请您稍等。"], 80)] == [
        (0, 2)
    ]


@given(st.sampled_from(LINES), st.integers(0, 40), st.text("换个说法试试看", min_size=1, max_size=2))
def test_a_small_change_anywhere_is_found(line: str, at: int, words: str) -> None:
    changed = line[:at] + words + line[at:]
    assume(changed != line)
    found = list(pairs([line, *(other for other in LINES if other != line), changed], 90))
    assert [(one, other) for one, other, _count in found] == [(0, len(LINES))]


def test_a_long_text_and_one_that_is_just_not_long() -> None:
    short = (LINES[0] + LINES[1] + LINES[2])[:118]
    assert [pair[:2] for pair in pairs([short, short + "您看好吗？"], 90)] == [(0, 1)]


def test_work_grows_with_the_texts_and_not_with_their_square() -> None:
    def seconds(count: int) -> float:
        texts = [
            f"{LINES[number % 4]}{chr(0x4E00 + number % 5000)}{chr(0x5E00 + number // 7)}" for number in range(count)
        ]
        start = time.process_time()
        list(pairs(texts, 80))
        return time.process_time() - start

    seconds(100)  # imports
    assert seconds(8000) < 40 * max(seconds(1000), 0.002)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("您放心选", "您放心拍", "“放心选”成了“放心拍”"),
        ("收到照片了", "收到图片了", "“到照片”成了“到图片”"),
        ("您稍等", "请您稍等", "多了“请”"),
        ("请您稍等", "您稍等", "少了“请”"),
        ("甲乙丙", "丁乙戊", "“甲乙丙”成了“丁乙戊”"),
        ("甲，一", "甲，二", "“一”成了“二”"),
        ("您好", "您好", ""),
        ("您好。\n再见。", "您好。", "少了“再见。”"),
    ],
)
def test_the_difference_in_a_few_words(one: str, other: str, told: str) -> None:
    assert difference(one, other) == told


def test_many_differences_are_counted() -> None:
    one = "一二三四五，六七八九十，甲乙丙丁戊，子丑寅卯辰，金木水火土，红橙黄绿青"
    other = "二三四五，七八九十，乙丙丁戊，丑寅卯辰，木水火土，橙黄绿青"
    assert difference(one, other) == "少了“一”；少了“六”；少了“甲”；少了“子”；另有 2 处"
