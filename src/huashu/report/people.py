"""`--format text`: the source line, what is wrong in it, why, and what to say instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, groupby
from operator import attrgetter

from huashu.i18n import _
from huashu.model.finding import Finding
from huashu.model.source import Source
from huashu.report.paint import BOLD, DIM, GREEN, SEVERITY_COLOURS, Paint
from huashu.report.results import Results, Summary
from huashu.report.wording import path
from huashu.text import visible, width

_COLUMNS = 70  # of a source line: with its number it fits on a terminal of 80
_FAR = 4 * _COLUMNS  # characters looked at on each side, so that a huge line costs no more than another
_CUT = "..."
_TOLD = 50  # findings of one rule in one file; whoever has more mends them by the file, not one by one


def report(results: Results, colour: bool) -> str:
    """Findings one below the other, then the counts. The reason for a rule is told once, at its first finding; of one
    rule in one file the first fifty are told and the others counted."""
    paint = Paint(colour)
    told: set[str] = set()
    parts: list[str] = []
    for _path, found in groupby(results.findings, attrgetter("path")):
        times: Counter[str] = Counter()
        for finding in found:
            times[finding.rule] += 1
            if times[finding.rule] <= _TOLD:
                parts.append(_told(finding, results.sources.get(finding.path), paint, told))
        parts.extend(_untold(finding.path, rule, count - _TOLD) for rule, count in times.items() if count > _TOLD)
    parts.append(closing(results.findings, results.summary, paint))
    return "\n".join(parts)


def _untold(where: str, rule: str, count: int) -> str:
    """What is left out of one rule in one file; the counts below hold it all the same."""
    left = _("{path} 里还有 {count} 处 {rule}，这里不再一一列出；要全部列出，请加上 --format concise")
    return left.format(path=visible(where), count=count, rule=rule) + "\n"


def _told(finding: Finding, source: Source | None, paint: Paint, told: set[str]) -> str:
    colour = SEVERITY_COLOURS[finding.severity]
    place = f"{path(finding)}:{finding.start.line}:{finding.start.column}"
    lines = [f"{paint(place, BOLD)}  {paint(severity_title(finding.severity), colour)}  {paint(finding.rule, DIM)}"]
    lines.extend(f"  {paint(visible(line), BOLD)}" for line in finding.message.splitlines())
    lines.extend(_excerpt(finding, source, paint, colour))
    if finding.why and finding.rule not in told:
        lines.extend(_labelled(_("为什么："), finding.why, paint, DIM))
    told.add(finding.rule)
    if finding.hint:
        lines.extend(_labelled(_("怎么改："), finding.hint, paint, GREEN))
    if finding.fix is not None:
        how = "huashu lint --fix" if finding.fix.safety == "safe" else "huashu lint --fix --unsafe-fixes"
        lines.extend(_labelled(_("可代劳："), _("运行 {command} 会替您改好").format(command=how), paint, DIM))
    return "\n".join(lines) + "\n"


def _excerpt(finding: Finding, source: Source | None, paint: Paint, colour: str) -> list[str]:
    """The line with the place underlined; a place over several lines is underlined to the end of its first."""
    if source is None or not source.text:
        return []
    line = source.line(finding.start.line)
    first = finding.start.column - 1
    last = finding.end.column - 1 if finding.end.line == finding.start.line else len(line)
    before, marked, after = _window(line, first, last)
    number = str(finding.start.line)
    gutter = " " * len(number)
    return [
        paint(f"  {gutter} │", DIM),
        paint(f"  {number} │ ", DIM) + before + marked + after,
        paint(f"  {gutter} │ ", DIM) + " " * width(before) + paint("^" * max(1, width(marked)), colour),
    ]


def _window(line: str, first: int, last: int) -> tuple[str, str, str]:
    """What is shown before, at and after a place; a line that would not fit on a terminal is cut around the place."""
    marked = _beginning(visible(line[first : min(last, first + _FAR)]), _COLUMNS)
    room = _COLUMNS - width(marked)
    before, after = visible(line[max(0, first - _FAR) : first]), visible(line[last : last + _FAR])
    after = _beginning(after, max(room - width(before), room // 2))
    return _ending(before, room - width(after)), marked, after


def _beginning(text: str, columns: int) -> str:
    if width(text) <= columns:
        return text
    room = columns - len(_CUT)
    if room < 0:
        return ""
    kept = sum(reached <= room for reached in accumulate(map(width, text)))
    return text[:kept] + _CUT


def _ending(text: str, columns: int) -> str:
    return _beginning(text[::-1], columns)[::-1]


def _labelled(label: str, text: str, paint: Paint, code: str) -> list[str]:
    lines = [visible(line.strip()) for line in text.strip().splitlines()]
    indent = " " * (2 + width(label))
    return [f"  {paint(label, code)}{lines[0]}", *(indent + line for line in lines[1:])] if lines else []


def severity_title(severity: str) -> str:
    """What people call a severity."""
    return {"error": _("错误"), "warning": _("提醒"), "info": _("参考")}[severity]


def closing(findings: Sequence[Finding], summary: Summary, paint: Paint) -> str:
    """The counts, and how many findings are not told because somebody has answered for them."""
    if not findings:
        lines = [paint(_("✓ 看过 {files} 个文件，没有发现问题").format(files=summary.files), GREEN)]
    else:
        counts = [
            paint(f"{severity_title(name)} {count}", SEVERITY_COLOURS[name])
            for name, count in (("error", summary.error), ("warning", summary.warning), ("info", summary.info))
            if count
        ]
        lines = [_("看过 {files} 个文件：{counts}").format(files=summary.files, counts=_("，").join(counts))]
    answered = [
        sentence.format(count=count)
        for sentence, count in (
            (_("注明理由的 {count} 处"), summary.suppressed),
            (_("基线里的 {count} 处"), summary.baselined),
        )
        if count
    ]
    if answered:
        lines.append(paint(_("未列出：{counts}").format(counts=_("，").join(answered)), DIM))
    return "\n".join(lines) + "\n"
