"""Fixes change what they say and nothing else; what cannot be proved is left and told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.lint.engine import lint
from huashu.lint.fixes import Fixed, fix_file
from huashu.model.finding import Finding, Position
from huashu.model.library import Settings
from huashu.model.places import offsets
from huashu.model.rule import Rule
from huashu.model.source import Edit, Fix, Scalar, Source, to_data, walk
from huashu.store.library import assemble
from huashu.store.yaml_source import parse

PATH = "scripts/dialogue/a.yaml"
SAFE, UNSAFE = "safe", "unsafe"


def scalars(text: str) -> dict[str, Scalar]:
    root = parse(PATH, text.encode()).root
    return {field: node for field, node in walk(root) if isinstance(node, Scalar)} if root is not None else {}


def finding(
    text: str, edits: list[Edit], *, field: str = "", script: str | None = "dialogue/a", safety: str = SAFE
) -> Finding:
    source = Source(PATH, text)
    return Finding(
        path=PATH,
        start=Position(*source.line_column(edits[0].start)),
        end=Position(*source.line_column(edits[-1].end)),
        rule="tone/x",
        severity="error",
        message="不对",
        script=script,
        field=field,
        fix=Fix(safety, tuple(edits)),
    )


def said(text: str, field: str, old: str, new: str, *, safety: str = SAFE) -> Finding:
    """The finding of a check: `old` at `field` should read `new`."""
    node = scalars(text)[field]
    places = offsets(text, node)
    start = node.value.index(old)
    return finding(text, [Edit(places[start], places[start + len(old)], new)], field=field, safety=safety)


def numbered(findings: tuple[Finding, ...], among: list[Finding]) -> list[int]:
    return [next(index for index, other in enumerate(among) if other is one) for one in findings]


# --- a law over random files ---------------------------------------------------------------------------------------

WORDS = st.text("你好不行，。：:# '\"{}[]|>-&*!%@`\\0a😊👩‍👩‍👧\t", min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
STYLES = st.sampled_from(["plain", "single", "double", "literal", "keep", "folded", "indented"])
COMMENTS = st.sampled_from(["", " # 请勿改", "  #😊 你"])


def styled(text: str, style: str, indent: int) -> str:
    lead = " " * indent
    body = "\n".join(lead + line if line else "" for line in text.split("\n"))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return {
        "plain": text,
        "single": "'" + text.replace("'", "''").replace("\n", f"\n\n{lead}") + "'",
        "double": f'"{escaped}"',
        "literal": f"|-\n{body}",
        "keep": f"|\n{body}",
        "folded": ">-\n" + body.replace("\n", "\n\n"),
        "indented": f"|2-\n{body}",
    }[style]


def written(text: str, style: str, indent: int) -> str:
    """A value in a style, in double quotes where the style cannot hold it."""
    tried = styled(text, style, indent)
    parsed = parse(PATH, f"{' ' * (indent - 2)}x: {tried}\n".encode())
    held = parsed.root is not None and to_data(parsed.root) in ({"x": text}, {"x": text + "\n"})
    return tried if held and not parsed.problems else styled(text, "double", indent)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A script-like file in random styles, comments between, LF or CRLF."""
    out = [draw(COMMENTS).strip() + "\n", "id: dialogue/a\n"]
    out.append(f"title: {written(draw(WORDS), draw(STYLES), 2)}\n")
    out.append(
        "asks:\n" + "".join(f"  - {written(draw(WORDS), draw(STYLES), 4)}\n" for _ in range(draw(st.integers(1, 3))))
    )
    out.append("replies:\n")
    for _ in range(draw(st.integers(1, 3))):
        out.append(f"  - say: {written(draw(LINES), draw(STYLES), 6)}\n")
        out.append(draw(COMMENTS) + "\n    fixed: true" + draw(COMMENTS) + "\n")
    out.append(f"more: {{a: [{written(draw(WORDS), draw(st.sampled_from(['single', 'double'])), 2)}, 你]}}\n")
    text = "".join(out).removeprefix("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@dataclass(frozen=True)
class Change:
    field: str
    start: int
    end: int
    text: str


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[tuple[Change, Finding]]]:
    text = draw(files().filter(lambda text: not parse(PATH, text.encode()).problems))
    texts = {field: node for field, node in scalars(text).items() if node.value and isinstance(node.data, str)}
    found = []
    for _ in range(draw(st.integers(1, 8))):
        field = draw(st.sampled_from(sorted(texts)))
        places = offsets(text, texts[field])
        start = draw(st.integers(0, len(texts[field].value) - 1))
        end = draw(st.integers(start, min(start + 3, len(texts[field].value))))
        new = draw(
            st.one_of(st.sampled_from(["您", "", "😊", "a: b", "[a]", "您\n您", "您\n      您", " #", "'", '"']), WORDS)
        )
        edit = Edit(places[start], max(places[start], places[end]), new)
        safety = draw(st.sampled_from([SAFE, SAFE, UNSAFE]))
        found.append((Change(field, start, end, new), finding(text, [edit], field=field, safety=safety)))
    return text, found


