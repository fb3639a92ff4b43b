"""`huashu gate`: reads the repository and the evidence, asks for the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.model.evidence import Evidence
from huashu.model.verdict import Verdict
from huashu.review.decide import decide
from huashu.review.request import Request
from huashu.store import proposals
from huashu.store.repository import Repository, opened


def gate(
    place: Path,
    base: str,
    head: str,
    evidence: Sequence[Evidence],
    now: Callable[[tzinfo], datetime],
    objects: Iterable[Path] = (),
) -> Verdict:
    """The verdict over merging `head` into `base`, revisions of the repository at `place`. now: in the library's zone."""
    with opened(place, objects) as repository:
        return decide(request(repository, base, head, evidence, now))


def request(
    repository: Repository, base: str, head: str, evidence: Sequence[Evidence], now: Callable[[tzinfo], datetime]
) -> Request:
    """What is to be decided, as values."""
    named = [opinion.commit for one in evidence for opinion in one.opinions if opinion.commit and opinion.items is None]
    old, new = repository.commit(base, "--base"), repository.commit(head, "--head")
    found = proposals.proposal(repository, old, new, named)
    rules = found.rules
    return Request(rules.policy, rules.people, found.proposal, tuple(evidence), now(rules.timezone))
