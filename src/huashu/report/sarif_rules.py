"""What SARIF tells about rules: the same file that explains them everywhere else."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from huashu.i18n import _
from huashu.model.rule import Rule
from huashu.patterns import lazy
from huashu.text import visible

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM_SEVERITIES = {"error": "error", "warning": "warning", "info": "recommendation"}  # GitHub's words
_FILLED_IN = lazy(r"\{[a-z_]+\}")  # a name that only a finding can fill in
_MARKDOWN = lazy(r"([\\`*_\[\]<>#|~!&])")
_LIST_MARK = lazy(r"^([ \t]*\d*)([-+.)])(?=\s)", re.MULTILINE)


def descriptors(rules: Sequence[Rule], found: Collection[str]) -> list[dict[str, object]]:
    """All rules in force and those of findings that no rule's file claims, by id."""
    known = {rule.id: _descriptor(rule) for rule in rules}
    unknown: dict[str, dict[str, object]] = {
        name: {"id": name, "shortDescription": message(name)} for name in found if name not in known
    }
    return [told for _name, told in sorted((known | unknown).items())]


def message(text: str) -> dict[str, str]:
    """A plain text. Braces are doubled, as single ones would be placeholders (3.11.5); nothing in it is a link (3.11.6)."""
    return {"text": _braced("\n".join(map(visible, text.splitlines())).replace("](", "\\]("))}


def _descriptor(rule: Rule) -> dict[str, object]:
    on = rule.severity != "off"
    family = rule.id.split("/", 1)[0]
    return {
        "id": rule.id,
        "name": rule.title,
        "shortDescription": message(rule.title),
        "fullDescription": message(rule.why.strip() or rule.title),
        "help": {**message(_help(rule, plain=True)), "markdown": _braced(_help(rule, plain=False))},
        "defaultConfiguration": {"enabled": on, "level": LEVELS[rule.severity] if on else "none"},
        "properties": {
            "tags": [family],
            **({"problem.severity": _PROBLEM_SEVERITIES[rule.severity]} if on else {}),
        },
    }


def _help(rule: Rule, *, plain: bool) -> str:
    """Why the rule is there, what it advises and what to say instead."""
    told = str if plain else _markdown
    advice = "\n".join(line for line in rule.hint.splitlines() if not _FILLED_IN.search(line))
    instead = [f"- {told(word)} → {told(words.strip())}" for word, words in sorted(rule.instead.items())]
    parts = [
        rule.title if plain else f"**{_markdown(rule.title)}**",
        told(rule.why.strip()),
        told(advice.strip()),
        "\n".join([_("可以这样说："), "", *instead]) if instead else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _markdown(text: str) -> str:
    """Text that Markdown shows as it stands, line for line."""
    escaped = _MARKDOWN.sub(r"\\\1", "\n".join(map(visible, text.splitlines())))
    return "  \n".join(_LIST_MARK.sub(r"\1\\\2", escaped).split("\n"))


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
