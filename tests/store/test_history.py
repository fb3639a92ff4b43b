from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huashu.errors import HuashuError
from huashu.store import history, past
from huashu.store.history import History, LastChange

HELLO, BYE = "scripts/greeting/hello.yaml", "scripts/farewell/bye.yaml"


@pytest.fixture(autouse=True)
def no_settings_but_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """git as on a fresh machine, every commit by the same hand."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "GIT_AUTHOR_NAME": "甲",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "乙",
        "GIT_COMMITTER_EMAIL": "b@example.com",
    }.items():
        monkeypatch.setenv(name, value)


class Repository:
    """A real repository; every commit has its own day."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.day = 0

    def git(self, *arguments: str | Path, text: str = "") -> str:
        moment = f"2026-03-{max(self.day, 1):02}T12:00:00+0800"
        done = subprocess.run(
            ["git", "-C", self.top, *arguments],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, **files: str) -> None:
        for path, text in files.items():
            (self.top / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / path).write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> LastChange:
        """A commit of these files and all else that changed."""
        self.day += 1
        self.write(**files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"第 {self.day} 次")
        return self.head()

    def merge(self, branch: str, *options: str) -> LastChange:
        self.day += 1
        self.git("merge", "-q", "--no-ff", *options, "-m", "合并", branch)
        return self.head()

    def head(self) -> LastChange:
        return LastChange(self.git("rev-parse", "--short", "HEAD"), f"2026-03-{self.day:02}")


def repository(top: Path) -> Repository:
    top.mkdir(parents=True, exist_ok=True)
    made = Repository(top)
    made.git("init", "-q", "-b", "main")
    return made


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return repository(tmp_path / "library")


def changes(root: Path) -> dict[str, LastChange]:
    return history.read(root).changes


# no history


def test_outside_git_there_is_no_history(tmp_path: Path) -> None:
    assert history.read(tmp_path) == History("", frozenset(), {})


def test_before_the_first_commit_there_is_no_history(repo: Repository) -> None:
    repo.write(**{HELLO: "1"})
    assert history.read(repo.top) == History()
    repo.git("add", "-A")
    assert history.read(repo.top) == History()


def test_a_machine_without_git_has_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; from pathlib import Path; from huashu.errors import HuashuError; from huashu.store import history\n"
        "try:\n"
        "    print(history.read(Path(sys.argv[1])) == history.History())\n"
        "except HuashuError as error:\n"
        "    print(error.what, error.where, error.todo, sep='|')\n"
    )
    plain, versioned = tmp_path / "plain", tmp_path / "versioned" / "library"
    plain.mkdir()
    versioned.mkdir(parents=True)
    (tmp_path / "versioned" / ".git").mkdir()

    def said(root: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, root],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PATH": str(tmp_path)},
        )
        assert done.stderr == ""
        return done.stdout

    assert said(plain) == "True\n"
    assert said(versioned) == (
        f"这台电脑上没有找到 git，读不出每条话术是什么时候改的|{versioned}|请先装好 git，再运行一次\n"
    )


# last changes


def test_every_file_has_the_commit_that_touched_it_last(repo: Repository) -> None:
    first = repo.commit(**{HELLO: "1", BYE: "1"})
    second = repo.commit(**{HELLO: "2"})
    repo.commit()
    third = repo.commit(**{"README.md": "x"})
    found = history.read(repo.top)
    assert found.revision == third.commit
    assert found.modified == frozenset()
    assert found.changes == {HELLO: second, BYE: first, "README.md": third}
    assert first.date == "2026-03-01"


def test_a_change_of_mode_is_a_change_and_a_change_back_is_one_too(repo: Repository) -> None:
    repo.commit(**{HELLO: "1", BYE: "1"})
    (repo.top / HELLO).chmod(0o755)
    mode = repo.commit()
    repo.commit(**{BYE: "2"})
    back = repo.commit(**{BYE: "1"})
    assert changes(repo.top) == {HELLO: mode, BYE: back}


