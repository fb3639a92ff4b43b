"""Writes ignore comments for findings: whole lines put in, everything else byte for byte, and read again to prove it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.lint.ignores import understood
from huashu.lint.layout import Layout
from huashu.model.finding import Finding
from huashu.model.source import Edit, Node, Scalar, apply
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Sequence as SequenceNode
from huashu.store.library import READABLE_ANYWAY
from huashu.store.yaml_source import Parsed, parse
from huashu.text import visible


@dataclass(frozen=True, slots=True)
class Added:
    """A file with its comments. applied: findings that they answer for; left: those for which none can be written."""

    text: str
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]


def add(path: str, text: str, findings: Sequence[Finding], reason: str, firm: Collection[str] = ()) -> Added:
    """Put a comment above every line with a finding. firm: rules that nobody can ignore.

    reason: one line, as `checked_reason` gives it.
    """
    hopeless = [finding for finding in findings if finding.rule in firm]
    able = [finding for finding in findings if finding.rule not in firm]
    before = parse(path, text.encode())
    if before.root is None or any(problem.code not in READABLE_ANYWAY for problem in before.problems):
        return Added(text, (), tuple(findings))
    layout = Layout(before.source, before.root)
    by_line: dict[int, list[Finding]] = defaultdict(list)
    for finding in able:
        by_line[layout.passage(finding.start.line)[0]].append(finding)
    edits = {line: _comment(layout, line, found, reason) for line, found in by_line.items()}
    good = _provable(before, edits)
    left = [*hopeless, *(finding for line, found in by_line.items() if line not in good for finding in found)]
    answered = [finding for line in good for finding in by_line[line]]
    return Added(
        apply(text, [edits[line] for line in sorted(good)]),
        tuple(sorted(answered, key=Finding.order)),
        tuple(sorted(left, key=Finding.order)),
    )


def checked_reason(written: str, now: datetime) -> str:
    """The reason on one line; it may say `until=`. Raises HuashuError for one that cannot hold."""
    reason = " ".join(written.split())
    read = understood(f"# huashu: ignore[x/y] {reason}", 0)
    if visible(reason) != reason or not reason.isprintable():
        raise HuashuError(_("理由里有看不见的字符"), where="--reason", todo=_("请重新输入一遍，不要粘贴"))
    if read is None or not read.reason:
        raise HuashuError(_("忽略要写明理由"), where="--reason", todo=_("例如 --reason 法务确认可以这样说"))
    if read.wrong:
        raise HuashuError(read.wrong, where="--reason", todo=_("请写成 until=2026-12-31 的样子"))
    if read.expired(now):
        raise HuashuError(_("until 写的日子已经过了"), where="--reason", todo=_("请写一个今天以后的日期"))
    return reason


def _comment(layout: Layout, line: int, findings: Sequence[Finding], reason: str) -> Edit:
    """A comment line above a line, as far in as that."""
    text, start = layout.text, layout.start(line)
    start += text.startswith("\ufeff", start)
    rest = text[start : layout.start(line + 1) if line < len(layout) else len(text)]
    indent = rest[: len(rest) - len(rest.lstrip(" "))]
    names = ", ".join(sorted({finding.rule for finding in findings}))
    newline = "\r\n" if "\r\n" in text else "\n"
    return Edit(start, start, f"{indent}# huashu: ignore[{names}] {reason}{newline}")


def _provable(before: Parsed, edits: Mapping[int, Edit]) -> list[int]:
    """The lines whose comments leave the tree as it is; all are tried together first."""
    good: list[int] = []
    pending = [sorted(edits)]
    while pending:
        some = pending.pop()
        if not some or _same(before, [edits[line] for line in (*good, *some)]):
            good += some
        elif len(some) > 1:
            half = len(some) // 2
            pending += [some[half:], some[:half]]
    return good


def _same(before: Parsed, edits: Sequence[Edit]) -> bool:
    after = parse(before.source.path, apply(before.source.text, edits).encode())
    return (
        after.root is not None  # too large, else
        and before.root is not None
        and list(_tree(after.root)) == list(_tree(before.root))
        and Counter(problem.code for problem in after.problems) == Counter(problem.code for problem in before.problems)
    )


def _tree(node: Node) -> Iterator[object]:
    """A tree without its places."""
    if isinstance(node, Scalar):
        yield node.value, node.style, type(node.data)
    elif isinstance(node, MappingNode):
        yield "{", len(node.pairs), node.flow
        for key, value in node.pairs:
            yield key.value
            yield from _tree(value)
    elif isinstance(node, SequenceNode):
        yield "[", len(node.items), node.flow
        for item in node.items:
            yield from _tree(item)
