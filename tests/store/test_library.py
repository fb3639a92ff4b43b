from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huashu.errors import HuashuError
from huashu.model.library import FileProblems, Library, Settings
from huashu.store import library as libraries
from huashu.store import settings as settings_file

SETTINGS = """\
format: 1
name: 测试库
timezone: Asia/Shanghai
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: greeting
    title: 欢迎
  - id: bargaining
    title: 议价
    rungs:
      - id: value
        title: 讲价值
        by: agent
"""
FACTS = "facts:\n  退货天数:\n    value: 7天\n    means: 退货期限\n    owner: cs\n"
SLOTS = "slots:\n  工号:\n    means: 客服工号\n"
TARGETS = "targets:\n  - area: 旺旺\n    name: 首次响应\n    value: 10秒\n"
SHOP = settings_file.parse(SETTINGS.encode())
LINK = "这是一个链接，指向别处的文件"
NOT_A_FILE = "这不是普通文件"
REAL_FILE = "请把真正的文件放进来，话术库只读它自己文件夹里的普通文件"


def script(script_id: str, more: str = "") -> str:
    rung = "rung: value\n    " if script_id.startswith("bargaining") else ""
    return (
        f"id: {script_id}\ntitle: 标题\nchannels:\n  - livechat\nreplies:\n  - {rung}say: |-\n      您好\n"
        f"owner: cs\nreview_by: 2099-01-01\n{more}"
    )


