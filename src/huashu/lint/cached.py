"""Lint with a memory: scripts that nothing has changed since the last run are not read again.

What was found in a script depends on its bytes and on its surroundings: tool, language, settings, rules, terms, the
names of all files, the facts in force. The surroundings are the key of the whole memory. The passing of time is kept
with each script: until its next date comes, nothing about it changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from huashu import i18n
from huashu.lint.checks.time import ahead
from huashu.lint.context import Context, context
from huashu.lint.engine import Engine, in_order
from huashu.lint.outline import Outline, outline
from huashu.lint.parallel import each
from huashu.model.finding import Finding, Position, Silenced
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.model.script import Script
from huashu.model.source import Edit, Fix, Source
from huashu.store import cache
from huashu.store import library as libraries


@dataclass(frozen=True, slots=True)
class Checked:
    """What lint found. silenced: not counted among the findings. sources: at least every file with a finding.
    files: how many were looked at."""

    findings: tuple[Finding, ...]
    sources: Mapping[str, Source]
    files: int
    silenced: tuple[Silenced, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the files of a library."""

    settings: Settings
    rules: tuple[Rule, ...]
    now: datetime
    engine: Engine


def check(
    root: Path,
    settings: Settings,
    rules: tuple[Rule, ...],
    now: datetime,
    only: frozenset[str] | None = None,
    *,
    remember: bool = True,
) -> Checked:
    """Findings of the library at `root`. only: paths of scripts to judge; checks across scripts are then left out."""
    run = _Run(settings, rules, now, Engine(rules))
    files = libraries.read_files(root, only)
    base = libraries.assemble(settings, files.terms, refused=files.refused, known=files.known)
    around = context(base, now)
    remember = remember and only is None
    key = _key(run, files, around) if remember else ""
    known = cache.load(root, key) if remember else {}
    texts = dict(files.scripts)
    thresholds = _Thresholds(rules, now)
    named = [(path, data, cache.digest(data) if remember else "") for path, data in files.scripts]
    entries = {path: _valid(known.get(path), name, now) for path, _data, name in named}
    new = [script for script in named if entries[script[0]] is None]
    judged = each(lambda some: [_judged(run, around, *script, thresholds) for script in some], new)
    entries.update((script[0], entry) for script, entry in zip(new, judged, strict=True))
    found: list[Finding] = [finding for file in base.problems for finding in run.engine.judge_file(file)]
    outlines: list[Outline] = []
    for entry in entries.values():
        if entry is not None:
            found.extend(entry.findings)
            if entry.outline is not None:
                outlines.append(entry.outline)
    if only is None:
        whole = context(base, now, outlines, lambda path: libraries.read_script(settings, path, texts[path])[0])
        found.extend(run.engine.judge_whole(whole))
    if remember and (new or len(entries) != len(known)):
        cache.save(root, key, {path: entry.kept() for path, entry in entries.items() if entry is not None})
    findings = _explained(in_order(found), rules)
    return Checked(findings, _sources(base, texts, findings), len(files.scripts) + len(files.terms))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is remembered of a script. judged, stale: from when on it holds, and when no longer, by the clock."""

    digest: str
    judged: float
    stale: float | None
    outline: Outline | None
    findings: tuple[Finding, ...]

    def kept(self) -> object:
        return [self.digest, self.judged, self.stale, self.outline, [_packed(finding) for finding in self.findings]]


class _Thresholds:
    """When a script's findings may change by time alone."""

    def __init__(self, rules: tuple[Rule, ...], now: datetime) -> None:
        self.now = now
        self.ahead = sorted({ahead(rule) for rule in rules if rule.check == "lifecycle"})

    def next(self, script: Script) -> float | None:
        moments = [moment.at for moment in (script.effective, script.expires, script.review_by) if moment is not None]
        if script.expires is not None:
            moments += [script.expires.at - ahead for ahead in self.ahead]
        coming = [moment for moment in moments if moment > self.now]
        return _clock(min(coming)) if coming else None


