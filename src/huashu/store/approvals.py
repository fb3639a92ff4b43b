"""refs/huashu/approvals: signed records in a chain of commits that is only ever added to.

Each record lies in a folder made of its own hash, as records/<two digits>/<the others>/: record.json, signature, and for
GPG the public key as key-<fingerprint>.asc. Once in the chain it stays: what a later commit takes away or changes is
still read as it was first. Only whoever rewrites the ref as a whole can make a record disappear, and then the records
that followed it name what is gone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.git import fed, own_repository, run, told
from huashu.store.repository import Repository
from huashu.store.signing import Signature
from huashu.store.signing import read as signature_in

REF = "refs/huashu/approvals"
RECORD_LIMIT, SIGNATURE_LIMIT = 1024 * 1024, 64 * 1024
_RECORD = re.compile(
    r"records/([0-9a-f]{2}/[0-9a-f]{62})/(record\.json|signature|key-(?:[0-9A-F]{40}|[0-9A-F]{64})\.asc)"
)
_ARCHIVE = re.compile(r"archive/([0-9a-f]{40}|[0-9a-f]{64})/([a-z]+\.json)")
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it lies in the chain.

    id: SHA-256 of its bytes. commit: that brought it. signature: None where there is none that can be read.
    doubts: renamed (lies under another name than its own) | rewritten (was changed or taken away later) |
    size | no-signature.
    """

    id: str
    data: bytes
    signature: Signature | None
    commit: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The chain. entries: oldest first, those of one commit by id. strange: paths that have no place in it.

    archives: commit of the protected branch → name of a file → its object id.
    """

    tip: str = ""
    entries: tuple[Entry, ...] = ()
    archives: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    strange: tuple[str, ...] = ()
    newest: tuple[str, ...] = ()  # ids that the last commit with records brought


def tip(repository: Repository, ref: str = REF) -> str:
    """The newest commit of the chain, "" where there is none."""
    with own_repository():
        asked = ("for-each-ref", "--format=%(objecttype) %(objectname)", ref)
        output = told(repository.place, *run(repository.place, *asked, git_dir=repository.git_dir))
    kind, _space, name = output.partition(" ")
    if output and (kind != "commit" or not _COMMIT.fullmatch(name)):
        raise HuashuError(
            _("审批记录读不出来：{ref} 指的不是提交").format(ref=ref),
            where=ref,
            todo=_("请管理员查一查是谁改的，再从别人的电脑上取回：huashu review sync"),
        )
    return name


def read(repository: Repository, tip: str) -> Kept:
    """All that was ever added up to a commit of the chain."""
    if not tip:
        return Kept()
    chain = _Chain(tip)
    chain.walk(repository)
    return chain.kept(repository)


def append(repository: Repository, files: Mapping[str, bytes], message: str) -> str:
    """Add files to the chain, whoever else adds to it meanwhile; the new tip. What is there already is left as it is."""
    for _attempt in range(_ATTEMPTS):
        old = tip(repository)
        new = commit(repository, old, files, message)
        if new == old or swap(repository, REF, new, old):
            return new
    raise HuashuError(_("别的程序正在写审批记录，没有写成"), where=REF, todo=_("请等一会儿，再运行一次"))


def record_files(data: bytes, signature: Signature) -> dict[str, bytes]:
    """A record and its signature by their paths in the chain."""
    id = hashlib.sha256(data).hexdigest()
    folder = f"records/{id[:2]}/{id[2:]}"
    files = {f"{folder}/record.json": data, f"{folder}/signature": signature.armour}
    if signature.public:
        files[f"{folder}/key-{signature.key}.asc"] = signature.public
    return files


def archive_files(commit: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is kept of a merge by its paths in the chain. commit: that the protected branch came to."""
    return {f"archive/{commit}/{name}": data for name, data in files.items()}


def commit(repository: Repository, parent: str, files: Mapping[str, bytes], message: str) -> str:
    """A commit that adds files to another one ("" for none); that one itself where nothing is new."""

    def git(data: bytes, *arguments: str) -> str:
        return told(repository.place, *fed(repository.git_dir, data, *arguments, index=index))

    with own_repository(), TemporaryDirectory(prefix="huashu-") as folder:
        index = Path(folder) / "index"
        there = set()
        if parent:
            git(b"", "read-tree", parent)
            there = set(git(b"", "ls-files", "-z").split("\0"))
        wanted = {path: data for path, data in sorted(files.items()) if path not in there}
        if not wanted:
            return parent
        names = []
        for number, data in enumerate(wanted.values()):
            (Path(folder) / str(number)).write_bytes(data)
            names.append(f"{Path(folder) / str(number)}\n")
        ids = git("".join(names).encode(), "hash-object", "-w", "--no-filters", "--stdin-paths")
        rows = "".join(f"100644 {id}\t{path}\0" for path, id in zip(wanted, ids.split(), strict=True))
        git(rows.encode(), "update-index", "-z", "--index-info")
        tree = git(b"", "write-tree")
        parents = ("-p", parent) if parent else ()
        return git(message.encode(), "commit-tree", tree, *parents)


