"""The crash-hunt's tools: a library to spoil, ways to spoil it, and what must hold of whatever lint then says."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path

from hypothesis import strategies as st
from on_disk import put

from huashu.errors import HuashuError
from huashu.lint.cached import Checked
from huashu.lint.workspace import Workspace, open_library
from huashu.model.finding import SEVERITIES, Finding
from huashu.model.rule import distinct
from huashu.model.source import Source, apply
from huashu.report import REPORTERS, STATISTICS
from huashu.report.results import Results
from huashu.store.starter import new_settings

MODEL = Path(__file__).parents[2]
# HUASHU_FUZZ=50 looks fifty times as long as a test run that people wait for.
DEPTH = float(os.environ.get("HUASHU_FUZZ", "1"))
SETTINGS = new_settings((MODEL / "huashu.yaml").read_text(encoding="utf-8"))
BARE = SETTINGS.replace("extends:\n  - huashu/recommended\n", "")
SCRIPTS = {
    path.relative_to(MODEL).as_posix(): path.read_bytes()
    for path in sorted(MODEL.glob("scripts/*/*.yaml"), key=lambda path: path.stat().st_size)[::4]
}
TERMS = {
    path.relative_to(MODEL).as_posix(): path.read_bytes()
    for path in (*sorted(MODEL.glob("terms/*.yaml")), MODEL / "policy" / "targets.yaml")
}
RULES = {path.relative_to(MODEL).as_posix(): path.read_bytes() for path in sorted(MODEL.glob("rules/*/*.yaml"))}

# What has broken readers of YAML, of Unicode, of dates and of numbers, and what this language gives a meaning.
TOKENS = (
    "\0", "\t", "\r", "\n", "\r\n", "\n\n", " ", "　", "\x85", "\u2028", "\ufeff", "\ufffe", "\x07", "\x1b[2J", "\u202e",
    "\u200b", "\u200d", "😀", "👨‍👩‍👧", "\U0001f1e8", "\U0010ffff", "𠮷", "e\u0301", "⼤", "ｆ", "絕對", "第 一", "第·一",
    ": ", "：", "- ", "-", "? ", "# ", " #", "&a ", "*a", "!!str ", "! ", "<<: ", "%YAML 1.2\n", "---\n", "...\n", "|", "|-\n",
    ">", ">+9\n", "|2-\n", "'", '"', '"\\ud800"', '"\\U0001F600"', '"\\x00"', "\\", "[", "]", "{", "}", ",", "@", "`",
    "{退货天数}", "{工号}", "{", "}}", "{ }", "｛工号｝", "{{x}}", "{" * 40, "[" * 40, "- " * 40, "~", "null", "true", "no", "0o7",
    "0x1F", "1e999", "-.inf", ".nan", "1_000", "9" * 30, "9" * 5000, "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-11T24:00",
    "# huashu: ignore[tone/minimise-bu] 理由\n", "# huashu: ignore[*]", " # huashu: ignore[law/absolute-terms, x/y] until=2026-13-01 好",
    "# huashu：ignore【tone/say-nin】until=9999-12-31 好\n", "# huashu: ignore", "huashu: ignore[a/b]",
    "id", "say", "replies", "variants", "channels", "related", "expires", "with", "patterns", "words", "severity", "off",
    "不", "你", "亲", "全网最低", "13800138000", "11010519491231002X", "6222020200112230005", "(づ￣3￣)づ╭❤～", "^_^", "……。。。",
    "！！！", "～" * 30, "https://a.b/c?d=1", "签收后7天内", "七天", "减30元", "9.99折", "9" * 400 + "元", "满" * 300,
)  # fmt: skip


def clock(timezone: tzinfo) -> datetime:
    return datetime(2026, 11, 22, tzinfo=timezone)


@contextmanager
def library(files: Mapping[str, str | bytes]) -> Iterator[Path]:
    """A library in a new folder; its settings extend the packaged rules, unless `files` say otherwise."""
    root = Path(tempfile.mkdtemp(prefix="huashu-hunt-"))
    try:
        yield put(root, {"huashu.yaml": SETTINGS, **files})
    finally:
        shutil.rmtree(root)


def look(root: Path) -> str:
    """Lint as the command does, and hold what it says against what must be so. Its words where it refuses in words that
    a user understands, else ""; anything else that is raised is what the hunt is for."""
    try:
        work = open_library(root, clock)
        checked = work.check(remember=False)
    except HuashuError as error:
        return f"{error.where} {error.what}"
    require_sound(work, checked)
    return ""


def require_sound(work: Workspace, checked: Checked) -> None:
    """Findings are in order and in place, and every report can be made of them."""
    require_order(checked)
    for finding in (*checked.findings, *(one.finding for one in checked.silenced)):
        require_place(finding, checked.sources[finding.path])
    results = Results(checked.findings, checked.sources, checked.files, distinct(work.rules), checked.silenced)
    for name, report in (*REPORTERS.items(), *STATISTICS.items()):
        for colour in (False, True):
            report(results, colour).encode("utf-8", "strict" if name != "text" else "replace")


def require_order(checked: Checked) -> None:
    orders = [finding.order() for finding in checked.findings]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


def require_place(finding: Finding, source: Source) -> None:
    """The place lies in the file, and so does what a fix would write over."""
    start, end = finding.start, finding.end
    assert (1, 1) <= (start.line, start.column) <= (end.line, end.column), finding
    for place in (start, end):
        assert place.column <= len(source.line(place.line)) + 2, (finding, source.text)  # a break may be marked itself
    assert finding.severity in SEVERITIES
    assert finding.message.strip()
    if finding.fix is not None:
        apply(source.text, finding.fix.edits)


Change = tuple[str, float, float, str]  # what to do, where, how much, with what
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("insert", "replace", "delete", "double", "move", "cut", "indent", "line")),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1),
        st.sampled_from(TOKENS) | st.text(max_size=4),
    ),
    max_size=6,
)  # fmt: skip


def spoilt(text: str, changes: list[Change]) -> str:
    """The text after random changes, some of which keep its lines whole: a file that is all broken tests little."""
    for kind, where, much, token in changes:
        at = int(where * (len(text) + 1))
        end = min(at + int(much * much * much * 60), len(text))
        first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at) + 1 or len(text)
        if kind == "insert":
            text = text[:at] + token + text[at:]
        elif kind == "replace":
            text = text[:at] + token + text[end:]
        elif kind == "delete":
            text = text[:at] + text[end:]
        elif kind == "double":
            text = text[:last] + text[first:last] + text[last:]
        elif kind == "move":
            text = text[:first] + text[last:] + text[first:last]
        elif kind == "cut":
            text = text[:at] if much > 0.8 else text[:first] + text[last:]
        elif kind == "indent":
            text = text[:first] + " " * int(much * 5) + text[first:]
        else:
            colon = text.find(": ", first, last)
            text = text[: colon + 2] + token + text[last - 1 :] if colon >= 0 else text
    return text


def damaged(data: bytes, changes: list[tuple[float, bytes]]) -> bytes:
    """The bytes with others put over them, which may well be no UTF-8 any more."""
    for where, piece in changes:
        at = int(where * (len(data) + 1))
        data = data[:at] + piece + data[at + len(piece) :]
    return data


def files(seeds: Mapping[str, bytes], most: int = 1) -> st.SearchStrategy[dict[str, bytes]]:
    """Path → content of a few of the files: spoilt as text, damaged as bytes, or plain rubbish."""
    pieces = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=3)
    ways = st.tuples(CHANGES, st.just([]) | st.just([]) | pieces, st.sampled_from(("\n", "\n", "\n", "\r\n", "\r")))

    def content(path: str, way: tuple[list[Change], list[tuple[float, bytes]], str] | bytes) -> bytes:
        if isinstance(way, bytes):
            return way
        text = spoilt(seeds[path].decode(), way[0]).replace("\n", way[2])
        return damaged(text.encode("utf-8", "surrogatepass"), way[1])

    rubbish = st.binary(max_size=200) | st.text(max_size=50).map(str.encode)
    some = st.lists(st.tuples(st.sampled_from(sorted(seeds)), ways | ways | ways | rubbish), min_size=1, max_size=most)
    return some.map(lambda chosen: {path: content(path, way) for path, way in chosen})
