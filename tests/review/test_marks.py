"""Marks in comments: what they say, and what is no mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.change import CHANGED, FILE, Change, Item
from huashu.review.marks import Mark, read, write

DIGEST = "a" * 64
BLOB = "100644:" + "b" * 40


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("/huashu approve", Mark("approve")),
        ("/huashu approve supervisor", Mark("approve", "supervisor")),
        ("/huashu approve supervisor urgent", Mark("approve", "supervisor", True)),
        ("/huashu approve urgent", Mark("approve", "", True)),
        ("/huashu reject product\r\n价格不对", Mark("reject", "product")),
        ("/huashu withdraw", Mark("withdraw")),
        (f"好\n/huashu approve a\ngreeting/hi {DIGEST}\n谢谢", Mark("approve", "a", items={"greeting/hi": DIGEST})),
        (f"/huashu approve a\na b.md {BLOB}\nx/y retired", Mark("approve", "a", items={"a b.md": BLOB, "x/y": "retired"})),
        ("", None),
        ("同意", None),
        (" /huashu approve a", None),
        ("> /huashu approve a", None),
        ("/huashu approve a b", None),
        ("/huashu approve A", None),
        ("/huashu approve a\n/huashu reject a", None),
        (f"/huashu approve a\nx/y {DIGEST}\nx/y {'c' * 64}", None),
        (f"/huashu approve a\n\nx/y {DIGEST}", Mark("approve", "a")),
    ],
)  # fmt: skip
def test_marks(body: str, mark: Mark | None) -> None:
    assert read(body) == mark


KEYS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), include_characters=" "), min_size=1
).filter(lambda key: key == key.strip() and not key.startswith("/huashu") and len(key.splitlines()) == 1)


@given(st.dictionaries(KEYS, st.sampled_from([DIGEST, BLOB, "retired"]), min_size=1), st.booleans())
def test_what_is_written_is_read(digests: dict[str, str], urgent: bool) -> None:
    items = tuple(Item(key, FILE, CHANGED, digest, "", (key,)) for key, digest in digests.items())
    body = write(Change("0", "1", "2", items), "approve", "lead", urgent=urgent)
    assert read(body) == Mark("approve", "lead", urgent, digests)
