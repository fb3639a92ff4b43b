"""Applies fixes: text spliced at spans, everything else byte for byte, and the result read again to prove it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from huashu.model.finding import Finding
from huashu.model.places import offsets
from huashu.model.source import Edit, Node, Scalar, apply, walk
from huashu.store.library import READABLE_ANYWAY
from huashu.store.yaml_source import Parsed, parse

SAFE = "safe"
LISTS = frozenset({"related"})  # fields of a script that fixes may add to


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its fixes. skipped: they overlap one that was applied; another run takes them up.
    refused: they would change more than they say."""

    text: str
    applied: tuple[Finding, ...]
    skipped: tuple[Finding, ...]
    refused: tuple[Finding, ...] = ()


def fix_file(path: str, text: str, findings: Sequence[Finding], *, unsafe: bool = False) -> Fixed:
    """Apply the fixes of one file's findings, of overlapping ones the first.

    Each is proved. One in a script's text must leave the whole tree as it is but for this text, which must read as
    its edit says. One of the file itself must leave fewer problems and no new ones, or else all other fields alone.
    """
    chosen = sorted(
        (finding for finding in findings if finding.fix is not None and (unsafe or finding.fix.safety == SAFE)),
        key=Finding.order,
    )
    refused: dict[int, Finding] = {}
    while True:  # what a refused fix kept out gets its turn
        fitting, skipped = _apart([finding for finding in chosen if id(finding) not in refused])
        fixed, wrong = _proved(path, text, fitting)
        if not wrong:
            left = sorted(refused.values(), key=Finding.order)
            return Fixed(fixed, tuple(fitting), tuple(skipped), tuple(left))
        refused.update((id(finding), finding) for finding in wrong)


def fixed_text(text: str, findings: Iterable[Finding], *, unsafe: bool) -> str:
    """The text after the fixes, for a file that stands alone."""
    return fix_file("scripts/dialogue/example.yaml", text, list(findings), unsafe=unsafe).text


