"""Patterns that would never come to an end are known by their shape; those that people write are not among them."""

from __future__ import annotations

import pytest

from huashu.model.endless import depth, endless
from huashu.store import recommended


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+", "(a*)*b", "(?:a+?)+$", "(?:不+)*能", "([a-z]+)*!", "(.*，)+", "(?:[^。]+，)+", r"(?:\w+\s?)*x", r"(\d+\d)+",
        "(?:a|b+)+", "(?:(?:a+))+", "(a{1,20})+", "(a+){1,50}", "不(?:能(?:a+)*)", "(?=(a+)+)", "(?:b?a*)*", "(?>(a+)+b)",
    ],
)  # fmt: skip
def test_endless(pattern: str) -> None:
    assert endless(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a+", "不.{0,3}能", "(?:[^，]+，)+", "(?:[0-9]+[.:])*[0-9]+", "(a+){3}", "(?:a{3})+", "(?:不?能)+", "(?:a++)+", "(?:ab)+", "(a+)++",
        r"(?:\d+[个件])+", "(?:[a-z]+ )*", "(?:好|行)*", "", r"(?:\S+ )+", "(?:(?:退|换)+货)+", "a+b+", "(?:[一-龥]，*)+",
        "(?:(?:[0-9]+|[一二三]+) ?(?:号楼|[栋幢])[ -]?)+", r"(?:[^\W\d_][\u0300-\u036f]*)+",
    ],
)  # fmt: skip
def test_not_endless(pattern: str) -> None:
    assert not endless(pattern)


def test_depth() -> None:
    assert depth("ab") == 0
    assert depth("(a)(b)") == 2  # at most
    assert depth("(a)" * 50) == 1
    assert depth("(?:a|(b(?=c)))" * 20) == 3
    assert depth("(" * 60 + ")" * 60) == 60


def test_no_packaged_rule_has_one() -> None:
    patterns = [pattern for rule in recommended.rules().values() for pattern in rule.words("patterns")]
    assert len(patterns) > 50
    assert [pattern for pattern in patterns if endless(pattern)] == []
