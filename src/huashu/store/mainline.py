"""What the protected branch has already held: an approval serves once, for the change that it was given for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from huashu.model.change import FACT, GONE, SCRIPT, Item
from huashu.model.digest import fact_digest
from huashu.store.merging import tree
from huashu.store.repository import Repository
from huashu.store.states import Shelf, State


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether the branch has held a part with this digest at any time since a commit."""

    base: str
    key: str
    digest: str


class Mainline:
    """The protected branch up to a commit, by first parents."""

    def __init__(self, repository: Repository, tip: str, shelf: Shelf | None = None) -> None:
        self.repository, self.tip = repository, tip
        self.shelf = shelf or Shelf(repository)
        self._places: dict[str, int] | None = None
        self._states: dict[str, State] = {}

    def place(self, commit: str) -> int | None:
        """How far back a commit is: 0 for the newest; None for one that the branch never was at."""
        if commit == self.tip:
            return 0
        if self._places is None:
            commits = self.repository.told("rev-list", "--first-parent", self.tip).split()
            self._places = {commit: number for number, commit in enumerate(commits)}
        return self._places.get(commit)

    def held(self, questions: Iterable[Asked], items: Mapping[str, Item]) -> frozenset[Asked]:
        """Those that it has held after `base`. items: the parts that the questions name, by key."""
        rows = [(one, self.place(one.base)) for one in questions if one.key in items]
        oldest = max((place for _one, place in rows if place), default=0)
        if not oldest:
            return frozenset()
        paths = sorted({path for one, _place in rows for path in items[one.key].paths})
        touches = list(self._touches(oldest, paths))
        found = set()
        for one, place in rows:
            own = [commit for commit, near, path in touches if near < (place or 0) and path in items[one.key].paths]
            if any(self._digest(commit, items[one.key]) == one.digest for commit in dict.fromkeys(own)):
                found.add(one)
        return frozenset(found)

    def _touches(self, oldest: int, paths: list[str]) -> Iterator[tuple[str, int, str]]:
        """Commit, how far back it is, path: of the newest `oldest` commits those that changed one of these paths."""
        options = ("--first-parent", "-m", "--name-only", "-z", "--no-renames", f"--max-count={oldest}")
        output = self.repository.told("log", *options, "--format=%x00%H", self.tip)
        wanted, current, first = set(paths), "", False
        fields = iter(output.split("\0"))
        for text in fields:
            if not text:
                current, first = next(fields, ""), True
                continue
            path, first = (text.removeprefix("\n") if first else text), False
            if path in wanted:
                yield current, self.place(current) or 0, path

    def _digest(self, commit: str, item: Item) -> str:
        """Of a part as it was at a commit, counted as `change.Item` does."""
        state = self._states.get(commit)
        if state is None:
            state = self._states[commit] = State(self.shelf, tree(self.repository, commit))
        path = item.paths[0]
        blob = state.tree.files.get(path)
        if item.kind == FACT:
            name = (item.new_fact or item.old_fact).name if (item.new_fact or item.old_fact) else ""  # type: ignore[union-attr]
            fact = state.facts.get(name)
            return fact_digest(fact) if fact else GONE
        if blob is None:
            return GONE
        if item.kind == SCRIPT and item.digest != str(blob):  # a change of layout is approved by its bytes
            script = state.script(path)
            return state.digest(script) if script else ""
        return str(blob)
