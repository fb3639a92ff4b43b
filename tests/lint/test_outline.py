"""What is kept of a script for checks across scripts."""

from __future__ import annotations

from huashu.lint.outline import Outline, of_rule, outline, unpacked
from huashu.model.library import Settings
from huashu.model.rule import Where
from huashu.store import cache
from huashu.store.library import read_script

SCRIPT = """\
id: dialogue/a
title: 面料
channels:
  - livechat
  - phone
asks:
  - 什么面料
replies:
  - say: |-
      {商品}是棉的
    variants:
      phone: |-
        这件是棉的
    note: |-
      看{吊牌}
  - say: |-
      您放心
escalate:
  to: leader
  when: |-
    {工号}答不上
owner: cs
expires: 2026-11-12
review_by: 2027-01-01
tags:
  - 大促
formerly:
  - dialogue/old
related:
  - dialogue/b
"""


def read(shop: Settings) -> Outline:
    script, problems = read_script(shop, "scripts/dialogue/a.yaml", SCRIPT.encode())
    assert script is not None
    assert problems is None
    return outline(script)


def test_it_holds_what_other_scripts_are_held_against(shop: Settings) -> None:
    assert read(shop) == Outline(
        path="scripts/dialogue/a.yaml",
        id="dialogue/a",
        title="面料",
        asks=("什么面料",),
        formerly=("dialogue/old",),
        spoken=("吊牌", "商品", "工号"),
        says=("{商品}是棉的", "您放心"),
        variants=("这件是棉的",),
        channels=("livechat", "phone"),
        related=("dialogue/b",),
        tags=("大促",),
        expires="2026-11-13T00:00:00",
    )
    assert read(shop).scene == "dialogue"


def test_it_survives_the_cache(shop: Settings) -> None:
    seen = read(shop)
    _name, kept = cache.opened(cache.entry("scripts/a/b.yaml", tuple(seen)))
    assert unpacked(kept) == seen


def test_a_rule_looks_at_scenes_and_tags(shop: Settings) -> None:
    one = read(shop)
    for where, seen in (
        (Where(), True),
        (Where(scenes=("dialogue",)), True),
        (Where(scenes=("greeting",)), False),
        (Where(not_scenes=("dialogue",)), False),
        (Where(tags=("大促", "新品")), True),
        (Where(tags=("新品",)), False),
        (Where(not_tags=("大促",)), False),
    ):
        assert of_rule(where, [one]) == ([one] if seen else [])