def test_the_date_is_the_authors_in_his_own_time_zone(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(**{HELLO: "1"})
    repo.git("add", "-A")
    env = {"GIT_AUTHOR_DATE": "2026-05-01T23:30:00-0800", "GIT_COMMITTER_DATE": "2026-06-01T00:00:00+0800"}
    subprocess.run(["git", "-C", repo.top, "commit", "-q", "-m", "x"], check=True, env={**os.environ, **env})
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert changes(repo.top)[HELLO].date == "2026-05-01"


def test_a_renamed_file_begins_anew(repo: Repository) -> None:
    repo.commit(**{HELLO: "1\n2\n3\n"})
    repo.git("mv", HELLO, "scripts/greeting/hi.yaml")
    renamed = repo.commit()
    found = changes(repo.top)
    assert found["scripts/greeting/hi.yaml"] == renamed
    assert found[HELLO] == renamed  # it went with this commit


NAMES = [
    "scripts/greeting/太贵了.yaml",
    "scripts/greeting/with blank.yaml",
    " leading and trailing ",
    'quote".yaml',
    "back\\slash",
    "tab\t",
    "é-nfc",
    "e\u0301-nfd",
    "-rf",
    ":(glob)*",
    "\x01abc 2000-01-01",
    f"one\n{HELLO}",
    "\nleading line break",
    os.fsdecode(b"\xff\xfe.yaml"),
    "a" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_told_as_it_is(repo: Repository, name: str) -> None:
    first = repo.commit(**{HELLO: "1"})
    odd = repo.commit(**{name: "1"})
    assert changes(repo.top) == {HELLO: first, name: odd}
    (repo.top / name).write_bytes(b"2")
    assert history.read(repo.top).modified == {name}


def test_odd_names_do_not_falsify_one_another(repo: Repository) -> None:
    """A file named like the start of a commit, or with another's name after a line break."""
    first = repo.commit(**{HELLO: "1", BYE: "1"})
    second = repo.commit(**dict.fromkeys(NAMES, "1"))
    assert changes(repo.top) == {HELLO: first, BYE: first, **dict.fromkeys(NAMES, second)}


# merges


def test_a_file_changed_in_a_merged_branch_changed_when_it_was_merged(repo: Repository) -> None:
    """That is the commit with which the words came into force."""
    first = repo.commit(**{HELLO: "1", BYE: "1", "other": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{HELLO: "2"})
    repo.commit(**{"new": "1"})
    repo.git("checkout", "-q", "main")
    main = repo.commit(**{BYE: "2"})
    merge = repo.merge("side")
    assert changes(repo.top) == {HELLO: merge, "new": merge, BYE: main, "other": first}
    later = repo.commit(**{HELLO: "3"})
    assert changes(repo.top) == {HELLO: later, "new": merge, BYE: main, "other": first}


def test_a_merge_that_takes_nothing_changes_nothing(repo: Repository) -> None:
    first = repo.commit(**{HELLO: "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{HELLO: "2"})
    repo.git("checkout", "-q", "main")
    main = repo.commit(**{BYE: "1"})
    repo.merge("side", "-s", "ours")
    assert changes(repo.top) == {HELLO: first, BYE: main}


def test_words_that_only_the_merge_wrote_are_the_merges(repo: Repository) -> None:
    repo.commit(**{HELLO: "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{BYE: "1"})
    repo.git("checkout", "-q", "main")
    repo.commit(**{"other": "1"})
    repo.git("merge", "-q", "--no-ff", "--no-commit", "side")
    evil = repo.commit(**{HELLO: "evil"})
    assert changes(repo.top)[HELLO] == evil


def test_branches_and_merges_of_merges_are_followed(repo: Repository) -> None:
    repo.commit(**{HELLO: "1"})
    repo.git("checkout", "-q", "-b", "inner")
    repo.commit(**{BYE: "1"})
    repo.git("checkout", "-q", "-b", "outer", "main")
    repo.commit(**{"other": "1"})
    repo.merge("inner")
    repo.git("checkout", "-q", "main")
    merge = repo.merge("outer")
    assert changes(repo.top) == {HELLO: LastChange(repo.git("rev-parse", "--short", "main~1"), "2026-03-01")} | {
        BYE: merge,
        "other": merge,
    }


# where the library lies


def test_a_library_in_a_subfolder_sees_itself_alone(tmp_path: Path) -> None:
    whole = repository(tmp_path / "company")
    first = whole.commit(**{f"部门/lib/{HELLO}": "1", f"部门/lib/lib/{HELLO}": "1", HELLO: "1"})
    second = whole.commit(**{f"部门/lib/{BYE}": "1"})
    third = whole.commit(**{HELLO: "2", "README.md": "x"})
    whole.write(**{f"部门/lib/{HELLO}": "changed", BYE: "outside", "部门/lib/lib/new": "x"})
    found = history.read(whole.top / "部门" / "lib")
    assert found.revision == third.commit
    assert found.modified == {HELLO, "lib/new"}
    assert found.changes == {HELLO: first, f"lib/{HELLO}": first, BYE: second}


@pytest.mark.parametrize("folder", ["$HOME", "100%USER%", " 库　", "a\nb", "-C", "lib.git", '库\'s "x"'])
def test_a_folder_may_have_any_name(tmp_path: Path, folder: str) -> None:
    whole = repository(tmp_path / "company")
    first = whole.commit(**{f"{folder}/{HELLO}": "1", "x": "1"})
    whole.write(**{f"{folder}/{BYE}": "1"})
    assert history.read(whole.top / folder) == History(first.commit, frozenset({BYE}), {HELLO: first})
    alone = repository(tmp_path / "alone" / folder)
    only = alone.commit(**{HELLO: "1"})
    assert history.read(alone.top) == History(only.commit, frozenset(), {HELLO: only})


def test_another_work_tree_has_its_own_state(repo: Repository, tmp_path: Path) -> None:
    first = repo.commit(**{HELLO: "1"})
    repo.git("worktree", "add", "-q", "-b", "side", tmp_path / "tree")
    side = Repository(tmp_path / "tree")
    side.day = repo.day
    second = side.commit(**{BYE: "1"})
    side.write(**{HELLO: "2"})
    assert history.read(tmp_path / "tree") == History(second.commit, frozenset({HELLO}), {HELLO: first, BYE: second})
    assert history.read(repo.top) == History(first.commit, frozenset(), {HELLO: first})


def test_a_library_that_git_ignores_or_does_not_know(tmp_path: Path) -> None:
    whole = repository(tmp_path / "company")
    first = whole.commit(**{"README.md": "x", ".gitignore": "/ignored/\n"})
    whole.write(**{f"ignored/{HELLO}": "1", f"new/{HELLO}": "1"})
    assert history.read(whole.top / "ignored") == History(first.commit, frozenset(), {})
    assert history.read(whole.top / "new") == History(first.commit, frozenset({HELLO}), {})


# states of a repository


def test_what_differs_from_the_commit_is_modified(repo: Repository) -> None:
    names = ["same", "edited", "staged", "deleted", "unstaged-delete", "renamed", "ignored"]
    repo.commit(**dict.fromkeys(names, "1"), **{".gitignore": "/ignored*\n"})
    repo.write(edited="2", staged="2", untracked="1", **{"new/deep/untracked": "1", "ignored-too": "1"})
    repo.git("add", "staged")
    repo.git("rm", "-q", "deleted")
    (repo.top / "unstaged-delete").unlink()
    repo.git("mv", "renamed", "moved")
    (repo.top / "same").touch()
    assert history.read(repo.top).modified == {
        "edited",
        "staged",
        "deleted",
        "unstaged-delete",
        "renamed",
        "moved",
        "untracked",
        "new/deep/untracked",
    }


def test_a_detached_head_is_as_good(repo: Repository) -> None:
    first = repo.commit(**{HELLO: "1"})
    repo.commit(**{HELLO: "2"})
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    assert history.read(repo.top) == History(first.commit, frozenset(), {HELLO: first})


def test_in_a_conflict_the_files_are_modified(repo: Repository) -> None:
    repo.commit(**{HELLO: "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(**{HELLO: "2"})
    repo.git("checkout", "-q", "main")
    main = repo.commit(**{HELLO: "3"})
    merged = subprocess.run(["git", "-C", repo.top, "merge", "side"], capture_output=True, check=False)
    assert merged.returncode == 1
    assert history.read(repo.top) == History(main.commit, frozenset({HELLO}), {HELLO: main})


def test_a_shallow_clone_puts_what_is_older_at_its_border(repo: Repository, tmp_path: Path) -> None:
    """Nothing nearer is known there; whoever needs the true dates fetches all (our CI templates do)."""
    repo.commit(**{HELLO: "1", BYE: "1", "other": "1"})
    border = repo.commit(**{BYE: "2"})
    last = repo.commit(**{"other": "2"})
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.top}", tmp_path / "shallow")
    found = history.read(tmp_path / "shallow")
    assert found == History(last.commit, frozenset(), {HELLO: border, BYE: border, "other": last})


def test_replaced_commits_are_seen_as_they_were(repo: Repository) -> None:
    """Else anybody who may push a ref could rewrite who said what when."""
    first = repo.commit(**{HELLO: "1"})
    second = repo.commit(**{HELLO: "2"})
    forged = repo.git("commit-tree", "HEAD^{tree}", "-m", "forged")
    repo.git("replace", second.commit, forged)
    assert repo.git("log", "--format=%s") == "forged"
    assert changes(repo.top) == {HELLO: second}
    assert first != second


def test_a_submodule_is_one_name(repo: Repository, tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner")
    inner.commit(**{"a": "1"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "assets/inner")
    added = repo.commit(**{HELLO: "1"})
    (repo.top / "assets" / "inner" / "a").write_text("2", encoding="utf-8")
    found = history.read(repo.top)
    assert found.changes == {HELLO: added, ".gitmodules": added, "assets/inner": added}
    assert found.modified == frozenset()  # what is changed inside it is no part of the library


# settings and surroundings


@pytest.mark.parametrize(
    "setting",
    [
        "log.showRoot=false",
        "log.follow=true",
        "log.diffMerges=off",
        "log.diffMerges=combined",
        "log.showSignature=true",
        "log.date=iso",
        "diff.relative=true",
        "diff.renames=copies",
        "diff.noprefix=true",
        "core.quotePath=true",
        "color.ui=always",
        "status.showUntrackedFiles=no",
        "status.branch=true",
        "status.renames=true",
        "status.relativePaths=false",
        "core.fsmonitor=true",
        "core.abbrev=20",
        "i18n.logOutputEncoding=gbk",
        "format.pretty=oneline",
    ],
)
def test_settings_of_the_user_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    whole = repository(tmp_path / "company")
    first = whole.commit(**{f"库/{HELLO}": "1\n2\n", "库/库/x": "1"})
    whole.git("checkout", "-q", "-b", "side")
    whole.commit(**{f"库/{BYE}": "1\n2\n"})
    whole.git("checkout", "-q", "main")
    whole.commit(other="1")
    merge = whole.merge("side")
    whole.write(**{f"库/{HELLO}": "2\n", "库/new": "1"})
    section, _equals, value = setting.partition("=")
    subprocess.run(["git", "config", "-f", tmp_path / "config", section, value], check=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    assert history.read(whole.top / "库") == History(
        merge.commit, frozenset({HELLO, "new"}), {HELLO: first, "库/x": first, BYE: merge}
    )


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"]
)
def test_the_librarys_own_repository_is_read_whatever_a_hook_says(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """git tells its hooks which repository they run for; the library may be another."""
    other = repository(tmp_path / "other")
    other.commit(**{"foreign": "1"})
    own = repo.commit(**{HELLO: "1"})
    value = {
        "GIT_DIR": str(other.top / ".git"),
        "GIT_WORK_TREE": str(other.top),
        "GIT_INDEX_FILE": str(other.top / ".git" / "index"),
        "GIT_OBJECT_DIRECTORY": str(other.top / ".git" / "objects"),
        "GIT_COMMON_DIR": str(other.top / ".git"),
        "GIT_NAMESPACE": "x",
    }[name]
    monkeypatch.setenv(name, value)
    assert history.read(repo.top) == History(own.commit, frozenset(), {HELLO: own})
    assert os.environ[name] == value


def test_reading_changes_nothing(repo: Repository) -> None:
    repo.commit(**{HELLO: "1"})
    os.utime(repo.top / HELLO, (0, 0))  # a git that may write refreshes its index now
    before = {path: path.stat().st_mtime_ns for path in (repo.top / ".git").rglob("*")}
    surroundings = dict(os.environ)
    history.read(repo.top)
    assert {path: path.stat().st_mtime_ns for path in (repo.top / ".git").rglob("*")} == before
    assert dict(os.environ) == surroundings


def test_nothing_of_a_repository_is_executed(repo: Repository, tmp_path: Path) -> None:
    """Settings inside a folder that somebody sent may name programs to run."""
    repo.commit(**{HELLO: "1"})
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "pager.log", "pager.status", "diff.external", "gpg.program"):
        repo.git("config", setting, str(trap))
    repo.git("config", "log.showSignature", "true")
    repo.write(**{HELLO: "2"})
    assert history.read(repo.top).modified == {HELLO}
    assert not (tmp_path / "sprung").exists()


def test_a_repository_hidden_among_a_librarys_files_is_refused(tmp_path: Path) -> None:
    """Its settings could run programs, and it comes along with an innocent clone."""
    whole = repository(tmp_path / "company")
    whole.commit(**{f"lib/{HELLO}": "1"})
    lib = whole.top / "lib"
    subprocess.run(["git", "init", "-q", "--bare", lib], check=True)
    subprocess.run(["git", "-C", lib, "config", "core.bare", "false"], check=True)
    subprocess.run(["git", "-C", lib, "config", "core.worktree", lib], check=True)
    with pytest.raises(HuashuError) as caught:
        history.read(lib)
    assert caught.value.what.startswith("读不了这个文件夹的 git 记录：")
    assert "bare repository" in caught.value.what
    assert caught.value.where == str(lib)


def test_a_repository_of_somebody_else_is_told(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """In silence the handbook would call every script uncommitted."""
    repo.commit(**{HELLO: "1"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(HuashuError) as caught:
        history.read(repo.top)
    assert caught.value.what == f"读不了这个文件夹的 git 记录：detected dubious ownership in repository at '{repo.top}'"
    assert caught.value.where == str(repo.top)
    assert caught.value.todo == "请在这个文件夹里运行 git status，照它说的处理好，再运行一次"


@pytest.mark.parametrize("harm", ["tree", "index"])
def test_a_damaged_repository_is_told(repo: Repository, harm: str) -> None:
    repo.commit(**{HELLO: "1"})
    repo.commit(**{HELLO: "2"})
    if harm == "index":
        (repo.top / ".git" / "index").write_bytes(b"DIRC" + bytes(40))
    else:
        tree = repo.git("rev-parse", "HEAD^{tree}")
        (repo.top / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(HuashuError) as caught:
        history.read(repo.top)
    assert caught.value.what.startswith("读不了这个文件夹的 git 记录：")
    assert caught.value.where == str(repo.top)


# how it was


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_files_as_they_were(tmp_path: Path, kind: str) -> None:
    repo = repository(tmp_path / "first")
    repo.git("init", "-q", "-b", "main", f"--object-format={kind}", tmp_path / "library")
    repo.top = tmp_path / "library"
    repo.commit(**{HELLO: "您好\n", "terms/facts.yaml": "facts: {}\n", "README.md": ""})
    (repo.top / HELLO).write_bytes("你好\n".encode())
    before = past.since(repo.top, "HEAD")
    assert before.commit == repo.git("rev-parse", "HEAD")
    assert list(before.blobs) == [HELLO, "terms/facts.yaml"]
    assert before.read(HELLO) == "您好\n".encode()
    held = {data: before.holds(HELLO, data.encode()) for data in ("您好\n", "您好\r\n", "您好", "你好\n", "")}
    assert held == {"您好\n": True, "您好\r\n": True, "您好": False, "你好\n": False, "": False}
    assert not before.holds(BYE, b"")


def test_links_and_submodules_are_nothing_that_was(repo: Repository, tmp_path: Path) -> None:
    other = repository(tmp_path / "other")
    other.commit(a="1")
    repo.write(**{HELLO: "x"})
    (repo.top / BYE).parent.mkdir(parents=True)
    (repo.top / BYE).symlink_to("../greeting/hello.yaml")
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", other.top, "scripts/module")
    repo.commit()
    assert list(past.since(repo.top, "HEAD").blobs) == [HELLO]


def test_without_a_common_commit_the_revision_itself_counts(repo: Repository) -> None:
    repo.commit(**{HELLO: "1"})
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit(**{HELLO: "2"})
    assert past.since(repo.top, "main").commit == repo.git("rev-parse", "main")
    assert past.since(repo.top, "apart").holds(HELLO, b"2")


# growth


@pytest.fixture
def long_history(repo: Repository) -> Repository:
    """400 commits over 40 files, each file touched again and again."""
    lines = []
    for number in range(400):
        text = f"{number}\n"
        lines.append(
            f"commit refs/heads/main\ncommitter x <x@example.com> {1_700_000_000 + number * 86400} +0000\n"
            f"data 1\nx\nM 100644 inline scripts/{number % 40}.yaml\ndata {len(text)}\n{text}\n"
        )
    repo.git("fast-import", "--quiet", text="".join(lines))
    repo.git("checkout", "-q", "-f", "main")
    return repo


def test_one_walk_over_the_log_does_for_all_files(
    long_history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four calls of git, however many the commits and the files."""
    trace = tmp_path / "trace"
    with monkeypatch.context() as traced:
        traced.setenv("GIT_TRACE", str(trace))
        begun = time.perf_counter()
        found = history.read(long_history.top)
        taken = time.perf_counter() - begun
    calls = [
        line.split("trace: built-in: git ")[1] for line in trace.read_text("utf-8").splitlines() if "built-in" in line
    ]
    assert [call.split()[0] for call in calls] == ["rev-parse", "rev-parse", "status", "log"]
    assert len(found.changes) == 40
    newest = long_history.git("log", "-1", "--format=%h", "--", "scripts/7.yaml")
    assert found.changes["scripts/7.yaml"].commit == newest
    assert taken < 2
