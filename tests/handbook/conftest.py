"""Small builders of model values: a library as the store would read it, without files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huashu.model.library import DatedValue, Fact, FileProblems, Library, Scene, Settings, Slot, Stage, Target
from huashu.model.script import Escalation, Moment, Reply, Script, Text
from huashu.model.source import LazyTree, Scalar, Source
from huashu.model.source import Mapping as MappingNode

SHANGHAI = ZoneInfo("Asia/Shanghai")
STEPS = (("calm", "安抚"), ("find", "查明"), ("stance", "表明立场"), ("solve", "全力解决"), ("thank", "感谢理解"))
SCENES = (
    Scene("greeting", "欢迎语"),
    Scene(
        "bargaining",
        "议价语",
        "ladder",
        (Stage("value", "先讲价值"), Stage("gift", "送贴心小礼"), Stage("coupon", "申请专属券", "leader")),
    ),
    Scene("after-sales", "售后语", "steps", tuple(Stage(id, title) for id, title in STEPS)),
)
CHANNELS = {"livechat": "旺旺/千牛", "wechat": "微信", "phone": "电话"}
DEPARTMENTS = {"cs": "客服部", "product": "产品部"}


def text(value: str) -> Text:
    return Text(value, Scalar(value, "", 0, 0, -1, value), "")


def moment(written: str, *, whole_day: bool) -> Moment:
    at = datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)
    return Moment(text(written), at + timedelta(days=1) if whole_day and "T" not in written else at)


def reply(index: int, data: Mapping[str, object] | str) -> Reply:
    parts: Mapping[str, object] = {"say": data} if isinstance(data, str) else data
    variants = parts.get("variants", {})
    assert isinstance(variants, dict)

    def optional(key: str) -> Text | None:
        return text(str(parts[key])) if key in parts else None

    return Reply(
        index=index,
        say=text(str(parts["say"])),
        variants={channel: text(wording) for channel, wording in variants.items()},
        rung=optional("rung"),
        step=optional("step"),
        fixed=parts.get("fixed") is True,
        by=str(parts.get("by", "agent")),
        image=optional("image"),
        note=optional("note"),
    )


def script(
    id: str = "greeting/hello",
    *,
    title: str = "初次问候",
    channels: Sequence[str] = ("livechat",),
    asks: Sequence[str] = (),
    replies: Sequence[Mapping[str, object] | str] = ("您好",),
    escalate: tuple[str, str] | None = None,
    owner: str = "cs",
    consult: Sequence[str] = (),
    effective: str = "",
    expires: str = "",
    review_by: str = "2027-02-01",
    tags: Sequence[str] = (),
    related: Sequence[str] = (),
) -> Script:
    """A script as the store builds it from scripts/<id>.yaml."""
    return Script(
        source=Source(f"scripts/{id}.yaml", ""),
        tree=LazyTree(lambda: MappingNode((), 0, 0, False)),
        id=id,
        scene=id.split("/")[0],
        title=text(title),
        channels=tuple(map(text, channels)),
        asks=tuple(map(text, asks)),
        replies=tuple(reply(index, data) for index, data in enumerate(replies)),
        escalate=Escalation(text(escalate[0]), text(escalate[1])) if escalate else None,
        owner=text(owner),
        consult=tuple(map(text, consult)),
        effective=moment(effective, whole_day=False) if effective else None,
        expires=moment(expires, whole_day=True) if expires else None,
        review_by=moment(review_by, whole_day=True),
        tags=tuple(map(text, tags)),
        formerly=(),
        related=tuple(map(text, related)),
    )


def fact(name: str, value: str, *dated: tuple[str, str, str], means: str = "说明", owner: str = "cs") -> Fact:
    """dated: (from, until or "", value)."""
    values = tuple(
        DatedValue(said, moment(start, whole_day=False).at, moment(end, whole_day=True).at if end else None)
        for start, end, said in dated
    )
    return Fact(name, value, means, owner, values, text(name))


def library(
    *scripts: Script,
    facts: Sequence[Fact] = (),
    slots: Sequence[tuple[str, str, str, bool]] = (),
    targets: Sequence[Target] = (),
    unreadable: Sequence[str] = (),
    name: str = "青禾衣橱客服话术手册",
) -> Library:
    """slots: (name, means, example, sensitive). unreadable: paths that gave problems and no script."""
    settings = Settings(
        source=Source("huashu.yaml", ""),
        name=name,
        language="zh-CN",
        timezone=SHANGHAI,
        timezone_name="Asia/Shanghai",
        scenes={scene.id: scene for scene in SCENES},
        channels=CHANNELS,
        departments=DEPARTMENTS,
        extends=(),
        overrides={},
    )
    return Library(
        settings=settings,
        facts={fact.name: fact for fact in facts},
        slots={slot[0]: Slot(*slot, text(slot[0])) for slot in slots},
        targets=tuple(targets),
        scripts=tuple(sorted(scripts, key=lambda script: script.source.path)),
        problems=tuple(FileProblems(Source(path, ""), ()) for path in sorted(unreadable)),
    )


@pytest.fixture
def make_script() -> Callable[..., Script]:
    return script


@pytest.fixture
def make_fact() -> Callable[..., Fact]:
    return fact


@pytest.fixture
def make_library() -> Callable[..., Library]:
    return library
