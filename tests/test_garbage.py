from __future__ import annotations

import gc

import pytest

from huashu.garbage import no_cleaning


@no_cleaning()
def fails() -> None:
    assert not gc.isenabled()
    raise ValueError("broken")


def test_cleaning_goes_on_afterwards_even_if_something_fails() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"):
        fails()
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()
    try:
        with no_cleaning():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
