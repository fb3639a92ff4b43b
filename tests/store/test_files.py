from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.errors import HuashuError
from huashu.model.library import FileProblems
from huashu.store.files import chosen, collisions, find_root, language_hint, listing, read

LINK = "这是一个链接，指向别处的文件"
NOT_A_FILE = "这不是普通文件"
REAL_FILE = "请把真正的文件放进来，话术库只读它自己文件夹里的普通文件"
NO_LIBRARY = "这里不是话术库：从这个文件夹往上都没有找到 huashu.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library of two scripts, with a neighbour outside it."""
    made = tmp_path / "library"
    for path in ("huashu.yaml", "scripts/greeting/hello.yaml", "scripts/order/confirm.yaml", "terms/facts.yaml"):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(f"# {path}\n", encoding="utf-8")
    (tmp_path / "outside.yaml").write_text("secret: 1\n", encoding="utf-8")
    return made


def told(problems: tuple[FileProblems, ...]) -> list[tuple[str, str, str]]:
    """(path, code, message) of each problem."""
    return [(found.source.path, problem.code, problem.message) for found in problems for problem in found.problems]


# find_root


@pytest.mark.parametrize(
    "start",
    [
        ".",
        "huashu.yaml",
        "scripts",
        "scripts/greeting/hello.yaml",
        "scripts/greeting/..",
        "scripts/not/there",
        "x" * 300,
    ],
)
def test_the_root_is_found_from_anywhere_inside(root: Path, start: str) -> None:
    assert find_root(root / start) == root


def test_the_root_is_found_from_relative_paths(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "scripts" / "greeting")
    for start in (".", "..", "../..", "hello.yaml", "../order"):
        assert find_root(Path(start)) == root


def test_the_nearest_library_wins(root: Path) -> None:
    inner = root / "assets" / "inner"
    (inner / "deep").mkdir(parents=True)
    (inner / "huashu.yaml").touch()
    assert find_root(inner / "deep") == inner


def test_outside_any_library_the_next_step_is_told(tmp_path: Path) -> None:
    with pytest.raises(HuashuError) as caught:
        find_root(tmp_path)
    assert caught.value.what == NO_LIBRARY
    assert caught.value.where == str(tmp_path)
    assert caught.value.todo == "请进入话术库所在的文件夹再运行，或者用 huashu init 文件夹名 新建一个话术库"


@pytest.mark.parametrize("name", ["huashu.yml", "huashu.yaml.txt", "Huashu.yaml"])
def test_settings_under_a_wrong_name_are_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "scripts").mkdir()
    with pytest.raises(HuashuError) as caught:
        find_root(tmp_path / "scripts")
    assert caught.value.what == "设置文件的名字不对，要叫 huashu.yaml"
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.todo == f"请把 {name} 改名为 huashu.yaml"


def test_settings_that_are_no_file_are_refused_and_not_passed_over(root: Path) -> None:
    """A library further up must not be taken instead."""
    inner = root / "inner"
    settings = inner / "huashu.yaml"

    def refused() -> str:
        with pytest.raises(HuashuError) as caught:
            find_root(inner)
        assert caught.value.where == str(settings)
        assert caught.value.todo == REAL_FILE
        return caught.value.what

    settings.mkdir(parents=True)
    assert refused() == NOT_A_FILE
    settings.rmdir()
    os.mkfifo(settings)
    assert refused() == NOT_A_FILE
    settings.unlink()
    for target in (root / "huashu.yaml", root.parent / "outside.yaml", Path("missing"), settings):
        settings.symlink_to(target)
        assert refused() == LINK
        settings.unlink()


def test_a_loop_of_links_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(HuashuError, match=re.escape(NO_LIBRARY)):
        find_root(tmp_path / "a")


def test_a_link_belongs_to_the_library_it_lies_in(root: Path) -> None:
    for target in ("../../../outside.yaml", "missing.yaml", "link.yaml"):
        link = root / "scripts" / "greeting" / "link.yaml"
        link.symlink_to(target)
        assert find_root(link) == root
        link.unlink()


def test_a_link_to_a_library_leads_to_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(root)
    (tmp_path / "greetings").symlink_to(root / "scripts" / "greeting")
    for start in ("short", "short/scripts", "greetings", "greetings/hello.yaml"):
        assert find_root(tmp_path / start) == root


