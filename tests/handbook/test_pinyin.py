from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.handbook.pinyin import Pinyin, sort_key, sounds


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("退款", "tui kuan"),
        ("退款，多久到？", "tui kuan duo jiu dao"),
        ("能便宜点吗", "neng pian yi dian ma"),  # by the word, not by the character
        ("APP里看", "app li kan"),
        ("7天", "7 tian"),
        ("绿色", "lv se"),
        ("{单号}", "dan hao"),
        ("😊", ""),
        ("", ""),
    ],
)
def test_spelled(text: str, spelled: str) -> None:
    assert Pinyin().of(text) == spelled


@given(st.text(alphabet=st.sampled_from("退款多久到账a B7，。{}—é "), max_size=12))
def test_every_hanzi_is_one_syllable_and_a_run_of_letters_another(text: str) -> None:
    """The page marks characters by their syllables and relies on this."""
    spelled = Pinyin().of(text)
    assert Pinyin().of(text) == spelled
    assert spelled == spelled.strip()
    hanzi = sum("\u4e00" <= char <= "\u9fff" for char in text)
    runs = len("".join(char if char.isascii() and char.isalnum() else " " for char in text).split())
    assert len(spelled.split()) == hanzi + runs


def test_an_index_is_sorted_by_sound() -> None:
    assert sorted(["退款", "发货", "APP", "返修"], key=sort_key) == ["APP", "发货", "返修", "退款"]


def test_sounds_of_the_characters_used() -> None:
    """款 is xin in old books only, and nobody types that."""
    table = sounds("退款还重，a😊")
    assert table == [
        ["chong", "", "重"],
        ["hai", "还", ""],
        ["huan", "", "还"],
        ["kuan", "款", ""],
        ["tui", "退", ""],
        ["zhong", "重", ""],
    ]


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20))
def test_each_character_has_at_most_one_usual_and_one_other_sound(text: str) -> None:
    table = sounds(text)
    assert [name for name, _usual, _other in table] == sorted({name for name, _usual, _other in table})
    for column in (1, 2):
        listed = "".join(row[column] for row in table)
        assert len(listed) == len(set(listed))
        assert set(listed) <= set(text)
