from __future__ import annotations

import re
from pathlib import Path

from huashu.handbook import html
from huashu.handbook.page_texts import live_texts, page_help, page_texts

FOLDER = Path(html.__file__).parent
HAN = re.compile(r"[\u3400-\u9fff]")


def sources() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "assets/js").glob("*.js"))}


def test_scripts_hold_no_words_of_their_own() -> None:
    for name, source in sources().items():
        code = re.sub(r"^\s*//.*$|\s//\s.*$", "", source, flags=re.MULTILINE)
        assert HAN.findall(re.sub(r"\[\\u3400.*?\]", "", code)) == [], name


def test_each_text_is_told_and_each_told_text_is_there() -> None:
    code = "\n".join(sources().values())
    texts = {**page_texts(), **live_texts()}
    # Keys are written out where they are told, or chosen among, or named by data: new, changed, favourites, steps …
    named = set(re.findall(r'"(\w+)"', code)) | set(re.findall(r"`(\w+)_\$", code))
    data = {"new", "changed", "steps", "ladder", "all", "live_error", "live_warning", "live_info"}
    assert set(texts) - named <= data
    told = set(re.findall(r'Book\.tell\("(\w+)"', code))
    assert len(told) > 40
    assert told <= set(texts)


def test_what_is_filled_in_is_what_texts_ask_for() -> None:
    code = "\n".join(sources().values())
    for key, text in page_texts().items():
        wanted = set(re.findall(r"\{(\w+)\}", text))
        for given in re.findall(rf'Book\.tell\("{key}", \{{([^}}]*)\}}\)', code):
            assert {part.split(":")[0].strip() for part in given.split(",")} == wanted, key


def test_help_names_each_key_once() -> None:
    keys = [key for group, _what in page_help() for key in group]
    assert len(keys) == len(set(keys))
    assert all(what for _group, what in page_help())
    code = sources()["keys.js"]
    arrows = {"↑": "ArrowUp", "↓": "ArrowDown", "→": "ArrowRight", "Esc": "Escape"}
    for key in keys:
        assert re.search(rf'(?m)["\s]?{re.escape(arrows.get(key, key))}"?:', code) or key.isdigit(), key
