"""Reads a whole library, or a few of its scripts; what cannot be read is a problem in the result, never skipped."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from huashu.i18n import _
from huashu.model.library import Fact, FileProblems, Library, Name, Settings, Slot, Target
from huashu.model.script import Script
from huashu.model.source import LazyTree, Mapping, Problem, Source
from huashu.store import policy_files, schemas, scripts, terms, yaml_source
from huashu.store.files import collisions, hidden, listing, not_a_file, read, shown, yaml_path

if TYPE_CHECKING:
    from huashu.store.past import Past

_Value = TypeVar("_Value")
SCRIPTS = "scripts/"
TERM_FILES = (terms.FACTS, terms.SLOTS, terms.NAMES)
POLICY_FILES = (policy_files.APPROVAL, policy_files.PEOPLE, terms.TARGETS)
# Warnings about how a file is written do not keep it from being read.
READABLE_ANYWAY = frozenset({"folded", "bom", "inline-comment"})


def readable_anyway(found: FileProblems) -> bool:
    """Whether a file could be read in spite of its problems."""
    return all(problem.code in READABLE_ANYWAY for problem in found.problems)


@dataclass(frozen=True, slots=True)
class Files:
    """A library as bytes: (path, content) of its terms, pictures' words and scripts, what was refused, every path that exists."""

    terms: tuple[tuple[str, bytes], ...]
    scripts: tuple[tuple[str, bytes], ...]
    refused: tuple[FileProblems, ...]
    known: frozenset[str]


