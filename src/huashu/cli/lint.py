"""`huashu lint`: check the library, and mend what can be mended."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.lint.cached import Checked
    from huashu.lint.workspace import Workspace


class Format(StrEnum):
    """How findings are told."""

    text = "text"
    json = "json"
    github = "github"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


_GRAVE = {
    FailOn.error: ("error",),
    FailOn.warning: ("error", "warning"),
    FailOn.info: ("error", "warning", "info"),
    FailOn.never: (),
}


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help=_("只看这些文件或文件夹；不写就看整个话术库"), show_default=False),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help=_("输出给谁看：人、程序，还是 GitHub"))] = Format.text,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help=_("从哪一级开始算不通过"))] = FailOn.error,
    fix: Annotated[bool, typer.Option("--fix", help=_("能放心改的，直接改好"))] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help=_("连需要您过目的也一起改，和 --fix 或 --diff 同用"))
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help=_("只看会怎么改，不动文件"))] = False,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help=_("记住没有变过的文件，下次不再重看"))] = True,
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Exit code 1 when a finding at or above --fail-on is left."""
    from huashu.cli import clock
    from huashu.cli.say import colourful, put
    from huashu.lint.workspace import open_library
    from huashu.report import REPORTERS
    from huashu.report.summary import summarise

    work = open_library(Path.cwd(), lambda timezone: clock.now(today, timezone), paths or ())
    checked = work.check(remember=cache)
    if diff:
        put(_differences(checked, unsafe=unsafe_fixes))
    else:
        if fix and _mend(work, checked, unsafe=unsafe_fixes):
            checked = work.check(remember=cache)
        summary = summarise(checked.findings, checked.files)
        put(REPORTERS[format.value](checked.findings, summary, checked.sources, colourful(sys.stdout)))
    return 1 if any(finding.severity in _GRAVE[fail_on] for finding in checked.findings) else 0


def _differences(checked: Checked, *, unsafe: bool) -> str:
    """What --fix would change, as a unified diff."""
    from difflib import unified_diff

    from huashu.lint.workspace import fixes

    lines: list[str] = []
    for path, fixed in fixes(checked, unsafe=unsafe).items():
        before = checked.sources[path].text.splitlines(keepends=True)
        lines.extend(unified_diff(before, fixed.text.splitlines(keepends=True), f"a/{path}", f"b/{path}"))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _mend(work: Workspace, checked: Checked, *, unsafe: bool) -> bool:
    """Write the fixed files; whether any was changed."""
    from huashu.cli.say import note
    from huashu.lint.workspace import fixes
    from huashu.store.writing import write_all

    mended = fixes(checked, unsafe=unsafe)
    write_all({work.root / path: fixed.text.encode("utf-8") for path, fixed in mended.items()})
    for path, fixed in mended.items():
        note(_("已改好 {path}：{count} 处").format(path=path, count=len(fixed.applied)))
    left = sum(len(fixed.skipped) for fixed in mended.values())
    if left:
        note(_("有 {count} 处改动互相重叠，再运行一次会接着改").format(count=left))
    return bool(mended)
