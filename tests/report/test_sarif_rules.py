"""What SARIF tells about rules."""

from __future__ import annotations

import pytest

from huashu.model.rule import Rule, Where
from huashu.model.source import Source
from huashu.report.sarif_rules import descriptors, message

RULE = Rule(
    id="tone/minimise-bu",
    title="少说“不”",
    severity="warning",
    where=Where(),
    check="occurrence",
    params={},
    message="出现 {count} 次",
    hint="先说能做的\n一共 {count} 次",
    instead={"不能": "目前可以为您……", "{称呼}不行": "好的"},
    why="- “不”听着像拒绝。\n1. 请用 *别的* 说法\n",
    source=Source("rules/tone/minimise-bu.yaml", ""),
)


def test_a_rule_explains_itself() -> None:
    assert descriptors([RULE], {RULE.id}) == [
        {
            "id": "tone/minimise-bu",
            "name": "少说“不”",
            "shortDescription": {"text": "少说“不”"},
            "fullDescription": {"text": "- “不”听着像拒绝。\n1. 请用 *别的* 说法"},
            "help": {
                "text": "少说“不”\n\n- “不”听着像拒绝。\n1. 请用 *别的* 说法\n\n先说能做的\n\n可以这样说：\n\n"
                "- {{称呼}}不行 → 好的\n- 不能 → 目前可以为您……",
                "markdown": "**少说“不”**\n\n\\- “不”听着像拒绝。  \n1\\. 请用 \\*别的\\* 说法\n\n先说能做的\n\n可以这样说：\n\n"
                "- {{称呼}}不行 → 好的\n- 不能 → 目前可以为您……",
            },
            "defaultConfiguration": {"enabled": True, "level": "warning"},
            "properties": {"tags": ["tone"], "problem.severity": "warning"},
        }
    ]


@pytest.mark.parametrize(
    ("severity", "configuration", "problem"),
    [
        ("error", {"enabled": True, "level": "error"}, "error"),
        ("info", {"enabled": True, "level": "note"}, "recommendation"),
        ("off", {"enabled": False, "level": "none"}, None),
    ],
)
def test_severities_are_sarifs(severity: str, configuration: dict[str, object], problem: str | None) -> None:
    (told,) = descriptors([RULE._replace(severity=severity)], ())
    assert told["defaultConfiguration"] == configuration
    assert told["properties"] == {"tags": ["tone"], **({"problem.severity": problem} if problem else {})}


def test_a_rule_with_little_to_say() -> None:
    (told,) = descriptors([RULE._replace(why="", hint="{count} 次", instead={})], ())
    assert told["fullDescription"] == {"text": "少说“不”"}
    assert told["help"] == {"text": "少说“不”", "markdown": "**少说“不”**"}


def test_rules_come_by_id_and_findings_without_a_rule_have_one_too() -> None:
    told = descriptors([RULE, RULE._replace(id="law/best")], {"structure/unreadable", "law/best"})
    assert [one["id"] for one in told] == ["law/best", "structure/unreadable", "tone/minimise-bu"]
    assert told[1] == {"id": "structure/unreadable", "shortDescription": {"text": "structure/unreadable"}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{称呼}您好", "{{称呼}}您好"),
        ("{0}", "{{0}}"),
        ("[点这里](http://a)", "[点这里\\](http://a)"),
        ("[微笑] (好)", "[微笑] (好)"),
        ("一\r\n二\x1b", "一\n二\\u001b"),
    ],
)
def test_nothing_in_a_message_is_a_placeholder_or_a_link(text: str, told: str) -> None:
    assert message(text) == {"text": told}
