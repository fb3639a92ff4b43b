"""What git tells its hooks about a push, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from huashu.model.people import GPG, SSH
from huashu.store import ssh_signing
from huashu.store.git import own_repository, run, told
from huashu.store.repository import Repository

_NOBODY = re.compile("0{40}|0{64}")
_LINE = re.compile("([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([^ \0]+)")
_ARMOUR = re.compile(rb"^-----BEGIN (?:SSH|PGP) SIGNATURE-----$", re.MULTILINE)
_CERTIFICATE = "git"  # the namespace in which git signs


@dataclass(frozen=True, slots=True)
class Update:
    """A ref that a push moves. old, new: "" where it does not exist before or after."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a push. kind, key: as in `people.Key`; of GPG only the key's last sixteen digits are known.
    wrong: why the certificate is none: signature | nonce | content; "" where it holds."""

    kind: str
    key: str
    wrong: str = ""


def updates(text: str) -> list[Update]:
    """The lines that git hands to pre-receive. ValueError for any other text."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(line)
        old, new, ref = match.groups()
        found.append(Update(ref, *("" if _NOBODY.fullmatch(id) else id for id in (old, new))))
    return found


def object_folders(environ: Mapping[str, str], place: Path) -> tuple[Path, ...]:
    """Where the objects of a push lie as long as it has not been accepted."""
    name = environ.get("GIT_OBJECT_DIRECTORY", "")
    return (place / name,) if name else ()


def certificate(repository: Repository, environ: Mapping[str, str], updates: Iterable[Update]) -> Signed | None:
    """Who signed the push; None where nobody did."""
    id = environ.get("GIT_PUSH_CERT", "")
    if not id or _NOBODY.fullmatch(id):
        return None
    data = repository.contents([id])[id]
    start = _ARMOUR.search(data)
    payload, armour = (data[: start.start()], data[start.start() :]) if start else (data, b"")
    kind, key, holds = _who(payload, armour, environ)
    if not holds:
        return Signed(kind, key, "signature")
    if environ.get("GIT_PUSH_CERT_NONCE_STATUS") not in ("OK", "SLOP"):  # another push, played again
        return Signed(kind, key, "nonce")
    length = len(id)
    wanted = {f"{one.old or '0' * length} {one.new or '0' * length} {one.ref}" for one in updates}
    said = set(payload.decode("utf-8", "replace").partition("\n\n")[2].splitlines())
    return Signed(kind, key, "" if wanted <= said else "content")


def _who(payload: bytes, armour: bytes, environ: Mapping[str, str]) -> tuple[str, str, bool]:
    """SSH signatures are checked here; of GPG ones the server's own key ring knows more."""
    if armour.startswith(b"-----BEGIN PGP"):
        key = environ.get("GIT_PUSH_CERT_KEY", "").upper()
        return GPG, key, environ.get("GIT_PUSH_CERT_STATUS") in ("G", "U") and len(key) >= 16
    key = ssh_signing.signer(armour, _CERTIFICATE)
    if not key:
        return SSH, "", False
    with ssh_signing.checker({key: "pusher"}, _CERTIFICATE) as checker:
        return SSH, key, checker.holds(payload, armour)


def main_branch(repository: Repository) -> str:
    """Full name of the branch that a server shows first."""
    with own_repository():
        asked = run(repository.place, "symbolic-ref", "HEAD", git_dir=repository.git_dir)
    return told(repository.place, *asked)


def author(place: Path) -> str:
    """The e-mail under which git would commit now."""
    with own_repository():
        output = told(place, *run(place, "var", "GIT_AUTHOR_IDENT"))
    return output.rpartition("<")[2].partition(">")[0]
