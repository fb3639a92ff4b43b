"""Signatures of SSH keys, made and checked by OpenSSH's own program."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.programs import Ended, call
from huashu.text import visible

PROGRAM = "ssh-keygen"
NAMESPACE = "huashu-approval"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_LIMIT = 16 * 1024  # bytes of a signature: the longest RSA key needs 3 KB
_TYPE = re.compile("[a-z0-9@.-]{1,64}")
_PERSON = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
SIGN_SECONDS, VERIFY_SECONDS = 120.0, 20.0


def sign(data: bytes, key: Path, *, agent: bool = False) -> bytes:
    """A signature in armour. key: a private key, or a public one whose private half an agent holds (agent=True)."""
    command = [PROGRAM, "-Y", "sign", *(["-U"] if agent else []), "-n", NAMESPACE, "-f", str(key)]
    done = call(command, data, seconds=SIGN_SECONDS, todo=_missing(), asks={})
    if done.status or not done.output.startswith(_BEGIN.encode()):
        raise HuashuError(
            _("没有签成：{reason}").format(reason=_first(done)),
            where=str(key),
            todo=_("请确认这把钥匙在、密码输对了；也可以用 --key 另外指定一把"),
        )
    return done.output


def signer(signature: bytes, purpose: str = NAMESPACE) -> str:
    """The public key that a signature says made it, type and base64; "" where it is none for this purpose."""
    try:
        lines = signature.decode("ascii").strip().splitlines()
        if len(signature) > _LIMIT or lines[0] != _BEGIN or lines[-1] != _END:
            return ""
        blob = base64.b64decode("".join(lines[1:-1]), validate=True)
        if blob[:6] != _MAGIC or blob[6:10] != b"\0\0\0\1":
            return ""
        fields = iter(_strings(blob[10:]))
        public, namespace = next(fields), next(fields)
        kind = next(_strings(public)).decode("ascii")
    except (ValueError, IndexError, StopIteration, binascii.Error):
        return ""
    if namespace != purpose.encode() or not _TYPE.fullmatch(kind):
        return ""
    return f"{kind} {base64.b64encode(public).decode('ascii')}"


@contextmanager
def checker(keys: dict[str, str], purpose: str = NAMESPACE) -> Iterator[Checker]:
    """Checks signatures against these keys only: public key → id of its person. When a key holds is not asked here."""
    with TemporaryDirectory(prefix="huashu-") as folder:
        room = Path(folder)
        lines = []
        for public, person in sorted(keys.items()):
            assert _PERSON.fullmatch(person) and "\n" not in public, person  # noqa: PT018
            lines.append(f'{person} namespaces="{purpose}" {public}\n')
        (room / "allowed").write_text("".join(lines), encoding="utf-8", newline="\n")
        yield Checker(room, keys, purpose)


class Checker:
    """See `checker`. May be used by several threads at a time."""

    def __init__(self, room: Path, keys: dict[str, str], purpose: str) -> None:
        self.room, self.keys, self.purpose = room, keys, purpose

    def holds(self, data: bytes, signature: bytes) -> bool:
        """Whether one of the keys made this signature of these bytes."""
        public = signer(signature, self.purpose)
        if public not in self.keys:
            return False
        file = self.room / f"{os.urandom(8).hex()}.sig"
        file.write_bytes(signature)
        try:
            command = [PROGRAM, "-Y", "verify", "-n", self.purpose, "-f", str(self.room / "allowed")]
            command += ["-I", self.keys[public], "-s", str(file)]
            done = call(command, data, seconds=VERIFY_SECONDS, todo=_missing())
        finally:
            file.unlink()
        _too_old(done)
        return done.status == 0


def public_half(key: Path) -> str:
    """The public key that belongs to a file, type and base64, from the file beside it; "" where there is none."""
    file = key if key.suffix == ".pub" else key.with_name(key.name + ".pub")
    try:
        words = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return ""
    return " ".join(words[:2]) if len(words) >= 2 else ""


def _strings(blob: bytes) -> Iterator[bytes]:
    """Strings as SSH writes them: four bytes of length, then the content."""
    at = 0
    while at < len(blob):
        length = int.from_bytes(blob[at : at + 4], "big")
        if at + 4 + length > len(blob):
            raise ValueError("cut short")
        yield blob[at + 4 : at + 4 + length]
        at += 4 + length


def _first(done: Ended) -> str:
    lines = [line for line in done.complaint.splitlines() if line.strip() and not line.startswith("Signing ")]
    return visible(lines[0]) if lines else f"{PROGRAM} {done.status}"


def _too_old(done: Ended) -> None:
    if done.status and ("unknown option" in done.complaint or "illegal option" in done.complaint):
        raise HuashuError(_("这台电脑上的 ssh-keygen 太旧，不会验签名"), where=PROGRAM, todo=_missing())


def _missing() -> str:
    return _("请装好 OpenSSH 8.2 或更新的版本（Windows 在“可选功能”里装“OpenSSH 客户端”），再运行一次")
