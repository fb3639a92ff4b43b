"""Shares out work over the processors where that pays: many items, and a system on which a process can fork."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Below this many items a run is over before the other processes have begun.
WORTH_IT = 300
_BATCHES_EACH = 4  # smaller batches even out, larger ones cost less

_work: Callable[[Sequence[object]], list[object]] | None = None


def each(work: Callable[[Sequence[_Item]], list[_Result]], items: Sequence[_Item]) -> list[_Result]:
    """The results of `work` over all items, in order; `work` takes a run of items and gives one result for each.

    Results travel between processes, items and `work` do not: a child is a copy of this process.
    """
    count = processors()
    if len(items) < WORTH_IT or count < 2:
        return work(items)
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    step = -(-len(items) // (count * _BATCHES_EACH))
    spans = [(start, min(start + step, len(items))) for start in range(0, len(items), step)]
    pool = ProcessPoolExecutor(
        count, mp_context=get_context("fork"), initializer=_begin, initargs=(lambda span: work(items[span[0] : span[1]]),)
    )
    try:
        return [result for batch in pool.map(_batch, spans) for result in batch]
    finally:
        pool.shutdown(cancel_futures=True)


def processors() -> int:
    """Processors that this process may fork onto; 1 where forking is not safe."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def _begin(work: Callable[[Sequence[object]], list[object]]) -> None:
    """In a child: keep the work at hand, and leave Ctrl-C to the parent."""
    import signal

    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _batch(span: tuple[int, int]) -> list[object]:
    assert _work is not None
    return _work(span)
