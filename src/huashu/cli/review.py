"""`huashu review`: approve, reject, take back; who has said what; share the records."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.review.acts import Said, Wish

Base = Annotated[str, typer.Option("--base", help=_("要合并进去的分支；不写就用 origin 的主分支，没有就用本地的 main"))]
Head = Annotated[str, typer.Option("--head", help=_("要合并的分支或提交；不写就是现在这个分支"))]
Key = Annotated[
    str, typer.Option("--key", help=_("签名的钥匙：SSH 私钥文件，或者 GPG 指纹；不写就用 git 的设置或 ~/.ssh 里的"))
]
Role = Annotated[str, typer.Option("--as", help=_("用哪个岗位，例如 supervisor"), show_default=False)]
Only = Annotated[
    list[str] | None, typer.Option("--only", help=_("只对这些：话术编号或文件名，可以写几次"), show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the verbs below `review`."""
    app.command("status", help=_("看这次改动要过哪些关口，谁批了，还差谁，下一步做什么"))(status)
    app.command("approve", help=_("批准：用自己的钥匙签名"))(approve)
    app.command("reject", help=_("不同意：写明理由，签名；改好以后由您本人撤回"))(reject)
    app.command("withdraw", help=_("撤回自己说过的"))(withdraw)
    app.command("log", help=_("列出全部审批记录"))(log)
    app.command("archive", help=_("合并以后归档：把证据和判断结果存进审批记录"))(archive)
    app.command("verify", help=_("只凭仓库，从头核对主分支：每条话术是谁批的，签名对不对"))(verify)
    app.command("sync", help=_("和大家交换审批记录：取回别人的，送出自己的（要联网）"))(sync)


def status(
    base: Base = "",
    head: Head = "HEAD",
    role: Annotated[
        str, typer.Option("--as", help=_("再给出用这个岗位批的评论，贴到合并请求里就算，例如 supervisor"))
    ] = "",
) -> int:
    """What changed, word by word, then how it stands. Exit code 0: granted; 1: refused, or something is still missing."""
    from huashu.cli.say import colourful, columns, here, put
    from huashu.report.differences import DIFFERENCES
    from huashu.review import explain
    from huashu.review.difference import compare
    from huashu.review.status import status as found
    from huashu.store.comparing import compared
    from huashu.store.files import find_root

    told = found(here(), base, head, _now(), role)
    sides = compared(find_root(here()), told.base[:12], told.head[:12])
    difference = compare(sides, _now()(sides.after.library.settings.timezone))
    put(DIFFERENCES["text"](difference, colourful(sys.stdout), columns(sys.stdout)))
    put("\n")
    put(explain.text(told.verdict))
    put("".join(f"{line}\n" for line in told.more))
    return 0 if told.verdict.granted else 1


def approve(
    role: Role,
    base: Base = "",
    head: Head = "HEAD",
    only: Only = None,
    urgent: Annotated[bool, typer.Option("--urgent", help=_("按紧急修正放行，事后补审"))] = False,
    reason: Annotated[str, typer.Option("--reason", help=_("想留下的话"))] = "",
    key: Key = "",
) -> int:
    """Always 0; what would not count is refused with 2."""
    from huashu.review.acts import Wish

    return _say(Wish("approve", role, tuple(only or ()), reason, urgent), base, head, key)


def reject(
    role: Role,
    reason: Annotated[str, typer.Option("--reason", help=_("为什么不同意，要怎么改"), show_default=False)],
    base: Base = "",
    head: Head = "HEAD",
    only: Only = None,
    key: Key = "",
) -> int:
    """Always 0; what would not count is refused with 2."""
    from huashu.review.acts import Wish

    return _say(Wish("reject", role, tuple(only or ()), reason), base, head, key)


