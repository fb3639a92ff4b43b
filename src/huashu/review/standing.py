"""Which opinions count at all, whose they are, and why the others do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from huashu.i18n import _
from huashu.model.change import Item
from huashu.model.evidence import APPROVE, FORGE, REJECT, SIGNATURE, WITHDRAW, Doubt, Event, Evidence, Opinion
from huashu.model.people import GPG, SSH, Key, Person
from huashu.model.policy import MARKED
from huashu.review import doubts as of_records
from huashu.review.request import Request

# After one of these, what a page shows is not what it showed when somebody clicked.
_MOVING = ("force-push", "retarget", "edit", "delete-branch", "restore-branch", "close", "reopen")
_SLACK = timedelta(minutes=5)  # by which clocks may differ


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an opinion does not count, and what its author or somebody else can do."""

    code: str
    sentence: str
    todo: str


@dataclass(frozen=True, slots=True)
class Heard:
    """An opinion with its person, None where nobody is known. faults: () where it counts.

    digests: key of item → what the person had before him. roles: held then and now, only the one that is named if any.
    """

    opinion: Opinion
    person: Person | None
    faults: tuple[Fault, ...]
    digests: Mapping[str, str]
    roles: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        return self.person is not None and not self.faults

    def covers(self, item: Item) -> bool:
        """Whether it is about this part in exactly this wording."""
        return self.digests.get(item.key) == item.digest


def heard(request: Request, makers: Mapping[str, str]) -> tuple[Heard, ...]:
    """All opinions but comments, by time and id. makers: people who had a hand in the change → how."""
    found = [
        _heard(request, evidence, opinion, makers)
        for evidence in request.evidence
        for opinion in evidence.opinions
        if opinion.kind in (APPROVE, REJECT, WITHDRAW)
    ]
    found.sort(key=order)
    return tuple(found)


def order(one: Heard) -> tuple[object, ...]:
    """By time; of two at the same moment, a rejection comes last."""
    return one.opinion.at, one.opinion.kind != APPROVE, one.opinion.kind == REJECT, one.opinion.id


def _heard(request: Request, evidence: Evidence, opinion: Opinion, makers: Mapping[str, str]) -> Heard:
    person, key = _who(request, opinion)
    digests = opinion.items if opinion.items is not None else request.proposal.seen.get(opinion.commit, {})
    faults = [*_of_person(request, opinion, person, key), *_of_source(request, evidence, opinion)]
    if opinion.kind == APPROVE:
        faults += _of_approval(request, evidence, opinion)
        if person is not None and person.id in makers:
            sentence = _("{name} {how}，不能自己批自己的改动").format(name=person.name, how=makers[person.id])
            faults.append(Fault("self-approval", sentence, _("请另找一位同岗位的同事来批")))
    held = frozenset(person.roles(opinion.at, request.now)) if person else frozenset()
    return Heard(opinion, person, tuple(faults), digests, held & {opinion.role} if opinion.role else held)


def _who(request: Request, opinion: Opinion) -> tuple[Person | None, Key | None]:
    voice = opinion.voice
    if voice is None:
        return None, None
    if opinion.attested_by == SIGNATURE and voice.kind in (SSH, GPG):
        return request.people.by_key(voice.kind, voice.id) or (None, None)
    if opinion.attested_by == FORGE and voice.kind not in (SSH, GPG) and voice.id.isdecimal():
        return request.people.by_account(voice.kind, int(voice.id)), None
    return None, None


def _of_person(request: Request, opinion: Opinion, person: Person | None, key: Key | None) -> Iterator[Fault]:
    """What is wrong with who it is."""
    if person is None:
        who = opinion.login or (opinion.voice.id if opinion.voice else _("（账号已经没有了）"))
        sentence = _("不认识 {who}：policy/people.yaml 里没有这个账号或这把钥匙").format(who=_shortened(who))
        yield Fault("unknown-person", sentence, _("是同事的，请管理员先单独提交一次，把他写进 policy/people.yaml"))
        return
    if key is not None:
        if key.revoked is not None:
            sentence = _("{name} 的这把钥匙已经作废了").format(name=person.name)
            yield Fault("key-revoked", sentence, _("请他换一把新的钥匙，登记到 policy/people.yaml 以后重新批"))
        elif not (key.span.holds(opinion.at) and key.span.holds(request.now)):
            sentence = _("{name} 的这把钥匙不在有效期里").format(name=person.name)
            yield Fault(
                "key-not-valid", sentence, _("请他用有效期里的钥匙重新批；换了钥匙的，先登记到 policy/people.yaml")
            )
    if opinion.role and not person.holds(opinion.role, opinion.at, request.now):
        role = request.policy.roles.get(opinion.role, opinion.role)
        sentence = _("{name} 没有担任 {role}，或者不在任期里").format(name=person.name, role=role)
        yield Fault("role-not-held", sentence, _("请由担任 {role} 的同事来批").format(role=role))
    if opinion.bot:
        sentence = _("{name} 是机器人账号").format(name=person.name)
        yield Fault("bot", sentence, _("请由本人用自己的账号来批"))


