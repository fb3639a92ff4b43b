"""Backslashes in double quotes that YAML, or the text itself, cannot bear."""

from __future__ import annotations

import re

from huashu.i18n import _
from huashu.model.source import Edit, Fix, Problem, Scalar, Style
from huashu.store.traps.lines import Cover

_TOKEN = re.compile(r'"(?:[^"\\]|\\[\s\S])*"')
_HEX = "[0-9a-fA-F]"
_SURROGATE = f"[dD][89a-fA-F]{_HEX}{{2}}"
_GOOD = (
    rf"\\(?:[0abtnvfre \"/\\N_LP\t\r\n]|x{_HEX}{{2}}|u(?!{_SURROGATE}){_HEX}{{4}}"
    rf"|U(?!0000{_SURROGATE})(?:0010|000{_HEX}){_HEX}{{4}})"
)
_PAIR = r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
_HALF = rf"\\(?:u|U0000)(?P<half>{_SURROGATE})"
_ESCAPE = re.compile(rf"(?P<good>{_GOOD})|{_PAIR}|{_HALF}|(?P<bad>\\[\s\S])")


def cover(text: str, masked: str, start: int) -> Cover | None:
    """The quoted text at `start` laid over with letters, and what is wrong in it; None where it does not end."""
    token = _TOKEN.match(masked, start)
    if token is None:
        return None
    wrong = [found for found in _ESCAPE.finditer(token[0]) if found["good"] is None]
    if not wrong:
        return None
    inside = text[start + 1 : token.end() - 1]
    scalar = Scalar(inside, Style.PLAIN, start + 1, token.end() - 1, -1, inside)
    return Cover(_problem(wrong, start), start + 1, "x" * len(inside), {start: scalar})


def _problem(wrong: list[re.Match[str]], start: int) -> Problem:
    first = wrong[0]
    at, end = start + first.start(), start + first.end()
    if first["bad"] is not None:
        message = _("双引号里的反斜杠有特殊意思，YAML 不认识“{escape}”").format(escape=first[0].strip())
        hint = _("要说反斜杠就写两个，或者把话写进 |- 块")
        doubled = [Edit(start + found.start(), start + found.start(), "\\") for found in wrong if found["bad"]]
        return Problem("syntax", at, end, message, hint, fix=_whole("unsafe", doubled, wrong))
    if first["half"] is not None:
        message = _("“{escape}”只是半个字符，显示不出来").format(escape=first[0])
        return Problem("encoding", at, end, message, _("请删掉它，直接输入想要的字或表情"))
    message = _("“{escape}”是程序里的写法，YAML 不认识").format(escape=first[0])
    hint = _("请直接输入表情：{char}").format(char=_joined(first))
    joined = [Edit(start + found.start(), start + found.end(), _joined(found)) for found in wrong if found["high"]]
    return Problem("encoding", at, end, message, hint, fix=_whole("safe", joined, wrong))


def _whole(safety: str, edits: list[Edit], wrong: list[re.Match[str]]) -> Fix | None:
    """A fix, if it mends all that is wrong."""
    return Fix(safety, tuple(edits)) if len(edits) == len(wrong) else None


def _joined(pair: re.Match[str]) -> str:
    """The character that two surrogates stand for."""
    return bytes.fromhex(pair["high"] + pair["low"]).decode("utf-16-be")
