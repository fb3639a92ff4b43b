"""A check of a team's own: replies in a row that open with the same words sound like a machine."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.model.own_check import Given, OwnCheck, Place

PARAMETERS = {
    "title": "开头雷同",
    "description": "连着几句用同样的话开头，听着像机器人。",
    "type": "object",
    "additionalProperties": False,
    "required": ["length"],
    "properties": {
        "length": {
            "title": "比几个字",
            "description": "开头有几个字相同才算雷同。",
            "type": "integer",
            "minimum": 1,
            "examples": [2],
        },
        "max": {
            "title": "上限",
            "description": "最多可以连着几句，超过才报；不写就是 1 句。",
            "type": "integer",
            "minimum": 1,
            "examples": [2],
        },
    },
}


def same_opening(given: Given) -> Iterator[Place]:
    """The opening of each surplus reply; a customer hears one channel, so each is counted by itself."""
    length, longest = given.params["length"], given.params.get("max", 1)
    assert isinstance(length, int)
    assert isinstance(longest, int)
    told = set()
    for channel in sorted({channel for said in given.texts for channel in said.channels}):
        before, count = "", 0
        for said in given.texts:
            if channel not in said.channels:
                continue
            opening = said.text[:length]
            count = count + 1 if opening == before else 1
            before = opening
            if count > longest and said.index not in told:
                told.add(said.index)
                yield said.place(0, len(opening), count=count, max=longest)


check = OwnCheck(run=same_opening, parameters=PARAMETERS)
