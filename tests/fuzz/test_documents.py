"""YAML of any shape in any style: scripts whose data went astray, written as nobody would."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hunting import DEPTH, SCRIPTS, TERMS, TOKENS, library, look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
DATA = {path: yaml.load(content, Loader=yaml.BaseLoader) for path, content in (SCRIPTS | TERMS).items()}
KEYS = ("id", "title", "say", "replies", "rung", "step", "variants", "channels", "asks", "escalate", "to",
        "when", "标题", "Say", "", "0", "a: b", "facts",
        "value", "dated", "from", "until", "names", "instead_of")  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(TOKENS) | st.text(max_size=5)
NODES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def astray(draw: st.DrawFn, data: Any, often: int) -> Any:
    """The data with some of its nodes lost, renamed or replaced by others: none for 0, else more or fewer of 100."""
    way = draw(st.sampled_from(("lose", "other", "wrap"))) if draw(st.integers(1, 100)) <= often else "keep"
    if way == "other":
        return draw(NODES)
    if way == "wrap":
        return draw(st.sampled_from(([data], {"say": data}, {"a": {"b": data}}, [[data]])))
    if isinstance(data, dict):
        keys = [draw(st.sampled_from(KEYS)) if draw(st.integers(1, 100)) <= often else key for key in data]
        pairs = [(key, draw(astray(value, often))) for key, value in zip(keys, data.values(), strict=True)]
        return dict(pairs[1:] if way == "lose" else pairs)
    if isinstance(data, list):
        return [draw(astray(item, often)) for item in (data[1:] if way == "lose" else data[:2])]
    return data


class Writer:
    """Writes data as YAML, each node in a style that is drawn. wild: also in styles that may well be wrong here."""

    def __init__(self, draw: st.DrawFn, wild: bool) -> None:
        self.draw = draw
        self.wild = wild

    def one_of(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def node(self, data: Any, indent: int) -> str:
        """The node as it goes behind a colon or a dash, with the blank or the line break before it."""
        mark = self.one_of(*[""] * 30, " &a", " !!str", " *a", " !x") if self.wild else ""
        if isinstance(data, dict) and data and indent < 12 and self.one_of("block", "block", "flow") == "block":
            return mark + self.mapping(data, indent)
        if isinstance(data, list) and data and indent < 12 and self.one_of("block", "block", "flow") == "block":
            return mark + self.sequence(data, indent)
        if isinstance(data, (dict, list)):
            return f"{mark} {self.flow(data)}"
        return f"{mark} {self.scalar(data, indent)}"

    def mapping(self, data: dict[Any, Any], indent: int) -> str:
        pad = " " * indent
        lines = []
        for key, value in data.items():
            odd = ("{} :", f"? {{}}\n{pad}:", '"{}":', "'{}':", "{}：") if self.wild else ('"{}":', "'{}':")
            head = self.one_of(*["{}:"] * 9, *odd)
            lines.append(f"{pad}{head.replace('{}', str(key))}{self.node(value, indent + 2)}{self.comment()}")
        return "\n" + "\n".join(lines)

    def sequence(self, data: list[Any], indent: int) -> str:
        pad = " " * (indent + self.draw(st.sampled_from((0, 0, 0, 0, -2 if indent else 0, 1 if self.wild else 0))))
        return "\n" + "\n".join(f"{pad}-{self.node(item, indent + 2)}{self.comment()}" for item in data)

    def flow(self, data: Any) -> str:
        if isinstance(data, dict):
            inside = ", ".join(f"{key}: {self.flow(value)}" for key, value in data.items())
            return f"{{{inside}}}"
        if isinstance(data, list):
            return "[" + self.one_of(", ", ",\n  ", "，" if self.wild else ", ").join(map(self.flow, data)) + "]"
        plain = self.wild and self.one_of("json", "plain") == "plain"
        return str(data) if plain else json.dumps(data, ensure_ascii=False)

    def scalar(self, data: Any, indent: int) -> str:
        text = "" if data is None else str(data).lower() if isinstance(data, bool) else str(data)
        pad = "\n" + " " * indent
        style = self.one_of("plain", "|", ">", "'", "json", '"' if self.wild else "json")
        if style == "plain" and (self.wild or text.isalnum()):
            return text.replace("\n", pad)
        if style in "|>":
            header = self.one_of("", "+", "2-", "-1", "9", "- # x", " #x") if self.wild else "-"
            return style + header + pad + text.replace("\n", pad)
        if style == "json" or not self.wild:
            return json.dumps(text, ensure_ascii=self.wild)
        return style + text.replace("'", "''").replace("\n", "\n" + pad) + style

    def comment(self) -> str:
        odd = (
            ("#无", "\t# x", " ", "\n# huashu: ignore[tone/say-nin]")
            if self.wild
            else ("\n  # huashu: ignore[x/y] 好",)
        )
        return self.one_of(*[""] * 20, "\n", " # 注", "\n# 注", *odd)


@st.composite
def documents(draw: st.DrawFn, path: str) -> bytes:
    data = draw(astray(DATA[path], draw(st.sampled_from((0, 0, 1, 10)))))
    wild = draw(st.booleans())
    text = Writer(draw, wild).node(data, 0).lstrip(" \n") + "\n"
    text = draw(st.sampled_from(("", "", "", "\ufeff", "---\n", "%YAML 1.2\n---\n" if wild else ""))) + text
    newline = draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r" if wild else "\n")))
    return text.replace("\n", newline).encode("utf-8", "surrogatepass")


FILES = st.lists(st.sampled_from(sorted(DATA)), min_size=1, max_size=6, unique=True).flatmap(
    lambda paths: st.fixed_dictionaries({path: documents(path) for path in paths})
)


@settings(max_examples=int(8 * DEPTH), suppress_health_check=SLOW)
@given(FILES)
def test_documents(files: dict[str, bytes]) -> None:
    with library({**TERMS, **files}) as root:
        assert look(root) == ""