def write(root: Path, **files: str) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A whole little library."""
    write(
        tmp_path,
        **{
            "huashu.yaml": SETTINGS,
            "scripts/greeting/hello.yaml": script("greeting/hello"),
            "scripts/bargaining/dear.yaml": script("bargaining/dear"),
            "terms/facts.yaml": FACTS,
            "terms/slots.yaml": SLOTS,
            "policy/targets.yaml": TARGETS,
            "assets/size.png": "",
        },
    )
    return tmp_path


def load(root: Path) -> Library:
    return libraries.load(root, SHOP)


def told(library: Library) -> list[tuple[str, str]]:
    """(path, code) of each problem."""
    return [(found.source.path, problem.code) for found in library.problems for problem in found.problems]


def only_problem(library: Library) -> tuple[str, str, str, str]:
    (found,) = library.problems
    (problem,) = found.problems
    return found.source.path, problem.code, problem.message, problem.hint


def ids(library: Library) -> list[str]:
    return [found.id for found in library.scripts]


# whole libraries


def test_a_whole_library_is_read(root: Path) -> None:
    library = load(root)
    assert library.settings is SHOP
    assert ids(library) == ["bargaining/dear", "greeting/hello"]
    assert {name: fact.value for name, fact in library.facts.items()} == {"退货天数": "7天"}
    assert {name: slot.means for name, slot in library.slots.items()} == {"工号": "客服工号"}
    assert [(target.area, target.name, target.value) for target in library.targets] == [("旺旺", "首次响应", "10秒")]
    assert library.problems == ()
    assert {path: source.text for path, source in library.term_sources.items()} == {
        "terms/facts.yaml": FACTS,
        "terms/slots.yaml": SLOTS,
        "policy/targets.yaml": TARGETS,
    }
    assert library.files == {"scripts/greeting/hello.yaml", "scripts/bargaining/dear.yaml", "assets/size.png"}


def test_an_empty_library_is_empty(tmp_path: Path) -> None:
    library = load(tmp_path)
    assert (library.scripts, library.facts, library.slots, library.targets) == ((), {}, {}, ())
    assert (library.problems, library.files, library.term_sources) == ((), frozenset(), {})


@pytest.mark.parametrize("missing", ["terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"])
def test_terms_that_are_missing_are_empty(root: Path, missing: str) -> None:
    (root / missing).unlink()
    library = load(root)
    assert ids(library) == ["bargaining/dear", "greeting/hello"]
    sizes = {
        "terms/facts.yaml": len(library.facts),
        "terms/slots.yaml": len(library.slots),
        "policy/targets.yaml": len(library.targets),
    }
    assert sizes == {path: int(path != missing) for path in sizes}
    assert library.problems == ()


def test_scripts_are_sorted_by_path_wherever_they_come_from() -> None:
    names = ["greeting/b", "greeting/a-1", "greeting/a", "bargaining/z"]
    files = [(f"scripts/{name}.yaml", script(name).encode()) for name in names]
    for seed in range(5):
        random.Random(seed).shuffle(files)
        library = libraries.assemble(SHOP, files)
        assert ids(library) == ["bargaining/z", "greeting/a-1", "greeting/a", "greeting/b"]  # "-" before "."
        assert library.files == {path for path, _data in files}


def test_problems_are_sorted_by_path(root: Path) -> None:
    write(root, **{"scripts/greeting/b.yaml": "x", "scripts/greeting/a.yaml": "x", "terms/facts.yaml": "x"})
    (root / "assets" / "link").symlink_to("size.png")
    (root / "terms" / "slots.yaml").unlink()
    (root / "terms" / "slots.yaml").symlink_to("facts.yaml")
    assert [found.source.path for found in load(root).problems] == [
        "assets/link",
        "scripts/greeting/a.yaml",
        "scripts/greeting/b.yaml",
        "terms/facts.yaml",
        "terms/slots.yaml",
    ]


# what is no plain file


@pytest.mark.parametrize("path", ["terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"])
@pytest.mark.parametrize("kind", ["link", "dangling", "folder-link", "folder", "pipe"])
def test_terms_that_are_no_plain_file_are_problems(
    root: Path, tmp_path_factory: pytest.TempPathFactory, in_time: None, path: str, kind: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    place = root / path
    saved = place.read_text(encoding="utf-8")
    place.unlink()
    if kind == "link":
        (outside / "stolen.yaml").write_text(saved, encoding="utf-8")
        place.symlink_to(outside / "stolen.yaml")
    elif kind == "dangling":
        place.symlink_to("nothing")
    elif kind == "folder-link":
        (outside / place.name).write_text(saved, encoding="utf-8")
        for other in place.parent.iterdir():
            other.rename(outside / other.name)
        place.parent.rmdir()
        place.parent.symlink_to(outside)
    elif kind == "folder":
        place.mkdir()
    else:
        os.mkfifo(place)
    library = load(root)
    message = NOT_A_FILE if kind in ("folder", "pipe") else LINK
    assert (path, "outside", message, REAL_FILE) in [
        (found.source.path, problem.code, problem.message, problem.hint)
        for found in library.problems
        for problem in found.problems
    ]
    sizes = {
        "terms/facts.yaml": len(library.facts),
        "terms/slots.yaml": len(library.slots),
        "policy/targets.yaml": len(library.targets),
    }
    assert sizes[path] == 0
    assert path not in library.term_sources
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


def test_each_thing_wrong_with_terms_is_told(root: Path) -> None:
    for path in ("terms/facts.yaml", "terms/slots.yaml"):
        (root / path).unlink()
    (root / "terms" / "facts.yaml").symlink_to("nothing")
    (root / "terms" / "slots.yaml").mkdir()
    (root / "terms" / "notes").symlink_to("nothing")
    assert told(load(root)) == [
        ("terms/facts.yaml", "outside"),
        ("terms/notes", "outside"),
        ("terms/slots.yaml", "outside"),
    ]


def test_scripts_that_are_no_plain_file_are_problems(root: Path, in_time: None) -> None:
    (root / "scripts" / "greeting" / "link.yaml").symlink_to("hello.yaml")
    os.mkfifo(root / "scripts" / "greeting" / "pipe.yaml")
    (root / "scripts" / "greeting" / "folder.yaml").mkdir()
    library = load(root)
    assert told(library) == [("scripts/greeting/link.yaml", "outside"), ("scripts/greeting/pipe.yaml", "outside")]
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


def test_a_scripts_folder_that_is_a_link_gives_nothing(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("outside") / "scripts"
    (root / "scripts").rename(elsewhere)
    (root / "scripts").symlink_to(elsewhere)
    library = load(root)
    assert only_problem(library) == ("scripts", "outside", LINK, REAL_FILE)
    assert library.scripts == ()
    assert library.files == {"assets/size.png"}


def test_a_file_that_may_not_be_read_stops_the_command(
    plain_folder: Path, without_rights: Callable[[], AbstractContextManager[None]]
) -> None:
    """Passing it over would let a broken script through."""
    write(plain_folder, **{"scripts/greeting/hello.yaml": script("greeting/hello")})
    (plain_folder / "scripts" / "greeting" / "hello.yaml").chmod(0)
    with without_rights(), pytest.raises(HuashuError) as caught:
        load(plain_folder)
    assert (caught.value.what, caught.value.where) == ("读不了这个文件：没有权限", "scripts/greeting/hello.yaml")


# names


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("scripts/greeting/hi.yml", "请把文件改名为 hi.yaml"),
        ("scripts/greeting/hi.YAML", "请把文件改名为 hi.yaml"),
        ("scripts/greeting/hi.yaml.txt", "请把文件改名为 hi.yaml"),
        ("scripts/greeting/a.b.Yml.TXT", "请把文件改名为 a.b.yaml"),
    ],
)
def test_scripts_by_a_wrong_ending_are_told(root: Path, path: str, hint: str) -> None:
    write(root, **{path: script("greeting/hi")})
    library = load(root)
    assert only_problem(library) == (path, "id-path", "话术文件名要以 .yaml 结尾", hint)
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


@pytest.mark.parametrize(
    "path", ["scripts/hi.yaml", "scripts/greeting/deep/hi.yaml", "scripts/greeting/a.yaml/hi.yaml"]
)
def test_scripts_at_a_wrong_depth_are_told(root: Path, path: str) -> None:
    write(root, **{path: script("greeting/hi")})
    assert only_problem(load(root)) == (
        path,
        "id-path",
        "话术文件要放在 scripts/场景/ 下面，不多一层也不少一层",
        "例如 scripts/bargaining/price-too-high.yaml",
    )


def test_other_files_of_terms_and_policy_lie_there_in_peace(root: Path) -> None:
    write(root, **{"terms/owners.yml": "[", "terms/README.md": "[", "policy/qc.yaml": "[", "policy/x.yaml.txt": "["})
    assert load(root).problems == ()


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("policy/approval.yaml", "version: 0\n", "version"),
        ("policy/approval.yaml", "[", ""),
        ("policy/people.yaml", "version: 1\npeople: []\n", "people"),
        ("policy/people.yaml", "version: 1\npeople:\n" + "  - {id: a, name: 甲, roles: []}\n" * 2, "a 已经写在 a 名下"),
    ],
)
def test_the_rules_of_approval_are_read_to_see_whether_they_can_be(
    root: Path, path: str, text: str, message: str
) -> None:
    write(root, **{path: text})
    (found,) = load(root).problems
    assert found.source.path == path
    assert any(message in problem.message for problem in found.problems)


@pytest.mark.parametrize("name", ["README.md", "hi.txt", "hi.yaml~", "hi.yaml.bak", "yaml", "hi", ".hi.yaml"])
def test_what_is_no_script_lies_there_in_peace(root: Path, name: str) -> None:
    write(root, **{f"scripts/greeting/{name}": ": not [ yaml"})
    library = load(root)
    assert library.problems == ()
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


@pytest.mark.parametrize(
    ("path", "better"),
    [
        ("terms/facts.yml", "facts.yaml"),
        ("terms/slots.yaml.txt", "slots.yaml"),
        ("policy/targets.yml", "targets.yaml"),
        ("terms/Facts.yaml", "facts.yaml"),
    ],
)
def test_terms_by_a_wrong_name_are_told(root: Path, path: str, better: str) -> None:
    """They are not read, and whoever wrote them would look for the fault elsewhere."""
    (root / path).parent.joinpath(better).rename(root / path)
    assert only_problem(load(root)) == (
        path,
        "id-path",
        f"这个文件读不到：它要叫 {better}",
        f"请把文件改名为 {better}",
    )


def test_a_scene_that_settings_do_not_know_is_still_read(root: Path) -> None:
    write(root, **{"scripts/greting/hi.yaml": script("greting/hi")})
    library = load(root)
    assert ids(library) == ["bargaining/dear", "greeting/hello", "greting/hi"]
    assert library.scripts[2].scene == "greting"
    assert library.problems == ()


def test_names_that_collide_are_problems_and_both_are_read(root: Path) -> None:
    write(root, **{"scripts/greeting/Hello.yaml": script("greeting/hello")})
    library = load(root)
    assert told(library) == [
        ("scripts/greeting/Hello.yaml", "id-path"),
        ("scripts/greeting/hello.yaml", "name-collision"),
    ]
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


# contents


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "encoding"),
        (b"a\x00b", "encoding"),
        ("标题: 太贵了".encode("gbk"), "encoding"),
        (b"[" * 50_000, "too-deep"),
        (b"id: [", "syntax"),
        (b"id: a\nid: b\n", "repeated-key"),
        (b"- a\n", "schema"),
        (b"just text\n", "schema"),
        (b"id: greeting/hello\n", "schema"),
        (b"x" * (256 * 1024 + 1), "too-large"),
        (b"#" * (10 * 1024 * 1024), "too-large"),
    ],
)
def test_any_bytes_give_problems_and_no_script(root: Path, content: bytes, code: str) -> None:
    (root / "scripts" / "greeting" / "hello.yaml").write_bytes(content)
    library = load(root)
    assert ("scripts/greeting/hello.yaml", code) in told(library)
    assert ids(library) == ["bargaining/dear"]


@pytest.mark.parametrize("path", ["terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"])
@pytest.mark.parametrize("content", [b"", b"\xff", b"- a\n", b"facts: 3\n", b"[" * 1000, b"a: &b c\n", b"x" * 300_000])
def test_broken_terms_are_problems_and_scripts_are_read(root: Path, path: str, content: bytes) -> None:
    (root / path).write_bytes(content)
    library = load(root)
    assert {found.source.path for found in library.problems} == {path}
    assert path in library.term_sources
    assert ids(library) == ["bargaining/dear", "greeting/hello"]
    empty = {"terms/facts.yaml": {}, "terms/slots.yaml": {}, "policy/targets.yaml": ()}
    read = {
        "terms/facts.yaml": library.facts,
        "terms/slots.yaml": library.slots,
        "policy/targets.yaml": library.targets,
    }
    assert {name: found == empty[name] for name, found in read.items()} == {name: name == path for name in read}


@given(
    st.sampled_from(["scripts/greeting/hello.yaml", "terms/facts.yaml", "policy/targets.yaml"]), st.binary(max_size=80)
)
@example("terms/facts.yaml", b"facts:\n")
@example("terms/facts.yaml", b'facts: {a: {value: "\\ud800", means: b, owner: c}}\n')
@example("scripts/greeting/hello.yaml", b"\x7f\xc2\x85\xef\xbf\xbe")
def test_no_bytes_break_the_reader(path: str, content: bytes) -> None:
    library = libraries.assemble(SHOP, [(path, content)])
    assert [found.source.path for found in library.problems] == [path]
    assert (library.scripts, library.facts, library.targets) == ((), {}, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\ufeff" + script("greeting/hello"), "bom"),
        (script("greeting/hello").replace("|-\n      您好", ">-\n      您好\n      在吗"), "folded"),
        (script("greeting/hello").replace("|-\n      您好", "您好 # 微笑"), "inline-comment"),
    ],
)
def test_what_can_be_read_anyway_is_read_and_told(root: Path, text: str, code: str) -> None:
    write(root, **{"scripts/greeting/hello.yaml": text})
    library = load(root)
    assert told(library) == [("scripts/greeting/hello.yaml", code)]
    assert ids(library) == ["bargaining/dear", "greeting/hello"]


def test_terms_that_can_be_read_anyway_are_read_and_told(root: Path) -> None:
    write(root, **{"terms/facts.yaml": "\ufeff" + FACTS})
    library = load(root)
    assert told(library) == [("terms/facts.yaml", "bom")]
    assert list(library.facts) == ["退货天数"]


def test_impossible_dates_of_facts_are_told_where_they_stand(root: Path) -> None:
    text = f"{FACTS}    dated:\n      - from: 2026-02-30\n        value: 9天\n"
    write(root, **{"terms/facts.yaml": text})
    library = load(root)
    (found,) = library.problems
    (problem,) = found.problems
    assert found.source.text == text
    assert (problem.code, text[problem.start : problem.end]) == ("schema", "2026-02-30")
    assert library.facts["退货天数"].dated == ()


def test_the_stages_of_the_scene_are_asked_for(root: Path) -> None:
    write(root, **{"scripts/bargaining/dear.yaml": script("bargaining/dear").replace("rung: value", "rung: gift")})
    library = load(root)
    (found,) = library.problems
    (problem,) = found.problems
    assert (problem.code, problem.field) == ("schema", "replies/0/rung")
    assert ids(library) == ["greeting/hello"]


def test_a_script_gone_to_the_wrong_folder_is_told(root: Path) -> None:
    (root / "scripts" / "bargaining" / "dear.yaml").rename(root / "scripts" / "greeting" / "dear.yaml")
    library = load(root)
    assert ids(library) == ["greeting/hello"]
    assert "scripts/greeting/dear.yaml" in {found.source.path for found in library.problems}


# a part of a library


def test_only_what_was_asked_for_is_read(root: Path) -> None:
    write(root, **{"scripts/greeting/bad.yaml": "["})
    (root / "scripts" / "greeting" / "link.yaml").symlink_to("hello.yaml")
    files = libraries.read_files(root, {"scripts/greeting/hello.yaml"})
    assert files.scripts == (("scripts/greeting/hello.yaml", script("greeting/hello").encode()),)
    assert [path for path, _data in files.terms] == ["terms/facts.yaml", "terms/slots.yaml", "policy/targets.yaml"]
    assert files.refused == ()
    assert files.known == {
        "scripts/greeting/hello.yaml",
        "scripts/greeting/bad.yaml",
        "scripts/bargaining/dear.yaml",
        "assets/size.png",
    }
    refused = libraries.read_files(root, {"scripts/greeting/link.yaml"})
    assert refused.scripts == ()
    assert [found.source.path for found in refused.refused] == ["scripts/greeting/link.yaml"]


def test_no_more_than_the_limit_is_read_of_a_file(root: Path) -> None:
    with (root / "scripts" / "greeting" / "hello.yaml").open("r+b") as file:
        file.truncate(1 << 40)
    files = libraries.read_files(root, {"scripts/greeting/hello.yaml"})
    assert len(files.scripts[0][1]) == 256 * 1024 + 1


def read_script(path: str, data: bytes) -> tuple[str | None, FileProblems | None]:
    made, broken = libraries.read_script(SHOP, path, data)
    return (made.id if made else None), broken


def test_one_script_is_read_by_itself() -> None:
    assert read_script("scripts/greeting/hello.yaml", script("greeting/hello").encode()) == ("greeting/hello", None)
    assert read_script("scripts/greeting/README.md", b"# x") == (None, None)
    made, broken = read_script("scripts/greeting/hello.yml", b"")
    assert made is None
    assert broken is not None
    assert (broken.source.path, broken.source.text) == ("scripts/greeting/hello.yml", "")


def test_what_is_known_and_refused_can_be_told_apart() -> None:
    refused = libraries.assemble(SHOP, [("scripts/greeting/a.yaml", b"[")]).problems
    library = libraries.assemble(
        SHOP, [("scripts/greeting/b.yaml", b"[")], refused=refused, known=frozenset({"assets/x.png"})
    )
    assert [found.source.path for found in library.problems] == ["scripts/greeting/a.yaml", "scripts/greeting/b.yaml"]
    assert library.files == {"assets/x.png"}


def test_settings_decide_the_zone(shop_in_utc: Settings) -> None:
    text = script("greeting/hello", "expires: 2026-11-11\n")
    for settings, seconds in ((SHOP, 1794412800), (shop_in_utc, 1794441600)):
        library = libraries.assemble(settings, [("scripts/greeting/hello.yaml", text.encode())])
        expires = library.scripts[0].expires
        assert expires is not None
        assert expires.at.timestamp() == seconds


@pytest.fixture
def shop_in_utc() -> Settings:
    return settings_file.parse(SETTINGS.replace("Asia/Shanghai", "UTC").encode())
