"""No text keeps lint busy: the longest that a script may hold, made of what rules look at most closely."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hunting import SETTINGS, TERMS, clock, library

from huashu.lint.workspace import open_library

HEAD = "id: dialogue/long\ntitle: 长\nchannels:\n  - livechat\nowner: cs\nreview_by: 2099-01-01\nreplies:\n"
LONGEST = 5000  # characters of a text
SECONDS = 10  # of the processor; on an idle machine none takes one


def script(text: str, times: int) -> str:
    return HEAD + f"  - say: |-\n      {text}\n" * times


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1-",
        "1 ",
        "138 ",
        "a",
        "a@b.",
        "{",
        "路1号",
        "绝对",
        "不是",
        "1天",
        "您洗的时候穿的时候",
        "第·",
        "(",
        "您问",
        "微信号a1",
    ],
)
def test_a_text_of_one_thing_over_and_over(unit: str) -> None:
    text = "好" + unit * ((LONGEST - 1) // len(unit))
    with library({**TERMS, "huashu.yaml": SETTINGS, "scripts/dialogue/long.yaml": script(text, 3)}) as root:
        require_quick(root)


@pytest.mark.parametrize(
    "unit", ["7 ", "1-1-1", "7天", "{a}", "{", "@", "京A", "[", "😊", "好 ", "a@a.", "最好", "\u200b"]
)
def test_a_file_of_one_thing_over_and_over(unit: str) -> None:
    text = "好" + unit * ((LONGEST - 1) // len(unit))
    times = 250_000 // len(f"  - say: |-\n      {text}\n".encode())
    with library({**TERMS, "huashu.yaml": SETTINGS, "scripts/dialogue/long.yaml": script(text, times)}) as root:
        require_quick(root)


def require_quick(root: Path) -> None:
    start = time.process_time()
    work = open_library(root, clock)
    assert not {finding.rule for finding in work.check(remember=False).findings} & {"structure/fields"}
    assert time.process_time() - start < SECONDS


def test_longer_texts_are_refused() -> None:
    with library({"scripts/dialogue/long.yaml": script("好" * (LONGEST + 1), 1)}) as root:
        found = open_library(root, clock).check(remember=False).findings
    assert [one.message for one in found if one.field == "replies/0/say"] == ["“say”太长了，最多 5000 个字"]


def test_facts_said_over_and_over_do_not_fill_the_memory() -> None:
    facts = f"facts:\n  久:\n    value: {'7天' * 100}\n    means: 很长\n    owner: cs\n"
    text = "{久}" * (LONGEST // 3)
    with library({"terms/facts.yaml": facts, "scripts/dialogue/long.yaml": script(text, 3)}) as root:
        require_quick(root)
