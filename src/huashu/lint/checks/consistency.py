"""The check `consistency`: one thing has one name, and one promise one term, in all scripts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.context import Context
from huashu.lint.outline import Outline, of_rule
from huashu.lint.promises import Promise, Topics, promised_by_name, promises, sentence
from huashu.lint.view import ScriptView
from huashu.model.rule import Rule

_SHORT = 2  # a word of so few characters may well be a part of another: a person must look


def names(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """`names`: a word that terms/names.yaml replaces."""
    if context.naming is None or rule.text("problem") != "names" or not context.naming.any(view.written):
        return
    for _index, said in view.looked_at(rule.where):
        written = said.said.written
        for start, end, word, name in context.naming.find(written.value):
            yield Hit(
                view.script.source, written, start, end, {"word": word, "suggestion": name},
                replacement=name, safety="unsafe" if len(word) <= _SHORT else "safe", script=view.script.id,
            )  # fmt: skip


def terms(rule: Rule, context: Context) -> Iterator[Hit]:
    """`terms`: a time typed for something, where another script promises a different one. `names`: the value of a
    fact that holds a word which terms/names.yaml replaces."""
    if rule.text("problem") == "names":
        yield from _facts_misnamed(context)
    elif rule.text("problem") == "terms":
        for said in _by_topic(rule, context).values():
            yield from _odd_ones(said, context)


def _facts_misnamed(context: Context) -> Iterator[Hit]:
    source = context.library.term_sources.get("terms/facts.yaml")
    if context.naming is None or source is None:
        return
    for fact in context.library.facts.values():
        for value in (fact.value, *(dated.value for dated in fact.dated)):
            for found in context.naming.find(value):
                yield at_text(source, fact.place, None, word=found.word, suggestion=found.name)


class _Said:
    """What one script promises about a topic."""

    def __init__(self, found: Outline, text: str, promise: Promise, topic: str) -> None:
        self.outline = found
        self.text = text
        self.promise = promise
        self.topic = topic

    @property
    def words(self) -> str:
        return self.text[self.promise.start : self.promise.end]


def _by_topic(rule: Rule, context: Context) -> dict[tuple[str, ...], list[_Said]]:
    """What is typed about each topic, kept apart where the sentence names a case of its own, and the facts that are
    said of the same."""
    given = rule.params.get("topics")
    topics = {str(topic): tuple(map(str, some)) for topic, some in (given.items() if isinstance(given, dict) else ())}
    outlines = of_rule(rule.where, context.outlines)
    owners = [(found, text) for found in outlines for text in (*found.says, *found.variants)]
    typed = _Gathered(rule, topics, owners)
    typed.take(promises([text for _found, text in owners]))
    if not typed.said:
        return {}
    touched = [word for key in typed.said for word in topics[key[0]]]
    named = [(found, text) for found, text in owners if "{" in text and any(word in text for word in touched)]
    facts = _Gathered(rule, topics, named)
    facts.take(promised_by_name([text for _found, text in named], context.facts))
    return {key: [*said, *facts.said[key]] for key, said in sorted(typed.said.items())}


class _Gathered:
    """Promises gathered by what they are about: the topic, and the cases of its own that the sentence names."""

    def __init__(self, rule: Rule, topics: Mapping[str, tuple[str, ...]], owners: list[tuple[Outline, str]]) -> None:
        self.topics = Topics({word: topic for topic, some in topics.items() for word in some})
        # one sentence may promise thousands of times
        self.cases = lru_cache(maxsize=4)(partial(_held, rule.words("apart")))
        self.owners = owners
        self.said: dict[tuple[str, ...], list[_Said]] = defaultdict(list)

    def take(self, found: Iterable[Promise]) -> None:
        for promise in found:
            outline, text = self.owners[promise.text]
            topic = self.topics.about(text, promise.start, promise.end)
            if topic:
                around = sentence(text, promise.start, promise.end)
                self.said[topic, *self.cases(around)].append(_Said(outline, text, promise, topic))


def _held(words: Sequence[str], text: str) -> tuple[str, ...]:
    return tuple(word for word in words if word in text)


def _odd_ones(said: list[_Said], context: Context) -> Iterator[Hit]:
    """What is typed and differs from the facts said of the topic, or from what most scripts type."""
    facts = [one for one in said if one.promise.fact]
    typed = [one for one in said if not one.promise.fact]
    usual = _most_common(facts or typed)
    right = {one.promise.amount for one in facts} if facts else {usual.promise.amount}
    fine = {one.outline.id for one in said if one.promise.amount in right}  # who says both has named two cases
    for one in typed:
        if one.promise.amount not in right and one.outline.id not in fine:
            source, text = context.said(one.outline.path, one.text)
            values = {"word": one.words, "problem": one.topic, "name": usual.outline.id, "value": _told(usual, context)}
            yield Hit(source, text, one.promise.start, one.promise.end, values, script=one.outline.id)


def _most_common(said: Iterable[_Said]) -> _Said:
    """One that says what most scripts say; among equals the first by path."""
    said = list(said)
    counts = Counter(amount for _id, amount in {(one.outline.id, one.promise.amount) for one in said})
    return max(said, key=lambda one: counts[one.promise.amount])


def _told(one: _Said, context: Context) -> str:
    fact = one.promise.fact
    return f"{one.words}（{context.facts[fact]}）" if fact else one.words