def spliced(text: str, found: list[Finding] | tuple[Finding, ...]) -> str:
    """The slow and plain way: from the last place to the first."""
    edits = [edit for one in found for edit in (one.fix.edits if one.fix else ())]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def wanted(text: str, changes: list[Change]) -> dict[str, object]:
    """Field → value of every scalar, as the changes say."""
    values = {field: node.data for field, node in scalars(text).items()}
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        value = str(values[change.field])
        values[change.field] = value[: change.start] + change.text + value[change.end :]
    return values


def overlap(one: Finding, other: Finding) -> bool:
    assert one.fix
    assert other.fix
    (first, second) = sorted([one.fix.edits[0], other.fix.edits[0]], key=lambda edit: edit.start)
    return first.start == second.start or second.start < first.end


@settings(max_examples=100, deadline=None)
@given(cases(), st.booleans())
def test_fixes_change_what_they_say_and_nothing_else(
    case: tuple[str, list[tuple[Change, Finding]]], unsafe: bool
) -> None:
    text, found = case
    all_of_them = [one for _change, one in found]
    asked = [one for one in all_of_them if unsafe or (one.fix and one.fix.safety == SAFE)]
    fixed = fix_file(PATH, text, all_of_them, unsafe=unsafe)

    def changes(some: tuple[Finding, ...] | list[Finding]) -> list[Change]:
        return [change for change, one in found if any(one is other for other in some)]

    # each that was asked for is told once, as one of three
    told = numbered((*fixed.applied, *fixed.skipped, *fixed.refused), all_of_them)
    assert sorted(told) == numbered(tuple(asked), all_of_them)
    # outside the edits nothing has moved, and the tree is what they say
    assert fixed.text == spliced(text, fixed.applied)
    parsed = parse(PATH, fixed.text.encode())
    assert parsed.problems == ()
    after = {field: node.data for field, node in scalars(fixed.text).items()}
    assert after == wanted(text, changes(fixed.applied))
    # what was skipped overlaps what was made; what was refused would have broken something
    for one in fixed.skipped:
        assert any(overlap(one, other) for other in fixed.applied)
    for one in fixed.refused:
        together = [*(other for other in fixed.applied if not overlap(one, other)), one]
        broken = spliced(text, together)
        values = {field: node.data for field, node in scalars(broken).items()}
        assert parse(PATH, broken.encode()).problems or values != wanted(text, changes(together))


# --- one thing at a time -------------------------------------------------------------------------------------------

HEAD = "id: dialogue/a\ntitle: 你好\nowner: cs\nreview_by: 2027-01-01\nchannels:\n  - livechat\n"
BODY = "replies:\n  - say: |-\n      你好，你来啦\n    note: 你记得微笑\n    fixed: true # 你看\n"
FOLDED = "replies:\n  - say: >-\n      你好，\n      你来啦\n"

Mend = Callable[..., Fixed]


