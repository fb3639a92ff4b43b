from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.store.system_errors import reason
from huashu.store.writing import keep_report, write_all

UNTOUCHED = "原来的文件没有动。请检查磁盘空间和文件夹的写入权限，再运行一次"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def refused(files: dict[Path, bytes]) -> HuashuError:
    with pytest.raises(HuashuError) as caught:
        write_all(files)
    return caught.value


# what is written


@pytest.mark.parametrize("lasting", [True, False])
def test_files_are_written_whole_and_nothing_is_left_beside(tmp_path: Path, lasting: bool) -> None:
    (tmp_path / "old").write_bytes(b"before, and longer than after")
    write_all({tmp_path / "old": b"after\r\n\x00\xff", tmp_path / "new": b""}, lasting=lasting)
    assert (tmp_path / "old").read_bytes() == b"after\r\n\x00\xff"
    assert (tmp_path / "new").read_bytes() == b""
    assert names(tmp_path) == ["new", "old"]


def test_nothing_to_write_is_no_error() -> None:
    write_all({})


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b" / "c": b"x"})
    assert names(tmp_path) == ["a", "a/b", "a/b/c"]


@pytest.mark.parametrize(
    "name", ["太贵了.yaml", "with blank", "-rf", "a\nb", os.fsdecode(b"\xff"), "x" * 255, "长" * 85]
)
def test_any_name_that_a_file_can_have_will_do(tmp_path: Path, name: str) -> None:
    for data in (b"one", b"two"):
        write_all({tmp_path / name: data})
        assert (tmp_path / name).read_bytes() == data
    assert names(tmp_path) == [name]


def test_relative_paths_are_taken_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_all({Path("a"): b"x"})
    assert names(tmp_path) == ["a"]


# mode and owner


@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0o000, 0o666)])
def test_a_new_file_follows_the_umask(tmp_path: Path, mask: int, expected: int) -> None:
    before = os.umask(mask)
    try:
        write_all({tmp_path / "new": b"x"})
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == expected


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o755, 0o444, 0o666])
def test_an_old_file_keeps_its_mode(tmp_path: Path, kept: int) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(kept)
    write_all({tmp_path / "old": b"x"})
    assert mode(tmp_path / "old") == kept


def test_an_old_file_keeps_its_owner(tmp_path: Path) -> None:
    """Else `sudo huashu lint --fix` takes the scripts away from those who write them."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    (tmp_path / "old").touch()
    os.chown(tmp_path / "old", 1234, 2345)
    (tmp_path / "old").chmod(0o640)
    write_all({tmp_path / "old": b"x"})
    state = (tmp_path / "old").stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (1234, 2345, 0o640)


def test_whoever_may_not_give_files_away_keeps_the_group(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    """In a folder that a department shares, the colleagues' rights hang on it."""
    if os.geteuid() != 0:
        pytest.skip("only root can join a group")
    plain_folder.chmod(0o777)
    (plain_folder / "old").touch()
    os.chown(plain_folder / "old", 1234, 2345)
    (plain_folder / "old").chmod(0o660)
    before = os.getgroups()
    os.setgroups([2345])
    try:
        with without_rights():
            write_all({plain_folder / "old": b"x"})
    finally:
        os.setgroups(before)
    state = (plain_folder / "old").stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode)) == (65534, 2345, 0o660)


