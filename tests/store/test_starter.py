from __future__ import annotations

import json
import os
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from huashu import __version__
from huashu.errors import HuashuError
from huashu.lint import examples
from huashu.store import policy_files, rule_file, settings, starter

TODAY = date(2026, 11, 22)
MODEL = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return starter.contents(TODAY)


def scripts(contents: dict[str, bytes]) -> dict[str, dict[str, object]]:
    return {path: yaml.safe_load(data) for path, data in contents.items() if path.startswith("scripts/")}


def test_the_starter_holds_every_scene_and_every_channel(contents: dict[str, bytes]) -> None:
    own = yaml.safe_load(contents["huashu.yaml"])
    found = scripts(contents)
    assert {path.split("/")[1] for path in found} == {scene["id"] for scene in own["scenes"]}
    spoken = {channel for script in found.values() for channel in script["channels"]}
    assert spoken == {channel["id"] for channel in own["channels"]}
    assert sorted(found) == [f"scripts/{name}.yaml" for name in starter.SCRIPTS]


def test_scripts_name_no_relative_that_stayed_behind(contents: dict[str, bytes]) -> None:
    found = scripts(contents)
    related = {path: script["related"] for path, script in found.items() if "related" in script}
    assert related
    assert all(names and set(names) <= set(starter.SCRIPTS) for names in related.values())


def test_each_script_is_the_model_librarys_but_for_review_and_relatives(contents: dict[str, bytes]) -> None:
    def kept(text: str) -> str:
        return re.sub(r"(?m)^review_by: .*\n|^related:\n(  - .*\n)+", "", text)

    for name in starter.SCRIPTS:
        path = f"scripts/{name}.yaml"
        assert kept(contents[path].decode()) == kept((MODEL / path).read_text(encoding="utf-8"))


def test_reviews_lie_ahead_and_come_one_a_week(contents: dict[str, bytes]) -> None:
    dates = [script["review_by"] for _path, script in sorted(scripts(contents).items())]
    assert dates[0] == date(2027, 5, 21)
    assert {(after - before).days for before, after in pairwise(dates)} == {7}


def test_terms_are_those_that_the_scripts_speak(contents: dict[str, bytes]) -> None:
    text = "".join(str(script["replies"]) for script in scripts(contents).values())
    facts = yaml.safe_load(contents["terms/facts.yaml"])["facts"]
    slots = yaml.safe_load(contents["terms/slots.yaml"])["slots"]
    assert "店铺名" in facts
    assert "工号" in slots
    assert len(facts) < len(yaml.safe_load((MODEL / "terms/facts.yaml").read_bytes())["facts"])
    assert all(f"{{{name}}}" in text for name in (*facts, *slots))
    assert contents["terms/names.yaml"] == (MODEL / "terms/names.yaml").read_bytes()
    assert "# 政策数字只写在这里" in contents["terms/facts.yaml"].decode()


def test_settings_have_a_name_of_their_own_and_take_the_packaged_rules(contents: dict[str, bytes]) -> None:
    model = yaml.safe_load((MODEL / "huashu.yaml").read_bytes())
    own = yaml.safe_load(contents["huashu.yaml"])
    assert own.pop("name") == "我们的客服话术手册" != model.pop("name")
    assert own.pop("extends") == ["huashu/recommended"]
    assert own == model


def test_schema_comments_and_editor_settings_lead_to_files_that_exist(contents: dict[str, bytes]) -> None:
    named = 0
    for path, data in contents.items():
        found = re.match(rb"# yaml-language-server: \$schema=(\S+)\n", data)
        if found:
            named += 1
            assert os.path.normpath(os.path.join(os.path.dirname(path), found[1].decode())) in contents
    assert named == len(starter.SCRIPTS) + len(
        ["huashu", "alt", "approval", "facts", "names", "people", "slots", "targets", "own rule"]
    )
    schemas = json.loads(contents[".vscode/settings.json"])["yaml.schemas"]
    assert {name.removeprefix("./") for name in schemas} == {path for path in contents if path.startswith("schemas/")}


