"""policy/approval.yaml and policy/people.yaml: what the company has decided about approvals, and who may give them."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from huashu.model.source import Mapping, Problem
from huashu.store.files import read
from huashu.store.settings import readable, refusal
from huashu.store.yaml_source import LIMIT

if TYPE_CHECKING:
    from huashu.model.people import People
    from huashu.model.policy import Policy

APPROVAL, PEOPLE = "policy/approval.yaml", "policy/people.yaml"
BRANCHES = "refs/heads/"


def approval(root: Mapping) -> tuple[Policy, tuple[Problem, ...]]:
    """The policy of a file that has passed its schema, and what only its values show to be wrong."""
    from huashu.store.policy_reading import approval as approval_in

    return approval_in(root)


def people(root: Mapping, timezone: tzinfo) -> tuple[People, tuple[Problem, ...]]:
    """The people of a file that has passed its schema, and what only its values show to be wrong."""
    from huashu.store.policy_reading import people as people_in

    return people_in(root, timezone)


def on_disk(root: Path) -> Policy:
    """The policy of the library at `root` as it lies on disk: for what only prepares a change, never for judging one."""
    return parse_policy(read(root, APPROVAL, LIMIT))


def parse_policy(data: bytes) -> Policy:
    """The policy in these bytes; HuashuError that names every line where it is wrong."""
    source, root = readable("approval", APPROVAL, data)
    found, problems = approval(root)
    if problems:
        raise refusal(source, problems)
    return found


def parse_people(data: bytes, timezone: tzinfo) -> People:
    """The people in these bytes; HuashuError that names every line where they are wrong."""
    source, root = readable("people", PEOPLE, data)
    found, problems = people(root, timezone)
    if problems:
        raise refusal(source, problems)
    return found
