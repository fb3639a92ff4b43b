"""How findings are told: to people, to programs, to forges. Results as values in, text out."""

from __future__ import annotations

from collections.abc import Callable

from huashu.report import github, machine, people
from huashu.report.results import Results

Reporter = Callable[[Results, bool], str]  # results, whether colour is wanted

REPORTERS: dict[str, Reporter] = {
    "github": github.report,
    "json": machine.report,
    "text": people.report,
}
