"""A part of the library for those who need no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from huashu.errors import HuashuError
from huashu.handbook.choose import Choice, choose, require_known
from huashu.model.library import Library
from huashu.model.script import Script

MakeScript = Callable[..., Script]
MakeLibrary = Callable[..., Library]


@pytest.fixture
def whole(make_script: MakeScript, make_library: MakeLibrary) -> Library:
    by = [{"say": role, "by": role, "rung": "value"} for role in ("agent", "leader", "specialist", "supervisor")]
    return make_library(
        make_script("greeting/hello", channels=["livechat", "phone"]),
        make_script("greeting/wechat", channels=["wechat"]),
        make_script("bargaining/dear", channels=["livechat"], replies=by),
        make_script("bargaining/boss", channels=["phone"], replies=by[3:]),
        unreadable=["scripts/greeting/broken.yaml", "scripts/after-sales/broken.yaml", "terms/facts.yaml"],
    )


def shown(library: Library) -> dict[str, list[str]]:
    return {script.id: [reply.say.value for reply in script.replies] for script in library.scripts}


def test_everything_unless_told(whole: Library) -> None:
    assert choose(whole, Choice()) is whole


def test_channels(whole: Library) -> None:
    part = choose(whole, Choice(channels=("phone", "wechat")))
    assert list(part.settings.channels) == ["wechat", "phone"]
    assert {script.id: [name.value for name in script.channels] for script in part.scripts} == {
        "bargaining/boss": ["phone"],
        "greeting/hello": ["phone"],
        "greeting/wechat": ["wechat"],
    }


def test_scenes_with_what_is_broken_in_them(whole: Library) -> None:
    part = choose(whole, Choice(scenes=("greeting",)))
    assert list(part.settings.scenes) == ["greeting"]
    assert [script.id for script in part.scripts] == ["greeting/hello", "greeting/wechat"]
    assert [file.source.path for file in part.problems] == ["scripts/greeting/broken.yaml"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("agent", ["agent"]),
        ("leader", ["agent", "leader"]),
        ("specialist", ["agent", "specialist"]),
        ("supervisor", ["agent", "leader", "specialist", "supervisor"]),
    ],
)
def test_what_a_role_may_say(whole: Library, role: str, expected: list[str]) -> None:
    part = choose(whole, Choice(role=role))
    replies = next(script.replies for script in part.scripts if script.id == "bargaining/dear")
    assert [reply.say.value for reply in replies] == expected
    assert [reply.index for reply in replies] == list(range(len(expected)))
    assert ("bargaining/boss" in shown(part)) is (role == "supervisor")


@pytest.mark.parametrize(
    ("choice", "where", "todo"),
    [
        (Choice(channels=("livechat", "phon")), "--channel", "您是不是想写 phone？"),
        (Choice(scenes=("bargainin",)), "--scene", "您是不是想写 bargaining？"),
        (Choice(role="老板"), "--role", "可以写 agent、leader、supervisor、specialist"),
    ],
)
def test_unknown_names_are_told(whole: Library, choice: Choice, where: str, todo: str) -> None:
    with pytest.raises(HuashuError) as told:
        require_known(choice, whole.settings)
    assert (told.value.where, told.value.todo) == (where, todo)