def test_templates_carry_the_version_and_their_hidden_names(contents: dict[str, bytes]) -> None:
    hidden = {path for path in contents if path.startswith(".")}
    assert hidden == {
        ".gitattributes",
        ".github/workflows/huashu.yml",
        ".gitignore",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        ".vscode/extensions.json",
        ".vscode/settings.json",
    }
    for path in (".github/workflows/huashu.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"):
        assert f"huashu~={__version__}" in contents[path].decode()
        assert yaml.safe_load(contents[path])
    written = [data for path, data in contents.items() if not path.endswith(".png")]
    assert not any(b"@VERSION@" in data or b"\r" in data for data in written)


def test_create_writes_all_of_it_and_leaves_nothing_beside(tmp_path: Path, contents: dict[str, bytes]) -> None:
    made = tmp_path / "a" / "library"
    assert starter.create(made, TODAY) == tuple(contents)
    written = [path for path in made.rglob("*") if path.is_file()]
    assert {path.relative_to(made).as_posix(): path.read_bytes() for path in written} == contents
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["library"]


def test_create_fills_a_fresh_clone(tmp_path: Path, contents: dict[str, bytes]) -> None:
    (tmp_path / ".git").mkdir()
    starter.create(tmp_path, TODAY)
    assert {path.name for path in tmp_path.iterdir()} == {".git"} | {path.split("/")[0] for path in contents}


def test_create_refuses_what_is_in_the_way_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "我的文件.txt").write_text("x", encoding="utf-8")
    with pytest.raises(HuashuError) as caught:
        starter.create(tmp_path, TODAY)
    assert caught.value.what == "文件夹里已经有内容：我的文件.txt"
    assert caught.value.where == str(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]

    for number in range(6):
        (tmp_path / f"{number}").touch()
    with pytest.raises(HuashuError, match=r"^文件夹里已经有内容：0、1、2、3、4 等 7 项$"):
        starter.create(tmp_path, TODAY)
    with pytest.raises(HuashuError, match=r"^这个名字已经是一个文件了$"):
        starter.create(tmp_path / "我的文件.txt", TODAY)


def test_create_below_a_file_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HuashuError, match=r"^话术库没有建成：这个名字已经被占用了$") as caught:
        starter.create(tmp_path / "file" / "library", TODAY)
    assert caught.value.where == str(tmp_path / "file" / "library")


def test_an_entry_that_cannot_be_moved_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk or ^C midway must leave the folder as empty as it was, so that the next try is not refused."""
    rename, moved = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        if target.parent == tmp_path and len(moved) == 3:
            moved.clear()
            raise KeyboardInterrupt
        moved.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(KeyboardInterrupt):
        starter.create(tmp_path, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_its_own_rule_keeps_its_examples_and_shadows_no_packaged_one(contents: dict[str, bytes]) -> None:
    (path,) = [path for path in contents if path.startswith("rules/")]
    rule = rule_file.parse(path, contents[path])
    outcomes = list(examples.run(rule, settings.parse(contents["huashu.yaml"])))
    assert [outcome.kind for outcome in outcomes] == ["valid", "invalid", "invalid"]
    assert [len(outcome.found) for outcome in outcomes] == [0, 1, 1]
    assert all(outcome.holds for outcome in outcomes)
    assert not (MODEL / path).exists()


def test_the_policy_holds_nothing_of_this_repository(contents: dict[str, bytes]) -> None:
    policy = policy_files.parse_policy(contents["policy/approval.yaml"])
    assert (policy.governance_paths, policy.repository, policy.forge) == ((), "our/scripts", None)
    assert policy_files.parse_people(contents["policy/people.yaml"], ZoneInfo("Asia/Shanghai")).version == 1
