"""Lint with a memory: scripts that nothing has changed since the last run are not read again.

What was found in a script depends on its bytes and on its surroundings: tool, language, settings, rules, terms, the
names of all files, the facts in force. The surroundings are the key of the whole memory. The passing of time is kept
with each script: until its next date comes, nothing about it changes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from huashu import i18n
from huashu.garbage import no_cleaning
from huashu.lint.answers import Looked, answer
from huashu.lint.baseline import Baseline
from huashu.lint.checks import brought_along
from huashu.lint.checks.suppression import Doubt
from huashu.lint.checks.time import ahead
from huashu.lint.context import Context, Tree, context
from huashu.lint.engine import Engine, in_order
from huashu.lint.entries import Entry, Judged, entry_of, finding_of, packed
from huashu.lint.outline import Outline, outline
from huashu.lint.parallel import WORTH_IT, each
from huashu.model.finding import Finding, Silenced
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.model.script import Script
from huashu.model.source import Mapping, Source
from huashu.store import cache, yaml_source
from huashu.store import library as libraries
from huashu.store.files import SETTINGS, yaml_path
from huashu.store.library import readable_anyway


@dataclass(frozen=True, slots=True)
class Checked:
    """What lint found. silenced: not counted among the findings. sources: at least every file with a finding.
    files: how many were looked at. outlines: of the scripts that were."""

    findings: tuple[Finding, ...]
    sources: Map[str, Source]
    files: int
    silenced: tuple[Silenced, ...] = ()
    outlines: tuple[Outline, ...] = ()


_TOGETHER = 50  # scripts that are searched at once
ACROSS = ""  # no script's path: where the findings of checks across scripts are remembered


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the files of a library."""

    settings: Settings
    rules: tuple[Rule, ...]
    now: datetime
    engine: Engine


@no_cleaning()
def check(
    root: Path,
    settings: Settings,
    rules: tuple[Rule, ...],
    now: datetime,
    only: frozenset[str] | None = None,
    *,
    remember: bool = True,
    baseline: Baseline | None = None,
) -> Checked:
    """Findings of the library at `root`. only: paths of scripts to judge; checks across scripts are then left out.
    baseline: what was there before."""
    run = _Run(settings, rules, now, Engine(rules))
    files = libraries.read_files(root, only)
    base = libraries.assemble(settings, files.terms, refused=files.refused, known=files.known)
    around = context(base, now)
    # nobody knows all that a check from elsewhere depends on
    remember = remember and only is None and not brought_along(rules)
    key = _key(run, files, around) if remember else ""
    known = cache.load(root, key) if remember else {}
    texts = dict(files.scripts)
    thresholds = _Thresholds(rules, now)
    entries = {path: _valid(known.get(path), data, now) for path, data in files.scripts}
    new = [script for script in files.scripts if entries[script[0]] is None]
    judged = each(lambda some: _judged(run, around, some, thresholds), new, together=_TOGETHER)
    paths = [path for path, _data in new]
    entries.update(zip(paths, [entry for entry, _line in judged], strict=True))
    lines = dict(zip(paths, [line for _entry, line in judged], strict=True))
    found: list[Finding] = [finding for file in base.problems for finding in run.engine.judge_file(file)]
    outlines: list[Outline] = []
    for entry in entries.values():
        if entry is not None:
            found.extend(entry.findings)
            if entry.outline is not None:
                outlines.append(entry.outline)
    changed = bool(new) or len(entries) != len(known) - 1
    across: list[Finding] = []
    if only is None and not changed:  # what is found across scripts changes with some script only
        across.extend(map(finding_of, cast("list[list[object]]", known[ACROSS])))
    elif only is None:
        tree = lru_cache(maxsize=64)(lambda path: _tree(path, texts[path]))
        whole, engine = around._replace(outlines=tuple(sorted(outlines)), tree=tree), run.engine
        least = 2 if len(outlines) >= WORTH_IT else sys.maxsize
        for some in each(lambda some: [list(engine.judge_across(rule, whole)) for rule in some], engine.across, least):
            across.extend(some)
    found.extend(across)
    if remember and changed:
        kept = [lines.get(path) or cache.entry(path, known[path]) for path in entries]
        cache.save(root, key, [cache.entry(ACROSS, list(map(packed, across))), *kept])
    # comments and baseline are heard after the memory: what they answer for may change with the day
    looked = _looked(run, files, base, entries, whole=only is None)
    answered = answer(in_order(found), looked, run.engine, baseline)
    findings = _explained(answered.findings, rules)
    quiet = _explained(tuple(one.finding for one in answered.silenced), rules)
    silenced = tuple(one._replace(finding=found) for one, found in zip(answered.silenced, quiet, strict=True))
    sources = _sources(base, texts, (*findings, *quiet), answered.doubts)
    return Checked(findings, sources, len(files.scripts) + len(files.terms), silenced, tuple(outlines))


