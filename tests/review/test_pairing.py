from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huashu.review.pairing import Texts, paired

TEXTS = st.lists(
    st.builds(Texts, st.sampled_from(["", "a", "b"]), st.tuples(st.text("您好可以退换吗？", max_size=8))), max_size=6
)


def of(*texts: str) -> list[Texts]:
    return [Texts("", (text,)) for text in texts]


def test_equal_replies_stay_together_around_a_new_one() -> None:
    assert list(paired(of("您好", "再见"), of("您好", "请稍等一下", "再见"))) == [(0, 0), (None, 1), (1, 2)]


def test_a_reworded_reply_is_the_same_one() -> None:
    old, new = of("您好，欢迎光临", "七天内都可以退"), of("另外说一句", "七天之内都可以退的")
    assert list(paired(old, new)) == [(0, None), (None, 0), (1, 1)]


def test_a_stage_tells_replies_apart() -> None:
    old = [Texts("calm", ("您别急",)), Texts("thank", ("谢谢您",))]
    new = [Texts("thank", ("谢谢您的理解",))]
    assert list(paired(old, new)) == [(0, None), (1, 0)]


@given(TEXTS, TEXTS)
def test_every_reply_is_told_once_and_in_order(old: list[Texts], new: list[Texts]) -> None:
    pairs = list(paired(old, new))
    assert [one for one, _other in pairs if one is not None] == list(range(len(old)))
    assert [other for _one, other in pairs if other is not None] == list(range(len(new)))
    assert (None, None) not in pairs


def test_very_many_are_paired_as_they_stand() -> None:
    old, new = of(*(f"旧{at}" for at in range(40))), of(*(f"新{at}" for at in range(41)))
    assert list(paired(old, new)) == [*((at, at) for at in range(40)), (None, 40)]
