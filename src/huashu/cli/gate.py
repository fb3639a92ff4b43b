"""`huashu gate`: whether a change may go in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huashu.errors import HuashuError
from huashu.i18n import _


def gate(
    base: Annotated[str, typer.Option("--base", help=_("要合并进去的分支或提交，例如 refs/remotes/origin/main"))],
    head: Annotated[str, typer.Option("--head", help=_("要合并的分支或提交"))],
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", help=_("huashu review fetch 写的证据文件"), show_default=False),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=_("给谁看：text、json、markdown"))] = "text",
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Exit code 0: granted; 1: refused, or something is still missing."""
    from huashu.cli import clock
    from huashu.cli.say import here, put
    from huashu.review import evidence_file, explain
    from huashu.review.gate import gate as decided
    from huashu.store.files import read

    if format not in explain.FORMATS:
        raise HuashuError(
            _("不认识 {name}").format(name=format),
            where="--format",
            todo=_("可以写 {names}").format(names=",".join(explain.FORMATS)),
        )
    given = []
    if evidence is not None:
        path = here() / evidence
        given.append(evidence_file.read(read(path.parent, path.name, evidence_file.LIMIT), str(evidence)))
    moment = f"{today}T23:59:59" if today and "T" not in today else today  # a day's approvals count on that day
    verdict = decided(here(), base, head, given, lambda timezone: clock.now(moment, timezone))
    put(explain.FORMATS[format](verdict), exact=format != "text")
    return 0 if verdict.granted else 1
