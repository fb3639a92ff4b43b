"""A company without a forge: a bare repository on a server, and people who each have a computer and a key."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chain import BYE, DEAR, DEPARTMENTS, HOLDS, POLICY
from keys import public, ssh_key
from shop_in_git import FACTS, SETTINGS, script

SIGNED_POLICY = POLICY.replace(
    "forge: {kind: github, host: api.github.com, repository: shop/words, platform: [noreply@github.com]}\n",
    "repository: shop/words\n",
)
Ran = subprocess.CompletedProcess[str]


def people_file(keys: Mapping[str, str], version: int = 2, more: Mapping[str, str] | None = None) -> str:
    """policy/people.yaml. keys: person → public key; more: person → further lines of the key, such as `until: …`."""
    rows = []
    for name, key in keys.items():
        roles = ", ".join(f"{{role: {role}}}" for role in HOLDS.get(name, []))
        rest = f", {(more or {})[name]}" if name in (more or {}) else ""
        rows.append(
            f"  - id: {name}\n    name: {name}\n    roles: [{roles}]\n    emails: [{name}@example.com]\n"
            f"    keys:\n      - {{kind: ssh, public: {key}{rest}}}\n"
        )
    return f"version: {version}\npeople:\n{''.join(rows)}"


def start(keys: Mapping[str, str]) -> dict[str, str]:
    """The files of the library as it is at first."""
    return {
        "huashu.yaml": SETTINGS.replace("departments:\n  - id: cs\n    title: 客服部\n", DEPARTMENTS),
        "terms/facts.yaml": FACTS.format(days="7天"),
        "terms/slots.yaml": "slots:\n  称呼:\n    means: 怎么称呼顾客\n",
        "policy/approval.yaml": SIGNED_POLICY,
        "policy/people.yaml": people_file(keys),
        BYE: script("greeting/bye", "再见，{退货天数}内都能退"),
        DEAR: script("dialogue/dear", "这件值这个价"),
    }


@dataclass
class Person:
    """Somebody at his computer: a clone, a key, and what he types."""

    name: str
    home: Path
    key: Path
    source: Path
    clock: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.home / "words"

    def env(self) -> dict[str, str]:
        odd = ("GIT_", "HUASHU_", "LC_", "LANG", "SSH_AUTH", "SOURCE_DATE")
        found = {name: text for name, text in os.environ.items() if not name.startswith(odd)}
        found |= {"HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8", "HUASHU_LANG": "zh"}
        found |= {"PYTHONPATH": str(self.source), "PYTHONDONTWRITEBYTECODE": "1"}
        return found | self.settings

    def run(self, *command: str, cwd: Path | None = None) -> Ran:
        return subprocess.run(
            command, cwd=cwd or self.root, env=self.env(), capture_output=True, encoding="utf-8", check=False
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def huashu(self, *arguments: str) -> Ran:
        return self.run(sys.executable, "-m", "huashu", *arguments)

    def write(self, files: Mapping[str, str | None], message: str) -> str:
        """Commit these files on the branch that is checked out; None takes one away."""
        for path, text in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                target.unlink()
            else:
                target.write_text(text, encoding="utf-8", newline="\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")


@dataclass
class Office:
    """The server and everybody."""

    server: Path
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def serve(self, *arguments: str) -> Ran:
        """git on the server itself."""
        some = next(iter(self.people.values()))
        return some.run("git", *arguments, cwd=self.server)


def office(
    folder: Path, names: tuple[str, ...] = ("writer", "lead", "product", "ops", "boss"), *, hook: bool = True
) -> Office:
    """Everybody has a clone of a library that is on the server; the server has its hook."""
    source = Path(__file__).parents[2] / "src"
    server = folder / "server.git"
    people: dict[str, Person] = {}
    for name in names:
        home = folder / name
        key = ssh_key(home / ".ssh", "id_ed25519")
        people[name] = Person(name, home, key, source)
        config = f"[user]\nname = {name}\nemail = {name}@example.com\n[init]\ndefaultBranch = main\n[advice]\ndetachedHead = false\n"
        (home / ".gitconfig").write_text(config, encoding="utf-8")
    first = people[names[0]]
    first.run("git", "init", "-q", "--bare", "-b", "main", str(server), cwd=folder)
    for person in people.values():
        person.run("git", "clone", "-q", str(server), str(person.root), cwd=folder)
    first.write(start({name: public(person.key) for name, person in people.items()}), "起步")
    first.git("push", "-q", "origin", "HEAD:refs/heads/main")
    for person in people.values():
        person.git("fetch", "-q")
        person.git("checkout", "-q", "-B", "main", "origin/main")
    if hook:
        done = first.run(sys.executable, "-m", "huashu", "hook", "install", "pre-receive", cwd=server)
        assert done.returncode == 0, done.stderr
    return Office(server, people)