@pytest.fixture
def mend(shop: Settings, rule: Callable[[str], Rule]) -> Mend:
    """A file after the fixes of rules that swap words, as `huashu lint --fix` would leave it."""

    def run(text: str, *swaps: dict[str, str], unsafe: bool = False, fix: str = SAFE) -> Fixed:
        rules = []
        for number, swap in enumerate(swaps):
            words = json.dumps(swap, ensure_ascii=False)
            where = "where:\n  in:\n    - replies\n    - title\n    - notes\n"
            rules.append(
                rule(f"id: tone/swap-{number}\n{where}check: substitution\nwith:\n  swap: {words}\n  fix: {fix}\n")
            )
        library = assemble(shop, [(PATH, text.encode())])
        return fix_file(PATH, text, lint(library, rules, datetime(2026, 6, 1, tzinfo=shop.timezone)), unsafe=unsafe)

    return run


@pytest.mark.parametrize(
    "text",
    [
        HEAD + BODY,
        (HEAD + BODY).replace("\n", "\r\n"),
        (HEAD + BODY).rstrip("\n"),
        "# 头\n\n" + HEAD + BODY + "\n\n# 尾\n",
    ],
    ids=["lf", "crlf", "no-last-break", "comments"],
)
def test_the_rest_of_the_file_stays_byte_for_byte(mend: Mend, text: str) -> None:
    expected = text.replace("你好", "您好").replace("你来", "您来").replace("你记", "您记")
    assert mend(text, {"你": "您"}).text == expected


def test_a_mark_at_the_beginning_stays_unless_its_own_fix_takes_it(mend: Mend) -> None:
    text = "\ufeff" + HEAD + BODY
    with_fix = mend(text, {"你": "您"})
    assert with_fix.text == (HEAD + BODY).replace("你好", "您好").replace("你来", "您来").replace("你记", "您记")
    only_said = fix_file(PATH, text, [one for one in with_fix.applied if one.script])
    assert only_said.text == "\ufeff" + with_fix.text
    assert only_said.refused == ()


def test_safe_fixes_are_made_beside_a_problem_that_stays(mend: Mend) -> None:
    fixed = mend(HEAD + FOLDED, {"你": "您"})
    assert fixed.text == (HEAD + FOLDED).replace("你", "您")
    assert (len(fixed.applied), fixed.skipped, fixed.refused) == (3, (), ())


def test_fixes_of_the_file_and_of_its_texts_go_together(mend: Mend) -> None:
    fixed = mend(HEAD + FOLDED, {"你": "您"}, unsafe=True)
    assert fixed.text == (HEAD + FOLDED).replace("你", "您").replace(">-", "|-")
    assert (len(fixed.applied), fixed.skipped, fixed.refused) == (4, (), ())


def test_a_misspelt_key_is_renamed_beside_a_problem_that_stays(mend: Mend) -> None:
    text = HEAD.replace("owner", "Owner") + FOLDED
    fixed = mend(text)
    assert fixed.text == HEAD + FOLDED
    assert [one.field for one in fixed.applied] == ["Owner"]


def test_unsafe_fixes_are_made_only_when_asked_for(mend: Mend) -> None:
    text = HEAD + BODY
    assert mend(text, {"你": "您"}, fix=UNSAFE) == Fixed(text, (), (), ())
    assert mend(text, {"你": "您"}, fix=UNSAFE, unsafe=True).text == mend(text, {"你": "您"}).text


def test_of_overlapping_fixes_the_first_is_made_and_the_other_told(mend: Mend) -> None:
    fixed = mend(HEAD + BODY, {"你来": "您到"}, {"来啦": "到了"})
    assert "      你好，您到啦\n" in fixed.text
    assert [one.matched for one in fixed.applied] == ["你来"]
    assert [one.matched for one in fixed.skipped] == ["来啦"]
    assert fixed.refused == ()


@pytest.mark.parametrize("title", ["好: 坏", "[好]", "好 #坏", "1", "'好", "&a 好", "null", "好\\", "- 好", "？好"])
def test_what_would_not_read_as_the_fix_says_is_refused(mend: Mend, title: str) -> None:
    text = HEAD + BODY
    fixed = mend(text, {"你好": title})
    broken = title not in ("好\\", "？好")
    assert fixed.text == HEAD.replace("你好", "你好" if broken else title) + BODY.replace("你好", title)
    assert [one.field for one in fixed.refused] == (["title"] if broken else [])


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("title", "你好", ""),  # would be no text any more
        ("title", "你好", "你好\nowner: 坏人"),
        ("title", "你好", "你好\n  第二行"),  # YAML puts a blank there
        ("replies/0/say", "来啦", "来啦\n    by: leader"),
        ("replies/0/say", "来啦", "来啦\n第二行"),
        ("replies/0/say", "来啦", "来啦\n      "),
        ("channels/0", "chat", "chat\n  - phone"),
    ],
)
def test_nothing_comes_in_through_a_fix(field: str, old: str, new: str) -> None:
    text = HEAD + BODY
    wrong = said(text, field, old, new)
    assert fix_file(PATH, text, [wrong]) == Fixed(text, (), (), (wrong,))


