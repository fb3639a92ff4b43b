"""Values of a handbook as `compose` makes them, for tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from huashu.handbook.chapters import Entry, Handbook, ReplyEntry, SceneChapter, Version, Wording
from huashu.model.effective import Segment


def wording(text: str, *channels: str) -> Wording:
    return Wording(channels, (Segment("text", text, "", 0, len(text)),))


def reply(number: int, text: str = "您好", **changes: Any) -> ReplyEntry:
    plain = ReplyEntry(number, "", "客服", True, False, (wording(text),), "", "")
    return replace(plain, **changes)


def entry(*replies: ReplyEntry, **changes: Any) -> Entry:
    plain = Entry(
        id="greeting/hello",
        anchor="greeting--hello",
        title="初次问候",
        channels=("微信", "电话"),
        asks=("在吗",),
        replies=replies or (reply(1),),
        escalate_to="",
        escalate_when="",
        owner="客服部",
        consult=(),
        effective="",
        expires="",
        review_by="2027-02-01",
        tags=(),
        related=(),
        version=Version("3f2a91c", "2026-11-02"),
    )
    return replace(plain, **changes)


def handbook(*scenes: SceneChapter, **changes: Any) -> Handbook:
    plain = Handbook("青禾衣橱", "2026-11-21", "3f2a91c", False, False, "", scenes, (), (), (), ())
    return replace(plain, **changes)
