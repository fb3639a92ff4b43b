"""The said-digest: what is shown is in it, what is not shown is not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from huashu.model.digest import said_digest
from huashu.store.library import assemble
from huashu.store.settings import parse

SETTINGS = """\
format: 1
name: 店
timezone: {timezone}
channels:
  - {{id: livechat, title: 千牛}}
  - {{id: phone, title: 电话}}
departments:
  - {{id: cs, title: 客服部}}
scenes:
  - {{id: dialogue, title: 对话语}}
"""
FACTS = """\
facts:
  退货天数:
    value: 7天
    means: 能退的天数
    owner: cs
    dated:
      - from: 2026-11-11
        until: 2026-11-12
        value: 15天
  运费:
    value: 10元
    means: 运费
    owner: cs
"""
SCRIPT = """\
id: dialogue/return
title: 能不能退
channels:
  - livechat
asks:
  - 可以退吗
replies:
  - say: |-
      {退货天数}内都可以退，{称呼}
    variants:
      phone: |-
        电话里的说法
    note: |-
      先看订单
    image: size-chart
escalate:
  to: leader
  when: |-
    顾客着急
owner: cs
consult:
  - cs
effective: 2026-06-01
expires: 2027-01-01
review_by: 2026-12-01
tags:
  - 退换
related:
  - dialogue/other
"""


def digest(
    script: str = SCRIPT,
    facts: str = FACTS,
    timezone: str = "Asia/Shanghai",
    pictures: Mapping[str, str] | None = None,
) -> str:
    settings = parse(SETTINGS.format(timezone=timezone).encode())
    files = [("terms/facts.yaml", facts.encode()), ("scripts/dialogue/return.yaml", script.encode())]
    library = assemble(settings, files)
    assert library.problems == ()
    return said_digest(library.scripts[0], library.facts, pictures)


def test_it_is_what_it_was() -> None:
    """Approvals are kept under these numbers: they may never change for the same words."""
    assert digest() == "65a0354fb9645ef6d5e9dd8d04f4ea1e6d4e7417a2add39a0f8e15cf6ab66cab"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: dialogue/return\n", "# 备注\nid: dialogue/return\n"),
        ("title: 能不能退", 'title: "能不能退"'),
        ("owner: cs\nconsult:\n  - cs\n", "consult:\n- cs\nowner: cs\n"),
        ("电话里的说法", "没有人会看到的说法"),  # not a script for the phone
        ("effective: 2026-06-01", "effective: 2026-06-01T00:00"),
    ],
)
def test_layout_and_what_is_not_shown_change_nothing(old: str, new: str) -> None:
    assert old in SCRIPT
    assert digest(SCRIPT.replace(old, new)) == digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("能不能退", "可不可以退"),
        ("  - livechat", "  - livechat\n  - phone"),
        ("可以退吗", "能退吗"),
        ("都可以退", "能退"),
        ("{退货天数}", "7天"),
        ("{称呼}", "亲"),
        ("先看订单", "先看物流"),
        ("image: size-chart", "image: care"),
        ("    image: size-chart\n", "    image: size-chart\n    fixed: true\n"),
        ("    image: size-chart\n", "    image: size-chart\n    by: leader\n"),
        ("to: leader", "to: supervisor"),
        ("顾客着急", "顾客生气"),
        ("owner: cs", "owner: other"),
        ("consult:\n  - cs\n", ""),
        ("effective: 2026-06-01", "effective: 2026-06-02"),
        ("expires: 2027-01-01", "expires: 2027-01-02"),
        ("review_by: 2026-12-01", "review_by: 2026-12-02"),
        ("  - 退换", "  - 换货"),
        ("  - dialogue/other", "  - dialogue/another"),
    ],
)
def test_what_is_shown_changes_it(old: str, new: str) -> None:
    assert old in SCRIPT
    assert digest(SCRIPT.replace(old, new)) != digest()


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("value: 7天", "value: 8天", False),
        ("value: 15天", "value: 16天", False),
        ("until: 2026-11-12", "until: 2026-11-13", False),
        ("value: 10元", "value: 12元", True),  # a fact that this script does not say
        ("means: 能退的天数", "means: 天数", True),
    ],
)
def test_facts_count_where_they_are_said(old: str, new: str, same: bool) -> None:
    assert old in FACTS
    assert (digest(facts=FACTS.replace(old, new)) == digest()) is same


def test_dates_are_moments_and_pictures_are_what_they_show() -> None:
    assert digest(timezone="Asia/Tokyo") != digest()
    assert digest(timezone="Asia/Chongqing") == digest()
    assert digest(pictures={"size-chart": "one"}) != digest()
    assert digest(pictures={"size-chart": "one"}) != digest(pictures={"size-chart": "two"})
    assert digest(pictures={"care": "one"}) == digest()
