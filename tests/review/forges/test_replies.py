from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.review.forges import replies

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_no_value_makes_a_reader_fail(value: object) -> None:
    reply = {"key": value}
    assert isinstance(replies.text(reply, "key"), str)
    replies.text(reply, "key").encode("utf-8")
    assert isinstance(replies.child(reply, "key", "deeper"), dict)
    assert isinstance(replies.items(value), list)
    assert replies.truth(reply, "key") in (True, False, None)
    assert replies.sha(reply, "key") is None or len(str(value)) in (40, 64)
    identity = replies.identity(reply, "key")
    assert identity is None or identity == value
    replies.moment(reply, "key")


@pytest.mark.parametrize("value", [0, -1, True, "5", 5.0, None, [5]])
def test_what_is_no_identity(value: object) -> None:
    assert replies.identity({"id": value}) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-11-20T09:00:00Z", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20T17:00:00+08:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20T09:00:00.123Z", datetime(2026, 11, 20, 9, 0, 0, 123000, tzinfo=UTC)),
        ("2026-11-20T09:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2026-11-20", None),
        ("soon", None),
        ("", None),
    ],
)
def test_times(value: str, found: datetime | None) -> None:
    assert replies.moment({"at": value}, "at") == found


def test_times_are_written_in_whole_seconds() -> None:
    assert replies.written(datetime(2026, 11, 20, 9, 0, 0, 999999, tzinfo=UTC)) == "2026-11-20T09:00:00Z"


@pytest.mark.parametrize("value", ["a" * 39, "a" * 41, "A" * 39 + "g", "a" * 40 + "\n"])
def test_what_is_no_commit(value: str) -> None:
    assert replies.sha({"sha": value}, "sha") is None


def test_what_cannot_be_written_is_replaced() -> None:
    assert replies.text({"body": "好\ud800"}, "body") == "好\ufffd"
