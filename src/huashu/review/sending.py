"""What can be told on one's own computer already, before a server refuses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.i18n import _
from huashu.model.people import People
from huashu.model.verdict import GRANTED, REFUSED, Verdict, joined
from huashu.review.acts import usual_base
from huashu.review.decide import decide
from huashu.review.gate import request
from huashu.store.files import read
from huashu.store.merging import tree
from huashu.store.proposals import Rules, rules
from huashu.store.push import author
from huashu.store.repository import Repository, opened
from huashu.store.states import Shelf, State

_NOBODY = re.compile("0{40}|0{64}")
_CO_AUTHOR = re.compile(r"(?im)^[ \t]*co-authored-by[ \t]*:[^\n]*<([^<>\n]*)>")
_LIMIT = 1024 * 1024


def pushed(place: Path, text: str, now: Callable[[tzinfo], datetime]) -> Verdict:
    """The verdict over what is about to be pushed to the protected branch. text: as git gives it to pre-push."""
    children = []
    with opened(place) as repository:
        for line in text.splitlines():
            fields = line.split(" ")
            if len(fields) != 4 or _NOBODY.fullmatch(fields[1]) or _NOBODY.fullmatch(fields[3]):
                continue
            _ref, new, remote, old = fields
            known = repository.has(old)
            found = _rules(repository, old if known else repository.commit(usual_base(repository), "--base"))
            if remote != found.policy.target:
                continue
            if known and repository.holds(new, old):
                children.append(decide(request(repository, old, new, (), now)))
            else:
                sentence = _("服务器上有您这里还没有的内容")
                todo = _("请先运行 git fetch，合并以后再推送，不要加 --force")
                children.append(Verdict(REFUSED, "behind", sentence, todo, remote))
    status = joined(tuple(children))
    if status == GRANTED:
        return Verdict(GRANTED, "sent", _("可以推送"), children=tuple(children))
    sentence = _("先没有推送：服务器不会收")
    todo = _("请把改动推送到自己的分支，等该批的人批了，再合并到受保护的分支")
    return Verdict(REFUSED, "not-sent", sentence, todo, children=tuple(children))


def committed(place: Path, message: Path) -> Verdict:
    """The verdict over a commit that is about to be made: whether those who make it will be recognised."""
    with opened(place) as repository:
        head = repository.commit("HEAD", "HEAD")
        people = _rules(repository, head).people
    folder, name = (message.parent, message.name) if message.is_absolute() else (place / message.parent, message.name)
    text = read(folder, name, _LIMIT).decode("utf-8", "replace")
    children = tuple(_strangers(people, author(place), text))
    if not children:
        return Verdict(GRANTED, "committed", _("可以提交"))
    return Verdict(REFUSED, "not-committed", _("先没有提交：以后会认不出是谁写的"), children=children)


def _strangers(people: People, own: str, text: str) -> Iterator[Verdict]:
    if people.by_email(own) is None:
        sentence = _("您提交用的邮箱 {email} 不在 policy/people.yaml 里").format(email=own)
        todo = _("请改用登记过的邮箱：git config user.email 您的邮箱；还没登记的，请找话术库管理员")
        yield Verdict(REFUSED, "unknown-email", sentence, todo, own)
    for email in sorted(set(_CO_AUTHOR.findall(text))):
        if people.by_email(email.strip()) is None:
            sentence = _("共同作者的邮箱 {email} 不在 policy/people.yaml 里").format(email=email)
            todo = _("请核对提交说明里 Co-authored-by 那一行，或者请管理员登记这个邮箱")
            yield Verdict(REFUSED, "unknown-email", sentence, todo, email)


def _rules(repository: Repository, commit: str) -> Rules:
    shelf = Shelf(repository)
    return rules(shelf, State(shelf, tree(repository, commit)))
