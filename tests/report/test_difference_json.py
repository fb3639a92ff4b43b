from __future__ import annotations

import json
from pathlib import Path

from differing import difference
from shop_in_git import FACTS, script

from huashu.report.difference_json import report

RETURN = "scripts/dialogue/return.yaml"


def test_the_whole(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        {RETURN: script("dialogue/return", "{退货天数}内可以退")},
        {"terms/facts.yaml": FACTS.format(days="15天"), "notes.txt": "a", "scripts/dialogue/bad.yaml": "["},
    )
    text = report(found, True, 80)
    assert text.isascii()
    data = json.loads(text)
    commit, digest = data["base"]["commit"], data["scripts"][1].pop("digest")
    assert len(commit) == 40
    assert len(digest["before"]) == len(digest["after"]) == 64
    assert digest["before"] != digest["after"]
    data["scripts"][0].pop("digest")
    unreadable = {
        "id": "dialogue/bad",
        "how": "unreadable",
        "path": "scripts/dialogue/bad.yaml",
        "title": "",
        "touched": True,
    }
    assert data == {
        "version": 1,
        "base": {"name": "HEAD", "commit": commit},
        "head": {"name": "现在的文件", "commit": None},
        "complete": False,
        "scripts": [
            {**unreadable, "formerly": None, "because": [], "fields": [], "replies": []},
            {
                "id": "dialogue/return",
                "how": "changed",
                "path": RETURN,
                "title": "题目",
                "formerly": None,
                "touched": False,
                "because": ["退货天数"],
                "fields": [],
                "replies": [
                    {
                        "before": 1,
                        "after": 1,
                        "stage": None,
                        "wordings": [
                            {"channels": [], "written": False, "runs": [["-", "7"], ["+", "15"], ["=", "天内可以退"]]}
                        ],
                        "fields": [],
                    }
                ],
            },
        ],
        "facts": [
            {
                "name": "退货天数",
                "how": "changed",
                "fields": [{"name": "value", "before": "7天", "after": "15天", "runs": [["-", "7天"], ["+", "15天"]]}],
                "scripts": ["dialogue/return"],
            }
        ],
        "slots": [],
        "files": [{"path": "notes.txt", "how": "added", "governance": False, "lines": []}],
        "risks": [
            {
                "code": "fact-changed",
                "about": "退货天数",
                "sentence": "口径“退货天数”从“7天”改成“15天”，1 条话术跟着改口：《题目》",
            }
        ],
    }
