from __future__ import annotations

from pathlib import Path

import pytest
from chain import DEAR, NOW, Chain, chain
from shop_in_git import HELLO, script

from huashu.review import evidence_file
from huashu.review.approved import approved
from huashu.review.gate import request
from huashu.store.repository import opened


@pytest.fixture
def shop(tmp_path: Path) -> Chain:
    return chain(tmp_path)


def kept(shop: Chain) -> list[tuple[str, str, str, str, bool]]:
    evidence = evidence_file.read(shop.evidence(), "evidence.json")
    with opened(shop.shop.top) as repository:
        asked = request(repository, "refs/heads/main", "refs/heads/work", [evidence], NOW.astimezone)
        found = approved(asked)
        digests = asked.proposal.change.digests()
    assert all(one.digest == digests[one.key] for one in found)
    return [(one.key, one.title, one.name, one.attested_by, one.urgent) for one in found]


def test_who_let_a_script_in_is_kept(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    shop.say("lead")
    assert kept(shop) == []  # not yet
    shop.say("boss")
    assert kept(shop) == [
        ("greeting/hello", "主管审核", "lead", "forge", False),
        ("greeting/hello", "定稿", "boss", "forge", False),
    ]


def test_each_script_has_its_own(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早"), DEAR: script("dialogue/dear", "料子摸得着")})
    for who in ("lead", "ops", "boss"):
        shop.say(who)
    assert [(key, who) for key, _stage, who, _by, _urgent in kept(shop)] == [
        ("dialogue/dear", "lead"),
        ("dialogue/dear", "ops"),
        ("dialogue/dear", "boss"),
        ("greeting/hello", "lead"),
        ("greeting/hello", "boss"),
    ]
