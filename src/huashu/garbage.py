"""Python's search for garbage, held off where nearly all that is made is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cleaning() -> Iterator[None]:
    """Python does not look for garbage meanwhile: it would go through all that was made, again and again, where nearly
    all of it is kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # counted among what has been looked through already, or all of it would be gone through at once now
            gc.freeze()
            gc.unfreeze()
            gc.enable()
