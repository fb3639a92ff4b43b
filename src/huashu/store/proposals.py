"""All that the gate has to know of a proposed merge, read from the repository: the rules in force, the change, its makers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.change import Change, Contribution, Item, Obstacle, Proposal
from huashu.model.people import People
from huashu.model.policy import Policy
from huashu.store import policy_files
from huashu.store.changes import between
from huashu.store.commit_signatures import signers
from huashu.store.files import SETTINGS
from huashu.store.merging import merged, tree
from huashu.store.repository import Repository
from huashu.store.states import Shelf, State

_SOMEBODY = re.compile(rb"^(author|committer) [^\n]*<([^<>\n]*)> -?[0-9]+ [+-][0-9]{4}$", re.MULTILINE)
_CO_AUTHOR = re.compile(rb"(?im)^[ \t]*co-authored-by[ \t]*:[^\n]*<([^<>\n]*)>")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force at a commit. timezone: the library's."""

    policy: Policy
    people: People
    timezone: tzinfo


def rules(shelf: Shelf, state: State) -> Rules:
    """The rules of a state; HuashuError where it has none that can be read: then nothing can be let in."""
    if state.settings is None:
        raise HuashuError(
            _("目标分支上没有能读的 huashu.yaml"),
            where=SETTINGS,
            todo=_("请先在目标分支上把 huashu.yaml 修好"),
        )
    found = []
    for path in (policy_files.APPROVAL, policy_files.PEOPLE):
        blob = state.tree.files.get(path)
        if blob is None:
            raise HuashuError(
                _("目标分支上还没有 {path}，不知道该由谁来批").format(path=path),
                where=path,
                todo=_("请管理员先把它放进目标分支；样子可以照 huashu init 新建的话术库"),
            )
        found.append(shelf.bytes(blob.id))
    timezone = state.settings.timezone
    return Rules(policy_files.parse_policy(found[0]), policy_files.parse_people(found[1], timezone), timezone)


@dataclass(frozen=True, slots=True)
class Found:
    """Rules of the base and what is proposed."""

    rules: Rules
    proposal: Proposal


def proposal(repository: Repository, base: str, head: str, commits: Iterable[str] = ()) -> Found:
    """What merging `head` into `base` would do. Both are full ids; commits: those that opinions name."""
    shelf = Shelf(repository)
    merge = merged(repository, base, head)
    before = State(shelf, merge.before)
    now = rules(shelf, before)
    after = State(shelf, merge.after) if merge.after.id != merge.before.id else before
    items, obstacles = between(before, after, now.policy.governs) if after is not before else ((), ())
    policy, people, wrong = rules_after(shelf, after, now.timezone, items)
    everything = sorted({*merge.obstacles, *obstacles, *wrong}, key=lambda one: (one.path, one.code, one.detail))
    change = Change(base, head, merge.after.id if after is not before else "", items, tuple(everything))
    made = () if merge.obstacles else contributions(repository, base, head)
    own = frozenset(one.commit for one in made)  # nobody can have clicked on any other
    seen = _Past(repository, shelf, now.policy, change, before).seen(own.intersection(commits))
    return Found(now, Proposal(change, made, seen, policy, people))


def rules_after(
    shelf: Shelf, after: State, timezone: tzinfo, items: Iterable[Item]
) -> tuple[Policy | None, People | None, list[Obstacle]]:
    """Policy and people after the merge. Only what has changed is read; what cannot be is an obstacle."""
    touched = {item.key for item in items}
    policy: Policy | None = None
    people: People | None = None
    wrong = []
    for path in {policy_files.APPROVAL, policy_files.PEOPLE} & touched:
        blob = after.tree.files.get(path)
        if blob is None:
            wrong.append(Obstacle("policy-gone", path))
            continue
        try:
            if path == policy_files.APPROVAL:
                policy = policy_files.parse_policy(shelf.bytes(blob.id))
            else:
                people = policy_files.parse_people(shelf.bytes(blob.id), timezone)
        except HuashuError as error:
            wrong.append(Obstacle("unreadable", error.where or path, error.what.split("\n")[0]))
    return policy, people, wrong


def contributions(repository: Repository, base: str, head: str) -> tuple[Contribution, ...]:
    """Commits that `head` has and `base` has not, oldest first, and who they say made them."""
    ids = repository.told("rev-list", "--reverse", "--topo-order", f"^{base}", head).split()
    texts = repository.contents(ids, "commit")
    signed = signers(texts)
    merge = head if len(ids) > 1 and _only_merges(repository, base, head) else ""
    return tuple(replace(_contribution(id, texts[id]), signature=signed.get(id), merges=id == merge) for id in ids)


def _only_merges(repository: Repository, base: str, head: str) -> bool:
    """Whether a commit is just what git makes of merging its second parent into the base."""
    own, *parents = repository.told("show", "--no-patch", "--format=%T %P", head).split()
    if len(parents) != 2 or parents[0] != base:
        return False
    if repository.told("rev-parse", f"{parents[1]}^{{tree}}") == own:
        return base in repository.bases(base, parents[1])
    merge = merged(repository, base, parents[1])
    return not merge.obstacles and merge.after.id == own


def _contribution(id: str, text: bytes) -> Contribution:
    """An address that cannot be read is "", which nobody has."""
    head, _empty, message = text.partition(b"\n\n")
    named = dict(reversed(_SOMEBODY.findall(head)))  # of several the first, as git has it
    author, committer = (_text(named.get(role, b"")) for role in (b"author", b"committer"))
    others = tuple(sorted({_text(email) for email in _CO_AUTHOR.findall(message)} - {author}))
    return Contribution(id, author, committer, others)


def _text(email: bytes) -> str:
    return email.decode("utf-8", "replace").strip()


class _Past:
    """What people had before them when they gave their opinion on a commit."""

    def __init__(self, repository: Repository, shelf: Shelf, policy: Policy, change: Change, before: State) -> None:
        self.repository, self.shelf, self.policy = repository, shelf, policy
        self.change, self.before = change, before
        self._states: dict[str, State] = {change.base: before}

    def seen(self, commits: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """Commit → key of item → digest: only what it had changed."""
        return {commit: self._at(commit) for commit in sorted(commits)}

    def _at(self, commit: str) -> Mapping[str, str]:
        """Where a branch parted from the base at several places, only what it had changed against all of them."""
        common: dict[str, str] | None = None
        for base in self.repository.bases(self.change.base, commit):
            items, _obstacles = between(self._state(base), self._state(commit), self.policy.governs)
            digests = {item.key: item.digest for item in items}
            common = digests if common is None else dict(common.items() & digests.items())
        return common or {}

    def _state(self, commit: str) -> State:
        if commit not in self._states:
            self._states[commit] = State(self.shelf, tree(self.repository, commit))
        return self._states[commit]
