"""From the tree of a script file to a `Script`; what the schema cannot see becomes a problem here."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from huashu.i18n import _
from huashu.model.script import Escalation, Moment, Reply, Script, Text
from huashu.model.source import Mapping, Node, Problem, Scalar, Sequence, Source
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
    """Gathers problems while the parts of one script are built; the tree has passed its schema."""

    def __init__(self, timezone: tzinfo) -> None:
        self.timezone = timezone
        self.problems: list[Problem] = []

    def moment(self, node: Node | None, key: str, *, whole_day: bool) -> Moment | None:
        if node is None:
            return None
        written = _text(node, key)
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


def build(source: Source, root: Mapping, timezone: tzinfo) -> tuple[Script | None, tuple[Problem, ...]]:
    """The script of a file that has passed its schema, or the problems that only its values show."""
    make = _Builder(timezone)
    parts: dict[str, Node] = {key.value: value for key, value in root.pairs}
    script_id = _text(parts["id"], "id")
    expected = source.path.removeprefix(FOLDER).rsplit(".", 1)[0]
    if script_id.value != expected:
        make.problems.append(_elsewhere(source.path, expected, script_id))
    effective = make.moment(parts.get("effective"), "effective", whole_day=False)
    expires = make.moment(parts.get("expires"), "expires", whole_day=True)
    review_by = make.moment(parts.get("review_by"), "review_by", whole_day=True)
    if make.problems:
        return None, tuple(make.problems)
    escalate, replies = parts.get("escalate"), parts["replies"]
    assert isinstance(replies, Sequence)
    script = Script(
        source=source,
        root=root,
        id=script_id.value,
        scene=script_id.value.split("/", 1)[0],
        title=_text(parts["title"], "title"),
        channels=_texts(parts, "channels"),
        asks=_texts(parts, "asks"),
        replies=tuple([_reply(index, node) for index, node in enumerate(replies.items) if type(node) is Mapping]),
        escalate=_escalation(escalate) if isinstance(escalate, Mapping) else None,
        owner=_text(parts["owner"], "owner"),
        consult=_texts(parts, "consult"),
        effective=effective,
        expires=expires,
        review_by=review_by,
        tags=_texts(parts, "tags"),
        formerly=_texts(parts, "formerly"),
        related=_texts(parts, "related"),
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


def _reply(index: int, node: Mapping) -> Reply:
    field = f"replies/{index}"
    parts: dict[str, Node] = {key[0]: value for key, value in node.pairs}
    get = parts.get
    variants: dict[str, Text] = {}
    written = get("variants")
    if type(written) is Mapping:
        for key, value in written.pairs:
            variants[key[0]] = _text(value, f"{field}/variants/{key[0]}")
    rung, step, by, fixed, image, note = get("rung"), get("step"), get("by"), get("fixed"), get("image"), get("note")
    return _make(
        Reply,
        (
            index,
            _text(parts["say"], f"{field}/say"),
            variants,
            _text(rung, f"{field}/rung") if rung else None,
            _text(step, f"{field}/step") if step else None,
            type(fixed) is Scalar and fixed.data is True,
            by.value if type(by) is Scalar else "agent",
            _text(image, f"{field}/image") if image else None,
            _text(note, f"{field}/note") if note else None,
        ),
    )


def _escalation(node: Mapping) -> Escalation:
    parts: dict[str, Node] = {key.value: value for key, value in node.pairs}
    return Escalation(_text(parts["to"], "escalate/to"), _text(parts["when"], "escalate/when"))


def _text(node: Node, field: str) -> Text:
    assert type(node) is Scalar, field  # the schema has seen to it
    return _make(Text, (node.value, node, field))


def _texts(parts: dict[str, Node], key: str) -> tuple[Text, ...]:
    node = parts.get(key)
    if type(node) is not Sequence:
        return ()
    # the schema has seen to it that these are scalars
    return tuple([_make(Text, (item[0], item, f"{key}/{index}")) for index, item in enumerate(node.items)])
