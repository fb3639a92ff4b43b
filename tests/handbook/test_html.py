"""The HTML handbook: what stands where, and that no text of a library ever becomes markup."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu.handbook import html
from huashu.handbook.chapters import Entry, Handbook, ReplyEntry, SceneChapter, Version, Wording
from huashu.handbook.compose import compose
from huashu.handbook.html import render
from huashu.model.effective import Segment
from huashu.model.library import Fact, Library, Target
from huashu.model.script import Script

FOLDER = Path(html.__file__).parent
HAN = re.compile(r"[\u3400-\u9fff]")
VOID = {"meta", "br"}
MakeScript = Callable[..., Script]
MakeLibrary = Callable[..., Library]
MakeFact = Callable[..., Fact]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "</style></title></p></article><h1>假的</h1>",
    "<!--",
    "&lt;b&gt; &amp; &#60;",
    "]]><?php",
]


@dataclass
class Element:
    """An element and what it holds, texts included."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, tag: str, name: str = "") -> list[Element]:
        """Elements below of that tag, and of that class where one is given."""
        return [e for e in self.walk() if e.tag == tag and (not name or name in e.attrs.get("class", "").split())]

    def texts(self, tag: str, name: str = "") -> list[str]:
        return [" ".join(e.text.split()) for e in self.all(tag, name)]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parse(page: str) -> Element:
    builder = _Builder()
    builder.feed(page)
    builder.close()
    assert len(builder.open) == 1, "every element is closed"
    return builder.open[0]


