"""`--format text`: the source line, what is wrong in it, why, and what to say instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from huashu.i18n import _
from huashu.model.finding import Finding
from huashu.model.source import Source
from huashu.report.results import Results, Summary
from huashu.text import visible, width

_COLOURS = {"error": "31", "warning": "33", "info": "36"}
_BOLD, _DIM, _GREEN = "1", "2", "32"
_COLUMNS = 70  # of a source line: with its number it fits on a terminal of 80
_FAR = 4 * _COLUMNS  # characters looked at on each side, so that a huge line costs no more than another
_CUT = "..."


def report(results: Results, colour: bool) -> str:
    """Findings one below the other, then the counts. The reason for a rule is told once, at its first finding."""
    paint = _Paint(colour)
    told: set[str] = set()
    parts = [_told(finding, results.sources.get(finding.path), paint, told) for finding in results.findings]
    parts.append(_closing(results.findings, results.summary, paint))
    return "\n".join(parts)


class _Paint:
    """Colour where there is a terminal for it."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def _told(finding: Finding, source: Source | None, paint: _Paint, told: set[str]) -> str:
    colour = _COLOURS[finding.severity]
    path = visible(finding.path).replace("\n", "\\n")
    place = f"{path}:{finding.start.line}:{finding.start.column}"
    lines = [f"{paint(place, _BOLD)}  {paint(severity_title(finding.severity), colour)}  {paint(finding.rule, _DIM)}"]
    lines.extend(f"  {paint(visible(line), _BOLD)}" for line in finding.message.splitlines())
    lines.extend(_excerpt(finding, source, paint, colour))
    if finding.why and finding.rule not in told:
        lines.extend(_labelled(_("为什么："), finding.why, paint, _DIM))
    told.add(finding.rule)
    if finding.hint:
        lines.extend(_labelled(_("怎么改："), finding.hint, paint, _GREEN))
    if finding.fix is not None:
        how = "huashu lint --fix" if finding.fix.safety == "safe" else "huashu lint --fix --unsafe-fixes"
        lines.extend(_labelled(_("可代劳："), _("运行 {command} 会替您改好").format(command=how), paint, _DIM))
    return "\n".join(lines) + "\n"


def _excerpt(finding: Finding, source: Source | None, paint: _Paint, colour: str) -> list[str]:
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
        paint(f"  {gutter} │", _DIM),
        paint(f"  {number} │ ", _DIM) + before + marked + after,
        paint(f"  {gutter} │ ", _DIM) + " " * width(before) + paint("^" * max(1, width(marked)), colour),
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


def _labelled(label: str, text: str, paint: _Paint, code: str) -> list[str]:
    lines = [visible(line.strip()) for line in text.strip().splitlines()]
    indent = " " * (2 + width(label))
    return [f"  {paint(label, code)}{lines[0]}", *(indent + line for line in lines[1:])] if lines else []


def severity_title(severity: str) -> str:
    """What people call a severity."""
    return {"error": _("错误"), "warning": _("提醒"), "info": _("参考")}[severity]


def _closing(findings: Sequence[Finding], summary: Summary, paint: _Paint) -> str:
    if not findings:
        return paint(_("✓ 看过 {files} 个文件，没有发现问题").format(files=summary.files), _GREEN) + "\n"
    counts = [
        paint(f"{severity_title(name)} {count}", _COLOURS[name])
        for name, count in (("error", summary.error), ("warning", summary.warning), ("info", summary.info))
        if count
    ]
    return _("看过 {files} 个文件：{counts}").format(files=summary.files, counts=_("，").join(counts)) + "\n"
