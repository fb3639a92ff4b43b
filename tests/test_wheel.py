"""What a company gets: the wheel, built from the source distribution, installed alone, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENVIRON = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "HUASHU_LANG", "LANGUAGE")}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {**ENVIRON, "HUASHU_LANG": "zh", "PYTHONUTF8": "1"}
    return subprocess.run(list(map(str, command)), cwd=cwd, env=environ, capture_output=True, encoding="utf-8")


def succeed(*command: str | Path, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel made of nothing but it."""
    folder = tmp_path_factory.mktemp("dist")
    succeed(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def huashu(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command as installed from the wheel into an environment of its own."""
    home = tmp_path_factory.mktemp("installed")
    succeed(sys.executable, "-m", "venv", home / "venv", cwd=home)
    scripts = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    lock = ROOT / "requirements" / "dev.txt"
    succeed(scripts / "python", "-m", "pip", "install", "--quiet", "--constraint", lock, wheel, cwd=home)
    return scripts / "huashu"


def test_the_wheel_carries_pack_library_schemas_starter_and_catalogs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, target in (("rules", "rules"), ("schemas", "schemas"), ("scripts", "library/scripts")):
        files = {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob("*.*")}
        assert files
        assert {f"huashu/_data/{target}/{name}" for name in files} <= names
    assert {
        "huashu/_data/library/huashu.yaml",
        "huashu/_data/library/terms/facts.yaml",
        "huashu/_data/library/terms/names.yaml",
        "huashu/_data/library/terms/slots.yaml",
        "huashu/_data/library/policy/approval.yaml",
        "huashu/_data/library/policy/people.yaml",
        "huashu/_data/library/policy/targets.yaml",
        "huashu/locales/en/LC_MESSAGES/huashu.mo",
        "huashu/locales/zh/LC_MESSAGES/messages.mo",
        "huashu/store/starter_files/dot-gitignore",
        "huashu-0.1.0.dist-info/licenses/LICENSE",
    } <= names
    assert {name.split("/")[0] for name in names} == {"huashu", "huashu-0.1.0.dist-info"}


def test_the_source_distribution_holds_no_build_products(built: Path) -> None:
    (found,) = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = archive.getnames()
    assert not [name for name in names if name.endswith((".mo", ".pyc")) or "/build/" in name or "/.venv/" in name]
    assert "huashu-0.1.0/tests/test_wheel.py" in names


def test_a_company_starts_a_library_checks_it_and_renders_it(huashu: Path, tmp_path: Path) -> None:
    told = succeed(huashu, "init", "我们的话术", cwd=tmp_path)
    assert "话术库建好了：我们的话术" in told
    library = tmp_path / "我们的话术"

    checked = run(huashu, "lint", "--fail-on", "info", cwd=library)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    succeed(huashu, "render", "--format", "html,md,pdf", cwd=library)
    assert "顾客觉得贵" in (library / "build" / "handbook.md").read_text(encoding="utf-8")
    assert (library / "build" / "handbook.html").read_bytes()[:15] == b"<!doctype html>"
    assert (library / "build" / "handbook.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_broken_script_is_found_and_an_occupied_folder_refused(huashu: Path, tmp_path: Path) -> None:
    succeed(huashu, "init", "library", cwd=tmp_path)
    script = tmp_path / "library" / "scripts" / "greeting" / "first-hello.yaml"
    script.write_text(script.read_text(encoding="utf-8") + "titel: 错\n", encoding="utf-8", newline="\n")
    found = run(huashu, "lint", cwd=tmp_path / "library")
    assert found.returncode == 1
    assert "scripts/greeting/first-hello.yaml" in found.stdout

    refused = run(huashu, "init", "library", cwd=tmp_path)
    assert refused.returncode == 2
    assert "文件夹里已经有内容" in refused.stderr


def test_the_help_reads_chinese_and_english(huashu: Path, tmp_path: Path) -> None:
    assert "用法：" in succeed(huashu, "--help", cwd=tmp_path)
    english = subprocess.run(
        [huashu, "init", "--help"],
        env={**ENVIRON, "HUASHU_LANG": "en"},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert "Usage:" in english.stdout
    assert not any("\u4e00" <= char <= "\u9fff" for char in english.stdout)
