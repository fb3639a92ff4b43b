"""Who signed a commit with an SSH key, told from the commit's own bytes and from nobody's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from huashu.model.people import SSH
from huashu.store import ssh_signing

BAD = "bad"
_PURPOSE = "git"  # the namespace in which git signs
_HEADERS = (b"gpgsig ", b"gpgsig-sha256 ")


def signers(commits: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Commit → kind and id of the key that signed it, by the commits' bytes; (BAD, "") where a signature does not hold, or
    is of a kind that cannot be checked here. Commits without a signature are left out."""
    parts = {id: _split(text) for id, text in commits.items()}
    signed = {id: (payload, armour) for id, (payload, armour) in parts.items() if armour}
    keys = {id: ssh_signing.signer(armour, _PURPOSE) for id, (_payload, armour) in signed.items()}
    people = {key: f"key-{number}" for number, key in enumerate(sorted(set(keys.values()) - {""}))}
    if not people:
        return dict.fromkeys(signed, (BAD, ""))
    with ssh_signing.checker(people, _PURPOSE) as checker, ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        holds = pool.map(lambda id: bool(keys[id]) and checker.holds(*signed[id]), signed)
        return {id: (SSH, keys[id]) if good else (BAD, "") for id, good in zip(signed, holds, strict=True)}


def _split(text: bytes) -> tuple[bytes, bytes]:
    """A commit without its signature, which is what was signed; and the signature, b"" where there is none."""
    head, empty, message = text.partition(b"\n\n")
    kept: list[bytes] = []
    armour: list[bytes] = []
    inside = False
    for line in head.split(b"\n"):
        start = next((name for name in _HEADERS if line.startswith(name)), b"")
        inside = bool(start) or (inside and line.startswith(b" "))
        if inside:
            armour.append(line[len(start) or 1 :])
        else:
            kept.append(line)
    return b"\n".join(kept) + empty + message, b"\n".join(armour) + b"\n" if armour else b""
