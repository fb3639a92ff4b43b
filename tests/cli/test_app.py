"""How commands end and how they speak: exit codes, streams, encodings, colours, languages, interruptions."""

from __future__ import annotations

import errno
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from huashu import __version__
from huashu.cli import app, say
from huashu.errors import HuashuError

Library = Callable[..., Path]
Here = Callable[..., tuple[int, str, str]]
Huashu = Callable[..., Any]


def bad(count: int = 1) -> dict[str, str]:
    """Scripts with an error in each."""
    text = (
        "id: dialogue/bad-{0}\ntitle: 第{0}条\nchannels:\n  - livechat\nreplies:\n  - say: |-\n      全网最便宜，亲😊\n"
    )
    text += "owner: cs\nreview_by: 2099-01-01\n"
    return {f"scripts/dialogue/bad-{index}.yaml": text.format(index) for index in range(count)}


def slow() -> dict[str, str]:
    """A library whose check takes several seconds."""
    text = bad()["scripts/dialogue/bad-0.yaml"]
    return {f"scripts/dialogue/bad-{number}.yaml": text.replace("bad-0", f"bad-{number}") for number in range(10_000)}


# --- exit codes ----------------------------------------------------------------------------------------------------


def test_version_and_help(tmp_path: Path, huashu: Huashu) -> None:
    done = huashu("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"huashu {__version__}\n", "")
    done = huashu("-h", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for verb in ("init", "lint", "render"):
        assert re.search(rf"^  {verb} +\S", done.stdout, re.MULTILINE)


def test_a_mistyped_command_is_suggested_once_and_in_chinese(tmp_path: Path, huashu: Huashu) -> None:
    told = huashu("lnt", cwd=tmp_path).stderr
    assert "没有 lnt 这个命令。" in told
    assert "Did you mean" not in told


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["lint", "--nothing"], ["render", "--format"], ["init"]])
def test_wrong_usage_is_told_on_stderr(tmp_path: Path, here: Here, arguments: list[str]) -> None:
    code, out, err = here(tmp_path, *arguments)
    assert (code, out) == (2, "")
    assert "用法：" in err or err == "出错了：选项 --format 后面还要写 1 个值。\n"


