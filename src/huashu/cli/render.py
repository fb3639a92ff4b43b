"""`huashu render`: the handbook, in HTML and PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.errors import HuashuError
from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.handbook.chapters import Handbook
    from huashu.lint.workspace import Workspace
    from huashu.model.library import Library

FORMATS = ("html", "pdf")


def render(
    format: Annotated[str, typer.Option("--format", help=_("生成哪几种，用逗号隔开"))] = "html,pdf",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=_("写到哪个文件夹；不写就是话术库的 build/"), show_default=False),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help=_("有错误也先生成，每页盖上“草稿”"))] = False,
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Exit code 1 when the library has errors and --draft is not given."""
    from huashu.cli import clock
    from huashu.cli.say import here, note
    from huashu.lint.workspace import open_library
    from huashu.store.writing import write_all

    wanted = _formats(format)
    work = open_library(here(), lambda timezone: clock.now(today, timezone))
    errors = sum(finding.severity == "error" for finding in work.check().findings)
    if errors and not draft:
        note(_("话术库里还有 {count} 处错误，手册没有生成，原来的手册没有动。").format(count=errors))
        note(_("先运行 huashu lint 看看要改哪里；急着要看样子，可以加 --draft 生成盖着“草稿”的手册。"))
        return 1
    reason = _("还有 {count} 处错误没有改").format(count=errors) if errors else _("按要求生成的草稿")
    library = work.library()
    handbook = _compose(work, library, reason if draft else "")
    folder = output if output is not None else work.root / "build"
    files = {folder / f"handbook.{name}": _rendered(name, handbook, library, work.now) for name in wanted}
    write_all(files)
    for path in files:
        note(_("已生成 {path}").format(path=_short(path)))
    for left_out in handbook.left_out:
        note(
            _("没有收入：{title}（{id}），{reason}").format(
                title=left_out.title, id=left_out.id, reason=left_out.reason
            )
        )
    return 0


def _formats(text: str) -> list[str]:
    names = sorted({name.strip() for name in text.split(",") if name.strip()})
    for name in names:
        if name not in FORMATS:
            raise HuashuError(
                _("不会生成 {name} 格式").format(name=name),
                where="--format",
                todo=_("可以写 {names}").format(names=",".join(FORMATS)),
            )
    if not names:
        raise HuashuError(
            _("没有写要生成哪种格式"), where="--format", todo=_("可以写 {names}").format(names=",".join(FORMATS))
        )
    return names


def _compose(work: Workspace, library: Library, draft_reason: str) -> Handbook:
    from huashu.handbook.chapters import Version
    from huashu.handbook.compose import compose
    from huashu.store import history

    past = history.read(work.root)
    versions = {}
    for script in library.scripts:
        path = script.source.path
        change = past.changes.get(path)
        versions[path] = Version(
            change.commit if change else "",
            change.date if change else "",
            bool(past.revision) and path in past.modified,
        )
    return compose(
        library,
        now=work.now,
        versions=versions,
        revision=past.revision,
        modified=bool(past.modified),
        draft_reason=draft_reason,
    )


def _rendered(name: str, handbook: Handbook, library: Library, now: datetime) -> bytes:
    if name == "html":
        from huashu.handbook import html
        from huashu.handbook.web_data import web_data

        return html.render(handbook, web_data(handbook, library, now), library.settings).encode("utf-8")
    from huashu.handbook import pdf

    return pdf.render(handbook)


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
