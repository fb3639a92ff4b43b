"""The architecture of DESIGN 4 as a test: who imports whom, who touches disk and git, how large a module may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from on_disk import put
from shop_in_git import HELLO, SETTINGS, script

PACKAGE = Path(__file__).parent.parent / "src" / "huashu"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
BASE = {"huashu", "errors", "text", "i18n", "titles", "garbage", "patterns"}
FEATURES = {"lint", "handbook", "review", "release", "training", "exchange", "audit", "report"}
ALSO = {"audit": {"lint"}, "release": {"review"}, "training": {"review"}}
TOP = {"cli", "editor", "live", "__main__"}
MAY_IMPORT = {
    **dict.fromkeys(BASE, BASE),
    "model": (BASE - {"i18n", "titles", "garbage"}) | {"model"},
    "store": BASE | {"model", "store"},
    **{feature: BASE | {"model", "store", feature} | ALSO.get(feature, set()) for feature in FEATURES},
    **dict.fromkeys(TOP, BASE | {"model", "store"} | FEATURES | TOP),
}
DISK_MODULES = {"glob", "mmap", "shutil", "sqlite3", "subprocess", "tempfile"}
DISK_CALLS = {
    *("chmod", "exists", "glob", "is_dir", "is_file", "iterdir", "lstat", "makedirs", "mkdir", "open", "read_bytes"),
    *("read_text", "rename", "rglob", "rmdir", "scandir", "stat", "touch", "unlink", "write_bytes", "write_text"),
}
# Costs too much to load for a command that may not need it: imported inside the functions that use it.
HEAVY = {
    "ahocorasick_rs",
    "fontTools",
    "git",
    "httpx",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "markdown_it",
    "pypinyin",
    "ruamel",
    "typst",
    "yaml",
}


def part(dotted: str) -> str:
    """The part of huashu that a dotted name lies in: huashu.lint.engine → lint, huashu.__version__ → huashu."""
    names = dotted.split(".")
    return names[1] if len(names) > 1 and names[1] in MAY_IMPORT else names[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names that a module imports, inside its functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only: they can be searched for"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.AST) -> Iterator[str]:
    """Bare names of the functions and methods that a module calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


@pytest.fixture(params=MODULES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tree(name: str) -> ast.AST:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def own_part(name: str) -> str:
    return part("huashu." + name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def test_a_part_imports_only_what_lies_below(name: str, tree: ast.AST) -> None:
    wanted = {part(dotted) for dotted in imports(tree) if dotted.split(".")[0] == "huashu"}
    assert wanted - MAY_IMPORT[own_part(name)] == set()


def test_base_and_model_need_the_standard_library_alone(name: str, tree: ast.AST) -> None:
    if own_part(name) in BASE | {"model"}:
        assert {dotted.split(".")[0] for dotted in imports(tree)} - sys.stdlib_module_names - {"huashu"} == set()


def test_only_one_module_imports_git(name: str, tree: ast.AST) -> None:
    assert ("git" in {dotted.split(".")[0] for dotted in imports(tree)}) == (name == "store/git.py")


def test_only_the_store_touches_the_disk(name: str, tree: ast.AST) -> None:
    if own_part(name) != "store":
        assert {dotted.split(".")[0] for dotted in imports(tree)} & DISK_MODULES == set()
        assert set(calls(tree)) & DISK_CALLS == set()


def test_modules_stay_small(name: str) -> None:
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= 300


def test_the_walk_finds_the_modules() -> None:
    assert {own_part(name) for name in MODULES} >= BASE | {"model", "store", "lint", "handbook", "cli"}


def test_a_bare_command_loads_nothing_heavy() -> None:
    code = f"import sys, huashu.cli.app; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_lint_of_one_file_loads_only_what_it_needs(tmp_path: Path) -> None:
    """Every module takes its time, and somebody waits for each single file."""
    put(tmp_path, {"huashu.yaml": SETTINGS, HELLO: script()})
    needless = [
        *("git", "huashu.lint.add_ignores", "huashu.lint.fixes", "huashu.model.endless"),
        *("huashu.model.people", "huashu.model.policy", "huashu.report.patch", "huashu.report.sarif", "tempfile"),
    ]
    lint = ["lint", "--fail-on", "never", "--today", "2026-11-22", str(tmp_path / HELLO)]
    code = (
        "import sys; from huashu.cli.app import run;"
        f"code = run({lint!r}); print(code, sorted(set({needless!r}) & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout
