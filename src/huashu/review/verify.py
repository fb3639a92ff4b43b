"""From the repository alone: every step of the protected branch, and whether it had its approvals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from huashu.i18n import _
from huashu.model.change import Change, Proposal
from huashu.model.evidence import APPROVE, SIGNATURE, Evidence
from huashu.model.verdict import GRANTED, Verdict
from huashu.review import evidence_file
from huashu.review.acts import usual_base
from huashu.review.decide import decide
from huashu.review.ledger import Ledger
from huashu.review.request import Request
from huashu.store import approvals
from huashu.store.changes import between
from huashu.store.mainline import Mainline
from huashu.store.merging import tree
from huashu.store.policy_files import APPROVAL, PEOPLE
from huashu.store.proposals import Rules, contributions, proposal, rules, rules_after
from huashu.store.repository import Repository, opened
from huashu.store.states import Shelf, State, script_id

EVIDENCE = "evidence.json"


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of the protected branch. verdict: None where there were no rules yet.

    attested: by whom the approvals are vouched for, key of item → SIGNATURE or FORGE, sorted.
    """

    commit: str
    verdict: Verdict | None
    attested: Mapping[str, tuple[str, ...]]

    @property
    def sound(self) -> bool:
        return self.verdict is not None and self.verdict.granted


@dataclass(frozen=True, slots=True)
class Wording:
    """A script as it is now. step: that brought its wording, None where it is older than the rules."""

    id: str
    step: Step | None


@dataclass(frozen=True, slots=True)
class Verified:
    """steps: oldest first. wordings: of all scripts that are there now, by id. signatures: how many were checked."""

    steps: tuple[Step, ...]
    wordings: tuple[Wording, ...]
    signatures: int

    @property
    def sound(self) -> bool:
        """Whether every step that was made under rules had what they ask for."""
        return all(step.verdict is None or step.sound for step in self.steps)


