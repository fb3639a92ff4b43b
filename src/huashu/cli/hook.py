"""`huashu hook`: huashu in git's hooks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huashu.i18n import _


class Hook(StrEnum):
    """Those that huashu knows."""

    commit_msg = "commit-msg"
    pre_push = "pre-push"
    pre_receive = "pre-receive"


Name = Annotated[Hook, typer.Argument(metavar=_("时机"), help=_("pre-receive 装在服务器上，另外两个装在自己电脑上"))]


def group() -> typer.Typer:
    """The verbs below `hook`."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, suggest_commands=False, rich_markup_mode=None)
    app.command("install", help=_("装上：pre-receive 守住服务器，pre-push 推送前先看，commit-msg 提交时先看"))(install)
    app.command("run", hidden=True, context_settings={"ignore_unknown_options": True})(run)
    return app


def install(name: Name) -> int:
    """Always 0; another hook in its place is never overwritten."""
    from huashu.cli.say import here, put
    from huashu.store import hooks

    put(_("已经装好：{path}").format(path=hooks.install(here(), name.value)) + "\n")
    return 0


def run(
    name: Name,
    arguments: Annotated[list[str] | None, typer.Argument(show_default=False)] = None,
) -> int:
    """Called by git. Exit code 1 refuses."""
    from huashu.cli.say import here, note
    from huashu.review import explain, receiving, sending
    from huashu.store.push import updates

    if name is Hook.commit_msg:
        verdict = sending.committed(here(), Path((arguments or [""])[0]))
    else:
        text = sys.stdin.read() if sys.stdin else ""
        if name is Hook.pre_push:
            verdict = sending.pushed(here(), text, _now())
        else:
            verdict = receiving.received(here(), updates(text), dict(os.environ), _now())
    if not verdict.granted:
        note(explain.text(verdict).rstrip("\n"))
    return 0 if verdict.granted else 1


def _now() -> Callable[[tzinfo], datetime]:
    from huashu.cli import clock

    return lambda timezone: clock.now(None, timezone)
