"""Reads a library again and again, and of its scripts only those whose files have changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from huashu.errors import HuashuError
from huashu.model.library import FileProblems, Library, Settings
from huashu.model.script import Script
from huashu.store import library as libraries
from huashu.store import settings as settings_file
from huashu.store import yaml_source
from huashu.store.files import SETTINGS, read

_Known = tuple[bytes, Script | None, FileProblems | None]


class Reader:
    """Keeps what it has read; what has not changed is the very same value the next time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written = b""
        self._settings: Settings | None = None
        self._scripts: dict[str, _Known] = {}
        self._base: Library | None = None  # all but scripts; None where anything may be other than it was read

    def library(self, changed: Collection[str] | None = None) -> Library:
        """The library as it lies on disk now. changed: paths that differ from the last time, None where nobody knows.
        Raises HuashuError for what keeps it from being read at all."""
        settings = self.settings()
        base, self._base = self._base, None
        if base is None or changed is None or not self._read_again(settings, changed):
            files = libraries.read_files(self.root)
            base = libraries.assemble(settings, files.terms, refused=files.refused, known=files.known)
            self._scripts = {path: self._script(settings, path, data) for path, data in files.scripts}
        self._base = base
        broken = [problem for _data, _script, problem in self._scripts.values() if problem is not None]
        return replace(
            base,
            scripts=tuple(script for _data, script, _problem in self._scripts.values() if script is not None),
            problems=tuple(sorted((*base.problems, *broken), key=lambda found: found.source.path)),
        )

    def settings(self) -> Settings:
        """huashu.yaml as it is now; scripts are read anew where it has changed, as they are judged by it."""
        written = read(self.root, SETTINGS, yaml_source.LIMIT)
        if self._settings is None or written != self._written:
            self._settings, self._written = settings_file.parse(written), written
            self._scripts, self._base = {}, None
        return self._settings

    def _read_again(self, settings: Settings, changed: Collection[str]) -> bool:
        """Read the scripts that have changed; False where there are other changes, which may concern all of them."""
        if not self._scripts.keys() >= set(changed):
            return False
        try:
            read_again = {path: read(self.root, path, yaml_source.LIMIT) for path in changed}
        except HuashuError:  # gone, or no plain file any more
            return False
        self._scripts.update((path, self._script(settings, path, data)) for path, data in read_again.items())
        return True

    def _script(self, settings: Settings, path: str, data: bytes) -> _Known:
        known = self._scripts.get(path)
        if known is not None and known[0] == data:
            return known
        return (data, *libraries.read_script(settings, path, data))
