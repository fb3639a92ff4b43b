from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.script import Script
from huashu.model.source import LazyTree, Mapping, Problem
from huashu.store import schemas, scripts, yaml_source

SHANGHAI = ZoneInfo("Asia/Shanghai")
SMALLEST = """\
id: greeting/hello
title: 问好
channels:
  - livechat
replies:
  - say: |-
      您好
owner: cs
review_by: 2027-02-01
"""
WHOLE = """\
id: bargaining/price-too-high
title: 顾客觉得贵
channels:
  - livechat
  - phone
asks:
  - 太贵了
  - "便宜点吗"
replies:
  - say: |-
      亲，{称呼}
      第二行
    variants:
      phone: |-
        您好
      wechat: '在'
    fixed: true
    by: leader
    image: size-chart
    note: |-
      语气放缓
  - say: 再来一句
escalate:
  to: supervisor
  when: |-
    第二次还价
owner: cs
consult:
  - product
effective: 2026-11-11T20:00
expires: 2026-11-12
review_by: 2027-02-01
tags: [双11, 新人必学]
formerly:
  - bargaining/expensive
related:
  - greeting/hello
"""


def built(
    text: str, path: str = "scripts/greeting/hello.yaml", zone: ZoneInfo | timezone = SHANGHAI
) -> tuple[Script | None, tuple[Problem, ...]]:
    parsed = yaml_source.parse(path, text.encode())
    assert parsed.problems == ()
    assert isinstance(parsed.root, Mapping)
    assert schemas.validate("script", parsed.root, parsed.source) == ()
    root = parsed.root
    return scripts.build(parsed.source, root.to_data(), LazyTree(lambda: root), zone)


def script(text: str, path: str = "scripts/greeting/hello.yaml", zone: ZoneInfo | timezone = SHANGHAI) -> Script:
    made, problems = built(text, path, zone)
    assert problems == ()
    assert made is not None
    return made


def test_the_smallest_script_has_nothing_but_what_it_says() -> None:
    made = script(SMALLEST)
    assert (made.id, made.scene, str(made.title), str(made.owner)) == ("greeting/hello", "greeting", "问好", "cs")
    (reply,) = made.replies
    assert (str(reply.say), reply.index, reply.by, reply.fixed) == ("您好", 0, "agent", False)
    assert (reply.variants, reply.rung, reply.step, reply.image, reply.note) == ({}, None, None, None, None)
    assert (made.escalate, made.effective, made.expires) == (None, None, None)
    assert made.asks == made.consult == made.tags == made.formerly == made.related == ()


def test_every_key_finds_its_place() -> None:
    made = script(WHOLE, "scripts/bargaining/price-too-high.yaml")

    def values(texts: tuple[object, ...]) -> list[str]:
        return list(map(str, texts))

    assert made.scene == "bargaining"
    assert values(made.channels) == ["livechat", "phone"]
    assert values(made.asks) == ["太贵了", "便宜点吗"]
    assert values(made.consult) == ["product"]
    assert values(made.tags) == ["双11", "新人必学"]
    assert values(made.formerly) == ["bargaining/expensive"]
    assert values(made.related) == ["greeting/hello"]
    first, second = made.replies
    assert str(first.say) == "亲，{称呼}\n第二行"
    assert {channel: str(text) for channel, text in first.variants.items()} == {"phone": "您好", "wechat": "在"}
    assert (first.fixed, first.by, str(first.image), str(first.note)) == (True, "leader", "size-chart", "语气放缓")
    assert (str(second.say), second.index, second.by) == ("再来一句", 1, "agent")
    assert made.escalate is not None
    assert (str(made.escalate.to), str(made.escalate.when)) == ("supervisor", "第二次还价")


def test_every_text_names_its_field_and_stands_where_its_node_says() -> None:
    made = script(WHOLE, "scripts/bargaining/price-too-high.yaml")
    assert made.escalate is not None
    assert made.effective is not None
    assert made.replies[0].note is not None
    texts = {
        "title": made.title,
        "asks/1": made.asks[1],
        "replies/0/say": made.replies[0].say,
        "replies/0/variants/phone": made.replies[0].variants["phone"],
        "replies/0/note": made.replies[0].note,
        "replies/1/say": made.replies[1].say,
        "escalate/when": made.escalate.when,
        "effective": made.effective.written,
        "tags/1": made.tags[1],
    }
    assert [text.field for text in texts.values()] == list(texts)
    for text in texts.values():
        token = WHOLE[text.node.start : text.node.end]
        assert re.sub(r"^\|-\n|(?m:^ +)|^\"|\"$", "", token).rstrip("\n") == text.value


def test_steps_and_rungs_are_read() -> None:
    reply = "replies:\n  - rung: value\n    say: |-\n      好\n  - step: calm\n    say: |-\n      好\n"
    first, second = script(re.sub(r"(?s)replies:.*(?=owner)", reply, SMALLEST)).replies
    assert first.rung is not None
    assert (first.rung.value, first.rung.field, first.step) == ("value", "replies/0/rung", None)
    assert second.step is not None
    assert (second.step.value, second.step.field, second.rung) == ("calm", "replies/1/step", None)


# dates


def at(text: str, zone: ZoneInfo | timezone = SHANGHAI) -> tuple[datetime, datetime, datetime]:
    made = script(SMALLEST.replace("review_by: 2027-02-01\n", text), zone=zone)
    assert made.effective is not None
    assert made.expires is not None
    assert made.review_by is not None
    return made.effective.at, made.expires.at, made.review_by.at


