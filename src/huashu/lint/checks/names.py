"""Checks of what replies refer to: slots, facts, references, unique."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from huashu.lint.checks.hit import Hit, at_text
from huashu.lint.checks.meant import meant
from huashu.lint.checks.spoken import spoken
from huashu.lint.context import Context
from huashu.lint.outline import Outline
from huashu.lint.typed import Typed
from huashu.lint.view import ScriptView
from huashu.model.library import Scene
from huashu.model.rule import Rule
from huashu.model.script import Script, Text
from huashu.model.source import Mapping as MappingNode
from huashu.model.source import Scalar, at_path
from huashu.patterns import lazy
from huashu.text import SLOT, nearest

_MARKS = lazy("[ \t\u00a0\u3000，。！？、；：,.!?;:~～…]")
_BRACE = lazy(r"\{+|\}+|｛+|｝+")


def slots(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """`malformed`: braces that are no `{名称}`: unbalanced, full-width, empty or with blanks inside. `spoken`: a
    customer's data said back."""
    problem = rule.text("problem")
    if problem == "spoken" and view.names:
        yield from spoken(rule, view, context)
    if problem != "malformed" or not view.odd_braces:
        return
    for _index, said in view.looked_at(rule.where):
        value = said.said.written.value
        unnamed = SLOT.sub(lambda found: " " * len(found[0]), value)
        for found in _BRACE.finditer(unnamed):
            yield Hit(view.script.source, said.said.written, *found.span(), {"word": found[0]}, script=view.script.id)


def unused_slots(rule: Rule, context: Context) -> Iterator[Hit]:
    """Slots that no script speaks."""
    if rule.text("problem") != "unused" or not context.all_read:
        return
    library = context.library
    source = library.term_sources.get("terms/slots.yaml")
    spoken = _spoken(context)
    for slot in library.slots.values():
        if source is not None and slot.name not in spoken:
            yield at_text(source, slot.place, None, name=slot.name)


def may_misname(view: ScriptView, context: Context) -> bool:
    """Whether a script speaks of something that is neither slot nor fact, or types a fact's value."""
    return context.terms_readable and (
        not view.names <= context.names or (context.typed is not None and view.has(context.typed.hint))
    )


