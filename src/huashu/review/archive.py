"""After a merge: evidence and verdict are kept beside the signed records, so that the repository alone can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.review import evidence_file, explain
from huashu.review.decide import decide
from huashu.review.gate import request
from huashu.review.verify import EVIDENCE
from huashu.store import approvals
from huashu.store.repository import opened

VERDICT = "verdict.json"


def archive(place: Path, commit: str, evidence: bytes | None, now: Callable[[tzinfo], datetime]) -> str:
    """The full id of the commit that is kept. HuashuError for evidence that cannot be read, or a commit that merged
    nothing: then there is nothing to keep."""
    with opened(place) as repository:
        full = repository.commit(commit, "--commit")
        parents = repository.told("rev-list", "--parents", "--max-count=1", full).split()[1:]
        if not parents:
            raise HuashuError(_("这是第一次提交，以前没有可比的"), where=full[:10], todo=_("请写合并以后的那次提交"))
        given = [evidence_file.read(evidence, EVIDENCE)] if evidence is not None else []
        head = given[0].head if given and repository.has(given[0].head) else full
        verdict = decide(request(repository, parents[0], head, given, now))
        files = {VERDICT: explain.as_json(verdict).encode("utf-8")}
        if evidence is not None:
            files[EVIDENCE] = evidence
        approvals.append(repository, approvals.archive_files(full, files), f"archive {full}\n")
        return full
