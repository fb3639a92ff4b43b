"""docs/rules/: a page for each rule and an index by family, made from the rule files alone (`make docs`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from huashu.i18n import _
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.model.source import Source, to_data
from huashu.report.rule_words import check_words, family_title, looks_at, parameters, severity_title, told_as
from huashu.store import rule_file
from huashu.store import settings as settings_file
from huashu.store.rule_file import tree_of
from huashu.store.rule_shelf import fixes
from huashu.store.writing import write_all
from huashu.text import visible

FOLDER = "docs/rules"
_MANY = 24  # from so many items on a list is folded up
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_JOINT = "\u200d"
_EMOJI_JOINT = re.compile(
    "(?<=[\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_EDGES = re.compile(r"^( +)|( +)$|(?<= )( +)")


def write(root: Path) -> None:
    """Write the pages of the rules of the library at `root`."""
    found = pages(rule_file.read_folder(root, "rules").values(), settings_file.load(root))
    write_all({root / path: text.encode("utf-8") for path, text in found.items()})


def pages(rules: Iterable[Rule], settings: Settings) -> dict[str, str]:
    """Path → text of every page, sorted. `settings` name the scenes and channels."""
    known = sorted(rules, key=lambda rule: rule.id)
    found = {f"{FOLDER}/{rule.id}.md": _page(rule, settings) for rule in known}
    return {f"{FOLDER}/README.md": _index(known), **found}


def _index(rules: Sequence[Rule]) -> str:
    lines = ["# " + _("规则一览"), "", _made(), ""]
    lines += [_("一共 {count} 条。标着 ✎ 的，`huashu lint --fix` 能代改至少一部分。").format(count=len(rules)), ""]
    for family, members in groupby(rules, key=lambda rule: rule.id.split("/")[0]):
        lines += [f"## {family_title(family)} {family}", "", _("| 规则 | 级别 | 要求 |"), "|---|---|---|"]
        for rule in members:
            mark = " ✎" if fixes(rule) else ""
            link = f"[{rule.id.split('/')[1]}]({rule.id}.md)"
            lines.append(f"| {link} | {severity_title(rule.severity)}{mark} | {_plain(rule.title)} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _made() -> str:
    return _("<!-- 由 make docs 从 rules/ 生成，请不要直接改这里 -->")


def _page(rule: Rule, settings: Settings) -> str:
    title, does = check_words(rule.check)
    family = rule.id.split("/")[0]
    can = _("`huashu lint --fix` 能代改一部分") if fixes(rule) else _("要自己改")
    lines = ["# " + _plain(rule.title), "", _made(), ""]
    lines += [f"`{rule.id}` · {severity_title(rule.severity)} · {can} · [{family_title(family)}](../README.md)", ""]
    lines += ["## " + _("为什么"), "", *_paragraphs(rule.why), ""]
    lines += ["## " + _("看哪里，怎么查"), "", _("看{where}。").format(where=looks_at(rule, settings))]
    lines += ["", f"**{title}**（`{rule.check}`）" + (f"：{does}" if does else ""), ""]
    lines += _parameters(rule)
    lines += ["## " + _("怎么改"), "", *_advice(rule), ""]
    data = to_data(tree_of(rule.source))
    examples = data if isinstance(data, dict) else {}
    lines += ["## " + _("这样写是对的"), "", *_examples(examples.get("valid"), settings)]
    lines += ["## " + _("这样写会查出来"), "", *_examples(examples.get("invalid"), settings)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _parameters(rule: Rule) -> list[str]:
    lines: list[str] = []
    folded: list[str] = []
    for found in parameters(rule):
        name = f"{found.title}（`{found.key}`）"
        items = "、".join(_code(item) for item in found.items)
        if len(found.items) < _MANY:
            lines.append(f"- {name}：{items}")
        else:
            summary = _("{title}，共 {count} 个").format(title=found.title, count=len(found.items))
            folded += ["<details>", f"<summary>{summary}</summary>", "", items, "", "</details>", ""]
    return [*lines, "", *folded] if lines else folded


def _advice(rule: Rule) -> list[str]:
    if rule.message == "{problem}":
        lines = [_("每种问题有自己的提示和改法，查到时会写明。")]
    else:
        lines = [_("查到时会说：{message}").format(message=_plain(rule.message))]
    if rule.hint:
        lines += ["", *_paragraphs(rule.hint)]
    if rule.instead:
        lines += ["", _("| 查到 | 可以说 |"), "|---|---|"]
        lines += [f"| {_plain(word)} | {_plain(' '.join(better.split()))} |" for word, better in rule.instead.items()]
    return lines


def _examples(examples: object, settings: Settings) -> Iterator[str]:
    stages = {stage.id: stage.title for scene in settings.scenes.values() for stage in scene.stages}
    for example in examples if isinstance(examples, list) else ():
        if isinstance(example, dict):
            setting = [
                settings.scenes[str(example["scene"])].title if str(example.get("scene")) in settings.scenes else "",
                *(settings.channels.get(str(name), str(name)) for name in _channels(example)),
                str(example.get("today", "")),
                " ".join(str(example.get("note", "")).split()),
                told_as(str(example.get("severity", ""))),
            ]
            remark = "；".join(part for part in setting if part)
            yield from ([_plain(remark) + "：", ""] if remark else [])
            yield from _body(example, stages)
            if "fixed" in example:
                yield from (_("改好以后："), "", *_fixed(example), "")


def _channels(example: Mapping[str, object]) -> list[object]:
    channels = example.get("channels")
    return channels if isinstance(channels, list) else [example["channel"]] if "channel" in example else []


def _body(example: Mapping[str, object], stages: Mapping[str, str]) -> Iterator[str]:
    """What the example says, places marked. stages: titles of steps and rungs by id."""
    given = example.get("at")
    places = given if isinstance(given, list) else []
    marks = _marks(places)
    if "say" in example:
        yield from (*_quoted(str(example["say"]), marks.get("replies/0/say", [])), "")
    replies = example.get("replies")
    for index, reply in enumerate(replies if isinstance(replies, list) else ()):
        parts = dict(reply) if isinstance(reply, dict) else {"say": reply}
        stage = str(parts.pop("rung", "") or parts.pop("step", ""))
        if stage:
            yield from (f"> *{_plain(stages.get(stage, stage))}*\\",)
        for key, value in parts.items():
            table = value if isinstance(value, dict) else {"": value}
            for inner, text in table.items():
                field = f"replies/{index}/{key}" + (f"/{inner}" if inner else "")
                label = "" if key == "say" else f"`{inner or key}` "
                yield from (*_quoted(str(text), marks.get(field, []), label), "")
    if "script" in example:
        yield from (*_quoted_tree(example["script"], "", marks), "")
    for name in ("yaml", "files"):
        given = example.get(name)
        files = given if isinstance(given, dict) else {"": given} if given is not None else {}
        for path, text in files.items():
            yield from ([f"`{path}`", ""] if path else [])
            yield from (*_fenced(str(text)), "")
    if places and ("yaml" in example or "files" in example):
        where = [_place(place, str(example.get("yaml", ""))) for place in places]
        yield from (_("查在：{places}").format(places=_("、").join(where)), "")


def _place(place: object, text: str) -> str:
    """A place in a whole file: what stands there, or the name of its field."""
    parts: list[object] = place if isinstance(place, list) else [place]
    if isinstance(parts[0], str):
        return _code(parts[0].replace("key:", ""))
    start, end = int(str(parts[0])), int(str(parts[1]))
    line, _column = Source("", text).line_column(start)
    marked = " ".join(text[start:end].split())
    return _("第 {line} 行").format(line=line) + (f" {_code(marked)}" if marked else "")


def _marks(places: Sequence[object]) -> dict[str, list[tuple[int, int]]]:
    """Field → its marked spans; the whole of it where only the field is named."""
    marks: dict[str, list[tuple[int, int]]] = {}
    for place in places:
        parts = [place] if isinstance(place, str) else list(place) if isinstance(place, list) else []
        field = str(parts.pop(0)) if parts and isinstance(parts[0], str) else "replies/0/say"
        start, end = (int(parts[0]), int(parts[1])) if len(parts) == 2 else (0, 1 << 30)
        marks.setdefault(field, []).append((start, end))
    return marks


def _quoted(text: str, marks: Sequence[tuple[int, int]], label: str = "") -> list[str]:
    """The text as a quotation, what is found marked."""
    pieces, done = [], 0
    for start, end in sorted(marks):
        pieces += [_plain(text[done:start]), "<mark>", _plain(text[start:end]), "</mark>"]
        done = max(done, min(end, len(text)))
    pieces.append(_plain(text[done:]))
    lines = "".join(pieces).rstrip("\n").split("\n")
    return [f"> {label}{line}\\" for line in lines[:-1]] + [f"> {label}{lines[-1]}"]


def _quoted_tree(value: object, field: str, marks: Mapping[str, Sequence[tuple[int, int]]]) -> list[str]:
    """Parts of a script as a list, field by field."""
    lines: list[str] = []
    table = value if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
    for key, inner in table.items():
        path = f"{field}/{key}" if field else str(key)
        if isinstance(inner, (dict, list)):
            lines += _quoted_tree(inner, path, marks)
        else:
            lines += [f"> - `{path}` " + line.removeprefix("> ") for line in _quoted(str(inner), marks.get(path, []))]
    return lines


def _fixed(example: Mapping[str, object]) -> list[str]:
    fixed = str(example["fixed"])
    return _fenced(fixed) if "yaml" in example else _quoted(fixed, [])


def _fenced(text: str) -> list[str]:
    """A file as a block of code."""
    return ["```yaml", *map(visible, text.rstrip("\n").split("\n")), "```"]


def _paragraphs(text: str) -> list[str]:
    return "\n\n".join(_plain(line) for line in text.strip().splitlines() if line.strip()).split("\n")


def _code(text: str) -> str:
    """The text as code: nothing in it means anything, blanks are seen."""
    shown = visible(text)
    fence = "``" if "`" in shown else "`"
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def _plain(text: str) -> str:
    """The text as Markdown that shows just this; characters that nobody sees are named."""
    lines = (_JOINT.join(map(visible, _EMOJI_JOINT.split(line))) for line in text.split("\n"))
    marked = (_MARKUP.sub(r"\\\1", line) for line in lines)
    return "\n".join(_EDGES.sub(lambda found: "&nbsp;" * len(found[0]), line) for line in marked)
