"""What is printed of a whole library: every reply once, whatever it is made of; pictures, chapters, bars, index, paper."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from handbook_values import entry, handbook, reply, wording
from hypothesis import given, settings
from hypothesis import strategies as st
from printed import bookmarks, opened, plain, structure
from pypdf import PageObject, PdfReader

from huashu.errors import HuashuError
from huashu.handbook import fonts, pdf
from huashu.handbook.chapters import Approval, Handbook, ReleaseNote, SceneChapter
from huashu.handbook.edition import Edition, edition
from huashu.handbook.formats import FORMATS
from huashu.handbook.markdown import chapters
from huashu.lint.workspace import open_library
from huashu.store import snapshot
from huashu.store.extras import Picture

MODEL = Path(__file__).parents[2]
A4, A5 = (595.2756, 841.8898), (419.52756, 595.2756)
BAR = re.compile(rb"0\.7058824 0\.3254902 0\.039215688 scn 1\.25 [\d.]+ m -1\.25 ")  # 2.5 points wide
MARKS = "#$@/*_<>\\[]{}=+-~`'\"();:.,%&|!?^"


def scene(*entries: Any, title: str = "欢迎语") -> SceneChapter:
    return SceneChapter("greeting", title, "plain", (), entries)


def words(reader: PdfReader, start: int = 0) -> str:
    return plain("".join(page.extract_text() for page in reader.pages[start:]))


def png(wide: int = 4, high: int = 2) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * wide) * high)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def images(page: PageObject) -> int:
    found = page["/Resources"].get("/XObject", {})
    return sum(one.get_object()["/Subtype"] == "/Image" for one in found.values())


# --- the model library ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model() -> Edition:
    work = open_library(MODEL, lambda timezone: datetime(2026, 6, 1, 8, tzinfo=timezone))
    return edition(snapshot.on_disk(work.root, work.library()), work.now)


@pytest.fixture(scope="module", params=["a4", "a5"])
def printed(model: Edition, request: pytest.FixtureRequest) -> tuple[str, PdfReader]:
    return request.param, opened(FORMATS["pdf"](model, request.param))


def by_script(reader: PdfReader, made: Handbook) -> Iterator[tuple[Any, str]]:
    """Each script with the words from its heading to its id."""
    text = words(reader)
    heads = re.escape(plain(made.name))
    foot = re.escape(plain(f"{made.date} 版 · {made.revision}"))
    for one in made.scenes:
        text = re.sub(f"{foot}\\d+({re.escape(plain(one.title))}{heads})?", "", text)
    place = text.index(plain(made.scenes[0].title + f"{len(made.scenes[0].entries)} 篇话术"))
    for one in made.scenes:
        for script in one.entries:
            end = text.index(plain(script.id), place) + len(plain(script.id))
            yield script, text[place:end]
            place = end


def test_every_reply_of_the_model_library_stands_there_once(model: Edition, printed: tuple[str, PdfReader]) -> None:
    count = 0
    for script, text in by_script(printed[1], model.handbook):
        assert plain(script.title) in text
        for one in script.replies:
            for said in one.wordings:
                shown = "".join(f"{{{part.name}}}" if part.kind == "slot" else part.text for part in said.segments)
                assert (script.id, shown, text.count(plain(shown))) == (script.id, shown, 1)
                count += 1
    assert count >= model.handbook.counts["replies"] > 200


def test_paper(printed: tuple[str, PdfReader]) -> None:
    paper, reader = printed
    sizes = {(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages}
    assert sizes == {A4 if paper == "a4" else A5}


def test_numbers_can_be_copied(printed: tuple[str, PdfReader]) -> None:
    """Typst puts word joiners beside the numbers of contents; a reader would then give one with every such digit."""
    assert "\u2060" not in words(printed[1])[:9999]


def test_the_index_names_pages_that_hold_the_question(model: Edition, printed: tuple[str, PdfReader]) -> None:
    reader = printed[1]
    marks = bookmarks(reader)
    depth, title, first = marks[-1]
    assert (depth, title) == (0, "索引")
    begin = {(name, page) for level, name, page in marks if level == 1}
    text = "\n".join(page.extract_text() for page in reader.pages[first - 1 :])
    for one in model.handbook.scenes:
        for script in one.entries:
            pages = [page for name, page in begin if name == script.title]
            for ask in script.asks:
                found = re.findall(r"\s*".join(map(re.escape, plain(ask))) + r"\s+([\d、]+)\n", text)
                assert found, ask
                assert any(str(page) in named.split("、") for named in found for page in pages), ask


def test_pictures_and_chapters_of_the_model_library(model: Edition, printed: tuple[str, PdfReader]) -> None:
    reader = printed[1]
    alts = [element["/Alt"] for element in structure(reader) if element["/S"] == "/Figure" and "/Alt" in element]
    assert [alt for alt in alts if alt.startswith("女装上衣尺码表")] == [model.pictures["size-chart"].alt]
    marks = bookmarks(reader)
    top = [title for depth, title, _page in marks if depth == 0]
    assert top[-3:] == ["话术之外", "附录", "索引"]
    titles = [title for depth, title, _page in marks if depth == 1]
    assert {chapter.title for chapter in model.chapters} <= set(titles)


# --- marks and odd characters --------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(alphabet=MARKS + "话术a1", min_size=1, max_size=40), min_size=1, max_size=8))
def test_marks_appear_as_written(texts: list[str]) -> None:
    told = [f"始{number}始{text}终{number}终" for number, text in enumerate(texts)]
    script = entry(
        *(reply(number + 1, text, note=f"注{text}完") for number, text in enumerate(told)),
        title=f"题{texts[0]}目",
        asks=(f"问{texts[0]}吗",),
    )
    book = handbook(scene(script, title=f"景{texts[0]}色"), name=f"名{texts[0]}字")
    own = chapters({"handbook/a.md": f"# 章\n\n```\n码{texts[0]}完\n```\n".encode()}, {}, frozenset())
    reader = opened(pdf.render(book, chapters=own))
    shown = words(reader, 3)
    for text in told:
        assert shown.count(plain(text)) == 2, text
    for text in (f"题{texts[0]}目", f"问{texts[0]}吗", f"景{texts[0]}色", f"码{texts[0]}完"):
        assert plain(text) in shown
    assert reader.metadata is not None
    assert reader.metadata.title == f"名{texts[0]}字"


@settings(max_examples=12, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    made = pdf.render(handbook(scene(entry(reply(1, f"始{text}终"), title=text, asks=(text,) if text else ()))))
    last = opened(made).pages[-2 if text else -1].extract_text()
    for char in fonts.missing(text):
        assert f"U+{ord(char):04X}" in "".join(page.extract_text() for page in opened(made).pages), last


# --- bars, approvals, pictures, chapters ---------------------------------------------------------------------------


def test_bars_stand_beside_what_is_new_or_changed() -> None:
    old = scene(entry(), title="旧")
    new = SceneChapter("b", "新", "plain", (), (entry(news="new", anchor="b"), entry(news="changed", anchor="c")))
    reader = opened(pdf.render(handbook(old, new, release=ReleaseNote("春", "2026-03-01", "甲", exact=False))))
    bars = [len(BAR.findall(page.get_contents().get_data())) for page in reader.pages]  # type: ignore[union-attr]
    assert bars == [0, 0, 0, 0, 2, 0]
    assert plain(reader.pages[1].extract_text()).endswith(
        plain("新增和有改动的话术 新增 初次问候 第 5 页 有改动 初次问候 第 5 页 2026-11-21 版 · 3f2a91c 2")
    )
    assert "比上次发布新增，或者有改动" in reader.pages[0].extract_text()


def test_the_approval_page() -> None:
    book = handbook(
        scene(entry(consult=("产品部",))),
        release=ReleaseNote("2026-秋", "2026-11-20", "甲", exact=True),
        approvals=(Approval("乙", "主管", "2026-11-19", "初次问候"),),
        counts={"scenes": 1, "scripts": 1, "replies": 1},
    )
    page = opened(pdf.render(book)).pages[1].extract_text()
    assert plain(page) == plain(
        "发布与审批 青禾衣橱 发布与审批 发布 2026-秋 发布日期 2026-11-20 发布人 甲 提交 3f2a91c 本册日期 2026-11-21 "
        "收录 1 个场景、1 篇话术、1 条回复 与发布相比 与发布时一样 审批 谁批准 岗位 日期 批的是什么 乙 主管 2026-11-19 初次问候 "
        "签字 岗位或部门 姓名 签字 日期 客服主管 话术培训专员 一线客服代表 客服部 产品部 2026-11-21 版 · 3f2a91c 2"
    )


def test_a_picture_is_shown_with_its_words() -> None:
    book = handbook(scene(entry(reply(1, image="chart"), reply(2, image="gone"))))
    chart = Picture("chart.png", "尺码表 *S* #到 XL", "image/png", png())
    reader = opened(pdf.render(book, pictures={"chart": chart}))
    assert [images(page) for page in reader.pages] == [0, 0, 0, 1, 0]
    assert [element["/Alt"] for element in structure(reader) if "/Alt" in element] == ["尺码表 *S* #到 XL"]
    assert "配图 gone 找不到这张图" in reader.pages[3].extract_text()


def test_a_picture_named_by_another_kind_is_shown_all_the_same() -> None:
    book = handbook(scene(entry(reply(1, image="chart"))))
    assert pdf.render(book, pictures={"chart": Picture("chart.jpg", "图", "image/jpeg", png())})[:5] == b"%PDF-"


def test_a_broken_picture_is_named() -> None:
    book = handbook(scene(entry(reply(1, image="good"), reply(2, image="bad"))))
    pictures = {"good": Picture("good.png", "", "image/png", png()), "bad": Picture("bad.png", "", "image/png", b"no")}
    with pytest.raises(HuashuError) as caught:
        pdf.render(book, pictures=pictures)
    assert (caught.value.where, caught.value.todo) == ("assets/bad.png", "请重新导出这张图，再放进来")


def test_chapters_are_typeset_and_lead_to_scripts() -> None:
    text = (
        "# 交接\n\n先看[问候](../scripts/greeting/hello.yaml)和[站](https://example.com/)，*别忘*`#码`。\n\n"
        "## 早上\n\n1. 甲\n2. 乙\n   - 丙\n\n| 列 | 值 |\n|---|--:|\n| 丁 | 3 |\n\n> 戊\n\n<script>x</script>\n"
    )
    own = chapters({"handbook/10-交接.md": text.encode()}, {"greeting/hello": "greeting--hello"}, frozenset())
    reader = opened(pdf.render(handbook(scene(entry())), chapters=own))
    assert [mark for mark in bookmarks(reader) if mark[2] == 5] == [(0, "话术之外", 5), (1, "交接", 5)]
    assert plain(reader.pages[4].extract_text()) == plain(
        "话术之外 青禾衣橱 话术之外 交接 先看问候和站，别忘#码。 早上 1. 甲 2. 乙 · 丙 列 值 丁 3 戊 <script>x</script> "
        "2026-11-21 版 · 3f2a91c 5"
    )
    links = [link.get_object() for link in reader.pages[4]["/Annots"]]
    assert [link.get("/Dest") or link["/A"]["/URI"] for link in links] == ["greeting--hello", "https://example.com/"]


def test_channels_of_a_wording_share_a_frame() -> None:
    varied = reply(1, wordings=(wording("写", "微信", "千牛"), wording("说", "电话")))
    page = opened(pdf.render(handbook(scene(entry(varied))))).pages[3].extract_text()
    assert "微信 · 千牛 写" in page
    assert "电话 说" in page
