"""After a merge: evidence, verdict and who approved what are kept beside the signed records, so that the repository
alone can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model import approval
from huashu.review import evidence_file, explain
from huashu.review.approved import approved
from huashu.review.decide import decide
from huashu.review.gate import request
from huashu.review.ledger import Ledger
from huashu.review.verify import EVIDENCE
from huashu.store import approvals
from huashu.store.repository import Repository, opened

VERDICT = "verdict.json"
Now = Callable[[tzinfo], datetime]


def archive(place: Path, commit: str, evidence: bytes | None, now: Now) -> str:
    """The full id of the commit that is kept. HuashuError for evidence that cannot be read, or a commit that merged
    nothing: then there is nothing to keep."""
    with opened(place) as repository:
        full = repository.commit(commit, "--commit")
        ledger = Ledger(repository, approvals.tip(repository))
        files = approvals.archive_files(full, made(repository, ledger, full, evidence, now))
        approvals.append(repository, files, f"archive {full}\n")
        return full


def made(repository: Repository, ledger: Ledger, commit: str, evidence: bytes | None, now: Now) -> dict[str, bytes]:
    """The files of an archive by their names."""
    parents = repository.told("rev-list", "--parents", "--max-count=1", commit).split()[1:]
    if not parents:
        raise HuashuError(_("这是第一次提交，以前没有可比的"), where=commit[:10], todo=_("请写合并以后的那次提交"))
    given = [evidence_file.read(evidence, EVIDENCE)] if evidence is not None else []
    head = given[0].head if given and repository.has(given[0].head) else commit
    asked = request(repository, parents[0], head, given, now, ledger)
    files = {VERDICT: explain.as_json(decide(asked)).encode("utf-8")}
    files[approval.FILE] = approval.written(approved(asked))
    if evidence is not None:
        files[EVIDENCE] = evidence
    return files
