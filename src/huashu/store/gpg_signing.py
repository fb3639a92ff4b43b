"""Signatures of OpenPGP keys, made and checked by GnuPG: signing in the user's key ring, checking in an empty one."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.programs import Ended, call
from huashu.text import visible

PROGRAM = "gpg"
SIGN_SECONDS, VERIFY_SECONDS = 120.0, 20.0
KEY_LIMIT = 64 * 1024  # bytes of a public key; one without others' signatures needs 3 KB
_LIMIT = 16 * 1024
_STATUS = "[GNUPG:] "
_GOOD = {"GOODSIG", "EXPKEYSIG"}  # when a key holds is written in policy/people.yaml, not in the key
_ENDINGS = {"GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG", "ERRSIG", "NO_PUBKEY", "NODATA"}
_FINGERPRINT = re.compile("[0-9A-F]{40}|[0-9A-F]{64}")


def sign(data: bytes, key: str, program: str = PROGRAM) -> tuple[bytes, bytes, str]:
    """Signature, public key, both in armour, and the full fingerprint of the key. key: as git's user.signingkey."""
    command = [program, "--status-fd=2", "--armor", "--digest-algo", "SHA512", "--detach-sign"]
    command += ["--local-user", key] if key else []
    done = call([*command, "--output", "-", "-"], data, seconds=SIGN_SECONDS, todo=_missing(), asks={})
    made = _rows(done.complaint, "SIG_CREATED")
    if done.status or len(made) != 1:
        raise _unsigned(done, key)
    fingerprint = primary(made[0][-1], program)
    public = call(
        [program, "--batch", "--armor", "--export-options", "export-minimal", "--export", fingerprint],
        seconds=VERIFY_SECONDS,
        todo=_missing(),
        asks={},
    )
    if public.status or not public.output:
        raise _unsigned(public, key)
    return done.output, public.output, fingerprint


def primary(key: str, program: str = PROGRAM) -> str:
    """The full fingerprint of the key that a name or a subkey stands for."""
    command = [program, "--batch", "--with-colons", "--list-keys", "--", key]
    done = call(command, seconds=VERIFY_SECONDS, todo=_missing(), asks={})
    rows = [line.split(":") for line in done.output.decode("utf-8", "replace").splitlines()]
    found = [after[9] for row, after in itertools.pairwise(rows) if row[0] == "pub" and after[0] == "fpr"]
    if done.status or len(found) != 1:
        raise HuashuError(
            _("GPG 里说不清是哪一把钥匙：{key}").format(key=visible(key) or "–"),
            where=PROGRAM,
            todo=_("请用 --key 写完整的指纹，用 gpg --list-secret-keys 可以看到"),
        )
    return found[0]


@contextmanager
def checker(publics: Mapping[str, Iterable[bytes]]) -> Iterator[Checker]:
    """Checks signatures against these keys only: full fingerprint → public key, which may have grown with the years.

    What somebody hands over under a wrong fingerprint does no harm: it is asked for which key a signature is.
    """
    with TemporaryDirectory(prefix="huashu-") as folder:
        found = Checker(Path(folder))
        for fingerprint, keys in sorted(publics.items()):
            if _FINGERPRINT.fullmatch(fingerprint):
                found.take(fingerprint, [key for key in sorted(set(keys)) if len(key) <= KEY_LIMIT])
        yield found


class Checker:
    """See `checker`: each key has a ring of its own, so none can stand in for another."""

    def __init__(self, room: Path) -> None:
        self.room = room

    def take(self, fingerprint: str, keys: Iterable[bytes]) -> None:
        home = self.room / fingerprint
        home.mkdir(mode=0o700)
        for key in keys:
            self._gpg(home, ["--import-options", "import-minimal", "--import", "-"], key)

    def holds(self, data: bytes, signature: bytes, fingerprint: str) -> bool:
        """Whether this key, or one of its subkeys, made this signature of these bytes."""
        home = self.room / fingerprint
        if not home.is_dir() or len(signature) > _LIMIT:
            return False
        file = home / f"{os.urandom(8).hex()}.sig"
        file.write_bytes(signature)
        done = self._gpg(home, ["--verify", "--", str(file), "-"], data)
        status = done.output.decode("utf-8", "replace")
        endings = [line.split(" ")[1] for line in status.splitlines() if line.startswith(_STATUS)]
        valid = _rows(status, "VALIDSIG")
        sound = [name for name in endings if name in _ENDINGS]
        return (
            done.status == 0 and len(sound) == 1 and sound[0] in _GOOD and [row[-1] for row in valid] == [fingerprint]
        )

    @staticmethod
    def _gpg(home: Path, arguments: list[str], data: bytes) -> Ended:
        command = [PROGRAM, "--homedir", str(home), "--no-options", "--batch", "--no-tty", "--no-autostart"]
        command += ["--no-auto-key-retrieve", "--trust-model", "always", "--ignore-time-conflict"]
        command += ["--weak-digest", "SHA1", "--status-fd", "1"]
        return call([*command, *arguments], data, seconds=VERIFY_SECONDS, todo=_missing())


def _rows(status: str, name: str) -> list[list[str]]:
    lines = (line.removeprefix(_STATUS).split(" ") for line in status.splitlines() if line.startswith(_STATUS))
    return [row[1:] for row in lines if row[0] == name]


def _unsigned(done: Ended, key: str) -> HuashuError:
    lines = [line for line in done.complaint.splitlines() if line.strip() and not line.startswith(_STATUS)]
    return HuashuError(
        _("没有签成：{reason}").format(reason=visible(lines[0]) if lines else f"gpg {done.status}"),
        where=visible(key) or PROGRAM,
        todo=_("请确认这把钥匙在、密码输对了；也可以用 --key 另外指定一把"),
    )


def _missing() -> str:
    return _("请装好 GnuPG（gpg），或者改用 SSH 钥匙签名，再运行一次")
