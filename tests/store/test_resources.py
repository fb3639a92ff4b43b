"""What comes with huashu is found in a checkout and in an installed package, and missed with a plain word."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.store import resources

ROOT = Path(__file__).parents[2]


def installed(folder: Path) -> Path:
    """A copy of the module where a package installer would put it."""
    target = folder / "lib" / "site-packages" / "huashu" / "store" / "resources.py"
    target.parent.mkdir(parents=True)
    target.write_bytes(Path(resources.__file__).read_bytes())
    return target


def found_by(module_path: Path, name: str) -> Path:
    spec = importlib.util.spec_from_file_location("installed_resources", module_path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = module.packaged(name)
    assert isinstance(path, Path)
    return path


def test_a_checkout_has_them_at_the_top() -> None:
    assert resources.packaged("schemas") == ROOT / "schemas"
    assert resources.packaged("rules") == ROOT / "rules"


def test_a_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    module = installed(tmp_path)
    data = module.parents[1] / "_data" / "schemas"
    data.mkdir(parents=True)
    (tmp_path / "lib" / "schemas").mkdir()
    assert found_by(module, "schemas") == data


def test_a_missing_one_is_told(tmp_path: Path) -> None:
    module = installed(tmp_path)
    with pytest.raises(HuashuError) as caught:
        found_by(module, "schemas")
    assert caught.value.what == "huashu 没有装完整，找不到自带的 schemas 文件夹"
    assert caught.value.where == str(module.parents[1])
    assert caught.value.todo == "请重新安装：pipx install --force huashu"
