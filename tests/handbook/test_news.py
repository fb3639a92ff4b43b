"""What is new since a release: by what is said, not by how files are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from shop_in_git import BASE, FACTS, HELLO, script

from huashu.handbook.news import News, Side, news
from huashu.store.extras import Picture
from huashu.store.library import assemble
from huashu.store.settings import parse

NOW = datetime.fromisoformat("2026-06-01T00:00+08:00")


def side(changes: Mapping[str, str | None] | None = None, pictures: Mapping[str, Picture] | None = None) -> Side:
    files = {path: text for path, text in {**BASE, **(changes or {})}.items() if text is not None}
    settings = files.pop("huashu.yaml")
    library = assemble(
        parse(str(settings).encode()), sorted((path, str(text).encode()) for path, text in files.items())
    )
    assert library.problems == ()
    return Side(library, pictures or {}, NOW)


def test_nothing_new() -> None:
    assert news(side(), side()) == {}
    assert news(side(), side({HELLO: "# 备注\n" + script()})) == {}


def test_new_scripts_and_changed_ones() -> None:
    after = side({HELLO: script(say="您好呀，{称呼}"), "scripts/dialogue/new.yaml": script("dialogue/new")})
    assert news(side(), after) == {
        "dialogue/new": News("new"),
        "greeting/hello": News("changed", ((("=", "您好"), ("+", "呀"), ("=", "，{称呼}")),)),
    }


def test_a_changed_policy_changes_what_quotes_it() -> None:
    quoting = {HELLO: script(say="{退货天数}内可退")}
    after = {
        **quoting,
        "terms/facts.yaml": FACTS.format(days="15天"),
        "scripts/dialogue/other.yaml": script("dialogue/other"),
    }
    before = {**quoting, "scripts/dialogue/other.yaml": script("dialogue/other")}
    assert news(side(before), side(after)) == {
        "greeting/hello": News("changed", ((("-", "7"), ("+", "15"), ("=", "天内可退")),))
    }


@pytest.mark.parametrize(
    "more", ["    by: leader\n", "    fixed: true\n", "escalate:\n  to: leader\n  when: |-\n    急\n"]
)
def test_changes_beside_the_words_have_no_diff(more: str) -> None:
    assert news(side(), side({HELLO: script(more=more)})) == {"greeting/hello": News("changed")}


def test_a_script_under_a_new_name_is_compared_with_what_it_was() -> None:
    moved = {HELLO: None, "scripts/dialogue/hi.yaml": script("dialogue/hi", "您好") + "formerly:\n  - greeting/hello\n"}
    assert news(side(), side(moved)) == {"dialogue/hi": News("changed", ((("=", "您好"), ("-", "，{称呼}")),))}


def test_wordings_of_channels_are_compared_one_by_one() -> None:
    def both(phone: str) -> dict[str, str]:
        return {
            HELLO: script(channels=("livechat", "phone"), more=f"    variants:\n      phone: |-\n        {phone}\n")
        }

    assert news(side(both("喂")), side(both("喂，您好"))) == {
        "greeting/hello": News("changed", ((("=", "喂"), ("+", "，您好")),))
    }


def test_replies_are_paired_before_they_are_compared() -> None:
    more = "  - say: |-\n      再见\n"
    assert news(side(), side({HELLO: script(more=more)})) == {"greeting/hello": News("changed", ((("+", "再见"),),))}
    assert news(side({HELLO: script(more=more)}), side()) == {"greeting/hello": News("changed", ((("-", "再见"),),))}


def test_another_picture_under_the_same_name_is_a_change() -> None:
    shown = {HELLO: script(more="    image: chart\n")}
    old, new = ({"chart": Picture("chart.png", "表", "image/png", data)} for data in (b"1", b"2"))
    assert news(side(shown, old), side(shown, new)) == {"greeting/hello": News("changed")}
    assert news(side(shown, old), side(shown, dict(old))) == {}
    assert news(side({}, old), side({}, new)) == {}
