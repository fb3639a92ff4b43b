"""Cover and page of release and approvals, as plain data for templates/front.typ: what is not known is said to be so."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.handbook.chapters import Handbook
from huashu.handbook.pdf_back import Data
from huashu.i18n import _

_ROW, _ROOM_TO_SIGN = 5.5, 13  # points above and below what a row says


def edition_line(handbook: Handbook) -> str:
    """Of which day this handbook is."""
    return _("{date} 版").format(date=handbook.date)


def cover(handbook: Handbook) -> Data:
    """Name, day, counts, and what the marks inside mean."""
    parts = [edition_line(handbook), *([handbook.release.name] if handbook.release and handbook.release.exact else [])]
    version = [_("版本") + " " + handbook.revision] if handbook.revision else []
    return {
        "edition": " · ".join(parts),
        "counts": [list(pair) for pair in _counts(handbook)],
        "version": " · ".join([*version, _("有未提交的修改")] if handbook.modified else version),
        "legend": [
            ["slot", _("空"), _("由您当场填写")],
            ["fact", _("口径"), _("公司定的，照着说")],
            ["fixed", _("原话"), _("一字不改")],
            ["who", _("组长"), _("由这个岗位来说")],
            ["channel", _("电话"), _("只在这个渠道这样说")],
            *([["bar", "", _("比上次发布新增，或者有改动")]] if _count(handbook, "new", "changed") else []),
        ],
    }


def approval(handbook: Handbook) -> Data:
    """What was released, when, by whom; who approved it; and room to sign."""
    return {
        "title": _("发布与审批"),
        "facts": [list(pair) for pair in _facts(handbook)],
        "tables": [_approved(handbook), _to_sign(handbook)],
    }


def _facts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    release, unknown = handbook.release, _("没有记录")
    if release is None:
        yield _("发布"), _("还没有发布过")
    else:
        yield _("发布"), release.name if release.exact else _("{name}，发布之后又有改动").format(name=release.name)
        yield _("发布日期"), release.date or unknown
        yield _("发布人"), release.by or unknown
    yield _("提交"), _commit(handbook)
    yield _("本册日期"), handbook.date
    yield _("收录"), _("、").join(f"{number} {name}" for number, name in _counts(handbook))
    if release is not None:
        yield _("与发布相比"), _compared(handbook, exact=release.exact)
    if handbook.left_out:
        yield _("未收录"), _("{count} 篇，见附录").format(count=len(handbook.left_out))
    if handbook.draft:
        yield _("草稿"), handbook.draft_reason or _("请勿用于接待顾客")


def _commit(handbook: Handbook) -> str:
    if not handbook.revision:
        return _("不在 git 里，没有提交号")
    return " · ".join([handbook.revision, _("有未提交的修改")] if handbook.modified else [handbook.revision])


def _compared(handbook: Handbook, *, exact: bool) -> str:
    new, changed = _count(handbook, "new"), _count(handbook, "changed")
    if exact:
        return _("与发布时一样")
    if new or changed:
        return _("新增 {new} 篇，有改动 {changed} 篇").format(new=new, changed=changed)
    return _("没有看到新增或有改动的话术")


def _counts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    counts = handbook.counts
    yield str(counts.get("scenes", 0)), _("个场景")
    yield str(counts.get("scripts", 0)), _("篇话术")
    yield str(counts.get("replies", 0)), _("条回复")


def _count(handbook: Handbook, *kinds: str) -> int:
    return sum(entry.news in kinds for scene in handbook.scenes for entry in scene.entries)


def _approved(handbook: Handbook) -> Data:
    rows = [[one.who, one.role, one.date or _("没有记录"), one.about] for one in handbook.approvals]
    lead = "" if rows else _("这本手册没有带上审批记录，是否批准以下面的签字为准。")
    head = [_("谁批准"), _("岗位"), _("日期"), _("批的是什么")]
    return {"title": _("审批"), "lead": lead, "head": head, "widths": [3, 3, 3, 7], "rows": rows, "room": _ROW}


def _to_sign(handbook: Handbook) -> Data:
    """Those who make scripts, and every department that answers for one or must be asked about one."""
    entries = [entry for scene in handbook.scenes for entry in scene.entries]
    owners = (entry.owner for entry in entries)
    asked = (department for entry in entries for department in entry.consult)
    roles = (_("客服主管"), _("话术培训专员"), _("一线客服代表"))
    signers = dict.fromkeys([*roles, *filter(None, owners), *asked])
    return {
        "title": _("签字"),
        "lead": "",
        "head": [_("岗位或部门"), _("姓名"), _("签字"), _("日期")],
        "widths": [3, 3, 5, 3],
        "rows": [[signer, "", "", ""] for signer in signers],
        "room": _ROOM_TO_SIGN,
    }
