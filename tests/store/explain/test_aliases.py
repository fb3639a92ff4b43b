"""A key typed in Chinese, in another spelling or with a slip leads to the key that is meant."""

from __future__ import annotations

import pytest

from huashu.store import schemas
from huashu.store.explain.aliases import ALIASES, Guess, meant, plain

REPLY = {
    "rung": "阶梯",
    "step": "步骤",
    "say": "话术",
    "variants": "各渠道的说法",
    "by": "谁来说",
    "note": "给客服的提示",
}
SCRIPT = {
    "id": "编号",
    "title": "标题",
    "asks": "顾客问法",
    "replies": "回复",
    "owner": "负责部门",
    "review_by": "复核日期",
}


@pytest.mark.parametrize(
    ("typed", "allowed", "guess"),
    [
        ("标题", SCRIPT, Guess("title", True)),
        (" 顾客 问法", SCRIPT, Guess("asks", True)),
        ("回复", SCRIPT, Guess("replies", True)),
        ("回复", REPLY, Guess("say", True)),
        ("话术", REPLY, Guess("say", True)),
        ("话术", SCRIPT, Guess("replies", True)),
        ("question", SCRIPT, Guess("asks", True)),
        ("reply", SCRIPT, Guess("replies", True)),
        ("备注", REPLY, Guess("note", True)),
        ("TITLE", SCRIPT, Guess("title", True)),
        ("ｔｉｔｌｅ", SCRIPT, Guess("title", True)),
        ("reviewBy", SCRIPT, Guess("review_by", True)),
        ("review-by", SCRIPT, Guess("review_by", True)),
        ("tilte", SCRIPT, Guess("title", False)),
        ("varients", REPLY, Guess("variants", False)),
        ("级别", {"rung": "阶梯", "severity": "严重程度"}, Guess("rung", False)),
        ("问题", REPLY, None),
        ("zzz", SCRIPT, None),
    ],
)
def test_meant(typed: str, allowed: dict[str, str], guess: Guess | None) -> None:
    assert meant(typed, allowed) == guess


def test_aliases_are_written_as_they_are_looked_up() -> None:
    assert [alias for alias in ALIASES if plain(alias) != alias] == []


def test_aliases_lead_to_keys_that_exist() -> None:
    known: set[str] = set()

    def gather(node: object) -> None:
        if isinstance(node, dict):
            known.update(node.get("properties", {}))
            for child in node.values():
                gather(child)
        elif isinstance(node, list):
            for child in node:
                gather(child)

    for kind in schemas.KINDS:
        gather(schemas.document(kind))
    assert {key for keys in ALIASES.values() for key in keys} - known == set()
