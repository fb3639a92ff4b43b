"""How long `huashu lint` takes, as ratios to bare libyaml and to its peers on the same files, all measured in one run.

Every figure is the median of interleaved runs, each in a process of its own; files are read from disk every time. The
slow peers (peers.py) run once, after the others. `--growth` measures few scripts against many instead (growth.py).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peers import Peer

HERE = Path(__file__)
TODAY = "2026-11-22"
Work = Callable[[Path], Callable[[], int]]


def compose(library: Path) -> Callable[[], int]:
    """Bare libyaml: bytes to nodes, nothing else."""
    import yaml

    def work() -> int:
        files = sorted(library.glob("scripts/*/*.yaml"))
        for path in files:
            yaml.compose(path.read_bytes(), Loader=yaml.CSafeLoader)
        return len(files)

    return work


def lint(library: Path) -> Callable[[], int]:
    """All of `huashu lint` but starting Python and printing: settings, rules, terms, scripts, findings, the cache."""
    from datetime import datetime, tzinfo

    import ahocorasick_rs  # noqa: F401  what lint imports when it first needs it counts as little as PyYAML above
    import jsonschema_rs  # noqa: F401
    import rapidfuzz.distance  # noqa: F401
    import yaml  # noqa: F401

    from huashu.lint.workspace import open_library

    def clock(timezone: tzinfo) -> datetime:
        return datetime.fromisoformat(TODAY).replace(tzinfo=timezone)

    def work() -> int:
        return len(open_library(library, clock).check().findings)

    return work


def yamllint(library: Path) -> Callable[[], int]:
    """yamllint with its default rules."""
    from yamllint import linter
    from yamllint.config import YamlLintConfig

    settings = YamlLintConfig("extends: default")

    def work() -> int:
        files = sorted(library.glob("scripts/*/*.yaml"))
        return sum(len(list(linter.run(path.read_bytes(), settings))) for path in files)

    return work


WORKS: dict[str, Work] = {"compose": compose, "lint": lint, "yamllint": yamllint}
LINT = [sys.executable, "-m", "huashu", "lint", "--today", TODAY]
YAMLLINT = [sys.executable, "-m", "yamllint", "-d", "default"]


def worker(name: str, library: Path) -> None:
    """In a process of its own: prepare, run once, print seconds, CPU seconds, result, peak memory."""
    work = WORKS[name](library)
    start, start_cpu = time.perf_counter(), cpu()
    result = work()
    seconds, busy = time.perf_counter() - start, cpu() - start_cpu
    print(seconds, busy, result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def cpu() -> float:
    """CPU seconds so far, of this process and of those it has waited for."""
    usages = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Bench:
    """Times of named jobs and their results. Each job runs in a process; caches lie in a folder that the job names."""

    def __init__(self, library: Path, caches: Path) -> None:
        self.library = library
        self.caches = caches
        self.times: dict[str, list[tuple[float, float]]] = defaultdict(list)  # seconds, CPU seconds
        self.results: dict[str, int] = {}
        self.memory = 0  # KiB, peak of a cold lint

    def median(self, name: str) -> tuple[float, float]:
        """Seconds and CPU seconds."""
        seconds, busy = zip(*self.times[name], strict=True)
        return statistics.median(seconds), statistics.median(busy)

    def inside(self, name: str, work: str, cache: str) -> None:
        """Seconds that the work itself takes, imports of the tool left out."""
        done = self._run([sys.executable, str(HERE), "--worker", work, str(self.library)], cache, (0,))
        seconds, busy, result, memory = done.stdout.split()
        self.times[name].append((float(seconds), float(busy)))
        self.results[name] = int(result)
        if name == "cold":
            self.memory = max(self.memory, int(memory))

    def whole(self, name: str, command: list[str], cache: str) -> str:
        """Seconds from the start of a command to its end; what it said."""
        start, start_cpu = time.perf_counter(), cpu()
        done = self._run(command, cache, (0, 1))  # 1: findings, as there should be some
        self.times[name].append((time.perf_counter() - start, cpu() - start_cpu))
        return done.stdout

    def once(self, peers: Sequence[Peer]) -> None:
        """Those of the peers that are there, each once: they are too slow to wait for more often."""
        from peers import findings

        with tempfile.TemporaryDirectory() as caches:
            self.caches = Path(caches)
            for peer in peers:
                if not peer.note:
                    count = findings(self.whole(peer.title, peer.command, "none"))
                    if count is not None:
                        self.results[peer.title] = count

    def _run(self, command: list[str], cache: str, codes: tuple[int, ...]) -> subprocess.CompletedProcess[str]:
        home = str(self.caches / cache)
        # modules are compiled once, as they are where huashu is installed
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ = {**given, "XDG_CACHE_HOME": home, "HOME": home}
        done = subprocess.run(command, cwd=self.library, env=environ, capture_output=True, encoding="utf-8")
        if done.returncode not in codes:
            sys.exit(f"{command} failed:\n{done.stderr}")
        return done


def turn(bench: Bench, number: int, one: str) -> None:
    """Each job once."""
    bench.inside("compose", "compose", "none")
    bench.inside("cold", "lint", f"cold-{number}")
    bench.inside("warm", "lint", "warm-inside")
    bench.inside("yamllint", "yamllint", "none")
    bench.whole("process cold", LINT, f"cold-process-{number}")
    bench.whole("process warm", LINT, "warm-process")
    bench.whole("process yamllint", [*YAMLLINT, "scripts"], "none")
    bench.whole("process one", [*LINT, one], f"cold-one-{number}")
    bench.whole("process yamllint one", [*YAMLLINT, one], "none")
    bench.whole("python", [sys.executable, "-c", ""], "none")


def measure(library: Path, one: str, repeat: int) -> Bench:
    """`repeat` turns after one that warms the disk cache and is not counted."""
    with tempfile.TemporaryDirectory() as caches:
        bench = Bench(library, Path(caches))
        turn(bench, 0, one)
        bench.times.clear()
        for number in range(1, repeat + 1):
            turn(bench, number, one)
    return bench


ROWS = (
    ("the work alone, imports left out", ""),
    ("  bare yaml.compose (CSafeLoader)", "compose"),
    ("  huashu lint, cold", "cold"),
    ("  huashu lint, warm", "warm"),
    ("  yamllint, default rules", "yamllint"),
    ("whole process", ""),
    ("  huashu lint, cold", "process cold"),
    ("  huashu lint, warm", "process warm"),
    ("  yamllint", "process yamllint"),
    ("  huashu lint, one file", "process one"),
    ("  yamllint, one file", "process yamllint one"),
    ("  python -c ''", "python"),
)


def table(bench: Bench, others: Sequence[Peer]) -> str:
    """Medians: seconds and CPU seconds, both also as multiples of composing; at last the slow peers."""
    unit, unit_cpu = bench.median("compose")
    lines = [f"{'':36}{'seconds':>9}{'× compose':>11}{'CPU':>9}{'× compose':>11}"]
    for title, name in (*ROWS, *((f"  {peer.title}", peer.note or peer.title) for peer in others)):
        if name not in bench.times:
            lines.append(f"{title:36}  {name}".rstrip())
            continue
        seconds, busy = bench.median(name)
        counted = "files" if name == "compose" else "findings"
        remark = f"   {bench.results[name]} {counted}" if name in bench.results else ""
        figures = f"{seconds:9.3f}{seconds / unit:11.2f}{busy:9.3f}{busy / unit_cpu:11.2f}"
        lines.append(f"{title:36}{figures}{remark}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="scripts to generate")
    parser.add_argument("--repeat", type=int, default=3, help="counted turns")
    parser.add_argument("--no-peers", action="store_true", help="leave out the slow peers: they take minutes")
    parser.add_argument("--growth", action="store_true", help="2,000 scripts against 20,000: seconds a script, memory")
    parser.add_argument("--worker", nargs=2, metavar=("NAME", "LIBRARY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker(options.worker[0], Path(options.worker[1]))
        return
    if options.growth:
        import growth

        print(growth.table(LINT, options.repeat))
        return
    import generate
    import peers

    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder)
        paths = generate.write(library, options.count)
        size = sum(path.stat().st_size for path in paths)
        print(f"{len(paths)} scripts, {size / 1024:.0f} KiB, {options.repeat} turns, Python {sys.version.split()[0]}")
        bench = measure(library, paths[0].relative_to(library).as_posix(), options.repeat)
        others = [] if options.no_peers else peers.peers(library)
        if others:
            peers.prove(library)
        bench.once(others)
    print(table(bench, others))
    print(f"peak memory of a cold lint: {bench.memory / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
