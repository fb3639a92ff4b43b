"""The schemas are sound, explain every key in Chinese, mean the same to every validator, accept what is right."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from growing import require_linear
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema_rs import Validator, validator_for

from huashu.model.library import Scene, Stage
from huashu.model.source import Mapping, Node, Problem, Scalar, Sequence, Source, to_data, walk
from huashu.store import schemas, yaml_source
from huashu.store.explain.messages import EXPLANATIONS, pattern_helps

Schema = dict[str, Any]
ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
LADDER = Scene("bargaining", "议价语", "ladder", (Stage("value", "先讲价值"), Stage("coupon", "申请专属券", "leader")))
STEPS = Scene("after-sales", "售后语", "steps", (Stage("calm", "安抚"), Stage("find", "查明")))
PLAIN = Scene("greeting", "欢迎语")
CODES = [
    "encoding", "bom", "control-character", "line-break", "too-large", "too-deep", "empty", "syntax", "tab",
    "full-width-indent", "repeated-key", "anchor", "tag", "directive", "merge-key", "many-documents", "complex-key",
    "inline-comment", "inline-brackets", "inline-braces", "inline-colon", "full-width-comma", "full-width-colon",
    "missing-dash-space", "folded", "schema", "id-path", "outside", "name-collision",
]  # fmt: skip
CHECKS = [
    "existence", "substitution", "occurrence", "required", "sequence", "ladder", "length", "slots", "facts",
    "references", "unique", "lifecycle", "similarity", "coverage", "consistency", "characters",
    "pii", "typography", "by", "escalation", "tags", "suppression", "schema",
]  # fmt: skip
# A whole right file of each kind, with every key that its schema knows.
WHOLE: dict[str, Schema] = {
    "script": {
        "id": "bargaining/price-too-high", "title": "顾客觉得贵", "channels": ["livechat", "phone"], "asks": ["太贵了"],
        "replies": [{
            "rung": "value", "step": "calm", "say": "您看重的{卖点}，正是它的好处\n",
            "variants": {"phone": "您好。"},
            "fixed": True, "by": "leader", "image": "size-chart", "note": "先看库存",
        }],
        "escalate": {"to": "leader", "when": "顾客第二次要求优惠"}, "owner": "cs", "consult": ["product"],
        "effective": "2026-11-11T20:00", "expires": "2026-11-12", "review_by": "2027-02-01", "tags": ["双11"],
        "formerly": ["bargaining/too-expensive"], "related": ["bargaining/found-cheaper"],
    },
    "huashu": {
        "format": 1, "name": "手册", "language": "zh-CN", "timezone": "Asia/Shanghai",
        "extends": ["huashu/recommended"],
        "channels": [{"id": "phone", "title": "电话"}], "departments": [{"id": "cs", "title": "客服部"}],
        "scenes": [
            {"id": "greeting", "title": "欢迎语"},
            {"id": "bargaining", "title": "议价语", "rungs": [{"id": "value", "title": "先讲价值", "by": "agent"}]},
            {"id": "after-sales", "title": "售后语", "steps": [{"id": "calm", "title": "安抚", "by": "specialist"}]},
        ],
        "rules": {"tone/minimise-bu": {
            "severity": "off", "with": {"max": 2}, "with+": {"except": ["不错"]}, "with-": {"words": ["不"]},
        }},
        "overrides": [{
            "scenes": ["greeting"], "channels": ["phone"], "paths": ["scripts/greeting/*.yaml"],
            "rules": {"tone/minimise-bu": {"with+": {"swap": {"你": "您"}}}},
        }],
    },
    "facts": {"facts": {"退货天数": {
        "value": "7天", "means": "可退天数", "owner": "cs", "near": ["退货", "无理由"],
        "dated": [{"from": "2026-11-11", "until": "2026-11-13T08:30", "value": "15天"}],
    }}},
    "slots": {"slots": {"工号": {
        "means": "您的工号", "example": "8016", "sensitive": False, "spoken": "whole", "remember": True,
    }}},
    "alt": {"images": {"size-chart": "尺码表"}},
    "names": {"names": {"运费险": {"instead_of": ["退货险", "运险"], "except": ["海运险"]}}},
    "approval": {
        "version": 1, "target": "main", "evidence": "click", "commits": "signed", "apart": True, "repository": "a/b",
        "forge": {
            "kind": "github", "host": "api.github.com", "repository": "a/b", "platform": ["noreply@github.com"],
        },
        "roles": [{"id": "supervisor", "title": "主管"}],
        "stages": [
            {"id": "wording", "title": "主管审核", "roles": ["supervisor"], "count": 1},
            {"id": "final", "title": "定稿", "roles": ["supervisor"], "after": ["wording"]},
        ],
        "departments": [{"id": "cs", "stage": "wording"}],
        "rules": [{
            "title": "大促", "stages": ["final"],
            "where": {
                "kinds": ["script"], "paths": ["scripts/**"], "scenes": ["greeting"], "tags": ["大促"],
                "owners": ["cs"], "consults": ["product"],
            },
        }],
        "fallback": ["final"], "governance": {"stages": ["final"], "paths": ["src/**"]}, "urgent": ["wording"],
    },
    "people": {"version": 3, "people": [{
        "id": "cs-lead", "name": "主管",
        "roles": [{"role": "supervisor", "from": "2026-01-01", "until": "2026-12-31T18:00"}],
        "emails": ["cs-lead@example.com"],
        "accounts": {"github": 1, "gitlab": 2, "gitea": 3, "gitee": 4},
        "keys": [
            {"kind": "ssh", "public": "ssh-ed25519 AAAA", "from": "2026-01-01", "until": "2026-12-31"},
            {"kind": "gpg", "public": "0123456789ABCDEF0123456789ABCDEF01234567", "revoked": "2026-05-01"},
        ],
    }]},
    "targets": {"targets": [{"area": "电话", "name": "接听", "value": "3声内", "note": "先微笑\n再接"}]},
    "rule": {
        "id": "tone/minimise-bu", "title": "少说“不”", "severity": "warning",
        "where": {
            "scenes": ["bargaining"], "not_scenes": ["greeting"], "channels": ["phone"], "not_channels": ["wechat"],
            "tags": ["双11"], "not_tags": ["旧"], "in": ["replies", "title"], "place": "any", "stages": ["value"],
            "by": ["agent"],
        },
        "check": "occurrence",
        "with": {"words": ["不"], "patterns": ["[0-9]+"], "except": ["不错"], "max": 1, "per": "script"},
        "message": "出现 {count} 次，上限 {max}，例如 {工号}", "hint": "换个说法", "instead": {"不能": "目前可以"},
        "why": "顾客听着不舒服",
        "valid": [
            {"say": "", "note": "空的也可以"}, {"yaml": "", "path": "scripts/a/b.yaml"},
            {"files": {"terms/facts.yaml": ""}},
        ],
        "invalid": [
            {"say": "不不", "at": [[1, 2]], "fixed": "好", "scene": "bargaining", "channel": "phone",
             "channels": ["phone"], "today": "2026-11-11", "facts": {"退货天数": "7天"}, "slots": ["工号"]},
            {"replies": ["一句", {"say": "两句", "step": "calm"}], "at": ["replies", ["replies/1/say", 0, 2]]},
            {"script": {"title": "标题", "expires": "2026-01-01"}, "at": ["expires"]},
        ],
    },
}  # fmt: skip
PARAMETERS: list[tuple[str, Schema]] = [
    ("existence", {"words": ["最好"], "patterns": ["x"], "except": ["最好不要"], "unless": ["我帮您"]}),
    ("pii", {"kinds": ["phone", "id-card"]}),
    ("typography", {"problem": "ellipsis"}),
    ("facts", {"problem": "promise", "patterns": ["赔您[0-9]元"]}),
    ("slots", {"problem": "spoken"}),
    ("characters", {"forbid": ["traditional", "homoglyph", "unassigned", "compatibility"]}),
    ("existence", {"patterns": ["x"]}),
    ("substitution", {"swap": {"你": "您"}, "except": ["你好"], "fix": "safe"}),
    ("occurrence", {"words": ["不"], "max": 0, "per": "reply"}),
    ("required", {"any": ["抱歉"], "patterns": ["x"], "slots": ["工号"], "per": "script"}),
    ("required", {"slots": ["工号"]}),
    ("existence", {"words": ["😂"], "when": ["抱歉"]}),
    ("required", {"all": [["因为", "{原因}"], ["明天"]]}),
    ("by", {"roles": ["specialist"]}),
    ("escalation", {"problem": "not-above"}),
    ("tags", {"one_of": ["服务类"], "max": 1}),
    ("sequence", {"steps": ["calm", "find"], "complete": True}),
    ("ladder", {"problem": "too-few", "min": 3}),
    ("ladder", {"problem": "order"}),
    ("length", {"max": 120, "min": 1, "per": "sentence"}),
    ("slots", {"problem": "malformed"}),
    ("facts", {"problem": "typed"}),
    ("references", {"field": "related"}),
    ("references", {"field": "related", "problem": "one-way"}),
    ("references", {"field": "owner", "problem": "outside"}),
    ("references", {"field": "role", "problem": "outside"}),
    ("coverage", {"problem": "stages"}),
    ("unique", {"field": "asks"}),
    ("similarity", {"field": "asks", "ignore": ["吗"], "same": {"啥": "什么"}}),
    ("similarity", {"field": "replies", "percent": 88, "min": 20}),
    ("coverage", {"problem": "scenes"}),
    ("consistency", {"problem": "names"}),
    ("consistency", {"problem": "terms", "topics": {"退款": ["退款", "到账"]}, "apart": ["预售"]}),
    ("lifecycle", {"problem": "expired"}),
    ("lifecycle", {"problem": "soon", "days": 14}),
    ("characters", {"forbid": ["control", "kangxi"]}),
    ("suppression", {"problems": ["unused", "stale"]}),
    ("schema", {"problems": ["schema", "bom"]}),
]
# Values that stand in for every other one: of all types, near the edges of every pattern.
STRANGE: list[object] = [
    None, True, 0, -1, 1.0, 1.5, 10**30, "", " ", "\n", "\u3000", "a\n", "a\r", "a\u2028", "\ufeff", "a/b", "A/b",
    "a/b/c", "a-/b", "１２", "２０２６-11-11", "2026-11-11", "2026-11-11\n", "2026-11-11T24:00", "2026-13-01",
    "2026-11-11T08:30", "退货天数", "退货 天数", "{工号}", "退\u2003货", "{word}", "{words}", "{工号}{count",
    "a\u0300", "\U0001f600",
    [], ["a"], ["a", "a"], [1, 2], ["a", 1, 2], {}, {"a": "b"}, {"a b": "c"},
]  # fmt: skip


def parts(node: object, path: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema inside a schema document, with its path."""
    if not isinstance(node, dict):
        return
    yield path, node
    for keyword in ("properties", "$defs"):
        for name, child in node.get(keyword, {}).items():
            yield from parts(child, f"{path}/{keyword}/{name}")
    for keyword in ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not"):
        yield from parts(node.get(keyword), f"{path}/{keyword}")
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for index, child in enumerate(node.get(keyword, [])):
            yield from parts(child, f"{path}/{keyword}/{index}")