def _tree(path: str, data: bytes) -> Tree:
    """A script's file as a tree, for the places of findings in it."""
    parsed = yaml_source.parse(path, data)
    assert isinstance(parsed.root, Mapping), path
    return parsed.source, parsed.root


def _looked(
    run: _Run,
    files: libraries.Files,
    base: Library,
    entries: Map[str, Entry | None],
    *,
    whole: bool,
) -> Looked:
    """What this run has looked at."""
    broken = {file.source.path for file in base.problems if not readable_anyway(file)}
    unread = {path for path, entry in entries.items() if (entry is None or entry.outline is None) and yaml_path(path)}
    data = dict((*files.terms, *files.scripts, (SETTINGS, run.settings.source.text.encode())))
    return Looked(
        rules=run.rules,
        files=data,
        read=frozenset(data) - broken - unread,
        whole=whole and not broken and not unread,
        now=run.now,
    )


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


def _judged(
    run: _Run,
    around: Context,
    files: Sequence[tuple[str, bytes]],
    thresholds: _Thresholds,
) -> list[Judged]:
    """An entry for each of some scripts (path, content), and the same as a line of the memory."""
    entries: list[Judged] = []
    at = _clock(run.now)
    read = [libraries.read_script(run.settings, path, data) for path, data in files]
    scripts = [script for script, _broken in read if script is not None]
    judged = iter(run.engine.judge_all(scripts, around))
    for (path, data), (script, broken) in zip(files, read, strict=True):
        found = next(judged) if script is not None else []
        if broken is not None:
            found.extend(run.engine.judge_file(broken))
        stale = thresholds.next(script) if script is not None else None
        seen = outline(script) if script is not None else None
        name = cache.digest(data)
        line = cache.entry(path, (name, at, stale, seen and tuple(seen), list(map(packed, found))))
        entries.append(Judged(Entry(name, at, stale, seen, tuple(found)), line))
    return entries


def _key(run: _Run, files: libraries.Files, around: Context) -> str:
    parts = [i18n.language(), run.settings.source.text, json.dumps(sorted(files.known))]
    parts += [json.dumps(sorted(around.facts.items()))]
    parts += [part for rule in run.rules for part in (rule.source.path, rule.source.text)]
    # as huashu.yaml wants them
    wanted = [cache.entry(rule.id, (rule.severity, tuple(rule.where), dict(rule.params))) for rule in run.rules]
    contents = [part for path, data in files.terms for part in (path.encode(), data)]
    texts = [part.encode("utf-8", "surrogatepass") for part in parts]
    return cache.digest(cache.tool(), *texts, *wanted, *contents)


def _valid(kept: object, data: bytes, now: datetime) -> Entry | None:
    """A remembered entry, where it still holds for a content."""
    if kept is None:
        return None
    digest, judged, stale = cast("tuple[str, float, float | None, object, object]", kept)[:3]
    if digest != cache.digest(data) or not judged <= _clock(now) or (stale is not None and stale <= _clock(now)):
        return None
    return entry_of(kept)


def _explained(findings: tuple[Finding, ...], rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """Findings with their rules' reasons, which are not remembered with each."""
    reasons = {rule.id: rule.why.strip() for rule in rules}
    return tuple(finding._replace(why=reasons.get(finding.rule, "")) for finding in findings)


def _sources(
    base: Library, texts: Map[str, bytes], findings: tuple[Finding, ...], doubts: tuple[Doubt, ...]
) -> dict[str, Source]:
    sources = {**base.term_sources, **{doubt.source.path: doubt.source for doubt in doubts}}
    sources[SETTINGS] = base.settings.source
    sources.update((broken.source.path, broken.source) for broken in base.problems)
    for path in sorted({finding.path for finding in findings} - set(sources)):
        sources[path] = Source(path, texts[path].decode("utf-8", "replace"))
    return sources
