"""How much a forge may send and how long we wait for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    reply_bytes: int = 10_000_000
    total_bytes: int = 100_000_000  # of all replies together
    reply_seconds: float = 120  # one reply, however slowly it drips
    silence_seconds: float = 20
    pages: int = 100  # of one list
    redirects: int = 5
    attempts: int = 4
    patience: float = 600  # waiting altogether, for rate limits and between attempts
