from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.errors import HuashuError
from huashu.model.library import LocalOverrides, Scene, Stage
from huashu.model.source import Problem, Source
from huashu.store import settings

SMALLEST = """\
format: 1
name: 青禾
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: greeting
    title: 欢迎
"""
WHOLE = """\
format: 1
name: 青禾
language: zh-CN
timezone: America/New_York
extends:
  - huashu/recommended
channels:
  - id: phone
    title: 电话
  - id: livechat
    title: 旺旺
departments:
  - id: product
    title: 产品部
  - id: cs
    title: 客服部
scenes:
  - id: payment
    title: 支付
  - id: bargaining
    title: 议价
    rungs:
      - id: value
        title: 讲价值
        by: agent
      - id: coupon
        title: 申请券
        by: leader
  - id: after-sales
    title: 售后
    steps:
      - id: calm
        title: 安抚
      - id: find
        title: 查明
        by: specialist
rules:
  tone/minimise-bu:
    severity: info
    with:
      max: 2
  law/absolute-terms:
    severity: 'off'
overrides:
  - scenes: [payment]
    rules:
      tone/minimise-bu:
        with+:
          words: [不]
  - channels: [phone]
    paths: [scripts/payment/**]
    rules:
      tone/minimise-bu:
        severity: 'off'
"""


def refused(data: str | bytes) -> HuashuError:
    with pytest.raises(HuashuError) as caught:
        settings.parse(data if isinstance(data, bytes) else data.encode())
    return caught.value


def test_the_smallest_settings_leave_the_rest_to_us() -> None:
    found = settings.parse(SMALLEST.encode())
    assert (found.name, found.language, found.timezone_name) == ("青禾", "", "Asia/Shanghai")
    assert found.timezone == ZoneInfo("Asia/Shanghai")
    assert found.scenes == {"greeting": Scene("greeting", "欢迎", "plain", ())}
    assert (found.channels, found.departments) == ({"livechat": "旺旺"}, {"cs": "客服部"})
    assert (found.extends, found.overrides, found.local) == ((), {}, ())
    assert found.source == Source("huashu.yaml", SMALLEST)


def test_every_setting_is_read_in_the_files_order() -> None:
    found = settings.parse(WHOLE.encode())
    assert (found.language, found.timezone_name) == ("zh-CN", "America/New_York")
    assert found.timezone == ZoneInfo("America/New_York")
    assert found.extends == ("huashu/recommended",)
    assert list(found.channels.items()) == [("phone", "电话"), ("livechat", "旺旺")]
    assert list(found.departments.items()) == [("product", "产品部"), ("cs", "客服部")]
    assert list(found.scenes.values()) == [
        Scene("payment", "支付", "plain", ()),
        Scene("bargaining", "议价", "ladder", (Stage("value", "讲价值", "agent"), Stage("coupon", "申请券", "leader"))),
        Scene("after-sales", "售后", "steps", (Stage("calm", "安抚", "agent"), Stage("find", "查明", "specialist"))),
    ]
    assert found.overrides == {
        "tone/minimise-bu": {"severity": "info", "with": {"max": 2}},
        "law/absolute-terms": {"severity": "off"},
    }
    assert found.local == (
        LocalOverrides(("payment",), (), (), {"tone/minimise-bu": {"with+": {"words": ["不"]}}}),
        LocalOverrides((), ("phone",), ("scripts/payment/**",), {"tone/minimise-bu": {"severity": "off"}}),
    )


def test_line_ends_of_windows_are_as_good() -> None:
    assert settings.parse(WHOLE.replace("\n", "\r\n").encode()).scenes == settings.parse(WHOLE.encode()).scenes


# time zones


@pytest.mark.parametrize(
    "zone",
    [
        "Asia/Beijing",
        "北京时间",
        "UTC+8",
        "+08:00",
        "Asia",
        "Asia/",
        "../../etc/passwd",
        "/usr/share/zoneinfo/Asia/Shanghai",
        "Asia/../Asia/Shanghai",
        "zone.tab",
        "tzdata.zi",
        "x" * 300,
        "a/" * 2000,
    ],
)
def test_a_zone_that_nobody_knows_is_told(zone: str) -> None:
    error = refused(SMALLEST.replace("name: 青禾\n", f"name: 青禾\ntimezone: '{zone}'\n"))
    assert error.what == f"不认识时区 {zone}"
    assert error.where == "huashu.yaml:3:11"
    assert error.todo == "国内请写 Asia/Shanghai"


# broken files


def test_a_fault_is_told_with_its_place_and_what_to_write() -> None:
    error = refused(SMALLEST.replace("channels:", "chanels:"))
    assert error.where == "huashu.yaml:3:1"
    assert "chanels" in error.what
    assert "channels" in error.todo


def test_every_fault_is_told_with_its_place() -> None:
    error = refused(
        SMALLEST.replace("title: 旺旺", "titel: 旺旺").replace("id: cs", "id: 客服").replace("format: 1", "format: 9")
    )
    first, *others = error.what.split("\n")
    assert error.where == "huashu.yaml:1:9"
    assert first == "“format”目前只能写 1"
    assert [line.split()[0] for line in others] == ["huashu.yaml:5:5", "huashu.yaml:7:9"]
    assert all(len(line.split()) > 1 for line in others)


