"""Checks of what terms and policy name outside of scripts: departments, roles, and people for every stage."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from huashu.i18n import _
from huashu.lint.checks.hit import Hit
from huashu.lint.checks.meant import meant
from huashu.lint.context import Context
from huashu.model.rule import Rule
from huashu.model.script import Text
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Scalar, Source
from huashu.store import policy_files, terms
from huashu.store.library import readable_anyway
from huashu.store.yaml_source import parse

_Places = Iterator[tuple[Scalar, str]]


def unknown(rule: Rule, context: Context) -> Iterator[Hit]:
    """`owner`: departments of facts and of the approval policy that huashu.yaml does not have. `role`: roles that
    people hold and the policy does not know."""
    policy = _read(context, policy_files.APPROVAL)
    if rule.text("field") == "owner":
        known, facts = context.library.settings.departments, _read(context, terms.FACTS)
        if facts is not None:
            yield from _strangers(facts[0], terms.owners(facts[1]), known)
        if policy is not None:
            from huashu.store import policy_reading

            yield from _strangers(policy[0], policy_reading.departments(policy[1]), known)
    elif rule.text("field") == "role" and policy is not None:
        people = _read(context, policy_files.PEOPLE)
        if people is not None:
            from huashu.store import policy_reading

            roles = policy_files.approval(policy[1])[0].roles
            yield from _strangers(people[0], policy_reading.held_roles(people[1]), roles)


def unstaffed(context: Context) -> Iterator[Hit]:
    """Stages of the approval policy that ask for more people than hold their roles. Whoever held one or is still to
    hold it counts as well: what a day more or less changes is told by `huashu review status`."""
    policy, people = _read(context, policy_files.APPROVAL), _read(context, policy_files.PEOPLE)
    if policy is None or people is None:
        return
    from huashu.store import policy_reading

    stages = policy_files.approval(policy[1])[0].stages
    everybody = policy_files.people(people[1], context.library.settings.timezone)[0].people.values()
    for node, field in policy_reading.stage_ids(policy[1]):
        stage = stages[node.value]
        there = [one for one in everybody if any(held.role in stage.roles for held in one.held)]
        if len(there) < stage.count:
            values = {"value": stage.title, "min": stage.count, "count": len(there), "names": _("、").join(stage.roles)}
            yield Hit(policy[0], Text(node.value, node, field), 0, len(node.value), values)


def _strangers(source: Source, places: _Places, known: Mapping[str, str] | Collection[str]) -> Iterator[Hit]:
    titles = known if isinstance(known, Mapping) else dict.fromkeys(known, "")
    for node, field in places:
        if node.value not in titles:
            guess, certain = meant(node.value, titles)
            values = {"value": node.value, "suggestion": guess}
            at = Text(node.value, node, field)
            yield Hit(source, at, 0, len(node.value), values, replacement=certain or None)


def _read(context: Context, path: str) -> tuple[Source, MappingNode] | None:
    """A file of the library; None where there is none, or something else is wrong with it, which is told by itself."""
    source = context.library.term_sources.get(path)
    broken = [found for found in context.library.problems if found.source.path == path and not readable_anyway(found)]
    if source is None or broken:
        return None
    root = parse(path, source.text.encode()).root
    return (source, root) if isinstance(root, MappingNode) else None