def swap(repository: Repository, ref: str, new: str, old: str) -> bool:
    """Point a ref to `new` if it still points to `old` ("" for nowhere)."""
    arguments = ("update-ref", "--no-deref", "--create-reflog", ref, new, old or "0" * len(new))
    with own_repository():
        status, _output, complaint = fed(repository.git_dir, b"", *arguments)
    if status and "cannot lock ref" not in complaint:
        told(repository.place, status, "", complaint)
    return status == 0


def contents(repository: Repository, kept: Kept) -> dict[str, dict[str, bytes]]:
    """The archived files: commit → name → bytes."""
    found = repository.contents({id for files in kept.archives.values() for id in files.values()})
    return {commit: {name: found[id] for name, id in files.items()} for commit, files in kept.archives.items()}


class _Chain:
    """Gathers what each commit of a chain added."""

    def __init__(self, tip: str) -> None:
        self.tip = tip
        self.added: dict[str, dict[str, str]] = {}  # folder → name → object id
        self.commits: dict[str, str] = {}  # folder → commit
        self.changed: set[str] = set()
        self.archives: dict[str, dict[str, str]] = {}
        self.strange: set[str] = set()
        self.seen: set[str] = set()

    def walk(self, repository: Repository) -> None:
        options = (
            "--reverse",
            "--topo-order",
            "--diff-merges=off",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--root",
        )
        fields = iter(repository.told("log", *options, "--format=%x00%H", self.tip).split("\0"))
        current = ""
        for text in fields:
            if not text:
                current = next(fields, "")
            else:
                _old, mode, _before, id, status = text.strip("\n").split(" ")
                self._entry(current, next(fields), mode, id, status)

    def _entry(self, commit: str, path: str, mode: str, id: str, status: str) -> None:
        record, archive = _RECORD.fullmatch(path), _ARCHIVE.fullmatch(path)
        first = status == "A" and path not in self.seen
        self.seen.add(path)
        if mode not in ("100644", "000000") or not (record or archive):
            self.strange.add(path)
        elif record:
            folder, name = record.groups()
            late = self.commits.get(folder, commit) != commit  # a signature that comes after its record
            if first and not late:
                self.added.setdefault(folder, {})[name] = id
                self.commits.setdefault(folder, commit)
            else:
                self.changed.add(folder)
        elif archive and first:
            self.archives.setdefault(archive[1], {})[archive[2]] = id

    def kept(self, repository: Repository) -> Kept:
        ids = [id for files in self.added.values() for id in files.values()]
        sizes = repository.sizes(ids)
        small = {id for id in ids if sizes.get(id, RECORD_LIMIT + 1) <= RECORD_LIMIT}
        contents = repository.contents(small)
        entries = []
        for folder, files in self.added.items():
            entries.append(self._read(folder, {name: contents.get(id) for name, id in files.items()}))
        order = {commit: number for number, commit in enumerate(dict.fromkeys(self.commits.values()))}
        entries.sort(key=lambda entry: (order[entry.commit], entry.id))
        newest = tuple(entry.id for entry in entries if entry.commit == entries[-1].commit)
        return Kept(self.tip, tuple(entries), dict(sorted(self.archives.items())), tuple(sorted(self.strange)), newest)

    def _read(self, folder: str, files: Mapping[str, bytes | None]) -> Entry:
        data, armour = files.get("record.json"), files.get("signature")
        keys = [name for name in sorted(files) if name.startswith("key-")]
        public = files[keys[0]] if len(keys) == 1 else b""
        claimed = keys[0].removeprefix("key-").removesuffix(".asc") if keys else ""
        doubts = ["rewritten"] if folder in self.changed else []
        signature = None
        if None in files.values() or len(armour or b"") > SIGNATURE_LIMIT or len(public or b"") > SIGNATURE_LIMIT:
            doubts.append("size")
        elif data is not None and armour is not None and len(keys) <= 1:
            signature = signature_in(armour, public or b"", claimed)
        named = folder.replace("/", "")
        id = hashlib.sha256(data).hexdigest() if data is not None else named
        if id != named:
            doubts.append("renamed")
        if signature is None and "size" not in doubts:
            doubts.append("no-signature")
        return Entry(id, data or b"", signature, self.commits[folder], tuple(sorted(doubts)))


def missing(there: Kept, here: Kept) -> Iterator[Entry]:
    """Records that one chain has and the other lacks."""
    known = {entry.id for entry in there.entries}
    return (entry for entry in here.entries if entry.id not in known)


def files_of(entries: Iterable[Entry]) -> dict[str, bytes]:
    """Records as they are added to another chain."""
    found: dict[str, bytes] = {}
    for entry in entries:
        if entry.signature is not None:
            found |= record_files(entry.data, entry.signature)
    return found
