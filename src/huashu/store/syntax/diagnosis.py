"""The slow way through a file: everything that is wrong with it, and its tree if one can be made out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from yaml import YAMLError

from huashu.i18n import _
from huashu.model.places import offsets
from huashu.model.source import Edit, Node, Problem, Scalar, Sequence, Style, apply
from huashu.store.syntax import errors, escapes, indent
from huashu.store.syntax.chars import readable
from huashu.store.syntax.notes import described
from huashu.store.syntax.tree import TooDeep, Tree, build
from huashu.store.traps import silent
from huashu.store.traps.fixes import line_end, line_start
from huashu.store.traps.lines import Cover, scan
from huashu.store.traps.words import MAX_PROBLEMS

MAX_ROUNDS = 24  # attempts to read on behind something that YAML cannot read

Result = tuple[Node | None, list[Problem]]


def examine(text: str, tree: Tree | None = None) -> tuple[Node | None, tuple[Problem, ...]]:
    """The tree, None where none can be made out, and all problems, sorted by place. tree: what YAML reads of the text,
    where it has been read before and needed no preparation."""
    if tree is not None and not ("\u3000" in text and indent.wide_items(text)):
        root, found = _inspected(text, text, tree, {})
        return root, _sorted(found, root)
    ready = readable(text)
    if ready.text is None:
        return None, ready.problems
    root, found = _diagnosed(text, ready.text, straighten=True)
    return root, _sorted([*ready.problems, *found], root)


def _sorted(problems: Iterable[Problem], root: Node | None) -> tuple[Problem, ...]:
    found = sorted(set(problems), key=lambda problem: (problem.start, problem.end, problem.code))[:MAX_PROBLEMS]
    return tuple(_with_fields(found, root) if found else found)


def _diagnosed(text: str, masked: str, *, straighten: bool) -> Result:
    """masked: the text as YAML may see it, of the same length."""
    try:
        tree = build(masked)
    except TooDeep as deep:
        return None, [errors.too_deep(deep.start)]
    except YAMLError:
        edits = indent.straightened(masked, indent.TAB_WIDTHS[0]) if straighten else []
        return _straightened(text, masked) if edits else _broken(text, masked)
    if straighten and "\u3000" in masked and indent.wide_items(masked):
        return _straightened(text, masked)
    return _inspected(text, masked, tree, {})


def _straightened(text: str, masked: str) -> Result:
    """What the file would be with its lines indented by blanks; its own tree is lost."""
    best: list[Problem] | None = None
    for width in indent.TAB_WIDTHS:
        edits = indent.straightened(masked, width)
        way = indent.Way(edits)
        _root, found = _diagnosed(apply(text, edits), apply(masked, edits), straighten=False)
        problems = indent.problems(text, edits) + [way.problem(problem) for problem in found]
        if best is None or not any(problem.code in ("syntax", "tab") for problem in found):
            best = problems
        if best is problems and not any(problem.code in ("syntax", "tab") for problem in found):
            break
    return None, best or []


def _broken(text: str, masked: str) -> Result:
    """Read on behind whatever YAML cannot read: known traps are covered, a line that nobody understands is left out."""
    problems: list[Problem] = []
    meant: dict[int, Scalar] = {}
    scanned = False
    left_out: list[tuple[int, int]] = []
    for _round in range(MAX_ROUNDS):
        try:
            tree = build(masked)
        except TooDeep as deep:
            return None, [*problems, errors.too_deep(deep.start)]
        except YAMLError as error:
            covers = [] if scanned else scan(text, masked)
            scanned = True
            if covers := covers or _bad_escape(error, text, masked):
                problems += [cover.problem for cover in covers]
                masked = _covered(masked, covers)
                meant.update({start: scalar for cover in covers for start, scalar in cover.meant.items()})
                continue
            explained = errors.explain(error, text)
            if not left_out:  # what comes after the first is often only its consequence
                problems.append(explained)
            start, end = _line_at(masked, explained.start)
            left_out.append((start, end))
            text, masked = (f"{any_text[:start]}{' ' * (end - start)}{any_text[end:]}" for any_text in (text, masked))
        else:
            root, found = _inspected(text, masked, tree, meant)
            known = {(problem.code, problem.start) for problem in problems}
            problems += [problem for problem in found if (problem.code, problem.start) not in known]
            return (None, _clear_of(left_out, problems)) if left_out else (root, problems)
    return None, problems


def _bad_escape(error: YAMLError, text: str, masked: str) -> list[Cover]:
    if getattr(error, "problem", None) not in errors.BAD_ESCAPES:
        return []
    cover = escapes.cover(text, masked, errors.marks(error, masked)[0])
    return [cover] if cover else []


def _covered(masked: str, covers: Iterable[Cover]) -> str:
    return apply(masked, [Edit(cover.start, cover.start + len(cover.letters), cover.letters) for cover in covers])


def _line_at(masked: str, at: int) -> tuple[int, int]:
    """The line at an offset; where it is blank, the last one before it that is not."""
    end = len(masked[: line_end(masked, at)].rstrip())
    return line_start(masked, end), end


def _clear_of(left_out: list[tuple[int, int]], problems: list[Problem]) -> list[Problem]:
    """The problems, without what only leaving lines out has made, and without fixes that reach over those lines."""
    kept = []
    for problem in problems:
        edits = problem.fix.edits if problem.fix else ()
        if any(edit.start < end and start < edit.end for edit in edits for start, end in left_out):
            problem = problem._replace(fix=None)
        if problem.code != "empty":
            kept.append(problem)
    return kept


def _inspected(text: str, masked: str, tree: Tree, meant: Mapping[int, Scalar]) -> Result:
    root = tree.root
    if root is None or (isinstance(root, Scalar) and root.start == root.end):
        problem = Problem("empty", 0, 0, _("这个文件里没有内容"), _("请把内容补上；如果不需要这个文件，请把它删掉"))
        return None, [problem, *described(text, tree.notes, ())]
    settled: set[int] = set()
    if text != masked:
        root = _restored(root, text, masked, meant, settled)
    root, found = silent.inspect(text, tree._replace(root=root), settled)
    return root, [*found, *described(text, tree.notes, found)]


def _restored(node: Node, text: str, masked: str, meant: Mapping[int, Scalar], settled: set[int]) -> Node:
    """The node as its writer meant it, with what the file holds where the masked text holds letters."""
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_restored(item, text, masked, meant, settled) for item in node.items))
    if isinstance(node, Scalar):
        return _restored_scalar(node, text, masked, meant, settled)
    return node._replace(
        pairs=tuple(
            (
                _restored_scalar(key, text, masked, meant, settled),
                _restored(value, text, masked, meant, settled),
            )
            for key, value in node.pairs
        )
    )


def _restored_scalar(node: Scalar, text: str, masked: str, meant: Mapping[int, Scalar], settled: set[int]) -> Scalar:
    if node.start in meant:
        settled.add(meant[node.start].start)
        return meant[node.start]
    if text[node.start : node.end] == masked[node.start : node.end]:
        return node
    places = offsets(masked, node)
    value = "".join(
        char if text[place] == masked[place] else text[place] for char, place in zip(node.value, places, strict=False)
    )
    restored = node._replace(value=value, data=value)
    try:
        offsets(text, restored)
    except ValueError:  # letters lie across a fold: the raw text stands for itself
        settled.add(node.start)
        raw = text[node.start : node.end]
        return Scalar(raw, Style.PLAIN, node.start, node.end, node.parent_indent, raw)
    return restored


def _with_fields(problems: Iterable[Problem], root: Node | None) -> list[Problem]:
    """Problems that do not know where in the tree they are get the field of the last node that begins before them."""
    if root is None:
        return list(problems)
    starts, fields = zip(*_starts(root, ""), strict=True)
    return [
        problem if problem.field else problem._replace(field=fields[max(bisect_right(starts, problem.start) - 1, 0)])
        for problem in problems
    ]


def _starts(node: Node, field: str) -> Iterator[tuple[int, str]]:
    """Offset and field path of every node and key, in file order."""
    yield node.start, field
    prefix = f"{field}/" if field else ""
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _starts(item, f"{prefix}{index}")
    elif not isinstance(node, Scalar):
        for key, value in node.pairs:
            yield key.start, prefix + key.value
            yield from _starts(value, prefix + key.value)
