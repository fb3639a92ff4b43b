"""How well the rules judge sentences that they were not tuned on: precision, recall, false alarms, rule by rule.

tests/corpus holds sentences as agents type and say them, each with the offences that a strict but fair manager would
find in it. Those called unseen were written by people who knew no rule; nobody tunes a rule on them, so they measure.
Every sentence is judged in the middle of a script of its scene and channel.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from pathlib import Path

import yaml

from huashu.lint.context import Context, context
from huashu.lint.engine import Engine
from huashu.model.finding import Finding
from huashu.model.library import Settings
from huashu.model.rule import Rule
from huashu.store import library as libraries
from huashu.store import rulebook
from huashu.store import settings as settings_file

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
FAMILIES = ("law", "privacy", "tone", "facts", "typography", "hygiene")
# What these ask for, a whole script gives; one sentence owes it to nobody.
OF_SCRIPTS = ("required", "sequence", "ladder")
OF_TERMS = "facts/undeclared"  # the sentences' slots are nobody's: this library does not declare them
GRAVE = ("law", "privacy", "tone")  # families whose errors must be right
UNSEEN = "unseen-"  # how the names of the files begin that measure; rules are tuned on all others
NEUTRAL = "好的，这边为您看一下。"
Z = 1.96  # of a normal distribution: 95 %


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence. fires: ids of the rules that it offends, none when it is innocent. file: where it stands."""

    say: str
    scene: str
    channel: str
    step: str
    by: str
    fires: tuple[str, ...]
    excuse: str
    file: str

    @property
    def held_out(self) -> bool:
        """Whether it measures."""
        return self.file.startswith(UNSEEN)


def corpus() -> list[Sentence]:
    """All sentences, by file and place."""
    entries = [
        {**entry, "file": path.name}
        for path in sorted(CORPUS.glob("*.yaml"))
        for entry in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    ]
    return [
        Sentence(
            entry["say"],
            entry["scene"],
            entry["channel"],
            entry.get("step", ""),
            entry.get("by", ""),
            tuple(entry["fires"]),
            entry.get("excuse", ""),
            entry["file"],
        )
        for entry in entries
    ]


class Judge:
    """This repository's rules and terms, and the findings they give in a sentence."""

    def __init__(self) -> None:
        self.settings: Settings = settings_file.load(ROOT)
        loaded = rulebook.load(ROOT, self.settings)
        self.rules = [
            rule
            for rule in loaded
            if family(rule.id) in FAMILIES and rule.check not in OF_SCRIPTS and rule.id != OF_TERMS
        ]
        files = libraries.read_files(ROOT, ())
        library = libraries.assemble(self.settings, files.terms, known=files.known)
        self.around: Context = context(library, datetime(2026, 1, 1, tzinfo=self.settings.timezone))
        self.engine = Engine(self.rules)

    def findings(self, sentence: Sentence) -> list[Finding]:
        """What the rules find in it; the replies around it are not counted."""
        scene = self.settings.scenes[sentence.scene]
        reply = {"say": sentence.say} | ({"by": sentence.by} if sentence.by else {})
        if scene.kind == "steps":
            reply["step"] = sentence.step or "find"
        if scene.kind == "ladder":
            reply["rung"] = scene.stages[0].id
        around = {**reply, "say": NEUTRAL}
        document = {
            "id": f"{sentence.scene}/sentence",
            "title": "一句话",
            "channels": [sentence.channel],
            "asks": ["问一句"],
            "replies": [around, reply, around],
            "owner": next(iter(self.settings.departments)),
            "review_by": "2027-01-01",
        }
        data = json.dumps(document, ensure_ascii=False).encode()
        script, broken = libraries.read_script(self.settings, f"scripts/{document['id']}.yaml", data)
        assert script is not None, (sentence, broken)
        return [found for found in self.engine.judge(script, self.around) if found.field.startswith("replies/1")]


@dataclass(slots=True)
class Count:
    """Of a rule: sentences it hits, those of them that deserve it, sentences that deserve it, those of them found."""

    hits: int = 0
    right: int = 0
    labelled: int = 0
    found: int = 0


@dataclass(slots=True)
class Scores:
    """What came out. A hit is right when the sentence offends the rule's family: which rule of it speaks is a detail."""

    rules: dict[str, Count]
    errors: dict[str, Count]  # by family: sentences hit by an error of it
    innocent: int
    alarms: dict[str, int]  # severity → innocent sentences with such a finding
    shown: list[str]


