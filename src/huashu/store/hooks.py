"""Puts huashu into a repository's hooks, and never over somebody else's."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.git import own_repository, run, told
from huashu.store.repository import opened
from huashu.store.writing import write_all

NAMES = ("commit-msg", "pre-push", "pre-receive")
_MARK = "# huashu hook"
_SCRIPT = """\
#!/bin/sh
{mark}: huashu hook install {name}
exec {python} -m huashu hook run {name} "$@"
"""


def install(place: Path, name: str) -> Path:
    """The file that was written. HuashuError where there is another hook already."""
    with opened(place) as repository, own_repository():
        bare = run(place, "config", "--get", "core.bare", git_dir=repository.git_dir)[1] == "true"
        own = ("rev-parse", "--path-format=absolute", "--git-path", "hooks")
        folder = Path(told(place, *run(place, *own, git_dir=repository.git_dir if bare else None)))
    file = folder / name
    if file.exists() and _MARK not in file.read_text(encoding="utf-8", errors="replace"):
        raise HuashuError(
            _("这里已经有一个 {name}，不是 huashu 装的").format(name=name),
            where=str(file),
            todo=_("请在那个文件里加一行：{line}").format(line=f'{_python()} -m huashu hook run {name} "$@"'),
        )
    folder.mkdir(parents=True, exist_ok=True)
    script = _SCRIPT.format(mark=_MARK, name=name, python=_python())
    write_all({file: script.encode("utf-8", "surrogateescape")})
    file.chmod(0o755)
    return file


def _python() -> str:
    """The Python that runs now, so that a server needs no PATH."""
    return shlex.quote(Path(sys.executable).as_posix())
