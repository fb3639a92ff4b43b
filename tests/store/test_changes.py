"""What lies between two states: parts, digests, and what changed them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

from chain import BYE, DEAR, Chain, chain
from shop_in_git import FACTS, HELLO, PICTURE, script

from huashu.handbook.edition import edition
from huashu.handbook.formats import FORMATS
from huashu.lint.workspace import open_library
from huashu.model.change import ADDED, CHANGED, GONE, LAYOUT, MOVED, RETIRED, Item, Obstacle
from huashu.store import proposals, snapshot
from huashu.store.repository import opened

NAME = "  店名:\n    value: 店\n    means: 名\n    owner: cs\n"


class Told(NamedTuple):
    """The change of a branch."""

    items: tuple[Item, ...]
    obstacles: tuple[Obstacle, ...]

    def rows(self) -> list[tuple[str, str, str]]:
        return [(item.key, item.kind, item.how) for item in self.items]


def told(shop: Chain) -> Told:
    with opened(shop.shop.top) as repository:
        base, head = (repository.commit(f"refs/heads/{name}", "--base") for name in ("main", "work"))
        change = proposals.proposal(repository, base, head).proposal.change
    return Told(change.items, change.obstacles)


def test_scripts_facts_and_files(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit(
        {
            HELLO: script(say="早"), BYE: None, "scripts/greeting/new.yaml": script("greeting/new"),
            "terms/facts.yaml": FACTS.format(days="7天").replace("签收后", "发货后") + NAME,
            "handbook/a.md": "x", "scripts/README.md": "x", "assets/p.png": PICTURE,
        }
    )  # fmt: skip
    assert told(shop).rows() == [
        ("assets/p.png", "file", ADDED),
        ("greeting/bye", "script", RETIRED),
        ("greeting/hello", "script", CHANGED),
        ("greeting/new", "script", ADDED),
        ("handbook/a.md", "file", ADDED),
        ("scripts/README.md", "file", ADDED),
        ("terms/facts.yaml#店名", "fact", ADDED),
        ("terms/facts.yaml#退货天数", "fact", CHANGED),
    ]


def test_what_binds_approvals_is_what_the_handbook_shows(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    more = "    image: chart\n"
    files = {
        HELLO: script(say="早，{退货天数}", more=more),
        "assets/chart.png": PICTURE,
        "assets/alt.yaml": "images:\n  chart: 尺码\n",
    }
    shop.commit(files)
    found = next(item for item in told(shop).items if item.key == "greeting/hello")
    work = open_library(tmp_path, lambda zone: shop.clock.astimezone(zone))
    made = edition(snapshot.on_disk(tmp_path, work.library()), work.now)
    shown = {row["id"]: row for row in json.loads(FORMATS["json"](made))["scripts"]}
    assert found.digest == shown["greeting/hello"]["digest"]
    assert (found.title, found.paths, found.touched) == ("题目", (HELLO,), True)


def test_a_fact_is_the_reason(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    bye, fact = told(shop).items
    assert (bye.key, bye.touched, bye.because) == ("greeting/bye", False, ("terms/facts.yaml#退货天数",))
    assert bye.before != bye.digest
    assert (fact.title, fact.old_fact and fact.old_fact.value, fact.new_fact and fact.new_fact.value) == (
        "退货天数", "7天", "15天",
    )  # fmt: skip


def test_a_fact_that_is_written_with_escapes_is_found(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.on("main")
    hidden = "退货天数".encode("unicode_escape").decode()
    shop.commit({HELLO: script().replace("|-\n      您好，{称呼}", f'"{{{hidden}}}"')})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    assert [item.key for item in told(shop).items][:2] == ["greeting/bye", "greeting/hello"]


def test_pictures_and_their_words_are_reasons(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.on("main")
    alt = "images:\n  chart: {}\n"
    start = {
        HELLO: script(more="    image: chart\n"),
        "assets/chart.png": PICTURE,
        "assets/alt.yaml": alt.format("尺码"),
    }
    shop.commit(start)
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({"assets/alt.yaml": alt.format("大小")})
    assert [(item.key, item.because) for item in told(shop).items] == [
        ("assets/alt.yaml", ()),
        ("greeting/hello", ("assets/chart",)),
    ]
    shop.commit({"assets/alt.yaml": alt.format("尺码"), "assets/chart.png": PICTURE + b"x"})
    assert [(item.key, item.because) for item in told(shop).items] == [
        ("assets/chart.png", ()),
        ("greeting/hello", ("assets/chart",)),
    ]


def test_settings_are_a_reason(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.on("main")
    shop.commit({HELLO: script(more="expires: 2026-11-12\n")})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    old = (shop.shop.top / "huashu.yaml").read_text(encoding="utf-8")
    shop.commit({"huashu.yaml": old.replace("Asia/Shanghai", "Asia/Tokyo")})
    found = {item.key: (item.kind, item.because, item.touched) for item in told(shop).items}
    assert found["huashu.yaml"] == ("governance", (), True)
    assert found["greeting/hello"] == ("script", ("huashu.yaml",), False)


def test_layout_and_mode_change_nothing_that_is_said(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit({HELLO: script() + "# 说明\n"})
    (hello,) = told(shop).items
    assert (hello.how, hello.digest[:7]) == (LAYOUT, "100644:")
    shop.git("update-index", "--chmod=+x", BYE)
    shop.git("commit", "-q", "-m", "x")
    bye, _hello = told(shop).items
    assert (bye.key, bye.how, bye.digest[:7]) == ("greeting/bye", LAYOUT, "100755:")


def test_moved_scripts_keep_their_past(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit(
        {DEAR: None, "scripts/greeting/dear.yaml": script("greeting/dear", "贵", more="formerly:\n  - dialogue/dear\n")}
    )
    (item,) = told(shop).items
    assert (item.key, item.how, item.paths) == ("greeting/dear", MOVED, ("scripts/greeting/dear.yaml", DEAR))
    assert (item.old and item.old.id, item.new and item.new.id) == ("dialogue/dear", "greeting/dear")


def test_retired_is_a_digest_too(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit({HELLO: None})
    (item,) = told(shop).items
    assert (item.how, item.digest, len(item.before)) == (RETIRED, GONE, 64)


def test_what_nobody_can_read_is_an_obstacle_where_it_is_new(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.on("main")
    shop.commit({DEAR: "a: [\n"})
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    assert told(shop).obstacles == ()
    shop.commit({HELLO: "a: [\n", "scripts/greeting/x.yml": script()})
    assert told(shop).obstacles == (Obstacle("unreadable", HELLO), Obstacle("unreadable", "scripts/greeting/x.yml"))
    shop.commit({HELLO: script(), "scripts/greeting/x.yml": None, "terms/facts.yaml": "facts: [\n"})
    assert told(shop).obstacles == (Obstacle("unreadable", "terms/facts.yaml"),)
    shop.commit({"terms/facts.yaml": FACTS.format(days="7天"), DEAR: script("dialogue/dear", "好了")})
    assert told(shop).rows() == [("dialogue/dear", "script", CHANGED)]


def test_a_comment_among_the_facts_is_a_file(tmp_path: Path) -> None:
    shop = chain(tmp_path)
    shop.commit({"terms/facts.yaml": FACTS.format(days="7天") + "# 说明\n"})
    assert told(shop).rows() == [("terms/facts.yaml", "file", CHANGED)]


def test_reading_less_finds_the_same(tmp_path: Path) -> None:
    """Scripts left unread because they cannot speak a changed fact are those that do not speak it."""
    chance = random.Random(5)
    shop = chain(tmp_path)
    shop.on("main")
    says = ["{退货天数}", "退货天数", "{称呼}", "'{退货天数}'", "{退货 天数}"]
    files = {f"scripts/greeting/s{n}.yaml": script(f"greeting/s{n}", chance.choice(says)) for n in range(20)}
    shop.commit(files)
    shop.git("branch", "-q", "-f", "work", "main")
    shop.on("work")
    shop.commit({"terms/facts.yaml": FACTS.format(days="15天")})
    spoken = {path[8:-5] for path, text in files.items() if "{退货天数}" in text}
    assert {item.key for item in told(shop).items if item.kind == "script"} == spoken | {"greeting/bye"}
