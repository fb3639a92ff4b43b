"""`huashu lint`: check the library, and mend what can be mended."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.lint.fixes import Fixed


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
    from huashu.cli.say import colourful, here, is_terminal, put
    from huashu.lint.workspace import open_library
    from huashu.report import REPORTERS, patch
    from huashu.report.results import Results

    work = open_library(here(), lambda timezone: clock.now(today, timezone), paths or ())
    checked = work.check(remember=cache)
    fixed = work.fixes(checked, unsafe=unsafe_fixes) if fix or diff else {}
    if not diff:
        work.write(fixed)
    _tell(fixed, done=not diff)
    if diff:
        changes = {path: (checked.sources[path].text, file.text) for path, file in fixed.items() if file.applied}
        put(patch.report(changes, terminal=is_terminal(sys.stdout)), exact=True)
    else:
        checked = work.check(remember=cache) if fixed else checked
        results = Results(checked.findings, checked.sources, checked.files, work.rules, checked.silenced)
        told = REPORTERS[format.value](results, colourful(sys.stdout))
        put(told, exact=format is not Format.text)
    return 1 if any(finding.severity in _GRAVE[fail_on] for finding in checked.findings) else 0


def _tell(fixed: Mapping[str, Fixed], *, done: bool) -> None:
    """What was done, and what could not be, for people."""
    from huashu.cli.say import note

    for path, file in fixed.items():
        if done and file.applied:
            note(_("已改好 {path}：{count} 处").format(path=path, count=len(file.applied)))
        if file.refused:
            note(
                _("{path} 有 {count} 处没有代改，改了会弄坏文件，请手工修改").format(path=path, count=len(file.refused))
            )
    left = sum(len(file.skipped) for file in fixed.values())
    if left:
        note(_("有 {count} 处改动互相重叠，再运行一次会接着改").format(count=left))
