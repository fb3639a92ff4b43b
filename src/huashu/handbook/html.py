"""The handbook as one self-contained HTML file: opens from disk or any host, and loads nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from huashu.handbook.chapters import Handbook
from huashu.handbook.markdown import Chapter
from huashu.handbook.memo import Memo
from huashu.handbook.packing import packed, packed_quickly
from huashu.handbook.page_texts import live_texts, page_help, page_texts
from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.script import ROLES
from huashu.titles import role_title

if TYPE_CHECKING:
    from jinja2 import Environment

_Item = TypeVar("_Item")
_PACKAGE = "huashu.handbook"
PAGE, STYLE = "page.html.jinja", "handbook.css"
LIVE, LIVE_STYLE = "live", "live.css"  # only for pages that `huashu serve` shows
# Later ones use what earlier ones define.
SCRIPTS = (
    "book",
    "sounds",
    "search",
    "draw",
    "state",
    "slots",
    "copy",
    "card",
    "current",
    "page",
    "view",
    "keys",
    "main",
)


def render(
    handbook: Handbook,
    data: Mapping[str, object],
    settings: Settings,
    chapters: Sequence[Chapter] = (),
    *,
    live: str = "",
    memo: Memo | None = None,
) -> str:
    """The whole page; the same handbook gives the same text. data: what `web_data` made of it.

    live: the version of a page that `huashu serve` shows, which asks its server for newer ones; "" for a file.
    memo: of the data of live pages, see `packed_quickly`.
    """
    from markupsafe import Markup

    environment = _environment()
    style, script = _style(environment, live=bool(live)), _script(environment, live=bool(live))
    return environment.get_template(PAGE).render(
        book=handbook,
        channels=settings.channels,
        stages={stage.id: stage.title for scene in settings.scenes.values() for stage in scene.stages},
        roles={role: role_title(role) for role in ROLES},
        tags=sorted({tag for scene in handbook.scenes for entry in scene.entries for tag in entry.tags}),
        chapters=[(chapter.anchor, chapter.title, Markup(chapter.html)) for chapter in chapters],
        fixed=_fixed(handbook, chapters),
        help=page_help(),
        live=live,
        policy=_policy(style, script, live=bool(live)),
        style=Markup(style),
        script=Markup(script),
        messages=Markup(_json({**page_texts(), **(live_texts() if live else {})})),
        data=Markup(packed_quickly(data, memo or Memo()) if live else packed(data)),
    )


def _fixed(handbook: Handbook, chapters: Sequence[Chapter]) -> dict[str, str]:
    """What the navigation lists behind the scenes: anchor → title."""
    own = {chapter.anchor: chapter.title for chapter in chapters}
    parts = {
        "facts": (handbook.facts, _("公司口径")),
        "slots": (handbook.slots, _("要填的空")),
        "targets": (handbook.targets, _("服务目标")),
        "left-out": (
            handbook.left_out or any(entry.expires for scene in handbook.scenes for entry in scene.entries),
            _("未收录"),
        ),
    }
    return {**own, **{anchor: title for anchor, (shown, title) in parts.items() if shown}}


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
    return environment


def _asset(environment: Environment, name: str) -> str:
    """A file of assets/ as it stands, ready to be put inside its element."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0].strip()


def _style(environment: Environment, *, live: bool) -> str:
    return "\n".join(_asset(environment, name) for name in (STYLE, *((LIVE_STYLE,) if live else ())))


def _script(environment: Environment, *, live: bool) -> str:
    """All scripts as one, its names its own."""
    parts = [_asset(environment, f"js/{name}.js") for name in (*SCRIPTS, *((LIVE,) if live else ()))]
    return '(() => {\n"use strict";\n' + "\n\n".join(parts) + "\n})();"


def _json(value: object) -> str:
    """JSON that no HTML parser can mistake for the end of its element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _policy(style: str, script: str, *, live: bool) -> str:
    """Nothing is loaded and nothing runs but the very style and script of this page; pictures only inline. A live page
    may also ask its own server."""
    asking = "connect-src 'self'; " if live else ""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
        f"{asking}base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """The source expression of Content Security Policy that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _runs(items: Iterable[_Item], attribute: str) -> Iterator[tuple[object, list[_Item]]]:
    """Neighbours with an equal attribute, together: targets of one area."""
    for value, run in groupby(items, attrgetter(attribute)):
        yield value, list(run)
