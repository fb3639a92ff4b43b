"""The baseline: what was found when a library took up linting, so that only what is new is reported.

An entry is a fingerprint (rule, script, field, matched text; no line) and how many findings have it. The matched text
is not written down: what should not stand in a script should not stand here either.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.lint.checks.suppression import Doubt
from huashu.model.finding import Finding, Silenced
from huashu.model.source import Source
from huashu.store.files import BASELINE, read_if_there
from huashu.store.writing import write_all

VERSION = 1
LIMIT = 64 << 20  # bytes
_TOLD = 10  # entries that one message names


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Findings that were there before. script: the script's id, or the path of a file that is none."""

    script: str
    field: str
    rule: str
    fingerprint: str
    count: int


class Baseline(NamedTuple):
    """The file and what it says."""

    source: Source
    entries: tuple[Entry, ...]


def load(root: Path) -> Baseline | None:
    """The library's baseline, None where it has none. Raises HuashuError for one that cannot be understood."""
    data = read_if_there(root, BASELINE, LIMIT)
    return None if data is None else parse(data)


def parse(data: bytes) -> Baseline:
    """A baseline from the bytes of its file."""
    if len(data) > LIMIT:
        raise _refusal(_("基线文件太大了"))
    try:
        text = data.decode("utf-8-sig")
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refusal(_("基线文件读不懂，可能是合并时弄乱了")) from error
    if isinstance(values, dict) and isinstance(values.get("version"), int) and values["version"] > VERSION:
        raise _refusal(_("基线文件是更新的 huashu 写的，这个版本读不懂"), _("请升级 huashu，或者用现在的版本重新生成"))
    found = values.get("findings") if isinstance(values, dict) and values.get("version") == VERSION else None
    if not isinstance(found, list):
        raise _refusal(_("基线文件的内容不对"))
    return Baseline(Source(BASELINE, text), _merged(map(_entry, found)))


def _refusal(what: str, todo: str = "") -> HuashuError:
    again = _("请运行 huashu lint --write-baseline 重新生成")
    return HuashuError(what, where=BASELINE, todo=todo or again)


def _entry(value: object) -> Entry:
    if isinstance(value, dict):
        script, field, rule, fingerprint = (value.get(key) for key in ("script", "field", "rule", "fingerprint"))
        count = value.get("count")
        words = isinstance(script, str) and isinstance(field, str) and isinstance(rule, str)
        if words and isinstance(fingerprint, str) and type(count) is int and count > 0:
            return Entry(str(script), str(field), str(rule), fingerprint, count)
    raise _refusal(_("基线文件的内容不对"))


def _merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sorted, each fingerprint once: two branches that were merged may both have recorded it."""
    found: dict[str, Entry] = {}
    for entry in entries:
        other = found.get(entry.fingerprint)
        if other is None or other.count < entry.count:
            found[entry.fingerprint] = entry
    return tuple(sorted(found.values()))


def of(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """The entries that answer for all these findings."""
    counts: Counter[str] = Counter()
    firsts: dict[str, Finding] = {}
    for finding in findings:
        key = _key(finding)
        counts[key] += 1
        firsts.setdefault(key, finding)
    return tuple(
        sorted(Entry(one.script or one.path, one.field, one.rule, key, counts[key]) for key, one in firsts.items())
    )


def dump(entries: Sequence[Entry]) -> str:
    """The file's text: one entry a line, so that changes to it are easily read and merged."""
    lines = ",\n".join(f"    {json.dumps(_values(entry), ensure_ascii=False)}" for entry in sorted(entries))
    inside = f"\n{lines}\n  " if lines else ""
    return f'{{\n  "version": {VERSION},\n  "findings": [{inside}]\n}}\n'


def write(root: Path, entries: Sequence[Entry]) -> None:
    """Write the library's baseline."""
    write_all({root / BASELINE: dump(entries).encode("utf-8")})


def _values(entry: Entry) -> dict[str, object]:
    return {
        "script": entry.script,
        "rule": entry.rule,
        "field": entry.field,
        "fingerprint": entry.fingerprint,
        "count": entry.count,
    }


def _key(finding: Finding) -> str:
    """The fingerprint that equal findings of one field share."""
    return (finding._replace(occurrence=0) if finding.occurrence else finding).fingerprint


def apply(findings: Sequence[Finding], known: Baseline) -> tuple[tuple[Finding, ...], tuple[Silenced, ...]]:
    """(what is new, what was there before). Of equal findings, those beyond the recorded count are new."""
    room = {entry.fingerprint: entry.count for entry in known.entries}
    new: list[Finding] = []
    silenced: list[Silenced] = []
    for finding in findings:
        key = _key(finding)
        if room.get(key, 0) > 0:
            room[key] -= 1
            silenced.append(Silenced(finding, "baseline"))
        else:
            new.append(finding)
    return tuple(new), tuple(silenced)


def stale(known: Baseline, silenced: Iterable[Silenced], off: Iterable[str]) -> tuple[Doubt, ...]:
    """One doubt that names the entries for which there is less than they say. off: rules that were not asked."""
    found = Counter(_key(one.finding) for one in silenced if one.by == "baseline")
    skipped = set(off)
    gone = [entry for entry in known.entries if entry.rule not in skipped and found[entry.fingerprint] < entry.count]
    if not gone:
        return ()
    told = [_("{rule}（{script} {field}）").format(rule=e.rule, script=e.script, field=e.field) for e in gone[:_TOLD]]
    if len(gone) > _TOLD:
        told.append("……")
    return (Doubt("stale", known.source, 0, 0, {"count": len(gone), "names": "、".join(told)}),)
