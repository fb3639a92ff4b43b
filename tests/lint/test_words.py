"""The checks driven by words: channel by channel, exceptions heeded, one place once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.model.finding import Finding
from huashu.model.rule import Rule

Make = Callable[[str], Rule]
Judge = Callable[..., tuple[Finding, ...]]


def replies(*says: str) -> str:
    return "replies:\n" + "".join(f"  - say: |-\n      {say}\n" for say in says)


def file(body: str, channels: str = "livechat", name: str = "dialogue/a") -> tuple[str, bytes]:
    head = f"id: {name}\ntitle: 标题\nowner: cs\nreview_by: 2027-01-01\nchannels:\n"
    return f"scripts/{name}.yaml", (head + "".join(f"  - {c}\n" for c in channels.split()) + body).encode()


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.field, finding.matched) for finding in findings]


VARIANT = """\
replies:
  - say: |-
      不行不
    variants:
      phone: |-
        不好不妙不
"""


def test_existence_finds_each_place_and_each_once_over_channels(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不行\n")
    found = judge([bad], file(replies("这个不行，那个也不行"), "livechat phone"))
    assert shown(found) == [("replies/0/say", "不行"), ("replies/0/say", "不行")]
    assert [(f.start.line, f.start.column) for f in found] == [(10, 9), (10, 15)]


def test_existence_looks_only_at_the_channels_of_the_rule(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\nwhere:\n  channels:\n    - phone\ncheck: existence\nwith:\n  words:\n    - 不\n")
    assert shown(judge([bad], file(VARIANT, "livechat phone"))) == [("replies/0/variants/phone", "不")] * 3
    assert shown(judge([bad], file(VARIANT, "livechat"))) == []
    assert shown(judge([bad], file(replies("不"), "livechat phone"))) == [("replies/0/say", "不")]


def test_a_variant_of_no_channel_is_not_said(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 不行\n")
    only_phone = VARIANT.replace("不行不", "好的")
    assert shown(judge([bad], file(only_phone.replace("不好不妙不", "不行"), "livechat"))) == []


def test_unless_excuses_the_whole_text(rule: Make, judge: Judge) -> None:
    bad = rule("id: tone/bad\ncheck: existence\nwith:\n  words:\n    - 做不到\n  unless:\n    - 可以\n")
    found = judge([bad], file(replies("这个做不到", "这个做不到，可以换一个")))
    assert shown(found) == [("replies/0/say", "做不到")]


def test_occurrence_counts_each_channel_for_itself(rule: Make, judge: Judge) -> None:
    few = rule(
        "id: tone/few\ncheck: occurrence\nwith:\n  words:\n    - 不\n  max: 2\n  per: script\nmessage: '{count}/{max}'\n"
    )
    found = judge([few], file(VARIANT, "livechat phone"))
    assert shown(found) == [("replies/0/variants/phone", "不")]  # 2 in livechat, 3 on the phone, never 5
    assert found[0].message == "3/2"
    assert found[0].start.column == 13  # the third one is the first surplus


def test_occurrence_tells_the_larger_count_of_a_shared_place(rule: Make, judge: Judge) -> None:
    few = rule("id: tone/few\ncheck: occurrence\nwith:\n  words:\n    - 不\n  max: 1\nmessage: '{count}'\n")
    body = replies("不不", "好") + "    variants:\n      {}: |-\n        不\n"
    for channel in ("livechat", "phone"):
        assert [f.message for f in judge([few], file(body.format(channel), "livechat phone"))] == ["3"]


def test_occurrence_per_script_adds_up_replies_and_per_reply_does_not(rule: Make, judge: Judge) -> None:
    text = "id: tone/few\ncheck: occurrence\nwith:\n  words:\n    - 不\n  max: 1\n  per: {per}\n"
    two = file(replies("不好", "不妙"))
    assert shown(judge([rule(text.format(per="script"))], two)) == [("replies/1/say", "不")]
    assert shown(judge([rule(text.format(per="reply"))], two)) == []
    assert shown(judge([rule(text.format(per="reply"))], file(replies("不好不妙")))) == [("replies/0/say", "不")]


def test_substitution_offers_a_fix_only_where_the_word_was_written(rule: Make, judge: Judge) -> None:
    swap = rule("id: tone/swap\ncheck: substitution\nwith:\n  swap:\n    7天: 一周\n    你: 您\n  fix: safe\n")
    found = judge([swap], file(replies("你在{退货天数}内")))
    assert shown(found) == [("replies/0/say", "你"), ("replies/0/say", "{退货天数}")]
    assert found[0].fix is not None
    assert [edit.text for edit in found[0].fix.edits] == ["您"]
    assert found[1].fix is None


def test_required_is_asked_of_each_channel(rule: Make, judge: Judge) -> None:
    smile = rule("id: tone/smile\ncheck: required\nwith:\n  any:\n    - 🙂\n  slots:\n    - 工号\n  per: script\n")
    with_smile = "replies:\n  - say: |-\n      您好🙂\n    variants:\n      phone: |-\n        您好\n"
    assert shown(judge([smile], file(with_smile, "livechat"))) == []
    assert shown(judge([smile], file(with_smile, "livechat phone"))) == [("title", "标题")]
    assert shown(judge([smile], file(replies("我是{工号}")))) == []
    per_reply = rule("id: tone/smile\ncheck: required\nwith:\n  any:\n    - 🙂\n")
    assert shown(judge([per_reply], file(with_smile, "livechat phone"))) == [("replies/0/variants/phone", "您好")]


@pytest.mark.parametrize(("place", "expected"), [("first", 0), ("last", 2)])
def test_place_picks_the_first_or_last_reply(rule: Make, judge: Judge, place: str, expected: int) -> None:
    bad = rule(f"id: tone/bad\nwhere:\n  place: {place}\ncheck: existence\nwith:\n  words:\n    - 不\n")
    assert shown(judge([bad], file(replies("不", "不", "不")))) == [(f"replies/{expected}/say", "不")]


def test_parts_other_than_replies(rule: Make, judge: Judge) -> None:
    bad = rule(
        "id: tone/bad\nwhere:\n  in:\n    - title\n    - asks\n    - notes\n    - escalate\ncheck: existence\nwith:\n  words:\n    - 题\n"
    )
    body = "asks:\n  - 题一\nreplies:\n  - say: |-\n      题\n    note: |-\n      题二\nescalate:\n  to: leader\n  when: |-\n    题三\n"
    assert [field for field, _ in shown(judge([bad], file(body)))] == [
        "title",
        "asks/0",
        "replies/0/note",
        "escalate/when",
    ]


@pytest.mark.parametrize(
    ("where", "tags", "wrong"),
    [
        ("tags", "- 差评", True),
        ("tags", "- 大促", False),
        ("not_tags", "- 差评", False),
        ("not_tags", "- 大促", True),
    ],
)
def test_tags_choose_scripts(rule: Make, judge: Judge, where: str, tags: str, wrong: bool) -> None:
    bad = rule(f"id: tone/bad\nwhere:\n  {where}:\n    - 差评\ncheck: existence\nwith:\n  words:\n    - 不\n")
    assert bool(judge([bad], file(replies("不") + f"tags:\n  {tags}\n"))) is wrong
    long = rule(f"id: tone/long\nwhere:\n  {where}:\n    - 差评\ncheck: length\nwith:\n  max: 2\n")
    assert bool(judge([long], file(replies("不不不") + f"tags:\n  {tags}\n"))) is wrong


@pytest.mark.parametrize(("where", "wrong"), [("scenes", True), ("not_scenes", False)])
def test_scenes_choose_scripts(rule: Make, judge: Judge, where: str, wrong: bool) -> None:
    bad = rule(f"id: tone/bad\nwhere:\n  {where}:\n    - dialogue\ncheck: existence\nwith:\n  words:\n    - 不\n")
    assert bool(judge([bad], file(replies("不")))) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("一二三四五。六七八九十。", []),
        ("一二三四五六。七。", ["一二三四五六。"]),
        ("一二三四五！！！！！！", ["一二三四五！！！！！！"]),
        ("一。二。三。四。五。六。七。", []),
        ("一二三四五六七", ["一二三四五六七"]),
    ],
)
def test_sentences_are_measured_one_by_one(rule: Make, judge: Judge, text: str, wrong: list[str]) -> None:
    short = rule("id: tone/short\ncheck: length\nwith:\n  max: 6\n  per: sentence\n")
    assert [matched for _field, matched in shown(judge([short], file(replies(text))))] == wrong


def test_when_asks_for_a_word_beside_it(rule: Make, judge: Judge) -> None:
    grin = rule("id: tone/grin\ncheck: existence\nwith:\n  words:\n    - 哈哈\n  when:\n    - 抱歉\n    - 对不起\n")
    assert shown(judge([grin], file(replies("哈哈，好的", "抱歉，哈哈", "哈哈，对不起")))) == [
        ("replies/1/say", "哈哈"),
        ("replies/2/say", "哈哈"),
    ]


ALL = """\
id: structure/late
check: required
with:
  all:
    -
      - 因为
      - '{原因}'
    -
      - 明天
      - '{退货天数}'
message: 缺{names}
"""


@pytest.mark.parametrize(
    ("says", "lacking"),
    [
        (("因为下雨", "明天到"), None),
        (("因为下雨，明天到",), None),
        (("{原因}", "{退货天数}内到"), None),  # a slot stays open, a fact is filled in: both count
        (("明天到",), "缺因为、{原因}"),
        (("因为下雨",), "缺明天、{退货天数}"),
        (("好的",), "缺因为、{原因}；明天、{退货天数}"),
    ],
)
def test_all_asks_for_something_of_each_group(
    rule: Make, judge: Judge, says: tuple[str, ...], lacking: str | None
) -> None:
    found = judge([rule(ALL)], file(replies(*says)))
    assert [(f.field, f.message) for f in found] == ([("title", lacking)] if lacking else [])


def test_all_is_asked_of_each_channel_by_itself(rule: Make, judge: Judge) -> None:
    body = replies("因为下雨，明天到") + "    variants:\n      phone: |-\n        明天到\n"
    assert [f.message for f in judge([rule(ALL)], file(body, "livechat phone"))] == ["缺因为、{原因}"]
    assert judge([rule(ALL + "where:\n  channels:\n    - livechat\n")], file(body, "livechat phone")) == ()
