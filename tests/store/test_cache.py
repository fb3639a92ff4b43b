from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huashu.store import cache

ENTRIES: dict[str, object] = {"scripts/greeting/hello.yaml": ["digest", 1.5, None, ["你好", "😊\u2028"], [1, True]]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "library"


def save(root: Path, key: str, entries: Mapping[str, object]) -> None:
    cache.save(root, key, [cache.entry(name, value) for name, value in entries.items()])


def kept(home: Path) -> Path:
    """The one file that is kept."""
    (found,) = [path for path in home.rglob("*") if not path.is_dir()]
    return found


# what comes back


def test_what_was_saved_is_loaded(home: Path, root: Path) -> None:
    assert cache.load(root, "key") == {}
    save(root, "key", ENTRIES)
    assert cache.load(root, "key") == ENTRIES
    assert kept(home).parent == home / "huashu" / "lint"
    save(root, "key", {})
    assert cache.load(root, "key") == {}


def test_another_key_or_library_finds_nothing(home: Path, root: Path) -> None:
    save(root, "key", ENTRIES)
    for key in ("", "kez", "key ", "Key", "key\n"):
        assert cache.load(root, key) == {}
    assert cache.load(root / "inner", "key") == {}
    assert cache.load(root.parent, "key") == {}
    save(root, "new", {"a": 1})
    assert (cache.load(root, "key"), cache.load(root, "new")) == ({}, {"a": 1})


def test_libraries_do_not_disturb_each_other(home: Path, root: Path) -> None:
    odd = root.parent / os.fsdecode(b"\xff")
    save(root, "key", {"a": 1})
    save(odd, "key", {"b": 2})
    assert (cache.load(root, "key"), cache.load(odd, "key")) == ({"a": 1}, {"b": 2})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.dictionaries(st.text(), JSON), st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_json_can_hold_comes_back(home: Path, root: Path, entries: dict[str, object], key: str) -> None:
    save(root, key, entries)
    assert cache.load(root, key) == entries


def test_names_that_are_no_text_come_back(home: Path, root: Path) -> None:
    name = os.fsdecode(b"scripts/\xff.yaml")
    save(root, "key", {name: [name, "\ud83d"]})
    assert cache.load(root, "key") == {name: [name, "\ud83d"]}


# what does not


def damaged(data: bytes) -> list[bytes]:
    """A kept file, harmed in many ways."""
    one_bit = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(len(data))]
    cut = [data[:at] for at in range(len(data))]
    more = [data + b"\n", data + b" ", b"\n" + data, b" " + data, data + data, data.replace(b"\n", b"\r\n")]
    return [*one_bit, *cut, *more]


def test_a_kept_file_that_was_harmed_counts_for_nothing(home: Path, root: Path) -> None:
    save(root, "key", {"a.yaml": ["d", 1.0]})
    place = kept(home)
    for data in damaged(place.read_bytes()):
        place.write_bytes(data)
        assert cache.load(root, "key") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"null",
        b"[]",
        b"{}",
        b'{"entries": {"a": 1}, "format": 1, "key": "key"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"NaN",
        b"\xff\xfe",
        b"\x00" * 1000,
        json.dumps({"format": 1, "key": "key", "entries": {"__class__": "x"}}).encode(),
    ],
)
def test_foreign_content_counts_for_nothing(home: Path, root: Path, content: bytes) -> None:
    save(root, "key", ENTRIES)
    kept(home).write_bytes(content)
    assert cache.load(root, "key") == {}
    save(root, "key", ENTRIES)
    assert cache.load(root, "key") == ENTRIES


def test_a_file_kept_for_another_library_counts_for_nothing_here(home: Path, root: Path) -> None:
    """Even where somebody copies it: the key holds all that results hang on."""
    save(root, "key", ENTRIES)
    place = kept(home)
    data = place.read_bytes()
    save(root, "other", {"a": 1})
    place.write_bytes(data)
    assert cache.load(root, "other") == {}


def test_a_huge_file_is_not_read(home: Path, root: Path) -> None:
    save(root, "key", ENTRIES)
    os.truncate(kept(home), 1 << 40)
    assert cache.load(root, "key") == {}
    save(root, "key", ENTRIES)
    assert cache.load(root, "key") == ENTRIES


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "dangling", "loop"])
def test_what_is_no_plain_file_counts_for_nothing(home: Path, root: Path, in_time: None, kind: str) -> None:
    save(root, "key", ENTRIES)
    place = kept(home)
    place.rename(home / "elsewhere")
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"link": home / "elsewhere", "dangling": "nothing", "loop": place}[kind])
    assert cache.load(root, "key") == {}
    save(root, "key", {"new": 1})
    assert cache.load(root, "key") == ({} if kind in ("folder", "pipe") else {"new": 1})
    assert not [path.name for path in place.parent.iterdir() if path != place]


