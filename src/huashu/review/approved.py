"""Who has approved what in a decision: what is kept of it after the merge."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.model.approval import Approved
from huashu.model.evidence import APPROVE
from huashu.review.counting import Passed, count, withdrawn
from huashu.review.decide import decide
from huashu.review.needs import Need, needs
from huashu.review.request import Request, makers
from huashu.review.standing import Heard, heard


def approved(request: Request) -> tuple[Approved, ...]:
    """The approvals by which a change may go in; none at all where it may not."""
    if not decide(request).granted:
        return ()
    opinions = heard(request, makers(request).makers)
    standing = [one for one in opinions if one.opinion.kind == APPROVE and one.counts]
    standing = [one for one in standing if not withdrawn(one, opinions)]
    return tuple(
        one for need in needs(request.proposal.change, request.policy) for one in _part(need, standing, request)
    )


def _part(need: Need, standing: list[Heard], request: Request) -> Iterator[Approved]:
    """As `decide` judges a part: its own stages, else those of the urgent way."""
    covering = [one for one in standing if one.covers(need.item)]
    counted = count(need.stages, covering, apart=request.policy.apart)
    if counted.complete:
        yield from _rows(need, counted.stages, urgent=False)
        return
    stages = request.policy.in_order(frozenset(request.policy.urgent))
    quick = [one for one in covering if one.opinion.urgent]
    yield from _rows(need, count(stages, quick, apart=request.policy.apart).stages, urgent=True)


def _rows(need: Need, stages: tuple[Passed, ...], *, urgent: bool) -> Iterator[Approved]:
    for row in stages:
        for one in row.approvals:
            assert one.person is not None
            yield Approved(
                key=need.item.key,
                digest=need.item.digest,
                stage=row.stage.id,
                title=row.stage.title,
                person=one.person.id,
                name=one.person.name,
                at=one.opinion.at,
                attested_by=one.opinion.attested_by,
                urgent=urgent,
            )
