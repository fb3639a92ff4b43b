"""A library opened for checking: found on disk, its settings, rules and scripts read, its findings and fixes at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from huashu.lint.cached import Checked, check
from huashu.lint.fixes import Fixed, fix_file
from huashu.model.finding import Finding
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.store import library as libraries
from huashu.store import rulebook
from huashu.store import settings as settings_file
from huashu.store.files import chosen, find_root
from huashu.store.writing import write_all


class Clock(Protocol):
    """Tells the moment in a time zone."""

    def __call__(self, timezone: tzinfo) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened library. only: paths of scripts that were asked for, None for all of them."""

    root: Path
    settings: Settings
    rules: tuple[Rule, ...]
    now: datetime
    only: frozenset[str] | None

    def check(self, *, remember: bool = True) -> Checked:
        """What the rules find. remember: use what earlier runs found in files that have not changed."""
        return check(self.root, self.settings, self.rules, self.now, self.only, remember=remember)

    def fixes(self, checked: Checked, *, unsafe: bool) -> dict[str, Fixed]:
        """Path → the file after its fixes, of those files that were asked for and have something to fix."""
        by_path: dict[str, list[Finding]] = defaultdict(list)
        for finding in checked.findings:
            if finding.fix is not None and (self.only is None or finding.path in self.only):
                by_path[finding.path].append(finding)
        fixed = {
            path: fix_file(path, checked.sources[path].text, found, unsafe=unsafe)
            for path, found in sorted(by_path.items())
        }
        return {path: file for path, file in fixed.items() if file.applied or file.skipped or file.refused}

    def write(self, fixed: Mapping[str, Fixed]) -> None:
        """Write the files that fixes have changed, all of them or none."""
        write_all({self.root / path: file.text.encode("utf-8") for path, file in fixed.items() if file.applied})

    def library(self) -> Library:
        """All scripts and terms, read anew."""
        return libraries.load(self.root, self.settings)


def open_library(start: Path, clock: Clock, paths: Sequence[Path] = ()) -> Workspace:
    """Open the library that `start`, or the first of `paths`, lies in. paths: files or folders to read, () for all."""
    root = find_root(paths[0] if paths else start)
    settings = settings_file.load(root)
    rules = rulebook.load(root, settings)
    return Workspace(root, settings, rules, clock(settings.timezone), chosen(root, paths))
