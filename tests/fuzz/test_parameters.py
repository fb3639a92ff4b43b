"""Whatever parameters the schema of rules accepts, no check breaks on them, whatever the texts are."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from hunting import BARE, DEPTH, TERMS, TOKENS, library, look
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemas_drawn import values

from huashu.lint.checks import CHECKS
from huashu.store import schemas

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
PHASES = [phase for phase in Phase if phase is not Phase.explain]
RULE = schemas.document("rule")
SHARED: dict[str, Any] = RULE["$defs"]  # type: ignore[assignment]

WORDS = ("不", "不能", "退", "a", "(", "[", "\\", "a|b", ".*", "{工号}", "{word}", "{", "😀", "👨‍👩‍👧",
         "绝对", "絕對", "第一", " 退 ",
         "ａ", "%s", "{0}", "\U0010ffff", "e\u0301", "1", "7天", "7 天", "~", "null", "您好", "运费", "\u200b",
         "\u2028")  # fmt: skip
PATTERNS = ("a", "不.{0,3}能", "^不", "能$", r"\A", r"\Z", "", "()", "(?:)", "a*", "(?=不)", "(?<=不)能",
            "(?<!不)", r"\b退\b", r"\d+天",
            r"(?P<word>不)(?P=word)", r"(不)\1", "(?i)A", "(?i:a)b", "[^不]", "[一-鿿]+", r"\w+", r"[\s\S]",
            ".", "😀|不", "(?>a+)b",
            "a++", "(?s:.)+", "[0-9]{1,4}", "(?:不|没){2}", "x{0}", "(?#note)不", "(?x) 不",
            "(?:" * 30 + "不" + ")" * 30,
            "|".join("退换不能您好") * 9, r"(?=(不))\1", "(?!)", r"\U0001F600", r"\ud800",
            r"[\U00010000-\U0010ffff]", "(不)?(?(1)能|要)")  # fmt: skip
BROKEN = ("[", "(", "*", "a{999999999999}", "a{2,1}", "(?P<a>x)(?P<a>y)", "(?<=a+)b", r"\1", r"\N{NOPE}",
          "(?z)a", "a**", "[z-a]", "(?(1)a)",
          "(" * 999 + ")" * 999, "(?:" * 4000 + ")" * 4000, "[[a]", "a(?i)b", "\\", "(a+)+", "(.*)*不")  # fmt: skip
LINE = re.compile(SHARED["line"]["pattern"])
NAMES = {
    "scenes": ("dialogue", "bargaining", "after-sales"),
    "not_scenes": ("dialogue", "bargaining", "after-sales"),
    "channels": ("livechat", "phone", "wechat"),
    "not_channels": ("livechat", "phone", "wechat"),
    "stages": ("value", "offer", "calm"),
    "steps": ("value", "calm", "nowhere"),
}


def words(name: str, key: str) -> st.SearchStrategy[str]:
    if key == "patterns":
        return st.sampled_from(PATTERNS)
    if name == "word":
        return st.sampled_from(NAMES.get(key, NAMES["scenes"]))
    if name == "name":
        return st.sampled_from(("工号", "退货天数", "无", "a.b", "$", "😀"))
    rubbish = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=4) | st.sampled_from(TOKENS)
    return st.sampled_from(WORDS) | rubbish.filter(lambda text: len(text) < 500 and LINE.search(text) is not None)


@cache
def parameters(check: str) -> st.SearchStrategy[dict[str, Any]]:
    drawn = values(SHARED[f"with-{check}"], SHARED, words)
    return drawn.filter(lambda given: not schemas.parameter_errors(check, given))


WHERE = values(SHARED["where"], SHARED, words)
MESSAGES = st.sampled_from(
    ("不对", "{word} {count} {max} {names} {value} {suggestion} {stage}", "{", "{}", "{0}", "%s {x y}")
)
# How replies go wrong: one thing many times over, many slots, characters beyond the first plane.
UNITS = ("不", "不能", "绝对", "絕 對", "第·一", "{工号}", "{退货天数}", "{", "}", "{ }", "a", "1", "7天",
         "１", "😀", "👨‍👩‍👧", "，", "。", "！", "?",
         "(", "“", "”", "\t", " ", "\n\n", "《》", "亲", "您", "13800138000 ", "运费", "减30元",
         "https://a.b ", "^_^", "\u200b", "e\u0301",
         "⼤", "龍", "\U0001f1e8", "\U0010ffff", "~~", "……", "——", "签收后7天内可退。", "\\")  # fmt: skip
UNIT = st.sampled_from(UNITS) | st.text(st.characters(exclude_categories=("Cs",)), max_size=3)
TEXTS = st.lists(st.tuples(UNIT, st.sampled_from((1, 1, 1, 2, 40))), max_size=8).map(
    lambda runs: "好" + "".join(unit * times for unit, times in runs)
)
UNREADABLE = re.compile(
    "[\ufeff\ufffe\uffff\u2028\u2029\x7f-\x9f]"
)  # what keeps a file from being read, unless it is escaped


def written(data: object) -> str:
    """JSON, which is YAML too."""
    return UNREADABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(data, ensure_ascii=False, indent=1))


def script(name: str, texts: list[str], rung: str = "") -> str:
    """A script of these texts."""
    said = [
        {**({"rung": rung} if rung else {}), "say": text, "variants": {"phone": text[::-1]}, "note": text + "！"}
        for text in texts
    ]
    data = {"id": name, "title": "标题", "channels": ["livechat", "phone"], "asks": [f"{text.split()[0][:20]}？" for text in texts],
            "replies": said, "escalate": {"to": "leader", "when": texts[0]}, "owner": "cs", "review_by": "2027-01-01",
            "expires": "2026-12-01", "tags": [f"标签{number}" for number, _text in enumerate(texts)]}  # fmt: skip
    return written(data)


@st.composite
def rules(draw: st.DrawFn, check: str) -> dict[str, str]:
    """Three rules of a check, by path."""
    found = {}
    for number in range(3):
        where = draw(WHERE | st.just({}))
        rule = {"id": f"tone/r{number}", "title": "题", "severity": "error", **({"where": where} if where else {}),
                "check": check, "with": draw(parameters(check)), "message": draw(MESSAGES), "hint": "请改 {word}\n{suggestion}",
                **EXAMPLES}  # fmt: skip
        found[f"rules/tone/r{number}.yaml"] = written(rule)
    return found


EXAMPLES = {"why": "因", "valid": [{"say": "好"}], "invalid": [{"say": "坏", "at": [[0, 1]]}]}


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_no_parameters_break_a_check(check: str) -> None:
    @settings(max_examples=int(5 * DEPTH), suppress_health_check=SLOW, phases=PHASES)
    @given(rules(check), st.lists(TEXTS, min_size=1, max_size=3))
    def on_any_texts(rules: dict[str, str], texts: list[str]) -> None:
        scripts = {f"scripts/{name}.yaml": script(name, texts) for name in ("dialogue/a", "dialogue/b", "greeting/d")}
        scripts["scripts/bargaining/c.yaml"] = script("bargaining/c", texts, "value")
        with library({**TERMS, **scripts, **rules, "huashu.yaml": BARE}) as root:
            assert look(root) == ""

    on_any_texts()


@pytest.mark.parametrize("pattern", BROKEN)
def test_no_pattern_breaks_the_loading_of_rules(pattern: str) -> None:
    rule = {"id": "tone/r", "title": "题", "severity": "error", "check": "existence", "with": {"patterns": [pattern]},
            "message": "不对", **EXAMPLES}  # fmt: skip
    with library({"rules/tone/r.yaml": written(rule), "huashu.yaml": BARE}) as root:
        assert look(root) != ""
