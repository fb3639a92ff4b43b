"""Whatever bytes a library's files are made of, lint answers: with findings in order and in place, or by a refusal."""

from __future__ import annotations

import json

import pytest
from hunting import DEPTH, RULES, SCRIPTS, SETTINGS, TERMS, TOKENS, files, library, look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=int(12 * DEPTH), suppress_health_check=SLOW)
@given(files(SCRIPTS, most=8), files(TERMS, most=2) | st.just({}))
def test_scripts_and_terms(scripts: dict[str, bytes], terms: dict[str, bytes]) -> None:
    with library({**TERMS, **terms, **scripts}) as root:
        assert look(root) == ""


@settings(max_examples=int(12 * DEPTH), suppress_health_check=SLOW)
@given(files({"huashu.yaml": SETTINGS.encode()}))
def test_settings(changed: dict[str, bytes]) -> None:
    with library({**TERMS, **dict(list(SCRIPTS.items())[:1]), **changed}) as root:
        look(root)


@settings(max_examples=int(12 * DEPTH), suppress_health_check=SLOW)
@given(files(RULES, most=2))
def test_rule_files(rules: dict[str, bytes]) -> None:
    with library({**TERMS, **dict(list(SCRIPTS.items())[:2]), **rules}) as root:
        look(root)


ENTRY = {"script": "a/b", "rule": "tone/say-nin", "field": "replies/0/say", "fingerprint": "0" * 16, "count": 1}
BASELINE = json.dumps({"version": 1, "findings": [ENTRY, {**ENTRY, "fingerprint": "f" * 16}]}, indent=1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(("\ud800", "a/b")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*ENTRY, "version", "findings")), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=int(12 * DEPTH), suppress_health_check=SLOW)
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(ENTRY, JSON)).map(
        lambda more: json.dumps({"version": 1, "findings": [{**ENTRY, **more}]}).encode()
    )
    | JSON.map(lambda value: json.dumps(value).encode())
    | files({"huashu.baseline.json": BASELINE.encode()}).map(lambda file: file["huashu.baseline.json"])
)
def test_the_baseline(content: bytes) -> None:
    with library({**TERMS, **dict(list(SCRIPTS.items())[:1]), "huashu.baseline.json": content}) as root:
        look(root)


COMMENT = st.lists(
    st.sampled_from(
        ("# huashu: ignore", "#huashu：ignore", "[", "]", "【", "】", "tone/say-nin", "law/absolute-terms", "*", "x/y", ",",
         "，", " ", "until=", "until：", "2026-12-31", "0001-01-01", "9999-12-31", "2026-02-30", "99999-1-1", "理由", "#", "\t")
    )
    | st.sampled_from(TOKENS).filter(lambda token: "\n" not in token),
    max_size=10,
).map("".join)  # fmt: skip


@settings(max_examples=int(12 * DEPTH), suppress_health_check=SLOW)
@given(st.lists(st.tuples(st.integers(0, 60), st.booleans(), COMMENT), min_size=1, max_size=6))
def test_ignore_comments(comments: list[tuple[int, bool, str]]) -> None:
    path, content = list(SCRIPTS.items())[-1]
    lines = content.decode().split("\n")
    for number, behind, comment in comments:
        at = number % len(lines)
        lines[at] = f"{lines[at]} {comment}" if behind else f"# huashu: ignore{comment}\n{lines[at]}"
    with library({**TERMS, path: "\n".join(lines)}) as root:
        assert look(root) == ""


@pytest.mark.parametrize("name", ["huashu.yaml", "terms/facts.yaml", "rules/tone/x.yaml", "scripts/dialogue/x.yaml"])
@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[" * 9000, b"a: " + b"9" * 9000, b'"\\ud800": a\n', b"\xef\xbb\xbf"]
)
def test_the_worst_of_each(name: str, content: bytes) -> None:
    with library({name: content}) as root:
        look(root)
