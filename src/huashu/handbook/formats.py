"""The formats of the handbook, by the ending of their files."""

from __future__ import annotations

from typing import Protocol

from huashu.garbage import no_cleaning
from huashu.handbook.edition import Edition


class Format(Protocol):
    """Makes the bytes of a file. paper: a4 or a5, for what is printed."""

    def __call__(self, edition: Edition, paper: str = "a4") -> bytes: ...


@no_cleaning()
def _html(edition: Edition, paper: str = "a4") -> bytes:
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


def _json(edition: Edition, paper: str = "a4") -> bytes:
    from huashu.handbook import as_json

    return as_json.render(edition)


def _markdown(edition: Edition, paper: str = "a4") -> bytes:
    from huashu.handbook import as_markdown

    return as_markdown.render(edition)


@no_cleaning()
def _pdf(edition: Edition, paper: str = "a4") -> bytes:
    from huashu.handbook import pdf

    return pdf.render(edition.handbook, paper=paper, pictures=edition.pictures, chapters=edition.chapters)


FORMATS: dict[str, Format] = {"html": _html, "json": _json, "md": _markdown, "pdf": _pdf}
