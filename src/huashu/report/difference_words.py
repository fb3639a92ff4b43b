"""Words that all ways of telling a difference share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huashu.i18n import _
from huashu.model.change import ADDED, CHANGED, LAYOUT, MOVED, RETIRED
from huashu.model.difference import UNREADABLE, Difference, FieldChange, ReplyChange, ScriptChange, WordingChange

HOWS = (UNREADABLE, ADDED, CHANGED, MOVED, RETIRED, LAYOUT)


def how_title(how: str) -> str:
    """What happened to a part."""
    return {
        ADDED: _("新增"),
        CHANGED: _("修改"),
        MOVED: _("改名"),
        RETIRED: _("停用"),
        LAYOUT: _("只改排版"),
        UNREADABLE: _("读不出来"),
    }[how]


def field_title(name: str) -> str:
    """What people call a field."""
    titles = {
        "asks": _("顾客会这样问"),
        "by": _("谁来说"),
        "channels": _("渠道"),
        "consult": _("会签"),
        "dated": _("限时的值"),
        "effective": _("生效"),
        "escalate-to": _("转给谁"),
        "escalate-when": _("什么时候转"),
        "example": _("例子"),
        "expires": _("截止"),
        "fixed": _("原话"),
        "image": _("配图"),
        "means": _("说的是什么"),
        "near": _("相关的词"),
        "note": _("给客服的提示"),
        "owner": _("谁负责"),
        "related": _("接着可看"),
        "remember": _("记住"),
        "review-by": _("复核"),
        "sensitive": _("保密"),
        "spoken": _("能不能说出来"),
        "stage": _("步骤"),
        "tags": _("标签"),
        "title": _("标题"),
        "value": _("值"),
    }
    return titles[name]


def reply_title(reply: ReplyChange) -> str:
    """Which reply, and what happened to it where it came, went or got another number."""
    if not reply.before:
        told = _("新的第 {number} 条").format(number=reply.after)
    elif not reply.after:
        told = _("去掉原来的第 {number} 条").format(number=reply.before)
    elif reply.before != reply.after:
        told = _("第 {number} 条（原来第 {before} 条）").format(number=reply.after, before=reply.before)
    else:
        told = _("第 {number} 条").format(number=reply.after)
    return " · ".join(filter(None, (told, reply.stage)))


def wording_title(wording: WordingChange, difference: Difference) -> str:
    """The channels of a wording, "" for all; and that only its writing is another."""
    names = _("、").join(difference.channels.get(name, name) for name in wording.channels)
    written = _("说出来一样，写法变了") if wording.written else ""
    return " · ".join(filter(None, (names, written)))


def ends(difference: Difference) -> str:
    """What is compared with what."""
    base, head = (
        f"{point.name} ({point.commit[:9]})" if point.commit and not point.commit.startswith(point.name) else point.name
        for point in (difference.base, difference.head)
    )
    return _("从 {base} 到 {head}").format(base=base, head=head)


def counts(difference: Difference) -> str:
    """How much differs, in one line."""
    parts = [
        _("话术{how} {count} 条").format(how=how_title(how), count=count)
        for how in HOWS
        if (count := sum(script.how == how for script in difference.scripts))
    ]
    for sentence, found in (
        (_("口径 {count} 项"), difference.facts),
        (_("要填的空 {count} 项"), difference.slots),
        (_("其他文件 {count} 个"), difference.files),
    ):
        if found:
            parts.append(sentence.format(count=len(found)))
    return _("，").join(parts) if parts else _("没有改动")


def why_said(script: ScriptChange) -> str:
    """Why a script says something else although nobody has touched its file; "" where somebody has."""
    if not script.because or script.how == LAYOUT:
        return ""
    names = _("、").join(script.because)
    return (_("也因为 {names} 变了") if script.touched else _("文件没动，是 {names} 变了")).format(names=names)


def shown_fields(fields: Iterable[FieldChange]) -> list[tuple[str, FieldChange]]:
    """Fields with their titles; of neighbours with one name only the first is named."""
    found: list[tuple[str, FieldChange]] = []
    last = ""
    for field in fields:
        found.append(("" if field.name == last else field_title(field.name), field))
        last = field.name
    return found


def in_order(scripts: Sequence[ScriptChange]) -> list[ScriptChange]:
    """What cannot be read first, what only looks otherwise last."""
    return sorted(
        scripts, key=lambda script: (HOWS.index(script.how) if script.how in (UNREADABLE, LAYOUT) else 1, script.id)
    )
