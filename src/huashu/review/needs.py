"""Which stages each part of a change needs, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from huashu.i18n import _
from huashu.model.change import FACT, FILE, GOVERNANCE, LAYOUT, SCRIPT, Change, Item
from huashu.model.library import Fact
from huashu.model.policy import ApprovalStage, Policy, Scope
from huashu.model.script import Script
from huashu.text import glob_matches


@dataclass(frozen=True, slots=True)
class Need:
    """A part with its stages in the policy's order. reasons: stage → why it is needed, as people are told."""

    item: Item
    stages: tuple[ApprovalStage, ...]
    reasons: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Side:
    """A part as it was, or as it will be."""

    kind: str
    path: str
    scene: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    consults: tuple[str, ...] = ()


def needs(change: Change, policy: Policy) -> tuple[Need, ...]:
    """What every part needs. Both sides have a say: moving a script out of a scene needs that scene's stages too."""
    return tuple(need(item, policy) for item in change.items)


def need(item: Item, policy: Policy) -> Need:
    """What one part needs; never nothing."""
    reasons: dict[str, list[str]] = {}
    for stage, reason in _reasons(item, policy):
        told = reasons.setdefault(stage, [])
        if reason not in told:
            told.append(reason)
    stages = policy.in_order(frozenset(reasons))
    return Need(item, stages, {stage.id: tuple(reasons[stage.id]) for stage in stages})


def _reasons(item: Item, policy: Policy) -> Iterator[tuple[str, str]]:
    if item.kind == GOVERNANCE:
        yield from ((stage, _("这是规矩本身的改动")) for stage in policy.governance)
        return
    if item.how == LAYOUT:
        yield from ((stage, _("只改了说不出口的地方：注释、排版、旧编号")) for stage in policy.fallback)
        return
    found = [pair for side in _sides(item) for pair in _of_side(side, policy)]
    yield from found or ((stage, _("没有别的规定管到它")) for stage in policy.fallback)


def _of_side(side: _Side, policy: Policy) -> Iterator[tuple[str, str]]:
    for rule in policy.rules:
        if _fits(rule.scope, side):
            yield from ((stage, rule.title) for stage in rule.stages)
    for department in dict.fromkeys((side.owner, *side.consults)):
        if not department:
            continue
        if department in policy.departments:
            owns = department == side.owner
            yield policy.departments[department], _("写着由这个部门负责") if owns else _("写着要请这个部门会签")
        else:
            text = _("审批规定里没有 {department} 这个部门").format(department=department)
            yield from ((stage, text) for stage in policy.fallback)


def _sides(item: Item) -> Iterator[_Side]:
    if item.kind == SCRIPT:
        paths = (item.paths[-1], item.paths[0])
        for path, script in zip(paths, (item.old, item.new), strict=True):
            yield _script_side(path, script)
    elif item.kind == FACT:
        for fact in (item.old_fact, item.new_fact):
            yield _fact_side(item.paths[0], fact)
    else:
        yield _Side(FILE, item.paths[0])


def _script_side(path: str, script: Script | None) -> _Side:
    """What cannot be read still lies in its scene."""
    if script is None:
        return _Side(SCRIPT, path, path.split("/")[1])
    tags, consults = ([text.value for text in texts] for texts in (script.tags, script.consult))
    return _Side(SCRIPT, path, script.scene, tuple(tags), script.owner.value, tuple(consults))


def _fact_side(path: str, fact: Fact | None) -> _Side:
    return _Side(FACT, path, owner=fact.owner if fact else "")


def _fits(scope: Scope, side: _Side) -> bool:
    return (
        _among(scope.kinds, (side.kind,))
        and _among(scope.scenes, (side.scene,))
        and _among(scope.tags, side.tags)
        and _among(scope.owners, (side.owner,))
        and _among(scope.consults, side.consults)
        and (not scope.paths or any(glob_matches(glob, side.path) for glob in scope.paths))
    )


def _among(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return not wanted or any(name in wanted for name in there)
