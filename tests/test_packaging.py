"""pyproject.toml tells the truth about what huashu needs."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Found by name while running, not imported: fonts, and the data of zoneinfo.
DATA = {"manimgx-fonts", "manimgx-fonts-cjk", "tzdata"}
COMES_WITH = {"markupsafe": "jinja2"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name)[0]).lower()


def imported() -> set[str]:
    """Distributions that the package imports anywhere."""
    modules: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                modules.add(str(node.module).split(".")[0])
    known = packages_distributions()
    foreign = modules - sys.stdlib_module_names - {"huashu"}
    return {normal(known[module][0]) for module in foreign}


def test_every_import_is_declared_and_every_dependency_used() -> None:
    declared = {normal(dependency) for dependency in PROJECT["dependencies"]}
    needed = {COMES_WITH.get(name, name) for name in imported()} | DATA
    assert sorted(needed - declared) == []
    assert sorted(declared - needed) == []


def test_the_lock_pins_every_dependency_and_names_no_place() -> None:
    lock = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    pinned = {normal(line) for line in lock.splitlines() if re.match(r"\w[\w.-]*==", line)}
    wanted = {normal(name) for name in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]}
    assert sorted(wanted - pinned) == []
    assert not re.search(r"://|^-|file:|/home|/root|/tmp", lock, re.MULTILINE)
