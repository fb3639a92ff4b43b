"""`huashu render`: the handbook, for reading, printing, searching and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.errors import HuashuError
from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.handbook.edition import Edition

FORMATS = ("html", "json", "md", "pdf")
PAPERS = ("a4", "a5")


def render(
    format: Annotated[
        str, typer.Option("--format", help=_("生成哪几种，用逗号隔开：html、pdf、md、json"))
    ] = "html,pdf",
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", help=_("只要这些渠道的说法，用逗号隔开，也可以写几次"), show_default=False),
    ] = None,
    scene: Annotated[
        list[str] | None,
        typer.Option("--scene", help=_("只要这些场景，用逗号隔开，也可以写几次"), show_default=False),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            help=_("只要这个岗位能说的：agent、leader、supervisor、specialist"),
            show_default=False,
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            help=_(
                "从 git 里取这个提交或标签的话术来生成，不动现在的文件；那时还没有今天的规则，所以只看文件读不读得出来"
            ),
            show_default=False,
        ),
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help=_("PDF 用多大的纸：a4、a5"))] = "a4",
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
    from huashu.cli.editions import now_edition, past_edition
    from huashu.cli.say import here, note
    from huashu.handbook import formats
    from huashu.handbook.choose import Choice
    from huashu.store.files import find_root
    from huashu.store.writing import write_all

    wanted = _known("--format", [format], FORMATS)
    sheet = _one("--paper", paper.lower(), PAPERS)
    choice = Choice(_names(channel), _names(scene), role or "")
    made = (
        now_edition(here(), today, choice, draft=draft)
        if at is None
        else past_edition(here(), at, today, choice, draft=draft)
    )
    if made is None:
        return 1
    folder = output if output is not None else find_root(here()) / "build"
    files = {folder / f"handbook.{name}": formats.FORMATS[name](made, sheet) for name in wanted}
    write_all(files)
    for path in files:
        note(_("已生成 {path}").format(path=_short(path)))
    _tell(made)
    return 0


def _tell(made: Edition) -> None:
    """What readers of the handbook would miss."""
    from huashu.cli.say import note

    for left_out in made.handbook.left_out:
        note(
            _("没有收入：{title}（{id}），{reason}").format(
                title=left_out.title, id=left_out.id, reason=left_out.reason
            )
        )
    for chapter in made.chapters:
        for target in chapter.dead:
            note(_("{path} 里的链接打不开：{target}").format(path=chapter.path, target=target))


def _names(values: Sequence[str] | None) -> tuple[str, ...]:
    """Names from options that may be given several times, each with several names; each once."""
    return tuple(dict.fromkeys(name.strip() for value in values or () for name in value.split(",") if name.strip()))


def _known(option: str, values: Sequence[str], known: Sequence[str]) -> list[str]:
    names = sorted(_names(values))
    for name in names:
        if name not in known:
            raise HuashuError(
                _("不认识 {name}").format(name=name),
                where=option,
                todo=_("可以写 {names}").format(names=",".join(known)),
            )
    if not names:
        raise HuashuError(_("这里还没有写"), where=option, todo=_("可以写 {names}").format(names=",".join(known)))
    return names


def _one(option: str, name: str, known: Sequence[str]) -> str:
    names = _known(option, [name], known)
    if len(names) > 1:
        raise HuashuError(_("一次只能写一种"), where=option, todo=_("可以写 {names}").format(names=",".join(known)))
    return names[0]


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