# language_hint


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        (b"format: 1\nlanguage: en\n", "en"),
        (b"format: 1\r\nlanguage: zh-CN\r\n", "zh-CN"),
        (b'language: "en"\n', "en"),
        (b"language: 'zh-CN' # x\n", "zh-CN"),
        (b"\xef\xbb\xbflanguage: en\n", "en"),
        (b"name: \xff\xfe\nlanguage: en\n", "en"),
        (b"  language: en\n", ""),
        (b"# language: en\n", ""),
        (b"language:\n", ""),
        (b"language:\nname: en\n", ""),
        (b"", ""),
    ],
)
def test_the_language_is_read_off_its_line(tmp_path: Path, settings: bytes, language: str) -> None:
    (tmp_path / "huashu.yaml").write_bytes(settings)
    assert language_hint(tmp_path) == language


def test_no_language_where_there_are_no_settings(tmp_path: Path) -> None:
    assert language_hint(tmp_path) == ""
    (tmp_path / "huashu.yaml").mkdir()
    assert language_hint(tmp_path) == ""


def test_only_the_head_of_huge_settings_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huashu.yaml").open("wb") as file:
        file.write(b"language: en\n")
        file.truncate(1 << 40)
    assert language_hint(tmp_path) == "en"


# listing


def test_files_are_listed_in_order_and_hidden_ones_passed_over(root: Path) -> None:
    for path in ("greeting-2/a.yaml", "greeting/.hello.yaml.swp", ".hidden/a.yaml", "readme.md", "greeting/Icon\r"):
        (root / "scripts" / path).parent.mkdir(exist_ok=True)
        (root / "scripts" / path).touch()
    found = listing(root, "scripts")
    assert found.paths == (
        "scripts/greeting-2/a.yaml",
        "scripts/greeting/hello.yaml",
        "scripts/order/confirm.yaml",
        "scripts/readme.md",
    )
    assert found.problems == ()


def test_a_folder_that_is_not_there_holds_nothing(root: Path) -> None:
    assert listing(root, "assets").paths == ()
    assert listing(root, "assets").problems == ()


def test_a_file_in_place_of_the_folder_is_told(root: Path) -> None:
    (root / "assets").touch()
    with pytest.raises(HuashuError) as caught:
        listing(root, "assets")
    assert caught.value.what == "这里应该是一个文件夹，现在却是一个文件"
    assert caught.value.where == "assets"
    assert caught.value.todo == "请把这个文件移走，或者改个名字"


@pytest.mark.parametrize(
    "target",
    ["../../../outside.yaml", "hello.yaml", "missing", "link.yaml", "../order", "/", "../..", "/dev/zero"],
    ids=["outside", "inside", "dangling", "loop", "folder", "absolute", "upwards", "device"],
)
def test_links_are_problems_and_not_followed(root: Path, target: str) -> None:
    (root / "scripts" / "greeting" / "link.yaml").symlink_to(target)
    found = listing(root, "scripts")
    assert found.paths == ("scripts/greeting/hello.yaml", "scripts/order/confirm.yaml")
    assert told(found.problems) == [("scripts/greeting/link.yaml", "outside", LINK)]
    assert found.problems[0].problems[0].hint == REAL_FILE


def test_the_folder_itself_may_be_no_link(root: Path, tmp_path: Path) -> None:
    for target in (tmp_path, root / "scripts", Path("missing"), Path("assets")):
        (root / "assets").symlink_to(target)
        found = listing(root, "assets")
        assert found.paths == ()
        assert told(found.problems) == [("assets", "outside", LINK)]
        (root / "assets").unlink()


@pytest.mark.parametrize("folder", ["scripts", "scripts/greeting", "scripts/greeting/deep"])
@pytest.mark.parametrize("as_file", [True, False])
def test_submodules_are_problems_and_not_read(root: Path, folder: str, as_file: bool) -> None:
    (root / folder).mkdir(exist_ok=True)
    mark = root / folder / ".git"
    mark.write_text("gitdir: ../x\n", encoding="utf-8") if as_file else mark.mkdir()
    found = listing(root, "scripts")
    assert told(found.problems) == [(folder, "outside", "这个文件夹是另一个 git 仓库（子模块）")]
    assert not [path for path in found.paths if path.startswith(f"{folder}/")]


def test_what_is_neither_file_nor_folder_is_a_problem(root: Path, in_time: None) -> None:
    os.mkfifo(root / "scripts" / "greeting" / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(root / "scripts" / "greeting" / "talk.yaml"))
        found = listing(root, "scripts")
    assert told(found.problems) == [
        ("scripts/greeting/pipe.yaml", "outside", NOT_A_FILE),
        ("scripts/greeting/talk.yaml", "outside", NOT_A_FILE),
    ]
    assert found.paths == ("scripts/greeting/hello.yaml", "scripts/order/confirm.yaml")