def test_a_broken_fix_is_refused_also_beside_one_that_mends(mend: Mend) -> None:
    fixed = mend("\ufeff" + HEAD + BODY, {"你好": "[你好]"})
    assert fixed.text == HEAD + BODY.replace("你好", "[你好]")
    assert [one.field for one in fixed.refused] == ["title"]


def test_what_a_refused_fix_kept_out_is_made(mend: Mend) -> None:
    text = HEAD + BODY.replace("你好，你来啦", "您好")
    fixed = mend(text, {"你好": "[你好]"}, {"好": "美好"})
    assert "title: 你美好\n" in fixed.text
    assert [(one.field, one.matched) for one in fixed.refused] == [("title", "你好")]
    assert [one.matched for one in fixed.applied] == ["好", "好"]
    assert fixed.skipped == ()


@pytest.mark.parametrize(
    "edits", [[Edit(24, 26, "您"), Edit(25, 27, "您")], [Edit(0, 2, "您")], [Edit(9000, 9001, "您")]]
)
def test_edits_outside_their_text_are_refused(edits: list[Edit]) -> None:
    text = HEAD + BODY
    assert text[22:24] == "你好"
    wrong = finding(text[:1] * 9002, edits, field="title")
    assert fix_file(PATH, text, [wrong]) == Fixed(text, (), (), (wrong,))


def test_a_file_fix_that_mends_nothing_or_breaks_more_is_refused() -> None:
    text = "\ufeff" + HEAD + BODY
    idle = finding(text, [Edit(1, 1, "# 无用\n")], script=None)
    worse = finding(text, [Edit(0, 1, "%YAML 1.2\n")], script=None)
    assert fix_file(PATH, text, [worse]).refused == (worse,)
    assert fix_file(PATH, text, [idle]).applied == (idle,)  # a comment harms nothing
    other = finding(text, [Edit(text.index("你好"), text.index("你好") + 1, "我")], script=None, field="owner")
    assert fix_file(PATH, text, [other]).refused == (other,)


def test_a_file_that_can_be_read_stays_so() -> None:
    text = "\ufeff" + HEAD + BODY.replace("微笑", "微笑 # 你看")
    assert [problem.code for problem in parse(PATH, text.encode()).problems] == ["bom", "inline-comment"]
    worse = finding(text, [Edit(0, 1, "%YAML 1.2\n")], script=None)  # one problem instead of two
    assert fix_file(PATH, text, [worse]) == Fixed(text, (), (), (worse,))


def test_a_fix_of_a_text_that_is_not_there_is_refused() -> None:
    text = "# 备注\n" + HEAD + BODY
    wrong = finding(text, [Edit(2, 4, "别的")], field="asks/0")
    assert fix_file(PATH, text, [wrong]) == Fixed(text, (), (), (wrong,))


def test_a_text_that_begins_where_a_fix_of_the_file_ends_is_found() -> None:
    text = (HEAD + BODY).replace("title: ", "title:  ")
    at = text.index("你好")
    narrower = finding(text, [Edit(at - 1, at, "")], script=None, field="title")
    polite = said(text, "title", "你", "您")
    fixed = fix_file(PATH, text, [narrower, polite])
    assert fixed.text == (HEAD + BODY).replace("title: 你好", "title: 您好")
    assert fixed.applied == (narrower, polite)


def test_very_many_fixes_take_no_long_time(mend: Mend) -> None:
    many = HEAD + "replies:\n  - say: |-\n      " + "你" * 4_900 + "\n"
    began = process_time()
    fixed = mend(many, {"你": "您"})
    assert process_time() - began < 10
    assert fixed.text == many.replace("你", "您")
    assert len(fixed.applied) == 4_901
