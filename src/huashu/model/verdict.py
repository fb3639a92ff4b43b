"""What the gate says: a tree of reasons, each with a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

GRANTED, OPEN, REFUSED, NOTE = "granted", "open", "refused", "note"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reason with the reasons under it.

    status: GRANTED; OPEN: nothing is wrong, but something is still missing; REFUSED: something must be put right;
    NOTE: told, and without weight. Only a tree whose top is GRANTED lets a change in.
    code: stable, such as `stage-missing`. about: key of an item, id of a stage or of an opinion, as the code has it.
    todo: what to do next, "" where nothing is to be done.
    """

    status: str
    code: str
    sentence: str
    todo: str = ""
    about: str = ""
    children: tuple[Verdict, ...] = ()

    @property
    def granted(self) -> bool:
        return self.status == GRANTED

    def walk(self) -> Iterator[Verdict]:
        """This node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def codes(self) -> frozenset[str]:
        return frozenset(node.code for node in self.walk())


def joined(children: tuple[Verdict, ...]) -> str:
    """The status of what needs all of these: REFUSED before OPEN before GRANTED; notes have no weight."""
    found = {child.status for child in children}
    return next((status for status in (REFUSED, OPEN) if status in found), GRANTED)
