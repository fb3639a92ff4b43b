"""Bringing two chains of approvals together: what either side lacks is added, nothing is ever taken away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store import approvals
from huashu.store.approvals import REF
from huashu.store.git import own_repository, run
from huashu.store.repository import Repository, opened
from huashu.text import visible

SEEN = "refs/huashu/seen/"  # what the other side had when we last looked
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Synced:
    """fetched, sent: how many records came and went. rewound: ids of records that the other side had once and had no
    more; they have been sent again."""

    fetched: int
    sent: int
    rewound: tuple[str, ...] = ()


def sync(place: Path, remote: str) -> Synced:
    """Fetch the records of a remote, send ours. HuashuError where it cannot be reached or does not take them."""
    if not remote or remote.startswith("-"):
        raise HuashuError(_("没有写要和哪里同步"), where=remote, todo=_("请写远程仓库的名字，例如 origin"))
    fetched, rewound = 0, set[str]()
    for _attempt in range(_ATTEMPTS):
        with opened(place) as repository:  # anew each time: it borrows what has been fetched by then
            theirs = _fetch(repository, remote)
        with opened(place) as repository:
            ours, seen = approvals.tip(repository), approvals.tip(repository, SEEN + remote)
            there, here = approvals.read(repository, theirs), approvals.read(repository, ours)
            rewound |= {entry.id for entry in approvals.missing(there, approvals.read(repository, seen))}
            fetched += len(list(approvals.missing(here, there)))
            new = _joined(repository, ours, theirs)
            if new != ours and not approvals.swap(repository, REF, new, ours):
                continue
            if _push(repository, remote, new, theirs):
                if new != seen:
                    approvals.swap(repository, SEEN + remote, new, seen)
                sent = len(list(approvals.missing(there, here)))
                return Synced(fetched, sent, tuple(sorted(rewound)))
    raise HuashuError(
        _("一直有别人在同时推送审批记录，没有送上去"), where=remote, todo=_("请等一会儿，再运行一次 huashu review sync")
    )


def _joined(repository: Repository, ours: str, theirs: str) -> str:
    """Our chain where it already holds theirs; else theirs, with what we have more at its end."""
    if not theirs or (ours and repository.holds(ours, theirs)):
        return ours
    if not ours or repository.holds(theirs, ours):
        return theirs
    there, here = approvals.read(repository, theirs), approvals.read(repository, ours)
    files = approvals.files_of(approvals.missing(there, here))
    for commit, kept in approvals.contents(repository, here).items():
        files |= approvals.archive_files(commit, kept)
    return approvals.commit(repository, theirs, files, "sync\n")


def _fetch(repository: Repository, remote: str) -> str:
    """The tip of the other side, "" where it has none; its objects are here afterwards."""
    options = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")
    with own_repository():
        status, listed, complaint = run(repository.place, "ls-remote", "--", remote, REF)
        if status == 0 and listed:
            status, _output, complaint = run(repository.place, *options, "--", remote, REF)
    if status:
        raise HuashuError(
            _("连不上 {remote}：{reason}").format(remote=visible(remote), reason=_last(complaint)),
            where=remote,
            todo=_("请检查网络和权限，用 git remote -v 看看名字写对没有，再运行一次"),
        )
    return listed.split("\t")[0]


def _push(repository: Repository, remote: str, new: str, theirs: str) -> bool:
    """Whether the other side took it; False where somebody else was quicker."""
    if new in ("", theirs):
        return True
    with own_repository():
        lease = f"--force-with-lease={REF}:{theirs}"  # never forced: what it has is part of what it gets
        status, _output, complaint = run(
            repository.place, "push", "--quiet", "--no-verify", "--no-follow-tags", lease, "--", remote, f"{new}:{REF}"
        )
    if status and any(
        word in complaint for word in ("stale info", "fetch first", "non-fast-forward", "cannot lock ref")
    ):
        return False
    if status:
        raise HuashuError(
            _("{remote} 没有收下审批记录：{reason}").format(remote=visible(remote), reason=_last(complaint)),
            where=remote,
            todo=_("请照上面的话处理；没有推送权限的，请管理员放行 refs/huashu/approvals"),
        )
    return True


def _last(complaint: str) -> str:
    """What the other side says, without git's own frame."""
    lines = [line.removeprefix("remote:").strip() for line in complaint.splitlines()]
    told = [line for line in lines if line and not line.startswith(("To ", "hint:", "error: failed to push"))]
    return visible(_("；").join(told[:3])) or "git"