def _clock(moment: datetime) -> float:
    """What the library's clock shows, as a number. Rules compare what clocks show: on the night when they are put
    back, an hour comes twice, and what had expired holds once more."""
    return moment.replace(tzinfo=UTC).timestamp()


def _judged(run: _Run, around: Context, path: str, data: bytes, name: str, thresholds: _Thresholds) -> _Entry:
    script, broken = libraries.read_script(run.settings, path, data)
    found: list[Finding] = []
    if script is not None:
        found.extend(run.engine.judge(script, around))
    if broken is not None:
        found.extend(run.engine.judge_file(broken))
    return _Entry(
        name,
        _clock(run.now),
        thresholds.next(script) if script is not None else None,
        outline(script) if script is not None else None,
        tuple(found),
    )


def _key(run: _Run, files: libraries.Files, around: Context) -> str:
    parts = [i18n.language(), run.settings.source.text, json.dumps(sorted(files.known))]
    parts += [json.dumps(sorted(around.facts.items()))]
    parts += [part for rule in run.rules for part in (rule.source.path, rule.source.text)]
    contents = [part for path, data in files.terms for part in (path.encode(), data)]
    return cache.digest(cache.tool(), *(part.encode("utf-8", "surrogatepass") for part in parts), *contents)


def _valid(kept: object, name: str, now: datetime) -> _Entry | None:
    """A remembered entry, where it still holds."""
    if kept is None:
        return None
    digest, judged, stale, seen, findings = cast("tuple[str, float, float | None, object, list[list[object]]]", kept)
    if digest != name or not judged <= _clock(now) or (stale is not None and stale <= _clock(now)):
        return None
    return _Entry(name, judged, stale, _outline(seen), tuple(map(_unpacked, findings)))


def _outline(kept: object) -> Outline | None:
    if kept is None:
        return None
    path, script_id, title, asks, formerly, spoken = cast("list[object]", kept)
    lists = [tuple(cast("list[str]", value)) for value in (asks, formerly, spoken)]
    return Outline(str(path), str(script_id), str(title), *lists)


def _packed(finding: Finding) -> list[object]:
    """A finding as a list; the reason is left with its rule."""
    fix = finding.fix
    edits = None if fix is None else [fix.safety, [[edit.start, edit.end, edit.text] for edit in fix.edits]]
    start, end = finding.start, finding.end
    return [
        finding.path, start.line, start.column, end.line, end.column, finding.rule, finding.severity,
        finding.message, finding.hint, finding.script, finding.field, finding.matched, edits,
    ]  # fmt: skip


def _unpacked(kept: list[object]) -> Finding:
    path, line, column, end_line, end_column, rule, severity, message, hint, script, field, matched, edits = kept
    fix = None
    if edits is not None:
        safety, changes = cast("list[object]", edits)
        fix = Fix(
            str(safety), tuple(Edit(*cast("tuple[int, int, str]", change)) for change in cast("list[object]", changes))
        )
    return Finding(
        path=str(path),
        start=Position(cast("int", line), cast("int", column)),
        end=Position(cast("int", end_line), cast("int", end_column)),
        rule=str(rule),
        severity=str(severity),
        message=str(message),
        hint=str(hint),
        script=None if script is None else str(script),
        field=str(field),
        matched=str(matched),
        fix=fix,
    )


def _explained(findings: tuple[Finding, ...], rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """Findings with their rules' reasons, which are not remembered with each."""
    reasons = {rule.id: rule.why.strip() for rule in rules}
    return tuple(replace(finding, why=reasons.get(finding.rule, "")) for finding in findings)


def _sources(base: Library, texts: Mapping[str, bytes], findings: tuple[Finding, ...]) -> dict[str, Source]:
    sources = dict(base.term_sources)
    sources.update((broken.source.path, broken.source) for broken in base.problems)
    for path in sorted({finding.path for finding in findings} - set(sources)):
        sources[path] = Source(path, texts[path].decode("utf-8", "replace"))
    return sources
