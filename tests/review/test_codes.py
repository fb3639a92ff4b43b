"""Every code of a verdict is documented, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = re.compile(
    r"""(?:Verdict\(\s*(?:GRANTED|OPEN|REFUSED|NOTE),\s*|Fault\(\s*|Near\(\s*|return\s)"([a-z]+(?:-[a-z]+)*)",\s"""
)
NAMED = {"named"}  # lines of `explain` that group others


def test_every_code_is_documented() -> None:
    source = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "src/huashu/review").glob("*.py")}
    made = set(MADE.findall("".join(source.values())))
    made |= set(re.findall(r'(?m)^        "([a-z-]+)": \(', source["obstacles.py"]))
    made |= set(re.findall(r'(?m)^        "([a-z-]+)": _\(', source["doubts.py"]))
    made |= {f"push-{wrong}" for wrong in re.findall(r'(?m)^                "([a-z]+)": _\(', source["receiving.py"])}
    page = (ROOT / "docs/approval.md").read_text(encoding="utf-8")
    table = page.split("## Codes")[1]
    assert set(re.findall(r"`([a-z-]+)`", table)) == made - NAMED
