"""Runs rules over a library. Pure: the same library, rules and moment give the same findings, sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, groupby

from huashu.i18n import _
from huashu.lint.checks import Check, ScriptCheck, TextCheck, check_of, reach
from huashu.lint.checks.files import as_hit
from huashu.lint.checks.hit import Hit
from huashu.lint.checks.suppression import Doubt
from huashu.lint.context import Context, context
from huashu.lint.matcher import Matcher
from huashu.lint.searching import Match
from huashu.lint.view import ScriptView, tagged, view
from huashu.model.finding import Finding, Position
from huashu.model.library import FileProblems, Library
from huashu.model.places import offsets
from huashu.model.rule import Rule
from huashu.model.script import Script
from huashu.model.source import Edit, Fix
from huashu.patterns import lazy

_NAME = lazy(r"\{([a-z_]+)\}")
_ID = lazy("[a-z0-9-]+/[a-z0-9-]+")
# Reported where no rule claims a problem: a library without the recommended pack must not pass what cannot be read.
# Nor may a script pass that a check could not judge.
UNREADABLE = "structure/unreadable"


def lint(library: Library, rules: Sequence[Rule], now: datetime, *, whole: bool = True) -> tuple[Finding, ...]:
    """Findings of all rules that are on. whole: also run the checks that need all scripts; now: aware datetime."""
    return Engine(rules).run(library, now, whole=whole)


# How long texts of a field are compared with each other, the longest first.
_LONGEST = {"scripts": 0, "replies": 1, "asks": 2}
# index of the rule, the rule, whether it asks for tags or paths, what it checks
_Always = tuple[int, Rule, bool, ScriptCheck | None, TextCheck | None]
_May = Callable[[ScriptView, Context], bool] | None
_Matched = dict[int, dict[int, list[Match]]]
_ForScene = tuple[Matcher, frozenset[str], list[tuple[_May, list[_Always]]], frozenset[int]]


class Engine:
    """Rules made ready for many scripts: grouped by scene, their words in one automaton."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        on = [rule for rule in rules if rule.severity != "off"]
        # what looks at the same is one object: a view remembers by it what is looked at
        wheres = {rule.where: rule.where for rule in on}
        self._rules = [rule._replace(where=wheres[rule.where]) for rule in on]
        self._checks: list[Check] = [check_of(rule) for rule in self._rules]
        self._matcher = Matcher(self._rules)
        self._by_scene: dict[str, _ForScene] = {}

    def run(self, library: Library, now: datetime, *, whole: bool = True) -> tuple[Finding, ...]:
        """See `lint`."""
        around = context(library, now)
        found = list(chain.from_iterable(self.judge_all(library.scripts, around)))
        found.extend(finding for file in library.problems for finding in self.judge_file(file))
        if whole:
            found.extend(self.judge_whole(around))
        return in_order(found)

    def judge_whole(self, around: Context) -> Iterator[Finding]:
        """Findings of the checks that look at all scripts together."""
        for index in self.across:
            yield from self.judge_across(index, around)

    @property
    def across(self) -> list[int]:
        """Indexes of the rules that look at all scripts together, first of those that take longest."""
        found = [index for index, check in enumerate(self._checks) if check.library is not None]
        return sorted(found, key=lambda index: _LONGEST.get(self._rules[index].text("field"), len(_LONGEST)))

    def judge_across(self, index: int, around: Context) -> Iterator[Finding]:
        """Findings of one of these rules."""
        rule, check = self._rules[index], self._checks[index]
        if check.library is not None:
            for hit in check.library(rule, around):
                yield _naming(_finding(rule, hit), hit)

    def judge(self, script: Script, around: Context) -> list[Finding]:
        """Findings in one script, in no order."""
        return self.judge_all((script,), around)[0]

    def judge_all(self, scripts: Sequence[Script], around: Context) -> list[list[Finding]]:
        """Findings in each of some scripts. Their words are looked for in all of them at once, scene by scene."""
        return [
            self._judge(seen, matched, around)
            for scene, some in groupby(scripts, key=lambda script: script.scene)
            for seen, matched in self._searched(scene, [view(script, around.facts) for script in some])
        ]

    def _searched(self, scene: str, views: list[ScriptView]) -> Iterator[tuple[ScriptView, _Matched]]:
        """Scripts of one scene, each with what the matcher found in it."""
        matcher, parts = self._for_scene(scene)[:2]
        found: list[_Matched] = [{} for _seen in views]
        searched = [
            (matched, index, said.said.value)
            for matched, seen in zip(found, views, strict=True)
            for index, said in enumerate(seen.utterances)
            if said.part in parts
        ]
        for rule, by_text in matcher.find([text for _matched, _index, text in searched]).items():
            for at, matches in by_text.items():
                matched, index, _text = searched[at]
                matched.setdefault(rule, {})[index] = matches
        return zip(views, found, strict=True)

    def _judge(self, seen: ScriptView, matched: _Matched, around: Context) -> list[Finding]:
        """Findings in one script. matched: rule index → utterance index → matches."""
        script, found = seen.script, []
        _matcher, _parts, always, driven = self._for_scene(script.scene)
        for index in driven.intersection(matched):
            rule, text_check = self._rules[index], self._checks[index].text
            if text_check is not None and tagged(rule.where, script):
                found += [_finding(rule, hit) for hit in text_check(rule, seen, matched[index])]
        for may, group in always:
            if may is not None and not may(seen, around):
                continue
            for index, rule, picks, script_check, text_check in group:
                if picks and not tagged(rule.where, script):
                    continue
                if script_check is not None:
                    for hit in script_check(rule, seen, around):
                        found.append(_finding(rule, hit))
                elif text_check is not None:
                    for hit in text_check(rule, seen, matched.get(index, {})):
                        found.append(_finding(rule, hit))
        return found

    def _for_scene(self, scene: str) -> _ForScene:
        """What may look at scripts of a scene: the matcher of their words and the parts in which it looks, the rules that
        must look without a match, by what says whether they need to, and those that only matches bring in."""
        known = self._by_scene.get(scene)
        if known is None:
            here = [
                (index, rule, check)
                for index, (rule, check) in enumerate(zip(self._rules, self._checks, strict=True))
                if (not rule.where.scenes or scene in rule.where.scenes) and scene not in rule.where.not_scenes
            ]
            always: dict[_May, list[_Always]] = defaultdict(list)
            for index, rule, check in here:
                if check.always or (check.script is not None and reach(rule) != "library"):
                    where = rule.where
                    picks = bool(where.tags or where.not_tags or where.paths or where.not_paths)
                    may = None if rule.text("problem") in check.ungated else check.may
                    always[may].append((index, rule, picks, check.script, check.text))
            driven = frozenset(index for index, _rule, check in here if check.text is not None and not check.always)
            matcher = self._matcher.within(frozenset(index for index, _rule, check in here if check.text is not None))
            # nearly all words are looked for in replies only, and customers' questions would be full of them
            parts = frozenset(part for index in matcher.rules for part in self._rules[index].where.parts)
            known = self._by_scene[scene] = (matcher, parts, list(always.items()), driven)
        return known

    def judge_file(self, file: FileProblems) -> Iterator[Finding]:
        """Findings in a file that could not be read as it stands."""
        claimed: set[str] = set()
        for rule, check in zip(self._rules, self._checks, strict=True):
            if check.file is not None:
                claimed.update(rule.words("problems"))
                for hit in check.file(rule, file):
                    yield _finding(rule, hit)
        for problem in file.problems:
            if problem.code not in claimed:
                yield _finding(None, as_hit(file, problem))

    def judge_answer(self, doubt: Doubt) -> Iterator[Finding]:
        """Findings in what people answered to findings."""
        for rule, check in zip(self._rules, self._checks, strict=True):
            if check.answer is not None:
                for hit in check.answer(rule, doubt):
                    yield _finding(rule, hit)


