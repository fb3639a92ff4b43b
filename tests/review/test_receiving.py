"""The server's hook: what a push may do, and who is known to have pushed."""

from __future__ import annotations

from pathlib import Path

import pytest
from chain import BYE
from office import Office, Ran, office
from shop_in_git import script

REF = "refs/huashu/approvals"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One office for all: every push here is refused, or touches nothing that others need."""
    made = office(tmp_path_factory.mktemp("office"), ("writer", "lead", "boss"))
    made.serve("config", "receive.certNonceSeed", "a seed")
    writer = made["writer"]
    writer.git("checkout", "-q", "-b", "bye")
    writer.write({BYE: script("greeting/bye", "再见，祝您开心")}, "告别语")
    writer.git("push", "-q", "origin", "bye")
    for name, role in (("lead", "supervisor"), ("boss", "manager")):
        person = made[name]
        person.git("fetch", "-q")
        assert person.huashu("review", "sync").returncode == 0
        assert person.huashu("review", "approve", "--as", role, "--head", "origin/bye").returncode == 0
        assert person.huashu("review", "sync").returncode == 0
    return made


def push(here: Office, *arguments: str, who: str = "writer") -> Ran:
    return here[who].run("git", "push", "origin", *arguments)


def told(done: Ran, *sentences: str) -> None:
    assert done.returncode != 0
    for sentence in sentences:
        assert sentence in done.stderr


def test_a_branch_of_ones_own_is_free(here: Office) -> None:
    assert push(here, "bye:refs/heads/mine").returncode == 0
    assert push(here, "--delete", "refs/heads/mine").returncode == 0


def test_the_protected_branch_is_not_deleted(here: Office) -> None:
    here.serve("config", "receive.denyDeleteCurrent", "ignore")
    told(push(here, "--delete", "refs/heads/main"), "main 不能删")


def test_the_protected_branch_is_not_rewritten(here: Office) -> None:
    writer = here["writer"]
    other = writer.git("commit-tree", "-m", "另起", "HEAD^{tree}")
    told(push(here, "--force", f"{other}:refs/heads/main"), "main 只能往前加，不能改写", "不要加 --force")


def test_a_tag_is_not_called_like_the_protected_branch(here: Office) -> None:
    told(push(here, "bye:refs/tags/main"), "标签 refs/tags/main 和受保护的分支同名", "换一个名字")


@pytest.mark.parametrize("ref", ["refs/replace/" + "a" * 40, "refs/huashu/other"])
def test_what_would_fool_other_programs_is_not_taken(here: Office, ref: str) -> None:
    told(push(here, f"bye:{ref}"), f"这里不收 {ref}")


def test_rules_come_from_before_the_push(here: Office) -> None:
    """Who pushes a policy that asks for nobody is judged by the one that is in force."""
    writer = here["writer"]
    writer.git("checkout", "-q", "-b", "easy", "origin/main")
    policy = (writer.root / "policy/approval.yaml").read_text(encoding="utf-8")
    writer.write(
        {"policy/approval.yaml": policy.replace("version: 3", "version: 4").replace("count: 2", "count: 1")}, "x"
    )
    told(push(here, "easy:refs/heads/main"), "改规矩：还差 1 个人")


def test_records_are_not_rewound_nor_deleted(here: Office) -> None:
    boss = here["boss"]
    first = boss.git("rev-list", "--max-parents=0", REF)
    told(
        push(here, "--force", f"{first}:{REF}", who="boss"),
        "审批记录只能往后加，不能删、不能改写",
        "huashu review sync",
    )
    told(push(here, "--delete", REF, who="boss"), "审批记录只能往后加")


def test_what_is_no_record_does_not_get_among_the_records(here: Office) -> None:
    boss = here["boss"]
    tip = boss.git("rev-parse", REF)
    boss.git("checkout", "-q", "--detach", REF)
    boss.write({"records/note.txt": "x"}, "x")
    told(push(here, f"HEAD:{REF}", who="boss"), "records/note.txt 不是审批记录")
    boss.git("checkout", "-q", "--detach", tip)
    path = next(name for name in boss.git("ls-tree", "-r", "--name-only", tip).splitlines() if name.endswith(".json"))
    boss.write({path: "{}"}, "x")
    told(push(here, f"HEAD:{REF}", who="boss"), "又被人改过或者删过")
    boss.git("checkout", "-q", "main")


def test_a_record_of_a_stranger_is_not_taken(here: Office, tmp_path: Path) -> None:
    """The server checks by the people of its own branch, whatever a clone says."""
    stranger = office(tmp_path, ("lead", "writer"), hook=False)
    other = stranger["lead"]
    writer = stranger["writer"]
    writer.git("checkout", "-q", "-b", "bye")
    writer.write({BYE: script("greeting/bye", "再见")}, "x")
    writer.git("push", "-q", "origin", "bye")
    other.git("fetch", "-q")
    done = other.huashu("review", "approve", "--as", "supervisor", "--head", "origin/bye")
    assert done.returncode == 0, done.stderr
    other.git("remote", "add", "real", str(here.server))
    sent = other.huashu("review", "sync", "real")
    assert sent.returncode == 2
    assert "没有登记" in sent.stderr


# push certificates


def sign_pushes(here: Office, who: str) -> list[str]:
    key = here[who].key
    return ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"]


def test_whoever_signed_the_push_does_not_approve_it(here: Office) -> None:
    """lead wrote nothing of it, but he pushes it: his approval does not count."""
    lead = here["lead"]
    done = lead.run("git", *sign_pushes(here, "lead"), "push", "--signed", "origin", "origin/bye:refs/heads/main")
    told(done, "lead 推送了这次改动，不能自己批自己的改动", "请另找一位同岗位的同事来批")


def test_a_push_signed_by_a_stranger_is_refused(here: Office, tmp_path: Path) -> None:
    from keys import ssh_key

    key = ssh_key(tmp_path, "stranger")
    command = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "push", "--signed", "origin", "bye:refs/heads/x"]
    told(here["writer"].run("git", *command), "不认识给这次推送签名的钥匙")


def test_a_change_that_everybody_approved_goes_in(here: Office) -> None:
    done = here["writer"].run("git", *sign_pushes(here, "writer"), "push", "--signed", "origin", "bye:refs/heads/main")
    assert done.returncode == 0, done.stderr
    told(push(here, "--force", "easy:refs/heads/main"), "main 只能往前加")


def test_an_archive_says_what_the_records_say(here: Office) -> None:
    """After the merge above: what everybody can work out is kept; who writes himself in is refused."""
    lead = here["lead"]
    lead.git("fetch", "-q")
    merged = lead.git("rev-parse", "origin/main")
    assert lead.huashu("review", "sync").returncode == 0
    lead.git("checkout", "-q", "--detach", REF)
    lead.write({f"archive/{merged}/approved.json": '{"approved": [], "version": 1}\n'}, "x")
    told(push(here, f"HEAD:{REF}", who="lead"), "归档里写的批准", "huashu review archive")
    lead.git("reset", "-q", "--hard", REF)
    lead.write({f"archive/{'a' * 40}/approved.json": "{}"}, "x")
    told(push(here, f"HEAD:{REF}", who="lead"), "不在受保护的分支上")
    assert lead.huashu("review", "archive", "origin/main").returncode == 0
    assert lead.huashu("review", "sync").returncode == 0
    assert here.serve("show", f"{REF}:archive/{merged}/approved.json").stdout.count('"name"') == 2
