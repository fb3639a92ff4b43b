"""The check `characters`: code points that people cannot see, cannot tell from others, or do not write here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from unicodedata import category, normalize

from huashu.lint.checks.hit import Hit
from huashu.lint.context import Context
from huashu.lint.folding import SUSPECTS, simplified
from huashu.lint.lookalikes import lookalikes
from huashu.lint.traditional import TRADITIONAL
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule
from huashu.patterns import lazy

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
    "compatibility": r"\uf900-\ufaff\U0002f800-\U0002fa1f",
}
_DELETED = lazy(f"[{''.join(CLASSES[name] for name in ('control', 'zero-width', 'bidi', 'variation-tags'))}]+")
_FOLDED = lazy(f"[{''.join(CLASSES[name] for name in ('kangxi', 'full-width-ascii', 'compatibility'))}]+")
# All that ordinary Chinese texts hold. Whatever is found below, but for traditional characters, is none of these.
ODD = lazy(
    "[^\t\n -~\u00b7\u00d7\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    "\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]"
)
_Found = Iterator[tuple[int, int, str | None]]  # start, end, what to write instead


def may(view: ScriptView, _context: Context) -> bool:
    """Whether a script holds any character that is not an ordinary one; may also be said of a few that are."""
    return ODD.search(view.written) is not None or SUSPECTS.search(view.written) is not None


def characters(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """Each run of forbidden characters; {word} shows the first as U+XXXX, {suggestion} what is meant, if known."""
    forbidden = rule.words("forbid")
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        for start, end, better in _find(forbidden, written.value, context.library.settings.language):
            first = written.value[start]
            values = {"word": f"U+{ord(first):04X}", "value": written.value[start:end], "suggestion": better or ""}
            yield Hit(view.script.source, written, start, end, values, replacement=better, script=view.script.id)


def _find(forbidden: tuple[str, ...], text: str, language: str) -> _Found:
    for name in forbidden:
        special = _SPECIAL.get(name)
        if special is not None and not (name == "traditional" and _writes_traditional(language)):
            yield from special(text)
    pattern = _pattern(forbidden)
    for found in pattern.finditer(text) if pattern is not None else ():
        yield *found.span(), _meant(found[0])


def _meant(run: str) -> str | None:
    """What to write for characters that must go, or that stand for others; None where nobody can say."""
    if _DELETED.fullmatch(run):
        return ""
    better = normalize("NFKC", run)
    return better if _FOLDED.fullmatch(run) and not _FOLDED.search(better) else None


def _traditional_runs(text: str) -> _Found:
    """Traditional characters, but for those that the text speaks of: 绣的是“龍”字."""
    if "繁体" in text or "繁體" in text:
        return
    for found in _traditional_run().finditer(text):
        around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
        if around not in _QUOTES:
            yield *found.span(), simplified(found[0])


_QUOTES = ("“”", "‘’", "「」", "『』", "《》", '""')


def _unassigned(text: str) -> _Found:
    """Code points that mean nothing. Planes that grow with every Unicode (emoji, rare hanzi) are let be."""
    for found in ODD.finditer(text):
        code = ord(found[0])
        if category(found[0]) == "Cn" and not (0x1F000 <= code <= 0x1FFFD or 0x20000 <= code <= 0x3FFFD):
            yield *found.span(), None


_SPECIAL: dict[str, Callable[[str], _Found]] = {
    "homoglyph": lookalikes,
    "traditional": _traditional_runs,
    "unassigned": _unassigned,
}


def _writes_traditional(language: str) -> bool:
    """Whether a library of this language (BCP 47) is written in traditional characters."""
    return any(part in ("hant", "tw", "hk", "mo") for part in language.lower().split("-")[1:])


@cache
def _traditional_run() -> re.Pattern[str]:
    return re.compile(f"[{TRADITIONAL}]+")


@lru_cache(maxsize=64)
def _pattern(forbidden: tuple[str, ...]) -> re.Pattern[str] | None:
    ranges = "".join(CLASSES.get(name, "") for name in forbidden)
    return re.compile(rf"(?:(?!(?<={_PICTURE})\u200d)[{ranges}])+") if ranges else None
