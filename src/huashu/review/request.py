"""What the gate is asked, as values; and who had a hand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from huashu.i18n import _
from huashu.model.change import Contribution, Proposal
from huashu.model.evidence import Evidence
from huashu.model.people import People, Person
from huashu.model.policy import SIGNED, Policy
from huashu.model.verdict import REFUSED, Verdict


@dataclass(frozen=True, slots=True)
class Request:
    """policy, people: of the base commit. evidence: from the repository's records and from a forge. now: aware."""

    policy: Policy
    people: People
    proposal: Proposal
    evidence: tuple[Evidence, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Makers:
    """makers: person → how he had a hand in it. wrong: what is wrong with those who cannot be told."""

    makers: dict[str, str]
    wrong: tuple[Verdict, ...]


def makers(request: Request) -> Makers:
    """Whoever opened, wrote, committed, signed or pushed any of it, by every trace there is.

    Nobody may be left unknown: he might be the one who approves.
    """
    found: dict[str, str] = {}
    wrong: dict[tuple[str, str], Verdict] = {}
    for person, how, problem in _traces(request):
        if person is not None:
            found.setdefault(person.id, how)
        elif problem is not None:
            wrong.setdefault((problem.code, problem.about), problem)
    for pusher in request.proposal.pushers:
        found.setdefault(pusher, _("推送了这次改动"))
    return Makers(dict(sorted(found.items())), tuple(wrong[key] for key in sorted(wrong)))


_Trace = tuple[Person | None, str, Verdict | None]


def _traces(request: Request) -> Iterator[_Trace]:
    platform = {email.casefold() for email in (request.policy.forge.platform if request.policy.forge else ())}
    by_platform = set()
    for commit in request.proposal.commits:
        if commit.merges:  # whoever only merges has made nothing, but signs like everybody else
            yield from (trace for trace in _signer(request, commit) if trace[2] is not None)
            continue
        committed_by = commit.committer or commit.author
        emails = {commit.author: _("是提交的作者")}
        emails |= dict.fromkeys(commit.co_authors, _("是提交的共同作者"))
        if committed_by.casefold() in platform:
            by_platform.add(commit.commit)
        else:
            emails.setdefault(committed_by, _("做了提交"))
        for email, how in emails.items():
            yield request.people.by_email(email), how, _unknown_email(commit, email)
        yield from _signer(request, commit)
    for evidence in request.evidence:
        if evidence.forge:
            yield from _of_forge(request.people, evidence, by_platform)


def _signer(request: Request, commit: Contribution) -> Iterator[_Trace]:
    if commit.signature is None:
        if request.policy.commits == SIGNED:
            yield None, "", _unsigned(commit)
        return
    owner = request.people.by_key(*commit.signature)
    author = request.people.by_email(commit.author)
    if owner is not None:
        yield owner[0], _("给提交签了名"), None
    if request.policy.commits == SIGNED and (owner is None or author is None or owner[0].id != author.id):
        yield None, "", _unsigned(commit)


def _of_forge(people: People, evidence: Evidence, by_platform: set[str]) -> Iterator[_Trace]:
    if evidence.opened_by is None:
        yield None, "", _unknown_account(evidence, _("没有人"), _("这个合并请求是谁开的，平台没有说"))
    else:
        yield _account(people, evidence, evidence.opened_by, _("开了这个合并请求"))
    for commit in evidence.commits:
        if commit.author is not None:
            yield _account(people, evidence, commit.author, _("是提交的作者"))
        if commit.committer is not None and commit.sha not in by_platform:
            yield _account(people, evidence, commit.committer, _("做了提交"))
    for event in evidence.events:
        if event.kind == "force-push" and event.account is not None:
            yield _account(people, evidence, event.account, _("推送了这次改动"))


def _account(people: People, evidence: Evidence, account: int, how: str) -> _Trace:
    name = f"{evidence.forge} {account}"
    sentence = _("账号 {account} 动过这次改动，policy/people.yaml 里却没有这个人").format(account=name)
    return people.by_account(evidence.forge, account), how, _unknown_account(evidence, name, sentence)


def _unknown_account(evidence: Evidence, account: str, sentence: str) -> Verdict:
    todo = _("请管理员先单独提交一次，把这个账号的数字编号写到 policy/people.yaml 里他本人的名下，再运行一次")
    return Verdict(REFUSED, "unknown-account", sentence, todo, account)


def _unknown_email(commit: Contribution, email: str) -> Verdict:
    sentence = _("提交 {commit} 写的邮箱 {email} 不属于 policy/people.yaml 里的任何人，认不出是谁写的").format(
        commit=commit.commit[:10], email=email or _("（空）")
    )
    todo = _("请管理员先单独提交一次，把邮箱写到 policy/people.yaml 里他本人的名下；写错邮箱的，请用自己的邮箱重新提交")
    return Verdict(REFUSED, "unknown-email", sentence, todo, email)


def _unsigned(commit: Contribution) -> Verdict:
    sentence = _("提交 {commit} 没有作者本人的有效签名，说不准是谁写的").format(commit=commit.commit[:10])
    todo = _("请作者用自己的钥匙签名，重新提交：git commit --amend -S，再推送")
    return Verdict(REFUSED, "unsigned-commit", sentence, todo, commit.commit)
