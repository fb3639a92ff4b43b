"""A library as a tree of git has it, read only as far as it is asked for, and each file only once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huashu.errors import HuashuError
from huashu.model.digest import said_digest
from huashu.model.library import Fact, Settings
from huashu.model.script import Script
from huashu.model.source import Mapping as MappingNode
from huashu.store import schemas, terms, yaml_source
from huashu.store import settings as settings_file
from huashu.store.extras import KINDS, LIMIT, PICTURES
from huashu.store.files import SETTINGS, hidden, yaml_path
from huashu.store.library import SCRIPTS, read_script, readable_anyway
from huashu.store.merging import Tree
from huashu.store.repository import Repository

_NO_FILE = b""


def is_script(path: str) -> bool:
    """Whether a library reads a script from this path, or would refuse to."""
    return path.startswith(SCRIPTS) and not hidden(path) and bool(yaml_path(path))


def is_picture(path: str) -> bool:
    """Whether a file is a picture that scripts may show."""
    return path.startswith(PICTURES) and not hidden(path) and path[path.rfind(".") :].lower() in KINDS


def script_id(path: str) -> str:
    """What a script at this path is called."""
    return path.removeprefix(SCRIPTS).removesuffix(".yaml")


class Shelf:
    """Files of a repository as they are read. One shelf serves all the states that are compared."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._bytes: dict[str, bytes] = {}
        self._scripts: dict[tuple[str, str, str], Script | None] = {}
        self._fingerprints: dict[tuple[str, str], str] = {}
        self._digests: dict[tuple[str, str, str, str], str] = {}

    def fetch(self, ids: Iterable[str], limit: int = yaml_source.LIMIT) -> None:
        """Have these contents at hand; of what is longer than `limit`, only that it is too long."""
        wanted = sorted(set(ids) - self._bytes.keys())
        if wanted:
            sizes = self.repository.sizes(wanted)
            short = [id for id in wanted if sizes.get(id, 0) <= limit]
            self._bytes |= {id: id.encode().ljust(limit + 1) for id in wanted if sizes.get(id, 0) > limit}
            self._bytes |= self.repository.contents(short)

    def bytes(self, id: str, limit: int = yaml_source.LIMIT) -> bytes:
        if id not in self._bytes:
            self.fetch([id], limit)
        return self._bytes[id]

    def script(self, settings: Settings, key: str, path: str, id: str) -> Script | None:
        """None where it cannot be read. key: tells settings apart."""
        wanted = (key, path, id)
        if wanted not in self._scripts:
            script, problems = read_script(settings, path, self.bytes(id))
            sound = problems is None or readable_anyway(problems)
            self._scripts[wanted] = script if sound else None
        return self._scripts[wanted]

    def fingerprint(self, id: str, alt: str) -> str:
        """As `extras.Picture.fingerprint`."""
        if (id, alt) not in self._fingerprints:
            text = alt.encode("utf-8", "surrogatepass") + b"\0" + self.bytes(id, LIMIT)
            self._fingerprints[id, alt] = hashlib.sha256(text).hexdigest()
        return self._fingerprints[id, alt]

    def digest(self, script: Script, around: tuple[str, str, str], state: State) -> str:
        """around: blob of the script, and what tells its facts and pictures apart."""
        wanted = (script.id, *around)
        if wanted not in self._digests:
            self._digests[wanted] = said_digest(script, state.facts, state.pictures)
        return self._digests[wanted]


@dataclass(slots=True)
class State:
    """One tree. Settings, facts and words for pictures are read at once, scripts when they are asked for.

    broken: paths of shared files that cannot be read.
    """

    shelf: Shelf
    tree: Tree
    settings: Settings | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        broken = []
        try:
            self.settings = settings_file.parse(self.content(SETTINGS))
        except HuashuError:
            broken.append(SETTINGS)
        facts = self._facts()
        alts = self._alts()
        self.facts, self.pictures = facts or {}, self._pictures(alts or {})
        broken += [path for path, found in ((terms.FACTS, facts), (terms.ALT, alts)) if found is None]
        self.broken = tuple(broken)

    def script(self, path: str) -> Script | None:
        """None where there is none that can be read."""
        blob = self.tree.files.get(path)
        if blob is None or self.settings is None or not is_script(path):
            return None
        return self.shelf.script(self.settings, self._id(SETTINGS), path, blob.id)

    def digest(self, script: Script) -> str:
        """The said-digest of a script of this state."""
        blob = self.tree.files[script.source.path].id
        pictures = "" if not script_pictures(script) else repr(sorted(self.pictures.items()))
        around = (f"{blob} {self._id(SETTINGS)}", self._id(terms.FACTS), pictures)
        return self.shelf.digest(script, around, self)

    def scripts(self) -> list[str]:
        """Paths of all scripts, sorted."""
        return sorted(path for path in self.tree.files if is_script(path))

    def fetch(self, paths: Iterable[str]) -> None:
        """Have these files at hand."""
        self.shelf.fetch(self.tree.files[path].id for path in paths if path in self.tree.files)

    def _id(self, path: str) -> str:
        blob = self.tree.files.get(path)
        return blob.id if blob else ""

    def content(self, path: str) -> bytes:
        """A file of this state as it stands, b"" where there is none."""
        id = self._id(path)
        return self.shelf.bytes(id) if id else _NO_FILE

    def _root(self, kind: str, path: str) -> MappingNode | None:
        parsed = yaml_source.parse(path, self.content(path))
        usable = parsed.root is not None and not parsed.problems
        if not usable or not isinstance(parsed.root, MappingNode):
            return None
        return None if schemas.validate(kind, parsed.root, parsed.source) else parsed.root

    def _facts(self) -> dict[str, Fact] | None:
        if not self._id(terms.FACTS):
            return {}
        root = self._root("facts", terms.FACTS)
        if root is None or self.settings is None:
            return None
        found, problems = terms.facts(root, self.settings.timezone)
        return None if problems else found

    def _alts(self) -> dict[str, str] | None:
        if not self._id(terms.ALT):
            return {}
        root = self._root("alt", terms.ALT)
        return None if root is None else terms.alts(root)

    def _pictures(self, words: Mapping[str, str]) -> dict[str, str]:
        """Fingerprints by the names that scripts may give pictures, as a handbook has them."""
        found: dict[str, str] = {}
        paths = sorted(filter(is_picture, self.tree.files))
        self.shelf.fetch((self.tree.files[path].id for path in paths), LIMIT)
        for path in paths:
            name = path.removeprefix(PICTURES)
            stem = name.rsplit(".", 1)[0]
            mark = self.shelf.fingerprint(self.tree.files[path].id, words.get(name) or words.get(stem) or "")
            found[name] = mark
            found.setdefault(stem, mark)
        return found


def script_pictures(script: Script) -> tuple[str, ...]:
    """Names of the pictures that a script shows."""
    return tuple(sorted({reply.image.value for reply in script.replies if reply.image}))
