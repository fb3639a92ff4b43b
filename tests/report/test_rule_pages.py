"""docs/rules/ is what `make docs` makes of the rules, and shows texts as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from huashu.report.rule_pages import FOLDER, pages, write
from huashu.store import rule_file, settings

ROOT = Path(__file__).parents[2]
RULE: dict[str, Any] = {
    "id": "tone/mine",
    "title": "不说*坏*",
    "severity": "warning",
    "where": {"scenes": ["bargaining"]},
    "check": "existence",
    "with": {"words": ["坏"]},
    "message": "有“{word}”",
    "why": "一\n二",
    "valid": [{"say": "好"}],
    "invalid": [{"say": "坏", "at": [[0, 1]]}],
}


def page(**changes: Any) -> str:
    data = json.dumps({**RULE, **changes}, ensure_ascii=False).encode()
    return pages([rule_file.parse("rules/tone/mine.yaml", data)], settings.load(ROOT))[f"{FOLDER}/tone/mine.md"]


def test_the_pages_are_those_of_the_rules() -> None:
    made = pages(rule_file.read_folder(ROOT, "rules").values(), settings.load(ROOT))
    there = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / FOLDER).rglob("*.md")}
    assert sorted(there) == sorted(made), "run `make docs`"
    assert [path for path, text in made.items() if there[path] != text] == [], "run `make docs`"


def test_a_page() -> None:
    assert (
        page()
        == """\
# 不说\\*坏\\*

<!-- 由 make docs 从 rules/ 生成，请不要直接改这里 -->

`tone/mine` · 提醒 · 要自己改 · [语气](../README.md)

## 为什么

一

二

## 看哪里，怎么查

看议价语里客服说的话。

**出现就报**（`existence`）：文字里出现了不该出现的词。每出现一次报一处。

- 词语（`words`）：`坏`

## 怎么改

查到时会说：有“\\{word\\}”

## 这样写是对的

> 好

## 这样写会查出来

> <mark>坏</mark>
"""
    )


def test_texts_are_shown_as_they_are() -> None:
    examples = [
        {"say": "[坏]<b> _坏_\n  坏\u200b👨\u200d👩", "at": [[1, 2], [8, 9]], "note": "说明", "channel": "phone"},
        {"replies": [{"rung": "value", "say": "好"}, "坏"], "at": [["replies/1/say", 0, 1]]},
        {"script": {"title": "坏", "asks": ["好"]}, "at": ["title"]},
    ]
    assert (
        page(invalid=examples).split("## 这样写会查出来\n\n")[1]
        == """\
电话；说明：

> \\[<mark>坏</mark>\\]\\<b\\> \\_<mark>坏</mark>\\_\\
> &nbsp;&nbsp;坏\\\\u200b👨\u200d👩

> *先讲价值*\\
> 好

> <mark>坏</mark>

> - `title` <mark>坏</mark>
> - `asks/0` 好
"""
    )


def test_whole_files_name_their_places() -> None:
    text = "id: dialogue/a\ntitle: 坏\x07"
    shown = page(invalid=[{"yaml": text, "at": [[22, 23], "owner"], "fixed": "id: dialogue/a"}])
    assert (
        shown.split("## 这样写会查出来\n\n")[1]
        == """\
```yaml
id: dialogue/a
title: 坏\\u0007
```

查在：第 2 行 `坏`、`owner`

改好以后：

```yaml
id: dialogue/a
```
"""
    )


def test_long_lists_are_folded_up() -> None:
    words = [f"坏{number}" for number in range(30)]
    assert "<summary>词语，共 30 个</summary>" in page(**{"with": {"words": words}})


def test_the_index_links_every_page_by_family() -> None:
    made = pages(rule_file.read_folder(ROOT, "rules").values(), settings.load(ROOT))
    index = made[f"{FOLDER}/README.md"]
    links = [line.split("](")[1].split(")")[0] for line in index.splitlines() if line.startswith("| [")]
    assert [f"{FOLDER}/{link}" for link in links] == [path for path in made if path != f"{FOLDER}/README.md"]


def test_pages_are_written_below_the_library(tmp_path: Path) -> None:
    (tmp_path / "rules" / "tone").mkdir(parents=True)
    (tmp_path / "rules" / "tone" / "mine.yaml").write_text(json.dumps(RULE, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "huashu.yaml").write_bytes((ROOT / "huashu.yaml").read_bytes())
    write(tmp_path)
    assert sorted(path.relative_to(tmp_path / FOLDER).as_posix() for path in (tmp_path / FOLDER).rglob("*.md")) == [
        "README.md",
        "tone/mine.md",
    ]
