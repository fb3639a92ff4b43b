"""What speaks against a signed record by itself, in words, with what its author can do."""

from __future__ import annotations

from huashu.i18n import _


def told(code: str) -> str:
    """A sentence for a doubt that `ledger` has about a record; "" for a code of somebody else's."""
    return {
        "bad-signature": _("签名验不过：内容和签名对不上，或者不是这把钥匙签的"),
        "no-signature": _("没有签名，或者签名读不出来，或者是为别的用途签的"),
        "renamed": _("记录放在别的名字下面，被人挪动过"),
        "rewritten": _("记录写进去以后，又被人改过或者删过"),
        "replayed": _("同一份批准被重复使用了"),
        "gone": _("它提到的更早的记录不见了：审批记录可能被人退回去过"),
        "backdated": _("写的时间比它自己提到的记录还早：时间可能是倒填的"),
        "spent": _("这份批准是给以前那次改动的，那次已经合并过了，不能再用"),
        "base-moved": _("批了以后，受保护的分支上这一项又变了：现在这样合并，会盖掉别人批过的内容"),
        "unknown-base": _("批的时候对照的那一版，不在受保护的分支上"),
        "size": _("记录大得不正常"),
    }.get(code, _("记录的写法不对") if code.startswith("record-") else "")


def todo() -> str:
    """What to do about any of them."""
    return _("请他看过现在的内容，用 huashu review approve 重新批一次；记录被人动过的，请管理员查一查是谁推送的")
