"""`huashu rules explain`: one rule on a terminal, with its examples as they come out today."""

from __future__ import annotations

from collections.abc import Sequence

from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule_test import Trial
from huashu.report.paint import BOLD, DIM, GREEN, SEVERITY_COLOURS, Paint
from huashu.report.rule_examples import laid_out
from huashu.report.rule_words import check_words, looks_at, parameters, severity_title, told_as
from huashu.report.rules import changes, origin
from huashu.store.rule_shelf import PACKAGED, Known
from huashu.text import visible, width

_COLUMNS = 76


def explained(one: Known, trials: Sequence[Trial], settings: Settings, colour: bool) -> str:
    """All that there is to know of a rule."""
    paint = Paint(colour)
    rule = one.rule
    severity = paint(severity_title(rule.severity), SEVERITY_COLOURS.get(rule.severity, DIM))
    where_from = _("huashu 自带") if one.origin == PACKAGED else origin(one)
    can = _("huashu lint --fix 能代改一部分") if one.fixes else _("要自己改")
    facts = [severity, where_from, can, *([changes(one)] if changes(one) else [])]
    title, does = check_words(rule.check)
    lines = [paint(rule.id, BOLD) + "  " + paint(visible(rule.title), BOLD), "  " + _("；").join(facts), ""]
    lines += _said(_("看哪里："), looks_at(rule, settings), paint)
    lines += _said(_("怎么查："), f"{title}（{rule.check}）" + (f"：{does}" if does else ""), paint)
    for parameter in parameters(rule):
        lines += _said(f"  {parameter.title} {parameter.key}：", _("、").join(parameter.items), paint, DIM)
    lines += _said(_("提示语："), rule.message, paint)
    lines += _said(_("为什么："), rule.why, paint)
    lines += _said(_("怎么改："), rule.hint, paint, GREEN)
    for word, better in rule.instead.items():
        lines += _said(_("可以说："), f"{word} → {better}", paint, GREEN)
    for trial in trials:
        lines += ["", *_example(trial, settings, paint, rule.severity)]
    if any(not trial.holds for trial in trials):
        lines += ["", _unlike(one)]
    return "\n".join(lines) + "\n"


def _said(label: str, text: str, paint: Paint, code: str = BOLD) -> list[str]:
    """A labelled text, broken into lines below its beginning."""
    indent = " " * (2 + width(label))
    room = _COLUMNS - len(indent)
    lines = [piece for line in text.strip().splitlines() for piece in _pieces(visible(line), room)]
    if not lines:
        return []
    return [f"  {paint(label, code)}{lines[0]}", *(indent + line for line in lines[1:])]


def _pieces(line: str, room: int) -> list[str]:
    """A line in pieces of so many columns. No piece begins with a mark that may not stand first."""
    pieces = [""]
    for char in line:
        if width(pieces[-1]) + width(char) > room and char not in "，。；：、？！”）】》…":
            pieces.append("")
        pieces[-1] += char
    return pieces


def _example(trial: Trial, settings: Settings, paint: Paint, severity: str) -> list[str]:
    good = trial.kind == "valid"
    name = _("正例 {number}") if good else _("反例 {number}")
    head = paint(name.format(number=trial.number), GREEN if good else SEVERITY_COLOURS["error"])
    setting = [
        settings.scenes[trial.scene].title if trial.scene in settings.scenes else trial.scene,
        *(settings.channels.get(channel, channel) for channel in trial.channels),
        trial.today,
    ]
    remark = _("；").join(part for part in (*setting, trial.note, told_as(trial.severity_expected or "")) if part)
    lines = [f"  {head}" + (f"  {paint(visible(remark), DIM)}" if remark else "")]
    if trial.broken:
        return [*lines, f"    {visible(trial.broken)}"]
    lines += laid_out(trial, paint, compare=not trial.holds, severity=trial.severity_expected or severity)
    if trial.fixed is not None and trial.fixed == trial.fixed_expected:
        lines.append(paint(_("    改好以后："), GREEN))
        lines += [paint("    │ ", DIM) + visible(line) for line in trial.fixed.rstrip("\n").split("\n")]
    return lines


def _unlike(one: Known) -> str:
    if one.changed:
        return "  " + _("有的例子和规则写的不一样：这里按 huashu.yaml 改过的参数查")
    return "  " + _("有的例子和规则写的不一样：请运行 huashu rules test {rule} 看看").format(rule=one.rule.id)