def test_names_that_are_no_text_are_problems(root: Path) -> None:
    """A folder unpacked from an archive made on Chinese Windows: GBK names on a UTF-8 system."""
    scripts = os.fsencode(root / "scripts")
    os.mkdir(scripts + b"/\xbb\xb6\xd3\xad")
    for name in (b"\xbb\xb6\xd3\xad/hello.yaml", b"greeting/\xff.yaml", b"greeting/caf\xe9.png"):
        open(scripts + b"/" + name, "w").close()
    found = listing(root, "scripts")
    message = "这个名字不是用 UTF-8 写的，换一台电脑就认不出来"
    assert told(found.problems) == [
        ("scripts/??ӭ", "encoding", message),
        ("scripts/greeting/?.yaml", "encoding", message),
        ("scripts/greeting/caf?.png", "encoding", message),
    ]
    assert found.problems[0].problems[0].hint == "请给它改个名字"
    assert found.paths == ("scripts/greeting/hello.yaml", "scripts/order/confirm.yaml")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.yaml", "a\\u000ab.yaml"),
        ("a\rb.yaml", "a\\u000db.yaml"),
        ("\x1b[31mred.yaml", "\\u001b[31mred.yaml"),
        ("zero\u200bwidth.yaml", "zero\\u200bwidth.yaml"),
        ("evil\u202elmay.yaml", "evil\\u202elmay.yaml"),
        ("tab\t.yaml", "tab .yaml"),
        ("line\u2028.yaml", "line\\u2028.yaml"),
    ],
)
def test_names_with_invisible_characters_are_problems(root: Path, name: str, shown: str) -> None:
    (root / "scripts" / "greeting" / name).touch()
    found = listing(root, "scripts")
    assert told(found.problems) == [(f"scripts/greeting/{shown}", "control-character", "这个名字里有看不见的字符")]
    assert found.paths == ("scripts/greeting/hello.yaml", "scripts/order/confirm.yaml")


@pytest.mark.parametrize("name", ["太贵了.yaml", "with blank.yaml", "全角　空格.yaml", "😊.yaml", "é.yaml", "{a}.yaml"])
def test_other_names_are_listed_whatever_they_are(root: Path, name: str) -> None:
    (root / "scripts" / "greeting" / name).touch()
    found = listing(root, "scripts")
    assert f"scripts/greeting/{name}" in found.paths
    assert found.problems == ()


def test_names_that_differ_in_case_or_form_collide(root: Path) -> None:
    for name in ("HELLO.yaml", "Hello.YAML", "caf\u00e9.yaml", "cafe\u0301.yaml", "hallo.yaml"):
        (root / "scripts" / "greeting" / name).touch()
    found = listing(root, "scripts")
    assert told(found.problems) == [
        (
            "scripts/greeting/Hello.YAML",
            "name-collision",
            "文件名与 scripts/greeting/HELLO.yaml 只差大小写或字形，在有些电脑上会互相覆盖",
        ),
        (
            "scripts/greeting/caf\u00e9.yaml",
            "name-collision",
            "文件名与 scripts/greeting/cafe\u0301.yaml 只差大小写或字形，在有些电脑上会互相覆盖",
        ),
        (
            "scripts/greeting/hello.yaml",
            "name-collision",
            "文件名与 scripts/greeting/HELLO.yaml 只差大小写或字形，在有些电脑上会互相覆盖",
        ),
    ]
    assert found.problems[0].problems[0].hint == "请给其中一个换个名字"
    assert len(found.paths) == 7


def test_folders_that_differ_in_case_collide_once(root: Path) -> None:
    (root / "scripts" / "Greeting" / "deep").mkdir(parents=True)
    for name in ("a.yaml", "hello.yaml", "deep/b.yaml"):
        (root / "scripts" / "Greeting" / name).touch()
    (root / "scripts" / "greeting" / "second.yaml").touch()
    assert told(listing(root, "scripts").problems) == [
        (
            "scripts/greeting",
            "name-collision",
            "文件夹名与 scripts/Greeting 只差大小写或字形，在有些电脑上会混成一个",
        )
    ]


