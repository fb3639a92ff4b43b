"""What stands on the pages of the PDF: a `Handbook` as plain data for templates/*.typ, every word in place.

Words are marked by pairs [kind, words]: kinds of a wording are text, slot and fact; of a mark channel, fixed, who, when,
news and plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from huashu.handbook.chapters import Entry, Handbook, ReplyEntry, SceneChapter, Wording
from huashu.handbook.markdown import Chapter
from huashu.handbook.pdf_back import Data, Pair, index, sections
from huashu.handbook.pdf_chapters import chapter_page
from huashu.handbook.pdf_front import approval, cover, edition_line
from huashu.i18n import _
from huashu.model.effective import FACT_KIND, SLOT_KIND, TEXT
from huashu.store.extras import Picture

_LINE = 46  # hanzi in a line of a reply
_HALF_PAGE = 18  # lines; a script that needs more may go on over the page
_BETWEEN = " · "  # several channels are one label
_PICTURE = 12  # lines that a picture takes, about
_KINDS = {TEXT: "text", SLOT_KIND: "slot", FACT_KIND: "fact"}
_NEWS = {"new": lambda: _("新增"), "changed": lambda: _("有改动")}


def pages(
    handbook: Handbook,
    chapters: Sequence[Chapter] = (),
    pictures: Mapping[str, Picture] | None = None,
    paper: str = "a4",
) -> Data:
    """All that the templates show, in the language in force."""
    day = date.fromisoformat(handbook.date)
    return {
        "name": handbook.name,
        "paper": paper,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "keywords": [_("客服话术"), *(scene.title for scene in handbook.scenes)],
        "draft": " · ".join(filter(None, (_("草稿，请勿用于接待顾客"), handbook.draft_reason)))
        if handbook.draft
        else None,
        "edition": " · ".join(filter(None, (edition_line(handbook), handbook.revision))),
        "labels": labels(),
        "cover": cover(handbook),
        "approval": {**approval(handbook), "news": [*_novelties(handbook)]},
        "entries": sum(len(scene.entries) + 1 for scene in handbook.scenes),
        "scenes": [_scene(scene, pictures or {}) for scene in handbook.scenes],
        "chapters": [chapter_page(chapter) for chapter in chapters],
        "sections": [*sections(handbook)],
        "index": index(handbook),
    }


def labels() -> Data:
    """The template's own words."""
    return {
        "asks": _("顾客会这样问"),
        "back": _("附录"),
        "chapters": _("话术之外"),
        "comma": _("、"),
        "contents": _("目录"),
        "index": _("索引"),
        "index-lead": _("按顾客的问法查，照拼音排。数字是页码。"),
        "legend": _("图例"),
        "news": _("新增和有改动的话术"),
        "note": _("给客服看，别发给顾客"),
        "page": _("第 {page} 页"),
        "related": _("接着可看"),
        "stamp": _("草稿"),
    }


def _novelties(handbook: Handbook) -> Iterator[Data]:
    for scene in handbook.scenes:
        for entry in scene.entries:
            if entry.news:
                yield {"kind": _NEWS[entry.news](), "title": entry.title or entry.id, "anchor": entry.anchor}


def _scene(scene: SceneChapter, pictures: Mapping[str, Picture]) -> Data:
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
        "alt": shape.format(stages=_("、").join(names)),
        "entries": [entry_page(entry, pictures) for entry in scene.entries],
    }


def entry_page(entry: Entry, pictures: Mapping[str, Picture] | None = None) -> Data:
    """A script, from its heading to the line that says who answers for it."""
    speaker = _sole_speaker(entry)
    return {
        "id": entry.id,
        "anchor": entry.anchor,
        "title": entry.title or entry.id,
        "news": bool(entry.news),
        "marks": [*_entry_marks(entry, speaker)],
        "asks": "　".join(_("“{ask}”").format(ask=ask) for ask in entry.asks),
        "groups": _groups(entry.replies, speaker, pictures or {}),
        "escalate": {"to": _("转给{role}").format(role=entry.escalate_to), "when": entry.escalate_when}
        if entry.escalate_to
        else None,
        "related": [{"anchor": link.anchor, "title": link.title} for link in entry.related],
        "meta": "　".join(_meta(entry)),
        "long": _lines(entry) > _HALF_PAGE,
    }


