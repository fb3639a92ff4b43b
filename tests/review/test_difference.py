from __future__ import annotations

from pathlib import Path

import pytest
from differing import NOW, PRICE, SECRET, SHOP, Files, difference, price, shop
from shop_in_git import FACTS, HELLO, PICTURE, SLOTS, script

from huashu.model.diff import Run
from huashu.model.difference import Difference, FieldChange, WordingChange
from huashu.review.difference import compare
from huashu.store.comparing import compared

RETURN = "scripts/dialogue/return.yaml"


def told(found: Difference) -> dict[str, str]:
    return {one.id: one.how for one in found.scripts}


def test_nothing_differs(tmp_path: Path) -> None:
    found = difference(tmp_path, {}, {})
    assert (found.empty, found.unreadable, found.risks, found.base.name) == (True, False, (), "HEAD")


def test_every_kind_of_change_to_a_script_is_told(tmp_path: Path) -> None:
    names = ("changed", "gone", "layout", "old", "same")
    before: dict[str, str | bytes | None] = {
        f"scripts/dialogue/{name}.yaml": script(f"dialogue/{name}", f"{name}的话") for name in names
    }
    found = difference(
        tmp_path,
        before,
        {
            "scripts/dialogue/changed.yaml": script("dialogue/changed", "新的话"),
            "scripts/dialogue/gone.yaml": None,
            "scripts/dialogue/layout.yaml": "# 注释\n" + script("dialogue/layout", "layout的话"),
            "scripts/dialogue/old.yaml": None,
            "scripts/dialogue/moved.yaml": script("dialogue/moved", "old的话") + "formerly:\n  - dialogue/old\n",
            "scripts/dialogue/added.yaml": script("dialogue/added", "又一条"),
            "scripts/dialogue/broken.yaml": "id: [",
        },
    )
    assert told(found) == {
        "dialogue/added": "added",
        "dialogue/broken": "unreadable",
        "dialogue/changed": "changed",
        "dialogue/gone": "retired",
        "dialogue/layout": "layout",
        "dialogue/moved": "moved",
    }
    assert found.unreadable
    by_id = {one.id: one for one in found.scripts}
    assert by_id["dialogue/moved"].formerly == "dialogue/old"
    assert (by_id["dialogue/moved"].replies, by_id["dialogue/layout"].replies) == ((), ())
    assert by_id["dialogue/layout"].before == by_id["dialogue/layout"].after != ""
    (reply,) = by_id["dialogue/changed"].replies
    assert reply.wordings == (WordingChange((), (Run("-", "changed"), Run("+", "新"), Run("=", "的话"))),)
    (reply,) = by_id["dialogue/gone"].replies
    assert (reply.before, reply.after, reply.wordings[0].runs) == (1, 0, (Run("-", "gone的话"),))


def test_a_script_that_breaks_is_unreadable_and_not_retired(tmp_path: Path) -> None:
    found = difference(tmp_path, {}, {HELLO: "id: ["})
    assert told(found) == {"greeting/hello": "unreadable"}


def test_a_script_that_can_be_read_again_is_not_new(tmp_path: Path) -> None:
    assert told(difference(tmp_path, {HELLO: "id: ["}, {HELLO: script()})) == {"greeting/hello": "changed"}


def test_what_was_unreadable_and_is_left_alone_hinders_nobody(tmp_path: Path) -> None:
    assert difference(tmp_path, {HELLO: "id: ["}, {}).empty


def test_a_fact_shows_what_other_scripts_now_say(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        {RETURN: script("dialogue/return", "{退货天数}内可以退")},
        {"terms/facts.yaml": FACTS.format(days="15天")},
    )
    (one,) = found.scripts
    assert (one.id, one.how, one.touched, one.because) == ("dialogue/return", "changed", False, ("退货天数",))
    runs = (Run("-", "7"), Run("+", "15"), Run("=", "天内可以退"))
    assert one.replies[0].wordings == (WordingChange((), runs),)
    (fact,) = found.facts
    assert fact.fields == (FieldChange("value", "7天", "15天", (Run("-", "7天"), Run("+", "15天"))),)
    assert fact.speaks == ("dialogue/return",)


def test_a_dated_value_changes_what_is_said_on_another_day(tmp_path: Path) -> None:
    more = "    dated:\n      - value: 30天\n        from: 2026-11-01\n        until: 2026-11-12\n"
    found = difference(
        tmp_path,
        {RETURN: script("dialogue/return", "{退货天数}内可以退")},
        {"terms/facts.yaml": FACTS.format(days="7天") + more},
    )
    (one,) = found.scripts
    assert (one.how, one.because, one.replies) == ("changed", ("退货天数",), ())
    (field,) = found.facts[0].fields
    assert (field.name, field.after) == ("dated", "2026-11-01 00:00 至 2026-11-13 00:00：30天")


def test_a_figure_that_becomes_a_fact_is_told_as_written(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        {RETURN: script("dialogue/return", "7天内可以退")},
        {RETURN: script("dialogue/return", "{退货天数}内可以退")},
    )
    (wording,) = found.scripts[0].replies[0].wordings
    assert wording == WordingChange((), (Run("-", "7天"), Run("+", "{退货天数}"), Run("=", "内可以退")), written=True)


