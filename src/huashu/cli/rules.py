"""`huashu rules`: know and test the rules."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.lint.workspace import Workspace


class Format(StrEnum):
    """How the list is told."""

    text = "text"
    json = "json"


def group() -> typer.Typer:
    """The verbs below `rules`."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        suggest_commands=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.command("list", help=_("列出规则：编号、级别、标题，哪些被 huashu.yaml 改过"))(list_rules)
    app.command("explain", help=_("讲清一条规则：为什么、看哪里、怎么改，例子当场查给您看"))(explain)
    app.command("test", help=_("跑规则自带的正反例子"))(run_tests)
    app.command("eject", help=_("把一条自带的规则抄到话术库的 rules/ 里，自己改"))(eject)
    return app


def list_rules(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("规则"), help=_("只列这些：编号、类别，或者 tone/*；不写就全列"), show_default=False),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help=_("输出给谁看：人，还是程序"))] = Format.text,
) -> int:
    """Always 0."""
    from huashu.cli.say import colourful, put
    from huashu.report import rules as told
    from huashu.store.rule_shelf import chosen, shelf

    work = _open()
    known = chosen(shelf(work.root, work.settings, work.rules), rules or ())
    text = told.as_json(known) if format is Format.json else told.table(known, colourful(sys.stdout))
    put(text, exact=format is Format.json)
    return 0


def explain(
    rule: Annotated[str, typer.Argument(metavar=_("规则"), help=_("规则的编号"), show_default=False)],
) -> int:
    """Always 0."""
    from huashu.cli.say import colourful, put
    from huashu.lint.trials import trials
    from huashu.report.rule_explained import explained
    from huashu.store.rule_shelf import shelf, the_one

    work = _open()
    one = the_one(shelf(work.root, work.settings, work.rules), rule)
    put(explained(one, tuple(trials(one.rule, one.home)), one.home, colourful(sys.stdout)))
    return 0


def run_tests(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("规则"), help=_("只跑这些：编号、类别，或者 tone/*；不写就全跑"), show_default=False),
    ] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help=_("再看看有没有例子管不到的参数、例外和词语"))] = False,
) -> int:
    """Exit code 1 when an example does not hold, or when --coverage finds what none of them needs."""
    from huashu.cli.say import colourful, put
    from huashu.lint.rule_tests import coverage as coverage_of
    from huashu.lint.trials import trials
    from huashu.report import rules as told
    from huashu.store.rule_shelf import chosen, shelf

    work = _open()
    known = chosen(shelf(work.root, work.settings, work.rules), rules or ())
    found = [trial for one in known for trial in trials(one.written, one.home)]
    put(told.tested(found, len(known), colourful(sys.stdout)))
    wrong = sorted({trial.rule for trial in found if not trial.holds})
    if not coverage:
        return 1 if wrong else 0
    covered = [coverage_of(one.written, one.home) for one in known if one.rule.id not in wrong]
    put(told.covered(covered, wrong, colourful(sys.stdout)))
    return 1 if wrong or any(not one.complete for one in covered) else 0


def eject(
    rule: Annotated[str, typer.Argument(metavar=_("规则"), help=_("规则的编号"), show_default=False)],
) -> int:
    """Refuses to overwrite anything."""
    from huashu.cli.say import put
    from huashu.store import rule_shelf

    work = _open()
    path = rule_shelf.eject(work.root, work.settings, rule)
    lines = [
        _("已经抄到 {path}，从现在起以它为准。").format(path=path),
        _("huashu 升级时它不会跟着变；只想调参数的话，写在 huashu.yaml 的 rules 里就够了。"),
        _("改好以后请运行：huashu rules test {rule}").format(rule=rule),
    ]
    put("\n".join(lines) + "\n")
    return 0


def _open() -> Workspace:
    """The library at hand. Rules know no day, so the clock's will do."""
    from huashu.cli import clock
    from huashu.cli.say import here
    from huashu.lint.workspace import open_library

    return open_library(here(), lambda timezone: clock.now(None, timezone))
