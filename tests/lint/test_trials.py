"""Examples laid out for people: which texts are shown, and where in them the marks stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huashu.lint.trials import trials
from huashu.model.library import Settings
from huashu.model.rule_test import FOUND, MISSING, SURPLUS, Mark, Shown, Trial
from huashu.store import rule_file

BASE: dict[str, Any] = {
    "id": "tone/bad",
    "title": "不说坏",
    "severity": "error",
    "where": {"in": ["replies", "title", "asks"]},
    "check": "existence",
    "with": {"words": ["坏"]},
    "message": "有“{word}”",
    "why": "有道理",
    "valid": [{"say": "好"}],
}


def tried(shop: Settings, example: dict[str, Any], **changes: Any) -> Trial:
    """The trial of one example that should be found fault with."""
    data = {**BASE, **changes, "invalid": [example]}
    rule = rule_file.parse("rules/tone/bad.yaml", json.dumps(data, ensure_ascii=False, indent=1).encode())
    return list(trials(rule, shop))[-1]


def test_found_missing_and_surplus(shop: Settings) -> None:
    trial = tried(shop, {"say": "坏\n很坏", "at": [[0, 1], [1, 2]], "note": " 说明\n"})
    assert (trial.kind, trial.number, trial.note, trial.holds) == ("invalid", 1, "说明", False)
    assert trial.shown == (
        Shown(
            "replies/0/say",
            "坏\n很坏",
            (Mark(0, 1, FOUND, "有“坏”"), Mark(1, 2, MISSING, ""), Mark(3, 4, SURPLUS, "有“坏”")),
        ),
    )


def test_the_line_is_that_of_the_example(shop: Settings) -> None:
    trial = tried(shop, {"say": "坏", "at": [[0, 1]]})
    assert trial.holds
    text = json.dumps({**BASE, "invalid": [{"say": "坏", "at": [[0, 1]]}]}, ensure_ascii=False, indent=1)
    assert text.splitlines()[trial.line - 1].strip() == "{"
    assert text.splitlines()[trial.line].strip().startswith('"say"')


def test_only_what_the_example_gives_is_shown_and_escapes_do_not_shift_marks(shop: Settings) -> None:
    example = {
        "script": {"asks": ['"坏"吗', "好吗"], "replies": [{"say": "好", "note": "提示"}]},
        "at": [["asks/0", 1, 2]],
    }
    assert sorted(tried(shop, example).shown, key=lambda shown: shown.name) == [
        Shown("asks/0", '"坏"吗', (Mark(1, 2, FOUND, "有“坏”"),)),
        Shown("asks/1", "好吗", ()),
        Shown("replies/0/note", "提示", ()),
        Shown("replies/0/say", "好", ()),
    ]


def test_variants_are_shown_with_their_channels(shop: Settings) -> None:
    example = {
        "channels": ["livechat", "phone"],
        "replies": [{"say": "好", "variants": {"phone": "坏"}}],
        "today": "2026-05-01",
        "at": [["replies/0/variants/phone", 0, 1]],
    }
    trial = tried(shop, example)
    assert (trial.channels, trial.today, trial.holds) == (("livechat", "phone"), "2026-05-01", True)
    assert [shown.name for shown in trial.shown] == ["replies/0/say", "replies/0/variants/phone"]


def test_a_key_stands_for_itself(shop: Settings) -> None:
    trial = tried(
        shop,
        {"replies": [{"rung": "value", "say": "好"}], "scene": "bargaining", "at": ["replies"]},
        **{"check": "ladder", "with": {"problem": "too-few", "min": 2}, "where": {"scenes": ["bargaining"]}},
    )
    assert trial.holds
    assert trial.scene == "bargaining"
    assert trial.shown[-1] == Shown("replies", "replies", (Mark(0, 7, FOUND, "有“{word}”"),))


def test_whole_files_are_shown_whole(shop: Settings) -> None:
    text = 'id: dialogue/example\ntitle: "坏"\nchannels:\n- livechat\nreplies:\n- say: 好\nowner: cs\nreview_by: 2099-01-01\n'
    at = text.index("坏")
    assert tried(shop, {"yaml": text, "at": [[at, at + 1]]}).shown == (
        Shown("scripts/dialogue/example.yaml", text, (Mark(at, at + 1, FOUND, "有“坏”"),)),
    )
    files = {"scripts/dialogue/b.yaml": text.replace("/example", "/b"), "scripts/dialogue/a.yaml": "id: 1"}
    trial = tried(shop, {"files": files, "at": [["scripts/dialogue/b.yaml:title", 0, 1]]})
    assert [shown.name for shown in trial.shown] == ["scripts/dialogue/b.yaml", "scripts/dialogue/a.yaml"]
    assert trial.shown[0].marks[0].kind == FOUND
    assert {mark.kind for mark in trial.shown[1].marks} == {SURPLUS}
    assert not trial.holds


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ({"say": "坏", "at": [[0, 9]]}, "at 里写的 [0, 9] 超出了文字，这段文字一共 1 个字"),
        ({"say": "坏", "at": [[1, 0]]}, "at 里写的 [1, 0] 超出了文字，这段文字一共 1 个字"),
        ({"say": "坏", "at": ["replies/3/say"]}, "at 里的 replies/3/say 不在例子里"),
        ({"say": "坏", "at": ["key:replies/0/variants/phone"]}, "at 里的 key:replies/0/variants/phone 不在例子里"),
        (
            {"files": {"scripts/a/b.yaml": "a: 1"}, "at": ["scripts/a/c.yaml:title"]},
            "at 里的 scripts/a/c.yaml 不在例子里",
        ),
        ({"files": {"scripts/a/b.yaml": "a: 1"}, "at": ["title"]}, "at 里的 title 不在例子里"),
        ({"say": "坏", "scene": "nowhere", "at": [[0, 1]]}, "没有 nowhere 这个场景"),
        ({"say": "坏", "today": "2026-02-30", "at": [[0, 1]]}, "日历上没有 2026-02-30 这一天"),
    ],
)
def test_what_cannot_be_run_is_told(shop: Settings, example: dict[str, Any], told: str) -> None:
    trial = tried(shop, example)
    assert (trial.broken, trial.holds, trial.shown) == (told, False, ())


def test_fixed_texts_are_compared(shop: Settings) -> None:
    given = {"check": "substitution", "with": {"swap": {"坏": "好"}, "fix": "safe"}}
    trial = tried(shop, {"say": "坏", "at": [[0, 1]], "fixed": "很好"}, **given)
    assert (trial.fixed, trial.fixed_expected, trial.holds) == ("好", "很好", False)
    assert tried(shop, {"say": "坏", "at": [[0, 1]], "fixed": "好"}, **given).holds