def gathered(document: Schema, node: Schema) -> Schema:
    """A schema with what it refers to, its own words first."""
    found: Schema = {}
    for part in [node, *[p for p in node.get("allOf", []) if "if" not in p]]:
        found = {**part, **found}
        if "$ref" in part:
            found = {**found, **{k: v for k, v in gathered(document, target(document, part)).items() if k not in found}}
    return found


def target(document: Schema, node: Schema) -> Schema:
    return document["$defs"][str(node["$ref"]).removeprefix("#/$defs/")]


def conditional(path: str) -> bool:
    return bool(re.search(r"/(if|then|else|not|anyOf|oneOf)(/|$)", path))


def tree(kind: str, text: str) -> tuple[Node, Source]:
    parsed = yaml_source.parse(f"{kind}.yaml", text.encode())
    assert parsed.problems == ()
    assert parsed.root is not None
    return parsed.root, parsed.source


def node_of(value: object) -> Node:
    """A tree as the parser would build it, without a place."""
    if isinstance(value, dict):
        return Mapping(tuple((Scalar(k, "", 0, 0, 0, k), node_of(v)) for k, v in value.items()), 0, 0, False)
    if isinstance(value, list):
        return Sequence(tuple(node_of(item) for item in value), 0, 0, False)
    return Scalar("" if value is None else str(value), "", 0, 0, 0, value)