@pytest.mark.parametrize("command", ["nothing", "lint"])
def test_wrong_usage_is_no_bug_where_nobody_listens(tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m huashu {command} 2>&-"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, "")


def broken(error: BaseException) -> Callable[[str], NoReturn]:
    def build(_only: str) -> NoReturn:
        raise error

    return build


class Panic(BaseException):
    """What libraries written in Rust raise."""


@pytest.mark.parametrize("error", [ValueError("坏\x1b[31m"), Panic("库坏了"), RecursionError(), MemoryError()])
def test_a_bug_is_exit_3_with_a_report(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(app, "build", broken(error))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, out, err = here(tmp_path, "lint")
    assert (code, out) == (3, "")
    lines = err.splitlines()
    assert lines[0] == "抱歉，这是 huashu 自己的毛病，不是您的错。您的文件都是完整的。"
    assert lines[1].startswith(f"  {type(error).__name__}: ")
    assert "\x1b" not in err
    (report,) = tmp_path.iterdir()
    assert lines[2] == f"  详情写在 {report}，请把它交给管理员"
    text = report.read_text(encoding="utf-8")
    assert text.startswith(f"huashu {__version__}, Python ")
    assert "Traceback (most recent call last)" in text
    assert type(error).__name__ in text


def test_a_bug_report_takes_any_text(tmp_path: Path, library: Library) -> None:
    code = "from huashu.cli import app, say; app._harden_streams(); say.report_bug(ValueError(chr(0xd800)))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "  ValueError: ?\n" in done.stderr
    (report,) = tmp_path.glob("huashu-*.txt")
    assert "\\ud800" in report.read_text("utf-8")


def test_a_bug_without_a_place_for_its_report(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "build", broken(ValueError("坏")))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    code, _out, err = here(tmp_path, "lint")
    assert code == 3
    assert err.splitlines()[1:] == ["  ValueError: 坏"]


def test_what_the_user_can_mend_is_exit_2(tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "build", broken(HuashuError("坏\x1b了", where="a.yaml:1:2", todo="请改\u202e好")))
    code, out, err = here(tmp_path, "lint")
    assert (code, out) == (2, "")
    assert err == "出错了：坏\\u001b了\n  位置：a.yaml:1:2\n  怎么办：请改\\u202e好\n"
    monkeypatch.setattr(app, "build", broken(HuashuError("坏了")))
    assert here(tmp_path, "lint")[2] == "出错了：坏了\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Panic("called on Err: KeyboardInterrupt: ()")])
def test_an_interruption_is_exit_130(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(app, "build", broken(error))
    assert here(tmp_path, "lint") == (130, "", "已中断\n")


@pytest.mark.parametrize("command", [["lint"], ["lint", "--fix"], ["render"]])
def test_ctrl_c_ends_a_long_run(library: Library, command: list[str]) -> None:
    root = library(slow())
    (root / "build").mkdir()
    (root / "build" / "handbook.html").write_bytes(b"old")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with subprocess.Popen(
        [sys.executable, "-m", "huashu", *command], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        until = time.monotonic() + 20
        while not has_read(run.pid) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.15)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
    assert (run.returncode, out) == (130, b"")
    assert err.decode() == "已中断\n"
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def has_read(process: int) -> bool:
    """Whether the program has gone as far as loading what judges files."""
    try:
        return "jsonschema_rs" in Path(f"/proc/{process}/maps").read_text()
    except OSError:
        return True


@pytest.mark.parametrize("moment", [0.03, 0.07, 0.12, 0.2])
def test_ctrl_c_at_any_moment_shows_no_traceback_of_ours(library: Library, moment: float) -> None:
    root = library(slow())
    with subprocess.Popen(
        [sys.executable, "-m", "huashu", "lint"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        time.sleep(moment)
        run.send_signal(signal.SIGINT)
        _out, err = run.communicate(timeout=20)
    assert run.returncode in (130, -signal.SIGINT, 1)  # Python itself may not have come to us yet
    assert b"huashu/cli/lint.py" not in err
    assert b"huashu/lint/" not in err


# --- streams -------------------------------------------------------------------------------------------------------


def test_a_reader_that_has_seen_enough_is_no_error(library: Library) -> None:
    root = library(bad(300))
    command = f"set -o pipefail; {sys.executable} -m huashu lint | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    assert done.stdout.splitlines()[0].startswith("scripts/dialogue/bad-0.yaml:7:7")
    assert done.stdout.splitlines()[1:] == ["1"]  # there are findings all the same


@pytest.mark.parametrize("command", ["lint", "--help", "--version"])
def test_a_closed_stdout_is_no_error(library: Library, command: str) -> None:
    root = library()
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m huashu {command} >&-"], cwd=root, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_closed_streams_change_no_exit_code(library: Library) -> None:
    root = library(bad())
    for closed, code in ((">&- 2>&-", 1), ("2>&-", 1)):
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m huashu lint {closed}"], cwd=root, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == code
        assert done.stdout == "" or done.stdout.startswith("scripts/")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_results_that_could_not_be_written_are_told(library: Library, huashu: Huashu) -> None:
    with open("/dev/full", "wb") as full:
        done = huashu("lint", cwd=library(), stdout=full)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "出错了：结果没有写出去：磁盘满了",
        "  位置：标准输出",
        "  怎么办：请检查磁盘空间，再运行一次",
    ]


def test_a_result_that_nobody_takes_is_put_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def write(self, _text: str) -> NoReturn:
            raise BrokenPipeError(errno.EPIPE, "closed")

        def isatty(self) -> bool:
            return False

        def close(self) -> NoReturn:
            raise BrokenPipeError(errno.EPIPE, "closed")

    monkeypatch.setattr(sys, "stdout", Closed())
    say.put("一")
    say.put("二")
    assert sys.stdout is None


def test_the_folder_may_be_gone(tmp_path: Path, huashu: Huashu) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"rmdir {gone}; exec {sys.executable} -m huashu lint"
    done = subprocess.run(["bash", "-c", command], cwd=gone, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["出错了：现在所在的文件夹已经不在了", "  怎么办：请换一个文件夹再运行"]


# --- encodings and colours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "LANG": None, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_a_terminal_that_knows_no_hanzi_shows_question_marks(
    library: Library, huashu: Huashu, env: dict[str, str]
) -> None:
    root = library(bad())
    done = huashu("lint", cwd=root, env=env, encoding="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("scripts/dialogue/bad-0.yaml:7:7  ??  law/best\n")
    assert "^^^^^^\n" in done.stdout
    assert huashu("nothing", cwd=root, env=env, encoding="ascii").returncode == 2


def test_gbk_terminals_are_spoken_to_in_gbk(library: Library, huashu: Huashu) -> None:
    done = huashu("lint", cwd=library(bad()), env={"PYTHONIOENCODING": "gbk"}, encoding="gbk")
    assert done.returncode == 1
    assert "7 │       全网最便宜，亲?" in done.stdout


@pytest.mark.parametrize(("format", "encoding"), [("json", "gbk"), ("github", "ascii")])
def test_machine_formats_are_the_same_everywhere(library: Library, huashu: Huashu, format: str, encoding: str) -> None:
    root = library(bad())
    here = huashu("lint", "--format", format, cwd=root)
    there = huashu("lint", "--format", format, cwd=root, env={"PYTHONIOENCODING": encoding})
    assert (there.returncode, there.stdout) == (1, here.stdout)
    assert "law/best" in there.stdout


def on_terminal(root: Path, *arguments: str, **env: str) -> str:
    """What the command writes to a terminal."""
    own, other = pty.openpty()
    environ = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "TERM", "HUASHU_LANG")}
    command = [sys.executable, "-m", "huashu", *arguments]
    with subprocess.Popen(
        command,
        cwd=root,
        stdin=other,
        stdout=other,
        stderr=other,
        env={**environ, "TERM": "xterm", "LANG": "C.UTF-8", **env},
    ) as run:
        os.close(other)
        out = b""
        while True:
            try:
                chunk = os.read(own, 65536)
            except OSError:
                break
            if not chunk:
                break
            out += chunk
        run.wait(20)
    os.close(own)
    return out.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal_alone(library: Library, huashu: Huashu) -> None:
    root = library(bad())
    dressed = on_terminal(root, "lint", NO_COLOR="")  # empty means not set
    assert "\x1b[31m错误\x1b[0m" in dressed
    plain = huashu("lint", cwd=root).stdout
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9]+m", "", dressed) == plain
    assert on_terminal(root, "lint", NO_COLOR="1") == plain
    assert on_terminal(root, "lint", TERM="dumb") == plain
    assert "\x1b" not in on_terminal(root, "lint", "--format", "json", NO_COLOR="")


def test_a_diff_has_no_power_over_a_terminal(library: Library, huashu: Huashu) -> None:
    text = bad()["scripts/dialogue/bad-0.yaml"].replace("全网最便宜", "你\u202e好\u200b")
    root = library({"scripts/dialogue/bad-0.yaml": text})
    assert "+      您\\u202e好\\u200b，亲😊\n" in on_terminal(root, "lint", "--diff")
    assert "+      您\u202e好\u200b，亲😊\n" in huashu("lint", "--diff", cwd=root).stdout


# --- languages -----------------------------------------------------------------------------------------------------

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_english_is_spoken_where_it_is_asked_for(library: Library, huashu: Huashu, tmp_path: Path) -> None:
    root = library()
    for env in ({"HUASHU_LANG": "en"}, {"HUASHU_LANG": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}):
        done = huashu("lint", cwd=root, env=env)
        assert done.returncode == 0
        assert done.stdout
        assert not HAN.search(done.stdout)
    outside = huashu("lint", cwd=tmp_path, env={"LC_ALL": "en_US.UTF-8"})
    assert outside.returncode == 2
    assert not HAN.search(outside.stderr.replace(str(tmp_path), ""))


def test_the_language_of_the_library_goes_before_the_locale(library: Library, huashu: Huashu) -> None:
    root = library()
    settings = (root / "huashu.yaml").read_text("utf-8")
    (root / "huashu.yaml").write_text(settings.replace("timezone", "language: en\ntimezone"), encoding="utf-8")
    assert not HAN.search(huashu("lint", cwd=root, env={"LANG": "zh_CN.UTF-8"}).stdout)
    assert HAN.search(huashu("lint", cwd=root, env={"HUASHU_LANG": "zh"}).stdout)
    assert HAN.search(huashu("lint", cwd=root, env={"HUASHU_LANG": "zh", "LC_ALL": "en_US.UTF-8"}).stdout)
