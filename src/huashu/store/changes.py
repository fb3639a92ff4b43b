"""What lies between two states of a library, part by part, by what is said and not by what lines differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from huashu.model.change import (
    ADDED,
    CHANGED,
    FACT,
    FILE,
    GONE,
    GOVERNANCE,
    LAYOUT,
    MOVED,
    RETIRED,
    SCRIPT,
    Blob,
    Item,
    Obstacle,
)
from huashu.model.digest import fact_digest, spoken
from huashu.model.script import Script
from huashu.store import terms
from huashu.store.extras import PICTURES
from huashu.store.files import SETTINGS, shown
from huashu.store.states import State, is_picture, is_script, script_id, script_pictures

Governs = Callable[[str], bool]


def between(before: State, after: State, governs: Governs) -> tuple[tuple[Item, ...], tuple[Obstacle, ...]]:
    """Items and what keeps them from being known, both sorted. governs: whether a path is governance."""
    found = _Between(before, after, governs)
    items = sorted((*found.scripts(), *found.facts(), *found.files()), key=lambda item: item.key)
    return tuple(items), tuple(sorted(set(found.obstacles), key=lambda one: (one.path, one.code)))


class _Between:
    """Gathers the parts of one comparison."""

    def __init__(self, before: State, after: State, governs: Governs) -> None:
        self.before, self.after = before, after
        old, new = before.tree.files, after.tree.files
        self.touched = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
        self.governance = frozenset(filter(governs, self.touched))
        self.obstacles = [Obstacle("unreadable", path) for path in after.broken if path in new or path == SETTINGS]
        self.changed_facts = frozenset(self._changed_facts())
        self.shared = any(path in (SETTINGS, terms.FACTS, terms.ALT) or is_picture(path) for path in self.touched)

    @property
    def only_facts(self) -> bool:
        """Whether facts alone make scripts that are left alone say something else."""
        others = (path for path in self.touched if path in (SETTINGS, terms.ALT) or is_picture(path))
        return self.shared and not any(others)

    def _may_speak(self, path: str) -> bool:
        """Whether a script that is left alone may name a changed fact: by its bytes, which saves reading the others.

        An escape may stand for any character; a quote in a name is written twice.
        """
        data = self.after.content(path)
        names = self.changed_facts
        return b"\\" in data or any("'" in name or name.encode("utf-8", "replace") in data for name in names)

    def _changed_facts(self) -> Iterator[str]:
        for name in self.before.facts.keys() | self.after.facts.keys():
            old, new = self.before.facts.get(name), self.after.facts.get(name)
            if old is None or new is None or fact_digest(old) != fact_digest(new):
                yield name

    # scripts

    def scripts(self) -> Iterator[Item]:
        """Every script that is said otherwise now, or whose file differs."""
        own = [path for path in self.touched if is_script(path) and path not in self.governance]
        wanted = sorted({*own, *self.before.scripts(), *self.after.scripts()}) if self.shared else own
        for state in (self.before, self.after):
            state.fetch(wanted)
        if self.only_facts:
            mine = frozenset(own)
            wanted = [path for path in wanted if path in mine or self._may_speak(path)]
        pairs = {script_id(path): (self.before.script(path), self.after.script(path), path) for path in wanted}
        touched = frozenset(self.touched)
        for path in wanted:
            self._unreadable(path, path in touched)
        moves = self._moves({id: new for id, (old, new, _path) in pairs.items() if new and not self._was(_path)})
        for id, (old, new, path) in pairs.items():
            if id in moves.values():
                continue
            if id in moves:
                old = pairs[moves[id]][0]
            item = self._script(id, old, new, path, path in touched)
            if item is not None:
                yield item

    def _was(self, path: str) -> bool:
        return path in self.before.tree.files

    def _unreadable(self, path: str, touched: bool) -> None:
        """A script that nobody can read cannot be approved. One that was so before, and is left alone, hinders nobody."""
        there = path in self.after.tree.files
        if there and self.after.script(path) is None and (touched or self.before.script(path) is not None):
            self.obstacles.append(Obstacle("unreadable", shown(path)))

    def _moves(self, added: dict[str, Script]) -> dict[str, str]:
        """New id → old id, where exactly one new script says what it was called and the old one is gone."""
        found: dict[str, str] = {}
        for id, script in sorted(added.items()):
            for former in script.formerly:
                path = f"scripts/{former.value}.yaml"
                gone = path in self.before.tree.files and path not in self.after.tree.files
                if not gone or self.before.script(path) is None:
                    continue
                if former.value in found.values() or id in found:
                    self.obstacles.append(Obstacle("formerly", shown(script.source.path), former.value))
                else:
                    found[id] = former.value
        return found

    def _script(self, id: str, old: Script | None, new: Script | None, path: str, touched: bool) -> Item | None:
        if old is None and new is None and not touched:
            return None
        before = self.before.digest(old) if old else ""
        digest = self.after.digest(new) if new else GONE
        paths = tuple(dict.fromkeys((path, *([old.source.path] if old else []))))
        blobs = (self._blob(self.before, paths[-1]), self._blob(self.after, path))
        how = self._how(old, new, path)
        if how == CHANGED and before == digest:
            if not touched:
                return None
            how, before, digest = LAYOUT, str(blobs[0]), str(blobs[1])
        if new is None and path in self.after.tree.files:  # unreadable: an obstacle says so
            return None
        because = self._because(old, new) if old and new else ()
        return Item(
            id, SCRIPT, how, digest, before, paths, touched or len(paths) > 1, because, old, new, None, None, *blobs
        )

    def _how(self, old: Script | None, new: Script | None, path: str) -> str:
        if new is None:
            return RETIRED
        if old is None:
            return CHANGED if self._was(path) else ADDED  # what could not be read before is no new script
        return MOVED if old.id != new.id else CHANGED

    def _because(self, old: Script, new: Script) -> tuple[str, ...]:
        """Keys of the facts, pictures and settings that changed what is said."""
        if not self.shared:
            return ()
        found = []
        if self.changed_facts:
            found += [fact_key(name) for name in (spoken(old) | spoken(new)) & self.changed_facts]
        seen = {*script_pictures(old), *script_pictures(new)}
        found += [PICTURES + name for name in seen if self.before.pictures.get(name) != self.after.pictures.get(name)]
        if not found and SETTINGS in self.touched and old.source.text == new.source.text:
            found.append(SETTINGS)
        return tuple(sorted(found))

    # facts and other files

    def facts(self) -> Iterator[Item]:
        """Every fact with another value, meaning or owner."""
        touched = terms.FACTS in self.touched
        for name in sorted(self.changed_facts):
            old, new = self.before.facts.get(name), self.after.facts.get(name)
            how = ADDED if old is None else RETIRED if new is None else CHANGED
            digest, before = fact_digest(new) if new else GONE, fact_digest(old) if old else ""
            because = () if touched else (SETTINGS,)
            yield Item(
                fact_key(name), FACT, how, digest, before, (terms.FACTS,), touched, because, old_fact=old, new_fact=new
            )

    def files(self) -> Iterator[Item]:
        """Every other file that differs, by its bytes and mode."""
        for path in self.touched:
            governs = path in self.governance
            told_by_facts = path == terms.FACTS and self.changed_facts and path in self.after.tree.files
            if not governs and (is_script(path) or told_by_facts):
                continue
            old, new = self._blob(self.before, path), self._blob(self.after, path)
            how = ADDED if old is None else RETIRED if new is None else CHANGED
            digest, before = str(new) if new else GONE, str(old) if old else ""
            kind = GOVERNANCE if governs else FILE
            yield Item(path, kind, how, digest, before, (path,), old_blob=old, new_blob=new)

    @staticmethod
    def _blob(state: State, path: str) -> Blob | None:
        return state.tree.files.get(path)


def fact_key(name: str) -> str:
    """How opinions name a fact."""
    return f"{terms.FACTS}#{name}"
