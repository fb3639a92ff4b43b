"""`huashu review` and `huashu hook` as people type them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from office import Office, office
from shop_in_git import script
from signed import Signed, everybodys_keys, signed

from huashu.review.marks import read

Here = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(tmp_path: Path) -> Signed:
    return signed(tmp_path / "shop", everybodys_keys(tmp_path / "keys"))


def test_approve_says_what_and_what_next(shop: Signed, here: Here) -> None:
    code, out, err = here(shop.root, "review", "approve", "--as", "supervisor", "--key", str(shop.keys["lead"]))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:2] == ["lead：已批准，共 1 项", "  题目（dialogue/dear）"]
    assert lines[2].endswith("记录还在您的电脑上，请运行 huashu review sync 送出去。")


@pytest.mark.parametrize(
    ("arguments", "what", "todo"),
    [
        (("--as", "nobody"), "没有 nobody 这个岗位", "supervisor"),
        (("--as", "product"), "没有担任 产品部", "supervisor"),
        (("--as", "supervisor", "--only", "greeting/bye"), "没有要 主管 看的 greeting/bye", "huashu review status"),
        (("--as", "supervisor", "--head", "nowhere"), "没有 nowhere 这个版本", "分支"),
        (("--as", "supervisor", "--key", "nowhere"), "没有这把钥匙：nowhere", "--key"),
    ],
)
def test_what_would_not_count_is_not_signed(
    shop: Signed, here: Here, arguments: tuple[str, ...], what: str, todo: str
) -> None:
    key = () if "--key" in arguments else ("--key", str(shop.keys["lead"]))
    code, out, err = here(shop.root, "review", "approve", *arguments, *key)
    assert (code, out) == (2, "")
    assert what in err
    assert todo in err
    assert here(shop.root, "review", "log")[1] == "还没有审批记录\n"


def test_log_lists_who_said_what(shop: Signed, here: Here) -> None:
    lead, ops = str(shop.keys["lead"]), str(shop.keys["ops"])
    assert here(shop.root, "review", "approve", "--as", "supervisor", "--key", lead)[0] == 0
    told = here(shop.root, "review", "reject", "--as", "operations", "--reason", "别提\x1b[31m料子", "--key", ops)
    assert told[0] == 0
    code, out, _err = here(shop.root, "review", "withdraw", "--key", ops)
    assert (code, out.splitlines()[0]) == (0, "ops：已撤回，共 1 项")
    assert here(shop.root, "review", "withdraw", "--key", ops)[0] == 2
    code, out, _err = here(shop.root, "review", "log")
    heads = [line.split(" UTC ")[1] for line in out.splitlines() if " UTC " in line]
    assert heads == ["lead（主管）批准", "ops（运营部）不同意", "ops（运营部）撤回"]
    assert "\x1b" not in out
    assert "撤回的是 " in out
    assert here(shop.root, "review", "log", "greeting/bye")[1] == "还没有审批记录\n"


def test_status_says_what_is_missing_and_what_changed_since(shop: Signed, here: Here) -> None:
    lead = str(shop.keys["lead"])
    here(shop.root, "review", "approve", "--as", "supervisor", "--key", lead)
    code, out, _err = here(shop.root, "review", "status")
    assert code == 1
    assert "主管审核：lead 已批" in out
    assert "+}" in out, "the change itself, word by word"
    assert "运营会审：还差 1 个人" in out
    old = shop.git("rev-parse", "work")
    shop.say("这件真好")
    code, out, _err = here(shop.root, "review", "status")
    assert "lead 批过以后，这 1 项又变了：题目" in out
    assert f"huashu diff {old[:12]} {shop.git('rev-parse', 'work')[:12]}" in out


def test_status_gives_the_comment_to_paste(shop: Signed, here: Here) -> None:
    out = here(shop.root, "review", "status", "--as", "supervisor")[1]
    comment = out[out.index("/huashu ") :]
    mark = read(comment)
    assert mark is not None
    assert (mark.kind, mark.role) == ("approve", "supervisor")
    assert mark.items is not None
    assert "评论" in out
    assert set(mark.items) == {line.split()[0] for line in comment.splitlines()[1:]}
    code, _out, err = here(shop.root, "review", "status", "--as", "boss")
    assert code == 2
    assert "supervisor" in err


def test_verify_and_archive(shop: Signed, here: Here) -> None:
    for name, role in (("lead", "supervisor"), ("ops", "operations"), ("boss", "manager")):
        assert here(shop.root, "review", "approve", "--as", role, "--key", str(shop.keys[name]))[0] == 0
    assert here(shop.root, "review", "status")[0] == 0
    merged = shop.merge()
    code, out, _err = here(shop.root, "review", "verify")
    assert code == 0
    assert out.endswith("共 2 步，0 步有问题；核对了 3 个签名\n")
    assert here(shop.root, "review", "archive", "main")[1].startswith(f"已经归档 {merged[:10]}。")


def test_a_policy_without_a_name_for_the_repository_is_told(shop: Signed, here: Here) -> None:
    shop.git("checkout", "-q", "main")
    text = (shop.root / "policy/approval.yaml").read_text(encoding="utf-8")
    shop.commit({"policy/approval.yaml": text.replace("repository: shop/words\n", "")})
    shop.git("checkout", "-q", "work")
    code, _out, err = here(shop.root, "review", "approve", "--as", "supervisor", "--key", str(shop.keys["lead"]))
    assert code == 2
    assert "repository" in err


# hooks


def test_a_hook_of_somebody_else_is_left_alone(shop: Signed, here: Here) -> None:
    file = shop.root / ".git/hooks/pre-push"
    file.parent.mkdir(exist_ok=True)
    file.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    code, _out, err = here(shop.root, "hook", "install", "pre-push")
    assert (code, "不是 huashu 装的" in err) == (2, True)
    assert file.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"
    file.unlink()
    assert here(shop.root, "hook", "install", "pre-push")[0] == 0
    assert here(shop.root, "hook", "install", "pre-push")[0] == 0
    assert file.stat().st_mode & 0o111


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A writer with hooks; the server has none."""
    made = office(tmp_path_factory.mktemp("office"), ("writer",), hook=False)
    for name in ("commit-msg", "pre-push"):
        done = made["writer"].huashu("hook", "install", name)
        assert done.returncode == 0, done.stderr
    return made


def test_a_commit_under_an_unknown_address_is_stopped(desk: Office) -> None:
    writer = desk["writer"]
    (writer.root / "note.md").write_text("x", encoding="utf-8")
    writer.git("add", "note.md")
    done = writer.run("git", "-c", "user.email=me@home.example", "commit", "-m", "x")
    assert done.returncode != 0
    assert "您提交用的邮箱 me@home.example 不在 policy/people.yaml 里" in done.stderr
    done = writer.run("git", "commit", "-m", "x\n\nCo-authored-by: X <x@home.example>")
    assert "共同作者的邮箱 x@home.example 不在" in done.stderr
    assert writer.run("git", "commit", "-m", "x").returncode == 0


def test_a_push_that_the_server_would_refuse_is_stopped(desk: Office) -> None:
    writer = desk["writer"]
    writer.git("checkout", "-q", "-B", "work", "origin/main")
    writer.write({"scripts/greeting/bye.yaml": script("greeting/bye", "再见")}, "改")
    done = writer.run("git", "push", "origin", "HEAD:refs/heads/main")
    assert done.returncode != 0
    assert "先没有推送" in done.stderr
    assert "请把改动推送到自己的分支" in done.stderr
    assert writer.run("git", "push", "-q", "origin", "work").returncode == 0
