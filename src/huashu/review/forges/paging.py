"""Where a list goes on: by Link header, by page numbers, or until a page is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from huashu.review.forges.replies import Json

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_NEXT = re.compile(r"""(?i);\s*rel\s*=\s*"?next"?\s*(?:[;,]|\Z)""")
_TOTALS = ("x-total-count", "x-total", "total_count")
_PAGES = ("x-total-pages", "total_page")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as far as the forge gave it. complete: by its own count there is no more."""

    items: tuple[Json, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What to ask next: a URL, or a page by number, or nothing."""

    done: bool = False
    url: str = ""
    page: int = 0


def follow(headers: Mapping[str, str], page: int, got: int, altogether: int) -> Step:
    """The step after a page with `got` items. Pages may be shorter than asked for: that alone is no end."""
    for target, attributes in _LINK.findall(headers.get("link", "")):
        if _NEXT.search(attributes):
            return Step(url=target)
    following = _number(headers, ("x-next-page",))
    if following is not None and following > page:
        return Step(page=following)
    pages = _number(headers, _PAGES)
    if "link" in headers or "x-next-page" in headers or pages is not None:
        return Step(done=True) if pages is None or page >= pages or not got else Step(page=page + 1)
    total = totals(headers, None)
    if not got or (total is not None and altogether >= total):
        return Step(done=True)
    return Step(page=page + 1)


def totals(headers: Mapping[str, str], before: int | None) -> int | None:
    """How many items the forge says there are, the largest that it has said."""
    found = _number(headers, _TOTALS)
    return before if found is None else max(found, before or 0)


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = headers.get(name, "").strip()
        if value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
    return None
