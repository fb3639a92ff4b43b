"""Numbers of identity cards and bank cards, known by their make: regions, dates, check digits."""

from __future__ import annotations

import re
from datetime import date

from huashu.patterns import lazy

# GB 11643: the first two digits are the province that issued the card.
_REGIONS = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_YEARS = range(1880, 2100)

# ISO/IEC 7812: UnionPay 62 and older domestic cards (60, 9558), Visa 4, MasterCard 51 to 55, JCB 35.
_PREFIX = lazy("6[02]|9558|4|5[1-5]|35")
_LENGTHS = {"4": (16,), "5": (16,), "3": (16,), "6": (16, 17, 18, 19), "9": (19,)}


def id_card(number: str) -> bool:
    """Whether 18 characters are the number of an identity card: region, date of birth and check digit are right."""
    if not re.fullmatch("[0-9]{17}[0-9Xx]", number) or int(number[:2]) not in _REGIONS or not _born(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == number[17].upper()


def old_id_card(number: str) -> bool:
    """Whether 15 digits are shaped as identity cards were until 1999; they had no check digit."""
    return re.fullmatch("[0-9]{15}", number) is not None and int(number[:2]) in _REGIONS and _born("19" + number[6:12])


def bank_card(number: str) -> bool:
    """Whether digits are the number of a payment card: issuer, length and Luhn's check digit are right."""
    if not card_prefix(number) or len(number) not in _LENGTHS[number[0]]:
        return False
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(number), 1)]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def card_prefix(number: str) -> bool:
    """Whether payment cards begin like this."""
    return _PREFIX.match(number) is not None


def _born(text: str) -> bool:
    """Whether eight digits are a date on which a living person's document may say he was born."""
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return born.year in _YEARS