def _sole_speaker(entry: Entry) -> str:
    """Who alone may say every reply, "" where any agent may or where it changes: named once, on top."""
    speakers = {reply.by for reply in entry.replies}
    return speakers.pop() if len(speakers) == 1 and not entry.replies[0].by_agent else ""


def _entry_marks(entry: Entry, speaker: str) -> Iterator[Pair]:
    if entry.news:
        yield "news", _NEWS[entry.news]()
    if speaker:
        yield "who", _("只由{role}来说").format(role=speaker)
    if entry.pending:
        yield "when", _("未生效，将于 {date} 生效").format(date=entry.effective)
    if entry.expires:
        yield "when", _("用到 {date} 为止").format(date=entry.expires)
    if entry.channels:
        yield "channel", _BETWEEN.join(entry.channels)
    yield from (("plain", f"#{tag}") for tag in entry.tags)


def _groups(replies: Iterable[ReplyEntry], speaker: str, pictures: Mapping[str, Picture]) -> list[Data]:
    """Replies of one stage together; a reply without a stage stands alone under its own number."""
    groups: list[Data] = []
    for (stage, _alone), run in groupby(replies, lambda reply: (reply.stage, 0 if reply.stage else reply.number)):
        members = list(run)
        number = members[0].stage_number if stage else members[0].number
        varied = len(members) > 1 and any(wording.channels for reply in members for wording in reply.wordings)
        shown = [_reply(reply, speaker, varied, pictures) for reply in members]
        long = sum(map(_reply_lines, members)) > _HALF_PAGE
        groups.append({"number": number, "stage": stage, "replies": shown, "long": long})
    return groups


def _reply(reply: ReplyEntry, speaker: str, varied: bool, pictures: Mapping[str, Picture]) -> Data:
    """varied: a neighbour speaks differently channel by channel, so what holds for all channels must say so."""
    marks: list[Pair] = []
    if reply.fixed:
        marks.append(("fixed", _("原话")))
    if not reply.by_agent and not speaker:
        marks.append(("who", _("由{role}来说").format(role=reply.by)))
    return {
        "marks": marks,
        "wordings": [_wording(wording, (_("各渠道"),) if varied else ()) for wording in reply.wordings],
        "picture": _picture(reply.image, pictures.get(reply.image)) if reply.image else None,
        "note": reply.note,
    }


def _wording(wording: Wording, shared: tuple[str, ...]) -> Data:
    text = [
        (_KINDS[segment.kind], segment.name if segment.kind == SLOT_KIND else segment.text)
        for segment in wording.segments
    ]
    return {"channels": _BETWEEN.join(wording.channels or shared), "text": text}


def _picture(name: str, picture: Picture | None) -> Data:
    """A picture that is not there is named, and one without words says so: somebody may not see it."""
    named = _("配图 {name}").format(name=name)
    if picture is None:
        return {"name": named, "alt": _("找不到这张图"), "file": None}
    alt = picture.alt or _("{picture}，还没有文字说明").format(picture=named)
    return {"name": named, "alt": alt, "file": picture_file(picture)}


def picture_file(picture: Picture) -> str:
    """Its name among the files that typst reads."""
    return f"pictures/{picture.fingerprint}.json"


def _meta(entry: Entry) -> Iterator[str]:
    yield _("{owner}负责").format(owner=entry.owner)
    if entry.consult:
        yield _("会签 {departments}").format(departments=_("、").join(entry.consult))
    if entry.effective and not entry.pending:
        yield _("{date} 起生效").format(date=entry.effective)
    if entry.overdue:
        yield _("复核日 {date} 已过").format(date=entry.review_by)
    elif entry.review_by:
        yield _("{date} 前复核").format(date=entry.review_by)
    for one in entry.approvals:
        yield _("{role}：{person} {date} 通过").format(role=one.role, person=one.who, date=one.date)
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
    said = sum(_text_lines(_said(wording)) + 1 for wording in reply.wordings)
    return 1 + _text_lines(reply.note) + said + (_PICTURE if reply.image else 0)


def _text_lines(text: str) -> int:
    return sum(1 + len(line) // _LINE for line in text.split("\n")) if text else 0


def _said(wording: Wording) -> str:
    return "".join(segment.text for segment in wording.segments)
