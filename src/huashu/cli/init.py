"""`huashu init`: a new library in a new or empty folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huashu.i18n import _


def init(
    directory: Annotated[
        Path,
        typer.Argument(metavar=_("文件夹"), help=_("新话术库放在哪里：还没有的或空的文件夹"), show_default=False),
    ],
) -> int:
    """Prints what was made and the commands to go on with."""
    import shlex
    from datetime import UTC

    from huashu.cli import clock
    from huashu.cli.say import put
    from huashu.store import starter

    paths = starter.create(directory, clock.now(None, UTC).date())
    scripts = sum(path.startswith("scripts/") for path in paths)
    made = _("话术库建好了：{directory}，里面有 {count} 条可以照着改的话术。")
    lines = [made.format(directory=directory, count=scripts), "", _("接下来依次运行：")]
    lines += [] if directory.resolve() == Path.cwd() else [f"  cd {shlex.quote(str(directory))}"]
    lines += ["  huashu lint", "  huashu render", ""]
    lines += [_("怎么改一句话、怎么看懂检查提示，请看里面的 README.md。"), ""]
    put("\n".join(lines))
    return 0
