"""The page of a library as its files are now, and what lint finds in them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from huashu.handbook import html
from huashu.handbook.edition import edition
from huashu.handbook.memo import Memo
from huashu.handbook.web_data import web_data
from huashu.i18n import _
from huashu.lint.checks import reach
from huashu.lint.workspace import Workspace
from huashu.live.reader import Reader
from huashu.model.finding import SEVERITIES, Finding
from huashu.model.rule import Rule
from huashu.store import rulebook, snapshot
from huashu.store.files import SETTINGS
from huashu.store.snapshot import Snapshot


class Clock(Protocol):
    """Tells the moment in a time zone."""

    def __call__(self, timezone: tzinfo) -> datetime: ...


class Preview:
    """Makes the page and the findings anew after each change, quickly: what has not changed is kept."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root, self._clock = root, clock
        self._reader = Reader(root)
        self._entries, self._data, self._packed = Memo(), Memo(), Memo()
        self._snapshot: Snapshot | None = None
        self._rules: tuple[Rule, ...] | None = None

    def page(self, version: str, changed: Collection[str] | None = None) -> bytes:
        """The page. version: told to it, so that it knows when another one is there. changed: paths that differ from
        the last time, None where nobody knows. Raises HuashuError."""
        library = self._reader.library(changed)
        self._snapshot = snapshot.on_disk(self.root, library, self._snapshot)
        now = self._clock(library.settings.timezone)
        made = edition(self._snapshot, now, None, _("预览，随文件变动"), self._entries)
        data = web_data(
            made.handbook,
            made.library,
            now,
            news=made.news,
            pictures=made.pictures,
            chapters=made.chapters,
            memo=self._data,
        )
        page = html.render(made.handbook, data, library.settings, made.chapters, live=version, memo=self._packed)
        return page.encode("utf-8")

    def findings(self, changed: Collection[str] = ()) -> bytes:
        """What lint finds, as JSON for the page. changed: paths that differ from the last time."""
        settings = self._reader.settings()
        if self._rules is None or any(path == SETTINGS or path.startswith("rules/") for path in changed):
            self._rules = rulebook.load(self.root, settings, reach)
        work = Workspace(self.root, settings, self._rules, self._clock(settings.timezone), None)
        checked = work.check()
        values = {
            "findings": [_value(finding) for finding in sorted(checked.findings, key=_gravest_first)],
            "trouble": None,
        }
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _gravest_first(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _value(finding: Finding) -> dict[str, object]:
    return {
        "script": finding.script,
        "place": f"{finding.path}:{finding.start.line}:{finding.start.column}",
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "why": finding.why,
    }
