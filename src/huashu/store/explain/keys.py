"""What is wrong with the keys of a mapping: one that is missing, unknown, misplaced or one too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from huashu.i18n import _
from huashu.model.source import Fix, Problem, Scalar
from huashu.model.source import Mapping as MappingNode
from huashu.store.explain import fixes
from huashu.store.explain.aliases import Guess, meant
from huashu.store.explain.case import Case, facet, form, named, path_id, short

STAGE_KEYS = frozenset({"rung", "step"})


def missing(case: Case) -> Iterator[Problem]:
    """A key that must be there; told at the line where it belongs."""
    key = str(case.details.get("property"))
    allowed = case.allowed()
    if isinstance(case.node, MappingNode):
        strangers = [name.value for name, _value in case.node.pairs if name.value not in allowed]
        if key in STAGE_KEYS and STAGE_KEYS & set(strangers):
            return  # the other kind of stage says it all
        if key in _meant_by(tuple(strangers), tuple(allowed.items())):
            return  # the misspelt key says it all
    schema = _property(case, key)
    fix: Fix | None = None
    if case.path == () and key == "id" and (wanted := path_id(case)):
        fix = fixes.first_line(case.file.root, case.file.source, f"id: {wanted}")
    example = form(case.file.schema, key, schema) if schema is not None else f"{key}:"
    neighbour, before = _neighbour(case, key, list(allowed))
    way = _("请在 {neighbour} 前面加上 {form}") if before else _("请在 {neighbour} 后面加上 {form}")
    hint = way if neighbour is not None else _("请加上 {form}")
    yield case.problem(
        _("缺少{key}").format(key=named(key, allowed.get(key, ""))),
        hint.format(neighbour=neighbour.value if neighbour else "", form=f"id: {path_id(case)}" if fix else example),
        at=(neighbour.start, neighbour.end) if neighbour is not None else case.at_key,
        key=key,
        fix=fix,
    )


@lru_cache(maxsize=4)
def _meant_by(names: tuple[str, ...], allowed: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The allowed keys that stand there under other names; each key that is missing asks for the same."""
    titles = dict(allowed)
    return frozenset(guess.key for name in names if (guess := meant(name, titles)))


def _neighbour(case: Case, key: str, order: list[str]) -> tuple[Scalar | None, bool]:
    """The key beside which a missing one belongs by the order of the schema, and whether it comes before that one.
    None inside brackets, and where nothing is known of the order."""
    if not isinstance(case.node, MappingNode) or case.node.flow or key not in order:
        return None, False
    present = {name.value: name for name, _value in case.node.pairs}
    place = order.index(key)
    after = [present[name] for name in order[place + 1 :] if name in present]
    ahead = [present[name] for name in order[:place] if name in present]
    # a list item's first key stands behind its dash: nothing can be put before it as a line of its own
    first = case.node.pairs[0][0] if case.path and isinstance(case.path[-1], int) else None
    if after and after[0] is not first:
        return after[0], True
    return (ahead[-1], False) if ahead else (after[0], True) if after else (None, False)


def _property(case: Case, key: str) -> object:
    """The schema of a key below the place."""
    for schema in reversed(case.trail):
        table = schema.get("properties")
        if isinstance(table, dict) and isinstance(table.get(key), dict):
            return table[key]
    return None


def unknown(case: Case) -> Iterator[Problem]:
    """Each key that is not known here, with the one that was meant or the place where it belongs."""
    names = case.details.get("unexpected")
    allowed = case.allowed()
    if not isinstance(case.node, MappingNode) or not isinstance(names, list):
        return
    present = {name.value for name, _value in case.node.pairs}
    strange, homes = frozenset(map(str, names)), _homes(case)
    for key, _node in case.node.pairs:
        if key.value in strange:
            hint, fix = _advice(case, key, allowed, present, homes)
            message = _("这里不能写“{key}”").format(key=short(key.value))
            yield case.problem(message, hint, at=(key.start, key.end), key=key.value, fix=fix)


def _advice(
    case: Case, key: Scalar, allowed: Mapping[str, str], present: set[str], homes: Mapping[str, str]
) -> tuple[str, Fix | None]:
    """What to do with a key that is not known here."""
    guess = meant(key.value, allowed)
    stage = _stage_advice(case, key.value)
    if stage:
        other = {"rung": "step", "step": "rung"}[key.value]
        swap = other in allowed and other not in present
        return stage, fixes.renamed(key, other, certain=False) if swap else None
    if guess is None or not guess.certain:
        home = _home(case, key.value, homes)
        if home is not None:
            return home, None
    if guess is None:
        return _("这里可以写的有：{keys}").format(keys=_("、").join(allowed)), None
    return _rename(key, guess, allowed, present)