def test_channels_with_one_change_are_told_together(tmp_path: Path) -> None:
    variant = "    variants:\n      phone: |-\n        {}\n"
    three = "livechat", "phone"
    before = script("dialogue/return", "可以退", variant.format("能退"), three)
    after = script("dialogue/return", "可以退的", variant.format("能退的"), three)
    found = difference(tmp_path, {RETURN: before}, {RETURN: after})
    (reply,) = found.scripts[0].replies
    assert [wording.channels for wording in reply.wordings] == [("livechat",), ("phone",)]
    found = difference(
        tmp_path / "2",
        {RETURN: script("dialogue/return", "可以退", "", three)},
        {RETURN: script("dialogue/return", "能退", "", three)},
    )
    assert [wording.channels for wording in found.scripts[0].replies[0].wordings] == [()]


def test_a_new_channel_that_says_the_same_is_told_once(tmp_path: Path) -> None:
    after = script("dialogue/return", "可以退", "", ("livechat", "phone"))
    found = difference(tmp_path, {RETURN: script("dialogue/return", "可以退")}, {RETURN: after})
    (one,) = found.scripts
    assert [(field.name, field.after, field.runs) for field in one.fields] == [
        ("channels", "phone", (Run("+", "电话"),))
    ]
    assert one.replies == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    note: |-\n      先问\n", "    note: |-\n      先听\n", ("note", "先问", "先听")),
        ("", "    by: leader\n", ("by", "agent", "leader")),
        ("", "    fixed: true\n", ("fixed", "", "true")),
        ("", "    image: size\n", ("image", "", "size")),
    ],
)
def test_what_stands_around_a_reply(tmp_path: Path, old: str, new: str, expected: tuple[str, str, str]) -> None:
    found = difference(
        tmp_path, {RETURN: script("dialogue/return", "好", old)}, {RETURN: script("dialogue/return", "好", new)}
    )
    (reply,) = found.scripts[0].replies
    (field,) = reply.fields
    assert ((field.name, field.before, field.after), reply.wordings) == (expected, ())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("expires: 2026-11-12\n", [("expires", "2026-11-12")]),
        ("effective: 2026-11-11T20:00\n", [("effective", "2026-11-11T20:00")]),
        ("tags:\n  - 大促\n", [("tags", "大促")]),
        ("consult:\n  - cs\n", [("consult", "cs")]),
        ("related:\n  - greeting/hello\n", [("related", "greeting/hello")]),
        ("escalate:\n  to: leader\n  when: |-\n    生气\n", [("escalate-to", "leader"), ("escalate-when", "生气")]),
    ],
)
def test_what_stands_around_a_script(tmp_path: Path, more: str, expected: list[tuple[str, str]]) -> None:
    plain = script("dialogue/return", "好")
    found = difference(tmp_path, {RETURN: plain}, {RETURN: plain + more})
    assert [(field.name, field.after) for field in found.scripts[0].fields] == expected


def test_slots_and_other_files(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        {"handbook/1-交接.md": "# 交接\n\n交给谁\n", "notes.txt": "a"},
        {
            "terms/slots.yaml": SLOTS + SECRET,
            "handbook/1-交接.md": "# 交接\n\n交给组长\n",
            "assets/size.png": PICTURE,
            "rules/tone/a.yaml": "id: a\n",
            "notes.txt": None,
        },
    )
    assert [(one.name, one.how, [field.name for field in one.fields]) for one in found.slots] == [
        ("手机号", "added", ["means", "sensitive", "spoken"])
    ]
    assert [(one.path, one.how, one.governs) for one in found.files] == [
        ("assets/size.png", "added", False),
        ("handbook/1-交接.md", "changed", False),
        ("notes.txt", "retired", False),
        ("rules/tone/a.yaml", "added", True),
    ]
    by_path = {one.path: one.lines for one in found.files}
    assert by_path["handbook/1-交接.md"] == ((Run("=", "交给"), Run("-", "谁"), Run("+", "组长")),)
    assert by_path["assets/size.png"] == ()


def test_a_picture_changes_what_is_shown(tmp_path: Path) -> None:
    shown = {RETURN: script("dialogue/return", "看图", "    image: size\n"), "assets/size.png": PICTURE}
    found = difference(tmp_path, shown, {"assets/size.png": PICTURE + b"2"})
    assert [(one.id, one.touched, one.because) for one in found.scripts] == [
        ("dialogue/return", False, ("assets/size",))
    ]


def test_two_commits_are_compared_whatever_lies_on_disk(tmp_path: Path) -> None:
    made = shop(tmp_path, {PRICE: price("很值")})
    first = made.git("rev-parse", "HEAD")
    second = made.commit({PRICE: price("真的很值")})
    made.write({PRICE: "id: ["})
    found = compare(compared(made.root, first, second), NOW)
    assert (told(found), found.base.commit, found.head.commit) == ({"bargaining/price": "changed"}, first, second)
    back = compare(compared(made.root, second, first), NOW)
    assert back.scripts[0].replies[0].wordings[0].runs == (Run("-", "真的"), Run("=", "很值"))


def test_settings_of_both_sides_name_channels(tmp_path: Path) -> None:
    after: Files = {"huashu.yaml": SHOP.replace("id: phone\n    title: 电话", "id: wechat\n    title: 微信")}
    found = difference(tmp_path, {}, after)
    assert dict(found.channels) == {"livechat": "千牛", "phone": "电话", "wechat": "微信"}
