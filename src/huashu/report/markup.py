"""XML that any parser takes, whatever the texts in it are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from huashu.patterns import lazy
from huashu.text import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# No XML may hold these, not even escaped; other control characters are `visible`'s work.
_IMPOSSIBLE = lazy("[\ud800-\udfff\ufffe\uffff]")


def element(name: str, attributes: Mapping[str, object], parent: Element | None = None) -> Element:
    """A new element, the last of its parent's. Values become texts that are harmless."""
    from xml.etree import ElementTree

    told = {key: harmless(str(value)) for key, value in attributes.items()}
    return ElementTree.Element(name, told) if parent is None else ElementTree.SubElement(parent, name, told)


def document(root: Element) -> str:
    """The whole document, indented. ASCII alone: no terminal, pipe or shell can spoil it, whatever its encoding."""
    from xml.etree import ElementTree

    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="us-ascii").decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def harmless(text: str) -> str:
    """The text with `\\uXXXX` for what XML can't hold or what has power over a terminal; line breaks stay."""
    return _IMPOSSIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
