"""The sentences of a finding as several formats tell them: no character in them has power over who reads along."""

from __future__ import annotations

from huashu.model.finding import Finding
from huashu.text import visible


def paragraph(finding: Finding) -> str:
    """What is wrong, and on the next lines what to do."""
    return "\n".join(map(visible, f"{finding.message}\n{finding.hint}".strip().splitlines()))


def one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(map(visible, text.splitlines()))


def path(finding: Finding) -> str:
    """The path, which cannot end its line."""
    return visible(finding.path).replace("\n", "\\n")
