"""From the values of a script file to a `Script`; what the schema cannot see becomes a problem here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from huashu.i18n import _
from huashu.model.script import Escalation, Moment, Reply, Script, Text
from huashu.model.source import LazyTree, Problem, Source
from huashu.patterns import lazy

FOLDER = "scripts/"
_ID = lazy("[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")  # as in schemas/script.schema.json

_make = tuple.__new__  # making a named tuple through its own constructor takes twice as long
_YEARS = range(2000, 3000)  # beyond them it is a slip or means “for ever”, and reckoning with it would overflow


def real_date(written: str) -> datetime:
    """The date or time that passed the schema's pattern. Raises ValueError where the calendar has none, or none near."""
    at = datetime.fromisoformat(written)
    if at.year not in _YEARS:
        raise ValueError(written)
    return at


def unreal(written: str) -> tuple[str, str]:
    """What is wrong with a date that is no `real_date`, and what to write instead."""
    hint = _("请按 2026-11-11 或 2026-11-11T20:00 的样子写一个真实的日期")
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return _("没有 {date} 这一天或这个时刻").format(date=written), hint
    return _("{date} 离现在太远，不像真实的日期").format(date=written), hint


class _Builder:
    """Gathers problems while the parts of one script are built; its values have passed their schema."""

    def __init__(self, tree: LazyTree, timezone: tzinfo) -> None:
        self.tree = tree
        self.timezone = timezone
        self.problems: list[Problem] = []

    def moment(self, value: str | None, key: str, *, whole_day: bool) -> Moment | None:
        if value is None:
            return None
        written = _text(value, self.tree, key)
        try:
            at = real_date(written.value)
        except ValueError:
            message, hint = unreal(written.value)
            if key == "expires" and written.value >= "3000":
                hint = _("一直有效的话，删掉 expires 这一行就行")
            self.problems.append(Problem("schema", written.node.start, written.node.end, message, hint, key))
            return None
        if whole_day and "T" not in written.value:
            at = datetime.combine(at.date(), time()) + timedelta(days=1)
        return Moment(written, at.replace(tzinfo=self.timezone))


def build(
    source: Source, values: Mapping[str, Any], tree: LazyTree, timezone: tzinfo
) -> tuple[Script | None, tuple[Problem, ...]]:
    """The script of a file whose values have passed their schema, or the problems that only the values show."""
    make, get = _Builder(tree, timezone), values.get
    script_id = _text(values["id"], tree, "id")
    expected = source.path.removeprefix(FOLDER).rsplit(".", 1)[0]
    if script_id.value != expected:
        make.problems.append(_elsewhere(source.path, expected, script_id))
    effective = make.moment(get("effective"), "effective", whole_day=False)
    expires = make.moment(get("expires"), "expires", whole_day=True)
    review_by = make.moment(get("review_by"), "review_by", whole_day=True)
    if make.problems:
        return None, tuple(make.problems)
    escalate = get("escalate")
    script = Script(
        source=source,
        tree=tree,
        id=script_id.value,
        scene=script_id.value.split("/", 1)[0],
        title=_text(values["title"], tree, "title"),
        channels=_texts(get("channels"), tree, "channels"),
        asks=_texts(get("asks"), tree, "asks"),
        replies=tuple([_reply(index, reply, tree) for index, reply in enumerate(values["replies"])]),
        escalate=_escalation(escalate, tree) if escalate is not None else None,
        owner=_text(values["owner"], tree, "owner"),
        consult=_texts(get("consult"), tree, "consult"),
        effective=effective,
        expires=expires,
        review_by=review_by,
        tags=_texts(get("tags"), tree, "tags"),
        formerly=_texts(get("formerly"), tree, "formerly"),
        related=_texts(get("related"), tree, "related"),
    )
    return script, ()


def _elsewhere(path: str, expected: str, script_id: Text) -> Problem:
    """An id that is not its file's path. Where the file's name can be no id, only moving the file helps."""
    message = _("id 写的是 {id}，文件却放在 {path}").format(id=script_id.value, path=path)
    if _ID.fullmatch(expected):
        hint = _("请把 id 改成 {id}，或者把文件挪到 scripts/{wanted}.yaml").format(id=expected, wanted=script_id.value)
    else:
        hint = _("请把文件挪到 scripts/{wanted}.yaml：文件名只用小写字母、数字和连字符").format(wanted=script_id.value)
    return Problem("id-path", script_id.node.start, script_id.node.end, message, hint, "id")


def _reply(index: int, values: Mapping[str, Any], tree: LazyTree) -> Reply:
    get, field = values.get, f"replies/{index}"
    variants: dict[str, Text] = {}
    for channel, said in get("variants", {}).items():
        variants[channel] = _text(said, tree, f"{field}/variants/{channel}")
    rung, step, image, note = get("rung"), get("step"), get("image"), get("note")
    return _make(
        Reply,
        (
            index,
            _text(values["say"], tree, f"{field}/say"),
            variants,
            None if rung is None else _text(rung, tree, f"{field}/rung"),
            None if step is None else _text(step, tree, f"{field}/step"),
            get("fixed") is True,
            get("by", "agent"),
            None if image is None else _text(image, tree, f"{field}/image"),
            None if note is None else _text(note, tree, f"{field}/note"),
        ),
    )


def _escalation(values: Mapping[str, Any], tree: LazyTree) -> Escalation:
    return Escalation(_text(values["to"], tree, "escalate/to"), _text(values["when"], tree, "escalate/when"))


def _text(value: str, tree: LazyTree, field: str) -> Text:
    return _make(Text, (value, tree, field))


def _texts(values: Sequence[str] | None, tree: LazyTree, key: str) -> tuple[Text, ...]:
    if values is None:
        return ()
    return tuple([_make(Text, (value, tree, f"{key}/{index}")) for index, value in enumerate(values)])
