"""Holds that work grows with what it is given, and not with its square."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8  # so much more is given; the square would take 64 times as long
FACTOR = 28  # so much longer it may take, since a busy machine measures badly
FLOOR = 0.002  # seconds; less cannot be measured


def require_linear(work: Callable[[int], Callable[[], object]], size: int) -> None:
    """work: makes something of a size, and gives back what to do with it."""
    few, many = _seconds(work(size)), _seconds(work(TIMES * size))
    if many >= FACTOR * max(few, FLOOR):  # measured anew before anybody is told off
        few, many = _seconds(work(size)), _seconds(work(TIMES * size))
    assert many < FACTOR * max(few, FLOOR), f"{size}: {few:.4f} s, {TIMES * size}: {many:.4f} s"


def _seconds(work: Callable[[], object]) -> float:
    """Of the processor, the quickest of three."""
    taken = []
    for _turn in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)