def read_files(root: Path, only: Collection[str] | None = None) -> Files:
    """Read the files of the library at `root`. only: paths of scripts to read; all others are listed, not read."""
    found, assets = listing(root, "scripts"), listing(root, "assets")
    names, refused = _terms(root)
    names += [path for path in assets.paths if path == terms.ALT]
    refused += _misnamed(assets.paths, (terms.ALT,))
    refused += [file for file in found.problems if only is None or file.source.path in only]

    def contents(paths: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
        return tuple([(path, read(root, path, yaml_source.LIMIT)) for path in paths])

    return Files(
        terms=contents(names),
        scripts=contents(path for path in found.paths if only is None or path in only),
        refused=(*refused, *assets.problems),
        known=frozenset((*found.paths, *assets.paths)),
    )


def files_at(past: Past) -> Files:
    """The files of a library as they were at an earlier commit. Links and submodules are refused, as on disk."""
    scripts = sorted(path for path in past.blobs if path.startswith(SCRIPTS) and not hidden(path))
    names = [path for path in (*TERM_FILES, *POLICY_FILES, terms.ALT) if path in past.blobs]
    contents = past.contents([*names, *scripts])
    refused = [
        FileProblems(Source(shown(path), ""), (not_a_file(),))
        for path in sorted(past.others)
        if path.startswith((SCRIPTS, "terms/")) or path in POLICY_FILES
    ]
    return Files(
        terms=tuple((path, contents[path]) for path in names),
        scripts=tuple((path, contents[path]) for path in scripts),
        refused=(*refused, *collisions(scripts)),
        known=frozenset((*scripts, *(path for path in past.blobs if path.startswith("assets/")))),
    )


def _terms(root: Path) -> tuple[list[str], list[FileProblems]]:
    """The files of terms and targets that can be read, and what keeps others from it."""
    names: list[str] = []
    refused: list[FileProblems] = []
    for folder, expected in (("terms", TERM_FILES), ("policy", POLICY_FILES)):
        found = listing(root, folder)
        for file in found.problems:
            # a folder that is not read keeps back each file that we look for in it
            paths = expected if file.source.path == folder else (file.source.path,)
            refused += [FileProblems(Source(path, ""), file.problems) for path in paths]
        names += [path for path in expected if path in found.paths]
        told = {file.source.path for file in refused}
        folders = [path for path in expected if path not in found.paths and os.path.lexists(root / path)]
        refused += [FileProblems(Source(path, ""), (not_a_file(),)) for path in folders if path not in told]
        refused += _misnamed(found.paths, expected)
    return names, refused


def _misnamed(paths: Iterable[str], expected: Collection[str]) -> Iterator[FileProblems]:
    """Files that were meant to be read, but have a name under which nobody looks for them."""
    for path in paths:
        meant = yaml_path(path.lower())
        if path != meant and meant in expected:
            name = meant.rsplit("/", 1)[-1]
            message = _("这个文件读不到：它要叫 {name}").format(name=name)
            hint = _("请把文件改名为 {name}").format(name=name)
            yield FileProblems(Source(path, ""), (Problem("id-path", 0, 0, message, hint),))


def load(root: Path, settings: Settings) -> Library:
    """The whole library at `root`."""
    return built(read_files(root), settings)


def built(files: Files, settings: Settings) -> Library:
    """The library that these files make."""
    return assemble(settings, (*files.terms, *files.scripts), refused=files.refused, known=files.known)


def assemble(
    settings: Settings,
    files: Iterable[tuple[str, bytes]],
    *,
    refused: Iterable[FileProblems] = (),
    known: frozenset[str] | None = None,
) -> Library:
    """A library from (path, bytes) pairs, which may come from disk, git or an example of a rule.

    known: every path that exists, where `files` is only a part of the library.
    """
    reader = _Reader(settings)
    reader.problems.extend(refused)
    paths = []
    for path, data in files:
        paths.append(path)
        reader.take(path, data)
    return Library(
        settings=settings,
        facts=reader.facts,
        slots=reader.slots,
        targets=reader.targets,
        scripts=tuple(sorted(reader.scripts, key=lambda script: script.source.path)),
        problems=tuple(sorted(reader.problems, key=lambda found: found.source.path)),
        term_sources=reader.sources,
        files=frozenset(paths) if known is None else known,
        names=reader.names,
        alts=reader.alts,
    )


class _Reader:
    """Takes files one by one and keeps what each of them gives."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.facts: dict[str, Fact] = {}
        self.slots: dict[str, Slot] = {}
        self.names: dict[str, Name] = {}
        self.alts: dict[str, str] = {}
        self.targets: tuple[Target, ...] = ()
        self.scripts: list[Script] = []
        self.problems: list[FileProblems] = []
        self.sources: dict[str, Source] = {}

    def take(self, path: str, data: bytes) -> None:
        if path == terms.FACTS:
            found = self._read("facts", path, data, lambda root: terms.facts(root, self.settings.timezone))
            self.facts = self._without_problems(path, found)
        elif path == terms.SLOTS:
            self.slots = self._read("slots", path, data, terms.slots) or {}
        elif path == terms.NAMES:
            self.names = self._without_problems(path, self._read("names", path, data, terms.names))
        elif path == terms.TARGETS:
            self.targets = self._read("targets", path, data, terms.targets) or ()
        elif path == policy_files.APPROVAL:
            self._only_problems(path, self._read("approval", path, data, policy_files.approval))
        elif path == policy_files.PEOPLE:
            zone = self.settings.timezone
            self._only_problems(path, self._read("people", path, data, lambda root: policy_files.people(root, zone)))
        elif path == terms.ALT:
            self.alts = self._read("alt", path, data, terms.alts) or {}
        else:
            self._take_script(path, data)

    def _without_problems(
        self, path: str, found: tuple[dict[str, _Value], tuple[Problem, ...]] | None
    ) -> dict[str, _Value]:
        """Terms by name; what is wrong with some of them is kept as problems of the file."""
        values, problems = found or ({}, ())
        if problems:
            self.problems.append(FileProblems(self.sources[path], problems))
        return values

    def _only_problems(self, path: str, found: tuple[object, tuple[Problem, ...]] | None) -> None:
        """No handbook shows who approves: these files are read to see whether they can be."""
        if found is not None and found[1]:
            self.problems.append(FileProblems(self.sources[path], found[1]))

    def _read(self, kind: str, path: str, data: bytes, build: Callable[[Mapping], _Value]) -> _Value | None:
        parsed = yaml_source.parse(path, data)
        self.sources[path] = parsed.source
        problems = parsed.problems
        usable = all(problem.code in READABLE_ANYWAY for problem in problems)
        if usable and parsed.root is not None:
            problems = (*problems, *schemas.validate(kind, parsed.root, parsed.source))
        if problems:
            self.problems.append(FileProblems(parsed.source, problems))
        readable = all(problem.code in READABLE_ANYWAY for problem in problems)
        return build(parsed.root) if readable and isinstance(parsed.root, Mapping) else None

    def _take_script(self, path: str, data: bytes) -> None:
        script, broken = read_script(self.settings, path, data)
        if script is not None:
            self.scripts.append(script)
        if broken is not None:
            self.problems.append(broken)


def read_script(settings: Settings, path: str, data: bytes) -> tuple[Script | None, FileProblems | None]:
    """One script file: the script where it can be read, and what is wrong with the file where anything is."""
    if not yaml_path(path):
        return None, None
    misplaced = _misplaced(path)
    if misplaced is not None:
        return None, FileProblems(Source(path, ""), (misplaced,))
    scene = settings.scenes.get(path.split("/")[1])
    tidy = yaml_source.values(path, data)
    if tidy is not None and schemas.accepts("script", tidy[1], scene):
        source, values, tree = tidy
        script, wrong = scripts.build(source, values, tree, settings.timezone)
        return script, FileProblems(source, wrong) if wrong else None
    parsed = yaml_source.parse(path, data)
    root, problems = parsed.root, parsed.problems
    script = None
    if root is not None and (not problems or all(problem.code in READABLE_ANYWAY for problem in problems)):
        wrong = schemas.validate("script", root, parsed.source, scene)
        if not wrong and isinstance(root, Mapping):
            script, wrong = scripts.build(parsed.source, root.to_data(), LazyTree(lambda: root), settings.timezone)
        problems = (*problems, *wrong)
    return script, FileProblems(parsed.source, problems) if problems else None


def _misplaced(path: str) -> Problem | None:
    parts = path.split("/")
    if not path.endswith(".yaml"):
        hint = _("请把文件改名为 {name}").format(name=yaml_path(parts[-1]))
        return Problem("id-path", 0, 0, _("话术文件名要以 .yaml 结尾"), hint)
    if len(parts) != 3:
        return Problem(
            "id-path",
            0,
            0,
            _("话术文件要放在 scripts/场景/ 下面，不多一层也不少一层"),
            _("例如 scripts/bargaining/price-too-high.yaml"),
        )
    return None
