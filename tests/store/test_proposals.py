"""What the gate is told of a branch: its makers, and what people had before them at each commit."""

from __future__ import annotations

from pathlib import Path

import pytest
from chain import BYE, Chain, chain
from shop_in_git import FACTS, HELLO, script

from huashu.model.change import Contribution, Proposal
from huashu.store import proposals
from huashu.store.repository import opened


def proposal(shop: Chain, *commits: str) -> Proposal:
    with opened(shop.shop.top) as repository:
        base, head = (repository.commit(f"refs/heads/{name}", "--base") for name in ("main", "work"))
        return proposals.proposal(repository, base, head, commits).proposal


def test_makers_are_read_as_the_commits_say(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    one = shop.commit({HELLO: script(say="早")})
    text = "改\n\n正文\n\nCo-Authored-By: 甲 <A@example.com>\n  co-authored-by: b <b@example.com>\nReviewed-by: <c@example.com>"
    two = shop.commit({HELLO: script(say="早上好")}, by="lead", committer="boss", message=text)
    assert proposal(shop).commits == (
        Contribution(one, "writer@example.com", "writer@example.com"),
        Contribution(two, "lead@example.com", "boss@example.com", ("A@example.com", "b@example.com")),
    )


@pytest.mark.parametrize("own", [None, "顺手改一句"])
@pytest.mark.parametrize("moved", [False, True])
def test_who_only_merges_has_made_nothing(tmp_path: Path, moved: bool, own: str | None) -> None:
    shop = chain(tmp_path)
    one = shop.commit({HELLO: script(say="早")})
    shop.on("main")
    if moved:
        shop.commit({BYE: script("greeting/bye", "慢走")})
    base = shop.head("main")
    shop.git("checkout", "-q", "-B", "work", "main")
    shop.git("merge", "-q", "--no-ff", "--no-commit", one)
    two = shop.commit({HELLO: script(say=own)} if own else {}, by="lead", message="合并")
    with opened(shop.shop.top) as repository:
        made = proposals.contributions(repository, base, two)
    assert [(each.commit, each.merges) for each in made] == [(one, False), (two, own is None)]


def test_what_was_seen_is_what_a_commit_had_changed(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    one = shop.commit({HELLO: script(say="早")})
    two = shop.commit({BYE: script("greeting/bye", "慢走")})
    three = shop.commit({HELLO: script()})
    shop.on("main")
    moved = shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    found = proposal(shop, one, two, three, moved, "0" * 40)
    assert {commit: sorted(digests) for commit, digests in found.seen.items()} == {
        one: ["greeting/hello"],
        two: ["greeting/bye", "greeting/hello"],
        three: ["greeting/bye"],
    }
    assert found.seen[one]["greeting/hello"] == found.seen[two]["greeting/hello"]
    assert found.seen[three] == found.change.digests()


def test_after_crossed_histories_only_what_is_new_to_all_of_them_counts(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    one = shop.commit({HELLO: script(say="早")})
    shop.on("main")
    other = shop.commit({BYE: script("greeting/bye", "慢走")})
    shop.git("merge", "-q", "--no-ff", "-m", "合", one)
    shop.on("work")
    shop.git("merge", "-q", "--no-ff", "-m", "合", other)
    last = shop.commit({"handbook/a.md": "x"})
    assert sorted(proposal(shop, last).seen[last]) == ["handbook/a.md"]


def test_rules_after_the_merge(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit({HELLO: script(say="早")})
    assert (proposal(shop).policy_after, proposal(shop).people_after) == (None, None)
    text = (tmp_path / "policy/approval.yaml").read_text(encoding="utf-8")
    shop.commit({"policy/approval.yaml": text.replace("version: 3", "version: 9")})
    found = proposal(shop)
    assert (found.policy_after and found.policy_after.version, found.people_after) == (9, None)
