from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.library import DatedValue, Fact, Name, Slot, Target
from huashu.model.source import Mapping, Problem
from huashu.store import schemas, terms, yaml_source

SHANGHAI = ZoneInfo("Asia/Shanghai")
FACTS = """\
facts:
  发货时限:
    value: 48小时
    means: 最长多久发货
    owner: warehouse
    dated:
      - from: 2026-11-11
        until: 2026-11-13
        value: 72小时
      - from: 2026-12-10T20:00
        until: 2026-12-14T08:30
        value: 96小时
      - from: 2027-01-01
        value: 24小时
  退货天数:
    value: 7天
    means: 退货期限
    owner: cs
"""


def tree(kind: str, text: str) -> Mapping:
    parsed = yaml_source.parse(f"{kind}.yaml", text.encode())
    assert parsed.problems == ()
    assert isinstance(parsed.root, Mapping)
    assert schemas.validate(kind, parsed.root, parsed.source) == ()
    return parsed.root


def facts(text: str) -> tuple[dict[str, Fact], tuple[Problem, ...]]:
    return terms.facts(tree("facts", text), SHANGHAI)


def dated(*rows: str) -> str:
    """A file with one fact; each row: from, until ("" for none), value."""
    lines = "facts:\n  运费:\n    value: 平时\n    means: 谁付运费\n    owner: cs\n    dated:\n"
    for row in rows:
        start, until, value = row.split()
        lines += f"      - from: {start}\n"
        lines += f"        until: {until}\n" if until != "-" else ""
        lines += f"        value: {value}\n"
    return lines


def moment(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


# facts


def test_facts_are_read_in_the_files_order() -> None:
    found, problems = facts(FACTS)
    assert problems == ()
    assert list(found) == ["发货时限", "退货天数"]
    fact = found["发货时限"]
    assert (fact.name, fact.value, fact.means, fact.owner) == ("发货时限", "48小时", "最长多久发货", "warehouse")
    assert fact.dated == (
        DatedValue("72小时", moment(2026, 11, 11), moment(2026, 11, 14)),
        DatedValue("96小时", moment(2026, 12, 10, 20), moment(2026, 12, 14, 8, 30)),
        DatedValue("24小时", moment(2027, 1, 1), None),
    )
    assert found["退货天数"].dated == ()


def test_a_fact_stands_at_its_name() -> None:
    fact = facts(FACTS)[0]["退货天数"]
    assert fact.place.field == "facts/退货天数"
    assert FACTS[fact.place.node.start : fact.place.node.end] == fact.place.value == "退货天数"


@pytest.mark.parametrize(
    ("now", "value"),
    [
        (moment(2026, 11, 10, 23, 59), "48小时"),
        (moment(2026, 11, 11), "72小时"),
        (moment(2026, 11, 13, 23, 59), "72小时"),
        (moment(2026, 11, 14), "48小时"),
        (moment(2026, 12, 10, 19, 59), "48小时"),
        (moment(2026, 12, 10, 20), "96小时"),
        (moment(2026, 12, 14, 8, 29), "96小时"),
        (moment(2026, 12, 14, 8, 30), "48小时"),
        (moment(2999, 1, 1), "24小时"),
        (datetime(2026, 12, 31, 16, tzinfo=UTC), "24小时"),  # midnight in Shanghai
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), "48小时"),
    ],
)
def test_values_hold_from_their_first_to_their_last_minute(now: datetime, value: str) -> None:
    assert facts(FACTS)[0]["发货时限"].at(now) == value


@pytest.mark.parametrize("date", ["2026-02-29", "2026-11-31", "0000-01-01", "1999-01-01", "9999-12-31"])
@pytest.mark.parametrize("key", ["from", "until"])
def test_dates_that_are_none_are_told_where_they_stand(key: str, date: str) -> None:
    row = f"{date} - 甲" if key == "from" else f"2026-01-01 {date} 甲"
    text = dated("2025-01-01 2025-01-02 乙", row)
    found, problems = facts(text)
    (problem,) = problems
    assert (problem.code, problem.field) == ("schema", f"facts/运费/dated/1/{key}")
    assert text[problem.start : problem.end] == date
    assert problem.message == "“运费”的日期不是真实的日期"
    forever = key == "until" and date == "9999-12-31"
    assert problem.hint == (
        "一直有效的话，删掉 until 这一行就行" if forever else "请按 2026-11-11 或 2026-11-11T20:00 的样子写"
    )
    assert [value.value for value in found["运费"].dated] == ["乙"]


def test_each_date_of_a_row_is_told_by_itself() -> None:
    _found, problems = facts(dated("2026-02-30 2026-02-31 甲", "2026-02-30 2026-03-01 乙"))
    assert [problem.field for problem in problems] == [
        "facts/运费/dated/0/from",
        "facts/运费/dated/0/until",
        "facts/运费/dated/1/from",
    ]


@pytest.mark.parametrize(
    "row",
    ["2026-11-13 2026-11-11 甲", "2026-11-11T20:00 2026-11-11T20:00 甲", "2026-11-12T00:00 2026-11-11 甲"],
)
def test_a_window_that_ends_before_it_begins_is_told(row: str) -> None:
    text = dated(row)
    found, problems = facts(text)
    (problem,) = problems
    start, until, _value = row.split()
    assert (problem.code, problem.field) == ("schema", "facts/运费/dated/0/until")
    assert text[problem.start : problem.end] == until
    assert problem.message == f"“运费”的这一段从 {start} 开始，却到 {until} 为止，一刻也用不上"
    assert problem.hint == "请核对 from 和 until：until 要在 from 之后"
    assert found["运费"].dated == ()


