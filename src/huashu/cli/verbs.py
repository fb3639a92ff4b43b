"""The verbs of `huashu`, in the order of its help. Each module is imported when its verb is put in."""

from __future__ import annotations

from collections.abc import Callable

import typer

from huashu.i18n import _


def _init(app: typer.Typer) -> None:
    from huashu.cli import init

    app.command("init", help=_("新建一个话术库"))(init.init)


def _lint(app: typer.Typer) -> None:
    from huashu.cli import lint

    app.command("lint", help=_("检查话术：该说的说了，不该说的没说"))(lint.lint)


def _render(app: typer.Typer) -> None:
    from huashu.cli import render

    app.command("render", help=_("生成话术手册：网页、PDF、Markdown、JSON"))(render.render)


def _serve(app: typer.Typer) -> None:
    from huashu.cli import serve

    app.command("serve", help=_("边写边看：文件一改，网页上的手册和检查结果就跟着变"))(serve.serve)


def _rules(app: typer.Typer) -> None:
    from huashu.cli import rules

    app.add_typer(rules.group(), name="rules", help=_("认识规则、测试规则"))


def _diff(app: typer.Typer) -> None:
    from huashu.cli import diff

    app.command("diff", help=_("看改了什么：一条条话术、一个个字地比，并提醒要留心的地方"))(diff.diff)


def _review(app: typer.Typer) -> None:
    from huashu.cli import review, review_fetch

    verbs = typer.Typer(no_args_is_help=True, add_completion=False, suggest_commands=False, rich_markup_mode=None)
    review.register(verbs)
    review_fetch.register(verbs)
    app.add_typer(verbs, name="review", help=_("审批：谁批了什么，还差谁"))


def _gate(app: typer.Typer) -> None:
    from huashu.cli import gate

    app.command("gate", help=_("判断一次改动能不能合并：该批的人都批了没有"))(gate.gate)


def _codeowners(app: typer.Typer) -> None:
    from huashu.cli import codeowners

    app.command("codeowners", help=_("从审批规定生成 CODEOWNERS，让平台自动请人来看"))(codeowners.codeowners)


def _hook(app: typer.Typer) -> None:
    from huashu.cli import hook

    app.add_typer(hook.group(), name="hook", help=_("把检查和审批装进 git：提交时、推送时、服务器收到时"))


VERBS: dict[str, Callable[[typer.Typer], None]] = {
    "init": _init,
    "lint": _lint,
    "render": _render,
    "serve": _serve,
    "rules": _rules,
    "diff": _diff,
    "review": _review,
    "gate": _gate,
    "codeowners": _codeowners,
    "hook": _hook,
}
