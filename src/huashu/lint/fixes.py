"""Applies fixes: text spliced at spans, everything else byte for byte, and the result read again to prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from huashu.model.finding import Finding
from huashu.model.source import Edit, Node, Scalar, walk
from huashu.store.yaml_source import parse

SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its fixes. skipped: fixable findings that were left, because they overlap or would break the file."""

    text: str
    applied: tuple[Finding, ...]
    skipped: tuple[Finding, ...]


def fix_file(path: str, text: str, findings: Sequence[Finding], *, unsafe: bool = False) -> Fixed:
    """Apply the fixes of one file's findings, each proved on its own: it must read back and change nothing but the
    scalars that it edits, or, where the file could not be read before, remove its problem and add none."""
    chosen = sorted(
        (finding for finding in findings if finding.fix is not None and (unsafe or finding.fix.safety == SAFE)),
        key=Finding.order,
    )
    applied: list[Finding] = []
    skipped: list[Finding] = []
    for finding in chosen:
        taken = [edit for other in applied for edit in _edits(other)]
        clash = any(_overlap(edit, other) for edit in _edits(finding) for other in taken)
        if not clash and proved(path, text, [*applied, finding]):
            applied.append(finding)
        else:
            skipped.append(finding)
    return Fixed(
        splice(text, [edit for finding in applied for edit in _edits(finding)]), tuple(applied), tuple(skipped)
    )


def fixed_text(text: str, findings: Iterable[Finding], *, unsafe: bool) -> str:
    """The text after the fixes, for a file that stands alone."""
    return fix_file("scripts/dialogue/example.yaml", text, list(findings), unsafe=unsafe).text


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with non-overlapping edits made."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def proved(path: str, text: str, findings: Sequence[Finding]) -> bool:
    """Whether the findings' fixes do what they say and no more.

    A readable file must keep its tree but for the fields that the findings are about. A file with problems must come
    out with fewer problems, and none that it did not have.
    """
    edits = [edit for finding in findings for edit in _edits(finding)]
    before, after = parse(path, text.encode()), parse(path, splice(text, edits).encode())
    if before.problems:
        old = Counter(problem.code for problem in before.problems)
        new = Counter(problem.code for problem in after.problems)
        return new.total() < old.total() and all(count <= old[code] for code, count in new.items() if code != "syntax")
    if after.problems or before.root is None or after.root is None:
        return False
    meant = [finding.field for finding in findings]
    return _others(before.root, meant) == _others(after.root, meant, _fields(before.root))


def _others(root: Node, meant: Sequence[str], known: Collection[str] | None = None) -> dict[str, object]:
    """Field → value of all scalars beside those meant by a fix. known: the fields of the tree before it; one that is
    new beside a field that was meant is that field under its right name."""
    beside = {field.rpartition("/")[0] for field in meant} if known is not None else set()
    found: dict[str, object] = {}
    for field, node in walk(root):
        if not isinstance(node, Scalar) or any(field == one or field.startswith(f"{one}/") for one in meant):
            continue
        if known is not None and field not in known and _under(field, beside):
            continue
        found[field] = (node.value, type(node.data))
    return found


def _under(field: str, parents: Collection[str]) -> bool:
    return any(not parent or field.startswith(f"{parent}/") for parent in parents)


def _fields(root: Node) -> set[str]:
    return {field for field, _node in walk(root)}


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _overlap(one: Edit, other: Edit) -> bool:
    if one.start == other.start:
        return True
    first, second = (one, other) if one.start < other.start else (other, one)
    return second.start < first.end