def _apart(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Those that can be made together, the first come first, and those that overlap one of them."""
    fitting: list[Finding] = []
    clashing: list[Finding] = []
    taken: list[tuple[int, int]] = []  # sorted; none overlaps another
    for finding in findings:
        spans = [(edit.start, edit.end) for edit in _edits([finding])]
        if any(_taken(span, taken) for span in spans):
            clashing.append(finding)
        else:
            fitting.append(finding)
            for span in spans:
                insort(taken, span)
    return fitting, clashing


def _taken(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of those, or begins where one begins."""
    start, end = span
    after = bisect_left(taken, (start,))
    if after < len(taken) and (taken[after][0] == start or taken[after][0] < end):
        return True
    return after > 0 and taken[after - 1][1] > start


def _proved(path: str, text: str, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """The text after the fixes that hold, and the findings whose fixes do not."""
    of_file = [finding for finding in findings if _of_file(finding)]
    mended, wrong = _holding(of_file, partial(_mends, path, text))
    of_texts = [finding for finding in findings if not _of_file(finding)]
    said, more = _holding(of_texts, partial(_says, _Text(path, text, _edits(mended))))
    return _made(text, [*mended, *said]), [*wrong, *more]


def _of_file(finding: Finding) -> bool:
    """Whether a fix is about the file, or about a list of it, and not about a text."""
    return finding.script is None or finding.field in LISTS


Holds = Callable[[Sequence[Finding], Sequence[Finding]], bool]  # whether fixes hold beside others that do


def _holding(findings: Sequence[Finding], holds: Holds) -> tuple[list[Finding], list[Finding]]:
    """Parts the findings; whole runs are tried first, since a file may have very many."""
    good: list[Finding] = []
    wrong: list[Finding] = []
    pending = [list(findings)]
    while pending:
        some = pending.pop()
        if not some or holds(good, some):
            good += some
        elif len(some) == 1:
            wrong += some
        else:
            half = len(some) // 2
            pending += [some[half:], some[:half]]
    return good, wrong


def _mends(path: str, text: str, good: Sequence[Finding], some: Sequence[Finding]) -> bool:
    """Whether fixes of the file itself leave it better, or change nothing but the fields that they are about."""
    try:
        before, after = (parse(path, _made(text, made).encode()) for made in (good, [*good, *some]))
    except ValueError:
        return False
    old, new = _codes(before), _codes(after)
    # a problem that kept the file from being read may have hidden others
    hidden = set() if READABLE_ANYWAY.issuperset(old) else {"syntax"}
    if any(count > old[code] for code, count in new.items() if code not in hidden):
        return False
    if new.total() <= old.total() - len(some):
        return True
    if new != old or before.root is None or after.root is None:
        return False
    meant = [finding.field for finding in some]
    return _others(before.root, meant) == _others(after.root, meant, {field for field, _node in walk(before.root)})


def _others(root: Node, meant: Sequence[str], known: Collection[str] | None = None) -> dict[str, object]:
    """Field → value of all scalars beside those meant by a fix. known: the fields of the tree before it; one that is
    new beside a field that was meant is that field under its right name."""
    beside = {field.rpartition("/")[0] for field in meant} if known is not None else set()
    found: dict[str, object] = {}
    for field, node in walk(root):
        if not isinstance(node, Scalar) or any(_in(field, one) for one in meant):
            continue
        if known is not None and field not in known and any(not parent or _in(field, parent) for parent in beside):
            continue
        found[field] = (node.value, type(node.data))
    return found


def _in(field: str, other: str) -> bool:
    return field == other or field.startswith(f"{other}/")


class _Text:
    """A text read anew after some of its fixes; the places of the others are led there."""

    def __init__(self, path: str, text: str, made: Sequence[Edit]) -> None:
        self.made = made
        self.parsed = parse(path, apply(text, made).encode())

    def moved(self, finding: Finding) -> list[Edit]:
        """The edits of a finding in the text as it is now."""
        return [self._moved(edit) for edit in _edits([finding])]

    def _moved(self, edit: Edit) -> Edit:
        by = sum(len(other.text) - (other.end - other.start) for other in self.made if other.end <= edit.start)
        return Edit(edit.start + by, edit.end + by, edit.text)


def _says(base: _Text, good: Sequence[Finding], some: Sequence[Finding]) -> bool:
    """Whether fixes of spoken texts make of these texts what the edits say, and nothing else of the tree."""
    before = base.parsed
    by_field: dict[str, list[Edit]] = defaultdict(list)
    for finding in (*good, *some):
        by_field[finding.field] += base.moved(finding)
    try:
        expected = [(kind, _said(before, node, by_field.pop(kind[0], []))) for kind, node in _tree(before)]
        text = apply(before.source.text, [edit for finding in (*good, *some) for edit in base.moved(finding)])
    except ValueError:
        return False
    after = parse(before.source.path, text.encode())
    found = [(kind, _said(after, node, [])) for kind, node in _tree(after)]
    return not by_field and found == expected and _codes(after) == _codes(before)


Kind = tuple[str, type, type]  # what no fix of a spoken text may change: field, kind of node, kind of value


def _tree(parsed: Parsed) -> Iterator[tuple[Kind, Node]]:
    for field, node in walk(parsed.root) if parsed.root is not None else ():
        yield (field, type(node), type(node.data) if isinstance(node, Scalar) else type(None)), node


def _said(parsed: Parsed, node: Node, edits: Sequence[Edit]) -> str:
    """What a text reads after edits within it. Raises ValueError where one lies elsewhere."""
    if not edits:
        return node.value if isinstance(node, Scalar) else ""
    if not isinstance(node, Scalar):
        raise ValueError("no text")
    places = offsets(parsed.source.text, node)
    return apply(node.value, [Edit(_index(places, edit.start), _index(places, edit.end), edit.text) for edit in edits])


def _index(places: Sequence[int], offset: int) -> int:
    index = bisect_left(places, offset)
    if index == len(places) or places[index] != offset:
        raise ValueError("outside the text")
    return index


def _codes(parsed: Parsed) -> Counter[str]:
    return Counter(problem.code for problem in parsed.problems)


def _made(text: str, findings: Sequence[Finding]) -> str:
    return apply(text, _edits(findings))


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return [edit for finding in findings if finding.fix is not None for edit in finding.fix.edits]
