"""Whether the work grows with the scripts and no faster: seconds a script and peak memory, few scripts against many."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

COUNTS = (2_000, 20_000)
MEMORY = 400  # MiB at the larger count, children included
FASTER = 1.3  # so much more a script may take among many: caches of the processor are no longer enough for all
_PAUSE = 0.02  # seconds between two looks at the memory


class Memory(threading.Thread):
    """Looks at a process and all its children while they run. Shared pages count once (PSS of Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0  # KiB

    def run(self) -> None:
        while (now := sum(map(_pss, _family(self.pid)))) > 0:
            self.peak = max(self.peak, now)
            time.sleep(_PAUSE)


def _family(pid: int) -> list[int]:
    try:
        tasks = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(one for found in tasks for child in found for one in _family(int(child)))]


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def once(command: list[str], library: Path) -> tuple[float, float, int]:
    """Seconds, CPU seconds and peak memory (KiB) of a command with an empty cache."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "XDG_CACHE_HOME": home, "HOME": home}
        start, start_cpu = time.perf_counter(), _cpu()
        process = subprocess.Popen(command, cwd=library, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        memory = Memory(process.pid)
        memory.start()
        _out, errors = process.communicate()
        seconds, busy = time.perf_counter() - start, _cpu() - start_cpu
        memory.join()
    if process.returncode not in (0, 1):  # 1: findings
        sys.exit(f"{command} failed:\n{errors.decode()}")
    return seconds, busy, memory.peak


def _cpu() -> float:
    """Of all children that have ended: what else the machine does lengthens seconds, and these much less."""
    used = os.times()
    return used.children_user + used.children_system


def table(command: list[str], repeat: int) -> str:
    """A line for each count, the quickest of several runs, and how they compare."""
    import generate

    rows, costs, busy, peak = [f"{'':36}{'seconds':>9}{'ms/script':>11}{'CPU':>9}{'MiB':>9}"], [], [], 0
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            generate.write(Path(folder), count)
            runs = [once(command, Path(folder)) for _turn in range(repeat)]
        seconds, used = (min(run[at] for run in runs) for at in (0, 1))
        peak = max(run[2] for run in runs)
        costs.append(seconds / count)
        busy.append(used / count)
        rows.append(
            f"  huashu lint, cold, {count:6} scripts   {seconds:9.2f}{1000 * costs[-1]:11.3f}{used:9.2f}{peak / 1024:9.0f}"
        )
    grown, grown_busy = costs[-1] / costs[0], busy[-1] / busy[0]
    told = f"a script among {COUNTS[-1]} costs {grown:.2f} × one among {COUNTS[0]}"
    rows.append(f"{told}, {grown_busy:.2f} × in CPU seconds (at most {FASTER})")
    memory = f"{peak / 1024:.0f} MiB" if sys.platform == "linux" else "unknown here"
    rows.append(f"peak memory at {COUNTS[-1]}: {memory} (at most {MEMORY} MiB)")
    return "\n".join(rows)
