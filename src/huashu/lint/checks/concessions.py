"""What the rungs of a ladder give away in money, and where a later one gives less than one before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from huashu.lint.checks.hit import Hit, at_span
from huashu.lint.view import ScriptView, Utterance
from huashu.model.library import Scene
from huashu.model.rule import Rule
from huashu.patterns import lazy

_AMOUNT = r"(?P<{name}>[0-9]+(?:\.[0-9]+)?) ?[元块]"
# 减 30 元, 20 元券, 9 折
_GIVEN = lazy(
    r"(?:减免?|便宜|优惠|少收|少付|抵扣?|让利?|立减|直降|返)(?:给?您|了|你)? ?" + _AMOUNT.format(name="off")
    + "|" + _AMOUNT.format(name="coupon") + r"(?:的)?[^，。；！？0-9\n]{0,4}(?:券|红包)"
    + r"|(?<![0-9.])(?P<fold>[0-9](?:\.[0-9]{1,2})?)折"
)  # fmt: skip

_MONEY = lazy("[元块折]")  # quicker than what follows
_ON_TOP = lazy("再|另|叠|额外|同享|一起用")  # what comes on top of what was given before is no step back
_STOP = lazy("[。；！？;!?\n]")


class _Gift(NamedTuple):
    """A concession: larger is better for the customer, in yuan or in tenths off, as `kind` says."""

    kind: str
    worth: float
    start: int
    end: int
    on_top: bool


def shrinking(rule: Rule, view: ScriptView, scene: Scene) -> Iterator[Hit]:
    """Amounts that a later rung names and that are less than what a lower rung has named, channel by channel."""
    order = {stage.id: place for place, stage in enumerate(scene.stages)}
    said = [(index, said) for index, said in view.looked_at(rule.where) if said.stage in order]
    found = {index: _gifts(text.said.value) for index, text in said if _MONEY.search(text.said.value)}
    reported: set[tuple[int, int]] = set()
    for channel in view.channels if any(found.values()) else ():
        best: dict[str, tuple[float, int]] = {}
        for index, text in said:
            if channel not in text.channels:
                continue
            for gift in found.get(index, ()):
                most, place = best.get(gift.kind, (0.0, -1))
                if (
                    not gift.on_top
                    and gift.worth < most
                    and place < order[text.stage]
                    and (index, gift.start) not in reported
                ):
                    reported.add((index, gift.start))
                    yield _less(view, text, gift, scene, place)
            for gift in found.get(index, ()):
                best[gift.kind] = max(best.get(gift.kind, (0.0, -1)), (gift.worth, order[text.stage]))


def _gifts(value: str) -> list[_Gift]:
    """The concessions of a text, the largest of each kind."""
    most: dict[str, _Gift] = {}
    for match in _GIVEN.finditer(value):
        kind = "fold" if match["fold"] else "money"
        worth = 10 - float(match["fold"]) if match["fold"] else float(match["off"] or match["coupon"])
        if kind not in most or worth > most[kind].worth:
            sentence = _STOP.split(value[: match.start()])[-1] + _STOP.split(value[match.start() :])[0]
            most[kind] = _Gift(kind, worth, *match.span(), _ON_TOP.search(sentence) is not None)
    return list(most.values())


def _less(view: ScriptView, said: Utterance, gift: _Gift, scene: Scene, before: int) -> Hit:
    word = said.said.value[gift.start : gift.end]
    here = scene.stage(said.stage)
    return at_span(
        view.script.source, said.said, gift.start, gift.end, view.script.id,
        word=word, stage=here.title if here else said.stage, name=scene.stages[before].title,
    )  # fmt: skip
