"""A rule's examples on a terminal: each text with its findings underlined, as lint would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huashu.i18n import _
from huashu.model.rule_test import FOUND, MISSING, SURPLUS, Mark, Shown, Trial
from huashu.report.paint import DIM, SEVERITY_COLOURS, Paint
from huashu.text import line_starts, visible, width

_COLUMNS = 70  # of a text, so that it fits on a terminal of 80
_SIGNS = {FOUND: "^", SURPLUS: "^", MISSING: "~"}


def laid_out(trial: Trial, paint: Paint, *, compare: bool = False, severity: str = "error") -> list[str]:
    """The lines of an example's texts. compare: say of each place whether it is the one that `at` names."""
    lines: list[str] = []
    named = len(trial.shown) > 1 or any(shown.name != "replies/0/say" for shown in trial.shown)
    for shown in trial.shown:
        if named:
            lines.append(paint(f"    {visible(shown.name)}", DIM))
        lines += _text(shown, paint, compare, SEVERITY_COLOURS.get(severity, DIM))
    return lines


def _text(shown: Shown, paint: Paint, compare: bool, colour: str) -> Iterator[str]:
    """A text line by line; under a line the places in it, and after it what is said of those."""
    bar = paint("    │ ", DIM)
    starts = line_starts(shown.text)
    if len(starts) > 1 and starts[-1] == len(shown.text):
        starts.pop()  # a file ends with its last line's break
    for start, after in zip(starts, [*starts[1:], len(shown.text) + 1], strict=True):
        line = shown.text[start:after].rstrip("\r\n")
        here = [mark for mark in shown.marks if start <= mark.start < after]
        yield from _line(line, start, here, bar, paint, colour)
        for mark in here:
            said = _said(mark, compare)
            yield from (bar + paint(f"└ {visible(part)}", colour) for part in said.splitlines())


def _said(mark: Mark, compare: bool) -> str:
    if not compare:
        return mark.message
    span = f"[{mark.start}, {mark.end}]"
    if mark.kind == MISSING:
        return _("{span} 应该报，没有报").format(span=span)
    if mark.kind == SURPLUS:
        return _("{span} 不该报，却报了：{message}").format(span=span, message=mark.message)
    return _("{span} 报对了").format(span=span)


def _line(line: str, start: int, marks: Sequence[Mark], bar: str, paint: Paint, colour: str) -> Iterator[str]:
    """A line in pieces that fit on a terminal, each underlined."""
    signs = [" "] * (len(line) + 1)
    for mark in marks:
        for at in range(mark.start - start, max(mark.end, mark.start + 1) - start):
            if at < len(signs):
                signs[at] = _SIGNS[mark.kind]
    first = 0
    while True:
        last = _end(line, first)
        piece = line[first:last]
        whole = last >= len(line)
        yield bar + visible(piece)
        under = "".join(signs[first + at] * max(1, width(visible(char))) for at, char in enumerate(piece))
        under += signs[len(line)] if whole else ""
        if under.strip():
            yield bar + paint(under.rstrip(), colour)
        if whole:
            return
        first = last


def _end(line: str, first: int) -> int:
    """Where the piece that begins at `first` has to end."""
    room, at = _COLUMNS, first
    while at < len(line):
        room -= width(visible(line[at]))
        if room < 0:
            break
        at += 1
    return max(at, first + 1)
