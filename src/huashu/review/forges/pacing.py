"""When to ask again: rate limits as forges announce them, and growing pauses after failures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_RESETS = ("x-ratelimit-reset", "ratelimit-reset")
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")
_UNTOLD = 60.0  # what GitHub asks for where it names no time
_LONGEST = 10**7


def http_date(value: str) -> datetime | None:
    """A time as HTTP headers write it."""
    try:
        found = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def backoff(headers: Mapping[str, str], failures: int, now: datetime | None) -> float:
    """Seconds to wait after the so-manieth failure."""
    told = _retry_after(headers, now)
    return told if told is not None else float(2 ** (failures - 1))


def limited(status: int, headers: Mapping[str, str], body: bytes, now: datetime | None) -> float | None:
    """Seconds to wait where an answer is a rate limit, None where it is none. now: by the forge's clock.

    GitHub says 403 for its limits too, but also where a right is missing: only what names a limit is one.
    """
    spent = any(headers.get(name, "").strip() == "0" for name in _REMAINING)
    if not (status == 429 or (status == 403 and (spent or "retry-after" in headers or b"rate limit" in body.lower()))):
        return None
    told = _retry_after(headers, now)
    if told is not None:
        return max(told, 1.0)
    for name in _RESETS:
        seconds = _count(headers.get(name, ""))
        if spent and seconds is not None and now is not None:
            return min(max(seconds - now.timestamp(), 0.0) + 1.0, float(_LONGEST))
    return _UNTOLD


def _retry_after(headers: Mapping[str, str], now: datetime | None) -> float | None:
    value = headers.get("retry-after", "")
    seconds = _count(value)
    if seconds is not None:
        return float(min(seconds, _LONGEST))
    at = http_date(value)
    return max((at - now).total_seconds(), 0.0) if at is not None and now is not None else None


def _count(value: str) -> int | None:
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
