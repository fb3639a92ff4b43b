"""How findings are told: to people, to programs, to forges. Results as values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from huashu.report.results import Results

    Reporter = Callable[[Results, bool], str]  # results, whether colour is wanted


class _Reporters(Mapping[str, "Reporter"]):
    """Format → what tells findings in it. One command uses one of them, so each is imported when it is asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places  # format → module of this package, or function in a module

    def __getitem__(self, format: str) -> Reporter:
        from importlib import import_module

        module, _dot, function = self._places[format].partition(".")
        return cast("Reporter", getattr(import_module(f"huashu.report.{module}"), function or "report"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


REPORTERS: Mapping[str, Reporter] = _Reporters(
    {
        "azure": "azure",
        "checkstyle": "checkstyle",
        "concise": "concise",
        "github": "github",
        "gitlab": "gitlab",
        "json": "machine",
        "jsonl": "machine.report_lines",
        "junit": "junit",
        "rdjson": "rdjson",
        "sarif": "sarif",
        "text": "people",
    }
)
STATISTICS: Mapping[str, Reporter] = _Reporters({"json": "statistics.machine", "text": "statistics.text"})