def test_what_cannot_be_read_is_not_judged_any_further() -> None:
    """Else what is missing would be told of a file that only lacks a bracket."""
    error = refused("format: 1\nformat: 1\n")
    assert (error.where, error.what.count("\n")) == ("huashu.yaml:2:1", 0)


def test_a_fault_that_nobody_can_name_is_told_all_the_same() -> None:
    error = settings.refusal(Source("huashu.yaml", "x"), ())
    assert error.what == "这个文件应该是“键: 内容”的写法"
    assert (error.where, error.todo) == ("huashu.yaml", "请对照 schemas/ 里的说明补全")


def test_faults_beyond_the_sixth_are_counted() -> None:
    faults = tuple(Problem("schema", at, at + 1, f"第 {at} 处", f"改法 {at}") for at in range(9))
    error = settings.refusal(Source("huashu.yaml", "abc\ndefghij"), faults)
    assert error.what.split("\n") == [
        "第 0 处",
        "  huashu.yaml:1:2  第 1 处",
        "  huashu.yaml:1:3  第 2 处",
        "  huashu.yaml:1:4  第 3 处",
        "  huashu.yaml:2:1  第 4 处",
        "  huashu.yaml:2:2  第 5 处",
        "  ……另外还有 3 处",
    ]
    assert (error.where, error.todo) == ("huashu.yaml:1:1", "改法 0")
    assert "另外" not in settings.refusal(Source("huashu.yaml", "abcdef"), faults[:6]).what


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", "huashu.yaml:1:1"),
        (b"\n\n# nothing\n", "huashu.yaml:1:1"),
        (b"format: 1\nname: \xff\n", "huashu.yaml:2:7"),
        (SMALLEST.encode("utf-16"), "huashu.yaml:1:1"),
        ("\ufeff".encode() + SMALLEST.encode(), "huashu.yaml:1:1"),
        (b"format: 1\n\tname: a\n", "huashu.yaml:2:1"),
        (b"format: 1\nformat: 1\n", "huashu.yaml:2:1"),
        (b"name: &a b\nformat: *a\n", "huashu.yaml:1:7"),
        (b"format: [1\n", "huashu.yaml:"),
        (b"- format\n", "huashu.yaml:1:1"),
        (b"format\n", "huashu.yaml:1:1"),
        (b"[" * 50_000, "huashu.yaml:1:"),
        (b"x" * (256 * 1024 + 1), "huashu.yaml:1:1"),
    ],
)
def test_any_bytes_that_are_no_settings_are_refused_with_a_place(data: bytes, where: str) -> None:
    error = refused(data)
    assert error.where.startswith(where)
    assert error.what
    assert error.todo


@given(
    st.one_of(
        st.binary(max_size=60), st.text(max_size=60).map(lambda text: (SMALLEST + text).encode("utf-8", "replace"))
    )
)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        where = "huashu.yaml:" + settings.parse(data).name
    except HuashuError as error:
        where = error.where
    assert where.startswith("huashu.yaml:")


def test_two_things_of_one_id_are_refused() -> None:
    error = refused(SMALLEST.replace("scenes:\n", "scenes:\n  - id: greeting\n    title: 又一个\n"))
    assert (error.what, error.where) == ("代号 greeting 已经用过了", "huashu.yaml:12:9")


# on disk


def test_settings_are_loaded_from_their_file(tmp_path: Path) -> None:
    (tmp_path / "huashu.yaml").write_bytes(SMALLEST.encode())
    assert settings.load(tmp_path) == settings.parse(SMALLEST.encode())


@pytest.mark.parametrize("kind", ["missing", "link", "folder", "pipe"])
def test_settings_that_are_no_file_are_refused(tmp_path: Path, in_time: None, kind: str) -> None:
    place = tmp_path / "huashu.yaml"
    if kind == "link":
        (tmp_path / "real.yaml").write_bytes(SMALLEST.encode())
        place.symlink_to("real.yaml")
    elif kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    with pytest.raises(HuashuError) as caught:
        settings.load(tmp_path)
    assert caught.value.where == "huashu.yaml"
    assert (
        caught.value.what
        == {
            "missing": "读不了这个文件：没有这个文件或文件夹",
            "link": "这是一个链接，指向别处的文件",
            "folder": "这不是普通文件",
            "pipe": "这不是普通文件",
        }[kind]
    )


def test_huge_settings_are_refused_without_being_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "huashu.yaml").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(HuashuError) as caught:
        settings.load(tmp_path)
    assert caught.value.what == "这个文件超过 256 KB，不像是一条话术"


# place


def test_a_place_is_path_line_and_column_in_code_points() -> None:
    source = Source("rules/a/b.yaml", "一😊\r\nxy")
    assert [settings.place(source, at) for at in (0, 2, 4, 6, 99)] == [
        "rules/a/b.yaml:1:1",
        "rules/a/b.yaml:1:3",
        "rules/a/b.yaml:2:1",
        "rules/a/b.yaml:2:3",
        "rules/a/b.yaml:2:3",
    ]
