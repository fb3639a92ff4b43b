"""`huashu gate`: reads the repository and the evidence, asks for the decision."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.model.evidence import Evidence
from huashu.model.verdict import Verdict
from huashu.review.decide import decide
from huashu.review.ledger import Ledger
from huashu.review.request import Request
from huashu.store import approvals, proposals
from huashu.store.repository import Repository, opened

_FULL = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def gate(
    place: Path,
    base: str,
    head: str,
    evidence: Sequence[Evidence],
    now: Callable[[tzinfo], datetime],
    objects: Iterable[Path] = (),
) -> Verdict:
    """The verdict over merging `head` into `base`, revisions of the repository at `place`. now: in the library's zone.

    Beside the evidence that is given, the signed records of the repository itself are heard.
    """
    with opened(place, objects) as repository:
        return decide(request(repository, base, head, evidence, now))


def request(
    repository: Repository,
    base: str,
    head: str,
    evidence: Sequence[Evidence],
    now: Callable[[tzinfo], datetime],
    ledger: Ledger | None = None,
    pushers: tuple[str, ...] = (),
) -> Request:
    """What is to be decided, as values. ledger: the signed records, where they have been read already. pushers: ids of
    people who are known to have pushed."""
    named = [opinion.commit for one in evidence for opinion in one.opinions if opinion.commit and opinion.items is None]
    old, new = _commit(repository, base, "--base"), _commit(repository, head, "--head")
    found = proposals.proposal(repository, old, new, named)
    rules, records = found.rules, ledger or Ledger(repository, approvals.tip(repository))
    signed = [records.evidence(found.proposal.change, rules.people)] if records.rows else []
    proposal = replace(found.proposal, pushers=pushers)
    return Request(rules.policy, rules.people, proposal, (*evidence, *signed), now(rules.timezone))


def _commit(repository: Repository, revision: str, option: str) -> str:
    """What a hook names by its full id may lie among the objects of a push, where no name leads to it yet."""
    full = _FULL.fullmatch(revision) is not None and repository.has(revision)
    return revision if full else repository.commit(revision, option)
