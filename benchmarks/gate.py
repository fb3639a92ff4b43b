"""How long `huashu gate` takes for a change of many scripts, beside git reading the same blobs.

Three cases: every script of the change is edited; one fact changes that many unchanged scripts speak; the same edit with
approvals given on several commits. Whole processes, as a pipeline runs them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).parent))

from chain import ACCOUNTS, POLICY, people

from generate import write

LIMIT = 2.0  # seconds for 500 scripts
WHO = ("lead", "product", "ops", "boss")


def git(root: Path, *arguments: str, data: bytes | None = None) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{role}_NAME": "writer", f"GIT_{role}_EMAIL": "writer@example.com"}
    done = subprocess.run(["git", "-C", str(root), *arguments], env=env, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def library(root: Path, count: int) -> list[Path]:
    """A library of so many scripts in git, approved by the people of the tests; its scripts."""
    write(root, count)
    policy = POLICY
    for id in ("operations", "warehouse"):
        policy = policy.replace(
            "rules:\n  - {title: 话", f"  - {{id: {id}, stage: operations}}\nrules:\n  - {{title: 话"
        )
    (root / "policy").mkdir(exist_ok=True)
    (root / "policy" / "approval.yaml").write_text(policy, encoding="utf-8")
    (root / "policy" / "people.yaml").write_text(people(), encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all")
    git(root, "checkout", "-q", "-b", "work")
    return sorted((root / "scripts").rglob("*.yaml"))


def edit(root: Path, scripts: list[Path], mark: str) -> str:
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("title: ", f"title: {mark}", 1), encoding="utf-8")
    git(root, "commit", "-q", "-a", "-m", mark)
    return git(root, "rev-parse", "HEAD")


def evidence(root: Path, commits: list[str]) -> Path:
    """Everybody clicks on every commit."""
    head = git(root, "rev-parse", "work")
    rows = []
    for commit in commits:
        for who in WHO:
            at = f"2026-05-01T08:{len(rows):02}:00Z"
            rows.append(
                {
                    "id": f"review/{len(rows)}", "kind": "approve", "account": ACCOUNTS[who], "login": who, "bot": False,
                    "commit": commit, "at": at, "body": "", "edited": False, "official": True, "dismissed": False,
                    "stale": None,
                }
            )  # fmt: skip
    whole = {
        "version": 1, "forge": "github", "host": "api.github.com", "repository": "shop/words", "target": "main",
        "request": "1", "head": head, "base": None, "fetched_at": "2026-05-02T08:00:00Z", "opened_by": ACCOUNTS["writer"],
        "opened_at": "2026-04-30T08:00:00Z", "commits": [], "opinions": rows, "events": [], "doubts": [],
    }  # fmt: skip
    path = root.parent / "evidence.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def seconds(run: Callable[[], object], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def decide(root: Path, given: Path) -> int:
    command = [sys.executable, "-m", "huashu", "gate", "--base", "refs/heads/main", "--head", "refs/heads/work"]
    command += ["--evidence", str(given), "--format", "json"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return len(json.loads(done.stdout)["verdict"]["children"])


def floor(root: Path) -> None:
    """What git alone needs to compute the merge and to read the blobs of both sides."""
    git(root, "merge-tree", "--write-tree", "main", "work")
    raw = git(root, "diff", "--raw", "--no-abbrev", "--no-renames", "main", "work").splitlines()
    ids = "".join(f"{id}\n" for line in raw for id in line.split()[2:4])
    git(root, "cat-file", "--batch", data=ids.encode())


def measure(name: str, root: Path, given: Path, repeat: int) -> float:
    parts = decide(root, given)
    least = seconds(lambda: floor(root), repeat)
    taken = seconds(lambda: decide(root, given), repeat)
    print(f"{name:44} {parts:6} parts {taken:7.2f} s  {taken / least:6.1f} × git")
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="scripts of the library")
    parser.add_argument("--changed", type=int, default=500, help="scripts of the change")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "library")
        scripts = library(root, options.count)
        some = random.Random(7).sample(scripts, options.changed)
        commits = [edit(root, some, "甲")]
        worst = measure("edited, approved on one commit", root, evidence(root, commits), options.repeat)
        commits += [edit(root, some[: 10 * number], "乙") for number in range(1, 5)]
        worst = max(worst, measure("edited, approved on five commits", root, evidence(root, commits), options.repeat))
        git(root, "reset", "-q", "--hard", "main")
        facts = root / "terms" / "facts.yaml"
        facts.write_text(facts.read_text(encoding="utf-8").replace("value: ", "value: 约", 1), encoding="utf-8")
        git(root, "commit", "-q", "-a", "-m", "fact")
        commits = [git(root, "rev-parse", "HEAD")]
        worst = max(worst, measure("one fact, spoken by many", root, evidence(root, commits), options.repeat))
    verdict = "holds" if worst <= LIMIT else "does not hold"
    print(f"the slowest is held against {LIMIT} s: {verdict}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
