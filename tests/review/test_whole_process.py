"""The whole process on plain git: a server with its hook, people with their keys, and nothing but commands."""

from __future__ import annotations

from pathlib import Path

from chain import BYE, DEAR
from office import Person, office
from shop_in_git import script

FIRST = "这件用的是{称呼}要的料子，不能再少"
SECOND = "{称呼}，这件料子好、做工细，值这个价"
CONSULT = "consult:\n  - product\n"


def dear(say: str) -> str:
    return script("dialogue/dear", say, CONSULT)


def approve(person: Person, role: str, *more: str) -> str:
    person.git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
    person.huashu("review", "sync")
    done = person.huashu("review", "approve", "--as", role, "--head", "refs/remotes/origin/price", *more)
    assert done.returncode == 0, done.stderr
    sent = person.huashu("review", "sync")
    assert sent.returncode == 0, sent.stderr
    return done.stdout


def status(person: Person) -> tuple[int, str]:
    person.git("fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*")
    person.huashu("review", "sync")
    done = person.huashu("review", "status", "--head", "refs/remotes/origin/price")
    return done.returncode, done.stdout + done.stderr


def test_a_script_goes_from_draft_to_the_protected_branch(tmp_path: Path) -> None:
    here = office(tmp_path)
    writer, lead, product, ops, boss = (here[name] for name in ("writer", "lead", "product", "ops", "boss"))

    # draft: on a branch of one's own; nobody can put it on the protected branch by himself
    writer.git("checkout", "-q", "-b", "price")
    writer.write({DEAR: dear(FIRST)}, "议价：先讲料子")
    writer.git("push", "-q", "origin", "price")
    pushed = writer.run("git", "push", "origin", "HEAD:refs/heads/main")
    assert pushed.returncode != 0
    assert "主管审核：还差 1 个人" in pushed.stderr
    assert "请 主管审核 的同事看过以后批" in pushed.stderr

    # supervisor: wants another wording, says so, and looks at the second draft
    lead.git("fetch", "-q")
    no = lead.huashu("review", "reject", "--as", "supervisor", "--reason", "不要说“不能”", "--head", "origin/price")
    assert no.returncode == 0, no.stderr
    assert lead.huashu("review", "sync").stdout == "取回 0 条审批记录，送出 1 条。\n"
    code, text = status(writer)
    assert (code, "lead 不同意" in text) == (1, True)
    writer.write({DEAR: dear(SECOND)}, "议价：换个说法")
    writer.git("push", "-q", "origin", "price")
    assert "已批准，共 1 项" in approve(lead, "supervisor")

    # the writer cannot approve, a stranger to the stage neither; the final comes last
    own = writer.huashu("review", "approve", "--as", "supervisor", "--head", "price")
    assert (own.returncode, "没有担任 主管" in own.stderr) == (2, True)
    code, text = status(boss)
    assert code == 1
    assert "定稿：还没轮到" in text

    # product, operations, final
    approve(product, "product")
    approve(ops, "operations")
    assert status(boss)[0] == 1
    approve(boss, "manager")
    code, text = status(writer)
    assert (code, "可以合并" in text) == (0, True), text

    # somebody else's change on the protected branch meanwhile would have to pass too; here only the merge is left
    writer.git("checkout", "-q", "main")
    writer.git("merge", "-q", "--no-ff", "-m", "合并：议价", "price")
    merged = writer.run("git", "push", "origin", "main")
    assert merged.returncode == 0, merged.stderr
    assert here.serve("rev-parse", "main").stdout.strip() == writer.git("rev-parse", "HEAD")

    # log and verify, from a fresh clone
    fresh = tmp_path / "auditor"
    writer.run("git", "clone", "-q", str(here.server), str(fresh), cwd=tmp_path)
    assert writer.run("git", "fetch", "-q", "origin", "refs/huashu/*:refs/huashu/*", cwd=fresh).returncode == 0
    auditor = Person("writer", fresh.parent / "writer", writer.key, writer.source)
    log = auditor.run(*_huashu("review", "log"), cwd=fresh)
    assert log.stdout.count("批准") == 4
    assert "lead（主管）不同意" in log.stdout
    checked = auditor.run(*_huashu("review", "verify"), cwd=fresh)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "dialogue/dear" in checked.stdout

    # the same records let nothing else in: a later change of the same script starts from nothing
    writer.git("checkout", "-q", "-b", "again")
    writer.write({DEAR: dear(SECOND + "哦")}, "再改")
    refused = writer.run("git", "push", "origin", "HEAD:refs/heads/main")
    assert refused.returncode != 0
    assert "主管审核：还差 1 个人" in refused.stderr
    assert BYE not in refused.stderr


def _huashu(*arguments: str) -> tuple[str, ...]:
    import sys

    return (sys.executable, "-m", "huashu", *arguments)
