"""Which people have passed which stages of one part: order, numbers of people, vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huashu.i18n import _
from huashu.model.change import SCRIPT, Item
from huashu.model.evidence import APPROVE, REJECT, WITHDRAW
from huashu.model.people import Person
from huashu.model.policy import ApprovalStage
from huashu.review.standing import Heard, order

# Who has no business with a veto although he is known: these faults tell that it was not he, or not about this. A key
# whose time is over is still his: what he was against does not pass by waiting.
_NOT_HEARD = frozenset({"unknown-person", "key-revoked", "role-not-held", "bot", "other-repository", "other-target"})


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage of a part. approvals: those that count. enough: as many people as are asked."""

    stage: ApprovalStage
    approvals: tuple[Heard, ...]
    enough: bool


@dataclass(frozen=True, slots=True)
class Near:
    """An approval that nearly counted. code: early | unclear-role."""

    code: str
    heard: Heard
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """What a part has. complete: every stage has its people, and where nobody may count twice nobody has to."""

    stages: tuple[Passed, ...]
    complete: bool
    near: tuple[Near, ...]


def vetoes(item: Item, stages: Iterable[ApprovalStage], opinions: Sequence[Heard]) -> list[Heard]:
    """Rejections by people whom the part concerns, which they themselves have not taken back.

    They hold whatever the wording is by now, and however it was taken off a page by others: whoever was against it says
    himself that he no longer is.
    """
    roles = {role for stage in stages for role in stage.roles}
    keys = {
        item.key,
        *(path.removeprefix("scripts/").removesuffix(".yaml") for path in item.paths if item.kind == SCRIPT),
    }
    found = []
    for one in opinions:
        if one.opinion.kind != REJECT or one.person is None or _NOT_HEARD & {fault.code for fault in one.faults}:
            continue
        about = one.opinion.items is None or bool(keys & one.opinion.items.keys())
        if about and one.roles & roles and not _cleared(one, item, opinions):
            found.append(one)
    return found


def _cleared(veto: Heard, item: Item, opinions: Sequence[Heard]) -> bool:
    for one in opinions:
        if one.person != veto.person or order(one) <= order(veto):
            continue
        if one.opinion.kind == APPROVE and one.counts and one.covers(item):
            return True
        if one.opinion.kind == WITHDRAW and one.counts and one.opinion.clears in ("", veto.opinion.id):
            return True
    return False


def withdrawn(one: Heard, opinions: Sequence[Heard]) -> bool:
    """Whether an approval was taken back by the same person, by whatever means: here a doubt works against it."""
    return any(
        other.person == one.person
        and order(other) > order(one)
        and (
            other.opinion.kind == REJECT
            or (other.opinion.kind == WITHDRAW and other.opinion.clears in ("", one.opinion.id))
        )
        for other in opinions
    )


def count(stages: Sequence[ApprovalStage], approvals: Sequence[Heard], *, apart: bool) -> Count:
    """Which stages are passed. stages: those that the part needs, in the policy's order; approvals: that count
    and cover it; apart: nobody may be counted in two stages."""
    needed = {stage.id: stage for stage in stages}
    passed: dict[str, list[Heard]] = {stage.id: [] for stage in stages}
    near: list[Near] = []
    speaking = [(one, [stage for stage in stages if one.roles.intersection(stage.roles)]) for one in approvals]
    for one, may in speaking:
        if len(may) > 1 and not one.opinion.role:
            near.append(Near("unclear-role", one, tuple(stage.id for stage in may)))
    for stage in stages:
        for one, may in speaking:
            if stage not in may or (len(may) > 1 and not one.opinion.role):
                continue
            early = [name for name in stage.after if name in needed and not _before(one, needed[name], passed[name])]
            if early:
                near.append(Near("early", one, tuple(early)))
            else:
                passed[stage.id].append(one)
    rows = tuple(Passed(stage, tuple(passed[stage.id]), _people(passed[stage.id]) >= stage.count) for stage in stages)
    complete = all(row.enough for row in rows) and (not apart or _apart(rows))
    return Count(rows, complete, tuple(near))


def _before(one: Heard, stage: ApprovalStage, approvals: Iterable[Heard]) -> bool:
    """Whether a stage had passed before somebody spoke: by what he says he had seen, else by time."""
    follows = one.opinion.follows
    seen = [
        other
        for other in approvals
        if (other.opinion.id in follows if follows is not None else order(other) < order(one))
    ]
    return _people(seen) >= stage.count


def _people(approvals: Iterable[Heard]) -> int:
    return len({one.person.id for one in approvals if one.person})


def _apart(rows: Sequence[Passed]) -> bool:
    """Whether everybody can be counted in one stage only and all stages still have their people (a matching)."""
    seats = [(row, number) for row in rows for number in range(row.stage.count)]
    taken: dict[str, int] = {}
    people: Mapping[str, list[str]] = {
        row.stage.id: sorted({one.person.id for one in row.approvals if one.person}) for row in rows
    }

    def seat(index: int, tried: set[str]) -> bool:
        for person in people[seats[index][0].stage.id]:
            if person not in tried:
                tried.add(person)
                if person not in taken or seat(taken[person], tried):
                    taken[person] = index
                    return True
        return False

    return all(seat(index, set()) for index in range(len(seats)))


def named(people: Iterable[Person | None]) -> str:
    """People as a sentence names them, each once."""
    return _("、").join(sorted({person.name for person in people if person}))
