"""The check `characters`: code points that people cannot see or cannot tell from others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from huashu.lint.checks.hit import Hit
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule

# Emoji are built with U+200D, U+FE0F and tag characters; those are legitimate after a picture.
_PICTURE = r"[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
CLASSES = {
    "control": r"\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f",
    "zero-width": r"\u200b-\u200d\u2060\ufeff\u180e\u00ad",
    "bidi": r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "private-use": r"\ue000-\uf8ff\U000f0000-\U0010fffd",
    "kangxi": r"\u2e80-\u2fdf",
    "full-width-ascii": r"Ａ-Ｚａ-ｚ０-９",
    "line-separator": r"\x85\u2028\u2029",
    "variation-tags": r"\U000e0000-\U000e007f",
}
SUSPECT = re.compile(f"[{''.join(CLASSES.values())}]")


def characters(rule: Rule, view: ScriptView, _context: Context) -> Iterator[Hit]:
    """Each run of forbidden characters is a finding; {word} shows the first as U+XXXX."""
    if not view.has(SUSPECT):
        return
    pattern = _pattern(rule.words("forbid"))
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        for found in pattern.finditer(written.value):
            shown = f"U+{ord(found[0][0]):04X}"
            yield Hit(view.script.source, written, *found.span(), {"word": shown}, script=view.script.id)


@lru_cache(maxsize=64)
def _pattern(forbidden: tuple[str, ...]) -> re.Pattern[str]:
    ranges = "".join(CLASSES[name] for name in forbidden)
    return re.compile(rf"(?:(?!(?<={_PICTURE})\u200d)[{ranges}])+")