def family(rule_id: str) -> str:
    """tone of tone/say-nin."""
    return rule_id.split("/")[0]


def score(judge: Judge, sentences: list[Sentence]) -> Scores:
    """Judge every sentence and count."""
    scores = Scores(defaultdict(Count), defaultdict(Count), 0, defaultdict(int), [])
    for sentence in sentences:
        findings = judge.findings(sentence)
        offended = {family(rule) for rule in sentence.fires}
        heard = {family(found.rule) for found in findings}
        for rule in {found.rule for found in findings}:
            scores.rules[rule].hits += 1
            scores.rules[rule].right += family(rule) in offended
        for name in {family(found.rule) for found in findings if found.severity == "error"}:
            scores.errors[name].hits += 1
            scores.errors[name].right += name in offended
        for rule in sentence.fires:
            scores.rules[rule].labelled += 1
            scores.rules[rule].found += family(rule) in heard
        if not sentence.fires:
            scores.innocent += 1
            for severity in {found.severity for found in findings}:
                scores.alarms[severity] += 1
        scores.shown.extend(_told(sentence, findings, offended, heard))
    return scores


def _told(sentence: Sentence, findings: list[Finding], offended: set[str], heard: set[str]) -> Iterator[str]:
    place = f"{sentence.scene}/{sentence.channel}"
    for found in findings:
        if family(found.rule) not in offended:
            yield f"wrong   {found.rule} {found.severity} «{found.matched}»  {place}  {sentence.excuse}  {sentence.say!r}"
    for rule in sentence.fires:
        if family(rule) not in heard:
            yield f"missed  {rule}  {place}  {sentence.say!r}"


def wilson(right: int, tried: int) -> float:
    """Lower bound of a share at 95 % (Wilson's score interval); 0 where nothing was tried."""
    if not tried:
        return 0.0
    share, z2 = right / tried, Z * Z
    middle = share + z2 / (2 * tried)
    spread = Z * sqrt(share * (1 - share) / tried + z2 / (4 * tried * tried))
    return max(0.0, (middle - spread) / (1 + z2 / tried))


def _share(right: int, tried: int) -> str:
    return f"{right / tried:6.2f} ≥ {wilson(right, tried):4.2f}" if tried else f"{'-':>6}       "


def table(scores: Scores, severities: dict[str, str]) -> Iterator[str]:
    """The figures as lines."""
    yield f"{'':38}{'hits':>6}  {'precision':>13}  {'labelled':>8}  {'recall':>13}"
    for rule, count in sorted(scores.rules.items()):
        yield (
            f"  {rule:28}{severities.get(rule, '?'):8}{count.hits:6}  {_share(count.right, count.hits)}"
            f"  {count.labelled:8}  {_share(count.found, count.labelled)}"
        )
    for name, count in sorted(scores.errors.items()):
        yield f"  errors of {name:26}{count.hits:6}  {_share(count.right, count.hits)}"
    grave = [scores.errors[name] for name in GRAVE]
    hits, right = sum(count.hits for count in grave), sum(count.right for count in grave)
    yield f"  errors of {', '.join(GRAVE):26}{hits:6}  {_share(right, hits)}"
    yield f"innocent sentences: {scores.innocent}"
    for severity in ("error", "warning", "info"):
        false = scores.alarms[severity]
        yield f"  with a false {severity:8}{false:6}  {1000 * false / max(1, scores.innocent):6.1f} in 1,000"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("unseen", "development"), default="unseen")
    parser.add_argument("--show", action="store_true", help="list wrong hits and misses; of the development part only")
    options = parser.parse_args()
    judge = Judge()
    sentences = [one for one in corpus() if one.held_out == (options.part == "unseen")]
    scores = score(judge, sentences)
    if options.show and options.part == "development":
        print("\n".join(scores.shown))
    print(
        f"{options.part} part, {len(sentences)} sentences, {len(judge.rules)} rules; ≥ is Wilson's lower bound at 95 %"
    )
    severities: dict[str, str] = {}
    rule: Rule
    for rule in judge.rules:
        severities[rule.id] = rule.severity
    print("\n".join(table(scores, severities)))


if __name__ == "__main__":
    main()
