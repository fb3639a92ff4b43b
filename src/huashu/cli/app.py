"""The `huashu` command: chooses the language, adds the verbs, and turns every ending into an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from huashu import i18n
from huashu.errors import HuashuError

if TYPE_CHECKING:
    import typer

CLEAN, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


def main() -> NoReturn:
    """Entry point of the console script. Exit codes as in DESIGN: 0 clean, 1 findings, 2 usage, 3 bug, 130 ^C."""
    try:
        _harden_streams()
        i18n.use(i18n.choose(os.environ, _library_language()))
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    import click

    from huashu.cli.say import fail, note, report_bug

    try:
        result = build()(arguments, prog_name="huashu", standalone_mode=False)
        code = result if isinstance(result, int) else CLEAN
    except click.ClickException as error:
        if sys.stderr is not None:
            error.show(sys.stderr)
        return USAGE
    except HuashuError as error:
        fail(error)
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except SystemExit:
        raise
    except BaseException as error:
        # libraries written in Rust panic with what is no Exception, also when Ctrl-C reaches them while they load
        if isinstance(error, Exception) or KeyboardInterrupt.__name__ not in str(error):
            report_bug(error)
            return BUG
        code = INTERRUPTED
    if code == INTERRUPTED:
        note(i18n._("已中断"))
    return code


def _library_language() -> str:
    from huashu.cli.say import here
    from huashu.store.files import language_hint

    try:
        return language_hint(here())
    except HuashuError:
        return ""


def build() -> typer.Typer:
    """The application with all verbs. Built after the language is chosen, since help texts are read while building."""
    import typer

    from huashu.cli import codeowners, diff, gate, hook, init, lint, render, review, review_fetch, rules, serve
    from huashu.i18n import _

    app = typer.Typer(
        name="huashu",
        help=_("把客服话术当成代码来管：写好了检查，检查过了成册。"),
        no_args_is_help=True,
        add_completion=False,
        suggest_commands=False,  # click suggests by itself, in our language
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    def options(
        version: bool = typer.Option(
            False, "--version", help=_("显示版本"), callback=_tell_version, is_eager=True, show_default=False
        ),
    ) -> None:
        """Options before the verb."""

    app.callback()(options)
    app.command("init", help=_("新建一个话术库"))(init.init)
    app.command("lint", help=_("检查话术：该说的说了，不该说的没说"))(lint.lint)
    app.command("render", help=_("生成话术手册：网页、PDF、Markdown、JSON"))(render.render)
    app.command("diff", help=_("看改了什么：一条条话术、一个个字地比，并提醒要留心的地方"))(diff.diff)
    app.command("serve", help=_("边写边看：文件一改，网页上的手册和检查结果就跟着变"))(serve.serve)
    app.command("gate", help=_("判断一次改动能不能合并：该批的人都批了没有"))(gate.gate)
    app.command("codeowners", help=_("从审批规定生成 CODEOWNERS，让平台自动请人来看"))(codeowners.codeowners)
    app.add_typer(rules.group(), name="rules", help=_("认识规则、测试规则"))
    reviews = typer.Typer(no_args_is_help=True, add_completion=False, suggest_commands=False, rich_markup_mode=None)
    review.register(reviews)
    review_fetch.register(reviews)
    app.add_typer(reviews, name="review", help=_("审批：谁批了什么，还差谁"))
    app.add_typer(hook.group(), name="hook", help=_("把检查和审批装进 git：提交时、推送时、服务器收到时"))
    return app


def _tell_version(wanted: bool) -> None:
    if wanted:
        import click

        from huashu import __version__
        from huashu.cli.say import put

        put(f"huashu {__version__}\n")
        raise click.exceptions.Exit(CLEAN)


def _harden_streams() -> None:
    """A terminal that lacks a character shows `?` for it instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
