"""Reads a library again and again, and of its scripts only those whose files have changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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

    def library(self) -> Library:
        """The library as it lies on disk now. Raises HuashuError for what keeps it from being read at all."""
        settings = self.settings()
        files = libraries.read_files(self.root)
        base = libraries.assemble(settings, files.terms, refused=files.refused, known=files.known)
        self._scripts = {path: self._script(settings, path, data) for path, data in files.scripts}
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
            self._settings, self._written, self._scripts = settings_file.parse(written), written, {}
        return self._settings

    def _script(self, settings: Settings, path: str, data: bytes) -> _Known:
        known = self._scripts.get(path)
        if known is not None and known[0] == data:
            return known
        return (data, *libraries.read_script(settings, path, data))
