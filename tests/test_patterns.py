"""Regular expressions kept from the build: the same ones as `re` makes, and never those of another Python."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huashu import patterns
from huashu.store import recommended

WORDS = [
    r"第\s*一",
    r"(?P<when>今天|明天)之前(?P=when)",
    r"[^，。！？\n]{0,6}?退(?!货|款)",
    r"(?i)ABC",
    "(?<!不)行",
    "",
]
SETS = st.lists(st.characters(codec="utf-8"), min_size=1, max_size=20, unique=True)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where patterns are kept in this test."""
    place = tmp_path / "patterns.bin"
    monkeypatch.setattr(patterns, "KEPT", place)
    patterns._kept.cache_clear()
    yield place
    patterns._kept.cache_clear()


def known() -> set[tuple[str, int]]:
    return set(patterns._kept()[0])


def test_what_is_kept_equals_what_re_compiles(place: Path) -> None:
    pairs = [(word, flags) for word in WORDS for flags in (0, int(re.DOTALL), int(re.MULTILINE | re.ASCII))]
    place.write_bytes(patterns.packed(pairs))
    assert known() >= set(pairs)
    for source, flags in pairs:
        found = patterns.compiled(source, flags)
        assert found == re.compile(source, flags)
        assert found.groupindex == re.compile(source, flags).groupindex
    when = patterns.compiled(WORDS[1]).search("明天之前明天")
    assert when is not None
    assert when["when"] == "明天"


@given(SETS, st.sampled_from(["[{}]+", "[^{}]", "(?:[{}]|x){{2,}}?", "(?<=[{}])y"]))
def test_sets_of_any_characters_are_kept_as_they_are(chars: list[str], form: str) -> None:
    source = form.format("".join(map(re.escape, chars)))
    data = memoryview(patterns.packed([(source, 0)]))
    head = 4 + int.from_bytes(data[:4], "big")
    _maker, entries = marshal.loads(data[4:head])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "_kept", lambda: (entries, data[head:]))
        assert patterns.compiled(source) == re.compile(source)


def test_every_pattern_of_the_rules_was_kept_at_the_build_as_it_is() -> None:
    """Those that were built for this very Python; else nothing is kept, and everything is compiled."""
    entries = known()
    if not patterns.KEPT.exists():
        assert not entries
        pytest.skip("this checkout was not built")
    wanted = {way.pattern for rule in recommended.rules().values() for ways in rule.ways.values() for way in ways}
    assert wanted <= {source for source, _flags in entries}
    for source, flags in sorted(entries):
        assert patterns.compiled(source, flags) == re.compile(source, flags), source


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:3],
        lambda data: data[:40],
        lambda data: b"\xff" * len(data),
        lambda data: data.replace(sys.version.encode(), sys.version.encode()[::-1]),
    ],
    ids=["empty", "no head", "cut off", "noise", "another Python"],
)
def test_what_does_not_belong_to_this_python_counts_for_nothing(place: Path, spoil: object) -> None:
    place.write_bytes(patterns.packed([(word, 0) for word in WORDS]))
    assert known()
    patterns._kept.cache_clear()
    assert callable(spoil)
    place.write_bytes(spoil(place.read_bytes()))
    assert known() == set()
    assert patterns.compiled(WORDS[0]) == re.compile(WORDS[0])


def test_a_pattern_is_compiled_when_it_is_first_asked_for_anything(place: Path) -> None:
    broken = patterns.lazy("(")
    with pytest.raises(re.error):
        broken.search("x")
    patterns._asked_for.remove(("(", 0))
    fine = patterns.lazy("[一二]+")
    assert fine.findall("一二 三 二") == ["一二", "二"]
    assert fine.pattern == "[一二]+"
    assert "search" in vars(fine)


def test_lazy_patterns_of_loaded_modules_are_kept_too(place: Path) -> None:
    patterns.lazy("从来没有人用过的说法")
    place.write_bytes(patterns.packed([]))
    assert ("从来没有人用过的说法", 0) in known()


def test_lint_says_the_same_without_what_was_kept(tmp_path: Path) -> None:
    said = []
    for kept in ("patterns.KEPT", "patterns.KEPT.with_name('nothing')"):
        code = (
            f"import sys; from huashu import patterns; patterns.KEPT = {kept}\n"
            "sys.argv = ['huashu', 'lint', '--format', 'json', '--today', '2026-11-22']\n"
            "from huashu.cli.app import main; main()"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parents[1])
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
    assert said[0] == said[1]
