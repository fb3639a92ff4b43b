"""Counts of a run of lint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from huashu.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Summary:
    """Findings by severity, and how many files were read."""

    error: int
    warning: int
    info: int
    files: int
    suppressed: int = 0
    baselined: int = 0


def summarise(findings: Sequence[Finding], files: int) -> Summary:
    """Counts of the findings of `files` files."""
    counts = Counter(finding.severity for finding in findings)
    return Summary(counts["error"], counts["warning"], counts["info"], files)
