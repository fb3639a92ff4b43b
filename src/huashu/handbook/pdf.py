"""The handbook as a PDF for print and for signing off: typst sets it, tagged and accessible (PDF/UA-1)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from huashu.errors import HuashuError
from huashu.handbook import fonts
from huashu.handbook.chapters import Handbook
from huashu.handbook.markdown import Chapter
from huashu.handbook.pdf_back import Data, section
from huashu.handbook.pdf_pages import entry_page, pages, picture_file
from huashu.i18n import _
from huashu.store.extras import PICTURES, Picture

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
MAIN, DATA = "handbook.typ", "data.json"
PARTS = ("back.typ", "data.typ", "front.typ", "marks.typ", "script.typ")
STANDARD = "ua-1"
_TAB = "    "  # typst gives a tab no width
_MOST_TITLES = 6
_STEERED = re.compile(r"\\[bfrtu]")  # characters that JSON escapes, tabs among them; a line feed may stand


def render(
    handbook: Handbook,
    *,
    paper: str = "a4",
    pictures: Mapping[str, Picture] | None = None,
    chapters: Sequence[Chapter] = (),
) -> bytes:
    """The whole PDF; the same handbook gives the same bytes. Characters that no font has are shown as □ and listed.

    paper: a4 or a5. pictures: by the names that replies give them.
    """
    import typst

    data = pages(handbook, chapters, pictures, paper)
    try:
        pdf = typst.compile(  # type: ignore[call-overload] # its stubs do not know yet that files may be a mapping
            _files(_printable(handbook, data), pictures or {}),
            root=TEMPLATES,
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            sys_inputs={"paper": paper},
            timestamp=datetime.fromisoformat(handbook.date).replace(tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise _told(error, pictures or {}) from error
    return bytes(pdf)


def _told(error: typst.TypstError, pictures: Mapping[str, Picture]) -> HuashuError:
    """A picture that cannot be read can be mended by whoever put it there; all else is a fault of ours."""
    if "image" in error.message:
        for picture in pictures.values():
            if not _opens(picture):
                return HuashuError(
                    _("这张图打不开：{reason}").format(reason=error.message),
                    where=PICTURES + picture.name,
                    todo=_("请重新导出这张图，再放进来"),
                )
    return HuashuError(
        _("PDF 没有排成：{reason}").format(reason=error.message),
        where=MAIN,
        todo=_("请把这段话和出错的话术发给维护 huashu 的人；这段时间可以先用 HTML 手册"),
    )


def _opens(picture: Picture) -> bool:
    import typst

    try:
        typst.compile({"main.typ": b'#image(bytes(json("picture.json")))', "picture.json": _numbers(picture)})  # type: ignore[call-overload]
    except typst.TypstError:
        return False
    return True


def _files(words: str, pictures: Mapping[str, Picture]) -> dict[str, bytes | Path]:
    """What typst reads: the templates, the words as JSON, the pictures."""
    shown = {picture_file(picture): _numbers(picture) for picture in pictures.values()}
    parts = {name: TEMPLATES / name for name in PARTS}
    return {"main.typ": TEMPLATES / MAIN, **parts, DATA: words.encode(), **shown}


def _words(data: Data) -> str:
    return json.dumps({**data, "families": fonts.FAMILIES}, ensure_ascii=False)


def _numbers(picture: Picture) -> bytes:
    """A picture as a list of numbers: typst's binding takes no files but text."""
    return json.dumps([*picture.data], separators=(",", ":")).encode()


@cache
def _fonts() -> typst.Fonts:
    """The packaged fonts alone: what is installed on a machine must not change the pages."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.folders())


def _printable(handbook: Handbook, data: Data) -> str:
    """The data as JSON in characters that can be printed; those that can't are listed in a last section."""
    words = _words(data)
    if not _STEERED.search(words) and not fonts.missing(words):
        return words  # the usual case, seen at a glance: names of fields are printable too
    characters = _characters(data)
    gone = fonts.missing(characters)
    if gone:
        data = {**data, "sections": [*_list(data["sections"]), _substituted(handbook, gone)]}
    table = {ord(char): fonts.SUBSTITUTE for char in gone} | {ord("\t"): _TAB}
    shown = _translated(data, table)
    assert isinstance(shown, dict)
    return _words(shown)


def _substituted(handbook: Handbook, gone: list[str]) -> Data:
    """Which characters were substituted, and in which scripts they stand."""
    places: dict[str, list[str]] = {char: [] for char in gone}
    for chapter in handbook.scenes:
        for entry in chapter.entries:
            for char in sorted(_characters(entry_page(entry)) & places.keys()):
                places[char].append(entry.title or entry.id)
    return section(
        _("字体里没有的字符"),
        _("这些字符印不出来，手册里用 {substitute} 代替。请在话术里换成别的写法。").format(substitute=fonts.SUBSTITUTE),
        [(_("编码"), 2), (_("叫什么"), 5), (_("出现在"), 8)],
        (
            [[("strong", f"U+{ord(char):04X}")], [("text", _name(char))], [("text", _titles(titles))]]
            for char, titles in places.items()
        ),
    )


def _titles(titles: list[str]) -> str:
    if not titles:
        return _("话术之外，或者附录")
    some = _("、").join(titles[:_MOST_TITLES])
    return some if len(titles) <= _MOST_TITLES else _("{some}等 {count} 篇").format(some=some, count=len(titles))


def _name(char: str) -> str:
    kinds = {"Cc": _("控制字符"), "Cn": _("没有分配的编码"), "Co": _("自造字"), "Cs": _("不完整的字符")}
    return kinds.get(unicodedata.category(char)) or unicodedata.name(char, "").lower()


def _characters(data: Data) -> set[str]:
    """Of every text of the data, keys left out."""
    found: set[str] = set()
    left: list[object] = [data]
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.update(value)
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, (list, tuple)):
            left.extend(value)
    return found


def _translated(value: object, table: dict[int, str]) -> object:
    """A copy with every text translated, keys left alone."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _translated(item, table) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_translated(item, table) for item in value]
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
