"""Chinese punctuation: what is mended, and what must never be touched."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huashu.lint.marks import FINDERS, SUSPECT, Slip

KEPT = [
    "{称呼}", "https://a.com/b?c=1,2", "kefu@example.com", "(づ￣3￣)づ╭❤～", "(*^▽^*)", ":)", ":-D", "^_^;", "T_T;;", "-_-",
    "[微笑]", "10:30", "1,000", "3.5", "v1.2.3", "SF1234567890123", "S/M/L", "😊", "……", "——", "？！", "～～",
]  # fmt: skip


def mended(problem: str, text: str) -> str:
    for slip in reversed(list(FINDERS[problem](text))):
        text = (
            text[: slip.start]
            + (text[slip.start : slip.end] if slip.better is None else slip.better)
            + text[slip.end :]
        )
    return text


@pytest.mark.parametrize(
    ("problem", "text", "after"),
    [
        ("half-width", "在的,您说.好", "在的，您说。好"),
        ("half-width", "选M, 我给您留", "选M，我给您留"),
        ("half-width", "满200,送券", "满200，送券"),
        ("half-width", "工号:8016", "工号：8016"),
        ("half-width", "😊,好", "😊,好"),
        ("half-width", "好:)", "好:)"),
        ("repeated", "！！！??", "！！！??"),
        ("repeated", "好！！在吗??嗯~~~", "好！在吗？嗯～"),
        ("repeated", "好。。", "好。"),
        ("repeated", "好，。", "好，。"),
        ("ellipsis", "嗯....好。。。。", "嗯……好……"),
        ("ellipsis", "1...5", "1...5"),
        ("dashes", "这款 -- 那款", "这款——那款"),
        ("dashes", "5--7天", "5--7天"),
        ("quotes", "点\"退款\"和'换货'", "点“退款”和“换货”"),
        ("quotes", "5\"和6\"屏", "5\"和6\"屏"),
        ("quotes", "一\"半", "一\"半"),
        ("spacing", "VIP专享，满300减30", "VIP 专享，满300减30"),
        ("spacing", "链接https://a.com好", "链接https://a.com好"),
    ],
)  # fmt: skip
def test_mended(problem: str, text: str, after: str) -> None:
    assert mended(problem, text) == after


@given(
    st.lists(
        st.sampled_from([*KEPT, "您好", "，", "。", ",", "!!", "...", " ", "M", "码", '"', "--", "\n"]), max_size=12
    )
)
@example(["好", "{称呼}", ",", "10:30", "..."])
def test_what_must_not_be_touched_is_not(pieces: list[str]) -> None:
    text = "".join(pieces)
    for problem in FINDERS:
        slips = sorted(FINDERS[problem](text))
        for slip in slips:
            assert 0 <= slip.start <= slip.end <= len(text)
            assert slip.better != text[slip.start : slip.end]
            assert problem == "spacing" or SUSPECT.search(text)
        assert all(a.end <= b.start for a, b in pairwise(slips))
        after = mended(problem, text)
        assert re.findall(r"\{[^{}]+\}", text) == re.findall(r"\{[^{}]+\}", after)
        assert "".join(re.findall(r"[\w😊]+", text)) == "".join(re.findall(r"[\w😊]+", after))


@given(st.text("您好,.!?;:~。，…-—\"' MA1{}", max_size=20))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    for problem in ("half-width", "ellipsis", "dashes", "repeated"):
        once = mended(problem, text)
        assert [slip for slip in FINDERS[problem](once) if slip.better is not None and len(once) > len(text)] == []


def test_a_slip_says_when_nobody_can_tell() -> None:
    assert list(FINDERS["repeated"]("好，、嗯")) == [Slip(1, 3, None)]


@pytest.mark.parametrize("problem", sorted(FINDERS))
@pytest.mark.parametrize(
    "text", ["！" * 8000, "(" * 4000, '"' * 4000, "。，" * 4000, "a." * 4000, "-" * 8000, "'好" * 4000]
)
def test_long_texts_take_no_time(problem: str, text: str) -> None:
    start = time.process_time()
    list(FINDERS[problem](text))
    assert time.process_time() - start < 1.0