def test_bare_dates_end_with_their_day_and_begin_with_it() -> None:
    assert at("effective: 2026-11-11\nexpires: 2026-11-11\nreview_by: 2026-12-31\n") == (
        datetime(2026, 11, 11, tzinfo=SHANGHAI),
        datetime(2026, 11, 12, tzinfo=SHANGHAI),
        datetime(2027, 1, 1, tzinfo=SHANGHAI),
    )


def test_moments_count_to_the_minute_in_the_librarys_zone() -> None:
    moments = "effective: 2026-11-11T20:00\nexpires: 2026-11-12T00:00\nreview_by: 2027-02-01T09:30\n"
    effective, expires, review_by = at(moments)
    assert effective.astimezone(UTC) == datetime(2026, 11, 11, 12, tzinfo=UTC)
    assert expires == datetime(2026, 11, 12, tzinfo=SHANGHAI)
    assert review_by == datetime(2027, 2, 1, 9, 30, tzinfo=SHANGHAI)
    assert at(moments, ZoneInfo("America/New_York"))[0].astimezone(UTC) == datetime(2026, 11, 12, 1, tzinfo=UTC)


def test_leap_days_exist_in_leap_years_alone() -> None:
    made = script(SMALLEST.replace("2027-02-01", "2028-02-29"))
    assert made.review_by is not None
    assert made.review_by.at == datetime(2028, 3, 1, tzinfo=SHANGHAI)


def one_problem(key: str, date: str) -> Problem:
    """The problem of a date, which must cover exactly the date."""
    text = SMALLEST.replace("review_by: 2027-02-01", f"review_by: 2027-02-01\n{key}: {date}")
    if key == "review_by":
        text = SMALLEST.replace("2027-02-01", date)
    made, problems = built(text)
    assert made is None
    (problem,) = problems
    assert (problem.code, problem.field, text[problem.start : problem.end]) == ("schema", key, date)
    return problem


@pytest.mark.parametrize("date", ["2027-02-29", "2027-02-30", "2026-04-31", "0000-01-01", "2026-06-31T10:00"])
@pytest.mark.parametrize("key", ["effective", "expires", "review_by"])
def test_days_that_no_calendar_has_are_told(key: str, date: str) -> None:
    problem = one_problem(key, date)
    assert problem.message == f"没有 {date} 这一天或这个时刻"
    assert problem.hint == "请按 2026-11-11 或 2026-11-11T20:00 的样子写一个真实的日期"


@pytest.mark.parametrize("date", ["1999-12-31", "3000-01-01", "0001-01-01", "9999-12-31T23:59", "9999-12-31"])
@pytest.mark.parametrize("key", ["effective", "review_by"])
def test_years_that_nobody_means_are_told(key: str, date: str) -> None:
    problem = one_problem(key, date)
    assert problem.message == f"{date} 离现在太远，不像真实的日期"
    assert problem.hint == "请按 2026-11-11 或 2026-11-11T20:00 的样子写一个真实的日期"


def test_who_writes_for_ever_is_told_how_to() -> None:
    """The day after 9999-12-31 does not exist."""
    problem = one_problem("expires", "9999-12-31")
    assert problem.message == "9999-12-31 离现在太远，不像真实的日期"
    assert problem.hint == "一直有效的话，删掉 expires 这一行就行"


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2999, 12, 31)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )
)
def test_every_other_moment_is_read(moment: datetime) -> None:
    day, minute = moment.strftime("%Y-%m-%d"), moment.isoformat(timespec="minutes")
    effective, expires, review_by = at(f"effective: {minute}\nexpires: {day}\nreview_by: {minute}\n")
    assert effective == review_by == moment.replace(tzinfo=SHANGHAI)
    assert expires > moment.replace(tzinfo=SHANGHAI) >= expires - timedelta(days=1)


# id and path


def test_an_id_that_is_not_the_path_is_told_with_both_ways_out() -> None:
    made, problems = built(SMALLEST, "scripts/greeting/hi.yaml")
    assert made is None
    (problem,) = problems
    assert (problem.code, problem.field, SMALLEST[problem.start : problem.end]) == ("id-path", "id", "greeting/hello")
    assert problem.message == "id 写的是 greeting/hello，文件却放在 scripts/greeting/hi.yaml"
    assert problem.hint == "请把 id 改成 greeting/hi，或者把文件挪到 scripts/greeting/hello.yaml"


@pytest.mark.parametrize(
    "path", ["scripts/greeting/问好.yaml", "scripts/greeting/Hello.yaml", "scripts/greeting/hello (1).yaml"]
)
def test_nobody_is_told_to_write_an_id_that_the_schema_refuses(path: str) -> None:
    made, problems = built(SMALLEST, path)
    assert made is None
    assert [(problem.code, problem.message) for problem in problems] == [
        ("id-path", f"id 写的是 greeting/hello，文件却放在 {path}")
    ]
    assert problems[0].hint == "请把文件挪到 scripts/greeting/hello.yaml：文件名只用小写字母、数字和连字符"


def test_everything_wrong_is_told_at_once() -> None:
    text = SMALLEST.replace("2027-02-01", "2027-02-31\nexpires: 2026-11-31")
    made, problems = built(text, "scripts/greeting/hi.yaml")
    assert made is None
    assert [problem.field for problem in problems] == ["id", "expires", "review_by"]
