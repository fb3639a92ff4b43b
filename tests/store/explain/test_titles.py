"""Titles where ids belong: what huashu.yaml calls a thing names its id, in rules and in huashu.yaml itself."""

from __future__ import annotations

import pytest

from huashu.errors import HuashuError
from huashu.model.source import Problem
from huashu.store import schemas, settings, yaml_source
from huashu.store.explain.titles import Titles, titles_in

SETTINGS = """\
format: 1
name: 手册
channels:
  - id: phone
    title: 电话
departments:
  - id: cs
    title: 客服部
scenes:
  - id: bargaining
    title: 议价语
    rungs:
      - id: value
        title: 讲价值
        by: agent
      - id: twice
        title: 同名
        by: agent
  - id: after-sales
    title: 售后语
    steps:
      - id: calm
        title: 安抚
      - id: again
        title: 同名
"""
RULE = """\
id: tone/mine
title: 规则
severity: warning
where:
  {where}
check: existence
with:
  words:
    - 坏
message: 不对
why: 有道理
valid:
  - say: 好
invalid:
  - say: 坏
    at: [[0, 1]]
"""


def titles() -> Titles:
    root = yaml_source.parse("huashu.yaml", SETTINGS.encode()).root
    assert root is not None
    return titles_in(root)


def told(where: str) -> Problem:
    parsed = yaml_source.parse("rules/tone/mine.yaml", RULE.replace("{where}", where).encode())
    assert parsed.root is not None
    (problem,) = schemas.validate("rule", parsed.root, parsed.source, titles=titles)
    return problem


def test_titles_lead_to_ids_and_ambiguous_ones_to_none() -> None:
    stages = {"讲价值": "value", "安抚": "calm"}
    scenes = {"议价语": "bargaining", "售后语": "after-sales"}
    channels = {"电话": "phone"}
    assert titles() == {
        "channels": channels,
        "not_channels": channels,
        "scenes": scenes,
        "not_scenes": scenes,
        "stages": stages,
        "steps": stages,
    }


@pytest.mark.parametrize(
    ("key", "title", "name"),
    [
        ("scenes", "议价语", "bargaining"),
        ("not_scenes", "售后语", "after-sales"),
        ("channels", "电话", "phone"),
        ("not_channels", "电话", "phone"),
        ("stages", "安抚", "calm"),
    ],
)
def test_a_title_in_a_rule_is_told_its_id(key: str, title: str, name: str) -> None:
    problem = told(f"{key}: [{title}]")
    assert problem.message == f"“{key}”的第 1 项要写代号，“{title}”的代号是 {name}"
    assert problem.hint == f"请改成 {name}"
    assert problem.fix is not None
    assert [edit.text for edit in problem.fix.edits] == [name]


def test_another_title_is_a_wrong_form() -> None:
    problem = told("scenes: [售前语]")
    assert problem.message == "“scenes”的第 1 项的写法不对：代号只用小写字母、数字和连字符，例如 after-sales"
    assert problem.fix is None


def test_the_settings_know_their_own_titles() -> None:
    text = SETTINGS + "overrides:\n  - scenes:\n      - 议价语\n    rules:\n      tone/mine:\n        severity: info\n"
    with pytest.raises(HuashuError) as error:
        settings.parse(text.encode())
    assert error.value.what == "“scenes”的第 1 项要写代号，“议价语”的代号是 bargaining"
    assert error.value.where == "huashu.yaml:28:9"
