"""Ignore comments: `# huashu: ignore[rule, other/rule] until=2026-12-31 reason`, behind a line or on one of its own.

A comment behind a line covers that line; on a line of its own, the next line below that is neither blank nor a comment.
With a line go all lines of the texts that begin on it: above `say: |-` a comment covers the whole block. Only comments
count; in a text the same characters are text, which the tree of the file tells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from huashu.i18n import _
from huashu.lint.checks.suppression import Doubt
from huashu.lint.layout import Layout, Lines
from huashu.model.finding import Finding, Silenced
from huashu.model.source import Edit, Fix, Source
from huashu.patterns import lazy
from huashu.store.library import READABLE_ANYWAY
from huashu.store.scripts import real_date
from huashu.store.traps.words import ANSWER
from huashu.store.yaml_source import parse
from huashu.text import nearest

_WORD = b"huashu"
_HINT = re.compile(rb"huashu[ \t]*(?::|\xef\xbc\x9a)[ \t]*ignore")
_REST = lazy(r"[^\r\n]*")
_RULES = lazy(r"[ \t]*[\[［【](?P<names>[^\]］】]*)[\]］】](?P<rest>.*)")
_NAME = lazy(r"[^\s,，、;；]+")
_UNTIL = lazy(r"(?:^|(?<=\s))until[ \t]*[=＝:：][ \t]*(?P<date>[^\s,，;；。]*)")
_DATE = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EDGES = " \t:：,，-—"  # what people put between the brackets and the reason


class Span(NamedTuple):
    """Characters of a comment and where they stand in the file."""

    text: str
    start: int
    end: int


class Ignore(NamedTuple):
    """One comment. rules: the names in its brackets. until: the date as written. wrong: why it cannot be understood.

    covers: lines for which it answers; None at the end of a file, where nothing follows.
    """

    comment: Span
    rules: tuple[Span, ...] = ()
    reason: str = ""
    until: Span | None = None
    wrong: str = ""
    covers: Lines | None = None

    def expired(self, now: datetime) -> bool:
        """Whether its time is over; a date counts to its end."""
        return self.until is not None and now >= _end(self.until.text, now.tzinfo)


class File(NamedTuple):
    """A file with ignore comments, in the order of the file."""

    source: Source
    layout: Layout
    ignores: tuple[Ignore, ...]


def read(path: str, data: bytes) -> File | None:
    """The ignore comments of a file; None where there are none, or where the file cannot be read at all."""
    if _WORD not in data or not _HINT.search(data):
        return None
    parsed = parse(path, data)
    if parsed.root is None or any(problem.code not in READABLE_ANYWAY for problem in parsed.problems):
        return None
    layout = Layout(parsed.source, parsed.root)
    ignores = tuple(_find(layout))
    return File(parsed.source, layout, ignores) if ignores else None


def _find(layout: Layout) -> list[Ignore]:
    found = []
    below = 0
    for line in range(len(layout), 0, -1):
        start = layout.start(line)
        stop = layout.start(line + 1) if line < len(layout) else len(layout.text)
        if layout.text.find(_WORD.decode(), start, stop) >= 0:
            at = layout.comment(line)
            comment = None if at is None else understood(layout.text, at)
            if comment is not None:
                own_line = layout.is_bare(line)
                covered = below if own_line else line
                found.append(_covering(comment, layout.passage(covered) if covered else None))
        if not layout.is_bare(line):
            below = line
    return found[::-1]


def _covering(ignore: Ignore, lines: Lines | None) -> Ignore:
    return Ignore(ignore.comment, ignore.rules, ignore.reason, ignore.until, ignore.wrong, lines)


def understood(text: str, at: int) -> Ignore | None:
    """The ignore comment that begins at an offset; None where the comment there is another one."""
    mark = ANSWER.match(text, at)
    line = _REST.match(text, mark.end()) if mark is not None else None
    if mark is None or line is None:
        return None
    written = text[at : line.end()].rstrip()
    comment = Span(written, at, at + len(written))
    form = _RULES.match(text, mark.end(), line.end())
    if form is None:
        return Ignore(comment, wrong=_("ignore 后面要用方括号写明是哪条规则"))
    rules = tuple(Span(name[0], *name.span()) for name in _NAME.finditer(text, form.start("names"), form.end("names")))
    if not rules:
        return Ignore(comment, wrong=_("方括号里还空着，要写明是哪条规则"))
    start, stop = form.span("rest")
    dated = _UNTIL.search(text[start:stop])
    if dated is None:
        return Ignore(comment, rules, _reason(text[start:stop]))
    until = Span(dated["date"], start + dated.start("date"), start + dated.end("date"))
    reason = _reason(text[start : start + dated.start()] + text[start + dated.end() : stop])
    wrong = "" if _is_date(until.text) else _("until 后面看不懂的日期：{date}").format(date=until.text)
    return Ignore(comment, rules, reason, until, wrong)


def _reason(written: str) -> str:
    reason = written.strip().strip(_EDGES).strip()
    return reason if re.search(r"\w", reason) else ""


def _is_date(written: str) -> bool:
    try:
        return _DATE.fullmatch(written) is not None and bool(real_date(written))
    except ValueError:
        return False


def _end(date: str, timezone: tzinfo | None) -> datetime:
    return (real_date(date) + timedelta(days=1)).replace(tzinfo=timezone)


class Answered(NamedTuple):
    """left: findings that no comment answers for. doubts: what is wrong with the comments."""

    left: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    doubts: tuple[Doubt, ...]


class Known(NamedTuple):
    """What comments are held against. rules: ids of all that there are. firm: those that nobody can ignore.

    ran: the rules whose findings in files that were `read` are all at hand.
    """

    rules: Collection[str]
    firm: Collection[str]
    ran: Collection[str]
    read: Collection[str]
    now: datetime


def apply(findings: Sequence[Finding], files: Sequence[File], known: Known) -> Answered:
    """Silence what comments answer for. A comment with no reason, or whose time is over, answers for nothing."""
    valid: dict[tuple[str, str, Lines], Ignore] = {}
    for file in files:
        for ignore in file.ignores:
            if not ignore.wrong and ignore.reason and ignore.covers and not ignore.expired(known.now):
                for name in ignore.rules:
                    if name.text in known.rules and name.text not in known.firm:
                        valid.setdefault((file.source.path, name.text, ignore.covers), ignore)
    layouts = {file.source.path: file.layout for file in files}
    left: list[Finding] = []
    silenced: list[Silenced] = []
    used: set[tuple[str, int, str]] = set()
    for finding in findings:
        layout = layouts.get(finding.path)
        lines = layout.passage(finding.start.line) if layout is not None else (0, 0)
        answer = valid.get((finding.path, finding.rule, lines))
        if answer is None:
            left.append(finding)
        else:
            silenced.append(Silenced(finding, "ignore", answer.reason))
            used.add((finding.path, answer.comment.start, finding.rule))
    doubts = [doubt for file in files for ignore in file.ignores for doubt in _doubts(file, ignore, known, used)]
    return Answered(tuple(left), tuple(silenced), tuple(doubts))


def _doubts(file: File, ignore: Ignore, known: Known, used: Collection[tuple[str, int, str]]) -> Iterator[Doubt]:
    """What is wrong with one comment."""
    source = file.source

    def doubt(code: str, at: Span, fix: Fix | None = None, **values: str) -> Doubt:
        return Doubt(code, source, at.start, at.end, values, fix)

    if ignore.wrong:
        yield doubt("malformed", ignore.until or ignore.comment, problem=ignore.wrong)
        return
    for name in ignore.rules:
        if name.text not in known.rules:
            problem = _("没有 {rule} 这条规则").format(rule=name.text)
            yield doubt("unknown-rule", name, problem=problem, suggestion=nearest(name.text, known.rules))
        elif name.text in known.firm:
            problem = _("规则 {rule} 不能忽略，查到的问题要改好").format(rule=name.text)
            yield doubt("unignorable", name, problem=problem, suggestion="")
    names = "、".join(name.text for name in ignore.rules)
    if not ignore.reason:
        yield doubt("no-reason", ignore.comment, name=names)
    elif ignore.until is not None and ignore.expired(known.now):
        yield doubt("expired", ignore.until, name=names, value=ignore.until.text)
    else:
        ran = set(known.ran).difference(known.firm) if source.path in known.read else ()
        idle = [
            name
            for name in ignore.rules
            if name.text in ran and (source.path, ignore.comment.start, name.text) not in used
        ]
        if len(idle) == len(ignore.rules):
            yield doubt("unused", ignore.comment, _without(file, ignore.comment), name=names)
        else:
            for name in idle:
                yield doubt("unused", name, _without_rule(ignore, name), name=name.text)


def _without(file: File, comment: Span) -> Fix:
    """Take a comment out: with its line where it stands alone, else with the blanks before it."""
    layout = file.layout
    line = layout.line_of(comment.start)
    start, end = layout.start(line), comment.end
    if layout.is_bare(line):
        end = layout.start(line + 1) if line < len(layout) else len(layout.text)
        if line == 1 and layout.text.startswith("\ufeff"):
            start = 1
    else:
        start += len(layout.text[start : comment.start].rstrip(" \t"))
    return Fix("unsafe", (Edit(start, end, ""),))


def _without_rule(ignore: Ignore, name: Span) -> Fix:
    """Take one of several names out of the brackets."""
    index = ignore.rules.index(name)
    if index == 0:
        return Fix("unsafe", (Edit(name.start, ignore.rules[1].start, ""),))
    return Fix("unsafe", (Edit(ignore.rules[index - 1].end, name.end, ""),))
