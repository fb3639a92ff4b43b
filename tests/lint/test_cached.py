"""What is remembered must equal what is found anew, whatever changed in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from on_disk import put

from huashu import i18n
from huashu.lint import engine
from huashu.lint.cached import Checked
from huashu.lint.workspace import open_library
from huashu.model.finding import Finding

SETTINGS = """\
format: 1
name: 测试库
timezone: {zone}
channels:
  - id: livechat
    title: 旺旺
departments:
  - id: cs
    title: 客服部
scenes:
  - id: dialogue
    title: 对话
  - id: greeting
    title: 欢迎
"""
RULE = """\
id: {id}
title: 规则
severity: {severity}
{lines}
message: {message}
why: |-
  有道理
valid:
  - say: |-
      好
invalid:
  - say: |-
      坏
    at: [[0, 1]]
"""
RULES = {
    "tone/no-bad": "check: existence\nwith:\n  words:\n    - 不行\n  except:\n    - 不行吗",
    "tone/nin": "check: substitution\nwith:\n  swap:\n    你: 您\n  fix: safe",
    "facts/undeclared": "check: facts\nwith:\n  problem: undeclared",
    "facts/typed": "check: facts\nwith:\n  problem: typed",
    "facts/unused": "check: facts\nwith:\n  problem: unused",
    "facts/unused-slot": "check: slots\nwith:\n  problem: unused",
    "library/title": "check: unique\nwith:\n  field: title",
    "library/asks": "check: unique\nwith:\n  field: asks",
    "library/formerly": "check: unique\nwith:\n  field: formerly",
    "library/related": "check: references\nwith:\n  field: related",
    "library/image": "check: references\nwith:\n  field: image",
    "lifecycle/expired": "check: lifecycle\nwith:\n  problem: expired",
    "lifecycle/soon": "check: lifecycle\nwith:\n  problem: soon\n  days: 7",
    "lifecycle/overdue": "check: lifecycle\nwith:\n  problem: overdue",
    "lifecycle/reversed": "check: lifecycle\nwith:\n  problem: reversed",
}
FACTS = "facts:\n  退货天数:\n    value: {value}\n    means: 退货期限\n    owner: cs\n{dated}"
SLOTS = "slots:\n  {name}:\n    means: 说明\n"
NOON = datetime(2026, 6, 1, 12)


class Shop:
    """A library on disk, checked with and without memory."""

    def __init__(self, root: Path, zone: str = "Asia/Shanghai") -> None:
        self.root = root
        self.now = NOON
        self.write("huashu.yaml", SETTINGS.format(zone=zone))
        self.write("terms/facts.yaml", FACTS.format(value="7天", dated=""))
        self.write("terms/slots.yaml", SLOTS.format(name="工号"))
        for name, lines in RULES.items():
            self.rule(name, lines)

    def write(self, path: str, text: str) -> None:
        put(self.root, {path: text})

    def rule(self, name: str, lines: str, *, severity: str = "error", message: str = "不对") -> None:
        self.write(f"rules/{name}.yaml", RULE.format(id=name, severity=severity, message=message, lines=lines))

    def script(self, name: str, say: str = "您好，签收{退货天数}内", more: str = "", *, title: str = "") -> None:
        head = f"id: {name}\ntitle: {title or name}\nowner: cs\nchannels:\n  - livechat\n"
        head += "" if "review_by" in more else "review_by: 2099-01-01\n"
        self.write(f"scripts/{name}.yaml", f"{head}{more}replies:\n  - say: |-\n      {say}\n")

    def at(self, timezone: tzinfo) -> datetime:
        return self.now.replace(tzinfo=timezone)

    def check(self, *, remember: bool = True) -> Checked:
        return open_library(self.root, self.at).check(remember=remember)

    def agree(self) -> tuple[Finding, ...]:
        """The findings, once it is shown that memory does not change them, nor what is shown with them."""
        anew, first, again = self.check(remember=False), self.check(), self.check()
        assert first.findings == anew.findings
        assert again.findings == anew.findings
        assert first.files == again.files == anew.files
        for path in {found.path for found in anew.findings}:
            assert again.sources[path].text == anew.sources[path].text
        return anew.findings

    def judged(self) -> list[str]:
        """Paths of the scripts that a run with memory judges."""
        paths: list[str] = []

        def watch(frame: FrameType, event: str, _arg: object) -> None:
            if event == "call" and frame.f_code is engine.Engine._judge.__code__:
                paths.append(frame.f_locals["seen"].script.source.path)

        sys.setprofile(watch)
        try:
            self.check()
        finally:
            sys.setprofile(None)
        return sorted(set(paths))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    found = Shop(tmp_path)
    for name in ("dialogue/a", "dialogue/b", "greeting/c"):
        found.script(name, "您好，签收{退货天数}内联系{工号}")
    return found


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(found.rule, found.path.removeprefix("scripts/").removesuffix(".yaml")) for found in findings]


# --- what is judged anew -------------------------------------------------------------------------------------------


def test_only_what_has_changed_is_judged_again(shop: Shop) -> None:
    everything = ["scripts/dialogue/a.yaml", "scripts/dialogue/b.yaml", "scripts/greeting/c.yaml"]
    assert shop.judged() == everything
    assert shop.judged() == []
    shop.script("dialogue/b", "你好")
    assert shop.judged() == ["scripts/dialogue/b.yaml"]
    assert shop.judged() == []
    shop.script("dialogue/d")  # others may refer to it
    assert len(shop.judged()) == 4


def test_a_part_is_neither_remembered_nor_taken_from_memory(shop: Shop) -> None:
    part = open_library(shop.root, shop.at, [shop.root / "scripts" / "greeting"])
    part.check()
    assert len(shop.judged()) == 3
    shop.script("greeting/c", "不行")
    assert told(part.check().findings) == [("tone/no-bad", "greeting/c")]
    assert shop.judged() == ["scripts/greeting/c.yaml"]


# --- every kind of change ------------------------------------------------------------------------------------------


def delete(path: str) -> Callable[[Shop], None]:
    return lambda shop: (shop.root / path).unlink()


def rename(path: str, other: str) -> Callable[[Shop], None]:
    return lambda shop: (shop.root / path).rename(shop.root / other) and None


CHANGES: dict[str, tuple[Callable[[Shop], None], list[tuple[str, str]]]] = {
    "edited": (lambda shop: shop.script("dialogue/a", "不行{退货天数}"), [("tone/no-bad", "dialogue/a")]),
    "added": (lambda shop: shop.script("dialogue/d", "不行"), [("tone/no-bad", "dialogue/d")]),
    "deleted": (delete("scripts/greeting/c.yaml"), [("library/related", "dialogue/b")]),
    "renamed": (
        rename("scripts/greeting/c.yaml", "scripts/greeting/d.yaml"),
        [("library/related", "dialogue/b"), ("structure/unreadable", "greeting/d")],
    ),
    "unreadable": (lambda shop: shop.write("scripts/greeting/c.yaml", "["), [("structure/unreadable", "greeting/c")]),
    "picture deleted": (delete("assets/chart.png"), [("library/image", "dialogue/b")]),
    "picture added": (lambda shop: shop.write("assets/other.png", ""), []),
    "fact's value": (
        lambda shop: shop.write("terms/facts.yaml", FACTS.format(value="15天", dated="")),
        [("facts/typed", "greeting/c")],
    ),
    "fact's value is a bad word": (
        lambda shop: shop.write("terms/facts.yaml", FACTS.format(value="不行", dated="")),
        [("tone/no-bad", "dialogue/a")],
    ),
    "facts gone": (delete("terms/facts.yaml"), [("facts/undeclared", "dialogue/a")]),
    "facts unreadable": (lambda shop: shop.write("terms/facts.yaml", "["), [("structure/unreadable", "terms/facts")]),
    "slot": (
        lambda shop: shop.write("terms/slots.yaml", SLOTS.format(name="单号")),
        [("facts/undeclared", "dialogue/b"), ("facts/unused-slot", "terms/slots")],
    ),
    "channel": (
        lambda shop: shop.write(
            "huashu.yaml", SETTINGS.format(zone="Asia/Shanghai").replace("id: dialogue", "id: talk")
        ),
        [],
    ),
    "rule switched off": (
        lambda shop: shop.write(
            "huashu.yaml", SETTINGS.format(zone="Asia/Shanghai") + "rules:\n  tone/nin:\n    severity: off\n"
        ),
        [],
    ),
    "rule's words": (
        lambda shop: shop.rule("tone/no-bad", "check: existence\nwith:\n  words:\n    - 签收"),
        [("tone/no-bad", "dialogue/a")],
    ),
    "rule added": (
        lambda shop: shop.rule("tone/more", "check: existence\nwith:\n  words:\n    - 联系"),
        [("tone/more", "dialogue/b")],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_memory_says_what_is_so(tmp_path: Path, change: str) -> None:
    shop = Shop(tmp_path)
    shop.write("assets/chart.png", "")
    shop.script("dialogue/a", "您好，签收{退货天数}内")
    shop.script("dialogue/b", "联系{工号}", "related:\n  - greeting/c\n")
    shop.write(
        "scripts/dialogue/b.yaml", (tmp_path / "scripts/dialogue/b.yaml").read_text("utf-8") + "    image: chart.png\n"
    )
    shop.script("greeting/c", "退货15天内")
    assert shop.agree() == ()
    make, expected = CHANGES[change]
    make(shop)
    assert told(shop.agree()) == expected


def test_severity_and_message_are_those_of_today(shop: Shop) -> None:
    shop.script("dialogue/a", "不行")
    assert [(found.severity, found.message, found.why) for found in shop.agree()][:1] == [("error", "不对", "有道理")]
    shop.rule("tone/no-bad", RULES["tone/no-bad"], severity="warning", message="请换个说法")
    assert [(found.severity, found.message) for found in shop.agree()][:1] == [("warning", "请换个说法")]
    text = SETTINGS.format(zone="Asia/Shanghai") + "rules:\n  tone/no-bad:\n    severity: info\n"
    shop.write("huashu.yaml", text)
    assert [found.severity for found in shop.agree()][:1] == ["info"]


def test_another_language_is_spoken_at_once(shop: Shop) -> None:
    shop.write("scripts/dialogue/a.yaml", "")
    before = i18n.language()
    try:
        messages = set()
        for language in (i18n.CHINESE, i18n.ENGLISH, i18n.CHINESE):
            i18n.use(language)
            messages.add(shop.agree()[0].message)
        assert len(messages) == 2
    finally:
        i18n.use(before)


def test_another_huashu_judges_anew(shop: Shop) -> None:
    source = Path(i18n.__file__)
    state = source.stat()
    assert len(shop.judged()) == 3
    try:
        os.utime(source, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
        assert len(shop.judged()) == 3
        assert shop.judged() == []
    finally:
        os.utime(source, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert len(shop.judged()) == 3


NAMES = st.sampled_from(["dialogue/a", "dialogue/b", "greeting/c", "greeting/d"])
SAYS = st.sampled_from(["好{退货天数}", "好{工号}", "不行", "你好", "退货7天内", "{单号}好"])
MORES = st.sampled_from(
    [
        "",
        "asks:\n  - 贵吗\n",
        "related:\n  - greeting/c\n",
        "expires: 2026-06-02\n",
        "formerly:\n  - dialogue/a\n",
        "tags: {\n",
    ]
)


@st.composite
def steps(draw: st.DrawFn) -> Callable[[Shop], None]:
    """Anything that may happen to a library between two runs."""
    kind = draw(
        st.sampled_from(["write", "write", "write", "delete", "rename", "fact", "slot", "rule", "severity", "time"])
    )
    name, other, say, more = draw(NAMES), draw(NAMES), draw(SAYS), draw(MORES)
    minutes = draw(st.integers(-3000, 3000))

    def step(shop: Shop) -> None:
        file = shop.root / f"scripts/{name}.yaml"
        if kind == "write":
            shop.script(name, say, more, title=shared_title(say))
        elif kind in ("delete", "rename") and file.exists():
            _ = (
                file.unlink()
                if kind == "delete"
                else file.rename(shop.root / f"scripts/{other.replace('/', '/x-')}.yaml")
            )
        elif kind == "fact":
            shop.write("terms/facts.yaml", FACTS.format(value=say.strip("{}"), dated=""))
        elif kind == "slot":
            shop.write("terms/slots.yaml", SLOTS.format(name="单号" if more else "工号"))
        elif kind == "rule":
            shop.rule("tone/no-bad", f"check: existence\nwith:\n  words:\n    - {json.dumps(say[:1])}")
        elif kind == "severity":
            shop.rule("tone/nin", RULES["tone/nin"], severity="info" if more else "off")
        else:
            shop.now += timedelta(minutes=minutes)

    return step


def shared_title(say: str) -> str:
    return "同名" if say.startswith("好") else ""


@settings(max_examples=15, deadline=None)
@given(st.lists(steps(), min_size=3, max_size=8))
def test_whatever_happens_memory_says_what_is_so(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Callable[[Shop], None]]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for folder in ("dialogue", "greeting"):
        (shop.root / "scripts" / folder).mkdir(parents=True)
    for change in changes:
        change(shop)
        assert shop.check().findings == shop.check(remember=False).findings


# --- findings across scripts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("edited", ["dialogue/a", "dialogue/b"])
@pytest.mark.parametrize(
    ("rule", "more", "title"),
    [
        ("library/title", "", "同一个标题"),
        ("library/asks", "asks:\n  - 太贵了\n", ""),
        ("library/formerly", "formerly:\n  - dialogue/old\n", ""),
    ],
)
def test_pairs_are_found_when_one_of_them_is_remembered(
    shop: Shop, edited: str, rule: str, more: str, title: str
) -> None:
    (other,) = {"dialogue/a", "dialogue/b"} - {edited}
    shop.script(other, "好{退货天数}", more, title=title)
    assert shop.agree() == ()
    shop.script(edited, "好{工号}", more, title=title)
    assert shop.judged() == [f"scripts/{edited}.yaml"]
    assert told(shop.agree()) == [(rule, "dialogue/b")]
    shop.script(other, "好{退货天数}", title="别的标题")
    assert shop.judged() == [f"scripts/{other}.yaml"]
    assert shop.agree() == ()


def test_a_fact_is_used_as_long_as_one_script_speaks_it(shop: Shop) -> None:
    for name in ("dialogue/a", "dialogue/b"):
        shop.script(name, "好{工号}")
        assert shop.agree() == ()
    shop.script("greeting/c", "好{工号}")
    assert shop.judged() == ["scripts/greeting/c.yaml"]
    assert told(shop.agree()) == [("facts/unused", "terms/facts")]
    shop.script("dialogue/b", "好{退货天数}")
    assert shop.agree() == ()


# --- time ----------------------------------------------------------------------------------------------------------

DATED = "    dated:\n      - from: 2026-06-18\n        until: 2026-06-20T12:00\n        value: 不行\n"
MOMENTS = [
    datetime(2026, 6, 3, 20),  # soon, seven days before an end
    datetime(2026, 6, 4),
    datetime(2026, 6, 10, 20),  # expired
    datetime(2026, 6, 11),
    datetime(2026, 6, 18),  # the fact's other value
    datetime(2026, 6, 20, 12),
    datetime(2026, 6, 25),
    datetime(2026, 6, 30),  # effective, which nothing tells
    datetime(2026, 7, 1),  # review
    datetime(2026, 7, 2),
]


def dated_scripts(shop: Shop) -> None:
    shop.script("dialogue/hour", "签收{退货天数}内", "expires: 2026-06-10T20:00\n")
    shop.script("dialogue/day", "联系{工号}", "effective: 2026-06-01\nexpires: 2026-06-10\n")
    shop.script("greeting/review", "好", "review_by: 2026-06-30\n")
    shop.script("greeting/later", "好", "effective: 2026-06-30\nexpires: 2026-07-01\n")
    shop.write("terms/facts.yaml", FACTS.format(value="7天", dated=DATED))


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("dated"))
    dated_scripts(shop)
    return shop


NEAR = st.builds(
    lambda moment, minutes, seconds: moment + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(MOMENTS),
    st.integers(-2, 2),
    st.sampled_from([0, 0, 1, 59]),
)
WIDE = st.datetimes(datetime(2026, 5, 20), datetime(2026, 7, 20))


@settings(max_examples=40, deadline=None)
@given(st.lists(NEAR | WIDE, min_size=2, max_size=8))
def test_time_may_pass_forwards_and_backwards(dated: Shop, moments: list[datetime]) -> None:
    work = open_library(dated.root, dated.at)
    for moment in moments:
        now = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        then = type(work)(work.root, work.settings, work.rules, now, None)
        assert then.check().findings == then.check(remember=False).findings, moment


def test_every_moment_tells_something_else(dated: Shop) -> None:
    seen = []
    for moment in MOMENTS:
        dated.now = moment - timedelta(minutes=1)
        before = dated.agree()
        dated.now = moment
        seen.append(dated.agree() != before)
        assert dated.judged() == []
    assert seen == [moment != datetime(2026, 6, 30) for moment in MOMENTS]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 2, 0, 3), (2, 1, 3, 0)])
def test_the_hour_that_comes_twice(tmp_path: Path, order: tuple[int, ...]) -> None:
    shop = Shop(tmp_path, "America/New_York")  # clocks go back from 02:00 to 01:00 on this night
    shop.script("dialogue/a", "{工号}{退货天数}", "expires: 2026-11-01T01:30\n")
    zone = ZoneInfo("America/New_York")
    moments = [datetime(2026, 11, 1, 1, minute, fold=fold, tzinfo=zone) for fold in (0, 1) for minute in (10, 40)]
    for index in order:
        shop.now = moments[index]
        expired = (
            [("lifecycle/expired", "dialogue/a")] if moments[index].minute == 40 else [("lifecycle/soon", "dialogue/a")]
        )
        assert told(shop.agree()) == expired


# --- a memory that is damaged, shared or impossible ----------------------------------------------------------------


@pytest.fixture
def own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "memory"))
    return tmp_path / "memory"


def damage(data: bytes) -> dict[str, bytes]:
    middle = len(data) // 2
    at = data.index("不对".encode())
    return {
        "empty": b"",
        "half": data[:middle],
        "a bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "still json": data[:at] + "很对".encode() + data[at + 6 :],
        "other": json.dumps({"format": 1, "key": "x", "entries": []}).encode(),
        "binary": bytes(range(256)) * 10,
        "nested": b"[" * 100_000,
        "longer": data + b"\n{}",
    }


@pytest.mark.parametrize("kind", damage("不对".encode()))
def test_a_damaged_memory_is_no_memory(shop: Shop, own_memory: Path, kind: str) -> None:
    shop.script("dialogue/a", "不行{退货天数}")
    expected = shop.agree()
    (file,) = (own_memory / "huashu" / "lint").iterdir()
    file.write_bytes(damage(file.read_bytes())[kind])
    assert len(shop.judged()) == 3
    assert shop.judged() == []
    assert shop.agree() == expected


def test_without_a_place_for_it_there_is_no_memory(shop: Shop, own_memory: Path) -> None:
    own_memory.write_bytes(b"")
    assert len(shop.judged()) == 3
    assert len(shop.judged()) == 3
    own_memory.unlink()
    shop.check()
    (file,) = (own_memory / "huashu" / "lint").iterdir()
    file.unlink()
    file.mkdir()
    assert len(shop.judged()) == 3


def test_libraries_do_not_share_their_memories(tmp_path: Path, own_memory: Path) -> None:
    first, second = Shop(tmp_path / "1"), Shop(tmp_path / "2")
    first.script("dialogue/a", "{工号}{退货天数}")
    second.script("dialogue/a", "{工号}{退货天数}不行")
    assert [told(shop.agree()) for shop in (first, second, first)] == [[], [("tone/no-bad", "dialogue/a")], []]
    assert len(list((own_memory / "huashu" / "lint").iterdir())) == 2


def test_runs_at_the_same_time_do_not_disturb_each_other(shop: Shop, own_memory: Path) -> None:
    shop.script("dialogue/a", "不行{退货天数}")
    command = [sys.executable, "-m", "huashu", "lint", "--format", "json", "--today", "2026-06-01"]
    runs = [subprocess.Popen(command, cwd=shop.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    outputs = {run.communicate() for run in runs}
    assert len(outputs) == 1
    ((out, err),) = outputs
    assert err == b""
    assert [found["rule"] for found in json.loads(out)["findings"]] == ["tone/no-bad"]
    assert [path.suffix for path in (own_memory / "huashu" / "lint").iterdir()] == [".bin"]
    assert told(shop.agree()) == [("tone/no-bad", "dialogue/a")]


# --- across scripts --------------------------------------------------------------------------------------------------

ACROSS = {
    "library/both": "check: references\nwith:\n  field: related\n  problem: one-way",
    "library/name": "check: consistency\nwith:\n  problem: names",
    "library/alike": "check: similarity\nwith:\n  field: scripts\n  percent: 80",
    "library/scenes": "check: coverage\nwith:\n  problem: scenes",
    "facts/terms": "check: consistency\nwith:\n  problem: terms\n  topics:\n    退款:\n      - 退款",
    "lifecycle/refers": "check: lifecycle\nwith:\n  problem: refers",
}


@pytest.fixture
def relations(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    for name, lines in ACROSS.items():
        shop.rule(name, lines)
    shop.script("dialogue/a", "签收{退货天数}内联系{工号}", "related:\n  - dialogue/b\n")
    shop.script("dialogue/b", "退款三天到账", "related:\n  - dialogue/a\nexpires: 2026-06-02\n")
    shop.script("greeting/c", "好")
    return shop


def test_what_is_found_across_scripts_is_found_again_after_every_change(relations: Shop) -> None:
    shop = relations

    def across() -> list[tuple[str, str]]:
        return [one for one in told(shop.agree()) if one[0] in ACROSS]

    assert across() == []
    shop.script("greeting/c", "咱们这边退款的事，5天里一定办好", "related:\n  - dialogue/a\n")
    assert across() == [("library/both", "dialogue/a"), ("facts/terms", "greeting/c")]
    shop.write("terms/names.yaml", "names:\n  到账:\n    instead_of:\n      - 签收\n")
    assert across()[:2] == [("library/both", "dialogue/a"), ("library/name", "dialogue/a")]
    shop.write("terms/names.yaml", "names: {}\n")
    shop.script("greeting/c", "退款三天到账")
    assert across() == [("library/alike", "greeting/c")]
    (shop.root / "scripts/greeting/c.yaml").unlink()
    assert across() == [("library/scenes", "huashu")]
    shop.now = NOON + timedelta(days=2)
    assert across() == [("library/scenes", "huashu"), ("lifecycle/refers", "dialogue/a")]
    shop.now = NOON
    assert across() == [("library/scenes", "huashu")]


def test_while_no_script_changes_nothing_is_held_against_another(relations: Shop) -> None:
    def compared() -> int:
        calls = []

        def watch(frame: FrameType, event: str, _arg: object) -> None:
            if event == "call" and frame.f_code is engine.Engine.judge_across.__code__:
                calls.append(frame)

        sys.setprofile(watch)
        try:
            relations.check()
        finally:
            sys.setprofile(None)
        return len(calls)

    assert [compared() > 0, compared() > 0] == [True, False]
    relations.script("greeting/c", "您好")
    assert [compared() > 0, compared() > 0] == [True, False]
