"""The handbook as one Markdown file: for the search of chat tools and wikis, and for reading a change line by line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from huashu.handbook.chapters import Entry, Handbook, ReplyEntry, SceneChapter
from huashu.handbook.edition import Edition
from huashu.handbook.markdown_text import line, quoted, table
from huashu.i18n import _


def render(edition: Edition) -> bytes:
    """UTF-8 with a line break at its end. Every text of the library appears as written."""
    blocks = [*_front(edition.handbook)]
    for scene in edition.handbook.scenes:
        blocks += _scene(scene, edition)
    for chapter in edition.chapters:
        blocks += [_heading(2, chapter.title, chapter.anchor), chapter.markdown]
    blocks += _back(edition.handbook)
    return ("\n\n".join(filter(None, blocks)) + "\n").encode("utf-8", "surrogatepass")


def _heading(level: int, text: str, anchor: str = "") -> str:
    mark = f'<a id="{anchor}"></a>\n\n' if anchor else ""
    return f"{mark}{'#' * level} {line(text)}"


def _front(handbook: Handbook) -> Iterator[str]:
    yield _heading(1, handbook.name)
    if handbook.draft:
        yield f"> **{_('草稿，请勿用于接待顾客')}**\\\n> {line(handbook.draft_reason)}"
    facts = [handbook.date]
    if handbook.revision:
        facts.append(_("版本") + f" {handbook.revision}")
    if handbook.modified:
        facts.append(_("有未提交的修改"))
    yield line(" · ".join(facts))
    release = handbook.release
    if release is None:
        yield _("还没有发布过")
    else:
        said = [_("发布") + f" {release.name}", release.date, release.by]
        if not release.exact:
            said.append(_("发布之后又有改动"))
        yield line(" · ".join(filter(None, said)))


def _scene(scene: SceneChapter, edition: Edition) -> Iterator[str]:
    yield _heading(2, scene.title, scene.anchor)
    if scene.stages:
        shape = _("阶梯，从低到高：{stages}") if scene.kind == "ladder" else _("步骤，依次是：{stages}")
        yield line(shape.format(stages=_("、").join(_stages(scene))))
    for entry in scene.entries:
        yield from _entry(entry, edition)


def _stages(scene: SceneChapter) -> Iterator[str]:
    for at, title in enumerate(scene.stages):
        role = scene.authority[at] if at < len(scene.authority) else ""
        yield f"{title} {_('{role}起').format(role=role)}" if role else title


def _entry(entry: Entry, edition: Edition) -> Iterator[str]:
    yield _heading(3, entry.title, entry.anchor)
    yield "\n".join(f"- {line(text)}" for text in _about(entry))
    if entry.asks:
        yield _("顾客会这样问") + "\n\n" + "\n".join(f"- {line(ask)}" for ask in entry.asks)
    for (stage, _alone), run in groupby(entry.replies, lambda reply: (reply.stage, 0 if reply.stage else reply.number)):
        members = list(run)
        yield _heading(4, f"{members[0].stage_number or '?'} {stage}" if stage else str(members[0].number))
        for reply in members:
            yield from _reply(reply, edition)
    if entry.escalate_to:
        yield f"**{line(_('转给{role}').format(role=entry.escalate_to))}**\n\n{quoted(entry.escalate_when)}"
    if entry.related:
        links = [f"[{line(link.title)}](#{link.anchor})" for link in entry.related]
        yield _("接着可看") + "\n\n" + "\n".join(f"- {link}" for link in links)


def _about(entry: Entry) -> Iterator[str]:
    yield f"{entry.id} · " + _("、").join(entry.channels)
    if entry.news:
        yield _("新增") if entry.news == "new" else _("有改动")
    if entry.tags:
        yield " ".join(f"#{tag}" for tag in entry.tags)
    if entry.effective:
        told = _("未生效，{date} 起才能用") if entry.pending else _("{date} 起生效")
        yield told.format(date=entry.effective)
    if entry.expires:
        yield _("用到 {date} 为止").format(date=entry.expires)
    answers = [_("{owner}负责").format(owner=entry.owner)]
    if entry.consult:
        answers.append(_("会签 {departments}").format(departments=_("、").join(entry.consult)))
    if entry.review_by:
        told = _("复核日 {date} 已过") if entry.overdue else _("{date} 前复核")
        answers.append(told.format(date=entry.review_by))
    version = entry.version
    answers += [_("版本") + f" {version.commit}", version.date] if version.commit else [_("尚未提交")]
    if version.commit and version.modified:
        answers.append(_("有未提交的修改"))
    yield " · ".join(answers)


def _reply(reply: ReplyEntry, edition: Edition) -> Iterator[str]:
    marks = [_("原话")] if reply.fixed else []
    if not reply.by_agent:
        marks.append(_("由{role}来说").format(role=reply.by))
    if marks:
        yield " · ".join(f"**{line(mark)}**" for mark in marks)
    for wording in reply.wordings:
        if wording.channels:
            yield f"**{line(_('、').join(wording.channels))}**"
        yield quoted("".join(segment.text for segment in wording.segments))
    if reply.image:
        picture = edition.pictures.get(reply.image)
        named = _("配图 {name}").format(name=reply.image)
        yield line(f"{named}：{picture.alt}" if picture and picture.alt else named)
    if reply.note:
        yield f"*{_('给客服看，别发给顾客')}*\n\n{quoted(reply.note)}"


def _back(handbook: Handbook) -> Iterator[str]:
    if handbook.facts:
        yield _heading(2, _("公司口径"))
        rows = [[term.name, _("；").join([term.value, *term.later]), term.means, term.owner] for term in handbook.facts]
        yield table([_("名称"), _("现在是"), _("说的是什么"), _("谁负责")], rows)
    if handbook.slots:
        yield _heading(2, _("要填的空"))
        rows = [
            [f"{{{term.name}}}", term.means + (f"（{_('顾客信息')}）" if term.sensitive else ""), term.value]
            for term in handbook.slots
        ]
        yield table([_("名称"), _("填什么"), _("例如")], rows)
    if handbook.targets:
        yield _heading(2, _("服务目标"))
        rows = [[row.area, row.name, row.value, row.note] for row in handbook.targets]
        yield table([_("范围"), _("指标"), _("目标"), _("说明")], rows)
    if handbook.left_out:
        yield _heading(2, _("未收录的话术"))
        rows = [[out.title, out.id, out.scene, out.reason] for out in handbook.left_out]
        yield table([_("话术"), _("编号"), _("场景"), _("原因")], rows)
