"""terms/, policy/targets.yaml, assets/alt.yaml: names that replies use, figures to aim at, what pictures show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from huashu.i18n import _
from huashu.model.library import DatedValue, Fact, Name, Slot, Target
from huashu.model.script import Text
from huashu.model.source import Mapping, Node, Problem, Scalar
from huashu.store.reading import items, moment, named, problem_at, rows, text, texts

FACTS, SLOTS, NAMES, TARGETS = "terms/facts.yaml", "terms/slots.yaml", "terms/names.yaml", "policy/targets.yaml"
ALT = "assets/alt.yaml"


def facts(root: Mapping, timezone: tzinfo) -> tuple[dict[str, Fact], tuple[Problem, ...]]:
    """Facts by name, in file order, and the problems of their dates."""
    found: dict[str, Fact] = {}
    problems: list[Problem] = []
    for key, node in named(root, "facts"):
        values = _Values(key.value, timezone, problems)
        for index, row in enumerate(rows(node, "dated")):
            values.take(row, f"facts/{key.value}/dated/{index}")
        found[key.value] = Fact(
            name=key.value,
            value=text(node.get("value")),
            means=text(node.get("means")),
            owner=text(node.get("owner")),
            dated=tuple(values.dated),
            place=Text(key.value, key, f"facts/{key.value}"),
            near=texts(node, "near"),
        )
    return found, tuple(problems)


def slots(root: Mapping) -> dict[str, Slot]:
    """Slots by name, in file order."""
    found: dict[str, Slot] = {}
    for key, node in named(root, "slots"):
        sensitive = _true(node.get("sensitive"))
        found[key.value] = Slot(
            name=key.value,
            means=text(node.get("means")),
            example=text(node.get("example")),
            sensitive=sensitive,
            place=Text(key.value, key, f"slots/{key.value}"),
            spoken=text(node.get("spoken")),
            remember=_true(node.get("remember")) and not sensitive,
        )
    return found


def names(root: Mapping) -> tuple[dict[str, Name], tuple[Problem, ...]]:
    """Names by what they are, in file order, and where two of them contradict one another."""
    found: dict[str, Name] = {}
    for key, node in named(root, "names"):
        field = f"names/{key.value}"
        found[key.value] = Name(
            name=key.value,
            instead_of=_located(node, "instead_of", field),
            apart=texts(node, "except"),
            place=Text(key.value, key, field),
        )
    return found, tuple(_contradictions(found))


def alts(root: Mapping) -> dict[str, str]:
    """What pictures show, by their names as written there: with their ending or without."""
    images = root.get("images")
    pairs = images.pairs if isinstance(images, Mapping) else ()
    return {key.value: value.value.strip() for key, value in pairs if isinstance(value, Scalar)}


def _contradictions(found: dict[str, Name]) -> Iterator[Problem]:
    """A word that is to be replaced must lead to one name, and that one must stay."""
    hint = _("请想好留哪一个叫法，另一处删掉")
    given: dict[str, str] = {}
    for name in found.values():
        for word in name.instead_of:
            other = given.setdefault(word.value, name.name)
            message = ""
            if word.value in found:
                message = _("“{word}”自己就是说定的叫法，不能又换成“{name}”").format(word=word.value, name=name.name)
            elif other != name.name:
                message = _("“{word}”既要换成“{name}”，又要换成“{other}”").format(
                    word=word.value, name=name.name, other=other
                )
            if message:
                yield Problem("schema", word.node.start, word.node.end, message, hint, word.field)


def targets(root: Mapping) -> tuple[Target, ...]:
    """Figures in file order."""
    return tuple(
        Target(*(text(row.get(key)) for key in ("area", "name", "value", "note"))) for row in rows(root, "targets")
    )


class _Values:
    """Gathers the dated values of one fact, and what is wrong with them into `problems`."""

    def __init__(self, name: str, timezone: tzinfo, problems: list[Problem]) -> None:
        self.name = name
        self.timezone = timezone
        self.problems = problems
        self.dated: list[DatedValue] = []

    def take(self, row: Mapping, field: str) -> None:
        """One row of `dated`: where anything is wrong with it, it never holds."""
        count = len(self.problems)
        start = self._moment(row, field, "from")
        end = self._moment(row, field, "until")
        if start is not None and end is not None and end <= start:
            message = _("“{name}”的这一段从 {start} 开始，却到 {until} 为止，一刻也用不上").format(
                name=self.name, start=text(row.get("from")), until=text(row.get("until"))
            )
            self._problem(row, field, "until", message, _("请核对 from 和 until：until 要在 from 之后"))
        if any(start == other.start for other in self.dated):
            message = _("“{name}”有两段从同一时刻开始，不知道该用哪个值").format(name=self.name)
            self._problem(row, field, "from", message, _("请合成一段，或者改掉其中一个 from"))
        if start is not None and count == len(self.problems):
            self.dated.append(DatedValue(text(row.get("value")), start, end))

    def _moment(self, row: Mapping, field: str, key: str) -> datetime | None:
        """When a value begins or ceases to hold; a bare `until` date counts to the end of that day."""
        written = text(row.get(key))
        if not written:
            return None
        try:
            return moment(written, self.timezone, ends=key == "until")
        except ValueError:
            hint = _("请按 2026-11-11 或 2026-11-11T20:00 的样子写")
            if key == "until" and written >= "3000":
                hint = _("一直有效的话，删掉 until 这一行就行")
            self._problem(row, field, key, _("“{name}”的日期不是真实的日期").format(name=self.name), hint)
            return None

    def _problem(self, row: Mapping, field: str, key: str, message: str, hint: str) -> None:
        self.problems.append(problem_at(row, field, key, message, hint))


def owners(root: Mapping) -> Iterator[tuple[Scalar, str]]:
    """Where terms/facts.yaml names a department: the node and its field."""
    for name, row in named(root, "facts"):
        node = row.get("owner")
        if isinstance(node, Scalar):
            yield node, f"facts/{name.value}/owner"


def _located(row: Mapping, key: str, field: str) -> tuple[Text, ...]:
    return tuple(Text(item.value, item, f"{field}/{key}/{index}") for index, item in enumerate(items(row, key)))


def _true(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.data is True
