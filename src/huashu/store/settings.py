"""huashu.yaml: the library's settings. A broken one stops every command (exit 2), because nothing is safe without it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as SequenceOf
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.library import LocalOverrides, Scene, Settings, Stage
from huashu.model.source import Mapping, Problem, Source
from huashu.store import schemas, yaml_source
from huashu.store.files import SETTINGS, read

if TYPE_CHECKING:
    from huashu.store.explain.titles import Titles


def load(root: Path) -> Settings:
    """The settings of the library at `root`."""
    return parse(read(root, SETTINGS, yaml_source.LIMIT))


def parse(data: bytes) -> Settings:
    """Settings from the bytes of a huashu.yaml."""
    source, root = readable("huashu", SETTINGS, data)
    values = root.to_data()
    name = str(values.get("timezone", "Asia/Shanghai"))
    try:
        timezone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        node = root.get("timezone")
        raise HuashuError(
            _("不认识时区 {name}").format(name=name),
            where=place(source, node.start if node else 0),
            todo=_("国内请写 Asia/Shanghai"),
        ) from error
    return Settings(
        source=source,
        name=str(values["name"]),
        language=str(values.get("language", "")),
        timezone=timezone,
        timezone_name=name,
        scenes={scene.id: scene for scene in map(_scene, _list(values["scenes"]))},
        channels=_titles(values["channels"]),
        departments=_titles(values["departments"]),
        extends=tuple(str(pack) for pack in _list(values.get("extends", []))),
        overrides=_changes(values),
        local=tuple(_local(_dict(item)) for item in _list(values.get("overrides", []))),
    )


def readable(kind: str, path: str, data: bytes, titles: Callable[[], Titles] = dict) -> tuple[Source, Mapping]:
    """The tree of a settings or rule file; HuashuError with every problem's line where it has any.

    titles: see `schemas.validate`.
    """
    parsed = yaml_source.parse(path, data)
    grave = parsed.problems
    if not grave and parsed.root is not None:
        grave = schemas.validate(kind, parsed.root, parsed.source, titles=titles)
    if grave or not isinstance(parsed.root, Mapping):
        raise refusal(parsed.source, grave)
    return parsed.source, parsed.root


def refusal(source: Source, problems: SequenceOf[Problem]) -> HuashuError:
    """One error that names the first problem and counts the others."""
    if not problems:
        return HuashuError(
            _("这个文件应该是“键: 内容”的写法"), where=source.path, todo=_("请对照 schemas/ 里的说明补全")
        )
    first = problems[0]
    what = first.message
    for other in problems[1:6]:
        what += "\n  " + place(source, other.start) + "  " + other.message
    if len(problems) > 6:
        what += "\n  " + _("……另外还有 {count} 处").format(count=len(problems) - 6)
    return HuashuError(what, where=place(source, first.start), todo=first.hint)


def place(source: Source, offset: int) -> str:
    """`path:line:column` of an offset."""
    line, column = source.line_column(min(offset, len(source.text)))
    return f"{source.path}:{line}:{column}"


def _scene(value: object) -> Scene:
    values = _dict(value)
    kind = "ladder" if "rungs" in values else "steps" if "steps" in values else "plain"
    stages = tuple(
        Stage(str(stage["id"]), str(stage["title"]), str(stage.get("by", "agent")))
        for stage in map(_dict, _list(values.get("rungs", values.get("steps", []))))
    )
    return Scene(str(values["id"]), str(values["title"]), kind, stages)


def _local(values: dict[str, object]) -> LocalOverrides:
    scenes, channels, paths = (tuple(map(str, _list(values.get(key)))) for key in ("scenes", "channels", "paths"))
    return LocalOverrides(scenes, channels, paths, _changes(values))


def _changes(values: dict[str, object]) -> dict[str, dict[str, object]]:
    """Rule → what changes about it."""
    return {str(rule): _dict(change) for rule, change in _dict(values.get("rules", {})).items()}


def _titles(value: object) -> dict[str, str]:
    return {str(item["id"]): str(item["title"]) for item in map(_dict, _list(value))}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
