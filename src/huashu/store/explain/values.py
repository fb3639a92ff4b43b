"""What is wrong with a value: not among the allowed ones, not in the form that is asked for, too few or too many."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.i18n import _
from huashu.model.source import Problem, Scalar, Sequence
from huashu.store.explain import fixes
from huashu.store.explain.aliases import plain
from huashu.store.explain.case import Case, facet, path_id, sample, short
from huashu.text import nearest

LISTED = 16  # so many allowed values are listed in a hint
BLANKS = " \t\r\n\u00a0\u3000"


def enum(case: Case) -> Iterator[Problem]:
    """A value that is none of the allowed ones; their Chinese words count as meant."""
    options = case.details.get("options")
    allowed = [str(option) for option in options] if isinstance(options, list) else []
    words = case.trail[-1].get("enumDescriptions")
    heads = [str(word).split("：")[0] for word in words] if isinstance(words, list) else [""] * len(allowed)
    pairs = list(zip(allowed, heads, strict=True))
    typed = case.node.value if isinstance(case.node, Scalar) else ""
    listed = [f"{value}（{head}）" if head and len(head) <= 8 else value for value, head in pairs[:LISTED]]
    hint = _("可以写的有：{values}").format(values=_("、").join(listed) + ("……" if len(pairs) > LISTED else ""))
    same = [value for value, head in pairs if plain(typed) in (plain(value), plain(head))]
    guess = same[0] if same else nearest(typed, allowed)
    fix = None
    if guess:
        hint = _("您是不是想写 {guess}？").format(guess=guess) + hint
        fix = fixes.replaced(case.node, guess, fixes.SAFE if len(same) == 1 else fixes.UNSAFE)
    yield case.problem(_("{subject}不能写“{value}”").format(subject=case.subject, value=short(typed)), hint, fix=fix)


def const(case: Case) -> Iterator[Problem]:
    """A value that can only be one thing."""
    wanted = str(case.trail[-1]["const"])
    meant = isinstance(case.node, Scalar) and fixes.number(case.node) == wanted
    yield case.problem(
        _("{subject}目前只能写 {value}").format(subject=case.subject, value=wanted),
        _("请写成 {form}").format(form=f"{case.name}: {wanted}"),
        fix=fixes.replaced(case.node, wanted) if meant else None,
    )


def pattern(case: Case) -> Iterator[Problem]:
    """A text in another form than is asked for; the schema says itself which."""
    if not isinstance(case.node, Scalar):
        return
    if not case.node.value.strip(BLANKS):
        yield case.problem(_("{subject}还空着").format(subject=case.subject), _("请写上内容，用不着就把这一项删掉"))
        return
    named = case.file.titles().get(case.name, {}).get(case.node.value.strip(BLANKS))
    if named:
        message = _("{subject}要写代号，“{title}”的代号是 {id}")
        message = message.format(subject=case.subject, title=case.node.value, id=named)
        yield case.problem(message, _("请改成 {value}").format(value=named), fix=fixes.replaced(case.node, named))
        return
    told = _(str(case.trail[-1].get("patternErrorMessage", "")))
    message = _("{subject}的写法不对：{told}").format(subject=case.subject, told=told)
    right, safety = _right_value(case, case.node.value)
    stripped = fixes.stripped(case.file.source, case.node)
    example = next((found for schema in reversed(case.trail) if (found := sample(case.file.schema, schema))), "")
    if right:
        fix = fixes.replaced(case.node, right, safety)
        yield case.problem(message, _("请改成 {value}").format(value=right), fix=fix)
    elif stripped is not None:
        yield case.problem(message, _("请把 | 改成 |-，末尾就不会多出一个换行"), fix=stripped)
    else:
        yield case.problem(message, _("例如 {example}").format(example=example) if example else "")


def _right_value(case: Case, value: str) -> tuple[str, str]:
    """The value in the form that is asked for, or "", and how safe it is to write it."""
    shared = case.file.schema.get("$defs")
    forms = shared if isinstance(shared, dict) else {}
    if case.trail[-1] is forms.get("moment"):
        return fixes.moment(value), fixes.SAFE
    if case.trail[-1] is forms.get("path") and case.path == ("id",):
        return path_id(case), fixes.UNSAFE
    return "", fixes.UNSAFE


def too_few(case: Case) -> Iterator[Problem]:
    """A list that may not be empty, or not so short."""
    limit = case.trail[-1].get("minItems")
    if limit != 1:
        yield case.problem(_("{subject}写少了，至少 {limit} 项").format(subject=case.subject, limit=limit))
        return
    item = sample(case.file.schema, facet(case.file.schema, case.trail[-1], "items"))
    hint = _("请在下面加一行 - {item}").format(item=item) if item else _("请在下面加上一项，前面写一个减号和一个空格")
    yield case.problem(_("{subject}下面至少要写一项").format(subject=case.subject), hint)


def too_many(case: Case) -> Iterator[Problem]:
    """A list with more items than there is use for."""
    limit = case.trail[-1].get("maxItems")
    yield case.problem(_("{subject}写多了，最多 {limit} 项").format(subject=case.subject, limit=limit))


def too_long(case: Case) -> Iterator[Problem]:
    """A text that is longer than anybody says or reads; the work of some rules grows faster than the text."""
    limit = case.trail[-1].get("maxLength")
    message = _("{subject}太长了，最多 {limit} 个字").format(subject=case.subject, limit=limit)
    yield case.problem(message, _("请写短一些，或者分成几段"))


def too_small(case: Case) -> Iterator[Problem]:
    """A number below its limit."""
    limit = case.trail[-1].get("minimum")
    yield case.problem(_("{subject}不能小于 {limit}").format(subject=case.subject, limit=limit))


def too_large(case: Case) -> Iterator[Problem]:
    """A number above its limit."""
    limit = case.trail[-1].get("maximum")
    yield case.problem(_("{subject}不能大于 {limit}").format(subject=case.subject, limit=limit))


def repeated(case: Case) -> Iterator[Problem]:
    """A list that says the same twice: the second one is the place."""
    if isinstance(case.node, Sequence):
        again = fixes.repeated(case.node)
        if again is not None:
            value = again.value if isinstance(again, Scalar) else ""
            message = _("{subject}里重复写了“{value}”").format(subject=case.subject, value=short(value))
            yield case.problem(message, _("请删掉这一项"), at=(again.start, again.end))