def test_whoever_may_not_give_files_away_still_writes(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    (plain_folder / "open").mkdir()
    (plain_folder / "open").chmod(0o777)
    (plain_folder / "open" / "old").touch()
    with without_rights():
        write_all({plain_folder / "open" / "old": b"x"})
    assert (plain_folder / "open" / "old").read_bytes() == b"x"


# links and what is no file


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    """A library from elsewhere must not make us write where it likes."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    secret.chmod(0o600)
    build = tmp_path / "build"
    build.mkdir()
    (build / "handbook.html").symlink_to(secret)
    (build / "handbook.pdf").symlink_to("dangling")
    before = os.umask(0o022)
    try:
        write_all({build / "handbook.html": b"new", build / "handbook.pdf": b"new"})
    finally:
        os.umask(before)
    assert (secret.read_bytes(), mode(secret)) == (b"mine", 0o600)
    for path in (build / "handbook.html", build / "handbook.pdf"):
        assert not path.is_symlink()
        assert (path.read_bytes(), mode(path)) == (b"new", 0o644)
    assert names(build) == ["handbook.html", "handbook.pdf"]


def test_a_name_with_two_files_lets_go_of_the_other(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old")
    os.link(tmp_path / "one", tmp_path / "other")
    write_all({tmp_path / "one": b"new"})
    assert ((tmp_path / "one").read_bytes(), (tmp_path / "other").read_bytes()) == (b"new", b"old")


def test_folders_and_devices_are_not_written_over(tmp_path: Path, in_time: None) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name, what in (("folder", "文件没有写成：这是一个文件夹"), ("pipe", "文件没有写成：这不是普通文件")):
        error = refused({tmp_path / name: b"x"})
        assert (error.what, error.where, error.todo) == (what, str(tmp_path / name), UNTOUCHED)
    assert names(tmp_path) == ["folder", "pipe"]
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)


# all or nothing


@pytest.mark.parametrize("bad", ["folder", "file/below"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_when_one_cannot_be_written_none_is(tmp_path: Path, bad: str, place: int) -> None:
    for name in ("a", "b", "file"):
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    targets = ["a", "b"]
    targets.insert(place, bad)
    error = refused({tmp_path / name: b"new" for name in targets})
    assert (error.where, error.todo) == (str(tmp_path / bad), UNTOUCHED)
    assert [(tmp_path / name).read_bytes() for name in ("a", "b", "file")] == [b"old"] * 3
    assert names(tmp_path) == ["a", "b", "file", "folder"]


def immutable(path: Path, on: bool) -> bool:
    """Make a file one that cannot even be replaced; False where this system knows no such thing."""
    try:
        done = subprocess.run(["chattr", "+i" if on else "-i", path], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@pytest.fixture
def stubborn(tmp_path: Path) -> Path:
    """A folder of old files, the last of which cannot be replaced: as on Windows while another program shows it."""
    for name in ("a", "m", "z"):
        (tmp_path / name).write_bytes(b"old")
        (tmp_path / name).chmod(0o640)
    (tmp_path / "link").symlink_to("a")
    return tmp_path


@pytest.mark.parametrize("order", [["a", "new", "link", "z"], ["z", "a", "new", "link"], ["a", "z", "new", "link"]])
def test_when_one_cannot_be_replaced_the_others_are_put_back(stubborn: Path, order: list[str]) -> None:
    if not immutable(stubborn / "z", True):
        pytest.skip("no immutable files here")
    try:
        error = refused({stubborn / name: b"changed" for name in order})
    finally:
        immutable(stubborn / "z", False)
    assert (error.what, error.where) == ("文件没有写成：没有权限", str(stubborn / "z"))
    assert error.todo == UNTOUCHED
    assert names(stubborn) == ["a", "link", "m", "z"]
    assert [(stubborn / name).read_bytes() for name in ("a", "m", "z")] == [b"old"] * 3
    assert (mode(stubborn / "a"), os.readlink(stubborn / "link")) == (0o640, "a")


def test_without_second_names_a_copy_is_put_back(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    """Linux lets nobody link what he may not write, and a sticky folder lets nobody replace another's file."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    for name, rights in (("open", 0o777), ("sticky", 0o1777)):
        (plain_folder / name).mkdir()
        (plain_folder / name).chmod(rights)
        (plain_folder / name / "old").write_bytes(b"old")
    with without_rights():
        error = refused(
            {
                plain_folder / "open" / "old": b"new",
                plain_folder / "open" / "new": b"new",
                plain_folder / "sticky" / "old": b"new",
            }
        )
    assert (error.what, error.where) == ("文件没有写成：没有权限", str(plain_folder / "sticky" / "old"))
    assert names(plain_folder) == ["open", "open/old", "sticky", "sticky/old"]
    assert (plain_folder / "open" / "old").read_bytes() == b"old"


def test_a_folder_that_may_not_be_written_to_is_told(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    closed = plain_folder / "closed"
    closed.mkdir()
    (closed / "old").write_bytes(b"old")
    closed.chmod(0o555)
    with without_rights():
        error = refused({closed / "old": b"new"})
        other = refused({closed / "made" / "new": b"new"})
    closed.chmod(0o755)
    assert (error.what, error.where) == ("文件没有写成：没有权限", str(closed / "old"))
    assert (other.what, other.where) == ("文件没有写成：没有权限", str(closed / "made" / "new"))
    assert names(closed) == ["old"]
    assert (closed / "old").read_bytes() == b"old"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    """A disk that holds 64 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("may not mount a disk")
    return place


def test_a_full_disk_leaves_all_as_it_was(tiny_disk: Path) -> None:
    try:
        (tiny_disk / "a").write_bytes(b"old")
        (tiny_disk / "b").write_bytes(b"old")
        error = refused({tiny_disk / "a": b"new", tiny_disk / "b": bytes(200_000)})
        assert (error.what, error.where) == ("文件没有写成：磁盘满了", str(tiny_disk / "b"))
        assert error.todo == UNTOUCHED
        assert names(tiny_disk) == ["a", "b"]
        assert ((tiny_disk / "a").read_bytes(), (tiny_disk / "b").read_bytes()) == (b"old", b"old")
        write_all({tiny_disk / "a": b"new", tiny_disk / "b": b"new"})
        assert (tiny_disk / "b").read_bytes() == b"new"
    finally:
        subprocess.run(["umount", tiny_disk], check=True)


def in_child(code: str, folder: Path) -> subprocess.Popen[str]:
    """Python that has write_all, errors and the folder at hand."""
    start = "import os, resource, signal, sys\nfrom pathlib import Path\nfrom huashu.errors import HuashuError\n"
    start += "from huashu.store.writing import write_all\nfolder = Path(sys.argv[1])\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_limit_on_file_sizes_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    child = in_child(
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    write_all({folder / 'a': b'new', folder / 'b': bytes(5000)})\n"
        "except HuashuError as error:\n"
        "    print(error.what, error.where)\n",
        tmp_path,
    )
    out, err = child.communicate(timeout=20)
    assert err == ""
    assert out == f"文件没有写成：文件超过了系统允许的大小 {tmp_path / 'b'}\n"
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_an_interrupt_leaves_a_whole_file_and_nothing_beside(tmp_path: Path) -> None:
    """Ctrl-C at any moment: every file is one of those that were meant to be, and all are of the same run."""
    child = in_child(
        "import itertools\n"
        "try:\n"
        "    for number in itertools.count():\n"
        "        data = bytes([number % 256]) * 300_000\n"
        "        write_all({folder / 'a': data, folder / 'b': data}, lasting=False)\n"
        "except KeyboardInterrupt:\n"
        "    pass\n",
        tmp_path,
    )
    while not (tmp_path / "b").exists():
        assert child.poll() is None
        time.sleep(0.01)
    time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=20)
    assert names(tmp_path) == ["a", "b"]
    first = (tmp_path / "a").read_bytes()
    assert len(first) == 300_000
    assert set(first) == {first[0]}
    assert (tmp_path / "b").read_bytes() == first


def test_readers_only_ever_see_whole_files(tmp_path: Path) -> None:
    write_all({tmp_path / "a": b"0" * 100_000})
    child = in_child(
        "print('begun', flush=True)\n"
        "for number in range(300):\n"
        "    write_all({folder / 'a': str(number % 10).encode() * 100_000}, lasting=False)\n",
        tmp_path,
    )
    assert child.stdout is not None
    child.stdout.readline()
    seen = set()
    while child.poll() is None:
        data = (tmp_path / "a").read_bytes()
        assert len(data) == 100_000
        assert data == data[:1] * 100_000
        seen.add(data[:1])
    child.communicate()
    assert len(seen) > 1


# system_errors


def test_the_system_speaks_the_users_language() -> None:
    def said(number: int) -> str:
        return reason(OSError(number, os.strerror(number)))

    assert said(errno.ENOSPC) == "磁盘满了"
    assert said(errno.EACCES) == said(errno.EPERM) == "没有权限"
    assert said(errno.EROFS) == "这个磁盘是只读的"
    assert said(errno.ENAMETOOLONG) == "名字太长了"
    assert said(errno.EMFILE) == os.strerror(errno.EMFILE)
    assert reason(OSError("no number")) == "no number"


# keep_report


def test_a_report_is_kept_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = keep_report("第一份\n"), keep_report("第二份\n")
    assert Path(one).read_bytes() == "第一份\n".encode()
    assert Path(other).read_bytes() == "第二份\n".encode()
    assert len(names(tmp_path)) == 2
    assert Path(one).parent == tmp_path
    assert mode(Path(one)) == 0o600


def test_a_report_bears_names_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    where = keep_report(f"FileNotFoundError: {os.fsdecode(b'caf' + bytes([0xE9]))}")
    assert Path(where).read_bytes() == b"FileNotFoundError: caf\\udce9"


def test_a_report_that_cannot_be_kept_is_no_second_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert keep_report("x") == ""


def test_a_report_on_a_full_disk_leaves_nothing(tiny_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tiny_disk))
    try:
        assert keep_report("x" * 200_000) == ""
        assert names(tiny_disk) == []
    finally:
        subprocess.run(["umount", tiny_disk], check=True)
