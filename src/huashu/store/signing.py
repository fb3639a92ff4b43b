"""Signs records, and tells which key made a signature and whether it holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.people import GPG, SSH, People
from huashu.store import gpg_signing, ssh_signing
from huashu.store.git import own_repository, run
from huashu.text import visible

_LITERAL = ("ssh-", "ecdsa-", "sk-")
_USUAL = ("id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa")


@dataclass(frozen=True, slots=True)
class Signature:
    """kind: SSH or GPG. key: its id as in `people.Key`. armour: the signature. public: a GPG key as it is passed on."""

    kind: str
    key: str
    armour: bytes
    public: bytes = b""


@dataclass(frozen=True, slots=True)
class Pen:
    """What to sign with. name: file of an SSH key, or an SSH public key whose other half an agent holds, or what GPG
    calls a key ("" for its default one)."""

    kind: str
    name: str


def pen(root: Path, wish: str = "") -> Pen:
    """The key to sign with: what the user asks for, else what git signs with, else the usual SSH key."""
    with own_repository():
        kind = run(root, "config", "--get", "gpg.format")[1]
        configured = run(root, "config", "--get", "user.signingkey")[1]
    if kind not in ("", "openpgp", "ssh"):
        configured, kind = "", ""
    if wish:
        fingerprint = wish.replace(" ", "").upper().removeprefix("0X")
        if len(fingerprint) in (40, 64) and all(letter in "0123456789ABCDEF" for letter in fingerprint):
            return Pen(GPG, fingerprint)
        return Pen(SSH, wish if wish.startswith(_LITERAL) else _existing(wish))
    if configured:
        literal = configured.removeprefix("key::")
        if literal.startswith(_LITERAL):
            return Pen(SSH, literal)
        return Pen(SSH, _existing(configured)) if kind == "ssh" else Pen(GPG, configured)
    for name in _USUAL:
        if (Path.home() / ".ssh" / name).is_file():
            return Pen(SSH, str(Path.home() / ".ssh" / name))
    raise HuashuError(
        _("还没有签名用的钥匙"),
        where="~/.ssh",
        todo=_(
            "请运行 ssh-keygen -t ed25519 做一把，把 ~/.ssh/id_ed25519.pub 那一行交给话术库管理员写进 policy/people.yaml"
        ),
    )


def sign(data: bytes, pen: Pen) -> Signature:
    """The signature of these bytes; HuashuError where the key cannot be used."""
    if pen.kind == GPG:
        armour, public, fingerprint = gpg_signing.sign(data, pen.name)
        return Signature(GPG, fingerprint, armour, public)
    if pen.name.startswith(_LITERAL):
        with TemporaryDirectory(prefix="huashu-") as folder:
            file = Path(folder) / "key.pub"
            file.write_text(f"{pen.name}\n", encoding="utf-8", newline="\n")
            armour = ssh_signing.sign(data, file, agent=True)
    else:
        armour = ssh_signing.sign(data, Path(pen.name))
    return Signature(SSH, ssh_signing.signer(armour), armour)


def read(armour: bytes, public: bytes, claimed: str = "") -> Signature | None:
    """The signature in these bytes with the key that it says made it; None where it is none. claimed: the fingerprint of
    the GPG key that lies beside it; whether that one made it is checked by `verify`."""
    if armour.startswith(b"-----BEGIN PGP SIGNATURE-----"):
        return Signature(GPG, claimed, armour, public) if claimed and public else None
    key = "" if public or claimed else ssh_signing.signer(armour)
    return Signature(SSH, key, armour) if key else None


def verify(signed: Iterable[tuple[bytes, Signature]], people: People) -> list[bool]:
    """Whether each signature of these bytes holds and was made by the key it names, one of those in policy/people.yaml.

    Since when and until when a key holds is not asked here: the decision knows that better than the programs' clocks.
    """
    rows = list(signed)
    keys = {(key.kind, key.id): person.id for person in people.people.values() for key in person.keys}
    asked = {(signature.kind, signature.key) for _data, signature in rows} & keys.keys()
    if not asked:
        return [False for _row in rows]
    with ExitStack() as stack:
        ssh = stack.enter_context(ssh_signing.checker({id: keys[kind, id] for kind, id in asked if kind == SSH}))
        rings = _rings((signature for _data, signature in rows), asked)
        gpg = stack.enter_context(gpg_signing.checker(rings)) if rings else None

        def holds(row: tuple[bytes, Signature]) -> bool:
            data, signature = row
            if (signature.kind, signature.key) not in asked:
                return False
            if signature.kind == SSH:
                return ssh_signing.signer(signature.armour) == signature.key and ssh.holds(data, signature.armour)
            return gpg is not None and gpg.holds(data, signature.armour, signature.key)

        with ThreadPoolExecutor(max_workers=min(8, 2 * (os.cpu_count() or 1))) as pool:
            return list(pool.map(holds, rows))


def _rings(signatures: Iterable[Signature], asked: set[tuple[str, str]]) -> Mapping[str, set[bytes]]:
    """The public keys of the people who are asked for, as often as they are handed over differently."""
    found: dict[str, set[bytes]] = {}
    for signature in signatures:
        if signature.kind == GPG and (GPG, signature.key) in asked:
            found.setdefault(signature.key, set()).add(signature.public)
    return found


def _existing(name: str) -> str:
    path = Path(name).expanduser()
    if not path.is_file():
        raise HuashuError(
            _("没有这把钥匙：{name}").format(name=visible(name)),
            where=visible(name),
            todo=_("请写私钥文件的位置，例如 --key ~/.ssh/id_ed25519；GPG 写 40 位指纹"),
        )
    return str(path)


def whose(pen: Pen) -> tuple[str, str]:
    """Kind and id of the key that a pen would sign with."""
    if pen.kind == GPG:
        return GPG, gpg_signing.primary(pen.name)
    if pen.name.startswith(_LITERAL):
        return SSH, " ".join(pen.name.split()[:2])
    return SSH, ssh_signing.public_half(Path(pen.name)) or sign(b"", pen).key