def withdraw(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("编号"), help=_("记录的编号，写前几位就行；不写就撤回对这次改动说过的全部"), show_default=False
        ),
    ] = None,
    base: Base = "",
    head: Head = "HEAD",
    key: Key = "",
) -> int:
    """Always 0; where there is nothing to take back, 2."""
    from huashu.cli.say import here
    from huashu.review.acts import at_desk
    from huashu.store.signing import pen

    with at_desk(here(), base, head, _now()) as desk:
        for said in desk.take_back(tuple(ids or ()), pen(here(), key)):
            _tell(said)
    return 0


def log(
    base: Base = "",
    only: Annotated[
        list[str] | None, typer.Argument(metavar=_("话术"), help=_("只看这些话术或文件的"), show_default=False)
    ] = None,
) -> int:
    """Always 0."""
    from huashu.cli.say import here, put
    from huashu.review.log import lines

    put("".join(f"{line}\n" for line in lines(here(), base, tuple(only or ()))))
    return 0


def sync(
    remote: Annotated[str, typer.Argument(metavar=_("远程"), help=_("远程仓库的名字"))] = "origin",
) -> int:
    """Exit code 1 where the other side has lost records, though they have been sent again."""
    from huashu.cli.say import here, note, put
    from huashu.store.approvals_remote import sync as synced

    done = synced(here(), remote)
    put(_("取回 {fetched} 条审批记录，送出 {sent} 条。\n").format(fetched=done.fetched, sent=done.sent))
    if done.rewound:
        note(
            _(
                "注意：{remote} 上少了 {count} 条以前有过的记录，已经补送回去。请管理员查一查是谁改写了审批记录。"
            ).format(remote=remote, count=len(done.rewound))
        )
        return 1
    return 0


def archive(
    commit: Annotated[str, typer.Argument(metavar=_("提交"), help=_("合并以后的提交；不写就是现在这个"))] = "HEAD",
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help=_("huashu review fetch 写的证据文件"), show_default=False)
    ] = None,
) -> int:
    """Always 0. The verdict is reached once more, over the commit's first parent; what was not granted is kept as such."""
    from huashu.cli.say import here, put
    from huashu.review.archive import archive as kept
    from huashu.store.files import read

    data = None
    if evidence is not None:
        from huashu.review.evidence_file import LIMIT

        path = here() / evidence
        data = read(path.parent, path.name, LIMIT)
    full = kept(here(), commit, data, _now())
    put(_("已经归档 {commit}。请运行 huashu review sync 送出去。\n").format(commit=full[:10]))
    return 0


def verify(base: Base = "") -> int:
    """Exit code 1 where a step of the branch lacks approvals."""
    from huashu.cli.say import here, put
    from huashu.review.verify import lines
    from huashu.review.verify import verify as verified
    from huashu.text import visible

    found = verified(here(), base)
    put("".join(f"{visible(line)}\n" for line in lines(found)))
    return 0 if found.sound else 1


def _say(wish: Wish, base: str, head: str, key: str) -> int:
    from huashu.cli.say import here
    from huashu.review.acts import at_desk
    from huashu.store.signing import pen

    with at_desk(here(), base, head, _now()) as desk:
        _tell(desk.say(wish, pen(here(), key)))
    return 0


def _tell(said: Said) -> None:
    from huashu.cli.say import put
    from huashu.text import visible

    done = {"approve": _("已批准"), "reject": _("已记下不同意"), "withdraw": _("已撤回")}[said.kind]
    lines = [_("{name}：{done}，共 {count} 项").format(name=said.person.name, done=done, count=len(said.items))]
    lines += ["  " + _("{title}（{key}）").format(title=item.title, key=item.key) for item in said.items[:20]]
    if len(said.items) > 20:
        lines.append(_("  ……另外还有 {count} 项").format(count=len(said.items) - 20))
    lines.append(_("编号 {id}。记录还在您的电脑上，请运行 huashu review sync 送出去。").format(id=said.id[:12]))
    put("".join(f"{visible(line)}\n" for line in lines))


def _now() -> Callable[[tzinfo], datetime]:
    from huashu.cli import clock

    return lambda timezone: clock.now(None, timezone)
