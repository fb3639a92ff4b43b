"""The handbook as one self-contained HTML file: opens from disk, works without JavaScript, loads nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from huashu.handbook.chapters import Entry, Handbook
from huashu.i18n import _

if TYPE_CHECKING:
    from jinja2 import Environment

_Item = TypeVar("_Item")
_PACKAGE = "huashu.handbook"
PAGE, STYLE, SCRIPT = "page.html.jinja", "handbook.css", "handbook.js"


def render(handbook: Handbook) -> str:
    """The whole page; the same handbook gives the same text."""
    from markupsafe import Markup

    environment = _environment()
    style, script = _asset(environment, STYLE), _asset(environment, SCRIPT)
    return environment.get_template(PAGE).render(
        book=handbook,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
    )


@cache
def _environment() -> Environment:
    """Compiled templates; `_` speaks whatever language is in force when they are rendered."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(_PACKAGE, "templates"), PackageLoader(_PACKAGE, "assets")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    environment.filters["runs"] = _runs
    environment.filters["sole_speaker"] = _sole_speaker
    return environment


def _asset(environment: Environment, name: str) -> str:
    """A file of assets/ as it stands, ready to be put inside its element."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0].strip()


def _policy(style: str, script: str) -> str:
    """Nothing is loaded and nothing runs but the very style and script of this page; pictures only inline."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """The source expression of Content Security Policy that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _runs(items: Iterable[_Item], attribute: str) -> Iterator[tuple[object, list[_Item]]]:
    """Neighbours with an equal attribute, together: replies of one step, targets of one area."""
    for value, run in groupby(items, attrgetter(attribute)):
        yield value, list(run)


def _sole_speaker(entry: Entry) -> str:
    """Who alone may say every reply of a script, "" where any agent may or where it changes: named once, on top."""
    speakers = {reply.by for reply in entry.replies}
    return speakers.pop() if len(speakers) == 1 and not entry.replies[0].by_agent else ""
