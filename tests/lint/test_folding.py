"""What hides a word is seen through, and every place stays a place of the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.lint.folding import folded, hidden, simplified, squeezed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("絕對１００％正品", "绝对100%正品"),
        ("ＴＯＰ１", "TOP1"),
        ("您好，亲！", "您好，亲！"),  # marks stay as wide as they are
        ("乾坤、著名、瞭望", "乾坤、著名、瞭望"),  # simplified text uses these too
    ],
)
def test_folding(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text(st.sampled_from("絕对１Ａ％ 第·一，\n😀〆"), max_size=20))
def test_folding_keeps_every_place(text: str) -> None:
    once = folded(text)
    assert len(once) == len(text)
    assert folded(once) == once
    assert len(simplified(text)) == len(text)


@given(st.text(st.sampled_from("第一好 ·.-，A1\n"), max_size=20))
def test_squeezing_takes_out_only_what_stands_between(text: str) -> None:
    result = squeezed(text)
    if result is None:
        return
    assert "".join(text[place] for place in result.places) == result.text
    assert list(result.places) == sorted(set(result.places))
    taken = [text[at] for at in range(len(text)) if at not in set(result.places)]
    assert taken
    assert set(taken) <= set(" ·.-")


@pytest.mark.parametrize(
    ("text", "word", "seen"),
    [
        ("第 一", "第一", True),
        ("第·一", "第一", True),
        ("国家 级", "国家级", False),  # one blank in three characters may stand for a comma
        ("国 家 级", "国家级", True),
        ("国家-级", "国家级", True),
        ("全网 第一名", "全网第一名", True),
        ("加V 信", "加V信", True),
        ("加 V信", "加V信", True),
    ],
)
def test_what_counts_as_hidden(text: str, word: str, seen: bool) -> None:
    result = squeezed(text)
    assert result is not None
    assert result.text == word
    assert hidden(text, result.gaps(0, len(word)), len(word)) is seen


@pytest.mark.parametrize("text", ["第一", "第，一", "第/一", "第\n一", "好 ，的", " 第一 "])
def test_nothing_to_take_out(text: str) -> None:
    assert squeezed(text) is None
