"""Findings that somebody has answered for: by an ignore comment beside them, or by the baseline."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from huashu.lint import baseline, ignores
from huashu.lint.baseline import Baseline
from huashu.lint.checks import check_of
from huashu.lint.checks.suppression import Doubt
from huashu.lint.engine import UNREADABLE, Engine, in_order
from huashu.model.finding import Finding, Silenced
from huashu.model.library import Library
from huashu.model.rule import Rule
from huashu.store import recommended
from huashu.store.files import BASELINE
from huashu.store.library import readable_anyway


class Looked(NamedTuple):
    """What a run looked at.

    rules: all that there are. files: the bytes of each file by path. read: paths of the files that could be read.
    whole: all of the library was looked at, and could be read.
    """

    rules: Sequence[Rule]
    files: Mapping[str, bytes]
    read: Collection[str]
    whole: bool
    now: datetime


class Answered(NamedTuple):
    """findings: what is left, and what is wrong with the answers, which `doubts` tell too."""

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    doubts: tuple[Doubt, ...]


def firm(rules: Sequence[Rule]) -> frozenset[str]:
    """Rules whose findings nobody can answer for: files that cannot be read, and the answers themselves."""
    found = {rule.id for rule in rules if rule.check == "suppression"}
    found |= {rule.id for rule in rules if rule.check == "schema" and rule.severity == "error"}
    return frozenset((*found, UNREADABLE))


def answer(findings: Sequence[Finding], looked: Looked, engine: Engine, known: Baseline | None = None) -> Answered:
    """Take out the findings that are answered for. findings: of all rules that ran, in order."""
    unanswerable = firm(looked.rules)
    files = [file for path, data in sorted(looked.files.items()) if (file := ignores.read(path, data)) is not None]
    ran = _ran(looked) if files else frozenset()
    names = ignores.Known(unanswerable | {rule.id for rule in looked.rules}, unanswerable, ran, looked.read, looked.now)
    ignored = ignores.apply(findings, files, names)
    left, silenced, doubts = ignored.left, ignored.silenced, ignored.doubts
    if known is not None:
        firmly = [finding for finding in left if finding.rule in unanswerable]
        new, before = baseline.apply([finding for finding in left if finding.rule not in unanswerable], known)
        left = (*firmly, *new)
        silenced += before
        if looked.whole:
            off = {rule.id for rule in looked.rules if rule.severity == "off"}
            doubts += baseline.stale(known, before, off)
    doubted = in_order(finding for doubt in doubts for finding in engine.judge_answer(doubt))
    return Answered(
        tuple(sorted((*left, *doubted), key=Finding.order)),
        tuple(sorted(silenced, key=lambda one: one.finding.order())),
        doubts,
    )


def _ran(looked: Looked) -> frozenset[str]:
    """The rules all whose findings in a file that was read are at hand. One that is off in places is not among them."""
    off = {rule.id for rule in looked.rules if rule.severity == "off"}
    return frozenset(rule.id for rule in looked.rules if looked.whole or not _asks_others(rule)) - off


def _asks_others(rule: Rule) -> bool:
    """Whether a rule compares scripts."""
    check = check_of(rule)
    return check.library is not None and rule.text("problem") not in check.single


def doubts_alone(rule: Rule, library: Library, files: Mapping[str, bytes], now: datetime) -> tuple[Finding, ...]:
    """What a rule of the check `suppression` finds in a little library: what it says of answers to the packaged rules."""
    others = [other for other in recommended.rules().values() if other.id != rule.id]
    engine = Engine([rule, *others])
    read = {script.source.path for script in library.scripts} | set(library.term_sources)
    read -= {file.source.path for file in library.problems if not readable_anyway(file)}
    known = files.get(BASELINE)
    looked = Looked(
        rules=(rule, *others),
        files=files,
        read=read,
        whole=all(readable_anyway(file) for file in library.problems),
        now=now,
    )
    answered = answer(engine.run(library, now), looked, engine, None if known is None else baseline.parse(known))
    return tuple(finding for finding in answered.findings if finding.rule == rule.id)
