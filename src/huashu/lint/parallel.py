"""Shares out work over the processors where that pays: many items, and a system on which a process can fork."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Generic, NoReturn, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Below this many items a run is over before the other processes have begun.
WORTH_IT = 300
_TICKET = 4  # bytes of a run's number
_TICKETS = 10_000  # at most: all of them must go into a pipe before anybody reads one


def each(
    work: Callable[[Sequence[_Item]], list[_Result]],
    items: Sequence[_Item],
    worth_it: int = WORTH_IT,
    together: int = 1,
) -> list[_Result]:
    """The results of `work` over all items, in order; `work` takes a run of items and gives one result for each.
    worth_it: the number of items from which on it pays. together: how many items are a run, at most.

    Each process takes the next run whenever it has done one: what takes long or a processor that has other things to do
    holds up nobody. Results travel between processes, items and `work` do not: a child is a copy of this process. What a
    child could not do for any reason is done here, so that an error is raised where it can be understood.
    """
    together = max(together, -(-len(items) // _TICKETS))
    runs = [items[start : start + together] for start in range(0, len(items), together)]
    count = min(processors(), len(runs))
    if len(items) < worth_it or count < 2:
        return [result for run in runs for result in work(run)]
    done: dict[int, list[_Result]] = {}
    children: list[_Child[_Item, _Result]] = []
    tickets = _tickets(len(runs))
    try:
        # a child is born deaf to Ctrl-C, which is for the parent to hear, and to hear when all are known
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for _number in range(1, count):
                children.append(_Child(work, runs, tickets, [child.pipe for child in children]))
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        for number in _taken(tickets):
            done[number] = work(runs[number])
        for child in children:
            done.update(child.results())
        for number, run in enumerate(runs):
            if number not in done:
                done[number] = work(run)
    finally:
        os.close(tickets)
        for child in children:
            child.end()
    return [result for number in range(len(runs)) for result in done[number]]


def _tickets(count: int) -> int:
    """A pipe from which each number below `count` can be read once, by whichever process comes first.

    Where the system makes pipes too small for all of them, the last ones are not in it.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.write(writing, b"".join(number.to_bytes(_TICKET, "big") for number in range(count)))
    os.close(writing)
    return reading


def _taken(tickets: int) -> Iterator[int]:
    """The numbers that this process gets hold of; it takes the next when it has done with one."""
    while ticket := os.read(tickets, _TICKET):
        yield int.from_bytes(ticket, "big")


def processors() -> int:
    """Processors that this process may fork onto; 1 where forking is not safe."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


class _Child(Generic[_Item, _Result]):
    """A copy of this process that takes its share of the runs. It ends by itself when nobody is left to read its
    results."""

    def __init__(
        self,
        work: Callable[[Sequence[_Item]], list[_Result]],
        runs: Sequence[Sequence[_Item]],
        tickets: int,
        others: Sequence[int],
    ) -> None:
        self.pid = 0
        self.pipe, writing = os.pipe()
        parent = os.getpid()
        with suppress(OSError):  # no process to be had: the others do the work
            self.pid = os.fork()
            if self.pid == 0:
                mine = (number for number in _taken(tickets) if os.getppid() == parent)
                _serve(((number, work(runs[number])) for number in mine), writing, (self.pipe, *others))
        os.close(writing)

    def results(self) -> dict[int, list[_Result]]:
        """What the child found, by the number of the run; nothing where it came to grief."""
        import pickle

        found: dict[int, list[_Result]] = {}
        with suppress(EOFError, pickle.UnpicklingError), os.fdopen(self.pipe, "rb", closefd=False) as pipe:
            while True:
                number, results = pickle.load(pipe)
                found[number] = results
        return found if self.pid and self._left() == 0 else {}

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


def _serve(work: Iterator[tuple[int, object]], writing: int, unused: Sequence[int]) -> NoReturn:
    """What a child does: its share, and nothing else of this program, not even its ending."""
    import pickle

    status = 1
    try:
        for pipe in unused:
            os.close(pipe)
        # packed run by run, what was found takes a third of the room; nobody reads before his own share is done
        done = [pickle.dumps(some, pickle.HIGHEST_PROTOCOL) for some in work]
        with os.fdopen(writing, "wb") as pipe_out:
            pipe_out.writelines(done)
        status = 0
    finally:
        os._exit(status)
