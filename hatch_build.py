"""What a build adds to the source tree: compiled message catalogs, the recommended rules in the form in which they are
quickly read, patterns compiled for the Python that builds and, in a wheel, the model library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = "huashu/_data"
PACK = ("rules", "schemas")
LIBRARY = ("huashu.yaml", "scripts", "terms", "policy", "assets", "handbook")


class Hook(BuildHookInterface[Any]):
    """Runs for a wheel, an editable install and a source distribution alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if self.target_name != "wheel":
            return
        compile_catalogs(root / "src" / "huashu" / "locales")
        read_rules(root / "src")
        if version == "editable":  # resources are read from the checkout, a copy would grow stale
            return
        taken = {name: f"{DATA}/{name}" for name in PACK}
        taken |= {name: f"{DATA}/library/{name}" for name in LIBRARY if (root / name).exists()}
        build_data["force_include"].update({str(root / name): target for name, target in taken.items()})


def read_rules(sources: Path) -> None:
    """Have huashu read its own rules now, so that no command has to."""
    sys.path.insert(0, str(sources))
    from huashu.lint import engine, excuses
    from huashu.store import recommended

    assert engine  # whatever lint uses has been loaded, and its patterns are known
    recommended.write_ready(excuses.patterns())


def compile_catalogs(locales: Path) -> None:
    """Write a `.mo` beside every `.po`."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, catalog)
