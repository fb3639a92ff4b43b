"""Reading JSON replies that may lack anything: each reader gives a value of its type, or says that there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Json = object
Reply = Mapping[str, Json]

_SHA = re.compile(r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")
_YEARS = range(2005, 2200)  # git is that old


def parsed(data: bytes) -> Json:
    """The value of a JSON text. Raises ValueError for whatever is no clean JSON, keys written twice included."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is written twice")
    return found


def _refuse(constant: str) -> Json:
    raise ValueError(constant)


def mapping(value: Json) -> Reply:
    """An object, empty where it is none."""
    return value if isinstance(value, Mapping) else {}


def child(reply: Reply, *keys: str) -> Reply:
    """The object below these keys."""
    for key in keys:
        reply = mapping(reply.get(key))
    return reply


def items(value: Json) -> Sequence[Json]:
    """A list, empty where it is none."""
    return value if isinstance(value, list) else []


def text(reply: Reply, key: str) -> str:
    """A text, "" where it is none; what cannot be written as UTF-8 becomes U+FFFD."""
    value = reply.get(key)
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else ""


def identity(reply: Reply, key: str = "id") -> int | None:
    """A numeric id. Zero and below stand for accounts that are gone or never were."""
    value = reply.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def truth(reply: Reply, key: str) -> bool | None:
    """True or false, None where the reply says neither."""
    value = reply.get(key)
    return value if isinstance(value, bool) else None


def sha(reply: Reply, key: str) -> str | None:
    """A full commit id."""
    value = text(reply, key).lower()
    return value if _SHA.match(value) else None


def moment(reply: Reply, key: str) -> datetime | None:
    """A time with its zone, in UTC."""
    try:
        found = datetime.fromisoformat(text(reply, key))
        return found.astimezone(UTC) if found.tzinfo is not None and found.year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def written(at: datetime) -> str:
    """A time as the evidence file has it."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
