"""The verdict for people, for programs, and as a comment on a page: always the same tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from huashu.i18n import _
from huashu.model.verdict import GRANTED, NOTE, OPEN, REFUSED, Verdict
from huashu.text import visible

VERSION = 1
_SIGNS = {GRANTED: "✓", OPEN: "…", REFUSED: "✗", NOTE: "·"}
_MOST = 20  # parts of one kind that are named; a comment of thousands of lines is read by nobody
_GRAVITY = (REFUSED, OPEN, NOTE, GRANTED)


def text(verdict: Verdict) -> str:
    """For a terminal: what is decided, then every reason under it with what to do."""
    lines = [f"{_SIGNS[verdict.status]} {verdict.sentence}", *_advice(verdict, "  ")]
    for child in _grouped(verdict):
        lines += _branch(child, "  ")
    return "\n".join(map(visible, lines)) + "\n"


def markdown(verdict: Verdict) -> str:
    """For a comment: nothing in it is taken for markup, a name to be called, or a link."""
    lines = [f"### {_SIGNS[verdict.status]} {_plain(verdict.sentence)}", ""]
    if verdict.todo:
        lines += [_plain(verdict.todo), ""]
    for child in _grouped(verdict):
        lines += _bullets(child, "")
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(verdict: Verdict) -> str:
    """For programs: the whole tree, nothing grouped."""
    whole = {"version": VERSION, "granted": verdict.granted, "verdict": _node(verdict)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Verdict], str]] = {"json": as_json, "markdown": markdown, "text": text}


def _node(verdict: Verdict) -> dict[str, object]:
    return {
        "status": verdict.status,
        "code": verdict.code,
        "sentence": verdict.sentence,
        "todo": verdict.todo,
        "about": verdict.about,
        "children": [_node(child) for child in verdict.children],
    }


def _grouped(verdict: Verdict) -> Iterator[Verdict]:
    """Gravest first. Parts of which the same is to be said are said together: 500 scripts may lack one approval."""
    groups: dict[tuple[object, ...], list[Verdict]] = {}
    for child in verdict.children:
        part = child.code.startswith("part")
        key = (child.status, child.code, child.children) if part else (child.status, child.code, child.about, child)
        groups.setdefault(key, []).append(child)
    for same in sorted(groups.values(), key=lambda same: _GRAVITY.index(same[0].status)):
        first = same[0]
        if len(same) == 1:
            yield first
            continue
        names = [Verdict(NOTE, "named", one.sentence, about=one.about) for one in same[:_MOST]]
        if len(same) > _MOST:
            names.append(Verdict(NOTE, "named", _("……另外还有 {count} 项").format(count=len(same) - _MOST)))
        sentence = _("{count} 项内容，情况相同").format(count=len(same))
        yield Verdict(first.status, first.code, sentence, first.todo, "", (*first.children, *names))


def _branch(verdict: Verdict, indent: str) -> Iterator[str]:
    yield f"{indent}{_SIGNS[verdict.status]} {verdict.sentence}"
    yield from _advice(verdict, indent + "  ")
    for child in verdict.children:
        yield from _branch(child, indent + "  ")


def _advice(verdict: Verdict, indent: str) -> Iterator[str]:
    if verdict.todo:
        yield indent + _("怎么办：{todo}").format(todo=verdict.todo)


def _bullets(verdict: Verdict, indent: str) -> Iterator[str]:
    todo = _("怎么办：{todo}").format(todo=verdict.todo) if verdict.todo else ""
    yield f"{indent}- {_SIGNS[verdict.status]} {_plain(verdict.sentence)}{'<br>' + _plain(todo) if todo else ''}"
    for child in verdict.children:
        yield from _bullets(child, indent + "  ")


def _plain(sentence: str) -> str:
    """Text that no forge makes anything of: a title in a library may hold whatever it likes."""
    escaped = visible(sentence).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "`*_[]#|!~$":
        escaped = escaped.replace(mark, "\\" + mark)
    return escaped.replace("@", "@\u200b").replace("\n", " ")
