"""The `huashu` command: chooses the language, adds the verbs, and turns every ending into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from huashu import i18n
from huashu.errors import HuashuError

if TYPE_CHECKING:
    import typer

CLEAN, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
_MADE_UNTIL_CLEANING = 50_000  # objects; 700 where nobody says so


def main() -> NoReturn:
    """Entry point of the console script. Exit codes as in DESIGN: 0 clean, 1 findings, 2 usage, 3 bug, 130 ^C."""
    # nearly all that a command makes is kept to its end: to look for garbage in it takes longer than it is worth
    gc.set_threshold(_MADE_UNTIL_CLEANING, *gc.get_threshold()[1:])
    try:
        _harden_streams()
        i18n.use(i18n.choose(os.environ, _library_language()))
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    gc.freeze()  # nor need Python look through it once more before it ends
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    import click

    from huashu.cli.say import fail, note, report_bug

    try:
        result = build(next(iter(arguments), ""))(arguments, prog_name="huashu", standalone_mode=False)
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


def build(only: str = "") -> typer.Typer:
    """The application with all verbs, or with just the one that is called: putting in the others takes time. Built
    after the language is chosen, since help texts are read while building."""
    import typer

    from huashu.cli.verbs import VERBS
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
    for verb, add in VERBS.items():
        if verb == only or only not in VERBS:
            add(app)
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
