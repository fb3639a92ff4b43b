"""Checks driven by listed words and patterns: existence, substitution, occurrence, required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huashu.i18n import _
from huashu.lint.checks.hit import Hit, at_span, at_text
from huashu.lint.excuses import excused
from huashu.lint.searching import Match
from huashu.lint.unsure import unsure
from huashu.lint.view import ScriptView, Utterance, heard_in, looks_at, tagged
from huashu.model.finding import SEVERITIES
from huashu.model.rule import Rule

_HEARD = 100  # matches of one rule in one text
Matches = Mapping[int, list[Match]]  # utterance index → what the matcher found there


def existence(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[Hit]:
    """Each listed word or pattern is a finding; with `when`, only beside one of these words. With `unsure`, what reads
    like a mere mention is reported as that."""
    beside = rule.words("when") if "when" in rule.params else ()
    mild = rule.text("unsure")
    mild = mild if mild and SEVERITIES.index(mild) > SEVERITIES.index(rule.severity) else ""
    for said, match in _seen(rule, view, matches):
        if beside and not any(word in said.said.value for word in beside):
            continue
        hit = at_span(view.script.source, said.said, match.start, match.end, view.script.id, word=match.word)
        if mild and unsure(rule.id, said.said.value, match.start, match.end):
            hit = hit._replace(severity=mild)
        yield hit


def substitution(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[Hit]:
    """Each word of `swap` is a finding that names what to say instead; `fix` says whether huashu may write it."""
    swap = rule.params.get("swap")
    fix = rule.text("fix", "none")
    for said, match in _seen(rule, view, matches):
        right = str(swap[match.word]) if isinstance(swap, dict) else ""
        hit = at_span(
            view.script.source, said.said, match.start, match.end, view.script.id, word=match.word, suggestion=right
        )
        # a word that a fact brought in cannot be mended in this script
        own = hit.text is not None and hit.text.value[hit.start : hit.end] == match.word
        yield hit._replace(replacement=right, safety=fix) if fix != "none" and own else hit


def occurrence(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[Hit]:
    """More than `max` matches in one channel: the first surplus one is a finding. Channels are never added up."""
    limit = rule.number("max", 0)
    if sum(map(len, matches.values())) <= limit:  # all channels taken together
        return
    channels = heard_in(rule.where.channels, rule.where.not_channels, frozenset(view.channels))
    reported: dict[tuple[str, int], Hit] = {}
    for channel in sorted(channels):
        for group in _groups(rule, view, matches, channel):
            if len(group) > limit:
                said, match = group[limit]
                hit = at_span(
                    view.script.source, said.said, match.start, match.end, view.script.id,
                    word=match.word, count=len(group), max=limit,
                )  # fmt: skip
                key = (said.said.written.field, hit.start)
                known = reported.get(key)
                if known is None or int(str(known.values["count"])) < len(group):
                    reported[key] = hit
    yield from reported.values()


def required(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[Hit]:
    """A reply, or a channel of the script, that holds none of what is asked for is a finding."""
    if rule.params.get("all"):
        yield from _required_all(rule, view)
        return
    where, slots = rule.where, [f"{{{name}}}" for name in rule.words("slots")]
    looked_at = view.looked_at(where)
    missing = [
        said for index, said in looked_at if index not in matches and not any(slot in said.said.value for slot in slots)
    ]
    if not missing:
        return
    if rule.text("per", "reply") == "script":
        # a channel in which no reply says it; one that has no such reply owes nothing
        given = {channel for _index, said in looked_at if said not in missing for channel in said.channels}
        owed = {channel for said in missing for channel in heard_in(where.channels, where.not_channels, said.channels)}
        if not owed <= given:
            yield at_text(view.script.source, view.script.title, view.script.id, names=_asked_for(rule))
        return
    for said in missing:
        if heard_in(where.channels, where.not_channels, said.channels):
            yield at_text(view.script.source, said.said.written, view.script.id, names=_asked_for(rule))


def _required_all(rule: Rule, view: ScriptView) -> Iterator[Hit]:
    """Every channel of the script says something of each group of `all`; the groups that lack are named by their
    first words."""
    if not tagged(rule.where, view.script):
        return
    given = rule.params["all"]
    groups = [tuple(map(str, group)) for group in given] if isinstance(given, list) else []
    for channel in sorted(heard_in(rule.where.channels, rule.where.not_channels, frozenset(view.channels))):
        said = [said.said for _index, said in view.looked_at(rule.where) if channel in said.channels]
        spoken = "\n".join([part for text in said for part in (text.value, text.written.value)])
        missing = [group for group in groups if not any(word in spoken for word in group)]
        if said and missing:
            names = _("；").join(_("、").join(group[:3]) for group in missing)
            yield at_text(view.script.source, view.script.title, view.script.id, names=names)
            return


def _seen(rule: Rule, view: ScriptView, matches: Matches) -> Iterator[tuple[Utterance, Match]]:
    for index, found in matches.items():
        said = view.utterances[index]
        if looks_at(rule.where, said):
            for match in _guilty(rule, said, found):
                yield said, match


def _guilty(rule: Rule, said: Utterance, found: list[Match]) -> list[Match]:
    """The matches that no excuse of the rule holds for. Where there are very many in one text, only the first are heard:
    nobody talks like that, and it must not take long."""
    excuses = rule.words("excuse")
    if not excuses:
        return found
    value = said.said.value
    left = [match for match in found[:_HEARD] if not excused(excuses, value, match.start, match.end)]
    return [*left, *found[_HEARD:]]


def _groups(rule: Rule, view: ScriptView, matches: Matches, channel: str) -> list[list[tuple[Utterance, Match]]]:
    """Matches of one channel: all together when counted per script, else reply by reply."""
    groups = []
    for index in sorted(matches):
        said = view.utterances[index]
        if channel in said.channels and looks_at(rule.where, said):
            groups.append([(said, match) for match in _guilty(rule, said, matches[index])])
    if rule.text("per", "script") == "script":
        return [[match for group in groups for match in group]]
    return groups


def _asked_for(rule: Rule) -> str:
    names = [f"{{{name}}}" for name in rule.words("slots")] + list(rule.words("any"))
    return _("、").join(names[:4])
