"""The PDF, compiled for real and read back: words, bookmarks, tags, stamps. pypdf reads it (a test dependency)."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import typst
from printed import bookmarks, opened, plain, structure
from pypdf import PdfReader

from huashu.errors import HuashuError
from huashu.handbook import pdf
from huashu.handbook.chapters import (
    Entry,
    Handbook,
    LeftOut,
    Link,
    ReplyEntry,
    SceneChapter,
    TargetRow,
    Term,
    Version,
    Wording,
)
from huashu.handbook.pdf_pages import pages
from huashu.model.effective import Segment

NAME = "青禾衣橱客服话术手册"
EDITION = "2026-11-21 版 · 3f2a91c"
SPECIAL = (
    "# 一 $ 二 @三 / * _ <四> \\ [五] // \"引\" '号' -- --- ... ~ `码` = - + <a> @b #let $x$ https://a.b/c?d=e",
    "*粗* _斜_ `x` #pagebreak() #{1+1} $a^2$ <label> @ref // 注释 /* 注释 */ \\u{41}",
    "= 不是标题\n- 不是列表\n+ 也不是\n/ 词: 也不是\n第一行  两个空格",
)
EMOJI = "☺️ 😊 👩‍👩‍👧‍👦 👍🏽 1️⃣ 🇨🇳 (づ￣3￣)づ (ಥ_ಥ) ʕᴥʔ ★♡"
LONG = "，".join(f"第{number}句话要慢慢说清楚" for number in range(220)) + "。"
STEPS = ("安抚", "查明", "全力解决")
RUNGS = ("先讲价值", "申请专属券")


def segments(text: str) -> tuple[Segment, ...]:
    """`{名称}` is a slot, `‹值›` a fact."""
    found = []
    for part in re.split(r"(\{[^}]+\}|‹[^›]+›)", text):
        if part.startswith("{"):
            found.append(Segment("slot", part, part[1:-1], 0, 0))
        elif part.startswith("‹"):
            found.append(Segment("fact", part[1:-1], "退货天数", 0, 0))
        elif part:
            found.append(Segment("text", part, "", 0, 0))
    return tuple(found)


def reply(number: int, *texts: str, stage: str = "", place: int = 0, **changes: Any) -> ReplyEntry:
    channels = ((),) if len(texts) == 1 else (("微信",), ("电话",))
    wordings = tuple(Wording(channel, segments(text)) for channel, text in zip(channels, texts, strict=True))
    return replace(ReplyEntry(number, stage, "客服", True, False, wordings, "", "", place), **changes)


def entry(id: str, title: str, *replies: ReplyEntry, **changes: Any) -> Entry:
    plain = Entry(
        *(id, id.replace("/", "--"), title, ("微信", "电话"), (f"{title}吗",), replies, "", "", "客服部", ()),
        *("", "", "2027-02-01", (), (), Version("3f2a91c", "2026-11-02")),
    )
    return replace(plain, **changes)


def handbook(*scenes: SceneChapter, **changes: Any) -> Handbook:
    return replace(Handbook(NAME, "2026-11-21", "3f2a91c", False, False, "", scenes, (), (), (), ()), **changes)


GREETING = SceneChapter(
    "greeting",
    "欢迎语",
    "plain",
    (),
    (
        entry(
            "greeting/hello",
            "初次问候",
            reply(1, "您好，我是{工号}号客服，签收‹7天›内可退。", "您好，这里是青禾衣橱。", note="先微笑，再开口。"),
            reply(2, "您慢慢看，有事随时叫我。", fixed=True),
            escalate_to="组长",
            escalate_when="顾客着急了。",
            related=(Link("after-sales/return", "无理由退货", "after-sales--return"),),
        ),
        entry("greeting/special", "# *特别* $符号$", *(reply(at + 1, text) for at, text in enumerate(SPECIAL))),
        entry("greeting/emoji", "表情", reply(1, EMOJI)),
        entry("greeting/long", "长话", reply(1, LONG), reply(2, "说完了。")),
    ),
)
BARGAINING = SceneChapter(
    "bargaining",
    "议价语",
    "ladder",
    RUNGS,
    (
        entry(
            "bargaining/price",
            "顾客觉得贵",
            reply(1, "这件的面料是双面羊毛。", stage=RUNGS[0], place=1),
            reply(2, "我替您申请了一张券。", stage=RUNGS[1], place=2, by="组长", by_agent=False),
        ),
    ),
    authority=("", "组长"),
)
AFTER_SALES = SceneChapter(
    "after-sales",
    "售后语",
    "steps",
    STEPS,
    (
        entry(
            "after-sales/return",
            "无理由退货",
            *(reply(at + 1, f"这是{stage}的话。", stage=stage, place=at + 1) for at, stage in enumerate(STEPS)),
        ),
    ),
)
SCENES = (GREETING, BARGAINING, AFTER_SALES)
BOOK = handbook(
    *SCENES,
    left_out=(LeftOut("bargaining/old", "双11议价", "议价语", "已于 2026-11-12 到期"),),
    facts=(Term("退货天数", "7天", "签收后可以退的天数", "客服部"),),
    slots=tuple(Term(f"空{number}", "例子", "填什么", "") for number in range(45)),
    targets=(TargetRow("微信", "首次回复", "1分钟", "超时说明原因"),),
    counts={"scenes": 3, "scripts": 6, "replies": 13},
)
GONE = "好\u2727的\ue000吧\x07呀\u202e"
DRAFT = handbook(
    SceneChapter("greeting", "欢迎语", "plain", (), (entry("greeting/odd", "缺字\u2727", reply(1, GONE + "\t完")),)),
    # A table over two pages under the stamp: the stamp must not get between its rows.
    facts=tuple(Term(f"事实{number}", "值", "说明", "客服部") for number in range(80)),
    targets=(TargetRow("微信", "首次\U0001f8ff回复", "1分钟", ""),),
    draft=True,
    draft_reason="话术库还有 3 处错误没有改",
)


def body(text: str) -> str:
    """The words of a page without running head and foot."""
    return re.sub(rf"^\S+ {NAME}\n|\n?{EDITION} \d+$", "", text)


@pytest.fixture(scope="module")
def rendered() -> bytes:
    return pdf.render(BOOK)


@pytest.fixture(scope="module")
def reader(rendered: bytes) -> PdfReader:
    return opened(rendered)


@pytest.fixture(scope="module")
def texts(reader: PdfReader) -> list[str]:
    return [page.extract_text().strip() for page in reader.pages]


@pytest.fixture(scope="module")
def bodies(texts: list[str]) -> list[str]:
    return [body(text) for text in texts]


@pytest.fixture(scope="module")
def draft() -> PdfReader:
    return opened(pdf.render(DRAFT))


def test_every_wording_stands_there_once(bodies: list[str]) -> None:
    words = plain("".join(bodies[3:]))
    said = [
        "".join(segment.text for segment in wording.segments)
        for scene in SCENES
        for script in scene.entries
        for reply in script.replies
        for wording in reply.wordings
    ]
    assert len(said) == 14
    assert {text: words.count(plain(text)) for text in said} == dict.fromkeys(said, 1)


def test_what_stands_around_the_wordings(bodies: list[str]) -> None:
    page = plain(bodies[3])
    hello = page[page.index("初次问候") : page.index("greeting/hello")]
    assert hello == (
        "初次问候微信·电话顾客会这样问“初次问候吗”"
        "1微信您好，我是{工号}号客服，签收7天内可退。电话您好，这里是青禾衣橱。给客服看，别发给顾客先微笑，再开口。"
        "2原话您慢慢看，有事随时叫我。"
        "转给组长顾客着急了。接着可看无理由退货第8页"
        "客服部负责2027-02-01前复核版本3f2a91c2026-11-02修改"
    )


def test_stages_are_numbered_and_named(bodies: list[str]) -> None:
    ladder, steps = (plain(bodies[at]) for at in (6, 7))
    assert ladder.startswith("议价语1篇话术1先讲价值2申请专属券组长起顾客觉得贵")
    assert "1先讲价值这件的面料是双面羊毛。2申请专属券由组长来说我替您申请了一张券。客服部负责" in ladder
    assert steps.startswith("售后语1篇话术1安抚2查明3全力解决无理由退货")
    assert "1安抚这是安抚的话。2查明这是查明的话。3全力解决这是全力解决的话。客服部负责" in steps


def test_pages_and_bookmarks(reader: PdfReader) -> None:
    assert len(reader.pages) == 11
    assert bookmarks(reader) == [
        (0, "发布与审批", 2),
        (0, "目录", 3),
        (0, "欢迎语", 4),
        (1, "初次问候", 4),
        (1, "# *特别* $符号$", 4),
        (1, "表情", 4),
        (1, "长话", 4),
        (0, "议价语", 7),
        (1, "顾客觉得贵", 7),
        (0, "售后语", 8),
        (1, "无理由退货", 8),
        (0, "附录", 9),
        (1, "公司口径", 9),
        (1, "要填的空", 9),
        (1, "服务目标", 10),
        (1, "未收录的话术", 10),
        (0, "索引", 11),
    ]


def test_contents_name_the_pages_of_the_bookmarks(reader: PdfReader, texts: list[str]) -> None:
    contents = [re.sub(r"[ .]+", " ", line) for line in texts[2].splitlines()]
    marks = bookmarks(reader)[2:]
    assert [line for line in contents if line in {f"{title} {page}" for _depth, title, page in marks}] == [
        f"{title} {page}" for _depth, title, page in marks
    ]


def test_running_head_and_foot(texts: list[str]) -> None:
    lines = [text.splitlines() for text in texts[1:]]
    heads = ["发布与审批", "目录", "欢迎语", "欢迎语", "欢迎语", "议价语", "售后语", "附录", "附录", "索引"]
    assert [first for first, *_rest in lines] == [f"{head} {NAME}" for head in heads]
    assert [last for *_rest, last in lines] == [f"{EDITION} {number}" for number in range(2, 12)]


def test_cover(texts: list[str]) -> None:
    assert plain(texts[0]) == plain(
        f"{NAME} 2026-11-21 版 3 个场景 6 篇话术 13 条回复 图例 {{空}} 由您当场填写 口径 公司定的，照着说 "
        "原话 一字不改 组长 由这个岗位来说 电话 只在这个渠道这样说 版本 3f2a91c"
    )


def test_glossary_targets_and_left_out(bodies: list[str]) -> None:
    back = plain("".join(bodies[8:]))
    for row in ("退货天数7天签收后可以退的天数客服部", "{空44}填什么例子", "微信首次回复1分钟超时说明原因"):
        assert back.count(row) == 1
    assert "双11议价bargaining/old议价语已于2026-11-12到期" in back
    assert "字体里没有的字符" not in back


def test_related_scripts_are_links(reader: PdfReader) -> None:
    links = [annotation.get_object() for annotation in reader.pages[3]["/Annots"]]
    assert [(link["/Dest"], link["/Contents"]) for link in links] == [("after-sales--return", "小节, 页 8")]
    assert "greeting--hello" in reader.named_destinations


def test_metadata(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (NAME, NAME)
    assert reader.metadata["/CreationDate"] == "D:20261121000000Z"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages} == {
        (595.2756, 841.8898)
    }


def test_it_is_tagged_for_assistive_technology(reader: PdfReader) -> None:
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data()
    elements = list(structure(reader))
    tags = Counter(element["/S"] for element in elements)
    headings = [element["/S"] for element in elements if re.fullmatch(r"/H\d", element["/S"])]
    assert headings == [
        *("/H1", "/H2", "/H2", "/H1"),
        *("/H1", "/H2", "/H2", "/H2", "/H2"),
        *("/H1", "/H2") * 2,
        *("/H1", "/H2", "/H2", "/H2", "/H2"),
        "/H1",
    ]
    assert (tags["/Title"], tags["/Table"], tags["/THead"], tags["/TH"]) == (1, 5, 5, 4 + 4 + 3 + 4 + 3)
    assert tags["/TOCI"] == 15
    alternatives = [element["/Alt"] for element in elements if element["/S"] == "/Figure"]
    assert alternatives == ["阶梯，从低到高：先讲价值、申请专属券 组长起", "步骤，依次是：安抚、查明、全力解决"]


def test_bold_is_a_weight_of_its_own(reader: PdfReader) -> None:
    used = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert len([name for name in used if "NotoSansCJKsc" in name]) == 2
    assert len([name for name in used if "NotoEmoji" in name]) == 1


def test_nothing_is_stamped_but_a_draft(texts: list[str]) -> None:
    assert not any("草稿" in text for text in texts)


def test_a_draft_is_stamped_on_every_page_and_says_why(draft: PdfReader) -> None:
    assert len(draft.pages) == 8
    for page in draft.pages:
        lines = page.extract_text().splitlines()
        assert lines.count("草稿") == 1
        assert lines.count("草稿，请勿用于接待顾客 · 话术库还有 3 处错误没有改") == 1


def test_what_no_font_has_is_substituted_and_listed(draft: PdfReader) -> None:
    assert "好□的□吧□呀□    完" in draft.pages[3].extract_text()
    words = [page.extract_text() for page in draft.pages]
    assert "\u2727" not in "".join(words)
    last = words[-2]
    assert last[last.index("编码") :].splitlines()[1:6] == [
        "U+0007 控制字符 缺字□",
        "U+202E right-to-left override 缺字□",
        "U+2727 white four pointed star 缺字□",
        "U+E000 自造字 缺字□",
        "U+1F8FF 没有分配的编码 话术之外，或者附录",
    ]
    assert bookmarks(draft)[-2] == (1, "字体里没有的字符", 7)
    assert (1, "缺字□", 4) in bookmarks(draft)


def test_many_scripts_with_a_missing_character_are_counted() -> None:
    scripts = tuple(entry(f"a/{number}", f"第{number}篇", reply(1, "\u2727")) for number in range(8))
    book = handbook(SceneChapter("a", "甲", "plain", (), scripts))
    listed = pdf._substituted(book, ["\u2727"])["rows"]
    assert listed == [
        [
            [("strong", "U+2727")],
            [("text", "white four pointed star")],
            [("text", "第0篇、第1篇、第2篇、第3篇、第4篇、第5篇等 8 篇")],
        ]
    ]


def test_typst_warns_of_nothing() -> None:
    _pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
        pdf._files(pdf._words(pages(BOOK)), {}),
        root=pdf.TEMPLATES,
        font_paths=pdf._fonts(),
        ignore_system_fonts=True,
        format="pdf",
    )
    assert [warning.message for warning in warnings] == []


def test_an_empty_library_is_a_handbook_too() -> None:
    empty = opened(pdf.render(handbook()))
    assert len(empty.pages) == 3
    assert bookmarks(empty) == [(0, "发布与审批", 2), (0, "目录", 3)]


def test_a_draft_may_hold_half_a_script() -> None:
    scene = SceneChapter("x", "x", "steps", STEPS, (entry("x/y", ""), entry("x/z", "乙", reply(1, "说", stage="自创"))))
    half = opened(pdf.render(handbook(scene)))
    assert bookmarks(half)[2:] == [(0, "x", 4), (1, "x/y", 4), (1, "乙", 4), (0, "索引", 5)]
    assert "?自创说" in plain(half.pages[3].extract_text())


def test_the_same_handbook_gives_the_same_bytes_in_another_process(rendered: bytes) -> None:
    code = "import hashlib, pickle, sys; from huashu.handbook import pdf; "
    code += "print(hashlib.sha256(pdf.render(pickle.load(sys.stdin.buffer))).hexdigest())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(BOOK),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati"},
    )
    assert done.stdout.decode().strip() == hashlib.sha256(rendered).hexdigest()


def test_what_typst_refuses_is_told_to_the_user() -> None:
    lost = entry("a/b", "甲", reply(1, "说"), related=(Link("no/where", "没有", "no--where"),))
    with pytest.raises(HuashuError) as caught:
        pdf.render(handbook(SceneChapter("a", "甲", "plain", (), (lost,))))
    assert caught.value.what == "PDF 没有排成：label `<no--where>` does not exist in the document"
    assert caught.value.where == "handbook.typ"
    assert caught.value.todo == "请把这段话和出错的话术发给维护 huashu 的人；这段时间可以先用 HTML 手册"
