"""XML that any parser takes."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.report.markup import document, element, harmless


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("不\n行\t好", "不\n行 好"),
        ("\x00\x0b\x1b\x7f\x85\r", "\\u0000\\u000b\\u001b\\u007f\\u0085\\u000d"),
        ("\ud800\udfff\ufffe\uffff\u202e\u200b", "\\ud800\\udfff\\ufffe\\uffff\\u202e\\u200b"),
        ("😊<&\">'", "😊<&\">'"),
    ],
)
def test_what_xml_cannot_hold_is_spelt_out(text: str, told: str) -> None:
    assert harmless(text) == told


def test_a_document_is_ascii_and_indented() -> None:
    root = element("a", {"n": 1})
    element("b", {"t": "不\n<"}, root).text = "好&"
    assert document(root) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<a n="1">\n  <b t="&#19981;&#10;&lt;">&#22909;&amp;</b>\n</a>\n'
    )


@given(st.text(st.characters()))  # surrogates as well
def test_whatever_it_is_reads_back(text: str) -> None:
    root = element("a", {"t": text})
    root.text = harmless(text)
    told = document(root)
    assert told.isascii()
    read = ElementTree.fromstring(told)
    assert read.get("t") == harmless(text)
    assert (read.text or "") == harmless(text)