@given(st.lists(st.text("aAéE\u0301/ßs", min_size=1, max_size=4), unique=True))
def test_collisions_do_not_hang_on_the_order_of_names(names: list[str]) -> None:
    paths = [f"scripts/{name.strip('/').replace('//', '/')}" for name in names if name.strip("/")]
    assert bool(list(collisions(paths))) == bool(list(collisions(paths[::-1])))
    assert not list(collisions(paths[:1] * 2))


def test_deep_folders_are_walked_without_recursion(tmp_path: Path) -> None:
    depth = 1500
    deep = "/".join(["d"] * depth)
    subprocess.run(["mkdir", "-p", tmp_path / "scripts" / deep], check=True)
    (tmp_path / "scripts" / deep / "x.yaml").touch()
    try:
        assert listing(tmp_path, "scripts").paths == (f"scripts/{deep}/x.yaml",)
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "scripts"], check=True)


def test_a_folder_too_deep_to_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    handle = os.open(tmp_path / "scripts", os.O_RDONLY)
    for _level in range(20):
        os.mkdir("d" * 250, dir_fd=handle)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)
    try:
        with pytest.raises(HuashuError, match=r"^读不了这个文件夹：") as caught:
            listing(tmp_path, "scripts")
        assert caught.value.where.startswith("scripts/ddd")
    finally:
        subprocess.run(["rm", "-rf", tmp_path / "scripts"], check=True)