def _finding(rule: Rule | None, hit: Hit) -> Finding:
    """The finding of a hit: place in the file, sentences filled in, fix as edits of the file."""
    if hit.failed:  # not the rule speaks, and nobody can answer for what was not judged
        rule = None
    start, end = _place(hit)
    matched = hit.source.text[start:end] if hit.text is None else hit.text.value[hit.start : hit.end]
    fix = hit.fix
    if hit.replacement is not None:
        fix = Fix(hit.safety, (Edit(start, end, hit.replacement),))
    return Finding(
        path=hit.source.path,
        start=Position(*hit.source.line_column(start)),
        end=Position(*hit.source.line_column(end)),
        rule=rule.id if rule else UNREADABLE,
        severity=(hit.severity or rule.severity) if rule else "error",
        message=_filled(rule.message, hit) if rule else str(hit.values["problem"]),
        hint=_hint(rule, hit),
        why=rule.why.strip() if rule else "",
        script=hit.script,
        field=hit.field or (hit.text.field if hit.text else ""),
        matched=matched,
        fix=fix,
    )


def _naming(finding: Finding, hit: Hit) -> Finding:
    """The finding with the ids that the check speaks of, whether or not the rule's message passes them on."""
    named = {name for value in hit.values.values() for name in _ID.findall(str(value))}
    return finding._replace(mentions=tuple(sorted(named))) if named else finding


def _place(hit: Hit) -> tuple[int, int]:
    """Offsets into the file."""
    if hit.text is None:
        return hit.start, hit.end
    places = _places(hit.source.text, hit.text.node)
    return places[hit.start], max(places[hit.start], places[hit.end])


_places = lru_cache(maxsize=4)(offsets)  # one text may be found fault with thousands of times


def _filled(sentence: str, hit: Hit) -> str:
    """`{name}` replaced by what the check says of it. Rules are data: nothing else is evaluated."""
    return _NAME.sub(lambda found: str(hit.values.get(found[1], found[0])), sentence)


def _lacks(line: str, hit: Hit) -> bool:
    """Whether a line of advice names something that there is not: no near name, say."""
    return any(hit.values.get(name) == "" for name in _NAME.findall(line))


def _hint(rule: Rule | None, hit: Hit) -> str:
    """What to say instead of this word; else what the problem or the rule advises."""
    own = str(hit.values.get("hint", ""))
    if rule is None:
        return own
    instead = rule.instead.get(str(hit.values.get("word", "")), "")
    advice = "\n".join(_filled(line, hit) for line in rule.hint.splitlines() if not _lacks(line, hit))
    milder = _("这一处读着像转述、否认或者另有所指，先只提醒您看一眼；要是真这么对顾客说，请照改")
    parts = [
        milder if hit.severity else "",
        _("可以说：{words}").format(words=instead) if instead else "",
        own,
        advice,
    ]
    return "\n".join(part.strip() for part in parts if part.strip())


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of every report, each place once a rule, equal ones numbered for their fingerprints."""
    places: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=Finding.order):
        places.setdefault((finding.rule, finding.path, finding.start, finding.end), finding)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    result = []
    for finding in places.values():
        key = (finding.rule, finding.path, finding.field, finding.matched)
        result.append(finding._replace(occurrence=counts[key]) if counts[key] else finding)
        counts[key] += 1
    return tuple(result)
