"""What the company has decided about approvals: stages, who passes them, and which of them each part needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from huashu.text import glob_matches

KINDS = ("script", "fact", "file")
CLICK, MARKED = "click", "marked"
ANY, SIGNED = "any", "signed"
# Whoever may change these changes what is checked, by whom, or what a diff shows. A policy can add to them, never take
# away.
GOVERNANCE = (
    *("huashu.yaml", "huashu.baseline.json", "policy/**", "rules/**", "schemas/**"),
    *(
        "**/.gitattributes",
        "**/.gitmodules",
        "**/.mailmap",
        "**/CODEOWNERS",
        "**/.gitignore",
        ".pre-commit-config.yaml",
    ),
    *(
        ".github/**",
        ".gitlab/**",
        "**/.gitlab-ci.yml",
        ".gitee/**",
        ".gitea/**",
        ".forgejo/**",
        ".workflow/**",
        ".ci/**",
    ),
)


@dataclass(frozen=True, slots=True)
class ApprovalStage:
    """A step that people pass, such as 主管审核.

    roles: whoever holds one of them may give an opinion. count: how many people are asked.
    after: stages that must have passed before, where a part needs them at all.
    """

    id: str
    title: str
    roles: tuple[str, ...]
    count: int = 1
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which parts of a change are meant: all that is named must fit, () fits everything.

    kinds: of KINDS. paths: globs. scenes, tags, owners, consults: of scripts; owners also of facts.
    """

    kinds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    consults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedRule:
    """What lies in the scope needs these stages. title: the reason, as people are told it."""

    title: str
    scope: Scope
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forge:
    """Where pull requests are. kind: github | gitlab | gitea | gitee; host: of its API; repository: owner/name.

    platform: e-mails under which the forge itself commits; such a committer is nobody.
    owners: role → names of accounts and teams there, for CODEOWNERS alone. Names change hands, so they never say who
    has approved: only the numeric ids of people.yaml do.
    """

    kind: str
    host: str
    repository: str
    platform: tuple[str, ...] = ()
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """policy/approval.yaml of the base commit. Dictionaries keep the file's order.

    target: full name of the branch that is protected. departments: department → the stage in which it speaks, for
    scripts that it owns or is consulted on, and for its facts. evidence: CLICK or MARKED. commits: ANY or SIGNED.
    apart: nobody counts in two stages of one part. urgent: the stages that do for an urgent correction, () where there
    is no such way.
    """

    version: int
    target: str
    roles: Mapping[str, str]  # id → title
    stages: Mapping[str, ApprovalStage]
    departments: Mapping[str, str]
    rules: tuple[NeedRule, ...]
    fallback: tuple[str, ...]
    governance: tuple[str, ...]  # stages
    governance_paths: tuple[str, ...] = ()  # beside GOVERNANCE
    urgent: tuple[str, ...] = ()
    evidence: str = CLICK
    commits: str = ANY
    apart: bool = True
    forge: Forge | None = None
    repository: str = ""  # where there is no forge

    @property
    def place(self) -> str:
        """What a signed record calls the repository: where it lies on its forge, else the name that it was given."""
        return f"{self.forge.host}/{self.forge.repository}" if self.forge else self.repository

    def governs(self, path: str) -> bool:
        """Whether a file is governance: with other letter cases too, since some disks take them for the same."""
        return governs(path, self.governance_paths)

    def in_order(self, stages: frozenset[str]) -> tuple[ApprovalStage, ...]:
        """These stages as the policy lists them; a stage stands after all those that must pass before it."""
        return tuple(stage for name, stage in self.stages.items() if name in stages)


def governs(path: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a file is governance wherever there is no policy yet. more: globs beside GOVERNANCE."""
    return _governs((*GOVERNANCE, *more), path.casefold())


@lru_cache(maxsize=100_000)
def _governs(globs: tuple[str, ...], folded: str) -> bool:
    return any(glob_matches(glob.casefold(), folded) for glob in globs)