def _of_source(request: Request, evidence: Evidence, opinion: Opinion) -> Iterator[Fault]:
    """What is wrong with where it was said."""
    policy, again = request.policy, _("请在这个合并请求里重新批一次")
    if opinion.attested_by == SIGNATURE:
        if opinion.repository != policy.place:
            sentence = _("这份签名是给另一个仓库的：{name}").format(name=_shortened(opinion.repository))
            yield Fault("other-repository", sentence, again)
        if opinion.target != policy.target:
            sentence = _("这份签名是给另一个分支的：{name}").format(name=_shortened(opinion.target))
            yield Fault("other-target", sentence, again)
        if opinion.policy is None or opinion.policy > policy.version:
            sentence = _("这份签名照的是比现在更新的审批规定：规定可能被退回去了")
            yield Fault("policy-rolled-back", sentence, _("请管理员核对 policy/approval.yaml 的 version，再重新批"))
    if opinion.kind != REJECT and opinion.dismissed:
        yield Fault("dismissed", _("这一票已经被撤下了"), again)
    if opinion.kind != REJECT and opinion.edited:
        yield Fault("edited", _("当时写的话后来被改过"), _("请新写一条，不要改旧的"))
    if opinion.at > request.now + _SLACK:
        sentence = _("批的时间还没有到：{at}").format(at=opinion.at.isoformat())
        yield Fault("future", sentence, _("请核对电脑的时钟，再重新批一次"))
    if opinion.attested_by == FORGE and (evidence.forge != (opinion.voice.kind if opinion.voice else "")):
        yield Fault("other-repository", _("这个账号不是这个平台上的"), again)


def _of_approval(request: Request, evidence: Evidence, opinion: Opinion) -> Iterator[Fault]:
    """What keeps an approval from counting, but no rejection."""
    doubts = {*opinion.doubts, *(doubt.code for doubt in evidence.doubts if _touches(doubt, opinion))}
    if opinion.items is not None:
        doubts.discard("no-commit")  # it says by itself what it is about
    for doubt in sorted(doubts):
        if opinion.attested_by == SIGNATURE and of_records.told(doubt):
            yield Fault(doubt, of_records.told(doubt), of_records.todo())
            continue
        sentence = _("平台给的信息说不准（{code}），这一票不算").format(code=doubt)
        yield Fault(
            "doubt", sentence, _("请重新运行 huashu review fetch；还是这样，就用 huashu review approve 签名来批")
        )
    if not opinion.official:
        yield Fault("not-official", _("平台说这个账号没有审批的权限"), _("请管理员给他开权限，再批一次"))
    if opinion.attested_by == SIGNATURE and opinion.items is None:
        yield Fault("not-marked", _("签名里没有写明批的是哪些内容"), _("请用 huashu review approve 重新批"))
    if opinion.attested_by == FORGE:
        yield from _of_click(request, evidence, opinion)


def _touches(doubt: Doubt, opinion: Opinion) -> bool:
    """Whether an opinion is in doubt. Who made a commit is told by the commit itself; all else that is unclear concerns
    every opinion, unless it names another."""
    kind, _colon, name = doubt.about.partition(":")
    if kind == "commit" and doubt.code == "missing-account":
        return False
    return kind != "opinion" or name == opinion.id


def _of_click(request: Request, evidence: Evidence, opinion: Opinion) -> Iterator[Fault]:
    """A click is worth no more than the certainty about what was on the page."""
    again = _("请看过现在的内容，再点一次“批准”")
    moved = [event for event in evidence.events if event.kind in _MOVING and event.at >= opinion.at]
    marked = opinion.items is not None
    if marked:
        moved = [event for event in moved if event.kind == "retarget"]
    elif request.policy.evidence == MARKED:
        todo = _("请运行 huashu review status --as 岗位，把最后给出的几行原样贴成一条评论")
        yield Fault("not-marked", _("审批规定要求写明岗位和校验码，只点“批准”不算"), todo)
    elif not opinion.commit:
        todo = _("请运行 huashu review status --as 岗位，把最后给出的几行原样贴成一条评论")
        yield Fault("no-commit", _("平台没有记下点“批准”时看的是哪一版"), todo)
    elif opinion.commit not in request.proposal.seen:
        sentence = _("点“批准”时看的那一版（{commit}）已经不在这个分支上了").format(commit=short(opinion.commit))
        yield Fault("unknown-commit", sentence, again)
    for event in moved[:1]:
        yield Fault("moved-after", _moved(event), again)


def _moved(event: Event) -> str:
    told = {
        "force-push": _("批了以后，分支被强行改写过"),
        "retarget": _("批了以后，合并请求换过目标分支"),
        "edit": _("批了以后，合并请求被改过"),
        "delete-branch": _("批了以后，分支被删过"),
        "restore-branch": _("批了以后，分支被删掉又恢复过"),
        "close": _("批了以后，合并请求被关闭过"),
        "reopen": _("批了以后，合并请求被关闭又重新打开过"),
    }
    return told[event.kind]


def short(commit: str) -> str:
    """A commit id as people are shown it."""
    return commit[:10]


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:28]}…{text[-28:]}"
