"""The signed record: one spelling only, and everything else refused with a code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.model.evidence import SIGNATURE, Voice
from huashu.review.records import LIMIT, Flaw, Record, canonical, opinion, parse, record_id

ONE = Record(
    kind="approve",
    role="supervisor",
    items={"greeting/hello": "ab" * 32},
    before={"greeting/hello": ""},
    base="c" * 40,
    policy=3,
    nonce="0123456789abcdef" * 2,
    repository="git:" + "d" * 40,
    target="refs/heads/main",
    at=datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC),
    follows=("1" * 64, "2" * 64),
    reason="",
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
DIGESTS = st.dictionaries(TEXT.filter(bool), st.text("0123456789abcdef:", max_size=64), min_size=1, max_size=4)
IDS = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=3, unique=True).map(sorted).map(tuple)


@st.composite
def drawn(draw: st.DrawFn) -> Record:
    items = draw(DIGESTS)
    kind = draw(st.sampled_from(["approve", "reject", "withdraw"]))
    return Record(
        kind=kind,
        role=draw(TEXT.filter(bool)),
        items=items,
        before={key: draw(st.text("0123456789abcdef", max_size=64)) for key in items},
        base=draw(st.text("0123456789abcdef", min_size=40, max_size=40)),
        policy=draw(st.integers(1, 1_000_000)),
        nonce=draw(st.text("0123456789abcdef", min_size=32, max_size=32)),
        repository=draw(TEXT),
        target=draw(TEXT),
        at=draw(st.datetimes(datetime(1000, 1, 1), datetime(9999, 1, 1))).replace(microsecond=0, tzinfo=UTC),
        follows=draw(IDS),
        request=draw(TEXT),
        urgent=draw(st.booleans()),
        reason=draw(TEXT),
        head=draw(st.sampled_from(["", "a" * 40, "a" * 64])),
        clears=draw(st.sampled_from(["", "f" * 64])) if kind == "withdraw" else "",
    )


@given(drawn())
def test_what_is_written_is_read_back(record: Record) -> None:
    data = canonical(record)
    assert parse(data) == record
    assert data.endswith(b"}\n")
    assert data.count(b"\n") == 1


@given(drawn(), st.data())
def test_one_byte_more_or_other_is_no_record_or_another_one(record: Record, data: st.DataObject) -> None:
    good = canonical(record)
    at = data.draw(st.integers(0, len(good) - 1))
    other = good[:at] + data.draw(st.binary(min_size=1, max_size=2)) + good[at + data.draw(st.integers(0, 1)) :]
    if other != good:
        assert parse(other) != record


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_spelt_so(data: bytes) -> None:
    found = parse(data)
    assert isinstance(found, Flaw) or canonical(found) == data


def test_the_bytes_are_these() -> None:
    one = replace(ONE, follows=(), reason="请改“亲”")
    assert canonical(one).decode() == (
        '{"at":"2026-11-22T08:00:01Z","base":"' + "c" * 40 + '","before":{"greeting/hello":""},"clears":"",'
        '"follows":[],"head":"","items":{"greeting/hello":"' + "ab" * 32 + '"},"kind":"approve",'
        '"nonce":"0123456789abcdef0123456789abcdef","policy":3,"reason":"请改“亲”","repository":"git:' + "d" * 40 + '",'
        '"request":"","role":"supervisor","target":"refs/heads/main","urgent":false,"version":1}\n'
    )
    assert record_id(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"version": 2}, Flaw("version")),
        ({"version": True}, Flaw("version")),
        ({"version": 1.0}, Flaw("version")),
        ({"more": 1}, Flaw("keys", "more")),
        ({"kind": "dismiss"}, Flaw("value", "kind")),
        ({"kind": ["approve"]}, Flaw("value", "kind")),
        ({"role": ""}, Flaw("value", "role")),
        ({"role": 1}, Flaw("value", "role")),
        ({"items": {}}, Flaw("value", "items")),
        ({"items": {"a": 1}}, Flaw("value", "items")),
        ({"items": ["a"]}, Flaw("value", "items")),
        ({"before": {}}, Flaw("value", "before")),
        ({"base": "HEAD"}, Flaw("value", "base")),
        ({"head": "HEAD"}, Flaw("value", "head")),
        ({"policy": True}, Flaw("value", "policy")),
        ({"policy": 0}, Flaw("value", "policy")),
        ({"policy": 10**30}, Flaw("value", "policy")),
        ({"nonce": "x"}, Flaw("value", "nonce")),
        ({"follows": ["2" * 64, "1" * 64]}, Flaw("value", "follows")),
        ({"follows": ["1" * 64, "1" * 64]}, Flaw("value", "follows")),
        ({"follows": ["1"]}, Flaw("value", "follows")),
        ({"urgent": 1}, Flaw("value", "urgent")),
        ({"at": "2026-11-22T08:00:01+08:00"}, Flaw("value", "at")),
        ({"at": "2026-02-30T08:00:01Z"}, Flaw("value", "at")),
        ({"reason": "长" * 5001}, Flaw("value", "reason")),
        ({"clears": "1" * 64}, Flaw("value", "clears")),
        ({"reason": "\ud800"}, Flaw("canonical")),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], flaw: Flaw) -> None:
    plain = json.loads(canonical(ONE)) | changes
    data = (json.dumps(plain, sort_keys=True, separators=(",", ":")) + "\n").encode()
    assert parse(data) == flaw


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json"),
        (b"[]\n", "json"),
        (b"[" * 100_000, "json"),
        (b"\xff", "text"),
        (b"\xef\xbb\xbf" + canonical(ONE), "json"),
        (b" " * (LIMIT + 1), "size"),
        (canonical(ONE) + b"\n", "canonical"),
        (canonical(ONE)[:-1], "canonical"),
        (canonical(ONE).replace(b'"policy":3', b'"policy":3,"policy":3'), "canonical"),
        (canonical(ONE).replace(b'"policy":3', b'"policy": 3'), "canonical"),
        (canonical(ONE).replace(b"main", b"m\\u0061in"), "canonical"),
        (canonical(ONE).replace(b'"policy":3', b'"policy":NaN'), "value"),
        (canonical(ONE).replace(b'"policy":3', b'"policy":' + b"9" * 5000), "json"),
    ],
)
def test_another_spelling_is_refused(data: bytes, code: str) -> None:
    found = parse(data)
    assert isinstance(found, Flaw)
    assert found.code == code


def test_a_withdrawal_may_name_what_it_takes_back_and_nothing_else() -> None:
    taken = replace(ONE, kind="withdraw", items={}, before={}, clears="1" * 64)
    assert parse(canonical(taken)) == taken


def test_the_opinion_says_what_the_record_says() -> None:
    voice = Voice("ssh", "ssh-ed25519 AAAA")
    found = opinion(replace(ONE, reason="好"), "9" * 64, voice, ("replayed",))
    assert (found.id, found.kind, found.attested_by, found.voice) == ("9" * 64, "approve", SIGNATURE, voice)
    assert (found.items, found.follows) == (ONE.items, frozenset(ONE.follows))
    assert (found.role, found.body, found.policy, found.doubts) == ("supervisor", "好", 3, ("replayed",))
    assert (found.target, found.repository) == ("refs/heads/main", ONE.repository)
