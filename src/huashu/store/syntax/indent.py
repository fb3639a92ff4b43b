"""Indentation with tabs or full-width blanks: what it should have been, and the way back to the file's own offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from huashu.i18n import _
from huashu.model.source import Edit, Fix, Problem
from huashu.store.syntax.lines import WIDE, Line, lines

TAB_WIDTHS = (2, 4, 8)  # tried in this order


def wide_items(text: str) -> bool:
    """Whether a list item or a key is indented with full-width blanks: YAML takes those for part of a name or text."""
    return any(
        line.block < 0 and (line.key >= 0 or line.dash >= 0) and WIDE in text[line.start : line.content]
        for line in lines(text)
    )


def _is_strange(text: str, line: Line) -> bool:
    indent = text[line.start : line.content]
    return "\t" in indent or WIDE in indent


def straightened(text: str, tab: int) -> list[Edit]:
    """Edits that indent every line with blanks: structure as deep as it looks, block text two beyond its key."""
    return list(_edits(text, tab))


def _edits(text: str, tab: int) -> Iterator[Edit]:
    block, column = -1, 0  # the block that is open and where its text stands
    for line in lines(text, tab):
        if line.block < 0:
            block = -1
            if _is_strange(text, line):
                yield Edit(line.start, line.content, " " * line.depth)
            continue
        indent = text[line.start : line.content]
        blanks = len(indent) - len(indent.lstrip(" "))
        begins = block != line.block
        if begins:
            block = line.block
            column = blanks if blanks > block else block + 2
        # a tab at the very beginning of block text hides where the text begins, even behind enough blanks
        if _is_strange(text, line) and (blanks < column or (begins and "\t" in indent)):
            yield Edit(line.start, line.content, " " * column)


def problems(text: str, edits: Sequence[Edit]) -> list[Problem]:
    """One problem for tabs and one for full-width blanks, each at the first such line, with the fix for all lines."""
    found = []
    for code, mark in (("tab", "\t"), ("full-width-indent", WIDE)):
        own = [edit for edit in edits if ("\t" if "\t" in text[edit.start : edit.end] else WIDE) == mark]
        if own:
            start = text.index(mark, own[0].start)
            message, hint = _words(code, len(own))
            found.append(Problem(code, start, start + 1, message, hint, fix=Fix("safe", tuple(own))))
    return found


def _words(code: str, count: int) -> tuple[str, str]:
    if code == "tab":
        message = _("缩进用了制表符（Tab），YAML 只认空格（共 {count} 行）").format(count=count)
        return message, _("请把行首的 Tab 换成空格，每深一层空两格")
    message = _("缩进用了全角空格，YAML 只认半角空格（共 {count} 行）").format(count=count)
    return message, _("请切换到半角，用空格键重新缩进，每深一层空两格")


class Way:
    """The way back from the straightened text to the file's own offsets."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._starts: list[int] = []  # of each replacement, in the straightened text
        self._edits = sorted(edits, key=lambda edit: edit.start)
        moved = 0
        for edit in self._edits:
            self._starts.append(edit.start + moved)
            moved += len(edit.text) - (edit.end - edit.start)

    def back(self, offset: int) -> int:
        """The file's offset; one inside a replaced indentation is that of the indentation's start or end."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        edit, start = self._edits[index], self._starts[index]
        into = offset - start
        if into < len(edit.text):
            return edit.start if into == 0 else edit.end
        return edit.end + into - len(edit.text)

    def problem(self, problem: Problem) -> Problem:
        """A problem found in the straightened text, as one of the file."""
        fix = problem.fix
        if fix is not None:
            edits = (Edit(self.back(edit.start), self.back(edit.end), edit.text) for edit in fix.edits)
            fix = Fix(fix.safety, tuple(edits))
        return problem._replace(start=self.back(problem.start), end=self.back(problem.end), fix=fix)
