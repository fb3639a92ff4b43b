"""What about a script, a reply or a term is otherwise now, apart from what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from huashu.i18n import _
from huashu.model.diff import GONE, NEW, Run, aligned, diff
from huashu.model.difference import FieldChange
from huashu.model.library import Fact, Settings, Slot
from huashu.model.script import ROLES, Moment, Reply, Script, Text
from huashu.titles import role_title

Sides = tuple[str, str]
_Thing = TypeVar("_Thing")


def script_fields(old: Script | None, new: Script | None, titles: Settings) -> Iterator[FieldChange]:
    """Everything of a script but its replies; None where it is not there. titles: who its names belong to."""

    def one(get: Callable[[Script], Text | None]) -> Sides:
        return _sides(old, new, lambda script: _one(get(script)))

    def many(get: Callable[[Script], Sequence[Text]]) -> tuple[Sequence[str], Sequence[str]]:
        before, after = get(old) if old else (), get(new) if new else ()
        return [one.value for one in before], [one.value for one in after]

    yield from text("title", *one(lambda script: script.title))
    yield from listed("channels", *many(lambda script: script.channels), titles.channels)
    yield from listed("asks", *many(lambda script: script.asks))
    roles = {role: role_title(role) for role in ROLES}
    yield from named("escalate-to", *one(lambda script: script.escalate.to if script.escalate else None), roles)
    yield from text("escalate-when", *one(lambda script: script.escalate.when if script.escalate else None))
    yield from named("owner", *one(lambda script: script.owner), titles.departments)
    yield from listed("consult", *many(lambda script: script.consult), titles.departments)
    yield from named("effective", *one(lambda script: _when(script.effective)), {})
    yield from named("expires", *one(lambda script: _when(script.expires)), {})
    yield from named("review-by", *one(lambda script: _when(script.review_by)), {})
    yield from listed("tags", *many(lambda script: script.tags))
    yield from listed("related", *many(lambda script: script.related))


def reply_fields(old: Reply | None, new: Reply | None, titles: Settings, scene: str) -> Iterator[FieldChange]:
    """Everything of a reply but its words. What nobody needs to be told of a new reply is left out."""
    if old and new:
        stages = {stage.id: stage.title for stage in titles.scenes[scene].stages} if scene in titles.scenes else {}
        yield from named("stage", *_sides(old, new, lambda reply: _one(reply.step or reply.rung)), stages)
    ordinary = "" if old is None or new is None else ROLES[0]
    by = _sides(old, new, lambda reply: ordinary if reply.by == ROLES[0] else reply.by)
    yield from named("by", *by, {role: role_title(role) for role in ROLES})
    yield from named("fixed", *_sides(old, new, lambda reply: "true" * reply.fixed), {"true": _("一字不改")})
    yield from text("note", *_sides(old, new, lambda reply: _one(reply.note)))
    yield from named("image", *_sides(old, new, lambda reply: _one(reply.image)), {})


def fact_fields(old: Fact | None, new: Fact | None, titles: Settings) -> Iterator[FieldChange]:
    """Value, dated values, meaning and owner of a fact."""
    yield from named("value", *_sides(old, new, lambda fact: fact.value), {})
    yield from listed("dated", _dated(old), _dated(new))
    yield from text("means", *_sides(old, new, lambda fact: fact.means))
    yield from named("owner", *_sides(old, new, lambda fact: fact.owner), titles.departments)
    yield from listed("near", old.near if old else (), new.near if new else ())


def slot_fields(old: Slot | None, new: Slot | None) -> Iterator[FieldChange]:
    """Meaning, example and secrecy of a slot."""
    yield from text("means", *_sides(old, new, lambda slot: slot.means))
    yield from named("example", *_sides(old, new, lambda slot: slot.example), {})
    yield from named("sensitive", *_sides(old, new, lambda slot: "true" * slot.sensitive), {"true": _("顾客信息")})
    ways = {"whole": _("整个说"), "masked": _("遮住一部分"), "never": _("不能说")}
    yield from named("spoken", *_sides(old, new, lambda slot: slot.spoken), ways)
    remembered = {"true": _("浏览器可以记住")}
    yield from named("remember", *_sides(old, new, lambda slot: "true" * slot.remember), remembered)


def text(name: str, before: str, after: str) -> Iterator[FieldChange]:
    """Words, compared word by word."""
    if before != after:
        yield FieldChange(name, before, after, diff(before, after))


def named(name: str, before: str, after: str, titles: Mapping[str, str]) -> Iterator[FieldChange]:
    """A value that is one thing or another: 客服 and 客服部 are not compared by their characters."""
    if before != after:
        pairs = ((GONE, titles.get(before, before)), (NEW, titles.get(after, after)))
        yield FieldChange(name, before, after, tuple(Run(kind, shown) for kind, shown in pairs if shown))


def listed(
    name: str, before: Sequence[str], after: Sequence[str], titles: Mapping[str, str] | None = None
) -> Iterator[FieldChange]:
    """Lists, item by item; without titles items are words."""
    for old, new in aligned(before, after):
        if titles is None:
            yield from text(name, old or "", new or "")
        else:
            yield from named(name, old or "", new or "", titles)


def _sides(old: _Thing | None, new: _Thing | None, get: Callable[[_Thing], str]) -> Sides:
    """A value of both sides, "" where there is nothing."""
    return (get(old) if old else "", get(new) if new else "")


def _one(value: Text | None) -> str:
    return value.value if value else ""


def _when(moment: Moment | None) -> Text | None:
    return moment.written if moment else None


def _dated(fact: Fact | None) -> tuple[str, ...]:
    """Dated values as people read them."""
    found = []
    for one in sorted(fact.dated, key=lambda one: one.start) if fact else ():
        end = one.end.strftime("%Y-%m-%d %H:%M") if one.end else ""
        start = one.start.strftime("%Y-%m-%d %H:%M")
        span = _("{start} 至 {end}") if end else _("{start} 起")
        found.append(_("{span}：{value}").format(span=span.format(start=start, end=end), value=one.value))
    return tuple(found)
