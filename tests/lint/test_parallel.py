"""Work shared out over processes: the same results, errors where they can be caught, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.lint.parallel import WORTH_IT, each, processors

MANY = range(WORTH_IT * 2 + 1)
forking = pytest.mark.skipif(processors() < 2, reason="there is one processor only, or forking is not safe")


def with_process(some: Sequence[int]) -> list[tuple[int, int]]:
    time.sleep(0.0005 * len(some))  # long enough for every process to get its share
    return [(number, os.getpid()) for number in some]


def children() -> set[str]:
    known = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(known.read_text().split()) if known.exists() else set()


@pytest.fixture
def others() -> set[str]:
    """Processes that were there before, such as a browser that other tests keep open."""
    return children()


@pytest.mark.parametrize("count", [WORTH_IT, WORTH_IT + 1, WORTH_IT * 2 + 1, 1009])
def test_results_come_in_order_whoever_found_them(count: int) -> None:
    assert each(lambda some: [-number for number in some], range(count)) == [-number for number in range(count)]


@pytest.mark.parametrize("together", [1, 7, 50, WORTH_IT])
def test_items_are_worked_on_in_runs_that_are_no_longer_than_asked_for(together: int) -> None:
    found = each(lambda some: [(number, some[0], len(some)) for number in some], MANY, together=together)
    assert [number for number, _first, _count in found] == list(MANY)
    assert all(first == number // together * together for number, first, _count in found)
    assert {count for _number, _first, count in found[:-together]} <= {together}


@forking
def test_a_process_that_is_held_up_does_not_hold_up_the_others() -> None:
    parent = os.getpid()

    def work(some: Sequence[int]) -> list[int]:
        time.sleep(0.3 if os.getpid() == parent else 0.0002)
        return [os.getpid()] * len(some)

    found = each(work, range(1000), together=10)
    assert found.count(parent) <= 20


@forking
def test_runs_that_nobody_was_handed_are_done_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system short of memory for pipes makes them a page long."""
    whole = os.write
    monkeypatch.setattr(os, "write", lambda pipe, data: whole(pipe, data[:4096]))
    assert each(list, range(5000)) == list(range(5000))


@forking
def test_very_many_runs_are_shared_out_too() -> None:
    count = 50_001  # their numbers would not fit into a pipe
    assert each(list, range(count)) == list(range(count))


@forking
def test_many_items_are_shared_out_and_the_processes_gone_afterwards(others: set[str]) -> None:
    found = each(with_process, MANY)
    assert [number for number, _process in found] == list(MANY)
    processes = {process for _number, process in found}
    assert len(processes) == processors()
    assert os.getpid() in processes
    assert children() <= others


@pytest.mark.parametrize("count", [0, 1, WORTH_IT - 1])
def test_few_items_stay_in_this_process(count: int) -> None:
    calls: list[int] = []

    def work(some: Sequence[int]) -> list[int]:
        calls.append(len(some))
        return list(some)

    assert each(work, range(count), together=1000) == list(range(count))
    assert calls == ([count] if count else [])


def test_large_results_come_through() -> None:
    found = each(lambda some: ["话" * 10_000 for _number in some], MANY)
    assert {len(text) for text in found} == {10_000}
    assert len(found) == len(MANY)


@pytest.mark.parametrize("at", [0, MANY[-1]], ids=["here", "in a child"])
def test_an_error_reaches_the_caller_as_it_was(at: int, others: set[str]) -> None:
    error = HuashuError("读不了", where="scripts/a.yaml", todo="请检查权限")

    def work(some: Sequence[int]) -> list[int]:
        if at in some:
            raise error
        return list(some)

    with pytest.raises(HuashuError) as caught:
        each(work, MANY)
    assert caught.value is error
    assert children() <= others


@forking
def test_a_child_that_dies_is_replaced(others: set[str]) -> None:
    parent = os.getpid()

    def work(some: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(some)

    assert each(work, MANY, together=10) == list(MANY)
    assert children() <= others


@forking
def test_results_that_cannot_travel_are_found_here() -> None:
    found = each(lambda some: [lambda number=number: number for number in some], MANY)
    assert [one() for one in found] == list(MANY)


@forking
def test_a_child_does_not_end_the_program_a_second_time(tmp_path: Path) -> None:
    code = (
        "import atexit, sys\nfrom huashu.lint.parallel import each\n"
        "atexit.register(lambda: print('end'))\nsys.stdout.write('begun ')\n"
        "print(len(each(list, range(1000), together=100)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "begun 1000\nend\n"


SLOW = """
import os, sys, time
from huashu.lint.parallel import each
def work(some):
    os.write(1, b'%d\\n' % os.getpid())
    time.sleep({seconds})
    return [str(n) * 1000 for n in some]  # more than a pipe holds
try:
    each(work, range(1000), together=100)
except KeyboardInterrupt:
    sys.exit(130)
"""


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(processes: Sequence[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(map(alive, processes)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, processes))


@pytest.fixture
def slow(request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A program whose work takes so many seconds on every processor, and its processes."""
    command = [sys.executable, "-c", SLOW.format(seconds=request.param)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stdout is not None
        processes = [int(run.stdout.readline()) for _ in range(processors())]
        try:
            yield run, processes
        finally:
            for process in filter(alive, processes):
                os.kill(process, signal.SIGKILL)


@forking
@pytest.mark.parametrize("slow", [60], indirect=True)
@pytest.mark.parametrize("send", [os.killpg, os.kill], ids=["from the terminal", "to the parent alone"])
def test_ctrl_c_ends_at_once_and_leaves_no_process_behind(
    slow: tuple[subprocess.Popen[str], list[int]], send: Callable[[int, int], None]
) -> None:
    run, processes = slow
    began = time.monotonic()
    send(run.pid, signal.SIGINT)
    assert run.wait(20) == 130
    assert time.monotonic() - began < 10
    assert gone(processes, 5)


@forking
@pytest.mark.parametrize("slow", [1], indirect=True)
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_killed_parent_for_long(
    slow: tuple[subprocess.Popen[str], list[int]], by: signal.Signals
) -> None:
    run, processes = slow
    run.send_signal(by)
    assert run.wait(20) == -by
    assert gone(processes, 10)
