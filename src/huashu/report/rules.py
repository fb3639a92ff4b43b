"""What `huashu rules` prints: the list of rules, what came of their tests, what their tests would miss."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from huashu.i18n import _
from huashu.model.rule_test import Coverage, Trial
from huashu.report.paint import BOLD, DIM, GREEN, SEVERITY_COLOURS, Paint
from huashu.report.rule_examples import laid_out
from huashu.report.rule_words import family_title, severity_title
from huashu.store.rule_shelf import EJECTED, OWN, PACKAGED, Known
from huashu.text import visible, width

VERSION = 1
_RED = SEVERITY_COLOURS["error"]


def family(rule_id: str) -> str:
    """The family that a rule belongs to."""
    return rule_id.split("/", 1)[0]


def table(known: Sequence[Known], colour: bool) -> str:
    """The rules, family by family."""
    paint = Paint(colour)
    widest = max((len(one.rule.id) for one in known), default=0)
    mixed = any(one.origin != OWN for one in known)
    lines: list[str] = []
    for name, members in groupby(known, key=lambda one: family(one.rule.id)):
        title = family_title(name)
        lines.append(paint(title if title == name else f"{title} {name}", BOLD))
        lines += [_row(one, widest, paint, mixed) for one in members]
        lines.append("")
    lines.append(_counts(known))
    if any(one.fixes for one in known):
        lines.append(paint(_("标着 ✎ 的，huashu lint --fix 能代您改好至少一部分"), DIM))
    return "\n".join(lines) + "\n"


def _row(one: Known, widest: int, paint: Paint, mixed: bool) -> str:
    """mixed: not all rules are the library's own, so that it is worth saying which are."""
    severity = paint(severity_title(one.rule.severity), SEVERITY_COLOURS.get(one.rule.severity, DIM))
    remarks = [remark for remark in (origin(one) if mixed else "", changes(one)) if remark]
    remark = paint(_("（{remarks}）").format(remarks=_("；").join(remarks)), DIM) if remarks else ""
    return f"  {one.rule.id:<{widest}}  {severity}  {'✎' if one.fixes else ' '}  {visible(one.rule.title)}{remark}"


def origin(one: Known) -> str:
    """Where a rule comes from; "" where it is a packaged one, as most are."""
    return {PACKAGED: "", OWN: _("自己的规则"), EJECTED: _("自己的规则，代替了自带的")}[one.origin]


def changes(one: Known) -> str:
    """What huashu.yaml says of a rule, "" where it says nothing."""
    names = [*one.changed, *(["overrides"] if one.in_parts else [])]
    return _("huashu.yaml 改了 {names}").format(names=_("、").join(names)) if names else ""


def _counts(known: Sequence[Known]) -> str:
    counts = Counter(one.rule.severity for one in known)
    parts = [f"{severity_title(name)} {counts[name]}" for name in ("error", "warning", "info", "off") if counts[name]]
    return _("一共 {count} 条规则：{parts}").format(count=len(known), parts=_("，").join(parts))


def as_json(known: Sequence[Known]) -> str:
    """The list for programs; fixed in docs/formats.md."""
    rules = [
        {
            "id": one.rule.id,
            "family": family(one.rule.id),
            "title": one.rule.title,
            "severity": one.rule.severity,
            "check": one.rule.check,
            "fixable": one.fixes,
            "origin": one.origin,
            "changed": [*one.changed, *(["overrides"] if one.in_parts else [])],
        }
        for one in known
    ]
    return json.dumps({"version": VERSION, "rules": rules}, indent=2) + "\n"


def tested(trials: Sequence[Trial], rules: int, colour: bool) -> str:
    """What came of the examples: those that do not hold in full, then the counts."""
    paint = Paint(colour)
    failed = [trial for trial in trials if not trial.holds]
    parts = [_failure(trial, paint) for trial in failed]
    if failed:
        told = _("{rules} 条规则，{count} 个例子：{failed} 个不对")
        parts.append(told.format(rules=rules, count=len(trials), failed=len(failed)) + "\n")
    else:
        told = _("✓ {rules} 条规则，{count} 个例子都对")
        parts.append(paint(told.format(rules=rules, count=len(trials)), GREEN) + "\n")
    return "\n".join(parts)


def _failure(trial: Trial, paint: Paint) -> str:
    name = _("正例") if trial.kind == "valid" else _("反例")
    head = f"{trial.path}:{trial.line}  {trial.rule}  "
    lines = [paint(head, BOLD) + paint(_("{kind} {number} 不对").format(kind=name, number=trial.number), _RED)]
    lines += [f"  {visible(trial.note)}"] if trial.note else []
    if trial.broken:
        lines.append(f"  {visible(trial.broken)}")
    lines += laid_out(trial, paint, compare=True)
    if trial.fixed != trial.fixed_expected:
        lines += _two(_("改好以后应该是："), trial.fixed_expected, paint)
        lines += _two(_("实际改成了："), trial.fixed, paint)
    if trial.severity and trial.severity_expected and trial.severity != trial.severity_expected:
        lines += _two(_("应该报成："), severity_title(trial.severity_expected), paint)
        lines += _two(_("实际报成："), severity_title(trial.severity), paint)
    return "\n".join(lines) + "\n"


def _two(label: str, text: str | None, paint: Paint) -> list[str]:
    if text is None:
        nothing = _("没有能改的")
        return [f"  {paint(label, DIM)}{nothing}"]
    indent = " " * (2 + width(label))
    first, *rest = visible_lines(text)
    return [f"  {paint(label, DIM)}{first}", *(indent + line for line in rest)]


def visible_lines(text: str) -> list[str]:
    """The lines of a text without power over a terminal; at least one."""
    return [visible(line) for line in text.split("\n")]


def covered(coverages: Sequence[Coverage], unasked: Sequence[str], colour: bool) -> str:
    """What no example needs, rule by rule. unasked: rules whose examples do not hold, of which nothing can be said."""
    paint = Paint(colour)
    parts = [_gaps(one, paint) for one in coverages if not one.complete]
    if unasked:
        names = _("、").join(unasked)
        parts.append(_("例子不对，没有查参数的规则：{names}").format(names=names) + "\n")
    if not parts:
        told = _("✓ {count} 条规则的参数、例外和词语，样样有例子管着")
        return paint(told.format(count=len(coverages)), GREEN) + "\n"
    count = sum(not one.complete for one in coverages)
    parts.append(_("{count} 条规则里有例子管不到的地方").format(count=count) + "\n" if count else "")
    return "\n".join(part for part in parts if part)


def _gaps(one: Coverage, paint: Paint) -> str:
    lines = [paint(f"{one.path}  {one.rule}", BOLD)]
    lines += [
        _("  去掉 {line}，例子照样都对：请加一个少了它就不对的例子").format(line=visible(line)) for line in one.idle
    ]
    lines += [_("  “{word}”查不到：它被更长的词或者例外挡住了").format(word=visible(word)) for word in one.silent]
    lines += [
        _("  例外“{word}”用不上：里面没有要查的词，或者就是要查的词").format(word=visible(word)) for word in one.dead
    ]
    return "\n".join(lines) + "\n"
