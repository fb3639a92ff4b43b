"""A difference as one self-contained page that looks like the handbook; it loads nothing and runs nothing."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from huashu.i18n import _, language
from huashu.model.difference import Difference
from huashu.report import difference_words as told
from huashu.text import CONTROL

_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def report(difference: Difference, _colour: bool, _columns: int | None) -> str:
    """The whole page; the same difference gives the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("huashu.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_calm,
    )
    environment.globals["_"] = _
    loader = environment.loader
    assert loader is not None
    style = loader.get_source(environment, "difference.css")[0].strip()
    return environment.get_template("difference.html.jinja").render(
        difference=difference,
        scripts=told.in_order(difference.scripts),
        ends=told.ends(difference),
        counts=told.counts(difference),
        how_title=told.how_title,
        reply_title=told.reply_title,
        shown_fields=told.shown_fields,
        why_said=told.why_said,
        wording_title=told.wording_title,
        language=_LANGUAGES[language()],
        policy=f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'; "
        "base-uri 'none'; form-action 'none'",
        style=Markup(style),
    )


def _calm(value: object) -> object:
    """Characters that are not seen but turn what is seen around, as `\\uXXXX`."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    return value
