"""Lines, passages and comments of real YAML files."""

from __future__ import annotations

import pytest

from huashu.lint.layout import Layout
from huashu.store.yaml_source import parse

TEXT = """\
# 头 # 头
title: "一 # 不是
  二" # 是
asks: ["a
  b", c] # 是
replies:

  - say: |- # 是
      您好 # 不是
      # 不是

    # 是
    note: 您好#不是
    'a # 不是': x
"""


def layout(text: str) -> Layout:
    parsed = parse("scripts/dialogue/x.yaml", text.encode())
    assert parsed.root is not None
    return Layout(parsed.source, parsed.root)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT], ids=["lf", "crlf", "bom"])
def test_comments_are_told_from_texts(text: str) -> None:
    found = layout(text)
    comments = {line: found.comment(line) for line in range(1, len(found) + 1)}
    told = {line: text[at:].splitlines()[0] for line, at in comments.items() if at is not None}
    assert told == {1: "# 头 # 头", 3: "# 是", 5: "# 是", 8: "# 是", 12: "# 是"}


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_a_passage_is_a_line_with_the_texts_that_begin_on_it(text: str) -> None:
    found = layout(text)
    passages = sorted({found.passage(line) for line in range(1, len(found) + 1)})
    assert passages == [(1, 1), (2, 3), (4, 5), (6, 6), (7, 7), (8, 11), (12, 12), (13, 13), (14, 14), (15, 15)]


def test_lines_and_offsets() -> None:
    found = layout(TEXT)
    assert [found.line_of(found.start(line)) for line in range(1, 15)] == list(range(1, 15))
    assert [line for line in range(1, len(found) + 1) if found.is_bare(line)] == [1, 7, 10, 11, 12, 15]
