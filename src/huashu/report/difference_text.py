"""A difference for the terminal: deletions and insertions can be told apart without colour, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huashu.i18n import _
from huashu.model.change import ADDED, LAYOUT, RETIRED
from huashu.model.diff import GONE, NEW, Run, words
from huashu.model.difference import UNREADABLE, Difference, FileChange, ReplyChange, ScriptChange, TermChange
from huashu.report.difference_words import (
    counts,
    ends,
    how_title,
    in_order,
    reply_title,
    shown_fields,
    why_said,
    wording_title,
)
from huashu.report.paint import BOLD, DIM, Paint
from huashu.text import visible, width

_MARKS = {GONE: ("[-", "-]"), NEW: ("{+", "+}")}
_COLOURS = {GONE: "31;9", NEW: "32;4"}  # struck through and underlined: not by colour alone
_HOW_COLOURS = {ADDED: "32", RETIRED: "31", UNREADABLE: "31"}
_RISK = "33"
_CLINGING = frozenset("，。！？；：、）》”’」』】…,.!?;:)]}")  # never begin a line


def report(difference: Difference, colour: bool, columns: int | None) -> str:
    """columns: of the terminal; None leaves lines as long as they are."""
    return "\n".join(_Teller(difference, Paint(colour), columns).lines()) + "\n"


class _Teller:
    """Tells one difference."""

    def __init__(self, difference: Difference, paint: Paint, columns: int | None) -> None:
        self.difference, self.paint, self.columns = difference, paint, columns

    def lines(self) -> Iterator[str]:
        difference = self.difference
        yield from self._wrapped(
            [Run("=", _("{ends}：{counts}").format(ends=ends(difference), counts=counts(difference)))], ""
        )
        if difference.risks:
            yield ""
            yield self.paint(_("请留心"), f"{BOLD};{_RISK}")
            for risk in difference.risks:
                yield from self._wrapped([Run("=", risk.sentence)], "  ! ", "    ")
        layout = [script for script in difference.scripts if script.how == LAYOUT]
        for script in in_order(difference.scripts):
            if layout and script is layout[0]:
                yield ""
            yield from self._script(script)
        for heading, changes in ((_("口径"), difference.facts), (_("要填的空"), difference.slots)):
            for change in changes:
                yield from self._term(heading, change)
        if difference.files:
            yield ""
            yield self.paint(_("其他文件"), BOLD)
            for file in difference.files:
                yield from self._file(file)

    def _script(self, script: ScriptChange) -> Iterator[str]:
        name = f"{self._how(script.how)}  {self.paint(visible(script.id), DIM)}"
        if script.how == LAYOUT:
            yield f"{name}  {visible(script.title)}"
            return
        yield ""
        yield f"{self._how(script.how)}  {self.paint(visible(script.title or script.path), BOLD)}  {self.paint(visible(script.id), DIM)}"
        if script.formerly:
            yield f"  {_('原来叫 {id}').format(id=visible(script.formerly))}"
        if why_said(script):
            yield from self._wrapped([Run("=", why_said(script))], "  ")
        for title, field in shown_fields(script.fields if script.how != RETIRED else ()):
            yield from self._field(title, field.runs, "  ")
        for reply in script.replies:
            yield from self._reply(reply)

    def _reply(self, reply: ReplyChange) -> Iterator[str]:
        yield f"  {self.paint(visible(reply_title(reply)), BOLD)}"
        for wording in reply.wordings:
            title = wording_title(wording, self.difference)
            if title:
                yield f"    {self.paint(visible(title), DIM)}"
            yield from self._wrapped(wording.runs, "    ")
        for title, field in shown_fields(reply.fields):
            yield from self._field(title, field.runs, "    ")

    def _term(self, heading: str, change: TermChange) -> Iterator[str]:
        yield ""
        yield f"{self._how(change.how)}  {heading}  {self.paint(visible(change.name), BOLD)}"
        for title, field in shown_fields(change.fields):
            yield from self._field(title, field.runs, "  ")
        if change.speaks:
            told = _("用到它的话术：{ids}").format(ids=_("、").join(change.speaks))
            yield from self._wrapped([Run("=", told)], "  ")

    def _file(self, file: FileChange) -> Iterator[str]:
        rule = self.paint(_("  （规矩）"), _RISK) if file.governs else ""
        yield f"  {self._how(file.how)}  {visible(file.path)}{rule}"
        for runs in file.lines:
            yield from self._wrapped(runs, "      ")

    def _field(self, title: str, runs: Sequence[Run], indent: str) -> Iterator[str]:
        head = f"{title} " if title else "  "
        yield from self._wrapped(runs, indent + head, indent + "  ")

    def _how(self, how: str) -> str:
        return self.paint(how_title(how), _HOW_COLOURS.get(how, "36"))

    def _wrapped(self, runs: Sequence[Run], first: str, others: str | None = None) -> Iterator[str]:
        """The runs on as many lines as they need, none wider than the terminal."""
        others = first if others is None else others
        line = _Line(self.paint, first)
        for kind, piece in _pieces(runs, marked=not self.paint.colour):
            if piece == "\n":
                yield line.text
                line = _Line(self.paint, others)
                continue
            too_wide = self.columns is not None and line.columns + width(piece) > self.columns
            if too_wide and line.filled and piece[0] not in _CLINGING:
                yield line.text
                line = _Line(self.paint, others)
            line.add(kind, piece)
        yield line.text


class _Line:
    """A line as it grows; colour ends with it."""

    def __init__(self, paint: Paint, indent: str) -> None:
        self._paint, self._indent = paint, indent
        self._parts: list[Run] = []
        self.columns = width(indent)

    @property
    def filled(self) -> bool:
        return bool(self._parts)

    @property
    def text(self) -> str:
        told = "".join(
            self._paint(part.text, _COLOURS[part.kind]) if part.kind in _COLOURS else part.text for part in self._parts
        )
        return (self._indent + told).rstrip()

    def add(self, kind: str, piece: str) -> None:
        if self._parts and self._parts[-1].kind == kind:
            self._parts[-1] = Run(kind, self._parts[-1].text + piece)
        else:
            self._parts.append(Run(kind, piece))
        self.columns += width(piece)


def _pieces(runs: Sequence[Run], *, marked: bool) -> Iterator[tuple[str, str]]:
    """What no line may split, line breaks by themselves. marked: changes stand between marks."""
    for run in runs:
        before, behind = _MARKS.get(run.kind, ("", "")) if marked else ("", "")
        found = [piece if piece == "\n" else visible(piece) for piece in words(run.text.replace("\r\n", "\n"))]
        for at, piece in enumerate(found):
            if piece == "\n":
                # a break that came or went is seen by the mark of its end
                if run.kind != "=":
                    yield run.kind, f"{before if at == 0 else ''}⏎{behind if at == len(found) - 1 else ''}"
                yield run.kind, piece
            else:
                yield run.kind, f"{before if at == 0 else ''}{piece}{behind if at == len(found) - 1 else ''}"
