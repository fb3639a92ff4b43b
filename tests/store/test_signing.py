"""Signing and verifying with the programs that people have: which key made a signature, and whether it holds."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from keys import gpg_key, public, ssh_key

from huashu.errors import HuashuError
from huashu.model.people import GPG, SSH, Key, People, Person
from huashu.store import signing
from huashu.store.signing import Pen, Signature, pen, read, sign, verify

DATA = b"{}\n"


def people(**keys: Key) -> People:
    return People(1, {name: Person(name, name, keys=(key,)) for name, key in keys.items()})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder without keys and settings; a short name, since GnuPG makes a socket in it."""
    with TemporaryDirectory(prefix="hs") as folder:
        monkeypatch.setenv("HOME", folder)
        monkeypatch.setenv("GNUPGHOME", f"{folder}/.gnupg")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", f"{folder}/.gitconfig")
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        yield Path(folder)
        subprocess.run(["gpgconf", "--kill", "all"], check=False)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_an_ssh_signature_names_its_key_and_holds(tmp_path: Path, kind: str) -> None:
    key = ssh_key(tmp_path, "key", kind)
    made = sign(DATA, Pen(SSH, str(key)))
    assert (made.kind, made.key) == (SSH, public(key))
    assert read(made.armour, b"") == made
    assert verify([(DATA, made), (DATA + b" ", made)], people(one=Key(SSH, made.key))) == [True, False]


def test_only_listed_keys_hold(tmp_path: Path) -> None:
    made = sign(DATA, Pen(SSH, str(ssh_key(tmp_path, "one"))))
    other = public(ssh_key(tmp_path, "other"))
    assert verify([(DATA, made)], people(other=Key(SSH, other))) == [False]
    assert verify([(DATA, made)], people()) == [False]


def test_the_key_is_read_from_the_signature_not_from_what_is_claimed(tmp_path: Path) -> None:
    made = sign(DATA, Pen(SSH, str(ssh_key(tmp_path, "one"))))
    other = public(ssh_key(tmp_path, "other"))
    both = people(one=Key(SSH, made.key), other=Key(SSH, other))
    assert verify([(DATA, replace(made, key=other))], both) == [False]


@pytest.mark.parametrize("namespace", ["git", "file", "huashu-approval2"])
def test_a_signature_for_something_else_is_none(tmp_path: Path, namespace: str) -> None:
    key = ssh_key(tmp_path, "one")
    command = ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(key)]
    armour = subprocess.run(command, input=DATA, check=True, capture_output=True).stdout
    assert read(armour, b"") is None
    assert verify([(DATA, Signature(SSH, public(key), armour))], people(one=Key(SSH, public(key)))) == [False]


@pytest.mark.parametrize(
    "armour",
    [
        b"",
        b"x",
        b"\xff",
        b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\n!!\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 100_000 + b"\n-----END SSH SIGNATURE-----\n",
        b"-----BEGIN PGP SIGNATURE-----\n",
    ],
)
def test_what_is_no_signature_is_none(armour: bytes) -> None:
    assert read(armour, b"") is None


def test_a_gpg_signature_names_its_key_and_holds(home: Path) -> None:
    key = gpg_key(home / ".gnupg", "lead")
    made = sign(DATA, Pen(GPG, key))
    assert (made.kind, made.key) == (GPG, key)
    assert read(made.armour, made.public, key) == made
    assert verify([(DATA, made), (DATA + b" ", made)], people(one=Key(GPG, key))) == [True, False]


def test_a_gpg_key_counts_under_its_own_fingerprint_only(home: Path) -> None:
    key, other = gpg_key(home / ".gnupg", "lead"), gpg_key(home / ".gnupg", "other")
    made, others = sign(DATA, Pen(GPG, key)), sign(DATA, Pen(GPG, other))
    both = people(one=Key(GPG, key), other=Key(GPG, other))
    posing = replace(made, key=other)  # one's signature and key, said to be the other's
    assert verify([(DATA, posing), (DATA, others)], both) == [False, True]
    assert verify([(DATA, made)], people(other=Key(GPG, other))) == [False]


def test_a_gpg_key_that_ran_out_still_tells_who_signed(home: Path) -> None:
    """Until when it holds is written in policy/people.yaml."""
    key = gpg_key(home / ".gnupg", "lead", created="20200101T000000", lasts="2020-02-01")
    command = ["gpg", "--batch", "--faked-system-time", "20200102T000000!", "--armor", "--detach-sign", "-u", key]
    armour = subprocess.run(command, input=DATA, check=True, capture_output=True).stdout
    exported = subprocess.run(["gpg", "--armor", "--export", key], check=True, capture_output=True).stdout
    assert verify([(DATA, Signature(GPG, key, armour, exported))], people(one=Key(GPG, key))) == [True]


def test_the_pen_is_what_git_signs_with(home: Path, tmp_path: Path) -> None:
    key = ssh_key(tmp_path / "keys", "mine")
    config = home / ".gitconfig"
    for lines, found in [
        (f"[gpg]\nformat = ssh\n[user]\nsigningkey = {key}\n", Pen(SSH, str(key))),
        (f"[gpg]\nformat = ssh\n[user]\nsigningkey = key::{public(key)}\n", Pen(SSH, public(key))),
        ("[user]\nsigningkey = 0123ABCD\n", Pen(GPG, "0123ABCD")),
    ]:
        config.write_text(lines, encoding="utf-8")
        assert pen(tmp_path) == found


def test_the_pen_is_the_usual_key_where_nothing_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(HuashuError) as found:
        pen(tmp_path)
    assert "ssh-keygen -t ed25519" in found.value.todo
    assert "policy/people.yaml" in found.value.todo
    key = ssh_key(home / ".ssh", "id_ed25519")
    assert pen(tmp_path) == Pen(SSH, str(key))


def test_the_pen_is_what_the_user_asks_for(home: Path, tmp_path: Path) -> None:
    key = ssh_key(tmp_path, "mine")
    assert pen(tmp_path, str(key)) == Pen(SSH, str(key))
    assert pen(tmp_path, "01234567 89abcdef 01234567 89abcdef 01234567") == Pen(
        GPG, "0123456789ABCDEF" * 2 + "01234567"
    )
    with pytest.raises(HuashuError) as found:
        pen(tmp_path, str(tmp_path / "none"))
    assert "--key" in found.value.todo


def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ssh_key(tmp_path, "one")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HuashuError) as found:
        sign(DATA, Pen(SSH, str(key)))
    assert "OpenSSH" in found.value.todo


def test_a_key_with_a_lost_half_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("no key\n", encoding="utf-8")
    with pytest.raises(HuashuError) as found:
        sign(DATA, Pen(SSH, str(tmp_path / "broken")))
    assert found.value.what.startswith("没有签成")


def test_a_program_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "ssh-keygen"
    slow.write_text("#!/bin/sh\nexec sleep 5\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(signing.ssh_signing, "SIGN_SECONDS", 0.2)
    with pytest.raises(HuashuError) as found:
        sign(DATA, Pen(SSH, str(tmp_path / "key")))
    assert "密码" in found.value.todo
