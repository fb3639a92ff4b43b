"""Checks that packages bring, fenced in: what goes wrong inside one is a finding that names it, never a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType

from huashu.i18n import _
from huashu.lint.checks.hit import Hit, at_span, at_text
from huashu.lint.context import Context
from huashu.lint.view import ScriptView, Utterance, tagged
from huashu.model.own_check import Given, Place, Said
from huashu.model.rule import Rule
from huashu.store.own_checks import Brought, told

_SAFETIES = ("safe", "unsafe")


def own(brought: Brought) -> Callable[[Rule, ScriptView, Context], Iterator[Hit]]:
    """The check as the engine calls it, script by script."""

    def check(rule: Rule, view: ScriptView, context: Context) -> Iterator[Hit]:
        heard = [said for _index, said in view.looked_at(rule.where)]
        if not heard or not tagged(rule.where, view.script):
            return
        texts = tuple(_said(index, said) for index, said in enumerate(heard))
        try:
            params = MappingProxyType(dict(rule.params))
            places = brought.check.run(Given(texts, params, view.script, context.now))
            hits = [_hit(place, view, heard) for place in places]
        except (Exception, SystemExit) as error:
            message = _("规则 {rule} 没有查成：检查 {check} 自己出错了，它来自 {package}：{error}").format(
                rule=rule.id, check=brought.name, package=brought.package, error=told(error)
            )
            hint = _("请把这句话交给写这个检查的同事；修好以前，这条话术等于没有查过")
            hit = at_text(view.script.source, view.script.title, view.script.id, problem=message, hint=hint)
            yield hit._replace(failed=True)
            return
        yield from hits

    return check


def _said(index: int, said: Utterance) -> Said:
    by = said.reply.by if said.reply is not None and said.part == "replies" else ""
    stage = said.stage if said.part == "replies" else ""
    return Said(index, said.said.value, said.part, said.channels, stage, by)


def _hit(place: Place, view: ScriptView, heard: Sequence[Utterance]) -> Hit:
    """A place as a hit. Raises what the fence turns into a finding where the place makes no sense."""
    if not isinstance(place, Place):
        raise TypeError(f"{type(place).__name__} is no Place")
    text = heard[place.said.index].said
    if not 0 <= place.start <= place.end <= len(text.value):
        raise ValueError(f"place {place.start}:{place.end} leaves the text of {len(text.value)} characters")
    if place.replacement is not None and not (isinstance(place.replacement, str) and place.safety in _SAFETIES):
        raise ValueError(f"replacement {place.replacement!r}, safety {place.safety!r}")
    word = text.value[place.start : place.end]
    values = {"word": word, **{name: str(value) for name, value in place.values.items()}}
    hit = at_span(view.script.source, text, place.start, place.end, view.script.id, **values)
    # what a fact brought in cannot be mended in this script
    own_words = hit.text is not None and hit.text.value[hit.start : hit.end] == word
    if place.replacement is None or not own_words:
        return hit
    # plain text, whatever kind of it the package uses: what is found is packed, to be remembered or sent on
    return hit._replace(replacement=str(place.replacement), safety=str(place.safety))
