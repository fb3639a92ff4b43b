"""The back of the handbook: facts, slots and targets as lines of tables."""

from __future__ import annotations

from datetime import datetime, timedelta

from huashu.handbook.chapters import TargetRow, Term
from huashu.i18n import _
from huashu.model.library import DatedValue, Fact, Library


def values(library: Library, now: datetime) -> dict[str, str]:
    """Each fact's value in force at `now`."""
    return {name: fact.at(now) for name, fact in library.facts.items()}


def facts(library: Library, now: datetime) -> tuple[Term, ...]:
    """The facts in the order of terms/facts.yaml, where people put together what belongs together."""
    departments = library.settings.departments
    return tuple(
        Term(
            name=fact.name,
            value=fact.at(now),
            means=fact.means,
            owner=departments.get(fact.owner, fact.owner),
            later=_later(fact, now),
        )
        for fact in library.facts.values()
    )


def slots(library: Library) -> tuple[Term, ...]:
    """The slots in the order of terms/slots.yaml."""
    return tuple(
        Term(name=slot.name, value=slot.example, means=slot.means, owner="", sensitive=slot.sensitive)
        for slot in library.slots.values()
    )


def targets(library: Library) -> tuple[TargetRow, ...]:
    """The figures, those of one area side by side; areas in the order in which they are first named."""
    areas = list(dict.fromkeys(target.area for target in library.targets))
    rows = sorted(library.targets, key=lambda target: areas.index(target.area))
    return tuple(TargetRow(row.area, row.name, row.value, row.note) for row in rows)


def _later(fact: Fact, now: datetime) -> tuple[str, ...]:
    coming = sorted((dated for dated in fact.dated if dated.start > now), key=lambda dated: dated.start)
    return tuple(_phrase(dated) for dated in coming)


def _phrase(dated: DatedValue) -> str:
    start = _moment(dated.start)
    if dated.end is None:
        return _("{start} 起：{value}").format(start=start, value=dated.value)
    return _("{start} 至 {end}：{value}").format(start=start, end=_end(dated.end), value=dated.value)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d") if _midnight(at) else at.strftime("%Y-%m-%d %H:%M")


def _end(at: datetime) -> str:
    """A midnight ends the day before it: people read `至 2026-11-13` as that day included."""
    return (at - timedelta(days=1)).strftime("%Y-%m-%d") if _midnight(at) else at.strftime("%Y-%m-%d %H:%M")


def _midnight(at: datetime) -> bool:
    return (at.hour, at.minute) == (0, 0)
