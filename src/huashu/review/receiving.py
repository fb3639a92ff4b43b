"""What a server lets in: nothing on the protected branch without its approvals, nothing out of the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.i18n import _
from huashu.model import approval
from huashu.model.people import GPG, People, Person
from huashu.model.policy import Policy
from huashu.model.verdict import GRANTED, NOTE, REFUSED, Verdict, joined
from huashu.review.archive import made
from huashu.review.decide import decide
from huashu.review.doubts import told
from huashu.review.gate import request
from huashu.review.ledger import Ledger
from huashu.review.verify import EVIDENCE
from huashu.store import approvals
from huashu.store.mainline import Mainline
from huashu.store.merging import tree
from huashu.store.policy_files import BRANCHES
from huashu.store.proposals import Rules, rules
from huashu.store.push import Update, certificate, main_branch, object_folders
from huashu.store.repository import Repository, opened
from huashu.store.states import Shelf, State

OURS, REPLACED, TAGS = "refs/huashu/", "refs/replace/", "refs/tags/"


def received(
    place: Path, updates: Sequence[Update], environ: Mapping[str, str], now: Callable[[tzinfo], datetime]
) -> Verdict:
    """The verdict over a push, by the rules that are in force before it. environ: as git gives it to its hook."""
    with opened(place, object_folders(environ, place)) as repository:
        main = main_branch(repository)
        old = approvals.tip(repository, main)
        if not old:
            started = Verdict(NOTE, "first-push", _("受保护的分支还没有内容，第一次推送不用审批"))
            return Verdict(GRANTED, "received", _("收下了"), children=(started,))
        shelf = Shelf(repository)
        found = rules(shelf, State(shelf, tree(repository, old)))
        desk = _Desk(repository, found, {main, found.policy.target}, tuple(updates), environ, now)
        children = tuple(desk.verdicts())
    status = joined(children)
    if status == GRANTED:
        return Verdict(GRANTED, "received", _("收下了"), children=children)
    return Verdict(REFUSED, "not-received", _("没有收下这次推送，服务器上什么都没有变"), children=children)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One push. protected: full names of branches."""

    repository: Repository
    rules: Rules
    protected: set[str]
    updates: tuple[Update, ...]
    environ: Mapping[str, str]
    now: Callable[[tzinfo], datetime]

    def verdicts(self) -> Iterator[Verdict]:
        pusher, wrong = self._pusher()
        yield from wrong
        names = {branch.removeprefix(BRANCHES) for branch in self.protected}
        for update in self.updates:
            if update.ref == approvals.REF:
                yield from self._records(update)
            elif update.ref in self.protected:
                yield from self._branch(update, pusher)
            elif update.ref.startswith((OURS, REPLACED)):
                todo = _("请不要推送 {ref}").format(ref=update.ref)
                yield Verdict(REFUSED, "forbidden-ref", _("这里不收 {ref}").format(ref=update.ref), todo, update.ref)
            elif update.ref.startswith(TAGS) and update.ref.removeprefix(TAGS) in names:
                sentence = _("标签 {ref} 和受保护的分支同名，会让人认错").format(ref=update.ref)
                yield Verdict(REFUSED, "tag-like-branch", sentence, _("请给标签换一个名字"), update.ref)

    def _pusher(self) -> tuple[Person | None, tuple[Verdict, ...]]:
        signed = certificate(self.repository, self.environ, self.updates)
        if signed is None:
            return None, ()
        if signed.wrong:
            sentence = {
                "signature": _("这次推送的签名验不过"),
                "nonce": _("这次推送的签名是以前用过的，或者没有答对服务器的暗号"),
                "content": _("这次推送的签名签的是别的内容"),
            }[signed.wrong]
            return None, (Verdict(REFUSED, f"push-{signed.wrong}", sentence, _("请重新推送一次：git push --signed")),)
        person = _owner(self.rules.people, signed.kind, signed.key)
        if person is None:
            sentence = _("不认识给这次推送签名的钥匙")
            todo = _("请管理员先单独提交一次，把这把钥匙写到 policy/people.yaml 里他本人的名下")
            return None, (Verdict(REFUSED, "unknown-pusher", sentence, todo, signed.key),)
        return person, ()

    def _branch(self, update: Update, pusher: Person | None) -> Iterator[Verdict]:
        name = update.ref.removeprefix(BRANCHES)
        if not update.new:
            yield Verdict(REFUSED, "deleted", _("{name} 不能删").format(name=name), _("请不要推送删除"), update.ref)
        elif not update.old:
            sentence = _("{name} 要由管理员在服务器上建好").format(name=name)
            yield Verdict(REFUSED, "created", sentence, _("请找管理员"), update.ref)
        elif not self.repository.holds(update.new, update.old):
            sentence = _("{name} 只能往前加，不能改写").format(name=name)
            todo = _("请先取回服务器上的最新内容：git fetch，合并以后再推送，不要加 --force")
            yield Verdict(REFUSED, "rewritten-branch", sentence, todo, update.ref)
        else:
            pushers = (pusher.id,) if pusher else ()
            ledger = Ledger(self.repository, self._tip())
            yield decide(request(self.repository, update.old, update.new, (), self.now, ledger, pushers))

    def _tip(self) -> str:
        """Records that come with the same push count already: if they are refused, so is all of it."""
        pushed = [update.new for update in self.updates if update.ref == approvals.REF]
        return pushed[0] if pushed else approvals.tip(self.repository)

    def _records(self, update: Update) -> Iterator[Verdict]:
        sync = _("请运行 huashu review sync，不要直接推送")
        if not update.new or (update.old and not self.repository.holds(update.new, update.old)):
            yield Verdict(REFUSED, "records-rewound", _("审批记录只能往后加，不能删、不能改写"), sync, update.ref)
            return
        before, after = approvals.read(self.repository, update.old), Ledger(self.repository, update.new)
        known, old = {entry.id for entry in before.entries}, set(before.strange)
        doubted = {entry.id for entry in before.entries if entry.doubts}
        ids = [id for id in after.rows if id not in known]
        after.check(ids)
        for path in sorted(set(after.kept.strange) - old):
            sentence = _("{path} 不是审批记录").format(path=path)
            yield Verdict(REFUSED, "records-strange", sentence, sync, path)
        for id in after.rows:
            row = after.rows[id]
            if id in known and ("rewritten" not in row.entry.doubts or id in doubted):
                continue
            for doubt in row.doubts:
                sentence = _("审批记录 {id} 不能收：{why}").format(id=id[:12], why=told(doubt) or doubt)
                yield Verdict(REFUSED, doubt, sentence, sync, id)
            if id not in known and row.record and row.voice:
                yield from self._foreign(id, row.record.repository, row.voice.kind, row.voice.id)

        yield from self._archives(before, after)

    def _archives(self, before: approvals.Kept, after: Ledger) -> Iterator[Verdict]:
        """Nobody writes into the archive what the records and the rules do not say by themselves."""
        new = {commit: files for commit, files in after.kept.archives.items() if files != before.archives.get(commit)}
        main = Mainline(self.repository, approvals.tip(self.repository, self.rules.policy.target))
        for commit, files in sorted(new.items()):
            if main.place(commit) is None:
                sentence = _("归档里的 {commit} 不在受保护的分支上").format(commit=commit[:10])
                yield Verdict(REFUSED, "archive-strange", sentence, _("请先合并，再运行 huashu review archive"), commit)
                continue
            found = self.repository.contents(files.values())
            evidence = found[files[EVIDENCE]] if EVIDENCE in files else None
            said = found[files[approval.FILE]] if approval.FILE in files else None
            if said is not None and said != made(self.repository, after, commit, evidence, self.now)[approval.FILE]:
                sentence = _("归档里写的批准，和 {commit} 的审批记录对不上").format(commit=commit[:10])
                todo = _("请先运行 huashu review sync，再重新运行 huashu review archive")
                yield Verdict(REFUSED, "archive-false", sentence, todo, commit)

    def _foreign(self, id: str, place: str, kind: str, key: str) -> Iterator[Verdict]:
        policy: Policy = self.rules.policy
        if place != policy.place:
            sentence = _("审批记录 {id} 是给另一个仓库的：{name}").format(id=id[:12], name=place)
            yield Verdict(REFUSED, "other-repository", sentence, _("请在这个仓库里重新批"), id)
        if _owner(self.rules.people, kind, key) is None:
            sentence = _("审批记录 {id} 用的钥匙没有登记").format(id=id[:12])
            todo = _("请管理员先单独提交一次，把这把钥匙写到 policy/people.yaml 里他本人的名下")
            yield Verdict(REFUSED, "unknown-person", sentence, todo, id)


def _owner(people: People, kind: str, key: str) -> Person | None:
    found = people.by_key(kind, key)
    if found is not None:
        return found[0]
    if kind != GPG or len(key) < 16:
        return None
    owners = {
        person.id: person
        for person in people.people.values()
        if any(one.kind == GPG and one.id.endswith(key) for one in person.keys)
    }
    return next(iter(owners.values())) if len(owners) == 1 else None
