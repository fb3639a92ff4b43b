"""Checks across scripts, beyond what the examples of the packaged rules show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from huashu.lint.fixes import fix_file
from huashu.model.finding import Finding
from huashu.model.rule import Rule
from huashu.store import rule_file

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]
ROOT = Path(__file__).parents[2]


def script(name: str, *says: str, more: str = "") -> tuple[str, bytes]:
    head = f"id: {name}\ntitle: 标题{name}\nchannels:\n  - livechat\n"
    body = "replies:\n" + "".join(f"  - say: |-\n      {say}\n" for say in says or ("好",))
    return f"scripts/{name}.yaml", f"{head}{body}owner: cs\nreview_by: 2099-01-01\n{more}".encode()


def related(*names: str) -> str:
    return "related:\n" + "".join(f"  - {name}\n" for name in names)


@pytest.fixture
def one_way(rule: Make) -> Rule:
    return rule(
        "id: library/both\ncheck: references\nwith:\n  field: related\n  problem: one-way\nmessage: '{names}'\n"
    )


def mended(judge: Judge, one_way: Rule, text: str) -> str:
    """A script after the fix that lets it relate to the two that relate to it."""
    files = [script("dialogue/a", more=related("dialogue/c")), script("dialogue/b", more=related("dialogue/c"))]
    path = "scripts/dialogue/c.yaml"
    found = judge([one_way], *files, (path, text.encode()))
    assert [one.path for one in found] == [path]
    fixed = fix_file(path, text, found)
    assert (len(fixed.applied), fixed.refused) == (1, ())
    again = judge([one_way], *files, (path, fixed.text.encode()))
    assert again == ()
    return fixed.text


C = script("dialogue/c")[1].decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (C, C + "related:\n  - dialogue/a\n  - dialogue/b\n"),
        (C.rstrip("\n"), C + "related:\n  - dialogue/a\n  - dialogue/b\n"),
        (C + "related:\n  - dialogue/a\n", C + "related:\n  - dialogue/a\n  - dialogue/b\n"),
        (
            C + "related:\n- dialogue/a # 面料\ntags: []\n",
            C + "related:\n- dialogue/a # 面料\n- dialogue/b\ntags: []\n",
        ),
        (C + "related:\n  - dialogue/a", C + "related:\n  - dialogue/a\n  - dialogue/b"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_way_back_is_written(judge: Judge, one_way: Rule, before: str, after: str, newline: str) -> None:
    assert mended(judge, one_way, before.replace("\n", newline)) == after.replace("\n", newline)


def test_a_list_in_one_line_is_left_to_people(judge: Judge, one_way: Rule) -> None:
    files = [script("dialogue/a", more=related("dialogue/c")), script("dialogue/c", more="related: [dialogue/c]\n")]
    (found,) = judge([one_way], *files)
    assert (found.path, found.matched, found.message, found.fix) == (
        "scripts/dialogue/c.yaml", "related", "dialogue/a", None,
    )  # fmt: skip


def test_an_old_id_is_replaced_by_the_new_one(rule: Make, judge: Judge) -> None:
    renamed = rule("id: library/renamed\ncheck: references\nwith:\n  field: related\n  problem: renamed\n")
    old = script("dialogue/a", more=related("dialogue/old"))
    found = judge([renamed], old, script("dialogue/b", more="formerly:\n  - dialogue/old\n"))
    assert fix_file(old[0], old[1].decode(), found).text == old[1].decode().replace("dialogue/old", "dialogue/b")


NAMES = "names:\n  运费险:\n    instead_of:\n      - 退货险\n      - 运险\n"


def test_names_are_replaced_where_that_is_safe(rule: Make, judge: Judge) -> None:
    one_name = rule("id: library/name\ncheck: consistency\nwith:\n  problem: names\nmessage: '{word} {suggestion}'\n")
    path, data = script("dialogue/a", "退货险、运险、{退货险}、运费险")
    found = judge([one_name], ("terms/names.yaml", NAMES.encode()), (path, data))
    assert [(one.matched, one.message, one.fix.safety if one.fix else "") for one in found] == [
        ("退货险", "退货险 运费险", "safe"),
        ("运险", "运险 运费险", "unsafe"),
    ]
    said = data.decode()
    assert fix_file(path, said, found).text == said.replace("退货险、运险", "运费险、运险")
    assert fix_file(path, said, found, unsafe=True).text == said.replace("退货险、运险", "运费险、运费险")
    assert judge([one_name], (path, data)) == ()


def test_names_that_cannot_be_read_hide_no_unknown_name(rule: Make, judge: Judge) -> None:
    unknown = rule("id: facts/unknown\ncheck: facts\nwith:\n  problem: undeclared\n")
    found = judge([unknown], ("terms/names.yaml", b"["), script("dialogue/a", "{没有的}"))
    assert [one.rule for one in found] == ["facts/unknown", "structure/unreadable"]


def test_a_script_that_cannot_be_read_is_there_all_the_same(rule: Make, judge: Judge) -> None:
    rules = [
        rule(f"id: library/{kind}\ncheck: coverage\nwith:\n  problem: {kind}\nmessage: '{{value}}'\n")
        for kind in ("scenes", "channels")
    ]
    broken = ("scripts/bargaining/b.yaml", b"replies: {")
    assert [one.message for one in judge(rules, script("dialogue/a"))] == ["phone", "bargaining"]
    assert [one.rule for one in judge(rules, script("dialogue/a"), broken)] == ["structure/unreadable"]


def test_a_scene_may_be_left_out(rule: Make, judge: Judge) -> None:
    scenes = "id: library/s\ncheck: coverage\nwith:\n  problem: scenes\nwhere:\n  not_scenes:\n    - bargaining\n"
    assert judge([rule(scenes)], script("dialogue/a")) == ()


def test_where_holds_across_scripts_too(rule: Make, judge: Judge) -> None:
    same = "id: library/same\ncheck: similarity\nwith:\n  field: scripts\n  percent: 80\n"
    files = [script("dialogue/a", "这款是纯棉的，贴身穿不扎"), script("dialogue/b", "这款是纯棉的，贴身穿不扎")]
    assert [one.path for one in judge([rule(same)], *files)] == ["scripts/dialogue/b.yaml"]
    assert judge([rule(same + "where:\n  scenes:\n    - bargaining\n")], *files) == ()


def test_most_scripts_are_right_and_the_odd_one_is_told(rule: Make, judge: Judge) -> None:
    terms = rule(
        "id: facts/terms\ncheck: consistency\nwith:\n  problem: terms\n  topics:\n    退款:\n      - 退款\n"
        "message: '{problem} {word} {name} {value}'\n"
    )
    files = [script(f"dialogue/{name}", f"退款{days}天到账。") for name, days in zip("abc", (5, 3, 3), strict=True)]
    assert [(one.path[-6:], one.message) for one in judge([terms], *files)] == [("a.yaml", "退款 5天 dialogue/b 3天")]


def packaged(rule_id: str) -> Rule:
    return rule_file.parse(f"rules/{rule_id}.yaml", (ROOT / f"rules/{rule_id}.yaml").read_bytes())


def topic_words() -> list[tuple[str, str]]:
    topics = packaged("facts/conflicting-terms").params["topics"]
    assert isinstance(topics, dict)
    return [(topic, word) for topic, words in topics.items() for word in words]


@pytest.mark.parametrize(("topic", "word"), topic_words())
def test_each_word_of_a_topic_is_heard(judge: Judge, topic: str, word: str) -> None:
    files = [script("dialogue/a", f"{word}要3天。"), script("dialogue/b", f"{word}要5天。")]
    (found,) = judge([packaged("facts/conflicting-terms")], *files)
    assert found.message.startswith(f"说到{topic}，这里是“5天”")


def synonyms() -> list[tuple[str, str]]:
    same = packaged("library/similar-asks").params["same"]
    assert isinstance(same, dict)
    return sorted(same.items())


@pytest.mark.parametrize(("word", "meant"), synonyms())
def test_each_word_of_one_meaning_is_heard(judge: Judge, word: str, meant: str) -> None:
    asks = [f"asks:\n  - 尺码{said}甲乙\n" for said in (meant, word)]
    files = [script("dialogue/a", more=asks[0]), script("dialogue/b", more=asks[1])]
    (found,) = judge([packaged("library/similar-asks")], *files)
    assert found.matched == f"尺码{word}甲乙"
