"""Two states of a little shop in a real repository, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from shop_in_git import SETTINGS, Shop

from huashu.model.difference import Difference
from huashu.review.difference import compare
from huashu.store.comparing import compared

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PRICE = "scripts/bargaining/price.yaml"
LADDER = """\
  - id: bargaining
    title: 议价语
    rungs:
      - id: value
        title: 讲价值
        by: agent
      - id: gift
        title: 送小礼
        by: agent
      - id: special
        title: 特批
        by: supervisor
"""
SHOP = SETTINGS + LADDER
SECRET = "  手机号:\n    means: 顾客的手机号\n    sensitive: true\n    spoken: masked\n"
Files = Mapping[str, str | bytes | None]


def price(first: str, second: str = "", by: str = "", more: str = "") -> str:
    """A script of the ladder: what is said on its first rung and its second."""
    head = "id: bargaining/price\ntitle: 太贵了\nchannels:\n  - livechat\n  - phone\nasks:\n  - 太贵\nreplies:\n"
    rungs = f"  - rung: value\n    say: |-\n      {first}\n"
    if second:
        rungs += f"  - rung: gift\n    say: |-\n      {second}\n" + (f"    by: {by}\n" if by else "")
    return f"{head}{rungs}{more}owner: cs\nreview_by: 2099-01-01\n"


def shop(tmp_path: Path, before: Files | None = None) -> Shop:
    """A shop with one commit."""
    made = Shop(tmp_path / "店")
    made.commit({"huashu.yaml": SHOP, **(before or {})})
    return made


def difference(tmp_path: Path, before: Files, after: Files) -> Difference:
    """What differs between a commit and the files on disk."""
    made = shop(tmp_path, before)
    made.write(after)
    return compare(compared(made.root, None, None), NOW)
