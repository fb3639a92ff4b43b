"""The reader of tidy files says what libyaml says, or nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from growing import require_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from huashu.model.source import to_data
from huashu.store.syntax.tidy import tidy_tree, tidy_values
from huashu.store.yaml_source import by_events

ROOT = Path(__file__).parents[3]
SMALL = (
    "id: a/b\ntitle: x\nasks:\n  - a\n  - b\nreplies:\n  - say: |-\n      您好\n    note: |-\n      z\n  - say: |-\n      q\nowner: cs\n",
    "title: 1\ntags:\n  - a\n",
    "say: |-\n  foo\n\n  bar\nnote: x\n",
    "# 说明\n\nreplies:\n  # 第一句\n  - by: agent\n    variants:\n      phone: |-\n        一\n        二\n\n"
    "  - fixed: true\n    say: 您好：10:30 开门\n",
    'facts:\n  退货天数:  # 签收后\n    value: "7"\n    means: x\n    dated:\n      - value: ""\n        from: 2026-11-11\n'
    "  no:\n    value: 1\n",
    "scenes:  # 章节\n  - id: a\n    rungs:   # 阶梯\n      - id: b\n",
)
FILES = [*sorted((ROOT / "scripts").rglob("*.yaml")), *sorted((ROOT / "terms").glob("*.yaml")), ROOT / "huashu.yaml"]
TYPED = (
    *"\n #:-|>'\"[]{}&*!\t\r，：@`%?1~\u3000\xa0\u2028\x85\ufeff\x00\x7f\ue000\u200d\u0301\x1b",
    "  ", "    ", " #", "# x\n", ": ", "- ", "|-", "|-\n", "\r\n", "0x1f", "true", "null", "no", "say: ", "note:", "title: a\n",
    "---\n", "...\n", "%YAML 1.2\n", "? ", "\n\n", "\n      ", "\n    ", "\n  ", "      x\n", "key", "<<: x\n", "😊",
)  # fmt: skip


def agrees(text: str) -> bool:
    """Whether the text is tidy; what is then read of it is what libyaml reads, and nobody finds fault with it."""
    tree, values = tidy_tree(text), tidy_values(text)
    if tree is None:
        assert values is None
        return False
    parsed = by_events("x.yaml", text, text.encode())
    assert parsed.problems == ()
    assert parsed.root == tree
    assert values is not None
    assert values == to_data(tree)
    assert list(values) == [key.value for key, _node in tree.pairs]
    return True


def changed(dice: random.Random, text: str) -> str:
    """The text after one slip of an editor."""
    at = dice.randrange(len(text) + 1)
    slip = dice.randrange(4)
    if slip == 0:
        return text[:at] + dice.choice(TYPED) + text[at:]
    if slip == 1:
        return text[:at] + text[at + dice.choice((1, 1, 2, 3, 6, 20)) :]
    if slip == 2:
        return text[:at] + dice.choice(TYPED) + text[at + 1 :]
    lines = text.split("\n")
    lines.insert(dice.randrange(len(lines)), dice.choice(lines))
    return "\n".join(lines)


@pytest.mark.parametrize("text", SMALL)
def test_small_files_are_tidy(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_files_of_the_model_library_are_tidy(path: Path) -> None:
    assert agrees(path.read_text(encoding="utf-8"))


def test_nodes_know_where_they_stand() -> None:
    text = "# 一\nreplies:\n  - say: |-\n      您\n      好\n\n    rung: ask\nowner: cs\n"
    root = tidy_tree(text)
    assert root is not None
    assert root.to_data() == {"replies": [{"say": "您\n好", "rung": "ask"}], "owner": "cs"}
    replies, owner = root.get("replies"), root.get("owner")
    assert replies is not None
    assert owner is not None
    assert text[replies.start : replies.end] == "- say: |-\n      您\n      好\n\n    rung: ask\n"
    assert text[owner.start : owner.end] == "cs"
    [reply] = replies.items  # type: ignore[union-attr]
    say = reply.get("say")
    assert (say.value, text[say.start : say.end]) == ("您\n好", "|-\n      您\n      好\n\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# 一\n",
        "title: x",  # the last line must end
        "title:\n",
        "title: x\ntitle: y\n",
        "title: “x”  \n",
        "titel: x\n",  # no key of ours
        "title: x # y\n",
        "title: x: y\n",
        "title: x:\n",
        "asks:\n  - x:y\n",
        "title: 'x'\n",
        'title: "x" # y\n',
        'title: "x\\n"\n',
        'title: "x\n  y"\n',
        "退货天数: x\n",  # a name of the library's own, where none belongs
        "facts:\n  - 退货天数: x\n",
        "facts:\n  a: b\n  a: c\n",
        "title: # x\n",
        "title: x\n  y\n",
        "asks:\n- x\n",
        "asks:\n    - x\n",
        "asks:\n  - x：y\n",
        "asks:\n  - - x\n",
        "asks:\n  x\n",
        "asks:\n  - x\n  title: y\n",
        "title: x\n- y\n",
        "- x\n",
        "say: |\n  x\n",
        "say: |-\n    x\n  y\n",
        "say: |-\n   x\n",
        "say: |-\n  x\n   #y\n",
        "say: |-\n  x\n \n",
        "say: |-\nnote: x\n",
        "say: |-\n  x\ty\n",
        "say: |-\n  x！&y\n",
        "say: |-\n  x\r\n",
        "say: |-\n  \u3000x\n",
        "---\ntitle: x\n",
        "title: x\n---\ntitle: y\n",
    ],
)
def test_all_else_is_left_to_libyaml(text: str) -> None:
    assert tidy_tree(text) is None


def test_deep_nesting_is_left_to_libyaml() -> None:
    assert tidy_tree("".join("  " * depth + "all:\n" for depth in range(40)) + "  " * 40 + "- x\n") is None


@given(st.randoms(use_true_random=False), st.integers(0, len(SMALL) + len(FILES) - 1), st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_a_tidy_file_with_slips_in_it(dice: random.Random, which: int, slips: int) -> None:
    text = SMALL[which] if which < len(SMALL) else FILES[which - len(SMALL)].read_text(encoding="utf-8")
    for _slip in range(slips):
        text = changed(dice, text)
    agrees(text)


@given(st.randoms(use_true_random=False), st.sampled_from(SMALL), st.integers(1, 4))
@settings(max_examples=1000, deadline=None)
def test_a_small_file_with_slips_in_it(dice: random.Random, text: str, slips: int) -> None:
    for _slip in range(slips):
        text = changed(dice, text)
    agrees(text)


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "a",
        "- ",
        "# ",
        "a:",
        "a: b",
        '"',
        "say: |-\n",
        "say: |-\n  x\n   y\n",
        "  x\n",
        "asks:\n",
        "  - x\n",
        "# x\n",
        "\n",
        "note: “",
        "x\n y\n",
    ],
)
@pytest.mark.parametrize("begin", ["", "say: |-\n  x\n", "asks:\n  - x\n", "a"])
def test_no_text_takes_the_square_of_its_length(begin: str, unit: str) -> None:
    require_linear(lambda count: lambda: tidy_tree(begin + unit * count + "   y"), 3000)