@pytest.fixture(params=schemas.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def document(kind: str) -> Schema:
    return schemas.document(kind)


class TestDocuments:
    def test_there_is_one_for_each_kind(self) -> None:
        found = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").iterdir()}
        assert found == set(schemas.KINDS)

    def test_is_sound_json_schema_2020_12(self, document: Schema) -> None:
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(document)

    def test_explains_every_key_in_chinese(self, document: Schema) -> None:
        for path, node in parts(document):
            if conditional(path):
                continue
            for key, child in node.get("properties", {}).items():
                known = gathered(document, child)
                assert HAN.search(str(known.get("title"))), f"{path}/{key}"
                assert HAN.search(str(known.get("description"))), f"{path}/{key}"

    def test_shows_how_every_value_is_written(self, document: Schema) -> None:
        for path, node in parts(document):
            if conditional(path):
                continue
            for key, child in node.get("properties", {}).items():
                known = gathered(document, child)
                shown = {"examples", "enum", "const", "defaultSnippets", "properties", "items"} & set(known)
                assert shown or key == "with", f"{path}/{key}"

    def test_lets_no_unknown_key_through(self, document: Schema) -> None:
        open_ones = [
            path
            for path, node in parts(document)
            if node.get("type") == "object" and "additionalProperties" not in node and not conditional(path)
        ]
        # the parameters of a rule are closed by its check
        assert open_ones in ([], ["/properties/with"], ["/$defs/override/properties/with"])
        for _path, node in parts(document):
            if "properties" in node and "type" in node:
                assert node["additionalProperties"] is False

    def test_words_for_values_come_one_each(self, document: Schema) -> None:
        for path, node in parts(document):
            if "enum" in node:
                assert len(node["enumDescriptions"]) == len(node["enum"]) == len(set(node["enum"])), path

    def test_snippets_and_examples_pass(self, document: Schema) -> None:
        for path, node in parts(document):
            judge = validator_for({**node, "$defs": document["$defs"]})
            for example in node.get("examples", []):
                assert judge.is_valid(example), (path, example)
            for snippet in node.get("defaultSnippets", []):
                assert HAN.search(snippet["description"]), path
                assert judge.is_valid(filled(snippet["body"])), (path, filled(snippet["body"]))

    def test_patterns_carry_an_explanation_that_the_catalogs_know(self, document: Schema) -> None:
        for path, node in parts(document):
            if "pattern" in node:
                assert node["patternErrorMessage"] in pattern_helps(), path

    def test_every_keyword_has_its_explanation(self, document: Schema) -> None:
        passive = {
            "$defs", "$ref", "$schema", "$comment", "title", "description", "examples", "defaultSnippets",
            "enumDescriptions", "patternErrorMessage", "properties", "items", "prefixItems", "allOf",
            "if", "then", "else",
        }  # fmt: skip
        for path, node in parts(document):
            keywords = {name for name in node if name != "additionalProperties" or node[name] is False}
            assert keywords - passive <= {*EXPLANATIONS, "additionalProperties"}, path

    def test_shared_definitions_are_the_same_everywhere(self) -> None:
        names = ("text", "spoken", "line", "word", "path", "moment", "name", "department", "reply", "escalate")
        for name in names:
            found = [schemas.document(kind)["$defs"].get(name) for kind in schemas.KINDS]
            found = [node for node in found if node and node.get("title") != "一个部门"]
            assert all(node == found[0] for node in found), name
        script, rule = schemas.document("script"), schemas.document("rule")
        assert rule["$defs"]["part"]["properties"] == script["properties"]

    def test_rules_know_the_problem_codes_and_the_checks(self) -> None:
        rule = schemas.document("rule")
        assert rule["$defs"]["with-schema"]["properties"]["problems"]["items"]["enum"] == CODES
        assert rule["properties"]["check"]["enum"] == CHECKS
        assert [name for name in rule["$defs"] if name.startswith("with-")] == [f"with-{name}" for name in CHECKS]


def filled(body: object) -> object:
    """What a snippet leaves behind when its blanks are passed over."""
    if isinstance(body, dict):
        return {filled(key): filled(value) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(item) for item in body]
    if not isinstance(body, str):
        return body
    raw = body.startswith("^")
    text = re.sub(r"\$\{\d+\|([^,|]*)[^|]*\|\}", r"\1", body.removeprefix("^"))
    text = re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}", lambda found: re.sub(r"\\(.)", r"\1", found[1]), text)
    text = re.sub(r"\$\d+", "0" if raw else "内容", text)
    if text.startswith(("|-\n", "|\n")):
        return text.split("\n", 1)[1].strip()
    return json.loads(text) if raw or text.startswith(("[", '"')) else text


