"""What others of this trade do with the same files. A peer that is not installed is left out, and that is said.

The two that need node are looked for in benchmarks/node_modules, in the versions that package.json there names, and on
PATH:

    npm install --prefix benchmarks
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
SCHEMA = "schemas/script.schema.json"
NPM = "npm install --prefix benchmarks"
_COUNTED = re.compile(r"✖ ([0-9]+) problem")
_RIGHT, _WRONG = "scripts/after-sales/right.yaml", "scripts/after-sales/wrong.yaml"


class Peer(NamedTuple):
    """A command to run in a library. note: why there is none, "" where there is."""

    title: str
    command: list[str]
    note: str = ""


def peers(library: Path) -> list[Peer]:
    """Every peer, with what it needs written into the library."""
    return [check_jsonschema(library), spectral(library), textlint(library)]


def findings(told: str) -> int | None:
    """How many findings a peer says that it has; None where it does not say."""
    found = _COUNTED.search(told)
    return int(found[1]) if found else None


def prove(library: Path) -> None:
    """Let every peer that is there find what is wrong in one of two scripts, so that none is quick because it reads
    nothing. library: a generated one."""
    with tempfile.TemporaryDirectory() as folder:
        little = Path(folder)
        shutil.copytree(library / "schemas", little / "schemas")
        right = next(
            path for path in sorted(library.glob("scripts/*/*.yaml")) if not _says(path, "你们", "不行", "退货险")
        )
        (little / _RIGHT).parent.mkdir(parents=True)
        (little / _RIGHT).write_bytes(right.read_bytes())
        wrong = right.read_text(encoding="utf-8").replace("owner:", "# 你们\nowned:")
        (little / _WRONG).write_text(wrong, encoding="utf-8")
        for peer in peers(little):
            if not peer.note:
                done = subprocess.run(peer.command, cwd=little, capture_output=True, encoding="utf-8")
                if done.returncode != 1 or Path(_WRONG).name not in done.stdout or Path(_RIGHT).name in done.stdout:
                    sys.exit(f"{peer.title} does not find what is wrong:\n{done.stdout}{done.stderr}")


def _says(path: Path, *words: str) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(word in text for word in words)


def check_jsonschema(library: Path) -> Peer:
    """The schema of scripts, held against each of them: the least part of what huashu does."""
    title = "check-jsonschema, script schema"
    if importlib.util.find_spec("check_jsonschema") is None:
        return Peer(title, [], "not installed: pip install check-jsonschema")
    files = [path.relative_to(library).as_posix() for path in sorted(library.glob("scripts/*/*.yaml"))]
    return Peer(title, [sys.executable, "-m", "check_jsonschema", "--schemafile", SCHEMA, *files])


def spectral(library: Path) -> Peer:
    """The same schema by way of a ruleset."""

    def prepare() -> list[str]:
        schema = json.loads((library / SCHEMA).read_text(encoding="utf-8"))
        then = {"function": "schema", "functionOptions": {"schema": schema}}
        ruleset = {"rules": {"script": {"given": "$", "severity": "error", "then": then}}}
        (library / ".spectral.json").write_text(json.dumps(ruleset), encoding="utf-8")
        return ["lint", "--quiet", "--ruleset", ".spectral.json", "scripts/**/*.yaml"]

    return _of_node("Spectral, script schema", "spectral", prepare)


def textlint(library: Path) -> Peer:
    """A handful of words that should be others, by its rule prh, the files taken as plain text."""

    def prepare() -> list[str]:
        words = [
            {"expected": right, "pattern": wrong}
            for wrong, right in (("你们", "您"), ("不行", "可以"), ("退货险", "运费险"))
        ]
        (library / "prh.json").write_text(json.dumps({"version": 1, "rules": words}), encoding="utf-8")
        settings = {
            "plugins": {"@textlint/text": {"extensions": [".yaml"]}},
            "rules": {"prh": {"rulePaths": ["prh.json"]}},
        }
        (library / ".textlintrc.json").write_text(json.dumps(settings), encoding="utf-8")
        modules = HERE / "node_modules"
        where = ["--rules-base-directory", str(modules)] if modules.is_dir() else []
        return ["--config", ".textlintrc.json", *where, "scripts/**/*.yaml"]

    return _of_node("textlint, three words", "textlint", prepare)


def _of_node(title: str, name: str, prepare: Callable[[], list[str]]) -> Peer:
    if shutil.which("node") is None:
        return Peer(title, [], "skipped: there is no node")
    found = shutil.which(name, path=str(HERE / "node_modules" / ".bin")) or shutil.which(name)
    if found is None:
        return Peer(title, [], f"skipped: not installed; {NPM}")
    return Peer(title, [found, *prepare()])
