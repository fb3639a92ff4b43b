"""How long `huashu review verify` takes: a branch that grew by merges, each approved by four signatures.

Run: PYTHONPATH=src:tests/support python benchmarks/approvals.py [MERGES…]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from shop_in_git import script
from signed import MAIN, NOW, WORK, Signed, everybodys_keys, signed

from huashu.review.acts import at_desk
from huashu.review.records import canonical
from huashu.review.verify import verify
from huashu.store import approvals
from huashu.store.repository import opened
from huashu.store.signing import sign

SCRIPTS = 200
ROLES = (("lead", "supervisor"), ("product", "product"), ("ops", "operations"), ("boss", "manager"))


def path(number: int) -> str:
    return f"scripts/dialogue/s{number:04}.yaml"


def text(number: int, round: int) -> str:
    more = "consult:\n  - product\n"
    return script(f"dialogue/s{number:04}", f"第{number}条第{round}次", more)


def merge(shop: Signed, number: int) -> None:
    """One script changes, four people sign, it is merged."""
    shop.commit({path(number % SCRIPTS): text(number % SCRIPTS, number + 1)})
    files: dict[str, bytes] = {}
    with at_desk(shop.root, MAIN, WORK, shop._at(shop.tick())) as desk:
        follows = desk.ledger.before(desk.request.proposal.change)
        for who, role in ROLES:
            record = shop.drafted(desk, role, "approve")
            data = canonical(type(record)(**{**_plain(record), "follows": tuple(sorted(follows))}))
            signature = sign(data, shop.pen(who))
            files |= approvals.record_files(data, signature)
            follows = (*follows, approvals.hashlib.sha256(data).hexdigest())
    with opened(shop.root) as repository:
        approvals.append(repository, files, "approve\n")
    shop.merge()


def _plain(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in type(record).__slots__}  # type: ignore[attr-defined]


def main(sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        keys = everybodys_keys(Path(folder) / "keys")
        shop = signed(Path(folder) / "shop", keys, {path(number): text(number, 0) for number in range(SCRIPTS)})
        shop.clock = NOW
        shop.git("checkout", "-q", "main")
        shop.git("branch", "-q", "-D", "work")
        shop.git("checkout", "-q", "-b", "work")
        done = 0
        for size in sizes:
            for number in range(done, size):
                merge(shop, number)
            done = size
            begin = time.perf_counter()
            found = verify(shop.root, MAIN)
            seconds = time.perf_counter() - begin
            state = "sound" if found.sound else "NOT SOUND"
            print(f"{len(found.steps)} commits, {found.signatures} signatures: {seconds:.1f} s, {state}", flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [50, 100, 250])
