"""What the tests of the store share: rights given up, and a clock that ends what hangs."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """A folder that users without rights can reach; pytest's own lie below one that they cannot."""
    made = Path(tempfile.mkdtemp(prefix="huashu-store-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def without_rights() -> Callable[[], AbstractContextManager[None]]:
    """Whoever runs the tests becomes a user whom permissions bind: root heeds none."""

    @contextmanager
    def become_nobody() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return become_nobody


@pytest.fixture
def in_time() -> Iterator[None]:
    """Fails a test that hangs, as opening a FIFO does."""

    def too_late(_signal: int, _frame: object) -> None:
        pytest.fail("hangs")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
