"""Reads a PDF back: words, bookmarks, tags."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def plain(text: str) -> str:
    """Without white space (lines break anywhere) and variation selectors (a reader gives a glyph one text)."""
    return re.sub(r"[\s\ufe0f]", "", text)


def opened(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def bookmarks(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Depth, title and page (from 1) of each bookmark."""

    def walk(items: list[Any], depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                page = reader.get_destination_page_number(item)
                assert page is not None
                yield depth, item.title, page + 1

    return list(walk(reader.outline, 0))


def structure(reader: PdfReader) -> Iterator[Any]:
    """The elements of the tag tree, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for item in node:
                yield from walk(item)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node["/K"])

    return walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
