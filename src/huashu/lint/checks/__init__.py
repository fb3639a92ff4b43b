"""The closed vocabulary behind rules: one check a name, registered here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from huashu.lint.checks import (
    characters,
    consistency,
    coverage,
    duty,
    files,
    names,
    order,
    pii,
    promise,
    relations,
    similarity,
    time,
    typography,
    words,
)
from huashu.lint.checks.hit import Hit
from huashu.lint.checks.suppression import Doubt, suppression
from huashu.lint.checks.words import Matches
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.library import FileProblems
from huashu.model.rule import Rule

TextCheck = Callable[[Rule, ScriptView, Matches], Iterator[Hit]]
ScriptCheck = Callable[[Rule, ScriptView, Context], Iterator[Hit]]


class Check(NamedTuple):
    """A check by what it looks at.

    text: one script, with the words and patterns found in it; always: also where nothing was found.
    script: one script. library: all scripts together. file: a file that could not be read as it stands.
    answer: what people answered to findings.
    by_channel: `script` looks at texts, channel by channel, and not at the script as one thing.
    may: whether `script` can find anything in a script at all, which is quickly told; asked once for all rules of the
    check but those whose `problem` is one of `ungated`.
    single: where `library` is there too, the values of `problem` that `script` judges.
    """

    text: TextCheck | None = None
    always: bool = False
    script: ScriptCheck | None = None
    library: Callable[[Rule, Context], Iterator[Hit]] | None = None
    file: Callable[[Rule, FileProblems], Iterator[Hit]] | None = None
    answer: Callable[[Rule, Doubt], Iterator[Hit]] | None = None
    by_channel: bool = False
    may: Callable[[ScriptView, Context], bool] | None = None
    ungated: tuple[str, ...] = ()
    single: tuple[str, ...] = ()


CHECKS: dict[str, Check] = {
    "by": Check(script=duty.by),
    "characters": Check(script=characters.characters, by_channel=True, may=characters.may),
    "consistency": Check(script=consistency.names, library=consistency.terms, by_channel=True, single=("names",)),
    "coverage": Check(script=coverage.unasked, library=coverage.coverage, single=("asks",)),
    "escalation": Check(script=duty.escalation),
    "existence": Check(text=words.existence),
    "facts": Check(
        text=promise.promise,
        script=names.facts,
        by_channel=True,
        library=names.library_facts,
        single=("undeclared", "typed", "promise"),
        may=names.may_misname,
    ),
    "ladder": Check(script=order.ladder),
    "length": Check(script=order.length, by_channel=True),
    "lifecycle": Check(
        script=time.lifecycle, library=time.bygone, single=time.ALONE, may=time.may, ungated=(time.ENDLESS,)
    ),
    "occurrence": Check(text=words.occurrence),
    "pii": Check(script=pii.pii, by_channel=True, may=pii.may),
    "references": Check(
        script=names.references, library=relations.relations, single=("", "no-alt"), may=names.may_refer_wrongly
    ),
    "required": Check(text=words.required, always=True),
    "schema": Check(file=files.schema),
    "sequence": Check(script=order.sequence),
    "similarity": Check(library=similarity.similarity),
    "slots": Check(script=names.slots, by_channel=True, library=names.unused_slots, single=("malformed", "spoken")),
    "substitution": Check(text=words.substitution),
    "typography": Check(
        script=typography.typography, by_channel=True, may=typography.may, ungated=(typography.ANYWHERE,)
    ),
    "suppression": Check(answer=suppression),
    "tags": Check(script=duty.tags),
    "unique": Check(library=names.unique),
}


def reach(rule: Rule) -> str:
    """What a rule judges as one: each "text" by itself, a "script", or the "library"."""
    check = check_of(rule)
    whole = check.answer is not None or check.library is not None
    if whole and rule.text("problem") not in check.single:
        return "library"
    return "text" if check.text is not None or check.by_channel else "script"


def check_of(rule: Rule) -> Check:
    """The check behind a rule: one of huashu's own, else one that a package brings."""
    known = CHECKS.get(rule.check)
    if known is not None:
        return known
    from huashu.lint.checks.own import own
    from huashu.store import own_checks

    brought = own_checks.find(rule.check, frozenset(CHECKS))
    assert brought is not None, rule.check  # loading the rule has asked for it
    return Check(script=own(brought), by_channel=True)


def brought_along(rules: Iterable[Rule]) -> bool:
    """Whether any rule is judged by a check that is not huashu's own."""
    return any(rule.check not in CHECKS for rule in rules)
