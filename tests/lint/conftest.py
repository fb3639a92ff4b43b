"""Small libraries and rules, written as their users write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from textwrap import dedent

import pytest

from huashu.lint.engine import lint
from huashu.model.finding import Finding
from huashu.model.library import Library, Settings
from huashu.model.rule import Rule
from huashu.store import rule_file, settings
from huashu.store.library import assemble

SETTINGS = """\
format: 1
name: 测试库
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
  - id: phone
    title: 电话
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话
  - id: bargaining
    title: 议价
    rungs:
      - id: value
        title: 讲价值
        by: agent
      - id: coupon
        title: 申请券
        by: leader
      - id: special
        title: 特批
        by: supervisor
"""
FACTS = "facts:\n  退货天数:\n    value: 7天\n    means: 退货期限\n    owner: cs\n"
SLOTS = "slots:\n  工号:\n    means: 客服工号\n"


@pytest.fixture
def shop() -> Settings:
    return settings.parse(SETTINGS.encode())


@pytest.fixture
def rule() -> Callable[[str], Rule]:
    """A rule from the lines that matter; reason and examples are added."""

    def make(lines: str) -> Rule:
        text = dedent(lines)
        family_name = text.split("id:", 1)[1].split()[0]
        text += "title: 规则\n" if "title:" not in text else ""
        text += "severity: error\n" if "severity:" not in text else ""
        text += "message: 不对\n" if "message:" not in text else ""
        text += "why: |-\n  有道理\nvalid:\n  - say: |-\n      好\ninvalid:\n  - say: |-\n      坏\n    at: [[0, 1]]\n"
        return rule_file.parse(f"rules/{family_name}.yaml", text.encode())

    return make


@pytest.fixture
def judge(shop: Settings) -> Callable[..., tuple[Finding, ...]]:
    """Findings of rules over files, as on a given day."""

    def run(
        rules: list[Rule], *files: tuple[str, bytes], today: str = "2026-06-01", whole: bool = True
    ) -> tuple[Finding, ...]:
        library: Library = assemble(
            shop, [("terms/facts.yaml", FACTS.encode()), ("terms/slots.yaml", SLOTS.encode()), *files]
        )
        now = datetime.fromisoformat(today).replace(tzinfo=shop.timezone)
        return lint(library, rules, now, whole=whole)

    return run
