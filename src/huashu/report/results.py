"""What a run of lint gave, as every reporter gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from huashu.model.finding import Finding, Silenced
from huashu.model.rule import Rule
from huashu.model.source import Source


class Summary(NamedTuple):
    """Findings by severity, how many files were read, and how many findings somebody has answered for."""

    error: int
    warning: int
    info: int
    files: int
    suppressed: int = 0
    baselined: int = 0


class Results(NamedTuple):
    """Findings in the order of every report. rules: all that are in force, by id. sources: path → file, of each file
    with a finding. files: how many were looked at."""

    findings: Sequence[Finding]
    sources: Mapping[str, Source]
    files: int
    rules: Sequence[Rule] = ()
    silenced: Sequence[Silenced] = ()

    @property
    def summary(self) -> Summary:
        """The counts."""
        counts = Counter(finding.severity for finding in self.findings)
        answered = Counter(silenced.by for silenced in self.silenced)
        return Summary(
            counts["error"], counts["warning"], counts["info"], self.files, answered["ignore"], answered["baseline"]
        )

    @property
    def everything(self) -> list[tuple[Finding, Silenced | None]]:
        """All findings in order, those that somebody has answered for with the answer."""
        found: list[tuple[Finding, Silenced | None]] = [(finding, None) for finding in self.findings]
        found.extend((one.finding, one) for one in self.silenced)
        return sorted(found, key=lambda pair: pair[0].order())
