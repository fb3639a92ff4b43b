from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.approval import Approved, parsed, written

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
ONE = Approved("dialogue/a", "0" * 64, "wording", "主管审核", "lead", "客服主管", AT, "signature")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
MANY = st.lists(
    st.builds(
        Approved, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS,
        st.just(AT) | st.just(AT + timedelta(days=1)), st.sampled_from(["signature", "forge"]), st.booleans(),
    ),
    max_size=4,
)  # fmt: skip


@given(MANY)
def test_what_is_written_is_read_back(many: list[Approved]) -> None:
    assert set(parsed(written(many))) == set(many)
    assert written(reversed(many)) == written(many)


def test_times_are_written_in_utc() -> None:
    shanghai = Approved("a", "b", "c", "d", "e", "f", AT.astimezone(timezone(timedelta(hours=8))), "forge")
    (row,) = json.loads(written([shanghai]))["approved"]
    assert (row["at"], row["attested_by"], row["urgent"]) == ("2026-05-01T12:00:00Z", "forge", False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"version": 2, "approved": []}',
        b"[" * 100_000,
        written([ONE]).replace(b'"signature"', b'"hearsay"'),
        written([ONE]).replace(b'"urgent": false', b'"urgent": 0'),
        written([ONE]).replace(b'"lead"', b"7"),
        written([ONE]).replace(b"2026-05-01", b"2026-13-01"),
    ],
)
def test_what_is_no_such_file_approves_nothing(data: bytes) -> None:
    assert parsed(data) == ()