def variations(value: object) -> Iterator[object]:
    """The value with one place replaced by each strange value, one key left out or one key too many."""
    yield from STRANGE
    if isinstance(value, dict):
        for key, child in value.items():
            yield {k: v for k, v in value.items() if k != key}
            for other in variations(child):
                yield {**value, key: other}
        for key in ("mystery", "退 货", "rung", "min", "a\n"):
            yield {**value, key: "x"}
    if isinstance(value, list):
        yield [*value, *copy.deepcopy(value)]
        for index, child in enumerate(value):
            for other in variations(child):
                yield [*value[:index], other, *value[index + 1 :]]


# Of the largest families every so-many-th is plenty.
SHARE = {"rule": 11, "huashu": 5, "script": 3}


class TestAgreement:
    """`jsonschema_rs` judges here, other libraries in editors and CI: they must not differ."""

    def test_validators_agree_on_whole_files_and_on_thousands_of_broken_ones(self, kind: str) -> None:
        document = schemas.document(kind)
        fast, plain = validator_for(document), Draft202012Validator(document)
        assert fast.is_valid(WHOLE[kind])
        verdicts = set()
        for number, value in enumerate(variations(WHOLE[kind])):
            if number % SHARE.get(kind, 1):
                continue
            verdict = fast.is_valid(value)
            assert verdict == plain.is_valid(value), value
            verdicts.add(verdict)
        assert verdicts == {True, False}

    def test_validators_agree_on_parameters(self) -> None:
        rule = schemas.document("rule")
        for check, params in PARAMETERS:
            document = {"$schema": rule["$schema"], "$ref": f"#/$defs/with-{check}", "$defs": rule["$defs"]}
            fast, plain = validator_for(document), Draft202012Validator(document)
            assert fast.is_valid(params), (check, params)
            for value in variations(params):
                assert fast.is_valid(value) == plain.is_valid(value), (check, value)

    @pytest.mark.parametrize(
        ("name", "good", "bad"),
        [
            ("text", ["字", " 字\n", "\u3000字"], ["", " ", "\n", "\u3000", "\u00a0\t\r\n"]),
            ("line", ["一行字", " 前后有空 ", "a\u2028b"], ["", " ", "\u3000", "两\n行", "末尾\n", "回车\r", "\n前"]),
            (
                "word", ["a", "after-sales", "7-days", "0"],
                ["", "A", "a_b", "-a", "a-", "a--b", "a\n", "售后", "ａ", "１", "a b"],
            ),
            (
                "path", ["a/b", "after-sales/no-8"],
                ["a", "a/b/c", "/b", "a/", "A/b", "a/b\n", "a/ｂ", "a/b.yaml", "a\\b"],
            ),
            (
                "moment",
                ["2026-11-11", "2026-01-31T00:00", "2026-12-01T23:59", "2026-02-30"],
                ["2026-11-11\n", "２０２６-11-11", "2026-1-1", "2026-13-01", "2026-00-10", "2026-01-32", "2026-01-00",
                 "2026/11/11", "2026-11-11T24:00", "2026-11-11T20:60", "2026-11-11 20:00", "2026-11-11T20:00:00",
                 "2026-11-11T20:00\n", "26-11-11"],
            ),
            (
                "name", ["退货天数", "a", "M码", "a\u0300"],
                ["", "a b", "a\u3000b", "{a}", "a｝", "a\n", "a\u2028", "a\u00a0b", "a\u2003b"],
            ),
        ],
    )  # fmt: skip
    def test_patterns_mean_the_same_everywhere(self, name: str, good: list[str], bad: list[str]) -> None:
        pattern = {"type": "string", "pattern": definition(name)["pattern"]}
        fast, plain = validator_for(pattern), Draft202012Validator(pattern)
        assert [value for value in [*good, *bad] if fast.is_valid(value)] == good
        assert [value for value in [*good, *bad] if plain.is_valid(value)] == good

    @given(st.text(max_size=12))
    def test_patterns_agree_on_any_text(self, value: str) -> None:
        for name in NAMES:
            assert judge(name).is_valid(value) == bool(re.search(definition(name)["pattern"], value)), name

    def test_long_texts_take_no_long_time(self) -> None:
        for name in NAMES:
            for piece, accepted in LONG.items():
                assert judge(name).is_valid(piece * 50_000) == (name in accepted.split()), (name, piece)


