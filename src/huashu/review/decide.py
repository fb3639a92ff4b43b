"""Whether a change may go in: a pure function of values, whose answer is a tree of reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from huashu.i18n import _
from huashu.model.change import GOVERNANCE, Item
from huashu.model.evidence import APPROVE, REJECT, Evidence
from huashu.model.policy import ApprovalStage
from huashu.model.verdict import GRANTED, NOTE, OPEN, REFUSED, Verdict, joined
from huashu.review.counting import Count, count, named, vetoes, withdrawn
from huashu.review.needs import Need, needs
from huashu.review.obstacles import obstacle
from huashu.review.request import Request, makers
from huashu.review.standing import Heard, heard, short

RULES = ("policy/approval.yaml", "policy/people.yaml")


def decide(request: Request) -> Verdict:
    """The verdict: GRANTED only where nothing stands in the way and every part has what it needs."""
    made = makers(request)
    opinions = heard(request, made.makers)
    approvals = [one for one in opinions if one.opinion.kind == APPROVE and one.counts]
    standing = [one for one in approvals if not withdrawn(one, opinions)]
    change = request.proposal.change
    parts = [_part(need, opinions, standing, request) for need in needs(change, request.policy)]
    children = (
        *map(obstacle, change.obstacles),
        *_sources(request),
        *_governance(request),
        *_locked_out(request),
        *made.wrong,
        *parts,
        *_nobody_left(parts, made.makers, request),
        *_uncounted(opinions, standing),
    )
    status = joined(children)
    return Verdict(status, *_summary(status, children), children=children)


def _summary(status: str, children: Sequence[Verdict]) -> tuple[str, str, str]:
    """Code, sentence and what to do."""
    if status == GRANTED:
        parts = [child for child in children if child.code.startswith("part")]
        if not parts:
            return "empty", _("没有要批的改动"), ""
        if any(child.code == "part-urgent" for child in parts):
            return "granted-urgent", _("可以合并：有内容按紧急修正放行"), _("请在事后把其余的关口补审一遍")
        return "granted", _("可以合并：要过的关口都过了"), ""
    if status == OPEN:
        return "open", _("还不能合并：还差人批"), _("请下面写到的同事看过以后批")
    return "refused", _("不能合并：有问题要先处理"), _("请照下面每一条写的办法处理，再运行一次")


def _sources(request: Request) -> Iterator[Verdict]:
    """Evidence that is about something else is no evidence, and nobody may think that it was."""
    for evidence in request.evidence:
        if evidence.forge:
            yield from _misplaced(request, evidence)


def _misplaced(request: Request, evidence: Evidence) -> Iterator[Verdict]:
    forge, fetch = request.policy.forge, _("请重新运行 huashu review fetch，再运行一次")
    if forge is None:
        sentence = _("审批规定里没有写代码平台，{forge} 上批的不算").format(forge=evidence.forge)
        todo = _("请管理员在 policy/approval.yaml 里写上 forge，或者用 huashu review approve 签名来批")
        yield Verdict(REFUSED, "evidence-forge", sentence, todo)
    elif (evidence.forge, evidence.host, evidence.repository) != (forge.kind, forge.host, forge.repository):
        sentence = _("这份审批记录来自别的仓库：{host}/{name}").format(host=evidence.host, name=evidence.repository)
        yield Verdict(REFUSED, "evidence-repository", sentence, fetch)
    if evidence.target != request.policy.target:
        sentence = _("这个合并请求要进的是 {name}，不是受保护的分支").format(name=evidence.target)
        todo = _("请把合并请求的目标改成 {name}，改了以后要重新批").format(name=request.policy.target)
        yield Verdict(REFUSED, "evidence-target", sentence, todo)
    if evidence.head != request.proposal.change.head:
        sentence = _("审批记录是给另一版（{commit}）取的").format(commit=short(evidence.head) or "?")
        yield Verdict(REFUSED, "evidence-head", sentence, fetch)


def _governance(request: Request) -> Iterator[Verdict]:
    """Rules change by themselves, and only forwards."""
    items = request.proposal.change.items
    rules = [item for item in items if item.kind == GOVERNANCE]
    content = [item for item in items if item.kind != GOVERNANCE and item.touched]
    if rules and content:
        sentence = _("规矩（{rule}）和内容（{content}）混在一次改动里了").format(
            rule=rules[0].key, content=content[0].title
        )
        todo = _("请分成两次提交：先单独改规矩，合并以后再改内容")
        yield Verdict(REFUSED, "mixed", sentence, todo, rules[0].key)
    versions = (request.policy.version, request.people.version)
    policy, people = request.proposal.policy_after, request.proposal.people_after
    after = (policy.version if policy else None, people.version if people else None)
    for path, now, then in zip(RULES, versions, after, strict=True):
        if then is not None and then <= now:
            sentence = _("{path} 改了，version 却没有变大：现在是 {now}，改完是 {then}").format(
                path=path, now=now, then=then
            )
            todo = _("请把 version 改成 {next}；要改回以前的写法，也算新的一版").format(next=now + 1)
            yield Verdict(REFUSED, "version", sentence, todo, path)


def _locked_out(request: Request) -> Iterator[Verdict]:
    """Rules after which nobody could change the rules any more, nor mend that."""
    proposal = request.proposal
    if proposal.policy_after is None and proposal.people_after is None:
        return
    policy, people = proposal.policy_after or request.policy, proposal.people_after or request.people
    for stage in policy.in_order(frozenset(policy.governance)):
        there = [one for one in people.people.values() if any(one.holds(role, request.now) for role in stage.roles)]
        if len(there) < stage.count:
            sentence = _(
                "这样改了以后，{stage} 这一关要 {count} 个人，却只有 {there} 个人能批，规矩就再也改不动了"
            ).format(stage=stage.title, count=stage.count, there=len(there))
            todo = _("请在 policy/people.yaml 里把这一关的人补够，或者改这一关的岗位和人数")
            yield Verdict(REFUSED, "locked-out", sentence, todo, stage.id)


def _nobody_left(parts: Sequence[Verdict], made: Collection[str], request: Request) -> Iterator[Verdict]:
    """Stages that will never be passed, however long one waits: too few hold their roles who have no hand in this."""
    open_parts = [part for part in parts if part.status != GRANTED]
    waiting = {
        row.about for part in open_parts for row in part.children if row.code in ("stage-missing", "stage-waits")
    }
    for stage in request.policy.in_order(frozenset(waiting)):
        there = [
            one for one in request.people.people.values() if any(one.holds(role, request.now) for role in stage.roles)
        ]
        left = [one for one in there if one.id not in made]
        if len(left) >= stage.count:
            continue
        sentence = _("{stage}：要 {count} 个人批，现在能批的只有 {left} 个").format(
            stage=stage.title, count=stage.count, left=len(left)
        )
        if len(left) < len(there):
            own = _("{names} 自己参与了这次改动，不能批")
            sentence += _("；") + own.format(names=named(one for one in there if one.id in made))
        todo = _("请换一位不在这一关的同事来提交，或者先在 policy/people.yaml 里给这一关添人")
        yield Verdict(OPEN, "nobody-left", sentence, todo, stage.id)


def _part(need: Need, opinions: Sequence[Heard], standing: Sequence[Heard], request: Request) -> Verdict:
    """One part of the change with its stages."""
    item = need.item
    urgent = _urgent_stages(item, request)
    against = vetoes(item, (*need.stages, *urgent), opinions)
    covering = [one for one in standing if one.covers(item)]
    counted = count(need.stages, covering, apart=request.policy.apart)
    if counted.complete and not against:
        return Verdict(GRANTED, "part", _told(item), about=item.key, children=tuple(_rows(need, counted, standing)))
    quick = [one for one in covering if one.opinion.urgent]
    hurried = count(urgent, quick, apart=request.policy.apart) if quick and urgent else None
    if hurried is not None and hurried.complete and not against:
        by = named(one.person for row in hurried.stages for one in row.approvals)
        note = Verdict(NOTE, "urgent", _("按紧急修正放行，由 {names} 决定").format(names=by), about=item.key)
        return Verdict(GRANTED, "part-urgent", _told(item), _("请事后补审"), item.key, (note,))
    children = (*map(_veto, against), *_rows(need, counted, standing), *_apart(counted))
    return Verdict(joined(children), "part", _told(item), about=item.key, children=children)


def _urgent_stages(item: Item, request: Request) -> tuple[ApprovalStage, ...]:
    if item.kind == GOVERNANCE:
        return ()
    return request.policy.in_order(frozenset(request.policy.urgent))


def _told(item: Item) -> str:
    how = {
        "added": _("新写"),
        "changed": _("改了"),
        "moved": _("挪了位置"),
        "retired": _("停用"),
        "layout": _("只动了注释或排版"),
    }
    text = _("{title}（{key}）：{how}").format(title=item.title, key=item.key, how=how[item.how])
    if item.because and not item.touched:
        text = _("{title}（{key}）：没有动它，但 {because} 变了，说出来的话也变了").format(
            title=item.title, key=item.key, because=_("、").join(item.because)
        )
    return text


def _veto(one: Heard) -> Verdict:
    assert one.person is not None
    sentence = _("{name} 不同意").format(name=one.person.name)
    todo = _("请和他商量，改到他满意；再请他本人批准或者撤回，别人不能代他撤")
    return Verdict(REFUSED, "veto", sentence, todo, one.opinion.id)


def _rows(need: Need, counted: Count, standing: Sequence[Heard]) -> Iterator[Verdict]:
    """Each stage: who has passed it, or what is missing."""
    enough = {row.stage.id for row in counted.stages if row.enough}
    for row in counted.stages:
        stage = row.stage
        why = _("；").join(need.reasons[stage.id])
        if row.enough:
            sentence = _("{stage}：{names} 已批").format(
                stage=stage.title, names=named(one.person for one in row.approvals)
            )
            yield Verdict(GRANTED, "stage", sentence, about=stage.id)
            continue
        yield _missing(need, stage, why, len({one.person.id for one in row.approvals if one.person}), enough)
        yield from _nearly(need, stage, counted, standing)


def _missing(need: Need, stage: ApprovalStage, why: str, there: int, enough: set[str]) -> Verdict:
    before = [other.title for other in need.stages if other.id in stage.after and other.id not in enough]
    if before:
        sentence = _("{stage}：还没轮到，要等 {before}（{why}）").format(
            stage=stage.title, before=_("、").join(before), why=why
        )
        return Verdict(OPEN, "stage-waits", sentence, "", stage.id)
    sentence = _("{stage}：还差 {count} 个人（{why}）").format(stage=stage.title, count=stage.count - there, why=why)
    todo = _("请 {stage} 的同事看过以后批").format(stage=stage.title)
    return Verdict(OPEN, "stage-missing", sentence, todo, stage.id)


def _nearly(need: Need, stage: ApprovalStage, counted: Count, standing: Sequence[Heard]) -> Iterator[Verdict]:
    """Opinions that might have been meant for the stage, and why they do not fill it."""
    for near in counted.near:
        if near.code == "unclear-role" and stage.id in near.stages:
            sentence = _("{name} 有几个岗位都对得上，不知道算哪一个").format(name=named([near.heard.person]))
            todo = _("请他再批一次，写明用哪个岗位，例如 huashu review approve --as {role}").format(role=stage.roles[0])
            yield Verdict(NOTE, "unclear-role", sentence, todo, near.heard.opinion.id)
        elif near.code == "early" and any(name in stage.after for name in near.stages):
            sentence = _("{name} 批得早了：前面的关口那时还没有过").format(name=named([near.heard.person]))
            yield Verdict(NOTE, "early", sentence, _("请前面的关口过了以后再批一次"), near.heard.opinion.id)
    for one in standing:
        was = one.digests.get(need.item.key)
        if was in (None, need.item.digest) or one.person is None:
            continue
        if one.roles.intersection(stage.roles):
            sentence = _("{name} 批的是另一种写法，后来又变了").format(name=one.person.name)
            yield Verdict(NOTE, "stale", sentence, _("请他看过现在的写法，再批一次"), one.opinion.id)


def _apart(counted: Count) -> Iterator[Verdict]:
    if all(row.enough for row in counted.stages) and not counted.complete:
        sentence = _("每一关都有人批，但同一个人只能算一关，人数不够")
        yield Verdict(OPEN, "same-person", sentence, _("请另一位同岗位的同事也来批"))


def _uncounted(opinions: Sequence[Heard], standing: Sequence[Heard]) -> Iterator[Verdict]:
    """Opinions without weight, so that nobody wonders where his approval has gone."""
    for one in opinions:
        name = one.person.name if one.person else one.opinion.login or _("不认识的人")
        for fault in one.faults:
            kind = _("反对") if one.opinion.kind == REJECT else _("批准") if one.opinion.kind == APPROVE else _("撤回")
            sentence = _("{name} 的{kind}不算：{why}").format(name=name, kind=kind, why=fault.sentence)
            yield Verdict(NOTE, fault.code, sentence, fault.todo, one.opinion.id)
        if one.opinion.kind == APPROVE and one.counts and one not in standing:
            yield Verdict(NOTE, "withdrawn", _("{name} 把批准撤回了").format(name=name), about=one.opinion.id)
