"""Effective texts: facts filled in, slots left open, and the way back to what was written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huashu.model.effective import effective
from huashu.model.script import Text
from huashu.model.source import Scalar


def written(value: str) -> Text:
    return Text(value, Scalar(value, "", 0, len(value), -1, value), "replies/0/say")


def test_facts_are_filled_and_slots_stay_open() -> None:
    said = effective(written("签收{退货天数}内找{工号}"), {"退货天数": "7天"})
    assert said.value == "签收7天内找{工号}"
    assert [(part.kind, part.text, part.name) for part in said.segments] == [
        ("text", "签收", ""),
        ("fact", "7天", "退货天数"),
        ("text", "内找", ""),
        ("slot", "{工号}", "工号"),
    ]


def test_a_span_that_touches_a_fact_covers_its_name() -> None:
    said = effective(written("签收{退货天数}内"), {"退货天数": "7天"})
    assert said.written_span(2, 3) == (2, 8)
    assert said.written_span(1, 3) == (1, 8)
    assert said.written_span(4, 5) == (8, 9)


pieces = st.lists(
    st.one_of(st.text("退货您好🙂", min_size=1, max_size=4), st.sampled_from(["{甲}", "{乙}"])), max_size=6
)


@given(pieces, st.text("0天", max_size=3))
def test_text_outside_facts_maps_to_itself(parts: list[str], value: str) -> None:
    text = "".join(parts)
    said = effective(written(text), {"甲": value})
    assert said.value == text.replace("{甲}", value)
    at = 0
    for segment in said.segments:
        if segment.kind != "fact":
            for index in range(len(segment.text)):
                start, end = said.written_span(at + index, at + index + 1)
                assert text[start:end] == said.value[at + index]
        at += len(segment.text)
    assert at == len(said.value)