def facts(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """`undeclared`: a name that is neither slot nor fact. `typed`: a fact's value typed out."""
    problem = rule.text("problem")
    if problem == "undeclared" and not view.names <= context.names:
        for _index, said in view.looked_at(rule.where):
            yield from _undeclared(view, said.said.written, context)
    elif problem == "typed" and context.typed is not None and view.has(context.typed.hint):
        for _index, said in view.looked_at(rule.where):
            yield from _typed(view, said.said.written, context.typed)


def _undeclared(view: ScriptView, written: Text, context: Context) -> Iterator[Hit]:
    for found in SLOT.finditer(written.value):
        if found[1] not in context.names:
            guess = nearest(found[1], context.names)
            values = {"name": found[1], "suggestion": f"{{{guess}}}" if guess else ""}
            yield Hit(view.script.source, written, *found.span(), values, script=view.script.id)


def _typed(view: ScriptView, written: Text, typed: Typed) -> Iterator[Hit]:
    for start, end, names in typed.find(written.value):
        values = {"word": written.value[start:end], "name": names}
        yield Hit(view.script.source, written, start, end, values, script=view.script.id)


def library_facts(rule: Rule, context: Context) -> Iterator[Hit]:
    """`unused`: a fact that no script speaks. `both`: a name that is slot and fact."""
    unused = rule.text("problem") == "unused"
    if not (context.all_read if unused else rule.text("problem") == "both"):
        return
    library = context.library
    source = library.term_sources.get("terms/facts.yaml")
    spoken = _spoken(context) if unused else frozenset()
    for fact in library.facts.values():
        wrong = fact.name not in spoken if unused else fact.name in library.slots
        if source is not None and wrong:
            yield at_text(source, fact.place, None, name=fact.name)


def may_refer_wrongly(view: ScriptView, context: Context) -> bool:
    """Whether a script names a picture, or anything that the library may not have."""
    script, settings = view.script, context.library.settings
    departments, channels = settings.departments, settings.channels.keys()
    return not (
        script.scene in settings.scenes
        and script.owner.value in departments
        and (not script.consult or departments.keys() >= {name.value for name in script.consult})
        and channels >= set(view.channels)
        and context.ids.issuperset([other.value for other in script.related])
        and not any(
            reply.image or (reply.variants and not channels >= reply.variants.keys()) for reply in script.replies
        )
    )


def references(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
    """Values that name something the library does not have. `no-alt`: pictures of which nobody has written down what
    they show; the problems of `relations` are other rules'."""
    if rule.text("problem") == "no-alt":
        for reply in view.script.replies:
            if reply.image and reply.image.value in context.assets - context.worded:
                yield at_text(view.script.source, reply.image, view.script.id, value=reply.image.value)
    if "problem" in rule.params:
        return
    texts, known = REFERENCES[rule.text("field")]
    allowed = known(context)
    for text in texts(view.script):
        if text.value not in allowed:
            guess, certain = meant(text.value, _titled(allowed))
            hit = at_text(view.script.source, text, view.script.id, value=text.value, suggestion=guess)
            yield hit._replace(replacement=certain) if certain else hit


def _titled(allowed: Collection[str]) -> dict[str, str]:
    """What may be named, with its title where it has one."""
    titles = {name: allowed[name] for name in allowed} if isinstance(allowed, Mapping) else dict.fromkeys(allowed, "")
    return {name: title.title if isinstance(title, Scene) else title for name, title in titles.items()}


def unique(rule: Rule, context: Context) -> Iterator[Hit]:
    """A value that two scripts share; reported at each but the first, which the message names."""
    field = rule.text("field")
    # an old id may be neither somebody's id nor twice somebody's old one
    first = {found.id: found.id for found in context.outlines} if field == "formerly" else {}
    values = [(found, place, value) for found in context.outlines for place, value in _values(found, field)]
    written = [value for _found, _place, value in values]
    keys = plainly(written) if field in ("asks", "title") else written
    for (found, place, value), key in zip(values, keys, strict=True):
        other = first.setdefault(key, found.id)
        if other != found.id or (field == "formerly" and key == found.id):
            source, text = context.locate(found.path, place)
            yield at_text(source, text, found.id, value=value, name=other)


def _values(found: Outline, field: str) -> list[tuple[str, str]]:
    """(field path, value) of what must be unique."""
    if field == "asks":
        return [(f"asks/{index}", ask) for index, ask in enumerate(found.asks)]
    if field == "formerly":
        return [(f"formerly/{index}", old) for index, old in enumerate(found.formerly)]
    return [(field, found.title if field == "title" else found.id)]


def plainly(values: Sequence[str]) -> list[str]:
    """Each without blanks, marks and case: 太贵了 and 太贵了！ are one question. All at once, which is much quicker."""
    return _MARKS.sub("", "\n".join(values)).casefold().split("\n") if values else []


def _channels(script: Script) -> Iterator[Text]:
    """The script's channels, and those that its variants name: a misspelt one would never be said."""
    yield from script.channels
    own = {channel.value for channel in script.channels}
    for reply in script.replies:
        if reply.variants and not own.issuperset(reply.variants):
            node = at_path(script.root, ("replies", reply.index, "variants"))
            for key, _value in node.pairs if isinstance(node, MappingNode) else ():
                if key.value not in own:
                    yield Text(key.value, key, f"replies/{reply.index}/variants/{key.value}")


def _scene_of(script: Script) -> tuple[Text, ...]:
    node = script.root.get("id")
    assert isinstance(node, Scalar)
    return (Text(script.scene, node, "id"),)


# What a field names, and what there is to be named.
REFERENCES: dict[str, tuple[Callable[[Script], Iterable[Text]], Callable[[Context], Collection[str]]]] = {
    "channels": (_channels, lambda run: run.library.settings.channels),
    "consult": (lambda script: script.consult, lambda run: run.library.settings.departments),
    "image": (lambda script: [reply.image for reply in script.replies if reply.image], lambda run: run.assets),
    "owner": (lambda script: (script.owner,), lambda run: run.library.settings.departments),
    "related": (lambda script: script.related, lambda run: run.ids),
    "scene": (_scene_of, lambda run: run.library.settings.scenes),
}


def _spoken(context: Context) -> frozenset[str]:
    """Every name that some script speaks."""
    return frozenset(name for found in context.outlines for name in found.spoken)
