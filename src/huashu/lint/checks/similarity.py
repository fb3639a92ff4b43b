"""The check `similarity`: questions, replies, scripts and terms that are nearly the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from huashu.lint.alike import difference, pairs
from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.checks.names import plainly
from huashu.lint.context import Context
from huashu.lint.outline import Outline, of_rule
from huashu.model.rule import Rule

# Scripts that are alike to this degree are told as one pair, and not once more reply by reply.
ONE_SCRIPT = 80


def similarity(rule: Rule, context: Context) -> Iterator[Hit]:
    """Pairs that are alike to `percent`, told at the later one; {name}: the earlier, {value}: what it says,
    {problem}: how they differ, {count}: how alike they are."""
    yield from _FIELDS[rule.text("field")](rule, context)


def _asks(rule: Rule, context: Context) -> Iterator[Hit]:
    """Questions that are the same but for words that do not count (`ignore`) or mean the same (`same`)."""
    outlines = of_rule(rule.where, context.outlines)
    asks = [(found, index) for found in outlines for index in range(len(found.asks))]
    if not asks:
        return
    first: dict[str, tuple[Outline, str]] = {}
    keys = _keys(rule, [found.asks[index] for found, index in asks])
    for (found, index), key in zip(asks, keys, strict=True):
        ask = found.asks[index]
        known, other = first.setdefault(key, (found, ask))
        if known is not found and plainly([other]) != plainly([ask]):  # equal ones are another rule's
            source, text = context.locate(found.path, f"asks/{index}")
            yield at_text(source, text, found.id, name=known.id, value=other, word=ask)


def _keys(rule: Rule, asks: list[str]) -> list[str]:
    """What is left of each question; all of them are gone through at once, which is much quicker than one by one."""
    same = rule.params.get("same")
    text = "\n".join(plainly(asks))
    for word, meant in sorted(same.items(), key=_longest) if isinstance(same, dict) else ():
        text = text.replace(str(word), str(meant))
    words = sorted(rule.words("ignore"), key=lambda word: (-len(word), word))
    ignore = "|".join(map(re.escape, words))
    left = re.sub(ignore, "", text) if ignore else text
    return [key if len(key) > 1 else ask for key, ask in zip(left.split("\n"), text.split("\n"), strict=True)]


def _longest(pair: tuple[object, object]) -> tuple[int, str]:
    return -len(str(pair[0])), str(pair[0])


def _scripts(rule: Rule, context: Context) -> Iterator[Hit]:
    """Scripts that say nearly the same, or just the same, from the first reply to the last."""
    least, percent = rule.number("min", 0), rule.number("percent", 100)
    outlines = [found for found in of_rule(rule.where, context.outlines) if sum(map(len, found.says)) >= least]
    texts = ["\n".join(found.says) for found in outlines]
    for one, other, count in _alike(texts, percent):
        source, title = context.locate(outlines[other].path, "title")
        yield at_text(
            source, title, outlines[other].id,
            name=outlines[one].id, value=outlines[one].title, count=count, problem=difference(texts[one], texts[other]),
        )  # fmt: skip


def _replies(rule: Rule, context: Context) -> Iterator[Hit]:
    """Replies of two scripts that are nearly but not quite the same; equal ones are no harm, they are said alike."""
    least = rule.number("min", 0)
    owner: dict[str, Outline] = {}
    for found in of_rule(rule.where, context.outlines):
        for say in found.says:
            if len(say) >= least:
                owner.setdefault(say, found)
    texts = list(owner)
    whole: dict[tuple[str, str], bool] = {}
    for one, other, count in pairs(texts, rule.number("percent", 100)):
        known, found = owner[texts[one]], owner[texts[other]]
        if known is found or whole.setdefault((known.id, found.id), _one_script(known, found)):
            continue
        source, text = context.said(found.path, texts[other])
        yield at_text(
            source, text, found.id,
            name=known.id, value=texts[one], count=count, problem=difference(texts[one], texts[other]),
        )  # fmt: skip


def _one_script(one: Outline, other: Outline) -> bool:
    return any(pairs(["\n".join(one.says), "\n".join(other.says)], ONE_SCRIPT))


def _terms(rule: Rule, context: Context) -> Iterator[Hit]:
    """Facts, and slots, whose meanings read the same or nearly so: two names of one thing."""
    library = context.library
    facts = [(fact.name, fact.means, fact.place) for fact in library.facts.values()]
    slots = [(slot.name, slot.means, slot.place) for slot in library.slots.values()]
    for kind, terms in (("facts", facts), ("slots", slots)):
        source = library.term_sources.get(f"terms/{kind}.yaml")
        means = plainly([means for _name, means, _place in terms])
        if source is None:
            continue
        for one, other, count in _alike(means, rule.number("percent", 100)):
            name, _means, place = terms[other]
            yield at_text(source, place, None, word=name, name=terms[one][0], value=terms[one][1], count=count)


def _alike(texts: list[str], percent: int) -> list[tuple[int, int, int]]:
    """Pairs of equal texts and of nearly equal ones, by the later one."""
    first: dict[str, int] = {}
    equal = [(first[text], index, 100) for index, text in enumerate(texts) if first.setdefault(text, index) != index]
    return sorted([*equal, *pairs(texts, percent)], key=lambda pair: (pair[1], pair[0]))


_FIELDS: dict[str, Callable[[Rule, Context], Iterator[Hit]]] = {
    "asks": _asks,
    "replies": _replies,
    "scripts": _scripts,
    "terms": _terms,
}
