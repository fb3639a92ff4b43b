"""What stands on the pages of the PDF: a `Handbook` as plain data for templates/handbook.typ, every word in place.

Words are marked by pairs [kind, words]: kinds of a wording are text, slot and fact; of a mark channel, fixed, who, when
and plain; of a table cell text, strong, slot, quiet and alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from huashu.handbook.chapters import Entry, Handbook, ReplyEntry, SceneChapter, Wording
from huashu.i18n import _
from huashu.model.effective import FACT_KIND, SLOT_KIND, TEXT

Data = dict[str, object]
Pair = tuple[str, str]

_LINE = 46  # hanzi in a line of a reply
_HALF_PAGE = 18  # lines; a script that needs more may go on over the page
_LONG = 16  # lines; a stage, reply or note that needs more may go on over the page
_KINDS = {TEXT: "text", SLOT_KIND: "slot", FACT_KIND: "fact"}


def pages(handbook: Handbook) -> Data:
    """All that the template shows, in the language in force."""
    day = date.fromisoformat(handbook.date)
    return {
        "name": handbook.name,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "draft": _draft(handbook),
        "edition": " · ".join(part for part in (_edition(handbook), handbook.revision) if part),
        "labels": labels(),
        "cover": _cover(handbook),
        "entries": sum(len(scene.entries) + 1 for scene in handbook.scenes),
        "scenes": [_scene(scene) for scene in handbook.scenes],
        "sections": [*_sections(handbook)],
    }


def labels() -> Data:
    """The template's own words."""
    return {
        "asks": _("顾客会这样问"),
        "back": _("附录"),
        "contents": _("目录"),
        "legend": _("图例"),
        "note": _("给客服看，别发给顾客"),
        "page": _("第 {page} 页"),
        "related": _("接着可看"),
        "stamp": _("草稿"),
    }


def section(title: str, lead: str, columns: Iterable[tuple[str, int]], rows: Iterable[list[list[Pair]]]) -> Data:
    """A table at the back. columns: head and relative width; a cell is a list of pairs, one a line."""
    heads = list(columns)
    return {
        "title": title,
        "lead": lead,
        "head": [head for head, _width in heads],
        "widths": [width for _head, width in heads],
        "rows": list(rows),
    }


def _draft(handbook: Handbook) -> str | None:
    return " · ".join(filter(None, (_("草稿，请勿用于接待顾客"), handbook.draft_reason))) if handbook.draft else None


def _edition(handbook: Handbook) -> str:
    return _("{date} 版").format(date=handbook.date)


def _cover(handbook: Handbook) -> Data:
    counts = handbook.counts
    version = [_("版本") + " " + handbook.revision] if handbook.revision else []
    return {
        "date": _edition(handbook),
        "counts": [
            [str(counts.get("scenes", 0)), _("个场景")],
            [str(counts.get("scripts", 0)), _("篇话术")],
            [str(counts.get("replies", 0)), _("条回复")],
        ],
        "version": " · ".join([*version, _("有未提交的修改")] if handbook.modified else version),
        "legend": [
            ["slot", _("空"), _("由您当场填写")],
            ["fact", _("口径"), _("公司定的，照着说")],
            ["fixed", _("原话"), _("一字不改")],
            ["who", _("组长"), _("由这个岗位来说")],
            ["channel", _("电话"), _("只在这个渠道这样说")],
        ],
    }


def _scene(scene: SceneChapter) -> Data:
    stages = []
    for at, title in enumerate(scene.stages):
        role = scene.authority[at] if at < len(scene.authority) else ""
        stages.append({"title": title, "by": _("{role}起").format(role=role) if role else ""})
    names = [" ".join(filter(None, (stage["title"], stage["by"]))) for stage in stages]
    shape = _("阶梯，从低到高：{stages}") if scene.kind == "ladder" else _("步骤，依次是：{stages}")
    return {
        "title": scene.title,
        "kind": scene.kind,
        "count": _("{count} 篇话术").format(count=len(scene.entries)),
        "stages": stages,
        "alt": shape.format(stages="、".join(names)),
        "entries": [entry_page(entry) for entry in scene.entries],
    }


def entry_page(entry: Entry) -> Data:
    """A script, from its heading to the line that says who answers for it."""
    speaker = _sole_speaker(entry)
    return {
        "id": entry.id,
        "anchor": entry.anchor,
        "title": entry.title or entry.id,
        "marks": [*_entry_marks(entry, speaker)],
        "asks": entry.asks,
        "groups": _groups(entry.replies, speaker),
        "escalate": {"to": _("转给{role}").format(role=entry.escalate_to), "when": entry.escalate_when}
        if entry.escalate_to
        else None,
        "related": [{"anchor": link.anchor, "title": link.title} for link in entry.related],
        "meta": [*_meta(entry)],
        "long": _lines(entry) > _HALF_PAGE,
    }


def _sole_speaker(entry: Entry) -> str:
    """Who alone may say every reply, "" where any agent may or where it changes: named once, on top."""
    speakers = {reply.by for reply in entry.replies}
    return speakers.pop() if len(speakers) == 1 and not entry.replies[0].by_agent else ""


def _entry_marks(entry: Entry, speaker: str) -> Iterator[Pair]:
    if speaker:
        yield "who", _("只由{role}来说").format(role=speaker)
    if entry.pending:
        yield "when", _("未生效，将于 {date} 生效").format(date=entry.effective)
    if entry.expires:
        yield "when", _("用到 {date} 为止").format(date=entry.expires)
    yield from (("channel", channel) for channel in entry.channels)
    yield from (("plain", f"#{tag}") for tag in entry.tags)


