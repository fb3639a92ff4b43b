"""Attacks by what is in the branch and when: each on a real repository, each refused with what to do next."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from chain import BYE, DEAR, POLICY, Chain, chain, people, refused
from shop_in_git import FACTS, HELLO, SETTINGS, SLOTS, script

from huashu.errors import HuashuError


@pytest.fixture
def shop(tmp_path: Path) -> Chain:
    return chain(tmp_path)


def approved(shop: Chain, files: dict[str, str | bytes | None] | None = None) -> Chain:
    """A change of one greeting that has all it needs."""
    shop.commit(files or {HELLO: script(say="早")})
    shop.say("lead")
    shop.say("boss")
    assert shop.gate().granted
    return shop


def test_approve_then_push(shop: Chain) -> None:
    approved(shop).commit({HELLO: script(say="不退不换")})
    refused(shop.gate(), "stale")


def test_approve_then_force_push_with_a_review_that_was_pointed_at_the_new_commit(shop: Chain) -> None:
    approved(shop)
    shop.git("reset", "-q", "--hard", "main")
    shop.commit({HELLO: script(say="不退不换")})
    shop.happen("force-push")
    for row in shop.opinions:
        row["commit"] = shop.head()
    refused(shop.gate(), "moved-after")


def test_force_push_that_the_forge_does_not_tell(shop: Chain) -> None:
    approved(shop)
    shop.git("reset", "-q", "--hard", "main")
    shop.commit({HELLO: script(say="早")}, message="同样的话")
    refused(shop.gate(), "unknown-commit")


@pytest.mark.parametrize("kind", ["retarget", "edit", "delete-branch", "restore-branch", "close", "reopen"])
def test_whatever_happens_to_the_request_after_a_click_voids_it(shop: Chain, kind: str) -> None:
    approved(shop).happen(kind)
    refused(shop.gate(), "moved-after")


def test_squash_and_rebase_want_new_clicks_but_not_new_marks(shop: Chain) -> None:
    shop.commit({HELLO: script(say="早")})
    digest = next(child.about for child in shop.gate().children)
    assert digest == "greeting/hello"
    from huashu.review import evidence_file, gate

    read = evidence_file.read(shop.evidence(), "e")
    from huashu.store.repository import opened

    with opened(shop.shop.top) as repository:
        asked = gate.request(repository, "refs/heads/main", "refs/heads/work", [read], lambda zone: shop.clock)
    digests = "\n".join(f"{key} {value}" for key, value in asked.proposal.change.digests().items())
    shop.say("lead", "comment", commit="", body=f"/huashu approve supervisor\n{digests}")
    shop.say("boss", "comment", commit="", body=f"看过了\n\n/huashu approve manager\n{digests}")
    assert shop.gate().granted
    shop.git("reset", "-q", "--hard", "main")
    shop.commit({HELLO: script(say="早")}, message="合成一个")
    shop.happen("force-push")
    assert shop.gate().granted
    shop.commit({HELLO: script(say="不退")})
    refused(shop.gate(), "stale")


def test_base_moved_so_that_the_same_tree_reverts_an_approved_fix(shop: Chain) -> None:
    approved(shop)
    tree = shop.git("rev-parse", "work^{tree}")
    shop.on("main")
    fix = shop.commit({BYE: script("greeting/bye", "再见，七天内都能退")})
    evil = shop.git("commit-tree", tree, "-p", "work", "-p", fix, "-m", "合并 main")
    shop.git("update-ref", "refs/heads/work", evil)
    assert shop.git("rev-parse", "work^{tree}") == tree
    node = refused(shop.gate(), "stage-missing")
    assert node.about == "wording"
    assert [child.about for child in shop.gate().children if child.status != "granted"][:1] == ["greeting/bye"]


def test_merge_that_smuggles_a_change(shop: Chain) -> None:
    approved(shop)
    shop.on("main")
    shop.commit({DEAR: script("dialogue/dear", "这件真值")})
    shop.on("work")
    shop.git("merge", "-q", "--no-commit", "main")
    shop.commit({BYE: script("greeting/bye", "加我私人号，给您返现")}, message="合并 main")
    verdict = shop.gate()
    assert refused(verdict, "stage-missing").about == "wording"
    assert {child.about: child.status for child in verdict.children if child.code == "part"} == {
        "greeting/bye": "open",
        "greeting/hello": "granted",
    }


def test_a_conflict_is_no_merge(shop: Chain) -> None:
    approved(shop)
    shop.on("main")
    shop.commit({HELLO: script(say="晚上好")})
    assert refused(shop.gate(), "conflict").about == HELLO


def test_attributes_that_would_merge_what_conflicts_change_nothing(shop: Chain) -> None:
    shop.on("main")
    shop.commit({".gitattributes": "*.yaml merge=union\n"})
    (shop.shop.top / ".git" / "info").mkdir(exist_ok=True)
    (shop.shop.top / ".git" / "info" / "attributes").write_text("*.yaml merge=union -diff\n")
    shop.git("config", "merge.union.driver", "true")
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    approved(shop)
    shop.on("main")
    shop.commit({HELLO: script(say="晚上好")})
    refused(shop.gate(), "conflict")


@pytest.mark.parametrize("name", ["HOME", "XDG_CONFIG_HOME"])
def test_attributes_of_whoever_runs_the_gate_change_nothing(
    shop: Chain, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv(name, str(home))
    folder = home / ".config" / "git" if name == "HOME" else home / "git"
    folder.mkdir(parents=True)
    (folder / "attributes").write_text("*.yaml merge=union\n")
    (folder / "config").write_text("[merge]\n\trenames = false\n")
    approved(shop)
    shop.on("main")
    shop.commit({HELLO: script(say="晚上好")})
    refused(shop.gate(), "conflict")


def test_attributes_that_hide_a_diff_hide_nothing(shop: Chain) -> None:
    approved(shop).commit({".gitattributes": "scripts/** -diff linguist-generated\n"})
    verdict = shop.gate()
    assert refused(verdict, "mixed").about == ".gitattributes"
    assert "greeting/hello" in [child.about for child in verdict.children]


def test_replaced_objects_are_seen_as_they_are(shop: Chain) -> None:
    approved(shop)
    good = shop.git("rev-parse", f"work:{HELLO}")
    shop.commit({HELLO: script(say="不退不换")})
    bad = shop.git("rev-parse", f"work:{HELLO}")
    shop.git("replace", bad, good)
    refused(shop.gate(), "stale")


def test_grafted_history_is_seen_as_it_is(shop: Chain) -> None:
    approved(shop).commit({BYE: script("greeting/bye", "慢走")}, by="lead")
    (shop.shop.top / ".git" / "info").mkdir(exist_ok=True)
    (shop.shop.top / ".git" / "info" / "grafts").write_text(f"{shop.head()} {shop.git('rev-parse', 'main')}\n")
    refused(shop.gate(), "self-approval")


def test_a_history_that_is_cut_short_is_no_history(shop: Chain, tmp_path_factory: pytest.TempPathFactory) -> None:
    approved(shop)
    home = tmp_path_factory.mktemp("shallow")
    source = f"file://{shop.shop.top}"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "-b", "work", source, str(home)], check=True, capture_output=True
    )
    fetch = ["git", "-C", str(home), "fetch", "-q", "--depth=1", "origin", "main:main"]
    subprocess.run(fetch, check=True, capture_output=True)
    shop.shop.top = home
    refused(shop.gate(), "shallow")


def test_an_unrelated_history_is_no_change_of_ours(shop: Chain) -> None:
    approved(shop)
    tree = shop.git("rev-parse", "work^{tree}")
    shop.git("update-ref", "refs/heads/work", shop.git("commit-tree", tree, "-m", "从头来"))
    refused(shop.gate(), "unrelated")


@pytest.mark.parametrize(
    "path",
    ["rules/tone/x.yaml", ".github/workflows/ci.yml", "CODEOWNERS", "docs/CODEOWNERS", ".Mailmap", ".gitlab-ci.yml"],
)
def test_rules_edited_in_the_same_change(shop: Chain, path: str) -> None:
    approved(shop).commit({path: "x\n"})
    assert refused(shop.gate(), "mixed").about == path


def test_people_edited_in_the_same_change_do_not_count_yet(shop: Chain) -> None:
    more = "  - {id: friend, name: 朋友, roles: [{role: supervisor}, {role: manager}], accounts: {github: 2001}}\n"
    shop.commit({HELLO: script(say="不退"), "policy/people.yaml": people(3, more)})
    shop.say("朋友", account=2001)
    verdict = shop.gate()
    refused(verdict, "mixed")
    refused(verdict, "unknown-person")


def test_a_policy_that_is_rolled_back_or_stands_still(shop: Chain) -> None:
    for version in (2, 3):
        text = POLICY.replace("version: 3", f"version: {version}").replace("count: 2", "count: 1")
        shop.commit({"policy/approval.yaml": text})
        shop.say("keeper")
        assert refused(shop.gate(), "version").about == "policy/approval.yaml"


def test_people_that_are_rolled_back(shop: Chain) -> None:
    shop.commit({"policy/people.yaml": people(2).replace("1002", "1999")})
    shop.say("keeper")
    assert refused(shop.gate(), "version").about == "policy/people.yaml"


@pytest.mark.parametrize("text", [None, "version: 4\n", POLICY.replace("roles: [supervisor]", "roles: [nobody]")])
def test_a_policy_that_would_be_gone_or_unreadable(shop: Chain, text: str | None) -> None:
    shop.commit({"policy/approval.yaml": text})
    shop.say("keeper")
    refused(shop.gate(), "policy-gone" if text is None else "unreadable")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("policy/people.yaml", people(3).replace("{role: maintainer}", "{role: maintainer, until: 2026-05-01}")),
        ("policy/approval.yaml", POLICY.replace("version: 3", "version: 4").replace("[maintainer]}", "[maintainer], count: 2}")),
    ],
)  # fmt: skip
def test_rules_after_which_nobody_could_change_them(shop: Chain, path: str, text: str) -> None:
    shop.commit({path: text})
    shop.say("keeper")
    assert refused(shop.gate(), "locked-out").about == "rules"


def test_one_key_for_two_people_cannot_be_written_down(shop: Chain) -> None:
    more = "  - {id: twin, name: 双, roles: [], emails: [lead@example.com]}\n"
    shop.commit({"policy/people.yaml": people(3, more)})
    shop.say("keeper")
    assert "lead@example.com" in refused(shop.gate(), "unreadable").sentence
    shop.on("main")
    shop.commit({"policy/people.yaml": people(3, more)})
    with pytest.raises(HuashuError, match=r"lead@example\.com"):
        shop.gate()


def test_rename_out_of_a_scene_needs_that_scene(shop: Chain) -> None:
    shop.commit({DEAR: None, "scripts/greeting/dear.yaml": script("greeting/dear", "这件值这个价")})
    shop.say("lead")
    shop.say("boss")
    verdict = shop.gate()
    assert refused(verdict, "stage-missing").about == "operations"
    assert [child.about for child in verdict.children if child.status == "open"] == ["dialogue/dear"]


def test_leaving_a_department_out_needs_that_department(shop: Chain) -> None:
    shop.on("main")
    shop.commit({HELLO: script(more="consult:\n  - product\n")})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({HELLO: script()})
    shop.say("lead")
    shop.say("boss")
    assert refused(shop.gate(), "stage-missing").about == "product"


def test_facts_that_make_unchanged_scripts_say_something_else(shop: Chain) -> None:
    approved(shop)
    shop.commit({"terms/facts.yaml": FACTS.format(days="0天")})
    about = {child.about for child in shop.gate().children if child.status == "open"}
    assert about == {"greeting/bye", "terms/facts.yaml#退货天数"}


def test_a_slot_that_becomes_a_fact_is_said(shop: Chain) -> None:
    slots = SLOTS.replace("称呼", "姓名")
    facts = FACTS.format(days="7天") + "  称呼:\n    value: 喂\n    means: 称呼\n    owner: cs\n"
    shop.commit({"terms/slots.yaml": slots, "terms/facts.yaml": facts})
    parts = {child.about for child in shop.gate().children if child.code == "part"}
    assert parts == {"greeting/hello", "terms/facts.yaml#称呼", "terms/slots.yaml"}


def test_settings_that_make_scripts_say_something_else(shop: Chain) -> None:
    shop.on("main")
    shop.commit({HELLO: script(more="expires: 2026-11-12\n")})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    settings = SETTINGS.replace("Asia/Shanghai", "America/New_York")
    shop.commit({"huashu.yaml": settings})
    shop.say("keeper")
    verdict = shop.gate()
    assert "greeting/hello" in [child.about for child in verdict.children if child.status == "open"]


def test_a_link_and_another_repository_inside(shop: Chain) -> None:
    approved(shop)
    os.symlink("../../policy/people.yaml", shop.shop.top / "scripts/greeting/link.yaml")
    shop.commit({})
    assert refused(shop.gate(), "symlink").about == "scripts/greeting/link.yaml"
    shop.git("rm", "-q", "--cached", "scripts/greeting/link.yaml")
    (shop.shop.top / "scripts/greeting/link.yaml").unlink()
    shop.git("update-index", "--add", "--cacheinfo", f"160000,{shop.head()},assets/inner")
    shop.git("commit", "-q", "-m", "子模块")
    assert refused(shop.gate(), "submodule").about == "assets/inner"


@pytest.mark.parametrize("path", ["scripts/greeting/Hello.yaml", "handbook/caf\u00e9.md"])
def test_names_that_some_disks_take_for_one(shop: Chain, path: str) -> None:
    shop.on("main")
    shop.commit({"handbook/cafe\u0301.md": "x"})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({path: "x\n"})
    shop.say("boss")
    assert refused(shop.gate(), "collision")


def put_tree(shop: Chain, rows: list[tuple[str, str, str]]) -> str:
    """A tree object as no git program writes it: (mode, name, id of the entry)."""
    data = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(id) for mode, name, id in rows)
    command = ["git", "-C", str(shop.shop.top), "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode().strip()


@pytest.mark.parametrize("odd", ["twice", "slash", "git", "unsorted", "dots", "both"])
def test_odd_trees(shop: Chain, odd: str) -> None:
    approved(shop)
    rows = []
    for line in shop.git("ls-tree", "work").splitlines():
        about, name = line.split("\t")
        mode, _kind, id = about.split(" ")
        rows.append((mode.removeprefix("0"), name, id))
    blob = shop.git("rev-parse", f"work:{HELLO}")
    rows = {
        "twice": [rows[0], *rows],
        "slash": [*rows, ("100644", "zz/x.yaml", blob)],
        "git": [("40000", ".git", shop.git("rev-parse", "work:terms")), *rows],
        "unsorted": list(reversed(rows)),
        "both": sorted([*rows, ("100644", "terms", blob)], key=lambda row: row[1] + "/" * (row[0] == "40000")),
        "dots": [("100644", "..", blob), *rows],
    }[odd]
    tree = put_tree(shop, rows)
    shop.git("update-ref", "refs/heads/work", shop.git("commit-tree", tree, "-p", "work", "-m", "怪"))
    refused(shop.gate(), "odd-tree")


@pytest.mark.parametrize(
    "text",
    [
        script().replace("title: 题目", "title: &a 题目\ntags: [*a]"),
        script() + "title: 又一个\n",
        script() + "---\nid: x\n",
        script().replace("您好", "!!binary 5oKo"),
        script(say="x" * 300_000),
        "id: greeting/hello\n",
        b"\xff\xfe",
    ],
)
def test_yaml_that_people_and_parsers_read_differently(shop: Chain, text: str | bytes) -> None:
    shop.commit({HELLO: text})
    shop.say("lead")
    shop.say("boss")
    verdict = shop.gate()
    if isinstance(text, str) and "!!binary" in text:  # inside a block it is plain text, and said as it stands
        return
    assert refused(verdict, "unreadable").about == HELLO


def test_two_scripts_that_claim_one_past(shop: Chain) -> None:
    more = "formerly:\n  - dialogue/dear\n"
    files = {f"scripts/greeting/{name}.yaml": script(f"greeting/{name}", more=more) for name in ("one", "two")}
    shop.commit({DEAR: None, **files})
    refused(shop.gate(), "formerly")