def _rename(key: Scalar, guess: Guess, allowed: Mapping[str, str], present: set[str]) -> tuple[str, Fix | None]:
    wanted = named(guess.key, allowed[guess.key])
    if guess.key in present and guess.certain:
        return _("这里已经写过{key}，请把两处合成一处").format(key=wanted), None
    if guess.key in present:
        left = {name: title for name, title in allowed.items() if name not in present}
        other = meant(key.value, left)
        if other is None:
            told = _("看着像{key}，可是它已经写过了；是多写的就删掉，不是的话，这里还可以写：{keys}")
            return told.format(key=wanted, keys=_("、").join(left)), None
        return _rename(key, other, allowed, present)
    return _("您是不是想写{key}？").format(key=wanted), fixes.renamed(key, guess.key, certain=guess.certain)


def _stage_advice(case: Case, key: str) -> str:
    """For `rung` and `step`, which belong to some scenes only."""
    scene = case.file.scene
    if scene is None or key not in STAGE_KEYS:
        return ""
    if scene.kind == "plain":
        return _("“{scene}”既不分级也不分步，请删掉这一行").format(scene=scene.title)
    wanted = "rung" if scene.kind == "ladder" else "step"
    stages = _("、").join(f"{stage.id}（{stage.title}）" for stage in scene.stages)
    advice = _("“{scene}”里用 {wanted}，可以写的有：{stages}")
    return advice.format(scene=scene.title, wanted=wanted, stages=stages)


def _homes(case: Case) -> dict[str, str]:
    """Keys that are known one level down in such a file, each with the key below which it belongs."""
    table, schema = case.file.schema.get("properties"), case.file.schema
    homes: dict[str, str] = {}
    for outer, node in table.items() if isinstance(table, dict) and not case.path else ():
        inner = facet(schema, node, "items") if facet(schema, node, "type") == "array" else node
        inside = facet(schema, inner, "properties")
        for key in inside if isinstance(inside, dict) else ():
            homes.setdefault(key, outer)
    return homes


def _home(case: Case, key: str, homes: Mapping[str, str]) -> str | None:
    """Where a key belongs that is known elsewhere in such a file: most often it is only indented wrongly."""
    table = case.file.schema.get("properties")
    if case.path and isinstance(table, dict) and key in table:
        first = next(iter(table))
        return _("“{key}”要写在文件最外层：请去掉它前面的空格，和 {first} 对齐").format(key=key, first=first)
    if key in homes:
        return _("“{key}”要写在 {outer} 下面，往里缩进").format(key=key, outer=homes[key])
    return None


def misnamed(case: Case) -> Iterator[Problem]:
    """A key that the library chooses (a fact's name, a rule's id) in a wrong form."""
    inner = case.details.get("error")
    name = getattr(inner, "instance", None)
    if isinstance(case.node, MappingNode):
        for key, _node in case.file.under(case.node, str(name)):
            told = _(str(case.trail[-1].get("patternErrorMessage", "")))
            message = _("“{key}”这个名称不行：{told}").format(key=short(key.value), told=told)
            yield case.problem(message, at=(key.start, key.end), key=key.value)


def _alternatives(case: Case) -> list[str]:
    """The keys that the branches of an anyOf, oneOf or not ask for."""
    branches = case.trail[-1].get(case.keyword)
    branches = branches if isinstance(branches, list) else [branches]
    return [str(key) for branch in branches if isinstance(branch, dict) for key in branch.get("required", [])]


def choice(case: Case) -> Iterator[Problem]:
    """Of some keys exactly one, at least one or at most one must be there."""
    keys = _alternatives(case)
    pairs = case.node.pairs if isinstance(case.node, MappingNode) else ()
    present: list[Scalar] = [key for key, _node in pairs if key.value in keys]
    if len(present) > 1:
        chosen = _("、").join(sorted({key.value for key in present}, key=keys.index))
        at = (present[-1].start, present[-1].end)
        yield case.problem(_("{keys} 只能写一样").format(keys=chosen), _("请留下一样，其余删掉"), at=at)
        return
    allowed = case.allowed()
    strangers = [key.value for key, _node in pairs if key.value not in allowed]
    if not _meant_by(tuple(strangers), tuple(allowed.items())).isdisjoint(keys):
        return  # the misspelt key says it all
    one = keys[0]
    hint = _("请加上 {form}").format(form=form(case.file.schema, one, _property(case, one)))
    yield case.problem(_("{keys} 至少要写一样").format(keys=_("、").join(keys)), hint, at=case.at_key)


def none(case: Case) -> Iterator[Problem]:
    """A mapping that may not be empty."""
    yield case.problem(_("{subject}下面还没有内容").format(subject=case.subject), _("请写上内容，用不着就把这一项删掉"))


def out_of_place(case: Case) -> Iterator[Problem]:
    """A key that has no meaning beside the others."""
    yield case.problem(_("这里用不上{subject}").format(subject=case.subject), _("请删掉这一行"), at=case.at_key)
