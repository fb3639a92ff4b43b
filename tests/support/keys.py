"""Real keys for tests, made by the programs that people make theirs with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def ssh_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    """A new private key without a password; its public half lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"{name}@desk", "-f", file], check=True)
    return file


def public(key: Path) -> str:
    """The public half as policy/people.yaml has it."""
    return " ".join(key.with_name(key.name + ".pub").read_text(encoding="utf-8").split()[:2])


def gpg_key(home: Path, name: str, *, created: str = "20260101T000000", lasts: str = "never") -> str:
    """A new key without a password in a key ring of its own; its full fingerprint."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = ["gpg", "--homedir", str(home), "--batch", "--faked-system-time", f"{created}!", "--passphrase", ""]
    command += ["--status-fd", "1", "--quick-gen-key", f"{name} <{name}@example.com>", "ed25519", "sign", lasts]
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return next(line.split(" ")[3] for line in done.stdout.splitlines() if " KEY_CREATED " in line)
