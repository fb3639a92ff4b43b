"""Tables at the back of the PDF, and the index of customers' questions, as plain data for templates/back.typ.

Cells hold pairs [kind, words], one a line; kinds are text, strong, slot, quiet and alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huashu.handbook.chapters import Handbook
from huashu.i18n import _

Data = dict[str, object]
Pair = tuple[str, str]

_DIGITS, _OTHERS = "0–9", "#"


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


def sections(handbook: Handbook) -> Iterator[Data]:
    """Facts, slots, targets and what is left out, as far as there are any."""
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


def index(handbook: Handbook) -> list[Data]:
    """Customers' questions by sound, under their first letters; one that several scripts answer leads to each of them."""
    from huashu.handbook.pinyin import Pinyin

    places: dict[str, list[str]] = {}
    for scene in handbook.scenes:
        for entry in scene.entries:
            for ask in dict.fromkeys(entry.asks):
                places.setdefault(ask, []).append(entry.anchor)
    pinyin = Pinyin()
    groups: dict[str, list[tuple[str, list[str]]]] = {}
    for sound, ask in sorted((pinyin.of(ask), ask) for ask in places):
        groups.setdefault(_letter(sound), []).append((ask, places[ask]))
    return [{"letter": letter, "asks": groups[letter]} for letter in sorted(groups, key=_order)]


def _letter(sound: str) -> str:
    first = sound[:1]
    return first.upper() if first.isalpha() else _DIGITS if first else _OTHERS


def _order(letter: str) -> tuple[bool, str]:
    """Letters first, then digits, then questions that nobody can pronounce."""
    return len(letter) > 1 or letter == _OTHERS, "" if letter == _DIGITS else letter
