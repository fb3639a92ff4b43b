"""A difference as a comment under a pull request: every character is seen as it is, nobody is called by name, and it
never grows longer than forges take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from huashu.i18n import _
from huashu.model.change import LAYOUT, RETIRED
from huashu.model.diff import GONE, NEW, Run
from huashu.model.difference import Difference, FieldChange, FileChange, ReplyChange, ScriptChange, TermChange
from huashu.report.difference_words import (
    counts,
    ends,
    how_title,
    in_order,
    reply_title,
    shown_fields,
    why_said,
    wording_title,
)
from huashu.text import visible

MARK = "<!-- huashu diff -->"  # by which a program finds its own comment again
_RISKS = 50
LIMIT = 60_000  # characters; GitHub takes 65,536
_TAGS = {GONE: ("<del>", "</del>"), NEW: ("<ins>", "</ins>")}
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~#$@{}!^=:\"]|^[-+]", re.MULTILINE)
_NUMBERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)", re.MULTILINE)
_CALLS = re.compile(
    r"@(?=\w)|[#!~%&$](?=[0-9A-Za-z_\"])|(?<=[A-Za-z])[.:](?=[A-Za-z/])"
)  # mentions, references, addresses


def report(difference: Difference, _colour: bool, _columns: int | None, limit: int = LIMIT) -> str:
    """What does not fit in `limit` characters is left out whole, block by block, and its number told."""
    blocks = list(_blocks(difference))
    head, rest = blocks[0], blocks[1:]
    room = limit - 200  # for the note
    kept, size = [head], len(head)
    for block in rest:
        if size + len(block) + 2 > room:
            break
        kept.append(block)
        size += len(block) + 2
    left = len(blocks) - len(kept)
    if left:
        told = _("还有 {count} 处没有列出来：这里放不下了。完整的请在本机运行 huashu diff，或打开附带的网页。")
        kept.append(f"**{told.format(count=left)}**")
    return "\n\n".join(kept) + "\n"


def escaped(text: str) -> str:
    """A text whose every character is seen as it is, on one line or several."""
    calm = _CALLS.sub(lambda found: f"{found[0]}\u200b", visible_lines(text))
    calm = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", calm)
    calm = _NUMBERED.sub(lambda found: f"{found[1]}&#{ord(found[2])};", calm)
    return calm.replace("\u200b", "&#8203;").replace("\n", "<br>")


def visible_lines(text: str) -> str:
    """The text without control characters, its line breaks kept."""
    return "\n".join(visible(line) for line in text.splitlines()) if "\n" in text or "\r" in text else visible(text)


def _blocks(difference: Difference) -> Iterator[str]:
    told = _("{what}：{told}").format(what=escaped(ends(difference)), told=escaped(counts(difference)))
    yield f"{MARK}\n### {_('话术改动')}\n\n{told}"
    if difference.risks:
        rows = [f"- {escaped(risk.sentence)}" for risk in difference.risks[:_RISKS]]
        more = len(difference.risks) - _RISKS
        rows += [_("- 还有 {count} 处").format(count=more)] if more > 0 else []
        yield "\n".join([f"#### ⚠️ {_('请留心')}", "", *rows])
    scripts = in_order(difference.scripts)
    yield from (_script(script, difference) for script in scripts if script.how != LAYOUT)
    layout = [f"`{script.id}`" for script in scripts if script.how == LAYOUT]
    if layout:
        yield _("{what}：{told}").format(what=how_title(LAYOUT), told=_("、").join(layout))
    for heading, changes in ((_("口径"), difference.facts), (_("要填的空"), difference.slots)):
        yield from (_term(heading, change) for change in changes)
    if difference.files:
        yield f"#### {_('其他文件')}"
        yield from (_file(file) for file in difference.files)


def _script(script: ScriptChange, difference: Difference) -> str:
    title = f"#### {how_title(script.how)} · {escaped(script.title or script.path)}"
    lines = [f"{escaped(script.id)}"]
    if script.formerly:
        lines.append(escaped(_("原来叫 {id}").format(id=script.formerly)))
    if why_said(script):
        lines.append(escaped(why_said(script)))
    parts = [title, "  \n".join(lines)]
    fields = _fields(script.fields) if script.how != RETIRED else []
    parts += ["\n".join(fields)] if fields else []
    parts += [_reply(reply, difference) for reply in script.replies]
    return "\n\n".join(parts)


def _reply(reply: ReplyChange, difference: Difference) -> str:
    rows = [f"**{escaped(reply_title(reply))}**"]
    for wording in reply.wordings:
        title = wording_title(wording, difference)
        head = f"{escaped(title)}<br>" if title else ""
        rows.append(f"> {head}{_runs(wording.runs)}")
    fields = _fields(reply.fields)
    rows += ["\n".join(fields)] if fields else []
    return "\n\n".join(rows)


def _term(heading: str, change: TermChange) -> str:
    rows = [f"#### {how_title(change.how)} · {heading} {escaped(change.name)}", "\n".join(_fields(change.fields))]
    if change.speaks:
        rows.append(escaped(_("用到它的话术：{ids}").format(ids=_("、").join(change.speaks))))
    return "\n\n".join(rows)


def _file(file: FileChange) -> str:
    rule = _("（规矩）") if file.governs else ""
    told = f"- {how_title(file.how)} {escaped(file.path)}{rule}"
    if not file.lines:
        return told
    return told + "\n" + "\n".join(f"  - {_runs(runs)}" for runs in file.lines)


def _fields(fields: Iterable[FieldChange]) -> list[str]:
    rows = []
    last = ""
    for title, field in shown_fields(fields):
        last = title or last
        rows.append("- " + _("{what}：{told}").format(what=escaped(last), told=_runs(field.runs)))
    return rows


def _runs(runs: Sequence[Run]) -> str:
    """Deletions and insertions as elements that forges keep: ~~ and ** fail beside Chinese punctuation."""
    parts = []
    for run in runs:
        before, behind = _TAGS.get(run.kind, ("", ""))
        parts.append(f"{before}{escaped(run.text)}{behind}")
    return "".join(parts)
