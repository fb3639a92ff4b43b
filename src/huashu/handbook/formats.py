"""The formats of the handbook, by the ending of their files."""

from __future__ import annotations

from collections.abc import Callable

from huashu.handbook.edition import Edition


def _html(edition: Edition) -> bytes:
    from huashu.handbook import html
    from huashu.handbook.web_data import web_data

    data = web_data(
        edition.handbook,
        edition.library,
        edition.now,
        news=edition.news,
        pictures=edition.pictures,
        chapters=edition.chapters,
    )
    return html.render(edition.handbook, data, edition.library.settings, edition.chapters).encode("utf-8")


def _json(edition: Edition) -> bytes:
    from huashu.handbook import as_json

    return as_json.render(edition)


def _markdown(edition: Edition) -> bytes:
    from huashu.handbook import as_markdown

    return as_markdown.render(edition)


def _pdf(edition: Edition) -> bytes:
    from huashu.handbook import pdf

    return pdf.render(edition.handbook)


FORMATS: dict[str, Callable[[Edition], bytes]] = {"html": _html, "json": _json, "md": _markdown, "pdf": _pdf}
