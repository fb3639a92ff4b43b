"""Fonts: the chain is what the packages hold, and exactly the unprintable characters are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.handbook import fonts


def gb2312() -> set[str]:
    rows = (bytes([high, low]) for high in range(0xA1, 0xFF) for low in range(0xA1, 0xFF))
    return {pair.decode("gb2312", "ignore") for pair in rows} - {""}


def test_typst_finds_every_face_under_its_family_and_number() -> None:
    import typst

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts.folders()).fonts()
    known = {(Path(info.path or "").name, info.index, info.family) for info in found}
    assert {(face.file, max(face.number, 0), face.family) for face in fonts.FACES} <= known
    assert fonts.FAMILIES[:2] == ("Noto Sans CJK SC", "Noto Emoji")
    assert len(set(fonts.FAMILIES)) == 23


def test_the_first_font_has_everyday_characters_and_the_substitute() -> None:
    everyday = gb2312() | {chr(code) for code in range(0x20, 0x7F)}
    assert len(everyday) == 7445 + 95
    assert {char for char in everyday if ord(char) not in fonts._coverage(fonts.FACES[0])} == set()
    assert ord(fonts.SUBSTITUTE) in fonts._coverage(fonts.FACES[0])


def test_everyday_text_reads_no_font_table() -> None:
    fonts._coverage.cache_clear()
    assert fonts.missing(set("您好，青禾衣橱 8016 号为您服务～（全场包邮）\n")) == []
    assert fonts._coverage.cache_info().misses == 0


@pytest.mark.parametrize(
    "text",
    [
        "☺️❤️😊🙏🏻👩‍👩‍👧‍👦🏳️‍🌈🇨🇳1️⃣#️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "(づ￣3￣)づ╭❤～ (ಥ_ಥ) ʕ•ᴥ•ʔ ٩(๑ᴗ๑)۶ (=^･ω･^=)",
        "𠮷龘㐂①★♡¥",
        "a\u200bb\u200dc\u00add\u2060e\u3000f\u2009g\u00a0h",
        "一\t\n二\r\n三\u2028四\u2029五\x85",
    ],
)
def test_what_people_type_can_be_printed(text: str) -> None:
    assert fonts.missing(set(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好✧的❛", ["✧", "❛"]),
        ("\ue000\U0010fffd\u0378\uffff", ["\u0378", "\ue000", "\uffff", "\U0010fffd"]),
        ("a\x07\x00\x1b\x7f", ["\x00", "\x07", "\x1b", "\x7f"]),
        ("\ufeff您好\u202e\u2066\u2069", ["\u202e", "\u2066", "\u2069", "\ufeff"]),
    ],
)
def test_what_no_font_has_is_reported(text: str, expected: list[str]) -> None:
    assert fonts.missing(set(text)) == expected


def test_a_package_that_is_not_installed_says_how_to_install_it() -> None:
    with pytest.raises(HuashuError) as caught:
        fonts._folder("huashu_no_such_fonts")
    assert caught.value.what == "排印 PDF 要用的字体包 huashu_no_such_fonts 没有装上"
    assert caught.value.todo == "请运行 pip install huashu-no-such-fonts，再试一次"
