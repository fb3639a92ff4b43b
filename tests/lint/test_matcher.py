"""One pass over all words gives what trying each word everywhere gives."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from huashu.lint.matcher import Matcher
from huashu.lint.searching import Match
from huashu.model.rule import Rule, Where
from huashu.model.source import Source

LETTERS = "不能行好错"
word = st.text(LETTERS, min_size=1, max_size=3)
words = st.lists(word, min_size=1, max_size=5, unique=True)


def rule(name: str, **params: object) -> Rule:
    return Rule(name, "", "error", Where(), "existence", params, "", "", {}, "", Source("", ""))


def everywhere(text: str, needles: list[str]) -> list[Match]:
    return [
        Match(at, at + len(needle), needle)
        for needle in needles
        for at in range(len(text))
        if text.startswith(needle, at)
    ]


def naive(text: str, needles: list[str], skips: list[str], excuses: list[str]) -> list[Match]:
    if any(excuse in text for excuse in excuses):
        return []
    swallowed = everywhere(text, skips)
    kept: list[Match] = []
    for match in sorted(everywhere(text, needles), key=lambda m: (m.start, -m.end)):
        inside = any(s.start <= match.start and match.end <= s.end for s in swallowed)
        covered = any(k.start <= match.start < k.end for k in kept)
        if not inside and not covered:
            kept.append(match)
    return kept


@given(
    st.lists(st.text(LETTERS + "，", max_size=12), max_size=4),
    words,
    st.lists(word, max_size=3),
    st.lists(word, max_size=1),
    words,
)
def test_like_trying_each_word_everywhere(
    texts: list[str], first: list[str], skips: list[str], excuses: list[str], second: list[str]
) -> None:
    rules = [rule("a", words=first, **{"except": skips, "unless": excuses}), rule("b", words=second)]
    found = Matcher(rules).find(texts)
    for at, text in enumerate(texts):
        assert found.get(0, {}).get(at, []) == naive(text, first, skips, excuses)
        assert found.get(1, {}).get(at, []) == naive(text, second, [], [])


@given(st.lists(st.text("12a ，", max_size=8), max_size=4))
def test_patterns_are_searched_text_by_text(texts: list[str]) -> None:
    for pattern in (r"\d+", r"(?<!\d)1\d", "^1", "a$", "[12]*"):
        found = Matcher([rule("p", patterns=[pattern])]).find(texts)
        for at, text in enumerate(texts):
            expected = [Match(m.start(), m.end(), m[0]) for m in re.finditer(pattern, text) if m[0]]
            assert found.get(0, {}).get(at, []) == expected


MIXED = st.lists(st.text("不 能對1２好，妳", max_size=12), max_size=5)
_RULES = [
    rule("a", words=["不能", "好"], **{"except": ["不能不"]}),
    rule("b", words=["妳"], patterns=["不(?:.?能|好)|对[^，]", "[0-9]好"]),
    rule("c", patterns=["(能|好)\\1|^不", "不.好|能$"]),
]


@given(MIXED)
def test_texts_together_give_what_each_gives_alone(texts: list[str]) -> None:
    matcher = Matcher(_RULES)
    together = matcher.find(texts)
    for at, text in enumerate(texts):
        alone = matcher.find([text])
        assert {index: found[at] for index, found in together.items() if at in found} == {
            index: found[0] for index, found in alone.items()
        }


@given(MIXED)
def test_the_automaton_finds_what_looking_for_each_word_finds(texts: list[str]) -> None:
    quick, slow = Matcher(_RULES), Matcher(_RULES)
    quick._finder.find("好" * 20_000)
    assert slow.find(texts) == quick.find(texts)
    assert (quick._finder._automaton is None, slow._finder._automaton is None) == (False, True)


def test_a_longer_word_hides_a_shorter_one_inside_it() -> None:
    found = Matcher([rule("a", words=["大麻", "麻"])]).find(["吸大麻"])
    assert found == {0: {0: [Match(1, 3, "大麻")]}}


def test_of_overlapping_words_the_first_is_told() -> None:
    found = Matcher([rule("a", words=["全网最低", "最低价"])]).find(["全网最低价"])
    assert found == {0: {0: [Match(0, 4, "全网最低")]}}


def test_an_exception_of_one_rule_leaves_another_alone() -> None:
    rules = [rule("a", words=["不"], **{"except": ["不错"]}), rule("b", words=["不"])]
    assert Matcher(rules).find(["不错"]) == {1: {0: [Match(0, 1, "不")]}}


def test_no_words_no_matches() -> None:
    assert Matcher([rule("a")]).find(["您好"]) == {}


def test_hidden_words_are_found_where_they_stand() -> None:
    rules = [rule("a", words=["第一", "绝对"]), rule("b", patterns=["加.{0,2}微信", "100%"])]
    found = Matcher(rules).find(["销量第 一", "絕對好", "第·一", "加 我 微 信", "１００％"])
    assert found[0] == {0: [Match(2, 5, "第一")], 1: [Match(0, 2, "绝对")], 2: [Match(0, 3, "第一")]}
    assert found[1] == {3: [Match(0, 7, "加 我 微 信")], 4: [Match(0, 4, "１００％")]}


def test_a_word_that_is_written_in_such_characters_means_them() -> None:
    found = Matcher([rule("a", words=["妳", "ＯＫ"])]).find(["妳好，你好，ＯＫ，OK"])
    assert found == {0: {0: [Match(0, 1, "妳"), Match(6, 8, "ＯＫ")]}}


def test_blanks_that_stand_for_commas_make_no_words() -> None:
    assert Matcher([rule("a", words=["国家级"])]).find(["国家 级别高"]) == {}


def test_only_the_rules_asked_for() -> None:
    rules = [
        rule("a", words=["不行"]),
        rule("b", words=["不行"], patterns=["不.{0,1}能"]),
        rule("c", patterns=["不.{0,1}能"]),
    ]
    found = Matcher(rules).within({0, 2}).find(["不行，不太能"])
    assert found == {0: {0: [Match(0, 2, "不行")]}, 2: {0: [Match(3, 6, "不太能")]}}
