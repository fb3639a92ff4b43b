"""What was made once is made again only where something else goes into it."""

from __future__ import annotations

from huashu.handbook.memo import Memo


def test_the_same_is_made_once() -> None:
    memo, made = Memo(), []

    def make() -> int:
        made.append(1)
        return len(made)

    source = ["a"]
    assert [memo.of("x", source, (1, "b"), make) for _time in range(3)] == [1, 1, 1]
    assert memo.of("x", source, (1, "c"), make) == 2
    assert memo.of("x", ["a"], (1, "c"), make) == 3  # equal, but another one
    assert memo.of("y", source, (1, "b"), make) == 4
    assert memo.of("x", source, (1, "b"), make) == 5
