"""Shares out work over the processors where that pays: many items, and a system on which a process can fork."""

from __future__ import annotations

import os
import signal
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import accumulate, pairwise
from typing import Generic, NoReturn, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Below this many items a run is over before the other processes have begun.
WORTH_IT = 300


def each(
    work: Callable[[Sequence[_Item]], list[_Result]],
    items: Sequence[_Item],
    worth_it: int = WORTH_IT,
    size: Callable[[_Item], int] = lambda _item: 1,
) -> list[_Result]:
    """The results of `work` over all items, in order; `work` takes a run of items and gives one result for each.
    worth_it: the number of items from which on it pays. size: how long an item takes, beside the others.

    Results travel between processes, items and `work` do not: a child is a copy of this process. What a child could
    not do for any reason is done here, so that an error is raised where it can be understood.
    """
    if not items:
        return []
    count = processors()
    if len(items) < worth_it or count < 2:
        return work(items)
    own, *others = shares(items, count, size)
    children: list[_Child[_Item, _Result]] = []
    try:
        # a child is born deaf to Ctrl-C, which is for the parent to hear, and to hear when all are known
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for share in others:
                children.append(_Child(work, share, [child.pipe for child in children]))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        results = work(own)
        for child in children:
            results += child.results()
    finally:
        for child in children:
            child.end()
    return results


def shares(items: Sequence[_Item], count: int, size: Callable[[_Item], int]) -> list[Sequence[_Item]]:
    """At most `count` runs of items that take about as long as each other, none of them empty."""
    done = list(accumulate(map(size, items)))
    ends = [bisect_left(done, done[-1] * share / count) + 1 for share in range(1, count)]
    borders = sorted({0, *ends, len(items)})
    return [items[start:end] for start, end in pairwise(borders)]


def dealt(items: Sequence[_Item]) -> list[_Item]:
    """The items in an order in which each process gets its share of those that come first, which take longest."""
    hands = processors()
    return [item for hand in range(hands) for item in items[hand::hands]]


def processors() -> int:
    """Processors that this process may fork onto; 1 where forking is not safe."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


class _Child(Generic[_Item, _Result]):
    """A copy of this process that does one share. It ends by itself when nobody is left to read its results."""

    def __init__(
        self, work: Callable[[Sequence[_Item]], list[_Result]], share: Sequence[_Item], others: Sequence[int]
    ) -> None:
        self.work = work
        self.share = share
        self.pid = 0
        self.pipe, writing = os.pipe()
        with suppress(OSError):  # no process to be had: `results` does the work
            self.pid = os.fork()
            if self.pid == 0:
                _serve(work, share, writing, (self.pipe, *others))
        os.close(writing)

    def results(self) -> list[_Result]:
        """What the child found, in the order of its share."""
        chunks = []
        while chunk := os.read(self.pipe, 1 << 20):
            chunks.append(chunk)
        if not self.pid or self._left() != 0:
            return self.work(self.share)
        import pickle

        found: list[_Result] = pickle.loads(b"".join(chunks))
        return found

    def end(self) -> None:
        """Leave nothing behind, whatever the child is doing."""
        os.close(self.pipe)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._left()

    def _left(self) -> int:
        """Wait until the child is gone; its status."""
        pid, self.pid = self.pid, 0
        try:
            return os.waitpid(pid, 0)[1]
        except ChildProcessError:  # whoever started us has the system forget children that end
            return -1


def _serve(
    work: Callable[[Sequence[_Item]], list[_Result]], share: Sequence[_Item], writing: int, unused: Sequence[int]
) -> NoReturn:
    """What a child does: its share, and nothing else of this program, not even its ending."""
    import pickle

    status = 1
    try:
        for pipe in unused:
            os.close(pipe)
        with os.fdopen(writing, "wb") as pipe_out:
            pipe_out.write(pickle.dumps(work(share), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)