def shape(root: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Tags and names of attributes in order: all that a text could add to, if it ever became markup."""
    return [(element.tag, tuple(element.attrs)) for element in root.walk()]


@pytest.fixture
def make_book(make_library: MakeLibrary) -> Callable[..., Handbook]:
    def make(*scripts: Script, draft_reason: str = "", modified: bool = False, **parts: object) -> Handbook:
        now = datetime(2026, 11, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
        versions = {"scripts/greeting/hello.yaml": Version("a1b2c3d", "2026-10-12")}
        return compose(
            make_library(*scripts, **parts),
            now=now,
            versions=versions,
            revision="4c1d9e2",
            modified=modified,
            draft_reason=draft_reason,
        )

    return make


MakeBook = Callable[..., Handbook]


def full(
    make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact, words: str = "词", draft: str = ""
) -> Handbook:
    """A book in which `words` stand wherever a library can put a text of its own."""
    bare = re.sub(r"[\s{}]", "", words)
    hello = make_script(
        title=words,
        channels=["livechat", "phone", words],
        asks=[words],
        replies=[
            {"say": f"{words}{{空{bare}}}", "note": words, "image": words, "fixed": True},
            {"say": "{天数}", "variants": {"phone": words}, "by": words},
        ],
        escalate=(words, words),
        owner=words,
        consult=[words],
        tags=[words],
        related=["bargaining/dear"],
    )
    others = [
        make_script("bargaining/dear", title=words, replies=[{"rung": words, "say": words}, "礼"]),
        make_script("greeting/sale", effective="2026-11-11", expires="2026-11-12"),
        make_script("greeting/old", title=words, expires="2026-01-01"),
        make_script(f"elsewhere/{words}"),
    ]
    return make_book(
        hello,
        *others,
        draft_reason=draft,
        name=words,
        facts=[make_fact("天数", words, ("2026-12-01", "", words), means=words, owner=words), make_fact(words, "1")],
        slots=[(words, words, words, True)],
        targets=[Target(words, words, words, words)],
    )


def test_a_script_as_agents_read_it(make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact) -> None:
    script = make_script(
        title="顾客问退货",
        channels=["livechat", "wechat", "phone"],
        asks=["能退吗", "怎么退"],
        replies=[
            {"say": "{称呼}，签收{天数}内可以退😊", "variants": {"phone": "{天数}内可以退"}, "note": "先看订单"},
            {"say": "请放心", "fixed": True, "by": "leader", "image": "size-chart"},
        ],
        escalate=("leader", "顾客着急"),
        consult=["product"],
        tags=["退换"],
        related=["greeting/late"],
    )
    late = make_script("greeting/late", title="回晚了")
    article = parse(render(make_book(script, late, facts=[make_fact("天数", "7天")]))).all("article")[0]
    assert article.attrs["id"] == "greeting--hello"
    assert article.texts("h3") == ["顾客问退货"]
    assert [e.text for e in article.all("header")[0].all("span")] == ["旺旺/千牛", "微信", "电话", "#退换"]
    assert [e.text for e in article.all("div", "asks")[0].all("li")] == ["能退吗", "怎么退"]
    wordings = [([e.text for e in w.all("b")], w.all("p", "t")[0].text) for w in article.all("div", "w")]
    assert wordings == [
        (["旺旺/千牛", "微信"], "{称呼}，签收7天内可以退😊"),
        (["电话"], "7天内可以退"),
        (["原话", "由组长来说", "配图 size-chart"], "请放心"),
    ]
    assert article.texts("mark") == ["{称呼}"]
    assert [(e.text, e.attrs["title"]) for e in article.all("u")] == [("7天", "天数")] * 2
    assert article.texts("p", "note") == ["给客服看，别发给顾客 先看订单"]
    assert article.texts("p", "up") == ["转给组长 顾客着急"]
    assert [(e.text, e.attrs["href"]) for e in article.all("div", "rel")[0].all("a")] == [("回晚了", "#greeting--late")]
    assert [e.text for e in article.all("footer")[0].children if isinstance(e, Element)] == [
        "版本 a1b2c3d",
        "2026-10-12 修改",
        "客服部负责",
        "会签 产品部",
        "2027-02-01 前复核",
        "greeting/hello",
    ]


def footer(book: Handbook) -> list[str]:
    return [" ".join(e.text.split()) for e in parse(render(book)).all("article")[0].all("footer")[0].all("span")]


def test_the_footer_warns(make_book: MakeBook, make_script: MakeScript) -> None:
    book = make_book(make_script("greeting/new", review_by="2026-10-31", effective="2026-10-01", expires="2026-12-01"))
    assert footer(book) == ["尚未提交", "客服部负责", "2026-10-01 起生效", "复核日 2026-10-31 已过"]
    assert parse(render(book)).texts("b", "when") == ["用到 2026-12-01 为止"]
    entry = book.scenes[0].entries[0]
    changed = replace(entry, version=Version("a1b2c3d", "2026-10-12", modified=True), overdue=False)
    scene = replace(book.scenes[0], entries=(changed,))
    assert footer(replace(book, scenes=(scene,)))[:3] == ["版本 a1b2c3d", "2026-10-12 修改", "有未提交的修改"]


def test_a_script_that_waits_says_so(make_book: MakeBook, make_script: MakeScript) -> None:
    page = parse(render(make_book(make_script("greeting/sale", effective="2026-11-11T20:00", expires="2026-11-13"))))
    assert page.texts("b", "when") == ["未生效，将于 2026-11-11 20:00 生效", "用到 2026-11-13 为止"]
    assert len(page.all("article", "wait")) == 1
    assert "起生效" not in page.all("article")[0].text


def test_steps_are_a_numbered_rail(make_book: MakeBook, make_script: MakeScript) -> None:
    replies = [
        {"step": "calm", "say": "别着急"},
        {"step": "stance", "say": "我们负责"},
        {"step": "stance", "say": "运费我们出"},
        {"step": "calm", "say": "再安抚"},
    ]
    page = parse(render(make_book(make_script("after-sales/torn", replies=replies))))
    section = page.all("section", "steps")[0]
    assert section.texts("li")[:5] == ["1 安抚", "2 查明", "3 表明立场", "4 全力解决", "5 感谢理解"]
    rail = section.all("ol", "say")[0]
    stages = [child for child in rail.children if isinstance(child, Element)]
    assert [(s.attrs["class"], s.texts("p", "stage"), s.texts("p", "t")) for s in stages] == [
        ("n1", ["1 安抚"], ["别着急"]),
        ("n3", ["3 表明立场"], ["我们负责", "运费我们出"]),
        ("n1", ["1 安抚"], ["再安抚"]),
    ]


def test_a_ladder_says_whose_each_rung_is(make_book: MakeBook, make_script: MakeScript) -> None:
    coupon = {"rung": "coupon", "say": "券", "by": "leader"}
    replies = [{"rung": "value", "say": "好"}, coupon, {"rung": "odd", "say": "?"}]
    page = parse(render(make_book(make_script("bargaining/dear", replies=replies))))
    section = page.all("section", "ladder")[0]
    assert section.all("ol", "way")[0].texts("li") == ["1 先讲价值", "2 送贴心小礼", "3 申请专属券 组长起"]
    assert section.texts("p", "stage") == ["1 先讲价值", "3 申请专属券", "? odd"]
    assert section.texts("b", "who") == ["由组长来说"]


def test_a_script_of_one_speaker_names_him_once(make_book: MakeBook, make_script: MakeScript) -> None:
    replies = [{"say": "我来", "by": "specialist"}, {"say": "请讲", "by": "specialist"}]
    article = parse(render(make_book(make_script(replies=replies)))).all("article")[0]
    assert article.texts("b", "who") == ["只由专员来说"]
    mixed = parse(render(make_book(make_script(replies=[replies[0], "请讲", replies[1]])))).all("article")[0]
    assert mixed.texts("b", "who") == ["由专员来说", "由专员来说"]


def test_plain_scenes_show_no_stages(make_book: MakeBook, make_script: MakeScript) -> None:
    page = parse(render(make_book(make_script(replies=["甲", "乙"]), make_script("greeting/one"))))
    assert page.all("ol", "way") == []
    assert page.all("p", "stage") == []
    assert [e.attrs["class"] for e in page.all("ol", "say")] == ["say", "say one"]


def test_the_back(make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact) -> None:
    targets = [("微信", "解决率", "90%", ""), ("电话", "接起", "3声", "铃声"), ("微信", "响应", "1分钟", "")]
    book = make_book(
        make_script("greeting/old", title="中秋问候", expires="2026-10-03"),
        facts=[make_fact("时限", "48小时", ("2026-11-11", "2026-11-13", "72小时"), means="付款到出库")],
        slots=[("单号", "快递单号", "YT1", True), ("工号", "您的工号", "8016", False)],
        targets=[Target(*target) for target in targets],
    )
    page = parse(render(book))
    rows = {
        section.attrs["id"]: [row.texts("th") + row.texts("td") for row in section.all("tr")][1:]
        for section in page.all("section")
    }
    assert rows == {
        "facts": [["时限", "48小时2026-11-11 至 2026-11-13：72小时", "付款到出库", "客服部"]],
        "slots": [["{单号}", "快递单号 顾客信息", "YT1"], ["{工号}", "您的工号", "8016"]],
        "targets": [["微信"], ["解决率", "90%", ""], ["响应", "1分钟", ""], ["电话"], ["接起", "3声", "铃声"]],
        "left-out": [["中秋问候greeting/old", "欢迎语", "已于 2026-10-03 到期"]],
    }
    assert page.all("nav")[0].texts("a") == ["公司口径", "要填的空", "服务目标", "未收录 1"]
    assert [len(section.all("p", "lead")) for section in page.all("section")] == [1, 1, 1, 1]


def test_an_empty_back_is_left_away(make_book: MakeBook, make_script: MakeScript) -> None:
    page = parse(render(make_book(make_script())))
    assert [e.attrs["id"] for e in page.all("section")] == ["scene-greeting"]
    assert page.all("nav")[0].texts("a") == ["欢迎语 1", "初次问候"]


def test_the_front(make_book: MakeBook, make_script: MakeScript) -> None:
    text = render(make_book(make_script()))
    assert text.startswith("<!doctype html>\n<html lang=")
    page = parse(text)
    assert [e.attrs for e in page.all("meta") if "http-equiv" not in e.attrs] == [
        {"charset": "utf-8"},
        {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        {"name": "color-scheme", "content": "light dark"},
    ]
    assert page.all("ul", "legend")[0].texts("li") == [
        "{空} 由您当场填写",
        "口径 公司定的，照着说",
        "原话 一字不改",
        "组长 由这个岗位来说",
        "电话 只在这个渠道这样说",
    ]
    assert page.texts("h1") == page.texts("title") == ["青禾衣橱客服话术手册"]
    assert page.texts("p", "facts-line") == ["2026-11-01 版本 4c1d9e2 1 个场景 · 1 篇话术 · 1 条回复"]
    assert page.all("html")[0].attrs == {"lang": "zh-CN"}
    changed = parse(render(make_book(make_script(), modified=True)))
    assert changed.texts("p", "facts-line")[0].split()[3] == "有未提交的修改"


def test_a_draft_is_unmistakable(make_book: MakeBook, make_script: MakeScript) -> None:
    page = parse(render(make_book(make_script(), draft_reason="有 3 处错误")))
    assert page.texts("title") == ["青禾衣橱客服话术手册 · 草稿"]
    assert page.all("body")[0].attrs["class"].split() == ["draft"]
    assert page.texts("div", "draft-note") == ["草稿，请勿用于接待顾客有 3 处错误"]
    assert page.texts("aside", "stamp") == ["草稿 请勿用于接待顾客"]
    clean = parse(render(make_book(make_script())))
    assert (clean.all("body", "draft"), clean.all("aside"), clean.all("div", "draft-note")) == ([], [], [])


def test_only_a_large_book_is_laid_out_piece_by_piece(make_book: MakeBook, make_script: MakeScript) -> None:
    book = make_book(make_script())
    pages = [parse(render(replace(book, counts={**book.counts, "scripts": count}))) for count in (300, 301)]
    assert [len(page.all("body", "large")) for page in pages] == [0, 1]


def test_the_stamp_of_a_draft_stays_on_screen_and_on_paper() -> None:
    style = (FOLDER / "assets" / "handbook.css").read_text(encoding="utf-8")
    screen = style.split("@media print")[0]
    for selector in (r"\.draft::after", r"\.stamp"):
        assert re.search(selector + r" \{[^}]*position: fixed", screen)
    assert not re.search(r"(\.stamp|\.draft)[^{]*\{[^}]*(display: none|visibility)", style)


@pytest.mark.parametrize("words", HOSTILE)
def test_texts_never_become_markup(
    make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact, words: str
) -> None:
    harmless = parse(render(full(make_book, make_script, make_fact, draft="词")))
    page = render(full(make_book, make_script, make_fact, words, draft=words))
    root = parse(page)
    assert shape(root) == shape(harmless)
    assert root.text.count(words) >= 25
    assert root.texts("h1") == [" ".join(words.split())]
    assert page.count("<script") == page.count("<style") == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n <>&\"'{}%#-")))
def test_a_wording_reads_as_written(words: str) -> None:
    kinds = ("text", "slot", "fact")
    segments = tuple(Segment(kind, words, "名" if kind == "fact" else "", 0, 0) for kind in kinds)
    reply = ReplyEntry(1, "", "客服", True, False, (Wording((), segments),), "", words)
    entry = Entry("a/b", "a--b", words, (), (), (reply,), "", "", "", (), "", "", "", (), (), Version())
    scene = SceneChapter("a", words, "plain", (), (entry,), "scene-a")
    counts = {"scripts": 1, "replies": 1, "scenes": 1}
    book = Handbook("n", "2026-11-01", "", False, False, "", (scene,), (), (), (), (), counts)
    article = parse(render(book)).all("article")[0]
    assert article.all("p", "t")[0].text == words * 3
    assert [e.text for e in article.all("mark") + article.all("u")] == [words, words]


def test_the_policy_allows_this_style_and_this_script_alone(make_book: MakeBook, make_script: MakeScript) -> None:
    page = render(make_book(make_script()))
    root = parse(page)

    def digest(tag: str) -> str:
        inside = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert inside is not None
        assert len(inside[1]) > 500
        return b64encode(sha256(inside[1].encode()).digest()).decode()

    policies = [e.attrs["content"] for e in root.all("meta") if e.attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digest('style')}'; script-src 'sha256-{digest('script')}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    ]
    head = [e.attrs.get("http-equiv", e.tag) for e in root.all("head")[0].walk()]
    assert head.index("Content-Security-Policy") < head.index("style"), "the policy comes before what it judges"


def test_nothing_is_loaded_and_no_attribute_runs(
    make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact
) -> None:
    root = parse(render(full(make_book, make_script, make_fact, draft="因")))
    names = {name for element in root.walk() for name in element.attrs}
    assert names <= {
        *("aria-label", "aria-labelledby", "charset", "class", "colspan", "content", "href", "http-equiv", "id"),
        *("lang", "name", "scope", "tabindex", "title"),
    }
    style = root.all("style")[0].text
    assert "@import" not in style
    assert set(re.findall(r"url\(.{0,6}", style)) == {'url("data:'}


def test_links_lead_somewhere_and_ids_are_unique(
    make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact
) -> None:
    root = parse(render(full(make_book, make_script, make_fact)))
    ids = [element.attrs["id"] for element in root.walk() if "id" in element.attrs]
    assert len(ids) == len(set(ids))
    links = [element.attrs["href"] for element in root.all("a")]
    assert len(links) > 15
    assert {link[0] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(ids)
    named = [element.attrs["aria-labelledby"] for element in root.walk() if "aria-labelledby" in element.attrs]
    assert set(named) <= set(ids)


def test_landmarks_and_headings(make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact) -> None:
    root = parse(render(full(make_book, make_script, make_fact)))
    body = root.all("body")[0]
    parts = [element.tag for element in body.children if isinstance(element, Element)]
    assert parts == ["a", "header", "nav", "main", "footer", "script"]
    assert body.all("a", "skip")[0].attrs["href"] == "#" + body.all("main")[0].attrs["id"]
    levels = [int(element.tag[1]) for element in root.walk() if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_same_book_same_text(make_book: MakeBook, make_script: MakeScript, make_fact: MakeFact) -> None:
    assert render(full(make_book, make_script, make_fact)) == render(full(make_book, make_script, make_fact))


def test_a_script_costs_little_beside_its_words(make_book: MakeBook, make_script: MakeScript) -> None:
    few, many = (
        len(render(make_book(*(make_script(f"greeting/a{n:04}", replies=["您好", "在的"]) for n in range(count)))))
        for count in (10, 110)
    )
    assert (many - few) / 100 < 900


def test_templates_fail_on_what_is_missing() -> None:
    environment = html._environment()
    assert environment.autoescape is True
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ nothing }}").render()
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ book.nothing }}").render(book="")


def test_all_words_of_the_page_can_be_translated() -> None:
    for path in sorted((FOLDER / "templates").glob("*.jinja")):
        source = re.sub(r"\{#.*?#\}|_\(\"[^\"]*\"\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert HAN.findall(source) == [], path.name


def colours(style: str, dark: bool) -> dict[str, tuple[int, ...]]:
    source = style.split("prefers-color-scheme: dark")[1].split("* {")[0] if dark else style.split("@media")[0]
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", source)
    return {name: tuple(int(value[at : at + 2], 16) for at in (0, 2, 4)) for name, value in found}


def luminance(colour: tuple[int, ...]) -> float:
    """WCAG 2: relative luminance of an sRGB colour."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *[("ink", ground) for ground in ("paper", "card", "bubble", "note", "red-wash")],
    *[("soft", ground) for ground in ("paper", "card", "bubble", "note")],
    *[("jade", ground) for ground in ("paper", "card", "bubble", "note")],
    *[("red", ground) for ground in ("card", "red-wash")],
    *[("slot-ink", "slot"), ("blue", "blue-wash"), ("plum", "plum-wash"), ("plum", "paper"), ("on-red", "red")],
    *[("card", "jade"), ("paper", "ink")],
]


@pytest.mark.parametrize("dark", [False, True])
def test_colours_keep_their_contrast(dark: bool) -> None:
    """WCAG 2 AA: 4.5 for words, 3 for the ring around what has the focus."""
    table = colours((FOLDER / "assets" / "handbook.css").read_text(encoding="utf-8"), dark)
    pairs = [(ink, ground, 4.5) for ink, ground in PAIRS] + [("focus", "paper", 3.0), ("focus", "card", 3.0)]
    for ink, ground, least in pairs:
        low, high = sorted((luminance(table[ink]), luminance(table[ground])))
        assert (high + 0.05) / (low + 0.05) >= least, (ink, ground)
