"""The closed vocabulary behind rules: one check a name, registered here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from huashu.lint.checks import characters, files, names, order, time, words
from huashu.lint.checks.hit import Hit
from huashu.lint.checks.words import Matches
from huashu.lint.context import Context
from huashu.lint.view import ScriptView
from huashu.model.library import FileProblems
from huashu.model.rule import Rule

TextCheck = Callable[[Rule, ScriptView, Matches], Iterator[Hit]]
ScriptCheck = Callable[[Rule, ScriptView, Context], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check by what it looks at.

    text: one script, with the words and patterns found in it; always: also where nothing was found.
    script: one script. library: all scripts together. file: a file that could not be read as it stands.
    """

    text: TextCheck | None = None
    always: bool = False
    script: ScriptCheck | None = None
    library: Callable[[Rule, Context], Iterator[Hit]] | None = None
    file: Callable[[Rule, FileProblems], Iterator[Hit]] | None = None


CHECKS: dict[str, Check] = {
    "characters": Check(script=characters.characters),
    "existence": Check(text=words.existence),
    "facts": Check(script=names.facts, library=names.library_facts),
    "ladder": Check(script=order.ladder),
    "length": Check(script=order.length),
    "lifecycle": Check(script=time.lifecycle),
    "occurrence": Check(text=words.occurrence),
    "references": Check(script=names.references),
    "required": Check(text=words.required, always=True),
    "schema": Check(file=files.schema),
    "sequence": Check(script=order.sequence),
    "slots": Check(script=names.slots, library=names.unused_slots),
    "substitution": Check(text=words.substitution),
    "unique": Check(library=names.unique),
}
