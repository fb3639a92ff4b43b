"""`huashu review fetch`: a forge's reviews, as one evidence file."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huashu.i18n import _


class Forge(StrEnum):
    """Whose API is spoken. Forgejo speaks Gitea's."""

    gitea = "gitea"
    gitee = "gitee"
    github = "github"
    gitlab = "gitlab"


def register(app: typer.Typer) -> None:
    """Add the verb below `review`."""
    app.command("fetch", help=_("把代码平台上一个合并请求的审批意见读下来，存成证据文件"))(fetch)


def fetch(
    forge: Annotated[Forge, typer.Option("--forge", help=_("哪一种代码平台（Forgejo 选 gitea）"), show_default=False)],
    request: Annotated[
        int,
        typer.Option("--request", metavar=_("编号"), help=_("合并请求的编号"), min=1, show_default=False),
    ],
    repository: Annotated[
        str,
        typer.Option("--repository", metavar=_("仓库"), help=_("所有者/仓库名；在平台的流水线里可以不写")),
    ] = "",
    url: Annotated[
        str,
        typer.Option("--url", metavar=_("地址"), help=_("接口地址，自建的平台要写；在平台的流水线里可以不写")),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar=_("文件"), help=_("写到哪个文件；不写就打印出来"), show_default=False),
    ] = None,
) -> int:
    """Always 0. The token comes from the environment: HUASHU_TOKEN, else the one named after the forge."""
    from huashu.cli.say import note, put
    from huashu.review import fetch as fetching
    from huashu.store.writing import write_all

    evidence = fetching.fetch(forge.value, request, repository=repository, url=url, environment=os.environ, tell=note)
    if output is None:
        put(evidence.text, exact=True)
    else:
        write_all({output: evidence.text.encode("utf-8")})
    facts = evidence.facts
    said = sum(opinion.kind != "comment" for opinion in facts.opinions)
    line = _("读到 {said} 条审批意见、{comments} 条评论，{doubts} 处有疑点。")
    note(line.format(said=said, comments=len(facts.opinions) - said, doubts=len(facts.doubts)))
    return 0
