"""The names that the tree builder knows are those of the schemas; what is unusual leaves a note."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from huashu.store.resources import packaged
from huashu.store.syntax.tree import KEYS, MAX_DEPTH, Note, TooDeep, build, quick_tree


def names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for value in schema.values():
            yield from names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from names(value)


def schema_files() -> list[Path]:
    return sorted(packaged("schemas").glob("*.schema.json"))


@pytest.mark.parametrize("path", schema_files(), ids=lambda path: path.name)
def test_every_key_of_the_schemas_is_known(path: Path) -> None:
    assert set(names(json.loads(path.read_text(encoding="utf-8")))) - KEYS == set()


def clean(text: str) -> bool:
    return quick_tree(text, text.encode())[1]


@pytest.mark.parametrize(
    "text",
    [
        "id: a\nsay: |-\n  您好：[微笑]{工号}#1\n  亲　\nasks:\n  - 太贵了\ntags: []\n# 备注 #2\n  # 备注\n",
        "id: a\r\nowner: cs\r\n",
    ],
)
def test_most_files_need_no_closer_look(text: str) -> None:
    assert clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "say: [a]\n",
        "say: {a}\n",
        "say: a # b\n",
        "say: >\n  a\n",
        "say: a\n  b\n",
        "say: 'a\n  b'\n",
        "asks:\n  -a\n",
        "asks:\n  - say：a\n",
        "asks:\n  - say:a\n",
        "asks:\n  - -a\n",
        "variants:\n  phone：a\n",
        "unknown: a\n",
        "say: a\nsay: b\n",
        "say: &a b\n",
        "say: *a\n",
        "say: !a b\n",
        "say: a\n---\n",
        "? [a]\n: b\n",
        "asks:\n　- a\n",
        "say: a\rid: b\n",
        "say: a\u2028\n",
        "say: a\u2029\n",
        "say: a\x85\n",
        "\ufeffsay: a\n",
        "say: a\x07\n",
        "say: 'a\n",
        "[" * 40,
    ],
)
def test_what_is_unusual_gets_a_closer_look(text: str) -> None:
    assert not clean(text)


def test_notes_tell_what_is_unusual() -> None:
    tree = build("a: &x 1\na: *x\n<<: !t b\n? [c]\n: d\n---\n")
    assert tree.notes == (
        Note("anchor", 3, 5, 6),
        Note("repeated-key", 8, 9, 0),
        Note("alias", 11, 13, 11),
        Note("merge-key", 14, 16, 14),
        Note("tag", 18, 20, 21),
        Note("complex-key", 25, 28, 25),
        Note("many-documents", 33, 36, 33),
    )


def test_nesting_ends_where_the_limit_is() -> None:
    build("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(TooDeep) as caught:
        build("- " * (MAX_DEPTH + 1))
    assert caught.value.start == 2 * MAX_DEPTH
