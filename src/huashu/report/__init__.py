"""How findings are told: to people, to programs, to forges. Results as values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from huashu.model.finding import Finding
from huashu.model.source import Source
from huashu.report import github, machine, people
from huashu.report.summary import Summary

Reporter = Callable[[Sequence[Finding], Summary, Mapping[str, Source], bool], str]

REPORTERS: dict[str, Reporter] = {
    "github": github.report,
    "json": machine.report,
    "text": people.report,
}