def _groups(replies: Iterable[ReplyEntry], speaker: str) -> list[Data]:
    """Replies of one stage together; a reply without a stage stands alone under its own number."""
    groups: list[Data] = []
    for (stage, _alone), run in groupby(replies, lambda reply: (reply.stage, 0 if reply.stage else reply.number)):
        members = list(run)
        number = members[0].stage_number if stage else members[0].number
        varied = len(members) > 1 and any(wording.channels for reply in members for wording in reply.wordings)
        groups.append(
            {
                "number": number,
                "stage": stage,
                "replies": [_reply(reply, speaker, varied) for reply in members],
                "long": sum(map(_reply_lines, members)) > _LONG,
            }
        )
    return groups


def _reply(reply: ReplyEntry, speaker: str, varied: bool) -> Data:
    """varied: a neighbour speaks differently channel by channel, so what holds for all channels must say so."""
    marks: list[Pair] = []
    if reply.fixed:
        marks.append(("fixed", _("原话")))
    if not reply.by_agent and not speaker:
        marks.append(("who", _("由{role}来说").format(role=reply.by)))
    if reply.image:
        marks.append(("plain", _("配图 {name}").format(name=reply.image)))
    note = {"text": reply.note, "long": _text_lines(reply.note) > _LONG} if reply.note else None
    wordings = [_wording(wording, (_("各渠道"),) if varied else ()) for wording in reply.wordings]
    return {"marks": marks, "wordings": wordings, "note": note}


def _wording(wording: Wording, shared: tuple[str, ...]) -> Data:
    text = [
        (_KINDS[segment.kind], segment.name if segment.kind == SLOT_KIND else segment.text)
        for segment in wording.segments
    ]
    return {"channels": wording.channels or shared, "text": text, "long": _text_lines(_said(wording)) > _LONG}


def _meta(entry: Entry) -> Iterator[str]:
    yield _("{owner}负责").format(owner=entry.owner)
    if entry.consult:
        yield _("会签 {departments}").format(departments="、".join(entry.consult))
    if entry.effective and not entry.pending:
        yield _("{date} 起生效").format(date=entry.effective)
    if entry.overdue:
        yield _("复核日 {date} 已过").format(date=entry.review_by)
    elif entry.review_by:
        yield _("{date} 前复核").format(date=entry.review_by)
    version = entry.version
    if version.commit:
        yield _("版本") + " " + version.commit
        yield _("{date} 修改").format(date=version.date)
    else:
        yield _("尚未提交")
    if version.commit and version.modified:
        yield _("有未提交的修改")


def _lines(entry: Entry) -> int:
    """About how many lines of a reply's size a script takes."""
    around = 6 + _text_lines("".join(entry.asks)) + _text_lines(entry.escalate_when)
    return around + sum(map(_reply_lines, entry.replies))


def _reply_lines(reply: ReplyEntry) -> int:
    return 1 + _text_lines(reply.note) + sum(_text_lines(_said(wording)) + 1 for wording in reply.wordings)


def _text_lines(text: str) -> int:
    return sum(1 + len(line) // _LINE for line in text.split("\n")) if text else 0


def _said(wording: Wording) -> str:
    return "".join(segment.text for segment in wording.segments)


def _sections(handbook: Handbook) -> Iterator[Data]:
    if handbook.facts:
        yield section(
            _("公司口径"),
            _("话术里带下划线的说法都出自这里。政策一改，全部话术跟着改，请照着说，别自己换算。"),
            [(_("名称"), 3), (_("现在是"), 4), (_("说的是什么"), 7), (_("谁负责"), 3)],
            (
                [
                    [("text", term.name)],
                    [("strong", term.value), *(("quiet", later) for later in term.later)],
                    [("text", term.means)],
                    [("text", term.owner)],
                ]
                for term in handbook.facts
            ),
        )
    if handbook.slots:
        yield section(
            _("要填的空"),
            _("发出去之前，把每个空都换成这位顾客的情况。标着“顾客信息”的，用完就好，别另外记下来。"),
            [(_("名称"), 4), (_("填什么"), 9), (_("例如"), 5)],
            (
                [
                    [("slot", term.name)],
                    [("text", term.means), *([("alarm", _("顾客信息"))] if term.sensitive else [])],
                    [("text", term.value)],
                ]
                for term in handbook.slots
            ),
        )
    if handbook.targets:
        yield section(
            _("服务目标"),
            _("每个数字只管它自己的渠道和岗位，互相不套用。"),
            [(_("范围"), 3), (_("指标"), 5), (_("目标"), 3), (_("说明"), 7)],
            (
                [[("text", row.area)], [("text", row.name)], [("strong", row.value)], [("text", row.note)]]
                for row in handbook.targets
            ),
        )
    if handbook.left_out:
        yield section(
            _("未收录的话术"),
            _("这些话术不在手册里，请不要再用。"),
            [(_("话术"), 7), (_("场景"), 3), (_("原因"), 6)],
            (
                [
                    [("text", script.title), *([("quiet", script.id)] if script.id != script.title else [])],
                    [("text", script.scene)],
                    [("text", script.reason)],
                ]
                for script in handbook.left_out
            ),
        )
