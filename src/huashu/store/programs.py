"""Runs the programs that sign and verify: never through a shell, never for ever."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huashu.errors import HuashuError
from huashu.i18n import _

_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "HOME", "USERPROFILE")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    status: int
    output: bytes
    complaint: str


def call(
    command: Sequence[str], data: bytes = b"", *, seconds: float, todo: str, asks: Mapping[str, str] | None = None
) -> Ended:
    """Run a program with `data` as its input. asks: environment for one that may ask the user something; without it the
    program gets none of ours. HuashuError, which says `todo`, where it is missing or does not end in time."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment = {**kept, "LC_ALL": "C"} if asks is None else {**os.environ, **asks, "LC_ALL": "C"}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment, check=False)
    except (FileNotFoundError, PermissionError) as error:
        raise HuashuError(
            _("这台电脑上没有找到 {program}").format(program=command[0]), where=command[0], todo=todo
        ) from error
    except subprocess.TimeoutExpired as error:
        raise HuashuError(
            _("{program} 等了 {seconds} 秒还没有做完").format(program=command[0], seconds=int(seconds)),
            where=command[0],
            todo=_("请看看它是不是在等您输入密码，或者磁盘是不是太忙，再运行一次"),
        ) from error
    return Ended(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))
