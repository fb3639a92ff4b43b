"""The page's data packed quickly is the same data, and only what has changed is packed again."""

from __future__ import annotations

import json
from base64 import b64decode
from gzip import decompress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huashu.handbook.memo import Memo
from huashu.handbook.packing import Written, packed, packed_quickly

_VALUES = st.dictionaries(
    st.text(max_size=5), st.text(max_size=20) | st.integers() | st.lists(st.text(max_size=5)), max_size=4
)


def written(scene: int, say: str) -> Written:
    return Written({"scene": scene, "replies": [{"say": say, "variants": {"phone": "喂"}}]})


def unpacked(text: str) -> Any:
    return json.loads(decompress(b64decode(text)).decode("utf-8", "surrogatepass"))


@given(_VALUES, st.lists(st.tuples(st.integers(0, 3), st.text(max_size=9)), max_size=6), _VALUES)
def test_both_ways_pack_the_same(before: dict[str, Any], said: list[tuple[int, str]], after: dict[str, Any]) -> None:
    scripts = [written(scene, say) for scene, say in sorted(said)]
    data = {**before, "scripts": scripts, **after}
    text = packed_quickly(data, Memo())
    assert unpacked(text) == unpacked(packed(data)) == {**before, "scripts": scripts, **after}
    assert text == packed_quickly(dict(data), Memo())
    assert not set(text) & set("<>&\"'")


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("甲乙")), max_size=5))
def test_what_was_kept_changes_nothing(said: list[tuple[int, str]]) -> None:
    memo = Memo()
    scripts = [written(scene, say) for scene, say in sorted(said)]
    for end in range(len(scripts) + 1):
        for some in (scripts[:end], scripts[end:]):
            assert packed_quickly({"scripts": some}, memo) == packed_quickly({"scripts": some}, Memo())


def test_only_the_scene_of_another_script_is_packed_again() -> None:
    memo = Memo()
    scripts = [written(0, "甲"), written(0, "乙"), written(1, "丙")]
    packed_quickly({"scripts": scripts}, memo)
    for script in scripts:
        script["replies"] = []  # nobody asks for its text again
        del script.text
    assert unpacked(packed_quickly({"scripts": scripts}, memo))["scripts"][0]["replies"] == [
        {"say": "甲", "variants": {"phone": "喂"}}
    ]
    new = [*scripts[:2], written(1, "丁")]
    assert [len(one["replies"]) for one in unpacked(packed_quickly({"scripts": new}, memo))["scripts"]] == [1, 1, 1]