# folders that will not do


def test_without_a_folder_to_write_to_all_goes_on(home: Path, root: Path) -> None:
    for at in (home, home / "huashu", home / "huashu" / "lint"):
        at.parent.mkdir(exist_ok=True)
        at.write_bytes(b"a file")
        save(root, "key", ENTRIES)
        assert cache.load(root, "key") == {}
        assert at.read_bytes() == b"a file"
        at.unlink()


def test_a_folder_without_rights_is_no_reason_to_fail(
    plain_folder: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_rights: Callable[[], AbstractContextManager[None]],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(plain_folder))
    save(root, "old", ENTRIES)
    kept(plain_folder).chmod(0)
    (plain_folder / "huashu" / "lint").chmod(0o555)
    with without_rights():
        assert cache.load(root, "old") == {}
        save(root, "new", ENTRIES)
        assert cache.load(root, "new") == {}
    (plain_folder / "huashu" / "lint").chmod(0o755)


def test_a_full_disk_is_no_reason_to_fail(home: Path, root: Path) -> None:
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", home], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount a disk")
    try:
        save(root, "key", {"a": 1})
        save(root, "key", {"a": "x" * 200_000})
        assert cache.load(root, "key") == {"a": 1}
        assert len([path for path in home.rglob("*") if path.is_file()]) == 1
    finally:
        subprocess.run(["umount", home], check=True)


@pytest.mark.parametrize("name", ["HOME", "XDG_CACHE_HOME"])
def test_relative_folders_leave_nothing_where_the_command_runs(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(name, "relative")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert cache.load(root, "no such key") == {}
    if name == "XDG_CACHE_HOME":  # a relative HOME sends us to the real one
        save(root, "key", ENTRIES)
    assert list((tmp_path / "here").iterdir()) == []


def test_a_user_without_a_home_has_no_cache(plain_folder: Path) -> None:
    """A container may run under a number that no one has a name for."""
    if os.geteuid() != 0:
        pytest.skip("only root can become a number")
    code = (
        "import os, sys; from pathlib import Path; from huashu.store import cache; import platformdirs\n"
        "os.environ.pop('HOME', None); os.environ.pop('XDG_CACHE_HOME', None); os.chdir(sys.argv[1]); os.setuid(54321)\n"
        "cache.save(Path('/library'), 'key', [cache.entry('a', 1)]); print(cache.load(Path('/library'), 'key'))\n"
    )
    (plain_folder / "here").mkdir()
    (plain_folder / "here").chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", code, plain_folder / "here"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("{}\n", "")
    assert list((plain_folder / "here").iterdir()) == []


# many at once


def test_writers_at_the_same_time_leave_one_whole_file(home: Path, root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from huashu.store import cache\n"
        "entries = {str(number): sys.argv[2] * 50 for number in range(500)}\n"
        "for _turn in range(40):\n"
        "    cache.save(Path(sys.argv[1]), 'key', [cache.entry(*entry) for entry in entries.items()])\n"
        "    found = cache.load(Path(sys.argv[1]), 'key')\n"
        "    assert len(found) == 500 and len(set(found.values())) == 1, len(found)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(root), letter], stderr=subprocess.PIPE) for letter in "abcd"
    ]
    for writer in writers:
        assert writer.communicate(timeout=30)[1] == b""
    assert set(cache.load(root, "key").values()) <= {letter * 50 for letter in "abcd"}
    assert len(cache.load(root, "key")) == 500
    assert kept(home).suffix == ".bin"


# digests


def test_a_digest_tells_the_borders_of_its_parts() -> None:
    digests = [
        cache.digest(),
        cache.digest(b""),
        cache.digest(b"", b""),
        cache.digest(b"ab"),
        cache.digest(b"a", b"b"),
        cache.digest(b"", b"ab"),
        cache.digest(b"ab", b""),
    ]
    assert len(set(digests)) == len(digests)
    assert cache.digest(b"a", b"b") == cache.digest(b"a", b"b") == "4fc56058b4df0ca122be9a2e429541d6"


def test_the_tool_is_known_by_its_files() -> None:
    one = cache.tool()
    assert one == cache.tool()
    here = Path(cache.__file__)
    for path in (here, here.parents[1] / "lint" / "engine.py", here.parents[3] / "schemas" / "rule.schema.json"):
        assert repr((str(path), path.stat().st_size, path.stat().st_mtime_ns)).encode() in one
    assert b"__pycache__" not in one
