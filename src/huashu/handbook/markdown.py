"""Chapters that are not scripts, from handbook/*.md: safe HTML for the page, plain blocks for other formats."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from huashu.handbook.compose import anchors as safe
from huashu.handbook.markdown_text import written

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOLDER = "handbook"
_PLACE = "chapter_"  # before a chapter's name: with the underscore its anchor is no script's and no scene's
_ABROAD = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_ORDER = re.compile(r"^[0-9]+[-_. ]*")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file. path: in the library; name: that below handbook/ without .md; anchor: none of a script or scene.

    html: safe, with links to scripts and chapters as anchors; markdown: the same for files, headings as deep as in html.
    dead: targets of links that lead nowhere, as written, sorted.
    """

    path: str
    name: str
    title: str
    anchor: str
    html: str
    markdown: str
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Targets:
    """What links may lead to: path of a script or chapter → its place. known: all that there is, shown or not."""

    anchors: Mapping[str, str]
    known: Collection[str]


def chapters(
    files: Mapping[str, bytes], anchors: Mapping[str, str], known: Collection[str] = ()
) -> tuple[Chapter, ...]:
    """Chapters by file name: `10-交接.md` comes before `20-密码.md`.

    files: path in the library → content, of handbook/*.md. anchors: script id → its place in the handbook.
    known: ids of scripts that there are, though this handbook may not show them; links to those are plain words.
    """
    named = safe(map(_name, files))
    places = {path: _PLACE + named[_name(path)] for path in files}
    scripts = {f"scripts/{name}.yaml": anchor for name, anchor in anchors.items()}
    targets = _Targets({**scripts, **places}, {f"scripts/{name}.yaml" for name in known})
    return tuple(_chapter(path, files[path].decode("utf-8-sig", "replace"), targets) for path in sorted(files))


def _name(path: str) -> str:
    return path.removeprefix(f"{FOLDER}/").removesuffix(".md")


def _chapter(path: str, text: str, targets: _Targets) -> Chapter:
    name = _name(path)
    parser = new_parser()
    tokens = parser.parse(text)
    dead: set[str] = set()
    for token in _all(tokens):
        if token.type == "link_open":
            _lead(token, path, targets, dead)
        elif token.type in ("th_open", "td_open"):
            _align(token)
    heading = next((index for index, token in enumerate(tokens) if token.type == "heading_open"), None)
    title = _ORDER.sub("", name) or name
    if heading == 0 and tokens[0].tag == "h1":
        title = _plain(tokens[1])
        tokens = tokens[3:]
    _lower(tokens)
    html = str(parser.renderer.render(tokens, parser.options, {}))
    return Chapter(path, name, title, targets.anchors[path], html, written(tokens), tuple(sorted(dead)))


def new_parser() -> MarkdownIt:
    """CommonMark with tables. HTML in the text is text, and only harmless links are links (`validateLink`)."""
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"]).disable("image")
    )


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _lead(token: Token, path: str, targets: _Targets, dead: set[str]) -> None:
    """Point a link at the handbook's own place of a script or chapter; abroad it opens beside; all else is no link."""
    target = unquote(str(token.attrGet("href") or ""))
    if _ABROAD.match(target):
        token.attrSet("rel", "noreferrer")
        token.attrSet("target", "_blank")
        return
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.split("#")[0] or path))
    anchor = targets.anchors.get(place)
    if anchor is None:
        if place not in targets.known:
            dead.add(target)
        token.tag, token.attrs = "span", {}
    else:
        token.attrSet("href", f"#{anchor}")


def _align(token: Token) -> None:
    """Columns to the right by class: the page allows no styles of elements."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", style.replace("text-align:", "to-"))


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _lower(tokens: list[Token]) -> None:
    """Headings below the chapter's own; what was a link closes as what it has become."""
    closing: list[str] = []
    for token in _all(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(3, int(token.tag[1]) + 1))}"
        if token.type == "link_open":
            closing.append(token.tag)
        elif token.type == "link_close":
            token.tag = closing.pop()