NAMES = ("text", "spoken", "line", "word", "path", "moment", "name", "message")
LONG = {
    "a": "text spoken line word name message",
    "\u3000": "message",
    "{": "text spoken line message",
    "{a": "text spoken line message",
    "a-": "text spoken line name message",
    "好\n": "text spoken message",
}


@cache
def judge(name: str) -> Validator:
    return validator_for({"type": "string", "pattern": definition(name)["pattern"]})


@cache
def definition(name: str) -> Schema:
    for kind in schemas.KINDS:
        defs = schemas.document(kind)["$defs"]
        if name in defs:
            return defs[name]
    raise LookupError(name)


SCRIPT = """id: greeting/first-hello
title: 第一句
channels:
  - livechat
replies:
  - say: |-
      您好
owner: cs
review_by: 2027-02-01
"""


class TestValidate:
    def test_a_right_file_has_no_problems(self, kind: str) -> None:
        assert schemas.validate(kind, node_of(WHOLE[kind]), Source("x.yaml", "")) == ()

    @pytest.mark.parametrize(
        ("kind", "path"),
        [
            ("huashu", "huashu.yaml"), ("facts", "terms/facts.yaml"), ("slots", "terms/slots.yaml"),
            ("alt", "assets/alt.yaml"), ("names", "terms/names.yaml"), ("targets", "policy/targets.yaml"),
            ("approval", "policy/approval.yaml"), ("people", "policy/people.yaml"),
        ],
    )  # fmt: skip
    def test_this_library_is_right(self, kind: str, path: str) -> None:
        root, source = tree(kind, (ROOT / path).read_text(encoding="utf-8"))
        assert schemas.validate(kind, root, source) == ()

    def test_targets_never_merge_channels(self) -> None:
        root, _source = tree("targets", (ROOT / "policy/targets.yaml").read_text(encoding="utf-8"))
        data = to_data(root)
        rows = [(row["area"], row["name"], row["value"]) for row in data["targets"]]
        assert [row for row in rows if "响应" in row[1] or row[1] == "接听"] == [
            ("店铺聊天（旺旺/千牛）", "首次响应", "10秒内"),
            ("在线咨询", "首次响应", "30秒内"),
            ("微信", "首次响应", "1分钟内"),
            ("电话", "接听", "铃响3声内"),
            ("店铺售后", "响应时间", "10秒内"),
        ]
        assert len(rows) == len({row[:2] for row in rows}) == 16

    @pytest.mark.parametrize(
        ("scene", "reply", "fields"),
        [
            (None, "say: x", []),
            (None, "say: x\n    rung: value\n    step: calm", []),
            (PLAIN, "say: x", []),
            (PLAIN, "say: x\n    rung: value", ["replies/0/rung"]),
            (PLAIN, "say: x\n    step: calm", ["replies/0/step"]),
            (LADDER, "say: x\n    rung: coupon", []),
            (LADDER, "say: x", ["replies/0/rung"]),
            (LADDER, "say: x\n    rung: calm", ["replies/0/rung"]),
            (LADDER, "say: x\n    rung: value\n    step: calm", ["replies/0/step"]),
            (STEPS, "say: x\n    step: find", []),
            (STEPS, "say: x", ["replies/0/step"]),
            (STEPS, "say: x\n    rung: value", ["replies/0/rung"]),
        ],
    )
    def test_the_scene_decides_on_rung_and_step(self, scene: Scene | None, reply: str, fields: list[str]) -> None:
        root, source = tree("script", SCRIPT.replace("say: |-\n      您好", reply))
        assert [problem.field for problem in schemas.validate("script", root, source, scene)] == fields

    def test_two_scenes_with_one_id_are_a_problem(self) -> None:
        text = (ROOT / "huashu.yaml").read_text(encoding="utf-8").replace("id: wechat", "id: phone")
        root, source = tree("huashu", text)
        (problem,) = schemas.validate("huashu", root, source)
        assert (problem.field, text[problem.start : problem.end]) == ("channels/2/id", "phone")
        assert problem.message == "代号 phone 已经用过了"

    def test_half_characters_are_a_problem_not_a_crash(self) -> None:
        value = {**WHOLE["slots"], "slots": {"工号": {"means": "\ud800"}}}
        (problem,) = schemas.validate("slots", node_of(value), Source("x.yaml", ""))
        assert (problem.code, problem.field) == ("encoding", "slots/工号/means")

    def test_nesting_without_end_is_a_problem_not_a_crash(self) -> None:
        value: object = "x"
        for _level in range(300):
            value = [value]
        problems = schemas.validate("slots", node_of({"slots": value}), Source("x.yaml", ""))
        assert [problem.code for problem in problems] == ["schema"]

    @pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 10**4000, 1e308])
    def test_any_number_is_told(self, number: float) -> None:
        root = node_of({**WHOLE["script"], "title": number})
        (problem,) = schemas.validate("script", root, Source("x.yaml", ""))
        assert problem.field == "title"

    def test_keys_of_digits_are_found(self) -> None:
        text = SCRIPT.replace("您好\n", "您好\n    variants:\n      007: 8\n      0: 9\n")
        root, source = tree("script", text)
        problems = schemas.validate("script", root, source)
        assert [(problem.field, text[problem.start : problem.end]) for problem in problems] == [
            ("replies/0/variants/007", "8"), ("replies/0/variants/0", "9"),
        ]  # fmt: skip

    @settings(max_examples=100, deadline=None)
    @given(st.data())
    def test_any_tree_gives_problems_inside_the_file_or_none(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(schemas.KINDS))
        scene = data.draw(st.sampled_from([None, PLAIN, LADDER, STEPS])) if kind == "script" else None
        value = data.draw(broken(WHOLE[kind]))
        text = data.draw(st.sampled_from([in_lines, in_brackets]))(value)
        root, source = tree_of(text)
        assume(root is not None)
        problems = schemas.validate(kind, root, source, scene)
        assert (problems == ()) == reference(kind, scene).is_valid(to_data(root))
        fields = {field for field, _node in walk(root)}
        for problem in problems:
            assert 0 <= problem.start <= problem.end <= len(text)
            assert problem.message
            assert problem.field in fields or problem.field.rpartition("/")[0] in fields
            if problem.fix is not None and problem.fix.safety == "safe":
                mended, new_source = tree_of(fixed(text, problem))
                left = schemas.validate(kind, mended, new_source, scene)
                assert (problem.field, problem.message) not in [(other.field, other.message) for other in left]