def test_a_folder_that_may_not_be_read_is_told(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    (plain_folder / "scripts" / "closed").mkdir(parents=True)
    (plain_folder / "scripts" / "closed").chmod(0)
    with without_rights(), pytest.raises(HuashuError) as caught:
        listing(plain_folder, "scripts")
    assert caught.value.what == "读不了这个文件夹：没有权限"
    assert caught.value.where == "scripts/closed"
    assert caught.value.todo == "请检查文件夹的权限"
    (plain_folder / "scripts" / "closed").chmod(0o755)


# read


def test_bytes_are_read_as_they_are_and_one_more_than_the_limit(root: Path) -> None:
    (root / "x.yaml").write_bytes(b"\xef\xbb\xbf\r\n\0\xff")
    assert read(root, "x.yaml", 100) == b"\xef\xbb\xbf\r\n\0\xff"
    assert read(root, "x.yaml", 7) == b"\xef\xbb\xbf\r\n\0\xff"
    assert read(root, "x.yaml", 2) == b"\xef\xbb\xbf"
    (root / "empty").touch()
    assert read(root, "empty", 0) == b""


def test_a_huge_file_is_not_read_whole(root: Path) -> None:
    with (root / "huge").open("wb") as file:
        file.truncate(1 << 40)
    assert read(root, "huge", 1000) == bytes(1001)


def test_only_plain_files_are_read(root: Path, in_time: None) -> None:
    def refused(path: str) -> str:
        with pytest.raises(HuashuError) as caught:
            read(root, path, 10)
        assert (caught.value.where, caught.value.todo) == (path, REAL_FILE)
        return caught.value.what

    os.mkfifo(root / "pipe")
    (root / "link").symlink_to("huashu.yaml")
    (root / "dangling").symlink_to("nothing")
    assert refused("pipe") == NOT_A_FILE
    assert refused("terms") == NOT_A_FILE
    assert refused("link") == LINK
    assert refused("dangling") == LINK


def test_refused_files_are_closed_again(root: Path) -> None:
    highest = os.dup(0)
    os.close(highest)
    for _time in range(3):
        with pytest.raises(HuashuError, match=NOT_A_FILE):
            read(root, "terms", 10)
    again = os.dup(0)
    os.close(again)
    assert again == highest


def test_a_file_that_is_gone_is_told(root: Path) -> None:
    with pytest.raises(HuashuError) as caught:
        read(root, "scripts/none.yaml", 10)
    assert caught.value.what == "读不了这个文件：没有这个文件或文件夹"
    assert caught.value.where == "scripts/none.yaml"
    assert caught.value.todo == "请检查文件是否存在、有没有读取权限"


def test_a_file_that_may_not_be_read_is_told(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    (plain_folder / "closed.yaml").touch(0)
    with without_rights(), pytest.raises(HuashuError) as caught:
        read(plain_folder, "closed.yaml", 10)
    assert caught.value.what == "读不了这个文件：没有权限"


# chosen


def test_no_paths_and_the_whole_library_are_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(root, []) is None
    assert chosen(root, [root]) is None
    assert chosen(root, [root / "scripts"]) is None
    assert chosen(root, [root / "scripts" / "greeting" / ".."]) is None
    monkeypatch.chdir(root / "scripts" / "greeting")
    assert chosen(root, [Path("..")]) is None
    assert chosen(root, [Path("../..")]) is None


def test_files_and_folders_add_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "scripts" / "greeting" / "second.yaml").touch()
    (root / "scripts" / "greeting-2").mkdir()
    (root / "scripts" / "greeting-2" / "third.yaml").touch()
    hello, second = "scripts/greeting/hello.yaml", "scripts/greeting/second.yaml"
    assert chosen(root, [root / hello]) == {hello}
    assert chosen(root, [root / "scripts" / "greeting"]) == {hello, second}
    assert chosen(root, [root / "scripts" / "order", root / hello]) == {hello, "scripts/order/confirm.yaml"}
    monkeypatch.chdir(root / "scripts" / "order")
    assert chosen(root, [Path(".")]) == {"scripts/order/confirm.yaml"}
    assert chosen(root, [Path("../greeting/second.yaml")]) == {second}


@pytest.mark.parametrize(
    "path", ["terms/facts.yaml", "terms", "policy/x.yaml", "rules/a/b.yaml", "huashu.yaml", "assets/a"]
)
def test_what_concerns_all_scripts_chooses_all(root: Path, path: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    if not (root / path).exists():
        (root / path).touch()
    assert chosen(root, [root / path]) is None
    assert chosen(root, [root / "scripts" / "order", root / path]) is None


@pytest.mark.parametrize("path", ["README.md", "scripts/empty"])
def test_paths_without_scripts_are_refused(root: Path, path: str) -> None:
    (root / "README.md").touch()
    (root / "scripts" / "empty").mkdir()
    with pytest.raises(HuashuError) as caught:
        chosen(root, [root / path])
    assert caught.value.what == "这个路径下面没有话术"
    assert caught.value.where == str(root / path)
    assert caught.value.todo == "话术都放在 scripts/ 下面，例如 scripts/greeting"


@pytest.mark.parametrize("path", ["scripts/none.yaml", "x" * 300])
def test_paths_that_are_not_there_are_refused(root: Path, path: str) -> None:
    with pytest.raises(HuashuError) as caught:
        chosen(root, [root / "scripts", root / path][1:])
    assert caught.value.what == "找不到这个文件或文件夹"
    assert caught.value.where == str(root / path)
    assert caught.value.todo == "请核对路径有没有写错"


def test_paths_outside_are_refused(root: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "outside.yaml", root / ".." / "outside.yaml"):
        with pytest.raises(HuashuError) as caught:
            chosen(root, [path])
        assert caught.value.what == "这个路径不在话术库里"
        assert caught.value.where == str(path)
        assert caught.value.todo == f"话术库在 {root}，一次只检查一个话术库"


def test_a_link_is_chosen_as_itself(root: Path, tmp_path: Path) -> None:
    link = root / "scripts" / "greeting" / "link.yaml"
    for target in ("../../../outside.yaml", "nothing", "link.yaml"):
        link.symlink_to(target)
        assert chosen(root, [link]) == {"scripts/greeting/link.yaml"}
        link.unlink()


def test_a_link_from_outside_leads_inside(root: Path, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(root)
    (tmp_path / "hello").symlink_to(root / "scripts" / "greeting" / "hello.yaml")
    assert chosen(root, [tmp_path / "short"]) is None
    assert chosen(root, [tmp_path / "short" / "scripts" / "order"]) == {"scripts/order/confirm.yaml"}
    assert chosen(root, [tmp_path / "hello"]) == {"scripts/greeting/hello.yaml"}


def test_what_was_refused_can_be_chosen_and_names_are_shown_alike(root: Path) -> None:
    odd = root / "scripts" / "greeting" / os.fsdecode(b"\xff.yaml")
    odd.touch()
    (root / "scripts" / "sub").mkdir()
    (root / "scripts" / "sub" / ".git").touch()
    (root / "scripts" / "sub" / "a.yaml").touch()
    assert chosen(root, [odd]) == {"scripts/greeting/?.yaml"}
    assert chosen(root, [root / "scripts" / "sub"]) == {"scripts/sub"}
    assert chosen(root, [root / "scripts" / "sub" / "a.yaml"]) == {"scripts/sub"}
    assert chosen(root, [root / "scripts" / "greeting"]) == {
        "scripts/greeting/?.yaml",
        "scripts/greeting/hello.yaml",
    }
