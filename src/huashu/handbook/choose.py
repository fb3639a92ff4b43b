"""A part of a library for those who need no more: some channels, some scenes, what one role may say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import Library, Settings
from huashu.model.script import AUTHORITY, ROLES, Reply, Script
from huashu.text import nearest


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader needs; () and "" ask for all. role: what this role may say, so for a leader what an agent says too."""

    channels: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    role: str = ""


def require_known(choice: Choice, settings: Settings) -> None:
    """Raises HuashuError for a name that the library does not know."""
    _require("--channel", choice.channels, settings.channels)
    _require("--scene", choice.scenes, settings.scenes)
    _require("--role", (choice.role,) if choice.role else (), ROLES)


def choose(library: Library, choice: Choice) -> Library:
    """The library with what is asked for and nothing else; what it does not know it does not have."""
    channels, scenes = choice.channels, choice.scenes
    if choice == Choice():
        return library
    kept = library.settings
    if channels:
        kept = replace(kept, channels={name: title for name, title in kept.channels.items() if name in channels})
    if scenes:
        kept = replace(kept, scenes={name: scene for name, scene in kept.scenes.items() if name in scenes})
    folders = tuple(f"scripts/{scene}/" for scene in scenes) or ("",)
    return replace(
        library,
        settings=kept,
        scripts=tuple(_narrowed(library.scripts, channels, scenes, choice.role)),
        problems=tuple(found for found in library.problems if found.source.path.startswith(folders)),
    )


def _narrowed(
    scripts: Collection[Script], channels: Collection[str], scenes: Collection[str], role: str
) -> Iterator[Script]:
    for script in scripts:
        if scenes and script.scene not in scenes:
            continue
        said_in = tuple(name for name in script.channels if not channels or name.value in channels)
        replies = [reply for reply in script.replies if _may_say(role, reply)]
        if said_in and replies:
            numbered = tuple(reply._replace(index=index) for index, reply in enumerate(replies))
            yield script._replace(channels=said_in, replies=numbered)


def _may_say(role: str, reply: Reply) -> bool:
    """The specialist says what agents say and what is his; his own words nobody else does, supervisors excepted."""
    if not role or reply.by in (role, ROLES[0]) or role == "supervisor":
        return True
    return "specialist" not in (role, reply.by) and AUTHORITY[reply.by] <= AUTHORITY[role]


def _require(option: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            guess = nearest(name, known)
            raise HuashuError(
                _("没有 {name}").format(name=name),
                where=option,
                todo=_("您是不是想写 {guess}？").format(guess=guess)
                if guess
                else _("可以写 {names}").format(names=_("、").join(known)),
            )
