"""A library opened for checking: found on disk, its settings, rules and scripts read, its findings and fixes at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.lint import baseline as baselines
from huashu.lint.answers import firm
from huashu.lint.cached import Checked, check
from huashu.lint.checks import reach
from huashu.lint.selection import Selection, Wish, selection
from huashu.model.finding import Finding
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.store import library as libraries
from huashu.store import rulebook
from huashu.store import settings as settings_file
from huashu.store.files import chosen, find_root
from huashu.store.writing import write_all

if TYPE_CHECKING:
    from huashu.lint.add_ignores import Added
    from huashu.lint.fixes import Fixed


_ALL = Selection()


class Clock(Protocol):
    """Tells the moment in a time zone."""

    def __call__(self, timezone: tzinfo) -> datetime: ...


class Workspace(NamedTuple):
    """An opened library. only: paths of scripts to read, None for all of them; selection: what was asked for of what
    is found."""

    root: Path
    settings: Settings
    rules: tuple[Rule, ...]
    now: datetime
    only: frozenset[str] | None
    selection: Selection = _ALL

    def check(self, *, remember: bool = True, baseline: bool = True) -> Checked:
        """What the rules find. remember: use what earlier runs found in files that have not changed.
        baseline: leave out what the baseline knows."""
        known = baselines.load(self.root) if baseline else None
        found = check(self.root, self.settings, self.rules, self.now, self.only, remember=remember, baseline=known)
        return self.selection.of(found)

    def write_baseline(self, *, remember: bool = True) -> int:
        """Record in the baseline whatever is found now and can be answered for; how many findings that is."""
        if self.only is not None or self.selection.narrow:
            raise HuashuError(
                _("基线要看整个话术库，不能只看一部分"),
                where="--write-baseline",
                todo=_("请不要写文件名，也不要用 --rule、--scene、--since，再运行一次"),
            )
        unanswerable = firm(self.rules)
        found = self.check(remember=remember, baseline=False).findings
        answered = [finding for finding in found if finding.rule not in unanswerable]
        baselines.write(self.root, baselines.of(answered))
        return len(answered)

    def add_ignores(self, checked: Checked, reason: str) -> dict[str, Added]:
        """Path → the file after comments for its findings, of those files that were asked for."""
        from huashu.lint.add_ignores import add, checked_reason

        reason = checked_reason(reason, self.now)
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in checked.findings:
            if self.only is None or finding.path in self.only:
                by_path[finding.path].append(finding)
        unanswerable = firm(self.rules)
        return {
            path: add(path, checked.sources[path].text, found, reason, unanswerable)
            for path, found in sorted(by_path.items())
        }

    def fixes(self, checked: Checked, *, unsafe: bool) -> dict[str, Fixed]:
        """Path → the file after its fixes, of those files that were asked for and have something to fix."""
        from huashu.lint.fixes import fix_file

        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in checked.findings:
            if finding.fix is not None and (self.only is None or finding.path in self.only):
                by_path[finding.path].append(finding)
        fixed = {
            path: fix_file(path, checked.sources[path].text, found, unsafe=unsafe)
            for path, found in sorted(by_path.items())
        }
        return {path: file for path, file in fixed.items() if file.applied or file.skipped or file.refused}

    def write(self, changed: Mapping[str, Fixed | Added]) -> None:
        """Write the files that fixes or comments have changed, all of them or none."""
        write_all({self.root / path: file.text.encode("utf-8") for path, file in changed.items() if file.applied})

    def library(self) -> Library:
        """All scripts and terms, read anew."""
        return libraries.load(self.root, self.settings)


def open_library(start: Path, clock: Clock, paths: Sequence[Path] = (), wish: Wish | None = None) -> Workspace:
    """Open the library that `start`, or the first of `paths`, lies in. paths: files or folders to read, () for all.

    wish: which findings are asked for; all of them where there is none.
    """
    root = find_root(paths[0] if paths else start)
    settings = settings_file.load(root)
    rules = rulebook.load(root, settings, reach)
    now = clock(settings.timezone)
    chose = selection(wish or Wish(), root, settings, rules, now)
    return Workspace(root, settings, rules, now, chosen(root, paths), chose)
