"""Whatever the files, fixing ends after a few rounds, with files that read as before but for the texts that were fixed."""

from __future__ import annotations

from pathlib import Path

from hunting import DEPTH, SCRIPTS, TERMS, clock, files, library, require_sound
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huashu.lint.fixes import LISTS
from huashu.lint.workspace import open_library
from huashu.model.finding import Finding
from huashu.model.source import Scalar, Source, walk
from huashu.store.library import READABLE_ANYWAY
from huashu.store.yaml_source import parse

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
ROUNDS = 6
# Texts with something to fix beside something that must stay as it is.
SLIPS = ("你", "……。。。", "！！！", "，,", ". ", "?", "１２３", "絕對", "⼤", "\u200b", "{退货天数},", "😀!",
         "^_^!", "a.b,", "https://a.b/c,d", "“", '"', "'",
         "--", "...", "(好)", "：)", ":)", "签收7天内", "退货险", "\t", " ", "  # x", ": ", "{", "}", "\n",
         "\n\n", "\U0010ffff", "\u0085")  # fmt: skip
STYLES = ("|-\n      {}", ">-\n      {}", '"{}"', "'{}'", "{}", "|2-\n       {}", "|+\n      {}\n\n", '"\\U0001F600{}"')
TEXTS = st.lists(st.sampled_from(SLIPS) | st.text("好的您亲，。", max_size=4), min_size=1, max_size=10).map("".join)
SCRIPT = st.tuples(
    st.lists(st.tuples(TEXTS, st.sampled_from(STYLES)), min_size=1, max_size=3),
    st.sampled_from(("\n", "\r\n")),
    st.booleans(),
)


def said(text: str, style: str) -> str:
    """The text in one of YAML's styles, not always rightly: it may well break the file."""
    indent = "\n       " if "2-" in style else "\n      "
    return style.replace("{}", text.replace("\n", indent if style[0] in "|>" else " "))


def script(number: int, texts: list[tuple[str, str]], newline: str) -> str:
    replies = "".join(f"  - say: {said('好' + text, style)}\n    note: 原样\n" for text, style in texts)
    head = f"id: dialogue/s{number}\ntitle: 标题{number}\nchannels: [livechat]\nasks:\n  - 问{number} # 注\n"
    return f"{head}replies:\n{replies}owner: cs # 注\nreview_by: 2099-01-01\n".replace("\n", newline)


@settings(max_examples=int(8 * DEPTH), suppress_health_check=SLOW)
@given(st.lists(SCRIPT, min_size=1, max_size=6), st.booleans())
def test_texts_in_all_styles(found: list[tuple[list[tuple[str, str]], str, bool]], unsafe: bool) -> None:
    scripts = {
        f"scripts/dialogue/s{number}.yaml": ("\ufeff" if marked else "") + script(number, texts, newline)
        for number, (texts, newline, marked) in enumerate(found)
    }
    with library({**TERMS, **scripts}) as root:
        fix_until_done(root, unsafe=unsafe)


@settings(max_examples=int(6 * DEPTH), suppress_health_check=SLOW)
@given(files(SCRIPTS, most=8), files(TERMS, most=2), st.booleans())
def test_spoilt_files(scripts: dict[str, bytes], terms: dict[str, bytes], unsafe: bool) -> None:
    with library({**TERMS, **terms, **scripts}) as root:
        fix_until_done(root, unsafe=unsafe)


def fix_until_done(root: Path, *, unsafe: bool) -> None:
    for _round in range(ROUNDS):
        work = open_library(root, clock)
        checked = work.check(remember=False)
        require_sound(work, checked)
        fixed = work.fixes(checked, unsafe=unsafe)
        for path, file in fixed.items():
            require_kept(checked.sources[path], file.text, file.applied)
        if not any(file.applied for file in fixed.values()):
            return
        work.write(fixed)
    raise AssertionError(f"not done after {ROUNDS} rounds: {[file.applied for file in fixed.values()]}")


def require_kept(source: Source, text: str, applied: tuple[Finding, ...]) -> None:
    """What could be read can be read, and each scalar that no fix was about is as it was."""
    before, after = parse(source.path, source.text.encode()), parse(source.path, text.encode())
    if before.root is None or not READABLE_ANYWAY.issuperset(problem.code for problem in before.problems):
        return  # whatever was there, nobody could read it
    assert after.root is not None
    assert READABLE_ANYWAY.issuperset(problem.code for problem in after.problems)
    old, new = scalars(before.root), scalars(after.root)
    if all(finding.script is not None and finding.field not in LISTS for finding in applied):
        meant = {finding.field for finding in applied}
        assert old.keys() == new.keys()
        assert {field for field in old if old[field] != new[field]} <= meant


def scalars(root: object) -> dict[str, str]:
    return {field: node.value for field, node in walk(root) if isinstance(node, Scalar)}  # type: ignore[arg-type]
