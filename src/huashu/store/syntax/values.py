"""Values of plain scalars by the YAML 1.2 core schema: `no`, `1_000`, `12:30` and dates are text."""

from __future__ import annotations

from huashu.patterns import lazy

_CONSTANTS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
# Only a text that begins with one of these can be anything but text ("" begins the empty text).
FIRST = frozenset(["", *"~nNtTfF-+.0123456789"])
_MAX_DIGITS = 4000  # Python refuses to read integers much longer than this; such a number stays text
_INTEGER = lazy(rf"[-+]?[0-9]{{1,{_MAX_DIGITS}}}")
_OTHER_BASE = lazy(rf"0o([0-7]{{1,{_MAX_DIGITS}}})|0x([0-9a-fA-F]{{1,{_MAX_DIGITS}}})")
_FLOAT = lazy(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = lazy(r"([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def core_value(text: str) -> object:
    """None, bool, int, float, or the text itself."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if found := _OTHER_BASE.fullmatch(text):
        return int(found[1], 8) if found[1] else int(found[2], 16)
    if len(text) <= _MAX_DIGITS and _FLOAT.fullmatch(text):
        return float(text)
    if found := _NOT_FINITE.fullmatch(text):
        return float("nan" if found[1] is None else found[1] + "inf")
    return text
