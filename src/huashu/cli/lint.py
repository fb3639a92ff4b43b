"""`huashu lint`: check the library, and mend what can be mended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.errors import HuashuError
from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.lint.cached import Checked
    from huashu.lint.fixes import Fixed
    from huashu.lint.workspace import Workspace


class Format(StrEnum):
    """How findings are told."""

    text = "text"
    concise = "concise"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    checkstyle = "checkstyle"
    rdjson = "rdjson"
    azure = "azure"


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
    format: Annotated[
        Format, typer.Option("--format", help=_("输出成哪种格式：text 给人看，其余给程序读"))
    ] = Format.text,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule", help=_("只看这条规则，也可以写类别或 tone/* 这样的写法；可以写几次"), show_default=False
        ),
    ] = None,
    scene: Annotated[
        list[str] | None, typer.Option("--scene", help=_("只看这个场景的话术；可以写几次"), show_default=False)
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help=_("只看从这个 git 版本以来改动过、或被改动的事实牵连的话术"), show_default=False),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help=_("只数每条规则有几处，不一处处列出"))] = False,
    watch: Annotated[bool, typer.Option("--watch", help=_("文件一有变动就再检查，直到按 Ctrl-C"))] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help=_("从哪一级开始算不通过"))] = FailOn.error,
    fix: Annotated[bool, typer.Option("--fix", help=_("能放心改的，直接改好"))] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help=_("连需要您过目的也一起改，和 --fix 或 --diff 同用"))
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help=_("只看会怎么改，不动文件"))] = False,
    add_ignore: Annotated[
        bool, typer.Option("--add-ignore", help=_("给查到的每一处加上忽略的注释，理由用 --reason 写"))
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", help=_("忽略的理由，和 --add-ignore 同用"), show_default=False)
    ] = None,
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help=_("把现有的问题都记进基线，以后只报新的"))
    ] = False,
    baseline: Annotated[bool, typer.Option("--baseline/--no-baseline", help=_("基线里记过的不再报"))] = True,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help=_("记住没有变过的文件，下次不再重看"))] = True,
    today: Annotated[
        str | None, typer.Option("--today", help=_("把这一天当作今天，例如 2026-11-11"), show_default=False)
    ] = None,
) -> int:
    """Exit code 1 when a finding at or above --fail-on is left."""
    from huashu.cli import answering, clock
    from huashu.cli.say import here, is_terminal, put
    from huashu.lint.selection import Wish
    from huashu.lint.workspace import open_library

    _require_fit(format, fix=fix, diff=diff, statistics=statistics, watch=watch)
    changing = fix or diff or watch
    answering.require_fit(add_ignore=add_ignore, reason=reason, write_baseline=write_baseline, others=changing)

    def opened() -> Workspace:
        wish = Wish(rule or (), scene or (), since)
        return open_library(here(), lambda timezone: clock.now(today, timezone), paths or (), wish)

    if watch:
        _watch(opened, paths[0] if paths else here(), remember=cache, baseline=baseline, statistics=statistics)
        return 0
    work = opened()
    if write_baseline:
        answering.write_baseline(work, remember=cache)
    checked = work.check(remember=cache, baseline=baseline)
    if add_ignore and reason is not None:
        answering.add_ignores(work, checked, reason)
    fixed = work.fixes(checked, unsafe=unsafe_fixes) if fix or diff else {}
    if not diff:
        work.write(fixed)
    _tell(fixed, done=not diff)
    if diff:
        from huashu.report import patch

        changes = {path: (checked.sources[path].text, file.text) for path, file in fixed.items() if file.applied}
        put(patch.report(changes, terminal=is_terminal(sys.stdout)), exact=True)
    else:
        checked = work.check(remember=cache, baseline=baseline) if fixed or add_ignore else checked
        _report(work, checked, format, statistics=statistics)
    return 1 if any(finding.severity in _GRAVE[fail_on] for finding in checked.findings) else 0


def _require_fit(format: Format, *, fix: bool, diff: bool, statistics: bool, watch: bool) -> None:
    """Refuse options that say nothing together."""
    if statistics and (diff or format not in (Format.text, Format.json)):
        raise HuashuError(
            _("--statistics 只有 text 和 json 两种格式，也不和 --diff 同用"),
            where="--statistics",
            todo=_("请去掉其中一个"),
        )
    if watch and (fix or diff or format is not Format.text):
        raise HuashuError(
            _("--watch 是给人看的，只有 text 一种格式，也不和 --fix、--diff 同用"),
            where="--watch",
            todo=_("请去掉其中一个"),
        )


def _watch(opened: Callable[[], Workspace], start: Path, *, remember: bool, baseline: bool, statistics: bool) -> None:
    """Tell what is found, again after each change. Settings and rules may change too, so all is opened anew."""
    from huashu.cli.watch import watch

    def look() -> None:
        work = opened()
        _report(work, work.check(remember=remember, baseline=baseline), Format.text, statistics=statistics)

    watch(start, look)


def _report(work: Workspace, checked: Checked, format: Format, *, statistics: bool) -> None:
    """Tell what was found, and first, where only changes were asked for, how much was looked at."""
    from huashu.cli.say import colourful, note, put
    from huashu.model.rule import distinct
    from huashu.report import REPORTERS, STATISTICS
    from huashu.report.results import Results

    if work.selection.change is not None:
        changed, touched = work.selection.extent(checked.outlines)
        told = _("这次看：改动过的话术 {changed} 条，用到的事实变了的 {touched} 条")
        note(told.format(changed=changed, touched=touched))
    rules = distinct(work.rules)
    results = Results(checked.findings, checked.sources, checked.files, rules, checked.silenced)
    report = (STATISTICS if statistics else REPORTERS)[format.value]
    put(report(results, colourful(sys.stdout)), exact=format is not Format.text)


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
