"""Reading a request from a forge on this machine, as `review fetch` does, without waiting."""

from __future__ import annotations

import json
from typing import Any

from forge_server import ForgeServer

from huashu.review.fetch import fetch

HEAD, OLD, BASE = "a" * 40, "b" * 40, "c" * 40
TOKEN = "secret-token-42"


def evidence(forge: ForgeServer, kind: str, *, repository: str = "shop/scripts", path: str = "/api") -> dict[str, Any]:
    """The evidence file of request 12, parsed."""
    text = fetch(
        kind,
        12,
        repository=repository,
        url=forge.url + path,
        environment={"HUASHU_TOKEN": TOKEN},
        pause=lambda seconds: None,
    ).text
    assert TOKEN not in text
    assert all(TOKEN not in value for asked in forge.asked for values in asked.query.values() for value in values)
    return json.loads(text)  # type: ignore[no-any-return]


def doubts(found: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, about), as the file has them."""
    return [(one["code"], one["about"]) for one in found["doubts"]]


def opinion(found: dict[str, Any], id: str) -> dict[str, Any]:
    """The one opinion with an id."""
    (one,) = [each for each in found["opinions"] if each["id"] == id]
    return one  # type: ignore[no-any-return]
