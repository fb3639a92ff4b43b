"""Identity and bank cards by their make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.lint.cards import bank_card, card_prefix, id_card, old_id_card

WEIGHTS = [2**power % 11 for power in range(17, 0, -1)]


def with_check(head: str) -> str:
    """The number that begins with 17 digits, its check digit worked out by powers of two (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + "0123456789X"[(12 - total) % 11]


def luhn(head: str) -> str:
    total = 0
    for index, digit in enumerate(reversed(head)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value // 10 + value % 10
    return head + str(-total % 10)


@given(st.dates(), st.integers(0, 999), st.sampled_from(["110105", "440305", "820000"]))
def test_a_right_number_is_known_and_any_slip_is_noticed(born: object, serial: int, region: str) -> None:
    number = with_check(f"{region}{str(born).replace('-', '')}{serial:03d}")
    assert id_card(number) is (1880 <= int(number[6:10]) < 2100)
    wrong = number[:14] + str((int(number[14]) + 1) % 10) + number[15:]
    assert not id_card(wrong)


@pytest.mark.parametrize("number", ["11010519491231002x", "11010519491231002X"])
def test_the_last_may_be_an_x(number: str) -> None:
    assert id_card(number)


@pytest.mark.parametrize(
    "number",
    [with_check("20240601123456789"), with_check("11010519490231002"), "1101051949123100", "11010519491231002XX", ""],
)
def test_no_such_region_no_such_day_wrong_length(number: str) -> None:
    assert not id_card(number)


def test_cards_of_before_1999() -> None:
    assert old_id_card("110105491231002")
    assert not old_id_card("110105491331002")
    assert not old_id_card("200105491231002")
    assert not old_id_card("11010549123100")


@given(st.sampled_from(["62", "60"]), st.integers(13, 16), st.randoms(use_true_random=False))
def test_luhn(prefix: str, more: int, random: object) -> None:
    head = prefix + "".join(str(random.randrange(10)) for _ in range(more))  # type: ignore[attr-defined]
    number = luhn(head)
    assert bank_card(number)
    assert not bank_card(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_issuers_have_their_lengths() -> None:
    assert bank_card(luhn("4" + "1" * 14))
    assert not bank_card(luhn("4" + "1" * 17))
    assert not bank_card(luhn("1" * 15))
    assert card_prefix("9558")
    assert not card_prefix("19")
