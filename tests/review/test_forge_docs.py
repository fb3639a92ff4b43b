"""docs/forges.md names every doubt, every token and every forge that the code knows."""

from __future__ import annotations

import re
from pathlib import Path

from huashu.review.fetch import FORGES, OWN_TOKEN

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "forges.md").read_text(encoding="utf-8")


def test_every_doubt_is_explained_and_none_is_made_up() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src/huashu/review/forges").glob("*.py")]
    used = {code for source in sources for code in re.findall(r'\bdoubt\("([a-z-]+)"', source)}
    explained = re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert explained == sorted(used)


def test_every_token_and_forge_is_named() -> None:
    wanted = {OWN_TOKEN, *(adapter.TOKEN for adapter in FORGES.values()), *FORGES}
    assert {name for name in wanted if f"`{name}`" not in PAGE} == set()