def in_lines(value: object) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))


def in_brackets(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def tree_of(text: str) -> tuple[Node, Source]:
    parsed = yaml_source.parse("x.yaml", text.encode())
    return parsed.root, parsed.source


def fixed(text: str, problem: Problem) -> str:
    for edit in sorted(problem.fix.edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def reference(kind: str, scene: Scene | None) -> Draft202012Validator:
    document = schemas.document(kind)
    return Draft202012Validator(document if scene is None else schemas.staged(document, scene.kind, scene.stages))


class TestParameterErrors:
    @pytest.mark.parametrize(("check", "params"), PARAMETERS)
    def test_right_parameters_have_none(self, check: str, params: Schema) -> None:
        assert schemas.parameter_errors(check, params) == ()

    @pytest.mark.parametrize(
        ("check", "params", "errors"),
        [
            ("occurrence", {"words": ["不"], "maks": 2}, ("这里不能写“maks”。您是不是想写“max”（上限）？",)),
            (
                "occurrence",
                {"max": 2},
                ("words、patterns 至少要写一样。请加上 words，下面一行写一项，例如 - 肯定最好",),
            ),
            ("length", {"max": "120"}, ("“max”要写整数。请改成 120",)),
            ("lifecycle", {"problem": "soon"}, ("缺少“days”（提前几天）。请加上 days，例如 days: 14",)),
            ("lifecycle", {"problem": "expired", "days": 3}, ("这里用不上“days”。请删掉这一行",)),
            ("ladder", {"problem": "order", "min": 3}, ("这里用不上“min”。请删掉这一行",)),
        ],
    )
    def test_wrong_ones_are_told(self, check: str, params: Schema, errors: tuple[str, ...]) -> None:
        assert schemas.parameter_errors(check, params) == errors


LEAVES = st.sampled_from([value for value in STRANGE if not isinstance(value, float)]) | st.text(max_size=4)


@st.composite
def broken(draw: st.DrawFn, value: object) -> object:
    """A whole file with a few places replaced, left out or added."""
    value = copy.deepcopy(value)
    for _time in range(draw(st.integers(0, 3))):
        places: list[tuple[object, object]] = []
        gather(value, places)
        holder, key = draw(st.sampled_from(places))
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if isinstance(holder, dict) and action == "add":
            holder[draw(st.sampled_from(["标题", "mystery", "sya", "0", "owner"]))] = copy.deepcopy(draw(LEAVES))
        elif action == "remove":
            del holder[key]
        else:
            holder[key] = copy.deepcopy(draw(LEAVES))
        if not value:
            break
    return value


def gather(value: object, places: list[tuple[object, object]]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        places.append((value, key))
        gather(child, places)


def _facts(count: int) -> Any:
    lines = (f"  名 {index}:\n    value: 7天\n    means: x\n    owner: cs\n" for index in range(count))
    return yaml_source.parse("terms/facts.yaml", ("facts:\n" + "".join(lines) + "facs: 1\n").encode())


def test_a_large_table_of_wrong_names_is_told_whole() -> None:
    parsed = _facts(170)
    found = schemas.validate("facts", parsed.root, parsed.source)
    assert [problem.field for problem in found] == [*(f"facts/名 {index}" for index in range(170)), "facs"]


def test_wrong_names_are_judged_in_linear_work() -> None:
    def work(count: int) -> Any:
        parsed = _facts(count)
        return lambda: schemas.validate("facts", parsed.root, parsed.source)

    require_linear(work, 100)
