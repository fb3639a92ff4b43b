"""`huashu codeowners`: whom the forge asks to look, from the policy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huashu.i18n import _


class Flavor(StrEnum):
    """Forges whose CODEOWNERS differ."""

    gitea = "gitea"
    gitee = "gitee"
    github = "github"
    gitlab = "gitlab"


def codeowners(
    flavor: Annotated[
        Flavor | None,
        typer.Option(
            "--flavor", help=_("哪个平台的写法；不写就是 policy/approval.yaml 里写的平台"), show_default=False
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=_("只看现有的文件是不是最新的，不写文件"))] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("写到这个文件；不写就打印出来"), show_default=False)
    ] = None,
) -> int:
    """Exit code 1 with --check where the file is missing or says something else."""
    from huashu.cli.say import here, note, put
    from huashu.review.codeowners import PLACES
    from huashu.review.codeowners import codeowners as written
    from huashu.store.files import find_root, read_if_there
    from huashu.store.policy_files import on_disk
    from huashu.store.writing import write_all

    root = find_root(here())
    policy = on_disk(root)
    kind = flavor.value if flavor else policy.forge.kind if policy.forge else Flavor.github.value
    text = written(policy, kind)
    if check:
        path = here() / output if output is not None else root / PLACES[kind]
        kept = read_if_there(path.parent, path.name, len(text.encode()) * 2)
        if kept is not None and kept.replace(b"\r\n", b"\n") == text.encode():
            return 0
        command = f"huashu codeowners --flavor {kind} --output {output or PLACES[kind]}"
        told = _("{path} 不是最新的") if kept is not None else _("还没有 {path}")
        note(told.format(path=output or PLACES[kind]))
        note(_("请运行 {command}，再单独提交").format(command=command))
        return 1
    if output is None:
        put(text, exact=True)
    else:
        write_all({output: text.encode()})
        note(_("已生成 {path}").format(path=output))
    return 0
