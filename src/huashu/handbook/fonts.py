"""Fonts of the PDF: they come from packages, so that it looks the same on every machine.

The tables of characters are read only for characters beyond everyday Chinese, and the large font's table last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from huashu.errors import HuashuError
from huashu.i18n import _

SUBSTITUTE = "□"  # shown for a character that no font has; every font chain below has it

_CJK_PACKAGE, _NOTO_PACKAGE = "manimgx_fonts_cjk", "manimgx_fonts"
# Beyond the first three these serve emoticons: (ಥ_ಥ) is Kannada, ٩(๑)۶ is Arabic and Thai.
_NOTO_SCRIPTS = (
    *("Symbols", "Kannada", "Thai", "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati"),
    *("Gurmukhi", "Hebrew", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu"),
)


class Face(NamedTuple):
    """A font file in a package; `number` is its place in a collection."""

    family: str
    package: str
    file: str
    number: int = -1


_CJK = Face("Noto Sans CJK SC", _CJK_PACKAGE, "NotoSansCJK-VF.otf.ttc", 2)
_SMALL = (
    Face("Noto Emoji", _NOTO_PACKAGE, "NotoEmoji[wght].ttf"),
    Face("Noto Sans", _NOTO_PACKAGE, "NotoSans[wght].ttf"),
)
_SCRIPTS = tuple(Face(f"Noto Sans {name}", _NOTO_PACKAGE, f"NotoSans{name}[wght].ttf") for name in _NOTO_SCRIPTS)

FACES = (_CJK, *_SMALL, *_SCRIPTS)  # in the order in which typst looks for a character
FAMILIES = tuple(face.family for face in FACES)
_CHEAPEST_FIRST = (*_SMALL, _CJK, *_SCRIPTS)

_LAYOUT = frozenset("\t\n\r\x85\u2028\u2029")  # typst breaks the line at each but the tab
_UNSAFE = re.compile("[\ufeff\u202a-\u202e\u2066-\u2069]")  # PDF/UA forbids the first; the others turn words round
# Default ignorable code points of Unicode as far as they occur: joiners, variation selectors, tags of flags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2065\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)


def folders() -> list[str]:
    """The folders of the font packages, for typst."""
    return [str(_folder(package)) for package in (_CJK_PACKAGE, _NOTO_PACKAGE)]


def missing(characters: Iterable[str]) -> list[str]:
    """The characters that can't be printed, sorted: no font has them, or they only steer the text."""
    return sorted(char for char in set(characters) if not _everyday(char) and not _printable(char))


def _everyday(char: str) -> bool:
    """Is it in ASCII or GB 2312? The first font has all of these (a test holds it)."""
    try:
        return char.isprintable() and bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _printable(char: str) -> bool:
    if char in _LAYOUT or _INVISIBLE.match(char) or unicodedata.category(char) == "Zs":
        return True
    if _UNSAFE.match(char) or unicodedata.category(char) in ("Cc", "Cs"):
        return False
    return any(ord(char) in _coverage(face) for face in _CHEAPEST_FIRST)


@cache
def _coverage(face: Face) -> frozenset[int]:
    """The code points that a font has a glyph for."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(_folder(face.package) / face.file, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise HuashuError(
            _("排印 PDF 要用的字体包 {package} 没有装上").format(package=package),
            todo=_("请运行 pip install {package}，再试一次").format(package=package.replace("_", "-")),
        )
    return Path(spec.submodule_search_locations[0])
