from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huashu.review.forges.pacing import backoff, http_date, limited

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
STAMP = int(NOW.timestamp())
LATER = "Sun, 22 Nov 2026 08:00:20 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "body", "seconds"),
    [
        (200, {"retry-after": "5"}, b"", None),
        (403, {}, b'{"message": "Resource not accessible"}', None),
        (403, {"x-ratelimit-remaining": "12"}, b"", None),
        (403, {}, b'{"message": "API rate limit exceeded"}', 60),
        (403, {"retry-after": "5"}, b"", 5),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(STAMP + 9)}, b"", 10),
        (429, {"ratelimit-remaining": "0", "ratelimit-reset": str(STAMP + 9)}, b"", 10),
        (429, {"ratelimit-remaining": "0", "ratelimit-reset": str(STAMP - 9)}, b"", 1),
        (429, {"retry-after": "0"}, b"", 1),
        (429, {"retry-after": LATER}, b"", 20),
        (429, {"retry-after": "soon"}, b"", 60),
        (429, {"retry-after": "-5"}, b"", 60),
        (429, {"retry-after": "9" * 15}, b"", 10**7),
        (429, {"retry-after": "9" * 5000}, b"", 60),
        (429, {}, b"", 60),
    ],
)
def test_limits(status: int, headers: dict[str, str], body: bytes, seconds: float | None) -> None:
    assert limited(status, headers, body, NOW) == seconds


def test_without_the_forges_clock_a_reset_cannot_be_reckoned() -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(STAMP + 9)}
    assert limited(403, spent, b"", None) == 60


def test_pauses_grow_unless_the_forge_names_them() -> None:
    assert [backoff({}, failures, NOW) for failures in (1, 2, 3)] == [1, 2, 4]
    assert backoff({"retry-after": LATER}, 3, NOW) == 20


@pytest.mark.parametrize("value", ["", "soon", "Sun, 99 Nov 2026 08:00:20 GMT", "2026-11-22T08:00:00Z"])
def test_what_is_no_date(value: str) -> None:
    assert http_date(value) is None
