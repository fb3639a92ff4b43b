"""The message catalogs are complete: whatever huashu, click and typer can say exists in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import click
import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parent.parent / "src" / "huashu"
HAN = re.compile(r"[\u4e00-\u9fff]")
PROJECT = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
METHODS = [(mapping["pattern"], mapping["method"]) for mapping in PROJECT["tool"]["babel"]["mappings"]]
NO_WORDS = {"d", "{text} {deprecated_message}"}


def catalog(language: str, domain: str) -> Catalog:
    with (PACKAGE / "locales" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=language)


def messages_in(folder: Path) -> set[str]:
    found = extract_from_dir(folder, method_map=METHODS, keywords={"_": None, "gettext": None, "ngettext": (1, 2)})
    return {message if isinstance(message, str) else message[0] for _path, _line, message, *_rest in found}


def placeholders(text: str) -> set[str]:
    fields = (field for _text, field, _spec, _conversion in string.Formatter().parse(text))
    return {field for field in fields if field is not None}


def translation(message: Message) -> str:
    return message.string if isinstance(message.string, str) else message.string[0]


def test_every_message_of_huashu_has_its_english() -> None:
    english = catalog("en", "huashu")
    texts = messages_in(PACKAGE)
    missing = sorted(text for text in texts if english.get(text) is None or not english.get(text).string)
    assert missing == [], "run `make messages` and translate what is empty"
    assert sorted(message.id for message in english if message.id and message.id not in texts) == []


def test_english_keeps_the_placeholders_and_holds_no_chinese() -> None:
    for message in catalog("en", "huashu"):
        if message.id:
            assert placeholders(translation(message)) == placeholders(message.id), message.id
            assert not message.fuzzy, message.id


def test_every_message_of_click_and_typer_has_its_chinese() -> None:
    chinese = catalog("zh", "messages")
    texts = {text for library in (click, typer) for text in messages_in(Path(library.__file__).parent)} - NO_WORDS
    missing = sorted(text for text in texts if chinese.get(text) is None or not chinese.get(text).string)
    assert missing == []


def test_chinese_uses_only_placeholders_that_the_libraries_fill() -> None:
    for message in catalog("zh", "messages"):
        if message.id:
            source = " ".join(message.id) if isinstance(message.id, tuple) else message.id
            assert placeholders(translation(message)) <= placeholders(source), message.id
            assert HAN.search(translation(message)), message.id


def test_no_message_stands_where_babel_does_not_look() -> None:
    """Babel reads an f-string as one text: a message inside it is known only where it stands outside one as well."""
    known, missed = messages_in(PACKAGE), []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                text = node.args[0]
                if isinstance(text, ast.Constant) and text.value not in known:
                    missed.append(f"{path.relative_to(PACKAGE)}: {text.value}")
    assert missed == []


def test_lists_are_joined_as_the_language_joins_them() -> None:
    """Not in what rules say: their words stay as they are written."""
    bare = re.compile(r"""(?<!_\()["'][、；，]["']\.join""")
    own = {"lint/baseline.py", "lint/ignores.py", "lint/typed.py", "report/rule_pages.py"}
    found = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if bare.search(path.read_text("utf-8"))
    }
    assert found == own