def verify(place: Path, base: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Verified:
    """Check the branch from its first commit on. tell: how far it is."""
    with opened(place) as repository:
        tip = repository.commit(base or usual_base(repository), "--base")
        commits = repository.told("rev-list", "--first-parent", tip).split()
        return _History(repository, commits).verified(tell)


class _History:
    """The branch, walked once."""

    def __init__(self, repository: Repository, commits: list[str]) -> None:
        """commits: newest first."""
        self.repository, self.commits = repository, commits
        self.places = {commit: number for number, commit in enumerate(commits)}
        self.shelf = Shelf(repository)
        self.ledger = Ledger(repository, approvals.tip(repository))
        self.ledger.check(list(self.ledger.rows))
        self.archives = approvals.contents(repository, self.ledger.kept)

    def verified(self, tell: Callable[[int, int], None]) -> Verified:
        before = self._state(self.commits[-1])
        steps, latest = [Step(self.commits[-1], None, {})], dict[str, Step]()
        for number, (old, new) in enumerate(pairwise(reversed(self.commits)), 1):
            after = self._state(new)
            step, change = self._step(old, new, before, after)
            steps.append(step)
            for item in change.items:
                latest[item.key] = step
            before = after
            tell(number, len(self.commits) - 1)
        ids = [script_id(path) for path in before.scripts()]
        wordings = tuple(Wording(id, latest.get(id)) for id in ids)
        return Verified(tuple(steps), wordings, sum(row.holds is True for row in self.ledger.rows.values()))

    def _state(self, commit: str) -> State:
        return State(self.shelf, tree(self.repository, commit))

    def _step(self, old: str, new: str, before: State, after: State) -> tuple[Step, Change]:
        found = self._rules(before)
        governs = found.policy.governs if found else lambda _path: False
        items, obstacles = between(before, after, governs)
        change = Change(old, new, new, items, obstacles)
        if found is None:
            return Step(new, None, {}), change
        request = self._request(found, change, after)
        return Step(new, decide(request), _attested(request)), change

    def _rules(self, state: State) -> Rules | None:
        """None before there were any; rules that cannot be read let nothing in, so such a step is a refusal."""
        if not any(path in state.tree.files for path in (APPROVAL, PEOPLE)):
            return None
        return rules(self.shelf, state)

    def _request(self, found: Rules, change: Change, after: State) -> Request:
        line = Mainline(self.repository, change.base, self.shelf, self.places)
        signed = self.ledger.evidence(change, found.people, line, past=True)
        evidence = (*self._archived(change.head), signed)
        asked = self._as_proposed(change, evidence)
        if asked is None:
            policy, people, _wrong = rules_after(self.shelf, after, found.timezone, change.items)
            made = contributions(self.repository, change.base, change.head)
            asked = Proposal(change, made, {}, policy, people)
        return Request(found.policy, found.people, asked, evidence, _latest(evidence))

    def _as_proposed(self, change: Change, evidence: tuple[Evidence, ...]) -> Proposal | None:
        """What a forge was asked to merge, if the repository still has it and it says what was let in."""
        for one in evidence:
            if one.forge and self.repository.has(one.head):
                named = [opinion.commit for opinion in one.opinions if opinion.commit and opinion.items is None]
                found = proposal(self.repository, change.base, one.head, named).proposal
                if found.change.digests() == change.digests():
                    return found
        return None

    def _archived(self, commit: str) -> Iterator[Evidence]:
        data = self.archives.get(commit, {}).get(EVIDENCE)
        if data is not None:
            yield evidence_file.read(data, f"{approvals.REF}:{commit}/{EVIDENCE}")


def _latest(evidence: tuple[Evidence, ...]) -> datetime:
    """When the last word was said: as of then it is asked who held which role and key."""
    times = [opinion.at for one in evidence for opinion in one.opinions]
    times += [one.fetched_at for one in evidence if one.fetched_at]
    return max(times, default=datetime.fromtimestamp(0, UTC))


def _attested(request: Request) -> dict[str, tuple[str, ...]]:
    """Who vouches for approvals of each part in the wording that went in."""
    found: dict[str, set[str]] = {}
    for item in request.proposal.change.items:
        for one in request.evidence:
            for opinion in one.opinions:
                if opinion.kind == APPROVE and (opinion.items is None or opinion.items.get(item.key) == item.digest):
                    found.setdefault(item.key, set()).add(opinion.attested_by)
    return {key: tuple(sorted(kinds)) for key, kinds in sorted(found.items())}


def lines(found: Verified) -> Iterator[str]:
    """For people: what is wrong first, then every script with who approved its wording."""
    for step in found.steps:
        if step.verdict is not None and not step.sound:
            yield _("✗ {commit} 没有批全就进来了：{why}").format(commit=step.commit[:10], why=_why(step.verdict))
    for wording in found.wordings:
        yield _line(wording)
    bad = sum(step.verdict is not None and not step.sound for step in found.steps)
    yield _("共 {steps} 步，{bad} 步有问题；核对了 {signatures} 个签名").format(
        steps=len(found.steps), bad=bad, signatures=found.signatures
    )


def _line(wording: Wording) -> str:
    step = wording.step
    if step is None or step.verdict is None:
        return _("· {id}：在有审批规定以前就是这样写的").format(id=wording.id)
    node = next((node for node in step.verdict.walk() if node.about == wording.id), None)
    stages = [row.sentence for row in node.children if row.code in ("stage", "urgent")] if node else []
    told = [_("本人签名") if kind == SIGNATURE else _("代码平台作证") for kind in step.attested.get(wording.id, ())]
    sign = "✓" if node is not None and node.status == GRANTED else "✗"
    text = _("{sign} {id}：{stages}（{told}，{commit}）")
    return text.format(
        sign=sign,
        id=wording.id,
        stages=_("；").join(stages) or _("没有批"),
        told=_("、").join(told) or _("没有证据"),
        commit=step.commit[:10],
    )


def _why(verdict: Verdict) -> str:
    bad = [node.sentence for node in verdict.walk() if node.status not in (GRANTED, "note") and not node.children]
    return _("；").join(bad[:3]) or verdict.sentence
