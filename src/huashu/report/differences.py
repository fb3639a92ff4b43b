"""How differences are told, by format. A difference, whether colour is wanted and the columns of a terminal in, text out."""

from __future__ import annotations

from collections.abc import Callable

from huashu.model.difference import Difference
from huashu.report import difference_html, difference_json, difference_markdown, difference_text

Teller = Callable[[Difference, bool, int | None], str]

DIFFERENCES: dict[str, Teller] = {
    "html": difference_html.report,
    "json": difference_json.report,
    "markdown": difference_markdown.report,
    "text": difference_text.report,
}