@pytest.mark.parametrize("row", ["2026-11-11 2026-11-11 甲", "2026-11-11T20:00 2026-11-11 甲"])
def test_a_window_of_one_day_is_right(row: str) -> None:
    found, problems = facts(dated(row))
    assert problems == ()
    assert found["运费"].at(moment(2026, 11, 11, 23, 59)) == "甲"


def test_two_windows_that_begin_together_are_told() -> None:
    text = dated("2026-11-01 2026-11-30 甲", "2026-11-11 2026-11-11 乙", "2026-11-01T00:00 2026-11-02 丙")
    found, problems = facts(text)
    (problem,) = problems
    assert (problem.code, problem.field) == ("schema", "facts/运费/dated/2/from")
    assert text[problem.start : problem.end] == "2026-11-01T00:00"
    assert problem.message == "“运费”有两段从同一时刻开始，不知道该用哪个值"
    assert problem.hint == "请合成一段，或者改掉其中一个 from"
    assert [value.value for value in found["运费"].dated] == ["甲", "乙"]


def test_of_windows_that_overlap_the_one_begun_last_holds() -> None:
    for rows in (
        ("2026-11-01 2026-11-30 甲", "2026-11-11 2026-11-11 乙"),
        ("2026-11-11 2026-11-11 乙", "2026-11-01 - 甲"),
    ):
        fact = facts(dated(*rows))[0]["运费"]
        assert [fact.at(moment(2026, 11, day)) for day in (1, 10, 11, 12)] == ["甲", "甲", "乙", "甲"]


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 28)), max_size=6, unique_by=lambda row: row[0]))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int]]) -> None:
    written = [f"2026-11-{start:02} 2026-11-{end:02} {start}至{end}" for start, end in rows if start <= end]
    if written:
        one, other = facts(dated(*written))[0]["运费"], facts(dated(*written[::-1]))[0]["运费"]
        for day in range(1, 30):
            assert one.at(moment(2026, 11, day)) == other.at(moment(2026, 11, day))


def test_no_facts_at_all() -> None:
    assert facts("facts: {}\n") == ({}, ())


# slots and targets


def test_slots_are_read_in_the_files_order() -> None:
    text = (
        "slots:\n  工号:\n    means: 您的工号\n    example: '8016'\n  地址:\n    means: 收货地址\n    sensitive: true\n"
    )
    found = terms.slots(tree("slots", text))
    assert found == {
        "工号": Slot("工号", "您的工号", "8016", False, found["工号"].place),
        "地址": Slot("地址", "收货地址", "", True, found["地址"].place),
    }
    assert list(found) == ["工号", "地址"]
    place = found["地址"].place
    assert (place.field, text[place.node.start : place.node.end]) == ("slots/地址", "地址")
    assert terms.slots(tree("slots", "slots: {}\n")) == {}


def test_sensitive_is_what_yaml_calls_true() -> None:
    text = "slots:\n  甲:\n    means: 甲\n    sensitive: false\n  乙:\n    means: 乙\n    sensitive: TRUE\n"
    assert {name: slot.sensitive for name, slot in terms.slots(tree("slots", text)).items()} == {
        "甲": False,
        "乙": True,
    }


def test_what_is_a_customers_is_never_remembered() -> None:
    text = "slots:\n" + "".join(
        f"  {name}:\n    means: 甲\n    sensitive: {sensitive}\n    remember: {remember}\n"
        for name, sensitive, remember in (("甲", "false", "true"), ("乙", "true", "true"), ("丙", "true", "false"))
    )
    parsed = yaml_source.parse("slots.yaml", text.encode())
    assert isinstance(parsed.root, Mapping)
    assert [problem.field for problem in schemas.validate("slots", parsed.root, parsed.source)] == ["slots/乙"]
    assert [slot.remember for slot in terms.slots(parsed.root).values()] == [True, False, False]


def test_targets_are_read_row_by_row() -> None:
    text = """\
targets:
  - area: 旺旺
    name: 首次响应
    value: 10秒
    note: 按班次看
  - area: 电话
    name: 接起
    value: 响铃三声内
"""
    assert terms.targets(tree("targets", text)) == (
        Target("旺旺", "首次响应", "10秒", "按班次看"),
        Target("电话", "接起", "响铃三声内", ""),
    )


def names(text: str) -> tuple[dict[str, Name], tuple[Problem, ...]]:
    return terms.names(tree("names", text))


def test_names_are_read_with_the_words_they_replace() -> None:
    text = "names:\n  运费险:\n    instead_of:\n      - 退货险\n      - 运险\n    except:\n      - 海运险\n"
    found, problems = names(text)
    assert problems == ()
    name = found["运费险"]
    assert (name.name, [word.value for word in name.instead_of], name.apart) == (
        "运费险", ["退货险", "运险"], ("海运险",),
    )  # fmt: skip
    assert [word.field for word in name.instead_of] == ["names/运费险/instead_of/0", "names/运费险/instead_of/1"]
    assert (name.place.field, text[name.place.node.start : name.place.node.end]) == ("names/运费险", "运费险")
    assert names("names: {}\n") == ({}, ())


def test_a_word_leads_to_one_name_that_stays() -> None:
    text = """\
names:
  运费险:
    instead_of:
      - 退货险
      - 保险
  保险:
    instead_of:
      - 退货险
"""
    _found, problems = names(text)
    assert [(text[one.start : one.end], one.field, one.message) for one in problems] == [
        ("保险", "names/运费险/instead_of/1", "“保险”自己就是说定的叫法，不能又换成“运费险”"),
        ("退货险", "names/保险/instead_of/0", "“退货险”既要换成“保险”，又要换成“运费险”"),
    ]
